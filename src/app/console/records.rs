//! The ports that only the console asks.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::app::records::StoreError;
use crate::domain::activity::ActivitySeats;
use crate::domain::id::ActivityId;

/// Seats as they are now.
#[async_trait]
pub trait SeatRecords: Send + Sync {
    /// Of these activities, in no order; one that is gone is left out.
    async fn seats(&self, of: &[ActivityId]) -> Result<Vec<(ActivityId, ActivitySeats)>, StoreError>;
}

/// Who was given a link to a desk: whoever has one sees names, masked, without an account.
#[async_trait]
pub trait DeskLinks: Send + Sync {
    /// Notes in the audit that `by` made one.
    async fn note_desk_link(&self, by: &str, activity: ActivityId, now: Timestamp) -> Result<(), StoreError>;
}
