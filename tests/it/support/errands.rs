//! Replicas that do errands on one database, through gateways that do as they are told.

use std::sync::Arc;

use guiyan::app::campaigns::mass::{MassParts, MassPlatform, MassSender};
use guiyan::app::campaigns::trial::Trials;
use guiyan::app::campaigns::{Sender, SenderParts};
use guiyan::app::catalog::CatalogKeeper;
use guiyan::app::clock::Clock;
use guiyan::app::content::{Loaded, built_in, load};
use guiyan::app::errands::templates::{self, TemplatePlan};
use guiyan::app::errands::{ErrandParts, Errands};
use guiyan::app::hung_menu::HungMenu;
use guiyan::app::reach::Templates;
use guiyan::app::records::ContentRecords;
use guiyan::app::render::Renderer;
use guiyan::app::seasonal_menus::SeasonalMenus;
use guiyan::app::sightings::SightingRecords;
use guiyan::app::site::address::SiteAddress;
use guiyan::domain::county::AccountKind;
use guiyan::domain::window::{Act, LastActs};
use guiyan::storage::Database;
use guiyan::worker::{Done, Worker, WorkerParts};
use jiff::Timestamp;

use super::covers::PlainCovers;
use super::database::{Fixture, KEY, openid, vault};
use super::outward::{Outward, reach as reach_by};

/// One process's part.
pub struct Replica {
    pub db: Database,
    pub worker: Worker,
    keeper: Arc<CatalogKeeper>,
    clock: Arc<dyn Clock>,
}

impl Replica {
    /// Of a county whose account has no templates yet.
    pub async fn of(fixture: &Fixture, outward: &Arc<Outward>) -> Self {
        Self::with(fixture, Some(outward), Vec::new()).await
    }

    /// With these templates; without `outward` there is no client.
    pub async fn with(fixture: &Fixture, outward: Option<&Arc<Outward>>, templates: Vec<TemplatePlan>) -> Self {
        Self::built(fixture, (outward, templates), (AccountKind::Service, None)).await
    }

    /// Of a county whose account of this kind sends to many by this platform.
    pub async fn sending_to_many(fixture: &Fixture, platform: MassPlatform, kind: AccountKind) -> Self {
        Self::built(fixture, (None, Vec::new()), (kind, Some(platform))).await
    }

    async fn built(
        fixture: &Fixture,
        (outward, templates): (Option<&Arc<Outward>>, Vec<TemplatePlan>),
        (kind, platform): (AccountKind, Option<MassPlatform>),
    ) -> Self {
        let (db, clock) = (fixture.open().await, Arc::clone(&fixture.clock) as Arc<dyn Clock>);
        let records = || Arc::new(db.clone());
        let Loaded { mut pack, rules, .. } = load(&built_in()).unwrap();
        pack.county.account = kind;
        let keeper = Arc::new(CatalogKeeper::open(pack, rules, records(), clock.now()).await.unwrap());
        let plan = templates::plan(&templates);
        let (mut reach, mut plain) = (None, None);
        if let Some(outward) = outward {
            let to = |plan| reach_by(outward, records(), (kind, plan), Arc::clone(&clock));
            reach = Some(Arc::new(to(plan).await));
            plain = Some(Arc::new(to(Templates::default()).await));
        }
        let errands = Errands::new(ErrandParts {
            records: records(),
            reach,
            renderer: Arc::new(Renderer::new(None).unwrap()),
            templates,
            pages: None,
            catalog: keeper.current(),
            samples: false,
            clock: Arc::clone(&clock),
        });
        let pages = Some(SiteAddress::new("https://wx.example.gov.cn"));
        let mass = Arc::new(MassSender::new(MassParts {
            records: records(),
            campaigns: records(),
            platform,
            covers: Arc::new(PlainCovers),
            pages: pages.clone(),
            catalog: keeper.current(),
            clock: Arc::clone(&clock),
        }));
        let campaigns = Sender::new(SenderParts {
            ledger: records(),
            campaigns: records(),
            trials: Arc::new(Trials { reach: plain.clone(), mass: Arc::clone(&mass), pages: pages.clone() }),
            reach: plain,
            mass,
            quota: None,
            vault: vault(KEY),
            pages,
            catalog: keeper.current(),
            clock: Arc::clone(&clock),
        });
        let (catalog, clock_of) = (keeper.current(), Arc::clone(&clock));
        let hung = Arc::new(HungMenu { gateway: None, editions: records(), keeper: Arc::clone(&keeper) });
        let seasonal_menus = Arc::new(SeasonalMenus { records: records(), hung, clock: Arc::clone(&clock) });
        let parts = WorkerParts { queues: records(), errands, campaigns, seasonal_menus, catalog, clock: clock_of };
        Self { worker: Worker::new(parts), db, keeper, clock }
    }

    /// What is due now is done.
    pub async fn step(&self) -> Done {
        self.keeper.refresh(self.clock.now()).await.unwrap();
        self.worker.step().await.unwrap()
    }

    /// Somebody writes to us, so that their window is open.
    pub async fn spoke(&self, who: &str) {
        self.speak(&[who.to_owned()]).await;
    }

    /// Some write to us at the same time.
    pub async fn speak(&self, some: &[String]) {
        let spoke = LastActs::one(Act::Spoke, self.clock.now());
        let seen: Vec<_> = some.iter().map(|who| (openid(who), spoke)).collect();
        // As many at a time as a server writes.
        for some in seen.chunks(500) {
            self.db.see(some).await.unwrap();
        }
    }

    /// Moves an activity, calls it off, …
    pub async fn put(&self, activity: &guiyan::domain::activity::Activity) {
        let now = self.clock.now();
        self.db.put_activities(std::slice::from_ref(activity), "test", "changed", now).await.unwrap();
    }
}

/// A time in China.
pub fn at(text: &str) -> Timestamp {
    format!("{text}:00+08:00").parse().unwrap()
}
