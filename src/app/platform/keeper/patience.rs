//! How soon the platform may be asked again, so that no outage burns the day's quota.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use jiff::{SignedDuration, Timestamp};

use crate::app::platform::failure::{Decision, PlatformError};

/// After an answer: whatever fails within this time, the answer would be the same. 17,280 questions a day at most, of
/// 500,000.
const AFTER_SUCCESS: SignedDuration = SignedDuration::from_secs(5);
/// After a failure, and double that after the next one.
const AFTER_FAILURE: Duration = Duration::from_secs(1);
/// Soon enough for an operator who has just put our address on the whitelist.
const LONGEST: Duration = Duration::from_secs(60);

/// When to ask again.
#[derive(Default)]
pub(super) struct Patience {
    not_before: Option<Timestamp>,
    backoff: Option<ExponentialBackoff>,
    failure: Option<PlatformError>,
}

impl Patience {
    /// `Some` while it is too early, with the failure that is to blame, if one is.
    pub(super) fn refuses(&self, now: Timestamp) -> Option<Option<PlatformError>> {
        self.not_before.filter(|begin| now < *begin).map(|_| self.failure.clone())
    }

    pub(super) fn succeeded(&mut self, now: Timestamp) {
        *self = Self { not_before: now.saturating_add(AFTER_SUCCESS).ok(), ..Self::default() };
    }

    /// Takes in a failure and gives it back with what it means to those who wait for a loan.
    pub(super) fn failed(&mut self, error: PlatformError, now: Timestamp) -> PlatformError {
        let wait = self.backoff.get_or_insert_with(backoff).next().unwrap_or(LONGEST);
        let later = SignedDuration::try_from(wait).ok().and_then(|wait| now.saturating_add(wait).ok()).unwrap_or(now);
        let (decision, not_before) = match error.decision() {
            // To ask twice does no harm, so that no loan of ours is ever unknown.
            Decision::Retry { .. } | Decision::Unknown => (Decision::Retry { after: wait }, later),
            Decision::Pause { until } => (Decision::Pause { until }, until.max(later)),
            other => (other, later),
        };
        let error = error.deciding(decision);
        (self.not_before, self.failure) = (Some(not_before), Some(error.clone()));
        error
    }
}

fn backoff() -> ExponentialBackoff {
    let growing = ExponentialBuilder::new().with_min_delay(AFTER_FAILURE).with_max_delay(LONGEST);
    growing.with_jitter().without_max_times().build()
}
