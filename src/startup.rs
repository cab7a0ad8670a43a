//! The composition root: opens what the config names, and wires it together.

mod chores;
mod console;
mod content;
pub mod demo;
mod failure;
pub mod pack;
mod platform;
mod settings;
mod work;

pub use content::put_content;
pub use failure::StartError;
pub use platform::{PlatformPlan, platform};
pub use settings::{accounts, callback_config, database, plan, vault};

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use tokio_util::task::TaskTracker;

use self::chores::Chores;
use self::platform::Shared;
use crate::app::campaigns::clicks::Clicks;
use crate::app::campaigns::receipts::Receipts;
use crate::app::campaigns::trial::Trials;
use crate::app::catalog::CatalogKeeper;
use crate::app::clock::Clock;
use crate::app::content::{CampaignSheet, Loaded};
use crate::app::dialogue_cache::DialogueCache;
use crate::app::door;
use crate::app::inbox::{Inbox, InboxParts, RecentDialogues, TakesMessages};
use crate::app::platform::arrivals::Arrivals;
use crate::app::records::ContentRecords;
use crate::app::render::Renderer;
use crate::app::seasonal_menus::SeasonalMenus;
use crate::app::sightings::Sightings;
use crate::app::site::Site;
use crate::app::site::address::SiteAddress;
use crate::app::site::sign::SignWords;
use crate::app::staff::ConsoleCache;
use crate::app::vault::Vault;
use crate::app::word_counts::WordCounts;
use crate::cache::embedded::EmbeddedCache;
use crate::cache::redis::RedisCache;
use crate::domain::catalog::Catalog;
use crate::domain::id::ActivityId;
use crate::domain::sign_up::DoorCode;
use crate::server::Routes;
use crate::site::cover::Covers;
use crate::site::sign::Sign;
use crate::site::{self, picture::Painter};
use crate::storage::{Database, Hold, Use};
use crate::wechat::api::Api;
use crate::wechat::callback::{self, Callback};
use crate::wechat::config::{CallbackConfig, CallbackConfigError};
use crate::worker::Worker;

/// The system's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the system for the time")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// A clock that stands still, for transcripts.
pub struct Standing(pub Timestamp);

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// Where volatile state lives.
pub enum CacheChoice {
    /// In this process; no second one may use the database.
    Embedded,
    /// In Redis, for the account of this AppID.
    Redis {
        /// May hold a password.
        url: SecretString,
        /// Whose keys.
        app_id: String,
    },
}

/// What to open.
pub struct Plan {
    /// `sqlite://…` or `postgres://…`.
    pub database_url: SecretString,
    /// Volatile state.
    pub cache: CacheChoice,
    /// The platform's API; without it only callbacks are answered.
    pub platform: Option<PlatformPlan>,
    /// What personal data is sealed with.
    pub privacy_key: SecretString,
    /// The content pack, loaded and checked.
    pub content: Loaded,
    /// Also load the pack's sample activities.
    pub samples: bool,
    /// How long a message may take.
    pub deadline: Duration,
    /// How long a conversation is kept after its last message, and a form in it.
    pub form_kept: Duration,
    /// How long errands are kept after they are settled, in days.
    pub errands_kept_days: u32,
    /// Where the phone pages are.
    pub pages: SiteAddress,
    /// Whether replies link to them: the phones that read the replies can open that address.
    pub links: bool,
}

/// Everything running, but the server.
pub struct House {
    /// Takes messages.
    pub inbox: Arc<Inbox>,
    /// The records.
    pub database: Database,
    /// What keywords answer, counted and not written down yet.
    pub words: Arc<WordCounts>,
    /// The volatile state.
    pub cache: Arc<dyn DialogueCache>,
    console_cache: Arc<dyn ConsoleCache>,
    /// The outward client, where there is an AppSecret.
    pub api: Option<Arc<Api>>,
    /// Everything public.
    pub catalog: Arc<ArcSwap<Catalog>>,
    keeper: Arc<CatalogKeeper>,
    /// The pack's campaigns for the season.
    season: Arc<[CampaignSheet]>,
    arrivals: Arc<Arrivals>,
    /// Work that goes on after its answer went out.
    pub late_work: TaskTracker,
    vault: Arc<Vault>,
    /// Draws cards and covers.
    painter: Arc<Painter>,
    /// What the clock drives. It stands still until [`House::work`].
    pub worker: Arc<Worker>,
    /// Hangs menus for a season.
    seasonal_menus: Arc<SeasonalMenus>,
    /// Sends campaigns to one of the staff first.
    trials: Arc<Trials>,
    pages: SiteAddress,
    clock: Arc<dyn Clock>,
    chores: Chores,
    _hold: Hold,
}

impl House {
    /// Opens database and cache, brings both up to date with the program and the pack, and starts the chores.
    ///
    /// # Errors
    /// What could not be opened.
    pub async fn open(plan: Plan, clock: Arc<dyn Clock>) -> Result<Self, StartError> {
        let vault = Arc::new(Vault::new(&plan.privacy_key)?);
        let renderer = Arc::new(Renderer::new(plan.links.then(|| plan.pages.clone()))?);
        let database =
            Database::open(plan.database_url.expose_secret(), Arc::clone(&vault), Arc::clone(&clock)).await?;
        let hold = database.hold(match &plan.cache {
            CacheChoice::Embedded => Use::Sole,
            CacheChoice::Redis { .. } => Use::Shared,
        });
        let hold = hold.await?;
        database.migrate().await?;
        if let Some(theirs) = database.other_key().await? {
            return Err(StartError::OtherKey { theirs, ours: vault.key_id().to_owned() });
        }
        put_content(&database, &plan.content, plan.samples, clock.now()).await?;
        let records: Arc<dyn ContentRecords> = Arc::new(database.clone());
        let recurring = if plan.samples { plan.content.recurring.clone() } else { Vec::new() };
        let account = platform::account(&plan.content);
        let templates = plan.content.templates;
        let season = plan.content.campaigns.into();
        let keeper = Arc::new(CatalogKeeper::open(plan.content.pack, plan.content.rules, records, clock.now()).await?);
        let chores = Chores::default();
        let (cache, shared) = open_cache(&plan.cache, plan.form_kept, &database, &clock, &chores).await?;
        let tools = (Arc::clone(&vault), Arc::clone(&clock));
        let api = plan.platform.map(|plan| platform::client(plan, account, &shared, tools)).transpose()?;
        let catalog = keeper.current();
        let late_work = TaskTracker::new();
        let sightings = Arc::new(Sightings::new(Arc::new(database.clone())));
        let words = Arc::new(WordCounts::new(Arc::new(database.clone())));
        let inbox = Arc::new(Inbox::new(InboxParts {
            cache: Arc::clone(&cache),
            records: Arc::new(database.clone()),
            vault: Arc::clone(&vault),
            clock: Arc::clone(&clock),
            catalog: Arc::clone(&catalog),
            renderer: Arc::clone(&renderer),
            sightings: Arc::clone(&sightings),
            words: Arc::clone(&words),
            recent: RecentDialogues::default(),
            late: api
                .as_ref()
                .map(|api| platform::late_answers(api, &shared, (Arc::new(database.clone()), Arc::clone(&clock)))),
            deadline: plan.deadline,
            late_work: late_work.clone(),
        }));
        chores.spawn_finishing(|stop| async move { sightings.run(stop).await });
        let counted = Arc::clone(&words);
        chores.spawn_finishing(|stop| async move { counted.run(stop).await });
        chores.spawn(chores::refresh(Arc::clone(&keeper), Arc::clone(&clock)));
        chores.spawn(chores::tidy(database.clone(), plan.errands_kept_days, Arc::clone(&catalog), Arc::clone(&clock)));
        chores.spawn(chores::date_ahead(database.clone(), recurring, Arc::clone(&catalog), Arc::clone(&clock)));
        if let Some(api) = &api {
            platform::spawn_chores(&chores, api, (&inbox, &database, &clock));
        }
        let site = Site::new(Arc::clone(&catalog), Arc::clone(&clock), plan.pages.clone());
        let painter = Arc::new(Painter::of_the_system());
        let covers = Arc::new(Covers::new(Arc::new(site), Arc::clone(&painter))?);
        let seasonal_menus = work::seasonal_menus(&database, api.as_ref(), (&keeper, &clock));
        let (worker, trials) = work::worker(work::Parts {
            database: &database,
            api: api.as_ref(),
            seasonal_menus: Arc::clone(&seasonal_menus),
            templates,
            renderer,
            pages: plan.links.then(|| plan.pages.clone()),
            covers,
            catalog: &catalog,
            samples: plan.samples,
            vault: &vault,
            clock: &clock,
        });
        let pages = plan.pages;
        let console_cache = shared.console;
        Ok(Self {
            inbox,
            database,
            words,
            cache,
            console_cache,
            api,
            catalog,
            keeper,
            season,
            arrivals: Arc::default(),
            late_work,
            vault,
            worker,
            seasonal_menus,
            trials,
            painter,
            pages,
            clock,
            chores,
            _hold: hold,
        })
    }

    /// From now on what is due is done: seats that came free are offered, reminders go out.
    pub fn work(&self) {
        let worker = Arc::clone(&self.worker);
        self.chores.spawn(async move { worker.run().await });
    }

    /// The routes of the callback.
    ///
    /// # Errors
    /// In plain words, which setting is unusable.
    pub fn callback(&self, config: CallbackConfig) -> Result<Routes, CallbackConfigError> {
        let inbox: Arc<dyn TakesMessages> = Arc::clone(&self.inbox) as _;
        let records = || Arc::new(self.database.clone());
        let clock = Arc::clone(&self.clock);
        let results = Arc::new(Receipts { ledger: records(), mass: records(), campaigns: records(), clock });
        let callback = Callback::new(config, inbox, Arc::clone(&self.clock))?;
        Ok(callback::routes(Arc::new(callback.telling(results).counting(Arc::clone(&self.arrivals)))))
    }

    /// The routes of the phone pages and the pictures of cards.
    ///
    /// # Errors
    /// A page template does not compile, which its test should have seen.
    pub fn site(&self) -> Result<Routes, StartError> {
        let site = Site::new(Arc::clone(&self.catalog), Arc::clone(&self.clock), self.pages.clone());
        let ledger = Arc::new(self.database.clone());
        let clicks = Clicks::new(ledger, Arc::clone(&self.vault), Arc::clone(&self.clock));
        Ok(site::routes(Arc::new(site), Arc::clone(&self.painter))?.merge(site::click::routes(Arc::new(clicks))))
    }

    /// The codes that hang at the doors of activities.
    pub fn doors(&self) -> Box<dyn Fn(ActivityId) -> Option<DoorCode> + Send + Sync> {
        let vault = Arc::clone(&self.vault);
        Box::new(move |activity| door::code(&vault, activity))
    }

    /// Finishes what is in hand, then stops.
    pub async fn close(self) {
        self.late_work.close();
        self.late_work.wait().await;
        self.stop().await;
    }

    /// Stops the chores, whatever is still in hand; the embedded cache writes its dialogues down.
    pub async fn stop(self) {
        self.chores.end().await;
    }
}

/// The family of fonts that cards are written in; `None` if this machine has none with Chinese letters.
pub fn card_font() -> Option<&'static str> {
    Painter::of_the_system().family()
}

/// The pictures of a QR code with its name under it.
///
/// # Errors
/// Its link is too long for a code.
pub fn sign(words: &SignWords) -> Result<Sign, StartError> {
    Ok(site::sign::sign(words)?)
}

async fn open_cache(
    choice: &CacheChoice,
    form_kept: Duration,
    database: &Database,
    clock: &Arc<dyn Clock>,
    chores: &Chores,
) -> Result<(Arc<dyn DialogueCache>, Shared), StartError> {
    match choice {
        CacheChoice::Redis { url, app_id } => {
            let cache = Arc::new(RedisCache::connect(url.expose_secret(), app_id)?.keeping(form_kept));
            let shared = Shared::in_cache(&cache);
            Ok((cache, shared))
        }
        CacheChoice::Embedded => {
            let archive = Arc::new(database.clone());
            let cache = EmbeddedCache::open(Arc::clone(clock), Some(archive)).await?.keeping(form_kept);
            let cache = Arc::new(cache);
            let flusher = Arc::clone(&cache);
            chores.spawn_finishing(|stop| async move {
                if let Err(error) = flusher.run_flusher(stop).await {
                    tracing::error!(%error, "the last dialogues could not be written down");
                }
            });
            let shared = Shared::in_cache(&cache);
            Ok((cache, shared))
        }
    }
}
