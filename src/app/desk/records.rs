//! What the desk asks of the records.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::app::records::StoreError;
use crate::domain::activity::SessionNumber;
use crate::domain::id::{ActivityId, UnitId};
use crate::domain::person::MobileNumber;
use crate::domain::sign_up::{AttendedBy, ReceiptNumber, SignUpState, Wish};

/// By what somebody is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// The place in the list.
    Number(u32),
    /// The last four digits of their mobile number.
    Tail(String),
    /// Their mobile number.
    Mobile(MobileNumber),
}

/// One place, as far as the desk may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskPlace {
    /// The receipt.
    pub number: ReceiptNumber,
    /// In which part.
    pub session: Option<SessionNumber>,
    /// Where it stands.
    pub state: SignUpState,
    /// Masked; `None` where no name was asked, or its owner is gone.
    pub name: Option<String>,
    /// The last four digits of the mobile number.
    pub tail: Option<String>,
    /// From where.
    pub unit: Option<UnitId>,
    /// When they came, and how it was found out.
    pub attended: Option<(Timestamp, AttendedBy)>,
    /// They came without a place.
    pub walk_in: bool,
}

/// How many are expected, and came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Have a seat, walk-ins too.
    pub expected: u64,
    /// Of them came.
    pub came: u64,
    /// Of them without having signed up before.
    pub walk_ins: u64,
}

/// One tick of the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// Whom.
    pub number: ReceiptNumber,
    /// At the desk, or where it had no network.
    pub by: AttendedBy,
    /// Names a tick that was made without network: the same twice is one.
    pub mark: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// What came of something at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Counted in.
    In,
    /// Was counted in before.
    InBefore,
    /// Queues, and no seat is free.
    NoSeat,
    /// The place was given up, passed on or called off.
    Ended,
    /// There is no such number.
    Unknown,
    /// Nobody more gets in.
    Full,
    /// It is over, or called off.
    NotOpen,
    /// Not counted in any more.
    Undone,
    /// There was nothing to undo today.
    NothingToUndo,
}

/// A verdict, and on whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// What came of it.
    pub verdict: Verdict,
    /// The place as it is now.
    pub place: Option<DeskPlace>,
}

/// The places of one activity, as the desk handles them. Each tick and each undo leaves a line in the audit.
#[async_trait]
pub trait DeskRecords: Send + Sync {
    /// Places that any of `looks` finds, at most twenty, by number. Those that ended too: the door has to explain.
    async fn find(&self, activity: ActivityId, looks: &[Look]) -> Result<Vec<DeskPlace>, StoreError>;

    /// Everybody who is expected or came, by number; at most two thousand.
    async fn list(&self, activity: ActivityId) -> Result<Vec<DeskPlace>, StoreError>;

    /// How many.
    async fn tally(&self, activity: ActivityId) -> Result<Tally, StoreError>;

    /// Counts somebody in, once, whoever looks and on whatever replica. Who queues gets a seat if one is free.
    async fn tick(&self, tick: &Tick) -> Result<Ruling, StoreError>;

    /// Takes back a tick of the day that `now` is in; a walk-in gives the place up with it.
    async fn untick(&self, number: ReceiptNumber, now: Timestamp) -> Result<Ruling, StoreError>;

    /// Seats somebody who has no place, and counts them in; if they have one, counts that in. `wish.door` says whether
    /// the queue still keeps its seats; its code is not looked at.
    async fn seat(&self, wish: &Wish, now: Timestamp) -> Result<Ruling, StoreError>;
}
