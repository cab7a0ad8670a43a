//! `guiyan migrate`: brings the database to this version.

use super::failure::Failure;
use super::{print, runtime};
use crate::config::Settings;
use crate::startup;

/// Bring the database to this version
#[derive(clap::Args)]
#[command(after_help = "\
`guiyan serve` does the same when it starts, under a lock. By itself it is for an upgrade of several servers.

Example:
  guiyan migrate")]
pub struct Migrate {}

impl Migrate {
    pub fn run(self, settings: &Settings) -> Result<(), Failure> {
        let config = settings.config()?;
        let applied = runtime()?.block_on(async {
            let database = startup::database(&config).await?;
            Ok::<_, Failure>(database.migrate().await?.applied)
        })?;
        print::line(&match applied {
            0 => "The database is up to date.".to_owned(),
            1 => "Applied 1 migration. The database is up to date.".to_owned(),
            several => format!("Applied {several} migrations. The database is up to date."),
        })?;
        Ok(())
    }
}
