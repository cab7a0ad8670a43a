//! The ports that only the console asks.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::app::records::StoreError;
use crate::domain::activity::{Activity, ActivitySeats, SessionNumber};
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

/// What came of changing an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActivityChange {
    /// It is as it should be, and whoever has to know is going to be told.
    Done,
    /// It is not any more as whoever changes it saw it.
    Meanwhile,
    /// More people have a seat, in the whole or in a session, than there would be.
    TooFewSeats {
        /// The session; `None` is the whole.
        session: Option<SessionNumber>,
        /// People with a seat.
        taken: u32,
    },
    /// A session with people in it would be gone.
    SessionHeld {
        /// Which.
        session: SessionNumber,
        /// People with a seat there, or in its queue.
        people: u32,
    },
}

/// Activities, to be changed one by one.
#[async_trait]
pub trait ActivityRecords: Send + Sync {
    /// Makes `before`, as it was read, into `after`, with a new revision of the content and a line in the audit of who
    /// did what. Nobody signs up in between: nobody is left without the seat that they have. Whoever signed up is told
    /// of another time or place, as by an import. Id and slug are those of `before`.
    async fn change_activity(
        &self,
        before: &Activity,
        after: &Activity,
        noted: (&str, &str),
        now: Timestamp,
    ) -> Result<ActivityChange, StoreError>;
}
