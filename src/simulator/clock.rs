//! The platform's clock: the real one, moved at will.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

use crate::app::clock::Clock;

/// A clock beside which another one runs ahead or behind.
pub struct MovedClock {
    real: Arc<dyn Clock>,
    /// Milliseconds ahead.
    ahead: AtomicI64,
}

impl MovedClock {
    pub fn new(real: Arc<dyn Clock>) -> Self {
        Self { real, ahead: AtomicI64::new(0) }
    }

    /// Moves it further; beyond the years that a timestamp has, it stays.
    pub fn shift(&self, by: SignedDuration) {
        self.ahead.fetch_add(i64::try_from(by.as_millis()).unwrap_or(0), Ordering::Relaxed);
    }
}

impl Clock for MovedClock {
    fn now(&self) -> Timestamp {
        let now = self.real.now();
        now.checked_add(SignedDuration::from_millis(self.ahead.load(Ordering::Relaxed))).unwrap_or(now)
    }
}
