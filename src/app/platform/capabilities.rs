//! What the account can do: what the rules grant its kind, less what the platform has refused it.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use crate::app::clock::Clock;
use crate::app::dialogue_cache::CacheUnavailable;
use crate::domain::account::{Account, Feature};

/// How long a refusal is believed: a right that was granted meanwhile is found by itself within a day.
pub const REFUSAL_TTL: Duration = Duration::from_secs(24 * 3600);
/// How soon a replica hears of what another was refused.
const LOOK_AGAIN: SignedDuration = SignedDuration::from_mins(1);

/// Remembers, for all replicas, which features the platform refused with 48001.
#[async_trait]
pub trait CapabilityStore: Send + Sync {
    /// What was refused and not yet forgotten.
    async fn refused(&self) -> Result<Vec<Feature>, CacheUnavailable>;

    /// Remembers a refusal for [`REFUSAL_TTL`]. `true` if it was not known: whoever gets it tells the operator.
    async fn refuse(&self, feature: Feature) -> Result<bool, CacheUnavailable>;
}

/// Knows what the account can do; shared by the client and by those who choose a way to a follower.
pub struct CapabilityMap {
    store: Arc<dyn CapabilityStore>,
    clock: Arc<dyn Clock>,
    known: Mutex<Known>,
}

struct Known {
    account: Account,
    looked_at: Option<Timestamp>,
    /// What the operator has been told by this process.
    told: BTreeSet<Feature>,
}

impl CapabilityMap {
    /// Knows the kind of the account, and will learn the rest.
    pub fn new(account: Account, store: Arc<dyn CapabilityStore>, clock: Arc<dyn Clock>) -> Self {
        let known = Known { account, looked_at: None, told: BTreeSet::new() };
        Self { store, clock, known: Mutex::new(known) }
    }

    /// The account as far as it is known.
    pub async fn account(&self) -> Account {
        self.look().await;
        self.known().account.clone()
    }

    /// Whether a call for this feature is worth making. The first time that it is not, the operator is told.
    pub async fn may(&self, feature: Feature) -> bool {
        self.look().await;
        let mut known = self.known();
        let may = known.account.may(feature);
        if !may && known.told.insert(feature) {
            let right = known.account.right(feature);
            tracing::warn!(feature = feature.id(), ?right, "platform: the account lacks a feature; we go without it");
        }
        may
    }

    /// Takes in that the platform refused this feature (48001).
    pub async fn learn(&self, feature: Feature) {
        let first = self.store.refuse(feature).await.unwrap_or(true);
        let mut known = self.known();
        known.account.refused.insert(feature);
        if known.told.insert(feature) && first {
            tracing::warn!(feature = feature.id(), "platform: the account has no right to a feature; off for a day");
        }
    }

    /// Reads what was learnt, now and then. While the cache is away, what was known stays.
    async fn look(&self) {
        let now = self.clock.now();
        let due = |at: Timestamp| at.saturating_add(LOOK_AGAIN).is_ok_and(|due| due <= now);
        if !self.known().looked_at.is_none_or(due) {
            return;
        }
        let refused = self.store.refused().await;
        let mut known = self.known();
        known.looked_at = Some(now);
        if let Ok(refused) = refused {
            known.account.refused = refused.into_iter().collect();
        }
    }

    /// No step inside can panic half-way, so what a poisoned mutex guards is sound.
    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
