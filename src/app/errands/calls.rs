//! Whom a unit's people ring, because no message reaches them.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::app::records::StoreError;
use crate::domain::activity::SessionNumber;
use crate::domain::errand::{ErrandKind, ErrandState};
use crate::domain::id::{ActivityId, UnitId};
use crate::domain::person::{MobileNumber, PersonName};
use crate::domain::sign_up::ReceiptNumber;

/// Which calls are wanted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CallsOf {
    /// Of one activity, or of all to come.
    pub activity: Option<ActivityId>,
    /// Of one unit, or of all.
    pub unit: Option<UnitId>,
}

/// Somebody to ring, and about what. Name and number are masked where they are shown, unless a reason for seeing them
/// was given and stands in the audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// What they should be told.
    pub kind: ErrandKind,
    /// Where the errand stands, and why: unreachable, missed or held.
    pub state: ErrandState,
    /// Of what.
    pub activity: ActivityId,
    /// Its name.
    pub title: String,
    /// Which part of it.
    pub session: Option<SessionNumber>,
    /// When they are expected there.
    pub starts_at: Timestamp,
    /// Of an offer: until when the seat is kept for them.
    pub until: Option<Timestamp>,
    /// Whose people ring.
    pub unit: Option<UnitId>,
    /// Their number at the activity.
    pub number: ReceiptNumber,
    /// Who.
    pub name: Option<PersonName>,
    /// Their number.
    pub mobile: Option<MobileNumber>,
}

/// The list of calls.
#[async_trait]
pub trait CallRecords: Send + Sync {
    /// Those to ring about what is not over by now, by unit, activity and number; each place once, with the newest
    /// that was not said. Who has cancelled since is not among them. At most 5,000.
    async fn calls(&self, of: CallsOf, now: Timestamp) -> Result<Vec<Call>, StoreError>;
}
