//! `guiyan export calls`: whom to ring.

use super::reveal::Reveal;
use super::{Failure, Out, unwritten};
use crate::app::clock::Clock;
use crate::app::errands::calls::{CallRecords, CallsOf};
use crate::app::export::calls;
use crate::cli::{print, runtime};
use crate::config::Settings;
use crate::domain::id::{ActivityId, UnitId};
use crate::startup::{self, SystemClock, pack};

/// Whom to ring, because no message reaches them: a sheet a unit
#[derive(clap::Args)]
pub struct Calls {
    /// Of one activity only: the number in its page's address
    #[arg(long, value_name = "ID")]
    activity: Option<i64>,
    /// Of one unit only: its number in annex 1
    #[arg(long, value_name = "NUMBER")]
    unit: Option<u16>,
    #[command(flatten)]
    out: Out,
    #[command(flatten)]
    reveal: Reveal,
}

impl Calls {
    pub fn run(self, settings: &Settings) -> Result<(), Failure> {
        let config = settings.config()?;
        let content = pack::load(&config.content)?;
        runtime()?.block_on(async {
            let database = startup::database(&config).await?;
            database.migrate().await?;
            let now = SystemClock.now();
            self.reveal.note(&database, "calls", now).await?;
            let of = CallsOf { activity: self.activity.map(ActivityId), unit: self.unit.map(UnitId) };
            let found = database.calls(of, now).await?;
            let workbook = calls::write(&found, &content.pack, self.reveal.reveal).map_err(unwritten)?;
            self.out.save(workbook)?;
            if self.out.is_file() {
                print::line(&format!("要打电话的{}人。", found.len()))?;
            }
            Ok(())
        })
    }
}
