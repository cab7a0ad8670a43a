//! `guiyan import`: enterprises, openings and activities from a table; people from a paper list.

mod sign_ups;

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::failure::Failure;
use super::{print, runtime};
use crate::app::clock::Clock;
use crate::app::content::Loaded;
use crate::app::import::activities::ImportedActivities;
use crate::app::import::flaw::{Imported, RowFlaw};
use crate::app::import::read::read_table;
use crate::app::import::table::{self, ImportError, Table};
use crate::app::import::{activities, enterprises, openings};
use crate::app::records::{Changes, ContentRecords};
use crate::config::{Config, Settings};
use crate::domain::opening::Enterprise;
use crate::domain::pack::Pack;
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
        let read = read(table, &content.pack, &rows.enterprises, (source, now))
            .map_err(|error| Failure::new(error.to_string(), "没有导入任何内容。"))?;
        report(&read)?;
        if self.dry_run {
            print::line("只是检查，没有改动。")?;
            return Ok(());
        }
        let summary = format!("{source}: {}", read.summary());
        let ((each, of), changes) = match &read {
            Read::Enterprises(read) => {
                (("家", "企业"), database.put_enterprises(&read.drafts, ACTOR, &summary, now).await?)
            }
            Read::Activities(read) => {
                (("场", "活动"), database.put_activities(&read.activities, ACTOR, &summary, now).await?)
            }
        };
        let Changes { added, updated, unchanged } = changes;
        print::line(&format!("新增{added}{each}{of}，更新{updated}{each}，没有变化{unchanged}{each}。"))?;
        Ok(())
    }
}

/// In the audit.
const ACTOR: &str = "import";

/// What a table turned out to hold.
enum Read {
    Enterprises(Imported),
    Activities(ImportedActivities),
}

impl Read {
    fn flaws(&self) -> &[RowFlaw] {
        match self {
            Self::Enterprises(read) => &read.flaws,
            Self::Activities(read) => &read.flaws,
        }
    }

    fn summary(&self) -> String {
        match self {
            Self::Enterprises(read) => read.summary().to_string(),
            Self::Activities(read) => read.summary().to_string(),
        }
    }
}

/// Reads whatever the headings say; where none fit, what is told is missing is what the closest kind of table lacks.
/// Enterprises are what a table of openings builds on, so the fuller table is tried first.
fn read(table: &Table, pack: &Pack, known: &[Enterprise], of: (&str, Timestamp)) -> Result<Read, ImportError> {
    let (source, now) = of;
    let lacking = match enterprises(table, &pack.trades, &pack.places, source) {
        Ok(read) => return Ok(Read::Enterprises(read)),
        Err(lacking) => lacking,
    };
    let lacking = match openings(table, known, source) {
        Ok(read) => return Ok(Read::Enterprises(read)),
        Err(other) => lacking.or_closer(other),
    };
    activities(table, pack, now).map(Read::Activities).map_err(|other| lacking.or_closer(other))
}

fn report(read: &Read) -> Result<(), Failure> {
    for flaw in read.flaws() {
        print::line(&flaw.to_string())?;
    }
    print::line(&read.summary())?;
    Ok(())
}
