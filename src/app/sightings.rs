//! When followers last did something, written down behind their answers.
//!
//! No message waits for SQL because of it: what is seen is kept in memory, one entry a follower, and goes to the
//! records in batches. A crash costs the last five seconds, which at worst makes a message of ours too few.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use metrics::counter;
use tokio_util::sync::CancellationToken;

use super::records::StoreError;
use crate::domain::id::OpenId;
use crate::domain::window::{Act, LastActs};

/// How often what was seen is written. Who says several things meanwhile is written once.
const EVERY: Duration = Duration::from_secs(5);
/// Followers a transaction: short enough that the one writer of SQLite is soon free again for sign-ups.
const BATCH: usize = 500;
/// Most followers in memory, some 10 MB: a database that stays away must not fill it.
const MOST: usize = 50_000;

/// Where it is written.
#[async_trait]
pub trait SightingRecords: Send + Sync {
    /// Takes over what is newer than what is there. Who is not there yet, because they followed before this server
    /// was, is added; who has left since is not. Repeatable, and in any order.
    async fn see(&self, seen: &[(OpenId, LastActs)]) -> Result<(), StoreError>;
}

/// What was seen and is not written yet; one a process.
pub struct Sightings {
    records: Arc<dyn SightingRecords>,
    pending: Mutex<HashMap<OpenId, LastActs>>,
}

impl Sightings {
    /// Nothing seen yet. What is noted reaches the records by [`Sightings::run`].
    pub fn new(records: Arc<dyn SightingRecords>) -> Self {
        Self { records, pending: Mutex::default() }
    }

    /// Notes an act. Never waits.
    pub fn note(&self, openid: &OpenId, act: Act, at: Timestamp) {
        self.put(openid.clone(), LastActs::one(act, at));
    }

    /// Writes what was noted. After an error, what was not written is kept for the next time.
    ///
    /// # Errors
    /// The records do not take it now.
    pub async fn flush(&self) -> Result<(), StoreError> {
        loop {
            let batch = self.take();
            if batch.is_empty() {
                return Ok(());
            }
            if let Err(error) = self.records.see(&batch).await {
                counter!("guiyan_sightings_failed_total").increment(1);
                batch.into_iter().for_each(|(openid, acts)| self.put(openid, acts));
                return Err(error);
            }
        }
    }

    /// Flushes every five seconds until `stop`, and once more then. Stop it when no more messages are taken.
    pub async fn run(&self, stop: CancellationToken) {
        let mut failing = false;
        while stop.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_some() {
            failing = self.flush_and_tell(failing).await;
        }
        self.flush_and_tell(false).await;
    }

    /// Once a failure, not every five seconds.
    async fn flush_and_tell(&self, failing: bool) -> bool {
        let flushed = self.flush().await;
        if let Err(error) = &flushed
            && !failing
        {
            tracing::warn!(%error, "when followers last wrote cannot be written down; trying again");
        }
        flushed.is_err()
    }

    fn take(&self) -> Vec<(OpenId, LastActs)> {
        let mut pending = self.pending();
        let some: Vec<OpenId> = pending.keys().take(BATCH).cloned().collect();
        some.into_iter().filter_map(|openid| pending.remove_entry(&openid)).collect()
    }

    fn put(&self, openid: OpenId, acts: LastActs) {
        let mut pending = self.pending();
        let full = pending.len() >= MOST;
        match pending.entry(openid) {
            Entry::Occupied(mut there) => {
                let newest = there.get().with(acts);
                there.insert(newest);
            }
            Entry::Vacant(_) if full => counter!("guiyan_sightings_dropped_total").increment(1),
            Entry::Vacant(place) => {
                place.insert(acts);
            }
        }
    }

    /// No step inside can panic half-way, so what a poisoned mutex guards is sound.
    fn pending(&self) -> MutexGuard<'_, HashMap<OpenId, LastActs>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
