//! Changed dialogues go to the archive behind the answer.

use std::time::Duration;

use metrics::counter;
use tokio_util::sync::CancellationToken;

use super::EmbeddedCache;
use super::shelves::Changed;
use crate::app::records::StoreError;

/// Half of the half second that a crash may cost; the other half is for the writing.
const EVERY: Duration = Duration::from_millis(250);
/// Dialogues a transaction: short enough that the one writer of SQLite is free again for sign-ups in a few milliseconds.
const BATCH: usize = 500;

/// What is being written. Dropped before it was, by an error or by a caller who gave up, it goes back.
struct InHand<'a> {
    cache: &'a EmbeddedCache,
    changed: Changed,
}

impl Drop for InHand<'_> {
    fn drop(&mut self) {
        if !self.changed.is_empty() {
            self.cache.shelves().put_back(&self.changed);
        }
    }
}

impl EmbeddedCache {
    /// Writes what has changed. After an error, what was not written is kept for the next time.
    pub async fn flush(&self) -> Result<(), StoreError> {
        let Some(archive) = &self.archive else { return Ok(()) };
        let _one_at_a_time = self.writing.lock().await;
        loop {
            let now_ms = self.now_ms();
            let mut in_hand = InHand { cache: self, changed: self.shelves().take_changed(BATCH, now_ms) };
            if in_hand.changed.is_empty() {
                return Ok(());
            }
            archive.save(&in_hand.changed, now_ms).await.inspect_err(|_| {
                counter!("guiyan_cache_errors_total", "op" => "flush").increment(1);
            })?;
            in_hand.changed.clear();
        }
    }

    /// Flushes several times a second until `stop`, and once more then; the result is that of the last time.
    /// Stop it when no more messages are taken.
    pub async fn run_flusher(&self, stop: CancellationToken) -> Result<(), StoreError> {
        let mut failing = false;
        while stop.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_some() {
            match self.flush().await {
                Ok(()) => failing = false,
                Err(error) => {
                    // Once a failure, not four times a second.
                    if !failing {
                        tracing::warn!(%error, "dialogues cannot be archived; trying again until they can");
                    }
                    failing = true;
                }
            }
        }
        self.flush().await
    }
}
