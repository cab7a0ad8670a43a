//! A person's place at an activity. One sign-up is one person: a family on one phone has several.

mod door;
mod rules;
mod state;
mod written;

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::door::{Along, AttendedBy, Door, DoorCode, Rating};
pub use self::rules::SignUpRules;
pub use self::state::{InvalidTransition, SignUpState};
pub use self::written::{Written, agreed_aloud};
use super::activity::SessionNumber;
use super::form::Answer;
use super::id::{ActivityId, FormId, SignUpId};
use super::person::PersonName;

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

/// Whether a place stays counted when whoever has it goes, though nobody knows any more who that was: they came, or it
/// was over by `now`. Every other live place is given up then.
pub fn stays_counted(came: bool, ends_at: Timestamp, now: Timestamp) -> bool {
    came || ends_at <= now
}

/// One sign-up as whoever made it sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUp {
    /// Row id.
    pub id: SignUpId,
    /// For which activity.
    pub activity: ActivityId,
    /// In which part of it.
    pub session: Option<SessionNumber>,
    /// The receipt.
    pub number: ReceiptNumber,
    /// Where it stands.
    pub state: SignUpState,
    /// By which form; not known of places from before that was noted.
    pub form: Option<FormId>,
    /// What was answered: question id, answer.
    pub answers: Vec<(String, Answer)>,
    /// It is for whoever made it, not for somebody of theirs.
    pub own: bool,
    /// They were seen to come: there is nothing to give up any more.
    pub came: bool,
    /// When it was made.
    pub made_at: Timestamp,
}

impl SignUp {
    /// Who comes; `None` where no name was asked.
    pub fn name(&self) -> Option<&PersonName> {
        name_in(&self.answers)
    }
}

/// The name among these answers.
pub fn name_in(answers: &[(String, Answer)]) -> Option<&PersonName> {
    answers.iter().find_map(|(_, answer)| match answer {
        Answer::Name(name) => Some(name),
        _ => None,
    })
}

/// A place that somebody wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Where.
    pub activity: ActivityId,
    /// In which part of it; needed where it has some.
    pub session: Option<SessionNumber>,
    /// By which form.
    pub form: FormId,
    /// The form's answers: question id, answer.
    pub answers: Vec<(String, Answer)>,
    /// For themselves, not for somebody of theirs.
    pub own: bool,
    /// To queue where it is full.
    pub queues: bool,
    /// Version of the privacy notice that was agreed to, for this person.
    pub consent: Option<String>,
    /// Most people that one follower may have at one activity.
    pub most: u32,
    /// They stand at the door: with a seat they have come.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub door: Option<WalkIn>,
}

/// Somebody at the door who has no place yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalkIn {
    /// The code that hangs there.
    pub code: DoorCode,
    /// Nobody who queues is offered a free seat any more.
    pub queue_is_over: bool,
}

/// What came of scanning the code at the door.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrivals {
    /// Have come with this.
    pub came: Vec<ReceiptNumber>,
    /// Their own place was counted before, at this time.
    pub before: Option<(ReceiptNumber, Timestamp)>,
    /// Others of theirs who have seats and have not come yet.
    pub expected: Vec<ReceiptNumber>,
    /// They queue, and no seat is free.
    pub no_seat: Vec<ReceiptNumber>,
    /// Whoever scanned put down others alone: no place is their own.
    #[serde(default)]
    pub none_own: bool,
}
