//! `guiyan export sign-ups` and `guiyan export attendance`: who signed up, and who came.

use super::reveal::Reveal;
use super::{Failure, Out, not_exported, turnout};
use crate::app::clock::Clock;
use crate::app::export::roster::{self, List, RosterRecords, Style};
use crate::cli::{print, runtime};
use crate::config::Settings;
use crate::domain::id::ActivityId;
use crate::startup::{self, SystemClock, pack};

/// Which activity, and how much of its people is shown.
#[derive(clap::Args)]
pub struct Roster {
    /// Which activity: the number in its page's address
    #[arg(long, value_name = "ID")]
    activity: i64,
    #[command(flatten)]
    out: Out,
    #[command(flatten)]
    reveal: Reveal,
}

impl Roster {
    pub fn run(self, list: List, settings: &Settings) -> Result<(), Failure> {
        let config = settings.config()?;
        let content = pack::load(&config.content)?;
        runtime()?.block_on(async {
            let database = startup::database(&config).await?;
            database.migrate().await?;
            let Some(activity) = database.activity(ActivityId(self.activity)).await? else {
                return Err(Failure::new(
                    format!("没有编号为{}的活动", self.activity),
                    "编号在活动网页的地址里：/activities/编号。没有写任何文件。",
                ));
            };
            let what = match list {
                List::SignUps { .. } => "sign-ups",
                List::Attendance => "attendance",
            };
            let what = format!("{what} of activity {}", self.activity);
            self.reveal.note(&database, &what, SystemClock.now()).await?;
            let style = Style { pack: &content.pack, list, reveal: self.reveal.reveal };
            let (workbook, people) = roster::write(&database, &activity, style).await.map_err(not_exported)?;
            self.out.save(workbook)?;
            if self.out.is_file() {
                print::line(&format!("{}：{}人，到场{}人。", activity.title, people.listed, people.came))?;
                if let List::Attendance = list {
                    turnout::say(&database, (&activity, &content.pack), SystemClock.now()).await?;
                }
            }
            Ok(())
        })
    }
}
