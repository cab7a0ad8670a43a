//! A whole house on a temporary folder: SQLite, the embedded cache, the real content pack and its samples.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use guiyan::app::clock::Clock;
use guiyan::app::content::{Loaded, built_in, load};
use guiyan::app::dialogue_cache::DIALOGUE_TTL;
use guiyan::app::site::address::SiteAddress;
use guiyan::cli::chat::session::{Session, ShiftedClock};
use guiyan::domain::id::OpenId;
use guiyan::startup::{CacheChoice, House, Plan, pack};
use jiff::Timestamp;
use secrecy::SecretString;
use tempfile::TempDir;

/// A key for tests.
pub const KEY: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

/// Where the pages are, to those who read replies.
pub const PAGES: &str = "https://wx.example.gov.cn";

/// A clock that stands still.
pub struct Standing(pub Timestamp);

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// The county's pack with `tests/extra_pack` over it: its forms beside the county's, its activities behind the samples.
pub fn extra_pack() -> Loaded {
    let read = |path: &str| fs::read_to_string(format!("tests/extra_pack/{path}")).unwrap();
    let mut files = built_in();
    for form in ["forms/every_kind.toml", "forms/where_from.toml"] {
        files.insert(form, read(form));
    }
    let activities = files.get("activities.toml").unwrap().to_owned() + &read("activities.toml");
    files.insert("activities.toml", activities);
    load(&files).unwrap()
}

/// The county's pack with the openings of `tests/titled_openings`, which say what the job is.
pub fn titled_openings() -> Loaded {
    let mut files = built_in();
    let titled = fs::read_to_string("tests/titled_openings/openings.csv").unwrap();
    files.insert("openings.csv", files.get("openings.csv").unwrap().to_owned() + &titled);
    load(&files).unwrap()
}

/// The county's pack with `tests/dated_policies` before its policies: one was over on 7 February 2026, one begins on
/// 1 March.
pub fn dated_policies() -> Loaded {
    let mut files = built_in();
    for policy in ["policies/1_graduate_living.toml", "policies/3_induction_training.toml"] {
        let dates = fs::read_to_string(policy.replace("policies/", "tests/dated_policies/")).unwrap();
        let dated = dates + files.get(policy).unwrap();
        files.insert(policy, dated);
    }
    load(&files).unwrap()
}

/// A house and the folder it stands on.
pub struct TestHouse {
    pub house: House,
    pub clock: Arc<ShiftedClock>,
    _folder: TempDir,
}

impl TestHouse {
    /// Opens a house at `now`, with sample activities.
    pub async fn open(now: Timestamp) -> Self {
        Self::with_links(now, false).await
    }

    /// The same; its replies link to pages, as those of a server that phones can reach.
    pub async fn linking(now: Timestamp) -> Self {
        Self::with_links(now, true).await
    }

    /// The same on another pack.
    pub async fn on(now: Timestamp, content: Loaded) -> Self {
        Self::standing_on(now, content, false).await
    }

    async fn with_links(now: Timestamp, links: bool) -> Self {
        Self::standing_on(now, pack::load("config/xingguo".as_ref()).unwrap(), links).await
    }

    async fn standing_on(now: Timestamp, content: Loaded, links: bool) -> Self {
        let clock = Arc::new(ShiftedClock::new(Arc::new(Standing(now))));
        Self::in_folder(TempDir::new().unwrap(), clock, content, links).await
    }

    async fn in_folder(folder: TempDir, clock: Arc<ShiftedClock>, content: Loaded, links: bool) -> Self {
        let plan = Plan {
            database_url: SecretString::from(format!("sqlite://{}/guiyan.db", folder.path().display())),
            cache: CacheChoice::Embedded,
            platform: None,
            privacy_key: SecretString::from(KEY.to_owned()),
            content,
            samples: true,
            deadline: Duration::from_secs(4),
            form_kept: DIALOGUE_TTL,
            errands_kept_days: 400,
            pages: SiteAddress::new(PAGES),
            links,
        };
        let house = House::open(plan, Arc::clone(&clock) as Arc<dyn Clock>).await.unwrap();
        Self { house, clock, _folder: folder }
    }

    /// The same house, closed and opened again on what it wrote down.
    pub async fn restarted(self) -> Self {
        self.house.close().await;
        let (clock, folder) = (self.clock, self._folder);
        Self::in_folder(folder, clock, pack::load("config/xingguo".as_ref()).unwrap(), false).await
    }

    /// A conversation of the follower `openid`.
    pub fn session(&self, openid: &str) -> Session {
        let inbox = Arc::clone(&self.house.inbox);
        let rules = self.house.catalog.load().pack.county.sign_up.clone();
        Session::new(inbox, Arc::clone(&self.clock), OpenId::parse(openid).unwrap())
            .before(self.house.doors())
            .keeping(Arc::new(self.house.database.clone()), rules)
    }
}
