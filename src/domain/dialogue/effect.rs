//! What a step wants done, as data; and what came of it.
//!
//! Effects of one message are applied in one transaction, once, under the message's key. A message that
//! comes again gets the outcomes of the first time.

use serde::{Deserialize, Serialize};

use super::input::NoticeChoice;
use crate::domain::activity::{ActivitySeats, SessionNumber};
use crate::domain::binding::BindingCode;
use crate::domain::form::Answer;
use crate::domain::id::{ActivityId, SignUpId, UnitId};
use crate::domain::person::{MobileNumber, PersonName};
use crate::domain::sign_up::{Along, Arrivals, DoorCode, Rating, ReceiptNumber, SignUp, Wish};
use crate::domain::staff::StaffName;
use crate::domain::topic::Topic as News;

/// Something to be done to the records of the follower who is speaking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// They follow, or follow again.
    Follow {
        /// The scene that led here, bounded to 64 characters.
        scene: Option<String>,
    },
    /// They follow already, and a source's code led them here.
    CameBy {
        /// Its scene.
        scene: String,
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
    /// Put somebody down for an activity. Where a seat is given, or a place in the queue, and it is for themselves, who
    /// they are is remembered from the answers.
    SignUp(Box<Wish>),
    /// Give up a place, in the queue too.
    CancelSignUp(SignUpId),
    /// Take the seat that came free for them.
    TakeOffer(SignUpId),
    /// Other answers, or another session, under the same number.
    ChangeSignUp {
        /// Which place.
        id: SignUpId,
        /// The session from now on.
        session: Option<SessionNumber>,
        /// The answers from now on.
        answers: Vec<(String, Answer)>,
    },
    /// They scanned the code at the door.
    CheckIn {
        /// Whose door.
        activity: ActivityId,
        /// What the code says.
        code: DoorCode,
        /// Who has come with them.
        along: Along,
    },
    /// What they think of an activity that they had a place at.
    Rate {
        /// Which place.
        id: SignUpId,
        /// What they think.
        rating: Rating,
    },
    /// Erase their personal data and free their seats; they keep following.
    Erase,
    /// No more notices / notices again.
    SetMuted(bool),
    /// Notices again, and of news none but this.
    ChooseNews(News),
    /// They want a subscription notice once more, or not at all.
    ChooseNotice(NoticeChoice),
    /// They asked for a person.
    CallHuman,
    /// They said this, and it is for staff to read.
    Tell {
        /// As typed, at most 800 characters.
        words: String,
        /// The program answers it as well: kept where staff are to read anyhow, it calls nobody.
        #[serde(default)]
        answered: bool,
    },
    /// They are of staff, and this phone is theirs.
    BindPhone(BindingCode),
}

impl Effect {
    /// It goes beside an answer of the program's, which holds without it.
    pub fn is_beside(&self) -> bool {
        matches!(self, Self::Tell { answered: true, .. })
    }
}

/// What came of an effect, in the order of the effects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// As asked.
    Done,
    /// A seat was given.
    SignedUp(ReceiptNumber),
    /// This person had a place already, with a seat or in the queue.
    AlreadySignedUp(ReceiptNumber),
    /// In the queue.
    Queued {
        /// The number, good for the seat too, once there is one.
        number: ReceiptNumber,
        /// So many are before them.
        ahead: u32,
    },
    /// No seat was left.
    Full,
    /// They have put down as many people as one may.
    TooMany,
    /// Sign-up has not begun, or has ended, or the activity was called off, or is gone.
    NotOpen,
    /// It says something else now.
    Changed(ReceiptNumber),
    /// The seat that was kept for them is gone.
    OfferGone,
    /// It is too late to give it up, or to change it, by message.
    TooLate,
    /// They are in.
    CheckedIn(Arrivals),
    /// They have no place of their own there, and nobody of theirs is still expected.
    NoPlace,
    /// The code hangs at no door of ours.
    WrongCode,
    /// What they think of this activity is kept.
    Rated(ActivityId),
    /// They did not come to it.
    NotRated,
    /// The sign-up is not theirs, or was cancelled before.
    NothingToCancel,
    /// This phone is that of this member of staff now.
    PhoneBound(StaffName),
    /// No account waits for this code, or not any more.
    NoSuchBinding,
    /// So many rows of theirs were erased.
    Erased {
        /// Places given up.
        sign_ups: u32,
    },
}

impl Outcome {
    /// The number of a place that was not there before, with a seat or in the queue.
    pub fn new_place(&self) -> Option<ReceiptNumber> {
        match self {
            Self::SignedUp(number) | Self::Queued { number, .. } => Some(*number),
            _ => None,
        }
    }
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
    /// Live sign-ups that they made for activities not long over, newest last.
    pub sign_ups: Vec<SignUp>,
    /// Seats of the activity that was asked about.
    pub seats: Option<ActivitySeats>,
}
