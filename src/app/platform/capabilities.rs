//! The port for what the platform taught us about the account.

use async_trait::async_trait;

use crate::app::dialogue_cache::CacheUnavailable;
use crate::domain::account::Feature;

/// Remembers, for all replicas, which features the platform refused with 48001.
#[async_trait]
pub trait CapabilityStore: Send + Sync {
    /// What was refused and not yet forgotten.
    async fn refused(&self) -> Result<Vec<Feature>, CacheUnavailable>;

    /// Remembers a refusal for a day, so that a right which was granted meanwhile is found by itself.
    /// `true` if it was not known: whoever gets it tells the operator.
    async fn refuse(&self, feature: Feature) -> Result<bool, CacheUnavailable>;
}
