//! What a step wants done, as data; and what came of it.
//!
//! Effects of one message are applied in one transaction, once, under the message's key. A message that
//! comes again gets the outcomes of the first time.

use serde::{Deserialize, Serialize};

use super::input::NoticeChoice;
use crate::domain::form::Answer;
use crate::domain::id::{ActivityId, SignUpId, UnitId};
use crate::domain::person::{MobileNumber, PersonName};
use crate::domain::sign_up::ReceiptNumber;

/// Something to be done to the records of the follower who is speaking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// They follow, or follow again.
    Follow {
        /// The scene that led here, bounded to 64 characters.
        scene: Option<String>,
    },
    /// They left: delete everything that points at them, free their seats, keep an audit line without a name.
    Leave,
    /// They agreed to the privacy notice of this version.
    Consent {
        /// The notice's version.
        version: String,
    },
    /// Remember who they are; a `None` keeps what is there.
    Remember {
        /// Name.
        name: Option<PersonName>,
        /// Mobile number.
        mobile: Option<MobileNumber>,
        /// Home unit.
        unit: Option<UnitId>,
    },
    /// Put them down for an activity; where a seat is given, who they are is remembered from the answers.
    SignUp {
        /// Which.
        activity: ActivityId,
        /// The form's answers: question id, answer.
        answers: Vec<(String, Answer)>,
    },
    /// Give up a place.
    CancelSignUp(SignUpId),
    /// Erase their personal data and free their seats; they keep following.
    Erase,
    /// No more notices / notices again.
    SetMuted(bool),
    /// They want a subscription notice once more, or not at all.
    ChooseNotice(NoticeChoice),
    /// They asked for a person.
    CallHuman,
}

/// What came of an effect, in the order of the effects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// As asked.
    Done,
    /// A seat was given.
    SignedUp(ReceiptNumber),
    /// They had one already.
    AlreadySignedUp(ReceiptNumber),
    /// No seat was left.
    Full,
    /// Sign-up has ended, or the activity was called off, or is gone.
    NotOpen,
    /// The sign-up is not theirs, or was cancelled before.
    NothingToCancel,
    /// So many rows of theirs were erased.
    Erased {
        /// Places given up.
        sign_ups: u32,
    },
}

/// What the records know of the follower who is speaking, loaded only where a step needs it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// Name, if they gave one.
    pub name: Option<PersonName>,
    /// Mobile number, if they gave one.
    pub mobile: Option<MobileNumber>,
    /// Home unit, if they gave one.
    pub unit: Option<UnitId>,
    /// Version of the privacy notice they agreed to.
    pub consent: Option<String>,
    /// No notices wanted.
    pub muted: bool,
    /// Their sign-ups for activities not long over, newest last; cancelled ones left out.
    pub sign_ups: Vec<crate::domain::sign_up::SignUp>,
    /// Seats of the activity that was asked about.
    pub seats: Option<crate::domain::activity::Seats>,
}
