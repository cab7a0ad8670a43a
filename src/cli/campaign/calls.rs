//! `guiyan campaign calls`: whom to ring, because it did not reach them.

use super::{Desk, show};
use crate::app::clock::Clock;
use crate::app::export::campaign_calls as written;
use crate::cli::export::reveal::Reveal;
use crate::cli::export::{Out, not_exported};
use crate::cli::failure::Failure;
use crate::cli::print;
use crate::domain::id::{CampaignId, UnitId};
use crate::startup::SystemClock;

/// Whom to ring, because it did not reach them: a sheet a unit
#[derive(clap::Args)]
#[command(after_help = "\
Names and numbers are masked, unless --reveal says why not, which the audit keeps. Those who still wait for an open
window are in it too; who wanted none of it is not.

Example:
  guiyan campaign calls 3 --out 打电话.xlsx --reveal --reason 逐个打电话通知 --by 王芳")]
pub struct Calls {
    /// Its number
    id: i64,
    /// Of one unit only: its number in annex 1
    #[arg(long, value_name = "NUMBER")]
    unit: Option<u16>,
    #[command(flatten)]
    out: Out,
    #[command(flatten)]
    reveal: Reveal,
}

impl Calls {
    pub async fn run(self, desk: &Desk) -> Result<(), Failure> {
        let campaign = show::campaign(desk, CampaignId(self.id)).await?;
        self.reveal.note(&*desk.exports, &format!("calls of campaign {}", self.id), SystemClock.now()).await?;
        let which = (&campaign, self.unit.map(UnitId));
        let how = (&desk.content.pack, self.reveal.reveal);
        let (book, listed) = written::write(&*desk.calls, which, how).await.map_err(not_exported)?;
        self.out.save(book)?;
        if self.out.is_file() {
            print::line(&format!("要打电话的{}人。", listed.people))?;
            if listed.without_number > 0 {
                print::line(&format!("还有{}人没有留过手机号，打不了，不在名单里。", listed.without_number))?;
            }
        }
        Ok(())
    }
}
