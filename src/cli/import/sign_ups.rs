//! `guiyan import sign-ups`: people who signed up on paper.

use std::path::PathBuf;

use super::{ACTOR, table_of};
use crate::app::clock::Clock;
use crate::app::export::roster::RosterRecords;
use crate::app::import::sign_ups::{CameOf, ImportedSignUps, Tally, sign_ups};
use crate::app::paper::PaperRecords;
use crate::cli::failure::Failure;
use crate::cli::{print, runtime};
use crate::config::Settings;
use crate::domain::dialogue::view::When;
use crate::domain::id::ActivityId;
use crate::startup::{self, SystemClock, pack};

/// Put down people who signed up on paper
#[derive(clap::Args)]
#[command(after_help = "\
The list has 姓名, and what the activity's form asks: 手机号, 乡镇, 身份证号, 场次 … Everybody is told row by row: the
number they got, their place in the queue, or why not. Whoever has a place keeps it: a list can be imported twice.

Example:
  guiyan import sign-ups --activity 3 名单.xlsx")]
pub struct SignUps {
    /// Which activity: the number in its page's address
    #[arg(long, value_name = "ID")]
    activity: i64,
    /// The list: .csv or .xlsx
    file: PathBuf,
    /// Report only, change nothing
    #[arg(long)]
    dry_run: bool,
}

impl SignUps {
    pub fn run(self, settings: &Settings) -> Result<(), Failure> {
        let config = settings.config()?;
        let content = pack::load(&config.content)?;
        let (table, _) = table_of(&self.file)?;
        runtime()?.block_on(async {
            let database = startup::database(&config).await?;
            database.migrate().await?;
            let Some(activity) = database.activity(ActivityId(self.activity)).await? else {
                return Err(Failure::new(
                    format!("没有编号为{}的活动", self.activity),
                    "编号在活动网页的地址里：/activities/编号。没有导入任何内容。",
                ));
            };
            let read = sign_ups(&table, &activity, &content.pack, When::day_of(SystemClock.now()))
                .map_err(|error| Failure::new(error.to_string(), "没有导入任何内容。"))?;
            tell(&read)?;
            if self.dry_run {
                print::line("只是检查，没有改动。")?;
                return Ok(());
            }
            let outcomes = database.put_down(&read.wishes(), ACTOR, SystemClock.now()).await?;
            tell_outcomes(&CameOf::of(&read.people, outcomes))
        })
    }
}

fn tell(read: &ImportedSignUps) -> Result<(), Failure> {
    for flaw in &read.flaws {
        print::line(&flaw.to_string())?;
    }
    Ok(print::line(&read.summary().to_string())?)
}

/// Row by row, masked: the list itself says who it is.
fn tell_outcomes(rows: &[CameOf]) -> Result<(), Failure> {
    for row in rows {
        print::line(&row.to_string())?;
    }
    Ok(print::line(&Tally::of(rows).to_string())?)
}
