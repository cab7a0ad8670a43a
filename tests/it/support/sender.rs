//! What sends campaigns, as a server has it: over the platform's interface, with what replicas share in Redis.

use std::sync::Arc;

use arc_swap::ArcSwap;
use guiyan::app::campaigns::mass::{MassParts, MassSender};
use guiyan::app::campaigns::trial::Trials;
use guiyan::app::campaigns::{Sender, SenderParts};
use guiyan::app::clock::Clock;
use guiyan::app::content::{built_in, load};
use guiyan::app::reach::{Reach, ReachParts, Templates};
use guiyan::cache::redis::RedisCache;
use guiyan::domain::account::Account;
use guiyan::domain::catalog::Catalog;
use guiyan::domain::county::AccountKind;
use guiyan::storage::Database;
use guiyan::wechat::api::{Api, ApiParts};

use super::covers::PlainCovers;
use super::database::{KEY, vault};

/// Where the platform is, and as whom it is called.
pub struct Calls<'a> {
    pub base: &'a str,
    pub app_id: &'a str,
    pub app_secret: &'a str,
}

/// The client to the platform, with what replicas share in this Redis.
pub fn api(redis: &str, calls: &Calls<'_>, clock: &Arc<dyn Clock>) -> Arc<Api> {
    let cache = Arc::new(RedisCache::connect(redis, calls.app_id).unwrap());
    let api = Api::new(ApiParts {
        base: calls.base.to_owned(),
        app_id: calls.app_id.to_owned(),
        app_secret: calls.app_secret.to_owned().into(),
        account: Account::new(AccountKind::Service, true),
        tokens: cache.clone(),
        rates: cache.clone(),
        capabilities: cache,
        vault: vault(KEY),
        clock: Arc::clone(clock),
    });
    Arc::new(api.unwrap())
}

/// With this database, and this Redis.
pub fn sender(records: &Arc<Database>, redis: &str, calls: &Calls<'_>, clock: &Arc<dyn Clock>) -> Sender {
    let api = api(redis, calls, clock);
    let pack = load(&built_in()).unwrap().pack;
    let catalog = Arc::new(ArcSwap::from_pointee(Catalog::build(1, pack, Vec::new(), Vec::new(), Vec::new())));
    let mass = Arc::new(MassSender::new(MassParts {
        records: records.clone(),
        campaigns: records.clone(),
        platform: None,
        covers: Arc::new(PlainCovers),
        pages: None,
        catalog: Arc::clone(&catalog),
        clock: Arc::clone(clock),
    }));
    let reach = Reach::new(ReachParts {
        messages: api.clone(),
        notices: api.clone(),
        templates: api.clone(),
        capabilities: api.capabilities(),
        records: records.clone(),
        plan: Templates::default(),
        clock: Arc::clone(clock),
    });
    let reach = Some(Arc::new(reach));
    Sender::new(SenderParts {
        ledger: records.clone(),
        campaigns: records.clone(),
        trials: Arc::new(Trials { reach: reach.clone(), mass: Arc::clone(&mass), pages: None }),
        reach,
        mass,
        quota: Some(api),
        vault: vault(KEY),
        pages: None,
        catalog,
        clock: Arc::clone(clock),
    })
}
