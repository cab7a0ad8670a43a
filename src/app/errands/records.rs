//! The port of what is to be said to people later.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::app::reach::Channel;
use crate::app::records::StoreError;
use crate::domain::activity::{Activity, SessionNumber};
use crate::domain::errand::{ErrandKind, ErrandState};
use crate::domain::id::{ActivityId, ErrandId, OpenId, ReminderId};
use crate::domain::sign_up::SignUp;

/// One reminder of one activity, or of one session of it, for everybody who has a seat there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Round {
    /// Of what.
    pub activity: ActivityId,
    /// Of which part; `None` is for those who chose none.
    pub session: Option<SessionNumber>,
    /// By which rule.
    pub rule: ReminderId,
    /// What is said.
    pub kind: ErrandKind,
    /// When it begins, as far as this round knows: one that moved has rounds of its own.
    pub starts_at: Timestamp,
    /// When it is to be said.
    pub due_at: Timestamp,
    /// When it is too late.
    pub not_after: Timestamp,
}

/// An errand that is ours until a while from now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Which.
    pub id: ErrandId,
    /// Whose it is; drawn anew for each claim.
    pub holder: String,
    /// What is to be said.
    pub kind: ErrandKind,
    /// To whom; nobody, if they are gone.
    pub to: Option<OpenId>,
    /// When it is too late.
    pub not_after: Timestamp,
    /// How often it was claimed before.
    pub tries: u32,
}

/// What an errand is about, as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matter {
    /// The activity.
    pub activity: Activity,
    /// The places of this follower that it is about, one at least.
    pub places: Vec<SignUp>,
}

/// Whether something is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// Yes; it counts as on the way from now on.
    Send(Box<Matter>),
    /// It was not true any more, and was dropped.
    Dropped,
    /// Somebody else has it by now.
    Lost,
}

/// How many errands there are of a kind in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// The state's name.
    pub state: &'static str,
    /// How many.
    pub errands: u64,
}

/// What is to be said to people later, shared by replicas without a leader: whoever claims a row does it.
///
/// Who is to be told of a seat, or of a change, is written down by the transaction that makes it so.
#[async_trait]
pub trait ErrandRecords: Send + Sync {
    /// Those of these rounds that nobody planned yet.
    async fn unplanned(&self, rounds: Vec<Round>) -> Result<Vec<Round>, StoreError>;

    /// Plans a round, once: an errand for each follower who had a seat when it fell due, or who came, where it is
    /// asked how it was. Nothing is planned for what moved or was called off since. Answers how many errands.
    async fn plan(&self, round: &Round, now: Timestamp) -> Result<u64, StoreError>;

    /// Makes due again what no way reached and is still in time, of those who have written, tapped or scanned since,
    /// unless there is more to be said of the same by now. Who accepts a notice is looked at when they do. Answers how
    /// many.
    async fn reopen(&self, now: Timestamp) -> Result<u64, StoreError>;

    /// Takes on up to `most` errands whose time has come, until `until`, longest due first; no two claims get the same
    /// one. What was claimed by somebody who is gone is due again if nothing went out, and unknown if something may.
    async fn claim(&self, most: u64, until: Timestamp, now: Timestamp) -> Result<Vec<Claimed>, StoreError>;

    /// Looks whether there is still something to be said, and if so notes that it goes out now.
    async fn begin(&self, claimed: &Claimed, until: Timestamp, now: Timestamp) -> Result<Begun, StoreError>;

    /// What came of a claimed errand; `false` if it was somebody else's by then.
    async fn settle(
        &self,
        claimed: &Claimed,
        outcome: (ErrandState, Option<Channel>),
        now: Timestamp,
    ) -> Result<bool, StoreError>;

    /// How many are due by now, held, or were missed in the last seven days.
    async fn tally(&self, now: Timestamp) -> Result<Vec<Tally>, StoreError>;
}
