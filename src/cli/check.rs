//! `guiyan check`: proves what can be proved without starting anything.

use super::failure::Failure;
use super::print;
use crate::config::Settings;

/// Prove the configuration
#[derive(clap::Args)]
#[command(after_help = "\
Example:
  guiyan check")]
pub struct Check {}

impl Check {
    pub fn run(self, settings: &Settings) -> Result<(), Failure> {
        settings.config()?;
        print::line("The configuration is sound.")?;
        match settings.serving() {
            Ok(_) => print::line("It is complete: `guiyan serve` can start.")?,
            Err(missing) => print::line(&format!("To serve an account it needs more:\n{missing}"))?,
        }
        Ok(())
    }
}
