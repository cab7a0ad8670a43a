//! `guiyan source`: where people come from. A code for each village, poster and coach, and what became of it.

mod qr;

use super::export::Out;
use super::failure::Failure;
use super::{print, runtime};
use crate::app::clock::Clock;
use crate::app::export::sources as written;
use crate::app::sources::SourceRecords;
use crate::config::Settings;
use crate::domain::id::ActivityId;
use crate::domain::source::{Source as Made, SourceCode, SourceKind};
use crate::startup::{self, SystemClock};

/// Codes for villages, posters and coaches, and who came by them
#[derive(clap::Args)]
#[command(after_help = "\
Each source has a code like A12. Where the account may have QR codes with a parameter, its own QR code counts whoever
scans it; everywhere else people follow the account and send the code as a word.

Examples:
  guiyan source add village 长冈乡长冈村 --activity 3
  guiyan source qr A10 --out 长冈村                 writes 长冈村.svg and 长冈村.png
  guiyan source list
  guiyan source table --out 来源.xlsx               follows, sign-ups and who came")]
pub struct Source {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Add one, and answer its code
    Add(Add),
    /// All of them
    List,
    /// Write the QR code of one, with its name under it, as SVG and PNG
    Qr(qr::Qr),
    /// Follows, sign-ups and who came, by source
    Table {
        #[command(flatten)]
        out: Out,
    },
}

/// A new source.
#[derive(clap::Args)]
struct Add {
    /// village, poster, coach, enterprise, native or campaign
    #[arg(value_parser = kind)]
    kind: SourceKind,
    /// Where it hangs: 长冈乡长冈村
    name: String,
    /// The activity that it leads to: the number in its page's address
    #[arg(long, value_name = "ID")]
    activity: Option<i64>,
    /// A code of your own [default: the next free one]
    #[arg(long, value_name = "A12", value_parser = SourceCode::parse)]
    code: Option<SourceCode>,
}

/// Longest name, in characters: two lines under a QR code.
const MAX_NAME: usize = 36;

fn kind(text: &str) -> Result<SourceKind, String> {
    let named = |kind: &SourceKind| kind.id() == text || kind.name() == text;
    SourceKind::ALL.into_iter().find(named).ok_or_else(|| {
        let names: Vec<&str> = SourceKind::ALL.iter().map(|kind| kind.id()).collect();
        format!("one of {}", names.join(", "))
    })
}

impl Source {
    pub fn run(self, settings: &Settings) -> Result<(), Failure> {
        let config = settings.config()?;
        runtime()?.block_on(async {
            let database = startup::database(&config).await?;
            database.migrate().await?;
            match self.what {
                What::Add(add) => add.run(&database).await,
                What::List => list(&database).await,
                What::Qr(qr) => qr.run(&database, settings).await,
                What::Table { out } => table(&database, &out).await,
            }
        })
    }
}

impl Add {
    async fn run(self, records: &dyn SourceRecords) -> Result<(), Failure> {
        let name = self.name.trim().to_owned();
        if name.is_empty() || name.chars().nth(MAX_NAME).is_some() || name.chars().any(char::is_control) {
            return Err(Failure::new(format!("名称要写，最多{MAX_NAME}个字"), "写它挂在哪里，比如：长冈乡长冈村。"));
        }
        let there = records.sources().await?;
        let next = || SourceCode::after(there.iter().map(|source| &source.code));
        let Some(code) = self.code.or_else(next) else {
            return Err(Failure::new("编号用完了", "用 --code 自己定一个，比如 A1000。"));
        };
        let activity = self.activity.map(ActivityId);
        let source = Made { code: code.clone(), kind: self.kind, name, activity, link: None };
        if !records.add_source(&source, "cli", SystemClock.now()).await? {
            return Err(Failure::new(
                format!("{code} 已经有了，或者没有这场活动"),
                "`guiyan source list` 看已有的编号；活动编号在它网页的地址里。什么都没有改。",
            ));
        }
        print::line(&format!("{code} {}", source.name))?;
        print::line(&format!("二维码：guiyan source qr {code}；扫不了的，在公众号里发 {code}。"))?;
        Ok(())
    }
}

async fn list(records: &dyn SourceRecords) -> Result<(), Failure> {
    let sources = records.sources().await?;
    if sources.is_empty() {
        print::line("还没有来源。`guiyan source add` 加一个。")?;
    }
    for source in sources {
        let activity = source.activity.map_or(String::new(), |id| format!(" 活动{id}"));
        let link = if source.link.is_some() { "有自己的二维码" } else { "发编号" };
        print::line(&format!("{} {} {}{activity}（{link}）", source.code, source.kind.name(), source.name))?;
    }
    Ok(())
}

async fn table(records: &dyn SourceRecords, out: &Out) -> Result<(), Failure> {
    let tallies = records.tallies().await?;
    if out.is_file() {
        out.save(written::table(&tallies).map_err(super::export::unwritten)?)?;
    }
    for (source, tally) in tallies {
        print::line(&format!(
            "{} {}：关注{}人，报名{}人，到场{}人",
            source.code, source.name, tally.follows, tally.sign_ups, tally.came
        ))?;
    }
    Ok(())
}
