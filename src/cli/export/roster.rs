//! `guiyan export sign-ups` and `guiyan export attendance`: who signed up, and who came.

use super::{Failure, Out, unwritten};
use crate::app::clock::Clock;
use crate::app::export::roster::{self, ExportError, List, RosterRecords, Style};
use crate::cli::{print, runtime};
use crate::config::Settings;
use crate::domain::id::ActivityId;
use crate::startup::{self, SystemClock, pack};

/// Longest name and reason in the audit, in characters.
const MAX_SAID: usize = 200;

/// Which activity, and how much of its people is shown.
#[derive(clap::Args)]
pub struct Roster {
    /// Which activity: the number in its page's address
    #[arg(long, value_name = "ID")]
    activity: i64,
    #[command(flatten)]
    out: Out,
    /// Names and numbers in full; needs --reason and --by, and is noted in the audit
    #[arg(long, requires_all = ["reason", "by"])]
    reveal: bool,
    /// Why they are needed in full
    #[arg(long, value_name = "WORDS")]
    reason: Option<String>,
    /// Who takes them out
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
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
            // Before anything leaves: what cannot be noted is not shown.
            if self.reveal {
                let detail = self.detail(list)?;
                database.note_export(self.by.as_deref().unwrap_or_default(), &detail, SystemClock.now()).await?;
            }
            let style = Style { pack: &content.pack, list, reveal: self.reveal };
            let (workbook, people) = roster::write(&database, &activity, style).await.map_err(failed)?;
            self.out.save(workbook)?;
            if self.out.is_file() {
                print::line(&format!("{}：{}人，到场{}人。", activity.title, people.listed, people.came))?;
            }
            Ok(())
        })
    }

    /// The audit's words: what was taken out, and why.
    fn detail(&self, list: List) -> Result<String, Failure> {
        let said = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
        let (reason, by) = (said(&self.reason), said(&self.by));
        let sound = |text: &str| !text.is_empty() && text.chars().nth(MAX_SAID).is_none();
        if !sound(&reason) || !sound(&by) {
            return Err(Failure::new(
                format!("--reason 和 --by 要写上，各{MAX_SAID}个字以内"),
                "写清楚谁拿、拿去做什么。没有写任何文件。",
            ));
        }
        let what = match list {
            List::SignUps { .. } => "sign-ups",
            List::Attendance => "attendance",
        };
        Ok(format!("{what} of activity {} in full: {reason}", self.activity))
    }
}

fn failed(error: ExportError) -> Failure {
    match error {
        ExportError::Store(error) => error.into(),
        ExportError::Write(error) => unwritten(error),
    }
}
