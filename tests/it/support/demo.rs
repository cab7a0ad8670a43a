//! The demo as `guiyan demo` runs it, on a free port and with a clock of its own.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use guiyan::app::clock::Clock;
use guiyan::app::dialogue_cache::DIALOGUE_TTL;
use guiyan::app::site::address::SiteAddress;
use guiyan::cli::chat::session::ShiftedClock;
use guiyan::config::Callback;
use guiyan::server::{self, Ending, Lifecycle};
use guiyan::simulator::act::Act;
use guiyan::simulator::platform::Platform;
use guiyan::startup::demo::{Demo, local_url, publish_menu};
use guiyan::startup::{CacheChoice, House, Plan, pack};
use jiff::Timestamp;
use secrecy::SecretString;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::house::{KEY, Standing};

/// A running demo, its menu published.
pub struct TestDemo {
    pub platform: Arc<Platform>,
    pub clock: Arc<ShiftedClock>,
    pub address: SocketAddr,
    house: House,
    stop: oneshot::Sender<()>,
    ending: JoinHandle<Ending>,
    _folder: TempDir,
}

impl TestDemo {
    /// Starts one at `now`.
    pub async fn start(now: Timestamp) -> Self {
        let listener = server::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        Self::start_on(listener, now).await
    }

    /// Starts one on this listener.
    pub async fn start_on(listener: TcpListener, now: Timestamp) -> Self {
        let address = listener.local_addr().unwrap();
        let folder = TempDir::new().unwrap();
        let clock = Arc::new(ShiftedClock::new(Arc::new(Standing(now))));
        let content = pack::load("config/xingguo".as_ref()).unwrap();
        let plan = Plan {
            database_url: SecretString::from(format!("sqlite://{}/guiyan.db", folder.path().display())),
            cache: CacheChoice::Embedded,
            privacy_key: SecretString::from(KEY.to_owned()),
            content,
            samples: true,
            deadline: Duration::from_secs(4),
            form_kept: DIALOGUE_TTL,
            errands_kept_days: 400,
            platform: None,
            pages: SiteAddress::new(&local_url(address)),
            links: true,
        };
        let demo = Demo::open(plan, &limits(), address, Arc::clone(&clock) as Arc<dyn Clock>).await.unwrap();
        let app = server::app(demo.routes, vec![], String::new);
        let (stop, stopped) = oneshot::channel::<()>();
        let stopped = async move {
            let _ = stopped.await;
            demo.closing.cancel();
        };
        let lifecycle = Lifecycle { late_work: demo.house.late_work.clone(), grace: Duration::from_secs(30) };
        let ending = tokio::spawn(server::serve(listener, app, stopped, lifecycle));
        let (api, catalog) = (demo.house.api.clone().unwrap(), demo.house.catalog.load_full());
        publish_menu(&*api, &catalog.pack.menu).await.unwrap();
        Self { platform: demo.platform, clock, address, house: demo.house, stop, ending, _folder: folder }
    }

    /// The house behind the platform.
    pub fn house(&self) -> &House {
        &self.house
    }

    /// Where the phone is.
    pub fn phone(&self) -> String {
        format!("{}/simulator", local_url(self.address))
    }

    /// The person in this place of the list, from 0, follows without touching the page.
    pub fn follow(&self, place: usize) {
        let person = self.platform.followers(place, 1).remove(0);
        self.platform.act(&person.openid, Act::Follow { scene: None }).unwrap();
    }

    /// Stops it, and says how it ended.
    pub async fn stop(self) -> Ending {
        self.stop.send(()).unwrap();
        let ending = self.ending.await.unwrap();
        self.house.stop().await;
        ending
    }
}

/// What `config/default.toml` says.
fn limits() -> Callback {
    Callback {
        api_base: String::new(),
        freshness: Duration::from_secs(600),
        max_body_bytes: 65_536,
        text_limit_bytes: 2_000,
    }
}
