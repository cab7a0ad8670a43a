//! What the embedded cache holds of the console: sessions at hand, and tries. It outlives no restart.

use std::sync::{MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;

use super::EmbeddedCache;
use super::expiring::Expiring;
use crate::app::dialogue_cache::CacheUnavailable;
use crate::app::staff::{ConsoleCache, SessionKey};
use crate::cache::millis;

/// Bytes for sessions: a few thousand, where fifty people work.
const SESSIONS: usize = 2 * 1024 * 1024;
/// Bytes for tries: eight thousand names and addresses in a quarter of an hour. Who tries more of them makes room for
/// themselves; an account's own lock stands in the records.
const TRIES: usize = 2 * 1024 * 1024;

/// Sessions by their keys, tries by what they are of.
pub(super) struct Shelf {
    sessions: Expiring<SessionKey, Vec<u8>>,
    tries: Expiring<String, u32>,
}

impl Default for Shelf {
    fn default() -> Self {
        Self { sessions: Expiring::new(SESSIONS, Vec::len), tries: Expiring::new(TRIES, |_| 0) }
    }
}

impl Shelf {
    fn count_try(&mut self, of: &str, window: Duration, now_ms: i64) -> u32 {
        let of = of.to_owned();
        let (before, ends_at_ms) = match self.tries.get_with_end(&of, now_ms) {
            Some((before, ends_at_ms)) => (*before, ends_at_ms),
            None => (0, now_ms.saturating_add(millis(window))),
        };
        let tries = before.saturating_add(1);
        self.tries.put(of, tries, ends_at_ms, now_ms);
        tries
    }
}

impl EmbeddedCache {
    /// No step inside can panic half-way, so what a poisoned mutex guards is sound.
    fn console(&self) -> MutexGuard<'_, Shelf> {
        self.console.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl ConsoleCache for EmbeddedCache {
    async fn recall(&self, key: &SessionKey) -> Result<Option<Vec<u8>>, CacheUnavailable> {
        Ok(self.console().sessions.get(key, self.now_ms()).cloned())
    }

    async fn keep(&self, key: &SessionKey, sealed: &[u8], life: Duration) -> Result<(), CacheUnavailable> {
        let now_ms = self.now_ms();
        self.console().sessions.put(key.clone(), sealed.to_vec(), now_ms.saturating_add(millis(life)), now_ms);
        Ok(())
    }

    async fn forget(&self, key: &SessionKey) -> Result<(), CacheUnavailable> {
        self.console().sessions.remove(key);
        Ok(())
    }

    async fn count_try(&self, of: &str, window: Duration) -> Result<u32, CacheUnavailable> {
        Ok(self.console().count_try(of, window, self.now_ms()))
    }

    async fn forgive(&self, of: &str) -> Result<(), CacheUnavailable> {
        self.console().tries.remove(&of.to_owned());
        Ok(())
    }
}
