//! What came to the callback since this process began: how much, when last, and what was refused for which reason. The
//! counts are those of the metrics page; this adds when it was.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

/// How often something came, and when last.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Came {
    /// How often.
    pub times: u64,
    /// When last.
    pub last: Option<Timestamp>,
}

impl Came {
    fn once_more(&mut self, now: Timestamp) {
        self.times = self.times.saturating_add(1);
        self.last = Some(now);
    }
}

/// What came so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// What was taken.
    pub taken: Came,
    /// What was refused, by the reason's name in log and metrics.
    pub refused: BTreeMap<&'static str, Came>,
}

/// Counts what comes; shared by the callback and by whoever shows it.
#[derive(Default)]
pub struct Arrivals {
    seen: Mutex<Seen>,
}

impl Arrivals {
    /// Something came, and was taken.
    pub fn took(&self, now: Timestamp) {
        self.lock().taken.once_more(now);
    }

    /// Something came, and was refused.
    pub fn refused(&self, reason: &'static str, now: Timestamp) {
        self.lock().refused.entry(reason).or_default().once_more(now);
    }

    /// What came so far.
    pub fn seen(&self) -> Seen {
        self.lock().clone()
    }

    /// No step inside can panic half-way, so what a poisoned mutex guards is sound.
    fn lock(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
