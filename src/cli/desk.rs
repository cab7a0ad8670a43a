//! `guiyan desk`: the link for whoever checks people in at the door.

use super::failure::Failure;
use super::{print, runtime};
use crate::app::clock::Clock;
use crate::app::desk::Pass;
use crate::app::export::roster::RosterRecords;
use crate::app::site::address::SiteAddress;
use crate::config::{Config, Settings};
use crate::domain::id::ActivityId;
use crate::startup::{self, SystemClock};

/// Check people in at the door of an activity
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  guiyan desk link --activity 12               for a day
  guiyan desk link --activity 12 --hours 10    for ten hours")]
pub struct Desk {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    Link(Link),
}

/// Make the link for a helper who has no account
#[derive(clap::Args)]
#[command(after_help = "\
Whoever has the link sees masked names and phone tails of this activity and checks people in, until it ends. Send it
to the helper alone. It cannot be taken back before that: make it short.

Example:
  guiyan desk link --activity 12 --hours 10")]
struct Link {
    /// Which activity: the first part of its receipt numbers
    #[arg(long, value_name = "ID")]
    activity: i64,
    /// For how many hours it is good, at most 72
    #[arg(long, value_name = "N", default_value_t = 24, value_parser = clap::value_parser!(u16).range(1..=72))]
    hours: u16,
}

impl Desk {
    pub fn run(self, settings: &Settings) -> Result<(), Failure> {
        let config = settings.config()?;
        match self.verb {
            Verb::Link(link) => runtime()?.block_on(link.run(&config)),
        }
    }
}

impl Link {
    async fn run(self, config: &Config) -> Result<(), Failure> {
        let vault = startup::vault(config)?;
        let database = startup::database(config).await?;
        database.migrate().await?;
        let Some(activity) = database.activity(ActivityId(self.activity)).await? else {
            let what = format!("没有编号是 {} 的活动", self.activity);
            return Err(Failure::new(what, "编号是报名编号的前一半：12-0045 是 12 号活动。"));
        };
        let pass = Pass::lasting(activity.id, self.hours, SystemClock.now());
        let link = SiteAddress::new(&config.server.public_url).page(&format!("/desk/{}", pass.token(&vault)));
        print::line(&format!("{}\n{link}", activity.title))?;
        Ok(())
    }
}
