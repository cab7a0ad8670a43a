//! The cache inside the process: for one process alone, with nothing to install.
//!
//! Everything is in memory behind one mutex, held for microseconds and never over an await, and bounded in
//! bytes. Dialogues also go to the archive, behind the answer: within half a second, and at shutdown. So a crash
//! costs at most half a second of a form, and nothing that was acknowledged.

mod console;
mod expiring;
mod platform;
mod shelves;
mod write_behind;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;

use self::shelves::Shelves;
use crate::app::clock::Clock;
use crate::app::dialogue_cache::{
    Ahead, AnswerWays, Begin, CacheUnavailable, Claim, Committed, DialogueArchive, DialogueCache, DialogueChange,
    Settled, Stored, Way,
};
use crate::app::message_key::MessageKey;
use crate::app::records::StoreError;
use crate::domain::id::OpenId;

/// The cache inside the process; one a database, shared by all tasks.
pub struct EmbeddedCache {
    clock: Arc<dyn Clock>,
    shelves: Mutex<Shelves>,
    platform: Mutex<platform::Shelf>,
    console: Mutex<console::Shelf>,
    archive: Option<Arc<dyn DialogueArchive>>,
    /// Held while writing to the archive, so that an older state never overtakes a newer one.
    writing: tokio::sync::Mutex<()>,
}

impl EmbeddedCache {
    /// Loads the dialogues of the archive. Without one, nothing outlives the process. Changes reach the archive by
    /// [`EmbeddedCache::run_flusher`].
    pub async fn open(clock: Arc<dyn Clock>, archive: Option<Arc<dyn DialogueArchive>>) -> Result<Self, StoreError> {
        let now_ms = clock.now().as_millisecond();
        let archived = match &archive {
            Some(archive) => Some(archive.load(now_ms).await?),
            None => None,
        };
        let shelves = Mutex::new(Shelves::new(archived, now_ms));
        let writing = tokio::sync::Mutex::default();
        let (platform, console) = (Mutex::default(), Mutex::default());
        Ok(Self { clock, shelves, platform, console, archive, writing })
    }

    /// Keeps dialogues for so long after their last change, from the next change on.
    pub fn keeping(self, life: Duration) -> Self {
        self.shelves().keep_dialogues_for(life);
        self
    }

    fn now_ms(&self) -> i64 {
        self.clock.now().as_millisecond()
    }

    /// No step inside can panic half-way, so what a poisoned mutex guards is sound.
    fn shelves(&self) -> MutexGuard<'_, Shelves> {
        self.shelves.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl AnswerWays for EmbeddedCache {
    async fn settle(&self, key: &MessageKey, openid: &OpenId, way: Way) -> Result<Settled, CacheUnavailable> {
        Ok(self.shelves().settle(key, openid, way, self.now_ms()))
    }
}

#[async_trait]
impl DialogueCache for EmbeddedCache {
    async fn begin(
        &self,
        key: &MessageKey,
        openid: &OpenId,
        ahead: Option<Ahead<'_>>,
    ) -> Result<Begin, CacheUnavailable> {
        Ok(self.shelves().begin(key, openid, ahead, self.now_ms()))
    }

    async fn reload(&self, openid: &OpenId) -> Result<Stored, CacheUnavailable> {
        Ok(self.shelves().load(openid, self.now_ms()))
    }

    async fn commit(&self, claim: &Claim, change: DialogueChange, reply: &[u8]) -> Result<Committed, CacheUnavailable> {
        Ok(self.shelves().commit(claim, change, reply, self.now_ms()))
    }

    async fn renew(&self, claim: &Claim) -> Result<bool, CacheUnavailable> {
        Ok(self.shelves().renew(claim, self.now_ms()))
    }

    async fn release(&self, claim: &Claim) -> Result<(), CacheUnavailable> {
        self.shelves().release(claim, self.now_ms());
        Ok(())
    }

    async fn ping(&self) -> Result<(), CacheUnavailable> {
        Ok(())
    }
}
