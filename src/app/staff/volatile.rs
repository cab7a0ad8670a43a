//! The cache port of the console: sessions at hand, and how often something was tried.

use std::time::Duration;

use async_trait::async_trait;

use super::keys::SessionKey;
use crate::app::dialogue_cache::CacheUnavailable;

/// What replicas share. Nothing is lost for good when it dies: sessions are looked up in the records again, and an
/// account's lock stands there too. Every method is bounded in time by the adapter (about one second).
#[async_trait]
pub trait ConsoleCache: Send + Sync {
    /// What is kept of a session; `None` if nothing is, or its life is over.
    async fn recall(&self, key: &SessionKey) -> Result<Option<Vec<u8>>, CacheUnavailable>;

    /// Keeps sealed bytes of a session for `life`, in place of what was there.
    async fn keep(&self, key: &SessionKey, sealed: &[u8], life: Duration) -> Result<(), CacheUnavailable>;

    /// Forgets a session, on all replicas.
    async fn forget(&self, key: &SessionKey) -> Result<(), CacheUnavailable>;

    /// Counts a try under this name, and answers how many there were in the `window` that began with the first. Sent
    /// twice by the client it counts twice: rather too many than too few.
    async fn count_try(&self, of: &str, window: Duration) -> Result<u32, CacheUnavailable>;

    /// Begins to count anew.
    async fn forgive(&self, of: &str) -> Result<(), CacheUnavailable>;
}
