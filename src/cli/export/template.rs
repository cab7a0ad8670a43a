//! `guiyan export template`: an empty table to fill in.

use super::{Failure, Out, unwritten};
use crate::app::export::template;

/// An empty table to fill in, with a line that shows how
#[derive(clap::Args)]
pub struct Template {
    /// Which table
    #[arg(value_enum)]
    table: Which,
    #[command(flatten)]
    out: Out,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Which {
    /// 活动
    Activities,
}

impl Template {
    pub fn run(self) -> Result<(), Failure> {
        let workbook = match self.table {
            Which::Activities => template::activities(),
        };
        self.out.save(workbook.map_err(unwritten)?)
    }
}
