//! What the clock drives, wired together.

use std::sync::Arc;

use arc_swap::ArcSwap;

use super::platform;
use crate::app::campaigns::mass::{MassParts, MassSender, PaintsCovers};
use crate::app::campaigns::trial::Trials;
use crate::app::campaigns::{Sender, SenderParts};
use crate::app::catalog::CatalogKeeper;
use crate::app::clock::Clock;
use crate::app::errands::templates::{self, TemplatePlan};
use crate::app::errands::{ErrandParts, Errands};
use crate::app::hung_menu::HungMenu;
use crate::app::reach::Templates;
use crate::app::render::Renderer;
use crate::app::seasonal_menus::SeasonalMenus;
use crate::app::site::address::SiteAddress;
use crate::app::vault::Vault;
use crate::domain::catalog::Catalog;
use crate::storage::Database;
use crate::wechat::api::Api;
use crate::worker::{Worker, WorkerParts};

/// What it is made of.
pub(super) struct Parts<'a> {
    pub database: &'a Database,
    /// Without it nobody can be written to, and everything is for the call list.
    pub api: Option<&'a Arc<Api>>,
    pub seasonal_menus: Arc<SeasonalMenus>,
    pub templates: Vec<TemplatePlan>,
    pub renderer: Arc<Renderer>,
    /// Where the pages are, if phones can open them.
    pub pages: Option<SiteAddress>,
    pub covers: Arc<dyn PaintsCovers>,
    pub catalog: &'a Arc<ArcSwap<Catalog>>,
    pub samples: bool,
    pub vault: &'a Arc<Vault>,
    pub clock: &'a Arc<dyn Clock>,
}

/// What hangs the account's menu, for a season and for the rest of the year.
pub(super) fn seasonal_menus(
    database: &Database,
    api: Option<&Arc<Api>>,
    (keeper, clock): (&Arc<CatalogKeeper>, &Arc<dyn Clock>),
) -> Arc<SeasonalMenus> {
    let records = || Arc::new(database.clone());
    let gateway = api.map(|api| Arc::clone(api) as _);
    let hung = HungMenu { gateway, editions: records(), keeper: Arc::clone(keeper) };
    Arc::new(SeasonalMenus { records: records(), hung: Arc::new(hung), clock: Arc::clone(clock) })
}

/// The worker, and what sends trials as it does.
pub(super) fn worker(parts: Parts<'_>) -> (Arc<Worker>, Arc<Trials>) {
    let Parts { database, api, seasonal_menus, templates, renderer, pages, covers, catalog, samples, vault, clock } =
        parts;
    let records = || Arc::new(database.clone());
    let plan = templates::plan(&templates);
    let mass = Arc::new(MassSender::new(MassParts {
        records: records(),
        campaigns: records(),
        platform: api.map(platform::mass),
        covers,
        pages: pages.clone(),
        catalog: Arc::clone(catalog),
        clock: Arc::clone(clock),
    }));
    // A campaign names its own templates.
    let reach = api.map(|api| platform::reach(api, Templates::default(), (records(), Arc::clone(clock))));
    let trials = Arc::new(Trials { reach: reach.clone(), mass: Arc::clone(&mass), pages: pages.clone() });
    let campaigns = Sender::new(SenderParts {
        ledger: records(),
        campaigns: records(),
        reach,
        mass,
        trials: Arc::clone(&trials),
        quota: api.map(|api| Arc::clone(api) as _),
        vault: Arc::clone(vault),
        pages: pages.clone(),
        catalog: Arc::clone(catalog),
        clock: Arc::clone(clock),
    });
    let errands = Errands::new(ErrandParts {
        records: records(),
        reach: api.map(|api| platform::reach(api, plan, (records(), Arc::clone(clock)))),
        renderer,
        templates,
        pages,
        catalog: Arc::clone(catalog),
        samples,
        clock: Arc::clone(clock),
    });
    let worker = Worker::new(WorkerParts {
        queues: records(),
        errands,
        campaigns,
        seasonal_menus,
        catalog: Arc::clone(catalog),
        clock: Arc::clone(clock),
    });
    (Arc::new(worker), trials)
}
