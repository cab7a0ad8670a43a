//! A whole house on a temporary folder: SQLite, the embedded cache, the real content pack and its samples.

use std::sync::Arc;
use std::time::Duration;

use guiyan::app::clock::Clock;
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

    async fn with_links(now: Timestamp, links: bool) -> Self {
        let folder = TempDir::new().unwrap();
        let clock = Arc::new(ShiftedClock::new(Arc::new(Standing(now))));
        let plan = Plan {
            database_url: SecretString::from(format!("sqlite://{}/guiyan.db", folder.path().display())),
            cache: CacheChoice::Embedded,
            platform: None,
            privacy_key: SecretString::from(KEY.to_owned()),
            content: pack::load("config/xingguo".as_ref()).unwrap(),
            samples: true,
            deadline: Duration::from_secs(4),
            pages: SiteAddress::new(PAGES),
            links,
        };
        let house = House::open(plan, Arc::clone(&clock) as Arc<dyn Clock>).await.unwrap();
        Self { house, clock, _folder: folder }
    }

    /// A conversation of the follower `openid`.
    pub fn session(&self, openid: &str) -> Session {
        let inbox = Arc::clone(&self.house.inbox);
        Session::new(inbox, Arc::clone(&self.clock), OpenId::parse(openid).unwrap()).before(self.house.doors())
    }
}
