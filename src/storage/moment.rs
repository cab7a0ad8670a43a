//! Time as it stands in rows: epoch milliseconds, so that it sorts and equals alike on every database.

use jiff::Timestamp;
use sea_orm::DeriveValueType;

use super::failure::damaged;
use crate::app::records::StoreError;

/// UTC, in milliseconds since 1970.
///
/// The databases' own types were measured to differ: SQLite's text sorts wrongly over offsets and fractions,
/// PostgreSQL cuts nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, DeriveValueType)]
pub struct Moment(pub i64);

impl Moment {
    /// So many hours before this one.
    pub fn hours_before(self, hours: i64) -> Self {
        Self(self.0.saturating_sub(hours.saturating_mul(3_600_000)))
    }
}

impl From<Timestamp> for Moment {
    fn from(time: Timestamp) -> Self {
        Self(time.as_millisecond())
    }
}

impl TryFrom<Moment> for Timestamp {
    type Error = StoreError;
    fn try_from(moment: Moment) -> Result<Self, StoreError> {
        Self::from_millisecond(moment.0).map_err(|_| damaged("a time is out of range"))
    }
}
