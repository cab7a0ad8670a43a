//! The outward client, built from the configuration.

use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::chores::Chores;
use super::{CacheChoice, StartError};
use crate::app::campaigns::mass::MassPlatform;
use crate::app::clock::Clock;
use crate::app::content::Loaded;
use crate::app::dialogue_cache::AnswerWays;
use crate::app::inbox::{Inbox, LateAnswers};
use crate::app::platform::capabilities::CapabilityStore;
use crate::app::platform::rates::Rates;
use crate::app::platform::token::TokenStore;
use crate::app::reach::{Reach, ReachParts, ReachRecords, Templates};
use crate::app::reconcile::{Reconcile, ReconcileParts};
use crate::app::staff::ConsoleCache;
use crate::app::vault::Vault;
use crate::cache::embedded::EmbeddedCache;
use crate::cache::redis::RedisCache;
use crate::config::{self, Config};
use crate::domain::account::Account;
use crate::storage::Database;
use crate::wechat::api::{Api, ApiParts};

/// How often our counts of calls are set right by the platform's.
const RECONCILE: Duration = Duration::from_secs(24 * 3600);
/// How soon after they could not be.
const RECONCILE_AGAIN: Duration = Duration::from_secs(1800);

/// How often the counts on the metrics page are looked up.
const SHOW: Duration = Duration::from_secs(60);

/// Where the platform is, and who we are to it.
pub struct PlatformPlan {
    /// The platform's address.
    pub base: String,
    /// 开发者ID.
    pub app_id: String,
    /// AppSecret.
    pub app_secret: SecretString,
}

/// What replicas share of the platform's, of late answers and of the console; views of one cache.
pub(super) struct Shared {
    pub(super) ways: Arc<dyn AnswerWays>,
    pub(super) tokens: Arc<dyn TokenStore>,
    pub(super) rates: Arc<dyn Rates>,
    pub(super) capabilities: Arc<dyn CapabilityStore>,
    pub(super) console: Arc<dyn ConsoleCache>,
}

impl Shared {
    pub(super) fn in_cache<C: AnswerWays + TokenStore + Rates + CapabilityStore + ConsoleCache + 'static>(
        cache: &Arc<C>,
    ) -> Self {
        Self {
            ways: Arc::clone(cache) as _,
            tokens: Arc::clone(cache) as _,
            rates: Arc::clone(cache) as _,
            capabilities: Arc::clone(cache) as _,
            console: Arc::clone(cache) as _,
        }
    }
}

/// Keeps the token fresh, our counts of calls right, and our followers in step with the platform's list.
pub(super) fn spawn_chores(
    chores: &Chores,
    api: &Arc<Api>,
    (inbox, database, clock): (&Arc<Inbox>, &Database, &Arc<dyn Clock>),
) {
    let fresh = Arc::clone(api);
    chores.spawn(async move { fresh.keep_fresh().await });
    chores.spawn(keep_counts(Arc::clone(api)));
    chores.spawn(show_counts(Arc::clone(api)));
    let reconcile = Reconcile::new(ReconcileParts {
        gateway: Arc::clone(api) as _,
        roll: Arc::new(database.clone()),
        inbox: Arc::clone(inbox) as _,
        capabilities: api.capabilities(),
        clock: Arc::clone(clock),
    });
    chores.spawn(async move { reconcile.run().await });
}

/// Sets our counts of calls right by the platform's own, at start and daily. Never ends: spawn it.
async fn keep_counts(api: Arc<Api>) {
    loop {
        let pause = match api.reconcile().await {
            Ok(()) => RECONCILE,
            Err(error) => {
                tracing::warn!(%error, "the platform's counts of our calls cannot be read now");
                RECONCILE_AGAIN
            }
        };
        tokio::time::sleep(pause).await;
    }
}

/// Keeps the counts on the metrics page up to date. Never ends: spawn it.
async fn show_counts(api: Arc<Api>) {
    loop {
        // The cache tells in metrics of its own that it is away.
        let _ = api.show_usage().await;
        tokio::time::sleep(SHOW).await;
    }
}

/// What the configuration says of the platform; `None` without an AppSecret.
pub(super) fn plan(config: &Config, account: &config::Account) -> Option<PlatformPlan> {
    Some(PlatformPlan {
        base: config.callback.api_base.clone(),
        app_id: account.app_id.clone(),
        app_secret: account.app_secret.clone()?,
    })
}

/// The client.
pub(super) fn client(
    plan: PlatformPlan,
    account: Account,
    shared: &Shared,
    (vault, clock): (Arc<Vault>, Arc<dyn Clock>),
) -> Result<Arc<Api>, StartError> {
    let Shared { tokens, rates, capabilities, .. } = shared;
    let (tokens, rates, capabilities) = (Arc::clone(tokens), Arc::clone(rates), Arc::clone(capabilities));
    let PlatformPlan { base, app_id, app_secret } = plan;
    let parts = ApiParts { base, app_id, app_secret, account, tokens, rates, capabilities, vault, clock };
    Ok(Arc::new(Api::new(parts)?))
}

/// What answers are sent with that came too late for the platform.
pub(super) fn late_answers(
    api: &Arc<Api>,
    shared: &Shared,
    (records, clock): (Arc<dyn ReachRecords>, Arc<dyn Clock>),
) -> LateAnswers {
    // An answer goes in its own words, or not at all.
    let reach = reach(api, Templates::default(), (records, clock));
    LateAnswers { reach, ways: Arc::clone(&shared.ways) }
}

/// What says things to followers, with these templates.
pub(super) fn reach(
    api: &Arc<Api>,
    plan: Templates,
    (records, clock): (Arc<dyn ReachRecords>, Arc<dyn Clock>),
) -> Arc<Reach> {
    Arc::new(Reach::new(ReachParts {
        messages: Arc::clone(api) as _,
        notices: Arc::clone(api) as _,
        templates: Arc::clone(api) as _,
        capabilities: api.capabilities(),
        records,
        plan,
        clock,
    }))
}

/// What sends to many in one call.
pub(super) fn mass(api: &Arc<Api>) -> MassPlatform {
    MassPlatform {
        mass: Arc::clone(api) as _,
        tags: Arc::clone(api) as _,
        drafts: Arc::clone(api) as _,
        media: Arc::clone(api) as _,
        capabilities: api.capabilities(),
    }
}

/// The account as the content pack describes it; what the platform refuses is learnt later.
pub(super) fn account(content: &Loaded) -> Account {
    let county = &content.pack.county;
    Account::new(county.account, county.verified)
}

/// The client alone, for verbs that need no more: the token is shared with a running server where the cache is.
///
/// # Errors
/// There is no AppSecret, or the cache's address is none.
pub async fn platform(
    config: &Config,
    account: &config::Account,
    content: &Loaded,
    clock: Arc<dyn Clock>,
) -> Result<Arc<Api>, StartError> {
    let wanted = plan(config, account).ok_or(StartError::NoAppSecret)?;
    let key = config.privacy_key.as_ref().ok_or(crate::app::vault::InvalidKey)?;
    let shared = match super::settings::cache_choice(config, account) {
        CacheChoice::Redis { url, app_id } => {
            Shared::in_cache(&Arc::new(RedisCache::connect(url.expose_secret(), &app_id)?))
        }
        // A running server has its own; the platform gives both the same token.
        CacheChoice::Embedded => Shared::in_cache(&Arc::new(EmbeddedCache::open(Arc::clone(&clock), None).await?)),
    };
    client(wanted, self::account(content), &shared, (Arc::new(Vault::new(key)?), clock))
}
