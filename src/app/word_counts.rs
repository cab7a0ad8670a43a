//! How often each keyword rule answered, and what nobody understood: gathered in memory, written down now and then.
//!
//! No message waits for SQL because of it. Replicas add to the same counts. A kill costs what was gathered in the last
//! half minute, which is fine for counts that say which rule is worth mending.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use jiff::civil::Date;
use metrics::counter;
use tokio_util::sync::CancellationToken;

use super::records::StoreError;
use crate::domain::dialogue::credit::Credit;
use crate::domain::dialogue::view::When;
use crate::domain::id::RuleId;
use crate::domain::unknown::{Typed, UnknownSentence};

/// How often what was gathered is written.
const EVERY: Duration = Duration::from_secs(30);
/// Most sentences in memory, some 200 kB: a crowd that types at random, or a database that stays away, must not fill it.
const MOST: usize = 2_000;

/// Counts of one day, to be added to those that are there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DayCounts {
    /// How often each rule answered.
    pub rules: Vec<(RuleId, u64)>,
    /// What nobody understood.
    pub unknown: Vec<Typed>,
}

/// How often one rule answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RuleHits {
    /// Since the day that was asked for.
    pub lately: u64,
    /// Since the beginning of what is kept.
    pub ever: u64,
}

/// Where the counts are kept: a row a rule and day for 400 days, a row a sentence and day for 90.
#[async_trait]
pub trait WordCountRecords: Send + Sync {
    /// Adds these to the counts of a day, in one transaction. Beyond 2,000 sentences of a day, new ones are left out.
    async fn add_counts(&self, day: Date, counts: &DayCounts) -> Result<(), StoreError>;

    /// How often each rule answered, since this day and ever. A rule that never did is left out.
    async fn rule_hits(&self, since: Date) -> Result<HashMap<RuleId, RuleHits>, StoreError>;

    /// What nobody understood since this day: up to `most` sentences, those typed most first.
    async fn unknown_sentences(&self, since: Date, most: u64) -> Result<Vec<Typed>, StoreError>;
}

/// What was gathered and is not written yet; one a process.
pub struct WordCounts {
    records: Arc<dyn WordCountRecords>,
    pending: Mutex<Pending>,
}

#[derive(Default)]
struct Pending {
    rules: HashMap<(Date, RuleId), u64>,
    unknown: HashMap<(Date, UnknownSentence), u64>,
}

impl WordCounts {
    /// Nothing gathered yet. What is noted reaches the records by [`WordCounts::run`].
    pub fn new(records: Arc<dyn WordCountRecords>) -> Self {
        Self { records, pending: Mutex::default() }
    }

    /// Counts a message of this time. Never waits.
    pub fn note(&self, credit: Credit, at: Timestamp) {
        let day = When::day_of(at);
        let mut pending = self.pending();
        match credit {
            Credit::Rule(rule) => add(&mut pending.rules, (day, rule), 1),
            Credit::Unknown(sentence) => add_bounded(&mut pending.unknown, (day, sentence), 1),
        }
    }

    /// Writes what was gathered. After an error it is kept for the next time.
    ///
    /// # Errors
    /// The records do not take it now.
    pub async fn flush(&self) -> Result<(), StoreError> {
        let taken = std::mem::take(&mut *self.pending());
        let mut days: HashMap<Date, DayCounts> = HashMap::new();
        for ((day, rule), times) in taken.rules {
            days.entry(day).or_default().rules.push((rule, times));
        }
        for ((day, sentence), times) in taken.unknown {
            days.entry(day).or_default().unknown.push(Typed { sentence, times });
        }
        let mut failed = None;
        for (day, counts) in days {
            if let Err(error) = self.records.add_counts(day, &counts).await {
                counter!("guiyan_word_counts_failed_total").increment(1);
                self.put_back(day, counts);
                failed = Some(error);
            }
        }
        failed.map_or(Ok(()), Err)
    }

    /// Writes every half minute until `stop`, and once more then. Stop it when no more messages are taken.
    pub async fn run(&self, stop: CancellationToken) {
        while stop.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_some() {
            self.flush_and_tell().await;
        }
        self.flush_and_tell().await;
    }

    async fn flush_and_tell(&self) {
        if let Err(error) = self.flush().await {
            tracing::warn!(%error, "what keywords answered cannot be counted; trying again");
        }
    }

    fn put_back(&self, day: Date, counts: DayCounts) {
        let mut pending = self.pending();
        counts.rules.into_iter().for_each(|(rule, times)| add(&mut pending.rules, (day, rule), times));
        let unknown = counts.unknown.into_iter();
        unknown.for_each(|one| add_bounded(&mut pending.unknown, (day, one.sentence), one.times));
    }

    /// No step inside can panic half-way, so what a poisoned mutex guards is sound.
    fn pending(&self) -> MutexGuard<'_, Pending> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn add<K: Eq + Hash>(counts: &mut HashMap<K, u64>, key: K, times: u64) {
    let count = counts.entry(key).or_default();
    *count = count.saturating_add(times);
}

fn add_bounded<K: Eq + Hash>(counts: &mut HashMap<K, u64>, key: K, times: u64) {
    if counts.len() < MOST || counts.contains_key(&key) {
        add(counts, key, times);
    } else {
        counter!("guiyan_word_counts_dropped_total").increment(1);
    }
}
