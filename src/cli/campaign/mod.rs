//! `guiyan campaign`: what staff send to many. One draws it up, another releases it, the running server sends it.

mod audience;
mod calls;
mod mass;
mod plan;
mod report;
mod show;
mod tag;

use std::path::PathBuf;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::data::DataFolder;
use super::failure::Failure;
use super::{print, runtime};
use crate::app::campaigns::calls::CallRecords;
use crate::app::campaigns::office::{Office, OfficeError};
use crate::app::campaigns::records::{By, Change, ChangeError};
use crate::app::campaigns::saved::{AudienceRecords, SavedAudience, SavedAudiences};
use crate::app::catalog::CatalogKeeper;
use crate::app::clock::Clock;
use crate::app::content::Loaded;
use crate::app::content::campaigns::Names;
use crate::app::export::roster::RosterRecords;
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::config::{Config, Settings};
use crate::domain::account::Account;
use crate::domain::campaign::{CampaignState, Draft, Pause, Variant};
use crate::domain::id::{CampaignId, OpenId};
use crate::domain::sign_up::SignUpRules;
use crate::startup::{self, SystemClock, pack};

/// Send something to many: draw it up, release it, see what came of it
#[derive(clap::Args)]
#[command(after_help = "\
One person draws a campaign up, another releases it; the running server sends it. Who did what, and why, is kept in
the audit. Names are taken as they are given: whoever may run this command is trusted with them.

Examples:
  guiyan campaign plan fair.toml --by 王芳             draw it up; see who gets it, by which way
  guiyan campaign plan 3_chuxi_greeting --by 王芳      one of the content pack's, by its name
  guiyan campaign show 3                               all of it, before the release
  guiyan campaign try 3 --to oAbC…                     on your own phone first
  guiyan campaign release 3 --by 李华 --reason 春节招工
  guiyan campaign pause 3 --by 李华 --reason 地点有变      … resume, cancel
  guiyan campaign report 3 --out 结果.xlsx
  guiyan campaign calls 3 --out 打电话.xlsx             whom it did not reach, by unit
  guiyan campaign audience save 想回来的 --file who.toml --by 王芳      for `audience = { saved = \"想回来的\" }`")]
pub struct Campaign {
    #[command(subcommand)]
    verb: Verb,
    /// The folder of a chat or a demo, instead of the configured database
    #[arg(long, value_name = "DIR", global = true)]
    data: Option<PathBuf>,
}

#[derive(clap::Subcommand)]
enum Verb {
    Plan(plan::Plan),
    /// All of them, newest first
    List,
    Show(show::Show),
    /// Send it to one follower, to see it on a phone
    Try {
        /// Its number
        id: i64,
        /// The follower's openid
        #[arg(long, value_name = "OPENID", value_parser = openid)]
        to: OpenId,
        /// The other words, where there are two
        #[arg(long)]
        other: bool,
    },
    /// Let it go out: a second person's word
    Release {
        #[command(flatten)]
        word: Word,
        /// What was read: the first digits of its hash, as `show` tells them
        #[arg(long, value_name = "HASH")]
        hash: Option<String>,
    },
    /// Stop it for a while
    Pause(Word),
    /// Let it go on from where it was
    Resume(Word),
    /// End it: whoever has not got it does not get it
    Cancel(Word),
    Report(report::Report),
    Calls(calls::Calls),
    Tag(tag::Tag),
    /// Audiences under a name, for later campaigns
    #[command(subcommand)]
    Audience(audience::Audience),
}

/// Somebody's word on a campaign.
#[derive(clap::Args)]
struct Word {
    /// Its number
    id: i64,
    /// Who says so
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Why
    #[arg(long, value_name = "WORDS")]
    reason: String,
}

fn openid(text: &str) -> Result<OpenId, String> {
    OpenId::parse(text).map_err(|error| error.to_string())
}

/// What every verb works with.
struct Desk {
    office: Office,
    audiences: SavedAudiences,
    saved: Vec<SavedAudience>,
    calls: Arc<dyn CallRecords>,
    exports: Arc<dyn RosterRecords>,
    content: Loaded,
    vault: Vault,
}

impl Campaign {
    pub fn run(self, settings: &Settings) -> Result<(), Failure> {
        let mut config = settings.config()?;
        if let Some(data) = &self.data {
            let folder = DataFolder::open(Some(data))?;
            config.database_url = folder.database_url();
            config.privacy_key = Some(folder.privacy_key()?);
        }
        runtime()?.block_on(async { self.verb.run(&Desk::open(&config).await?).await })
    }
}

impl Desk {
    async fn open(config: &Config) -> Result<Self, Failure> {
        let content = pack::load(&config.content)?;
        let database = Arc::new(startup::database(config).await?);
        database.migrate().await?;
        let clock = Arc::new(SystemClock);
        let records = Arc::clone(&database);
        let catalog = CatalogKeeper::open(content.pack.clone(), content.rules.clone(), records, clock.now())
            .await?
            .current()
            .load_full();
        let county = &content.pack.county;
        let account = Account::new(county.account, county.verified);
        let saved = database.saved_audiences().await?;
        let audiences = SavedAudiences {
            records: Arc::clone(&database) as _,
            campaigns: Arc::clone(&database) as _,
            clock: Arc::clone(&clock) as _,
        };
        let (calls, exports) = (Arc::clone(&database) as _, Arc::clone(&database) as _);
        let office = Office { records: Arc::clone(&database) as _, mass: database, catalog, account, clock };
        Ok(Self { office, audiences, saved, calls, exports, content, vault: startup::vault(config)? })
    }

    /// By what a file's names are looked up.
    fn names(&self) -> Names<'_> {
        Names { catalog: &self.office.catalog, vault: &self.vault, saved: &self.saved }
    }
}

impl Verb {
    async fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::Plan(plan) => plan.run(desk).await,
            Self::List => show::list(desk).await,
            Self::Show(show) => show.run(desk).await,
            Self::Try { id, to, other } => {
                let variant = if other { Variant::B } else { Variant::A };
                desk.office.try_out(CampaignId(id), &to, variant).await?;
                Ok(print::line("正在运行的服务几秒钟内发出。没收到的话，先用这个微信给公众号发一句话再试。")?)
            }
            Self::Release { word, hash } => word.release(desk, hash.as_deref()).await,
            Self::Pause(word) => word.steer(desk, Change::Pause(Pause::Staff)).await,
            Self::Resume(word) => word.steer(desk, Change::Resume).await,
            Self::Cancel(word) => word.steer(desk, Change::Cancel).await,
            Self::Report(report) => report.run(desk).await,
            Self::Calls(calls) => calls.run(desk).await,
            Self::Tag(tag) => tag.run(desk).await,
            Self::Audience(audience) => audience.run(desk).await,
        }
    }
}

impl Word {
    fn by(&self) -> By<'_> {
        By { name: &self.by, reason: &self.reason }
    }

    async fn release(&self, desk: &Desk, hash: Option<&str>) -> Result<(), Failure> {
        let id = CampaignId(self.id);
        let campaign = show::campaign(desk, id).await?;
        let read = hash.is_none_or(|hash| !hash.is_empty() && campaign.hash.starts_with(hash));
        let hash = if read { campaign.hash.as_str() } else { "" };
        let state = desk.office.release(id, Some(hash), self.by()).await?;
        let (now, rules) = (desk.office.clock.now(), &desk.office.catalog.pack.county.sign_up);
        print::line(&format!("批准了 {id} 号群发。{}。", outlook(&campaign.draft, state, now, rules)))?;
        print::line(&format!("看进度：guiyan campaign report {id}"))?;
        Ok(print::line(&format!("停下来：guiyan campaign pause {id} --by 谁 --reason 为什么停"))?)
    }

    async fn steer(&self, desk: &Desk, change: Change) -> Result<(), Failure> {
        let gone = if change == Change::Resume { "" } else { "已经在路上的那几条收不回来。" };
        let state = desk.office.steer(CampaignId(self.id), change, self.by()).await?;
        Ok(print::line(&format!("{} 号群发：{}。{gone}", self.id, state.name()))?)
    }
}

/// When a campaign that was released goes out.
fn outlook(draft: &Draft, state: CampaignState, now: Timestamp, rules: &SignUpRules) -> String {
    let CampaignState::Released { starts_at } = state else { return "正在运行的服务按时间发出".to_owned() };
    let not_after = starts_at + SignedDuration::from_hours(i64::from(draft.when.tried_hours));
    let night = draft.night(starts_at.max(now), not_after, rules);
    let night = night.map(|night| format!("；{night}")).unwrap_or_default();
    format!("正在运行的服务从 {} 起发出{night}", show::when(starts_at))
}

impl From<OfficeError> for Failure {
    fn from(error: OfficeError) -> Self {
        let fix = match &error {
            OfficeError::Store(error) | OfficeError::Change(ChangeError::Store(error)) => return of_store(error),
            OfficeError::Flawed(_) => "改好文件，再 `guiyan campaign plan` 一次。",
            OfficeError::Schedule(_) => "改好 [when]，再 `guiyan campaign plan` 一次。",
            OfficeError::Change(ChangeError::NoSuch(_)) => "`guiyan campaign list` 看有哪些。什么都没有改。",
            OfficeError::Change(_) => "什么都没有改。`guiyan campaign show` 看它现在怎么样。",
            OfficeError::Nameless => "什么都没有改。",
            OfficeError::Unreasoned(_) => "原因写在 --reason 后面。什么都没有改。",
        };
        Self::new(error.to_string(), fix).because(error)
    }
}

fn of_store(error: &StoreError) -> Failure {
    Failure::new(error.to_string(), "数据库连上以后再试一次。什么都没有改。")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::content::{built_in, load};
    use crate::domain::campaign::{Audience, Schedule, Way, Words};
    use crate::domain::topic::Topic;

    #[test]
    fn what_is_released_at_night_is_told_to_wait_for_the_morning() {
        let rules = load(&built_in()).unwrap().pack.county.sign_up;
        let now: Timestamp = "2026-02-07T23:00:00+08:00".parse().unwrap();
        let draft = |urgent| Draft {
            title: "元宵前招工".to_owned(),
            topic: Topic::Jobs,
            way: Way::Each,
            urgent,
            about: None,
            audience: Audience::default(),
            words: Words::default(),
            other_words: None,
            when: Schedule::default(),
        };
        let released = CampaignState::Released { starts_at: now };
        let held = outlook(&draft(false), released, now, &rules);
        assert!(held.ends_with("23:00 起发出；夜里（21:00 到 8:00）不打扰人，等到 8:00 才发"), "{held}");
        assert!(outlook(&draft(true), released, now, &rules).ends_with("23:00 起发出"));
    }
}
