//! `guiyan import`: enterprises, openings and activities from a table; people from a paper list.

mod sign_ups;

use std::fs;
use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::{print, runtime};
use crate::app::clock::Clock;
use crate::app::content::Loaded;
use crate::app::import::read::read_table;
use crate::app::import::table::{self, ImportError, Table};
use crate::app::import::{Contents, Known};
use crate::app::records::ContentRecords;
use crate::config::{Config, Settings};
use crate::startup::{self, SystemClock, pack};

/// Import enterprises, openings and activities from CSV or XLSX
#[derive(clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "\
What a table holds its headings say. Enterprises: 企业名称, 企业地址, 招工人数, 联系人, 联系电话. Openings: 企业名称,
岗位. Activities: 名称, 类别, 日期, 开始, 结束, 地点; `guiyan export template activities` makes an empty one. To call an
activity off, write 取消 into its 状态 and import the table again.

Each flaw is reported with row, field and reason; what is sound is imported. Importing a file twice changes
nothing. A running server shows the new content within seconds.

Examples:
  guiyan import enterprises.xlsx
  guiyan import --dry-run openings.csv       only report
  guiyan import 活动.xlsx
  guiyan import sign-ups --activity 3 名单.xlsx      people who signed up on paper"
)]
pub struct Import {
    #[command(subcommand)]
    what: Option<What>,
    /// The table: .csv or .xlsx
    #[arg(required = true)]
    file: Option<PathBuf>,
    /// Report only, change nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(clap::Subcommand)]
enum What {
    SignUps(sign_ups::SignUps),
}

/// Reads a table from a file, and the file's name.
fn table_of(file: &Path) -> Result<(Table, String), Failure> {
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let unreadable = |why: String| Failure::new(format!("{}：{why}", file.display()), "没有导入任何内容。");
    let size = fs::metadata(file).map_err(|error| unreadable(error.to_string()))?.len();
    if size > u64::try_from(table::MAX_BYTES).unwrap_or(u64::MAX) {
        return Err(unreadable(ImportError::TooLarge.to_string()));
    }
    let bytes = fs::read(file).map_err(|error| unreadable(error.to_string()))?;
    let table = read_table(&name, &bytes).map_err(|error| unreadable(error.to_string()))?;
    Ok((table, name))
}

impl Import {
    pub fn run(self, settings: &Settings) -> Result<(), Failure> {
        if let Some(What::SignUps(sign_ups)) = self.what {
            return sign_ups.run(settings);
        }
        let config = settings.config()?;
        let (table, name) = table_of(&self.file.clone().unwrap_or_default())?;
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
        let known = Known { enterprises: &rows.enterprises, openings: rows.openings.iter().collect() };
        let read = Contents::read(table, &content.pack, &known, (source, now))
            .map_err(|error| Failure::new(error.to_string(), "没有导入任何内容。"))?;
        report(&read)?;
        if self.dry_run {
            print::line("只是检查，没有改动。")?;
            return Ok(());
        }
        let changes = read.put(&database, (ACTOR, source), now).await?;
        print::line(&read.told(changes))?;
        Ok(())
    }
}

/// In the audit.
const ACTOR: &str = "import";

fn report(read: &Contents) -> Result<(), Failure> {
    for flaw in read.flaws() {
        print::line(&flaw.to_string())?;
    }
    print::line(&read.summary())?;
    Ok(())
}
