//! Parts of an activity that one chooses from: a fair's morning and its afternoon.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Which part, from 1, in the order of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SessionNumber(pub u8);

impl fmt::Display for SessionNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// One part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Which one.
    pub number: SessionNumber,
    /// 上午场.
    pub name: String,
    /// Begins.
    pub starts_at: Timestamp,
    /// Ends.
    pub ends_at: Timestamp,
    /// Seats in people; `None` is without limit, but for that of the activity.
    pub capacity: Option<u32>,
}
