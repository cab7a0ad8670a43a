//! The queue of messages whose effects are to be applied; one task a process serves it, two on PostgreSQL.
//!
//! On SQLite, messages that arrive together share a commit. A commit that survives a power cut waits for the
//! disk, and SQLite commits one after another; so while one waits, the messages behind it gather and go in
//! the next one together. On PostgreSQL each has its own transaction, a few at a time: thousands that want
//! the same activity's row would otherwise hold every connection while they wait for each other. Wishes for seats
//! gather there too, and those that are plain go together (`seats::together`); the others go on to the lanes.
//!
//! Nobody waits for company: a message alone is applied at once. Answers are given after the commit. Before
//! each round, those who wish for a seat where none is left are answered together (`rush`); a round is one commit, or
//! as many messages as there are lanes.

use std::collections::{HashMap, VecDeque};
use std::iter;
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use super::apply::{self, Message};
use super::failure::unavailable;
use super::pool::{Pool, Write};
use super::{rush, seats};
use crate::app::message_key::MessageKey;
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::dialogue::effect::Outcome;

/// Most messages in one commit on SQLite: some 50 ms of work, so that other writers get their turn.
const BATCH: usize = 128;
/// Most wishes that go together: sealing them keeps no thread for long, and who gives up spoils it for few others.
const TOGETHER: usize = 64;
/// Most messages in hand at once on PostgreSQL: half of the pool, the other half is for readers.
const LANES: usize = 8;
/// Messages that may wait in line, and as many again at the door. Beyond it callers wait to be let in, until
/// their time is up.
const LINE: usize = 16_384;

type Answer = Result<Vec<Outcome>, StoreError>;

/// The ways into the queue; its tasks end when the last handle is dropped.
pub struct Queue {
    door: mpsc::Sender<Waiting>,
    /// On PostgreSQL that of wishes for seats.
    wishes: Option<mpsc::Sender<Waiting>>,
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
    /// Starts the tasks on the current runtime.
    pub fn start(pool: Pool, vault: Arc<Vault>) -> Self {
        let (door, arriving) = mpsc::channel(LINE);
        let line = Line { pool: pool.clone(), vault: vault.clone(), waiting: VecDeque::new() };
        if !pool.is_postgres() {
            tokio::spawn(line.serve_together(arriving));
            return Self { door, wishes: None };
        }
        tokio::spawn(line.serve_in_lanes(arriving));
        let (wishes, wishing) = mpsc::channel(LINE);
        let line = Line { pool, vault, waiting: VecDeque::new() };
        tokio::spawn(line.serve_wishes(wishing, door.clone()));
        Self { door, wishes: Some(wishes) }
    }

    /// Applies a message in its turn.
    pub async fn apply(&self, message: Message) -> Answer {
        let (answer, answered) = oneshot::channel();
        let stopped = || unavailable("it is closed");
        let door = self.wishes.as_ref().filter(|_| seats::wish(&message).is_some()).unwrap_or(&self.door);
        door.send(Waiting { message, answer }).await.map_err(|_| stopped())?;
        answered.await.unwrap_or_else(|_| Err(stopped()))
    }
}

/// Who waits in front of one task.
struct Line {
    pool: Pool,
    vault: Arc<Vault>,
    waiting: VecDeque<Waiting>,
}

impl Line {
    /// SQLite: the head of the line in one transaction, one after another.
    async fn serve_together(mut self, mut arriving: mpsc::Receiver<Waiting>) {
        while self.gather(&mut arriving).await {
            self.turn_away().await;
            self.commit_together().await;
        }
    }

    /// PostgreSQL: each in a transaction of its own, in a few lanes.
    async fn serve_in_lanes(mut self, mut arriving: mpsc::Receiver<Waiting>) {
        let lanes = Arc::new(Semaphore::new(LANES));
        // So many may take a lane before it is found out again who comes too late.
        let mut left_of_round = 0;
        while self.gather(&mut arriving).await {
            // The lane first: what is found out about seats is then as fresh as can be.
            let Ok(lane) = lanes.clone().acquire_owned().await else { return };
            if left_of_round == 0 {
                self.turn_away().await;
                left_of_round = LANES;
            }
            left_of_round -= self.send_off((lane, &lanes), left_of_round);
        }
    }

    /// PostgreSQL: plain wishes together, one transaction after another: while one is under way, those behind it gather.
    /// Whoever is not plain takes a lane.
    async fn serve_wishes(mut self, mut arriving: mpsc::Receiver<Waiting>, lanes: mpsc::Sender<Waiting>) {
        while self.gather(&mut arriving).await {
            self.turn_away().await;
            let Some(write) = self.turn_to_write().await else { continue };
            let batch = self.head(some_of(self.waiting.len()));
            // What fails for one fails for all of them; in its lane it fails alone.
            let mut seated = self.seat_together(write, &batch).await.unwrap_or_default();
            for waiting in batch {
                match seated.remove(&waiting.message.key) {
                    Some(outcomes) => waiting.tell(Ok(outcomes)),
                    // Closed only when nobody waits any more.
                    None => drop(lanes.send(waiting).await),
                }
            }
        }
    }

    /// Waits until somebody is in line; `false` when nobody can come any more.
    async fn gather(&mut self, arriving: &mut mpsc::Receiver<Waiting>) -> bool {
        if self.waiting.is_empty() {
            let Some(first) = arriving.recv().await else { return false };
            self.waiting.push_back(first);
        }
        while self.waiting.len() < LINE
            && let Ok(next) = arriving.try_recv()
        {
            self.waiting.push_back(next);
        }
        self.waiting.retain(|waiting| !waiting.gave_up());
        true
    }

    async fn turn_away(&mut self) {
        // If it cannot be found out, everybody stays in line and meets the same trouble there.
        let messages = self.waiting.iter().map(|waiting| &waiting.message);
        let Ok(refused) = rush::refused(self.pool.orm(), &self.vault, messages).await else { return };
        if refused.is_empty() {
            return;
        }
        for waiting in std::mem::take(&mut self.waiting) {
            if refused.contains(&waiting.message.key) {
                waiting.tell(Ok(vec![Outcome::Full]));
            } else {
                self.waiting.push_back(waiting);
            }
        }
    }

    /// At most so many from the front of the line.
    fn head(&mut self, most: usize) -> Vec<Waiting> {
        self.waiting.drain(..self.waiting.len().min(most)).collect()
    }

    /// Applies as many as there are free lanes, but `most`, each in its own transaction, without waiting for them.
    /// Answers how many they are.
    fn send_off(&mut self, (lane, lanes): (OwnedSemaphorePermit, &Arc<Semaphore>), most: usize) -> usize {
        let (mut sent, mut free) = (0, Some(lane));
        while sent < most
            && let Some(lane) = free
            && let Some(waiting) = self.waiting.pop_front()
        {
            sent += 1;
            let (pool, vault) = (self.pool.clone(), self.vault.clone());
            tokio::spawn(async move {
                waiting.alone(&pool, &vault).await;
                drop(lane);
            });
            free = lanes.clone().try_acquire_owned().ok();
        }
        sent
    }

    /// Seats whoever can be seated together; with somebody among them who waits no more, nobody is.
    async fn seat_together(
        &self,
        write: Write,
        batch: &[Waiting],
    ) -> Result<HashMap<MessageKey, Vec<Outcome>>, StoreError> {
        let messages = batch.iter().map(|waiting| &waiting.message);
        let seated = seats::sign_up_together(&*write, &self.vault, messages).await?;
        if batch.iter().any(Waiting::gave_up) {
            return Err(unavailable("one of them waits no more"));
        }
        write.commit().await?;
        Ok(seated)
    }

    /// A transaction. If none can be had, nobody's can, and all are told.
    async fn turn_to_write(&mut self) -> Option<Write> {
        let write = match self.pool.write().await {
            Ok(write) => write,
            Err(error) => {
                self.waiting.drain(..).for_each(|waiting| waiting.tell(Err(error.clone())));
                return None;
            }
        };
        // It may have been long in coming.
        self.waiting.retain(|waiting| !waiting.gave_up());
        Some(write)
    }

    /// Applies the head of the line in one transaction. If a message fails in it, each is tried alone: one that cannot
    /// be applied spoils nobody else's.
    async fn commit_together(&mut self) {
        let Some(write) = self.turn_to_write().await else { return };
        let batch = self.head(BATCH);
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
        for some in parts(batch) {
            let messages = some.iter().map(|waiting| &waiting.message);
            let mut seated = seats::sign_up_together(&*write, &self.vault, messages).await?;
            for Waiting { message, .. } in some {
                outcomes.push(match seated.remove(&message.key) {
                    Some(seated) => seated,
                    None => apply::once(&*write, &self.vault, message).await?,
                });
            }
        }
        write.commit().await?;
        Ok(outcomes)
    }
}

/// How many of so many wishes go together: a power of two. The statements of a few sizes stay prepared, those of every
/// size would drive each other out.
fn some_of(many: usize) -> usize {
    many.min(TOGETHER).checked_ilog2().map_or(0, |power| 1 << power)
}

/// These, so many at a time as go together.
fn parts<T>(mut rest: &[T]) -> impl Iterator<Item = &[T]> {
    iter::from_fn(move || {
        let (part, others) = rest.split_at_checked(some_of(rest.len()))?;
        rest = others;
        (!part.is_empty()).then_some(part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_are_powers_of_two_and_all_there_is() {
        for many in 0..300_usize {
            let all: Vec<usize> = (0..many).collect();
            let parts: Vec<&[usize]> = parts(&all).collect();
            assert!(parts.iter().all(|part| part.len().is_power_of_two() && part.len() <= TOGETHER), "{many}");
            assert_eq!(parts.concat(), all);
        }
    }
}
