//! On SQLite, messages that arrive together share a commit.
//!
//! A commit that survives a power cut waits for the disk, and SQLite commits one after another; so while one
//! waits, the messages behind it gather and go in the next one together. Nobody waits for company: a message
//! alone is committed at once. An answer is given after the commit, as always.

use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use super::apply::{self, Message};
use super::failure::unavailable;
use super::pool::Pool;
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::dialogue::effect::Outcome;

/// Most messages in one commit: some 50 ms of work, so that readers of the answers and other writers get on.
const BATCH: usize = 128;
/// Messages that may wait. Beyond it callers wait to be let in, until their time is up.
const QUEUE: usize = 4_096;

type Answer = Result<Vec<Outcome>, StoreError>;

/// The queue; its task ends when the last handle is dropped.
pub struct Batches {
    queue: mpsc::Sender<Waiting>,
}

struct Waiting {
    message: Message,
    answer: oneshot::Sender<Answer>,
}

impl Batches {
    /// Starts the task on the current runtime.
    pub fn start(pool: Pool, vault: Arc<Vault>) -> Self {
        let (queue, mut arriving) = mpsc::channel(QUEUE);
        tokio::spawn(async move {
            let mut batch = Vec::with_capacity(BATCH);
            while arriving.recv_many(&mut batch, BATCH).await > 0 {
                // Whoever gave up waiting was told so; their effects must not happen behind their back.
                batch.retain(|waiting: &Waiting| !waiting.answer.is_closed());
                settle(&pool, &vault, batch.drain(..).collect()).await;
            }
        });
        Self { queue }
    }

    /// Applies a message with whoever else is waiting.
    pub async fn apply(&self, message: Message) -> Answer {
        let (answer, answered) = oneshot::channel();
        let stopped = || unavailable("it is closed");
        self.queue.send(Waiting { message, answer }).await.map_err(|_| stopped())?;
        answered.await.unwrap_or_else(|_| Err(stopped()))
    }
}

/// Applies a batch and answers everybody. If it fails as a whole, each is tried alone: a message that cannot
/// be applied spoils nobody else's.
async fn settle(pool: &Pool, vault: &Vault, batch: Vec<Waiting>) {
    if let Ok(outcomes) = together(pool, vault, &batch).await {
        for (waiting, outcomes) in batch.into_iter().zip(outcomes) {
            // Nobody there any more: the outcomes stay under the message's key.
            let _ = waiting.answer.send(Ok(outcomes));
        }
        return;
    }
    for waiting in batch {
        let answer = apply::alone(pool, vault, &waiting.message).await;
        let _ = waiting.answer.send(answer);
    }
}

async fn together(pool: &Pool, vault: &Vault, batch: &[Waiting]) -> Result<Vec<Vec<Outcome>>, StoreError> {
    let write = pool.write().await?;
    let mut outcomes = Vec::with_capacity(batch.len());
    for waiting in batch {
        outcomes.push(apply::once(&*write, vault, &waiting.message).await?);
    }
    write.commit().await?;
    Ok(outcomes)
}
