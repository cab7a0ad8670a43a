//! Where a sign-up stands, and where it can go from there.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where a sign-up stands. Attendance is counted beside it: whoever came may have come without one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignUpState {
    /// Has a seat.
    Confirmed,
    /// In the queue for one.
    Waiting,
    /// A seat is kept for them until then; it wants a word of theirs.
    Offered {
        /// Then it goes to the next.
        until: Timestamp,
    },
    /// Given up by the person.
    Cancelled,
    /// A seat was offered and not taken in time.
    Lapsed,
    /// The activity was called off.
    CalledOff,
}

/// A move that the state does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sign-up that is {from:?} cannot {to}")]
pub struct InvalidTransition {
    /// Where it stands.
    pub from: SignUpState,
    /// What was wanted of it.
    pub to: &'static str,
}

impl SignUpState {
    /// Whether it is still about to happen: somebody counts on it.
    pub fn is_live(self) -> bool {
        matches!(self, Self::Confirmed | Self::Waiting | Self::Offered { .. })
    }

    /// Whether a seat is theirs, or kept for them.
    pub fn holds_seat(self) -> bool {
        matches!(self, Self::Confirmed | Self::Offered { .. })
    }

    /// A seat came free for the first in the queue.
    pub fn offer(self, until: Timestamp) -> Result<Self, InvalidTransition> {
        match self {
            Self::Waiting => Ok(Self::Offered { until }),
            from => Err(InvalidTransition { from, to: "be offered a seat" }),
        }
    }

    /// They take the seat that is kept for them.
    pub fn accept(self, now: Timestamp) -> Result<Self, InvalidTransition> {
        match self {
            Self::Offered { until } if now < until => Ok(Self::Confirmed),
            from => Err(InvalidTransition { from, to: "take a seat" }),
        }
    }

    /// The seat was kept for long enough.
    pub fn lapse(self, now: Timestamp) -> Result<Self, InvalidTransition> {
        match self {
            Self::Offered { until } if now >= until => Ok(Self::Lapsed),
            from => Err(InvalidTransition { from, to: "lapse" }),
        }
    }

    /// They give it up.
    pub fn cancel(self) -> Result<Self, InvalidTransition> {
        if self.is_live() { Ok(Self::Cancelled) } else { Err(InvalidTransition { from: self, to: "be cancelled" }) }
    }

    /// There is nothing to come to any more.
    pub fn call_off(self) -> Result<Self, InvalidTransition> {
        if self.is_live() { Ok(Self::CalledOff) } else { Err(InvalidTransition { from: self, to: "be called off" }) }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    fn at(hours: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours)
    }

    #[test]
    fn a_seat_is_offered_taken_in_time_and_given_up_once() {
        let offered = SignUpState::Waiting.offer(at(2)).unwrap();
        assert_eq!(offered.accept(at(1)), Ok(SignUpState::Confirmed));
        assert!(offered.accept(at(2)).is_err(), "too late by then");
        assert_eq!(offered.lapse(at(2)), Ok(SignUpState::Lapsed));
        assert!(offered.lapse(at(1)).is_err(), "it is still theirs");
        let cancelled = SignUpState::Confirmed.cancel().unwrap();
        assert!(cancelled.cancel().is_err());
    }

    #[test]
    fn what_is_over_goes_nowhere() {
        for over in [SignUpState::Cancelled, SignUpState::Lapsed, SignUpState::CalledOff] {
            assert!(!over.is_live() && !over.holds_seat());
            assert!(over.offer(at(1)).is_err() && over.accept(at(0)).is_err() && over.lapse(at(9)).is_err());
            assert!(over.cancel().is_err() && over.call_off().is_err());
        }
    }
}
