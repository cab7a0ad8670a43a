//! Talks, as the records keep them.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::app::reach::{Reached, Unreached};
use crate::app::records::StoreError;
use crate::domain::id::{OpenId, PersonId, TalkId, UnitId};
use crate::domain::person::{MobileNumber, PersonName};
use crate::domain::staff::{Role, StaffName};
use crate::domain::window::{LastActs, Window};

/// Where a talk stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TalkState {
    /// For somebody of staff.
    Waiting,
    /// Somebody answers.
    Attended,
    /// Nobody wants anything of anybody.
    Ended,
}

/// Which talks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TalkShelf {
    /// Those that wait or are attended, whoever waits longest first.
    Open,
    /// Those that ended, the last first.
    Ended,
}

/// A follower's talk with staff.
#[derive(Debug, Clone, PartialEq)]
pub struct Talk {
    /// Which.
    pub id: TalkId,
    /// Whose.
    pub openid: OpenId,
    /// Where it stands.
    pub state: TalkState,
    /// When they asked for a person.
    pub called_at: Timestamp,
    /// When they last said something for staff.
    pub said_at: Option<Timestamp>,
    /// What they said since staff last did something.
    pub unread: u32,
    /// Who answers; while it waits, whose word it waits for, if a colleague gave it to them; once it ended, who answered
    /// last.
    pub staff: Option<String>,
    /// Who they are in the records, if they told anything of themselves.
    pub person: Option<PersonId>,
    /// Their name, if they gave one.
    pub name: Option<PersonName>,
    /// Their mobile number, if they gave one.
    pub mobile: Option<MobileNumber>,
    /// Their home unit, if they gave one.
    pub unit: Option<UnitId>,
    /// Whether they can be written to.
    pub window: Window,
}

impl Talk {
    /// The colleague of `member` who answers in it now, or was given it.
    pub fn colleague(&self, member: &StaffName) -> Option<&str> {
        self.staff.as_deref().filter(|staff| self.state != TalkState::Ended && *staff != member.as_str())
    }
}

/// Whose talk it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follower {
    /// Who.
    pub openid: OpenId,
    /// What they did last, by the talk: it hears of it at once, the rest of the records within seconds.
    pub acts: LastActs,
}

/// What came of sending a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Nobody knows: it is on its way, or the answer was lost.
    Unknown,
    /// The platform took it.
    Sent,
    /// Their window is closed, or used up.
    Closed,
    /// No message reaches them: they left, or block the account.
    Refused,
    /// The platform did not take it; nothing went out.
    Failed,
}

impl Delivery {
    /// Whether it surely did not reach them.
    pub fn is_lost(self) -> bool {
        matches!(self, Self::Closed | Self::Refused | Self::Failed)
    }

    /// Of what the platform made of it.
    pub fn of(reached: &Reached) -> Self {
        match reached {
            Reached::By(_) => Self::Sent,
            Reached::Unknown(_) => Self::Unknown,
            Reached::Not(Unreached::Refused(_)) => Self::Refused,
            Reached::Not(Unreached::NoWay(_)) => Self::Closed,
            Reached::Not(Unreached::Unwanted | Unreached::Later(_) | Unreached::Stopped) => Self::Failed,
        }
    }
}

/// Whose a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The follower's.
    Theirs,
    /// Ours, for them.
    Ours(Delivery),
    /// Ours, for ourselves.
    Note,
}

/// Something that was said, or noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TalkLine {
    /// When.
    pub at: Timestamp,
    /// Whose.
    pub side: Side,
    /// Who of staff.
    pub staff: Option<String>,
    /// What.
    pub words: String,
}

/// One talk, with what was said in it last, oldest first.
#[derive(Debug, Clone, PartialEq)]
pub struct OneTalk {
    /// The talk.
    pub talk: Talk,
    /// What was said.
    pub lines: Vec<TalkLine>,
}

/// A line of staff's.
#[derive(Debug, Clone, Copy)]
pub struct NewLine<'a> {
    /// Who.
    pub by: &'a StaffName,
    /// For ourselves.
    pub note: bool,
    /// What.
    pub words: &'a str,
    /// What the form carried: nothing is taken twice of one form.
    pub form: &'a str,
}

/// In how many talks somebody waits for a word of staff's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WaitingTalks {
    /// Whoever's.
    pub all: u64,
    /// Of those, in how many for a word of one member's, who answers there or was given the talk.
    pub theirs: u64,
}

/// Talks in the records.
#[async_trait]
pub trait TalkRecords: Send + Sync {
    /// In how many somebody waits, and for whose word.
    async fn waiting(&self, member: &StaffName) -> Result<WaitingTalks, StoreError>;

    /// Up to `most` of them.
    async fn talks(&self, shelf: TalkShelf, most: u64) -> Result<Vec<Talk>, StoreError>;

    /// One of them, with its last 200 lines.
    async fn talk(&self, id: TalkId) -> Result<Option<OneTalk>, StoreError>;

    /// `by` answers from now on; answers whom. `None` if there is no such talk.
    async fn attend(&self, id: TalkId, by: &StaffName, now: Timestamp) -> Result<Option<Follower>, StoreError>;

    /// Who works here in one of these roles, by name.
    async fn who_answers(&self, roles: &[Role]) -> Result<Vec<StaffName>, StoreError>;

    /// `line.by` gives it to `to`, who works here in one of these roles, with a line beside it: it waits for them. A line
    /// whose form came before gives nothing away again.
    async fn hand(
        &self,
        id: TalkId,
        line: &NewLine<'_>,
        to: (&StaffName, &[Role]),
        now: Timestamp,
    ) -> Result<Handed, StoreError>;

    /// `by` ends it; answers whose it is. `None` if there is no such talk.
    async fn end(&self, id: TalkId, by: &StaffName, now: Timestamp) -> Result<Option<Follower>, StoreError>;

    /// Writes a line down, once a form.
    async fn add(&self, id: TalkId, line: &NewLine<'_>, now: Timestamp) -> Result<Added, StoreError>;

    /// What came of sending a line.
    async fn settle(&self, line: i64, delivery: Delivery) -> Result<(), StoreError>;
}

/// What came of writing a line down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It is this row.
    Line(i64),
    /// Its form came before, with a line of this talk: whose, and what came of sending it.
    Before(Side),
    /// Nothing is written: the talk is gone, or the form came before in another.
    Nothing,
}

/// What came of giving a talk to a colleague.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handed {
    /// It waits for them.
    Done,
    /// There is no such talk.
    NoTalk,
    /// Nobody who answers people is called so.
    Nobody,
}
