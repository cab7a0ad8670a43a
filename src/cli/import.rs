//! `guiyan import`: enterprises and openings from a table.

use std::fs;
use std::path::PathBuf;

use super::failure::Failure;
use super::{print, runtime};
use crate::app::clock::Clock;
use crate::app::content::Loaded;
use crate::app::import::flaw::Imported;
use crate::app::import::read::read_table;
use crate::app::import::table::{self, ImportError, Table};
use crate::app::import::{enterprises, openings};
use crate::app::records::ContentRecords;
use crate::config::{Config, Settings};
use crate::startup::{self, SystemClock, pack};

/// Import enterprises and openings from CSV or XLSX
#[derive(clap::Args)]
#[command(after_help = "\
A table of enterprises has 企业名称, 企业地址, 招工人数, 联系人, 联系电话; a table of openings has 企业名称, 岗位.
Each flaw is reported with row, field and reason; what is sound is imported. Importing a file twice changes
nothing. A running server shows the new content within seconds.

Examples:
  guiyan import enterprises.xlsx
  guiyan import --dry-run openings.csv       only report")]
pub struct Import {
    /// The table: .csv or .xlsx
    file: PathBuf,
    /// Report only, change nothing
    #[arg(long)]
    dry_run: bool,
}

impl Import {
    pub fn run(self, settings: &Settings) -> Result<(), Failure> {
        let config = settings.config()?;
        let name = self.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let unreadable = |why: String| Failure::new(format!("{}：{why}", self.file.display()), "没有导入任何内容。");
        let size = fs::metadata(&self.file).map_err(|error| unreadable(error.to_string()))?.len();
        if size > u64::try_from(table::MAX_BYTES).unwrap_or(u64::MAX) {
            return Err(unreadable(ImportError::TooLarge.to_string()));
        }
        let bytes = fs::read(&self.file).map_err(|error| unreadable(error.to_string()))?;
        let table = read_table(&name, &bytes).map_err(|error| unreadable(error.to_string()))?;
        let content = pack::load(&config.content)?;
        runtime()?.block_on(self.import(&config, &content, &table, &name))
    }

    async fn import(self, config: &Config, content: &Loaded, table: &Table, source: &str) -> Result<(), Failure> {
        let database = startup::database(config).await?;
        database.migrate().await?;
        let now = SystemClock.now();
        // The pack first, as a starting server would: openings are matched with its enterprises.
        startup::put_content(&database, content, false, now).await?;
        let rows = database.load(now).await?;
        let pack = &content.pack;
        // Enterprises are what a table of openings builds on, so the fuller table is tried first.
        let imported = enterprises(table, &pack.trades, &pack.places, source)
            .or_else(|missing| openings(table, &rows.enterprises, source).map_err(|_| missing))
            .map_err(|error| Failure::new(error.to_string(), "没有导入任何内容。"))?;
        report(&imported)?;
        if self.dry_run {
            print::line("只是检查，没有改动。")?;
            return Ok(());
        }
        let summary = imported.summary().to_string();
        let changes =
            database.put_enterprises(&imported.drafts, "import", &format!("{source}: {summary}"), now).await?;
        print::line(&format!(
            "新增{}家企业，更新{}家，没有变化{}家。",
            changes.added, changes.updated, changes.unchanged
        ))?;
        Ok(())
    }
}

fn report(imported: &Imported) -> Result<(), Failure> {
    for flaw in &imported.flaws {
        print::line(&flaw.to_string())?;
    }
    print::line(&imported.summary().to_string())?;
    Ok(())
}
