//! A map whose entries end, and which never outgrows its budget.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

/// What an entry costs beside its value, in bytes: twice its key, the map's and the set's nodes. A round guess.
const OVERHEAD: usize = 256;

/// Entries with an end. When the budget is spent, those that end soonest go first.
pub(super) struct Expiring<K, V> {
    entries: HashMap<K, Entry<V>>,
    by_end: BTreeSet<(i64, K)>,
    size_of: fn(&V) -> usize,
    spent: usize,
    budget: usize,
}

struct Entry<V> {
    value: V,
    ends_at_ms: i64,
    cost: usize,
}

impl<K: Clone + Ord + Hash, V> Expiring<K, V> {
    /// Empty, with a budget in bytes. `size_of` says how much of it a value takes.
    pub(super) fn new(budget: usize, size_of: fn(&V) -> usize) -> Self {
        Self { entries: HashMap::new(), by_end: BTreeSet::new(), size_of, spent: 0, budget }
    }

    /// The value, if it has not ended.
    pub(super) fn get(&self, key: &K, now_ms: i64) -> Option<&V> {
        self.entries.get(key).filter(|entry| entry.ends_at_ms > now_ms).map(|entry| &entry.value)
    }

    /// The value and its end in epoch milliseconds, if it has not ended.
    pub(super) fn get_with_end(&self, key: &K, now_ms: i64) -> Option<(&V, i64)> {
        let entry = self.entries.get(key).filter(|entry| entry.ends_at_ms > now_ms)?;
        Some((&entry.value, entry.ends_at_ms))
    }

    /// Puts a value in place of what was there, then makes room: what has ended goes, and if that is not enough,
    /// what ends soonest.
    pub(super) fn put(&mut self, key: K, value: V, ends_at_ms: i64, now_ms: i64) {
        self.remove(&key);
        let cost = (self.size_of)(&value).saturating_add(OVERHEAD);
        self.spent = self.spent.saturating_add(cost);
        self.by_end.insert((ends_at_ms, key.clone()));
        self.entries.insert(key, Entry { value, ends_at_ms, cost });
        self.make_room(now_ms);
    }

    /// Takes an entry out.
    pub(super) fn remove(&mut self, key: &K) {
        if let Some((key, entry)) = self.entries.remove_entry(key) {
            self.by_end.remove(&(entry.ends_at_ms, key));
            self.spent = self.spent.saturating_sub(entry.cost);
        }
    }

    fn make_room(&mut self, now_ms: i64) {
        while let Some((ends_at_ms, _)) = self.by_end.first() {
            if *ends_at_ms > now_ms && self.spent <= self.budget {
                return;
            }
            if let Some((_, key)) = self.by_end.pop_first()
                && let Some(entry) = self.entries.remove(&key)
            {
                self.spent = self.spent.saturating_sub(entry.cost);
            }
        }
    }
}
