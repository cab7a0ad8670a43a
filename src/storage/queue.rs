//! The queue of messages whose effects are to be applied; one task a process serves it.
//!
//! On SQLite, messages that arrive together share a commit. A commit that survives a power cut waits for the
//! disk, and SQLite commits one after another; so while one waits, the messages behind it gather and go in
//! the next one together. On PostgreSQL each has its own transaction, a few at a time: thousands that want
//! the same activity's row would otherwise hold every connection while they wait for each other.
//!
//! Nobody waits for company: a message alone is applied at once. Answers are given after the commit. Before
//! each round, those who wish for a seat where none is left are answered together (`rush`); a round is one commit on
//! SQLite, and as many messages as there are lanes on PostgreSQL.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use super::apply::{self, Message};
use super::failure::unavailable;
use super::pool::{Pool, Write};
use super::rush;
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::dialogue::effect::Outcome;

/// Most messages in one commit on SQLite: some 50 ms of work, so that other writers get their turn.
const BATCH: usize = 128;
/// Most messages in hand at once on PostgreSQL: half of the pool, the other half is for readers.
const LANES: usize = 8;
/// Messages that may wait in line, and as many again at the door. Beyond it callers wait to be let in, until
/// their time is up.
const LINE: usize = 16_384;

type Answer = Result<Vec<Outcome>, StoreError>;

/// The way into the queue; its task ends when the last handle is dropped.
pub struct Queue {
    door: mpsc::Sender<Waiting>,
}

struct Waiting {
    message: Message,
    answer: oneshot::Sender<Answer>,
}

impl Waiting {
    /// If the caller gave up meanwhile, the outcomes stay under the message's key.
    fn tell(self, answer: Answer) {
        drop(self.answer.send(answer));
    }

    /// Whoever gave up waiting was told that nothing was done; it must not happen behind their back.
    fn gave_up(&self) -> bool {
        self.answer.is_closed()
    }

    /// Applies the message in a transaction of its own.
    async fn alone(self, pool: &Pool, vault: &Vault) {
        if !self.gave_up() {
            let answer = self.applied(pool, vault).await;
            self.tell(answer);
        }
    }

    async fn applied(&self, pool: &Pool, vault: &Vault) -> Answer {
        let write = pool.write().await?;
        let outcomes = apply::once(&*write, vault, &self.message).await?;
        if self.gave_up() {
            return Err(unavailable("nobody waits for it any more"));
        }
        write.commit().await?;
        Ok(outcomes)
    }
}

impl Queue {
    /// Starts the task on the current runtime.
    pub fn start(pool: Pool, vault: Arc<Vault>) -> Self {
        let (door, arriving) = mpsc::channel(LINE);
        let lanes = Arc::new(Semaphore::new(LANES));
        let server = Server { pool, vault, lanes, left_of_round: 0, line: VecDeque::new() };
        tokio::spawn(server.serve(arriving));
        Self { door }
    }

    /// Applies a message in its turn.
    pub async fn apply(&self, message: Message) -> Answer {
        let (answer, answered) = oneshot::channel();
        let stopped = || unavailable("it is closed");
        self.door.send(Waiting { message, answer }).await.map_err(|_| stopped())?;
        answered.await.unwrap_or_else(|_| Err(stopped()))
    }
}

struct Server {
    pool: Pool,
    vault: Arc<Vault>,
    lanes: Arc<Semaphore>,
    /// So many may take a lane before it is found out again who comes too late.
    left_of_round: usize,
    line: VecDeque<Waiting>,
}

impl Server {
    async fn serve(mut self, mut arriving: mpsc::Receiver<Waiting>) {
        while self.gather(&mut arriving).await {
            if self.pool.is_postgres() {
                // The lane first: what is found out about seats is then as fresh as can be.
                let Ok(lane) = self.lanes.clone().acquire_owned().await else { return };
                if self.left_of_round == 0 {
                    self.turn_away().await;
                    self.left_of_round = LANES;
                }
                self.send_off(lane);
            } else {
                self.turn_away().await;
                self.commit_together().await;
            }
        }
    }

    /// Waits until somebody is in line; `false` when nobody can come any more.
    async fn gather(&mut self, arriving: &mut mpsc::Receiver<Waiting>) -> bool {
        if self.line.is_empty() {
            let Some(first) = arriving.recv().await else { return false };
            self.line.push_back(first);
        }
        while self.line.len() < LINE
            && let Ok(next) = arriving.try_recv()
        {
            self.line.push_back(next);
        }
        self.line.retain(|waiting| !waiting.gave_up());
        true
    }

    async fn turn_away(&mut self) {
        // If it cannot be found out, everybody stays in line and meets the same trouble there.
        let messages = self.line.iter().map(|waiting| &waiting.message);
        let Ok(refused) = rush::refused(self.pool.orm(), &self.vault, messages).await else { return };
        if refused.is_empty() {
            return;
        }
        for waiting in std::mem::take(&mut self.line) {
            if refused.contains(&waiting.message.key) {
                waiting.tell(Ok(vec![Outcome::Full]));
            } else {
                self.line.push_back(waiting);
            }
        }
    }

    /// Applies as many of this round as there are free lanes, each in its own transaction, without waiting for them.
    fn send_off(&mut self, lane: OwnedSemaphorePermit) {
        let mut free = Some(lane);
        while self.left_of_round > 0
            && let Some(lane) = free
            && let Some(waiting) = self.line.pop_front()
        {
            self.left_of_round -= 1;
            let (pool, vault) = (self.pool.clone(), self.vault.clone());
            tokio::spawn(async move {
                waiting.alone(&pool, &vault).await;
                drop(lane);
            });
            free = self.lanes.clone().try_acquire_owned().ok();
        }
    }

    /// Applies the head of the line in one transaction. If no transaction can be had, nobody's can; if a message
    /// fails in it, each is tried alone: one that cannot be applied spoils nobody else's.
    async fn commit_together(&mut self) {
        let write = match self.pool.write().await {
            Ok(write) => write,
            Err(error) => return self.line.drain(..).for_each(|waiting| waiting.tell(Err(error.clone()))),
        };
        // The turn to write may have been long in coming.
        self.line.retain(|waiting| !waiting.gave_up());
        let batch: Vec<Waiting> = self.line.drain(..self.line.len().min(BATCH)).collect();
        if let Ok(outcomes) = self.together(write, &batch).await {
            for (waiting, outcomes) in batch.into_iter().zip(outcomes) {
                waiting.tell(Ok(outcomes));
            }
            return;
        }
        for waiting in batch {
            waiting.alone(&self.pool, &self.vault).await;
        }
    }

    async fn together(&self, write: Write, batch: &[Waiting]) -> Result<Vec<Vec<Outcome>>, StoreError> {
        let mut outcomes = Vec::with_capacity(batch.len());
        for waiting in batch {
            outcomes.push(apply::once(&*write, &self.vault, &waiting.message).await?);
        }
        write.commit().await?;
        Ok(outcomes)
    }
}
