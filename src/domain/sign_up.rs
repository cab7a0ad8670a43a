//! A follower's place at an activity.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::id::{ActivityId, SignUpId};

/// What is read out at the door: the activity's number and the place in its list, `12-0045`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ReceiptNumber {
    /// The activity.
    pub activity: ActivityId,
    /// Counts up within the activity, from 1; a cancelled number is not given again.
    pub sequence: u32,
}

impl fmt::Display for ReceiptNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:04}", self.activity, self.sequence)
    }
}

/// Where a sign-up stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignUpState {
    /// Has a seat.
    Confirmed,
    /// Given up by the person; the seat is free again.
    Cancelled,
}

/// One sign-up as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUp {
    /// Row id.
    pub id: SignUpId,
    /// For which activity.
    pub activity: ActivityId,
    /// The receipt.
    pub number: ReceiptNumber,
    /// Where it stands.
    pub state: SignUpState,
    /// When it was made.
    pub made_at: Timestamp,
}

/// A move that the state does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sign-up that is {0:?} cannot be cancelled")]
pub struct InvalidTransition(pub SignUpState);

impl SignUp {
    /// Gives the seat up.
    pub fn cancel(self) -> Result<Self, InvalidTransition> {
        match self.state {
            SignUpState::Confirmed => Ok(Self { state: SignUpState::Cancelled, ..self }),
            SignUpState::Cancelled => Err(InvalidTransition(self.state)),
        }
    }
}
