//! `guiyan import sign-ups`: people who signed up on paper.

use std::path::PathBuf;

use super::{ACTOR, table_of};
use crate::app::clock::Clock;
use crate::app::export::roster::RosterRecords;
use crate::app::import::sign_ups::{ImportedSignUps, OnPaper, sign_ups};
use crate::app::paper::PaperRecords;
use crate::cli::failure::Failure;
use crate::cli::{print, runtime};
use crate::config::Settings;
use crate::domain::dialogue::effect::Outcome;
use crate::domain::dialogue::view::When;
use crate::domain::id::ActivityId;
use crate::domain::sign_up::Wish;
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
            let wishes: Vec<Wish> = read.people.iter().map(|person| person.wish.clone()).collect();
            let outcomes = database.put_down(&wishes, ACTOR, SystemClock.now()).await?;
            tell_outcomes(&read.people, &outcomes)
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
fn tell_outcomes(people: &[OnPaper], outcomes: &[Outcome]) -> Result<(), Failure> {
    let (mut seated, mut queued, mut before, mut refused) = (0, 0, 0, 0);
    for (person, outcome) in people.iter().zip(outcomes) {
        let (count, told) = match outcome {
            Outcome::SignedUp(number) => (&mut seated, format!("报上了，编号 {number}")),
            Outcome::Queued { number, ahead } => (&mut queued, format!("名额满了，排队，编号 {number}，前面{ahead}人")),
            Outcome::AlreadySignedUp(number) => (&mut before, format!("早就报过了，编号 {number}")),
            Outcome::Full => (&mut refused, "名额满了".to_owned()),
            _ => (&mut refused, "现在不能报名（没开始、已截止或取消了）".to_owned()),
        };
        *count += 1;
        print::line(&format!("第{}行 {}：{told}", person.row, person.shown))?;
    }
    Ok(print::line(&format!("报上{seated}人，排队{queued}人，早就报过{before}人，没报上{refused}人。"))?)
}
