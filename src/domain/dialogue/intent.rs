//! What an input means, here and now.

use super::button::Button;
use super::input::NoticeChoice;
use super::offer::OfferWord;
use super::state::Viewed;
use super::talk::StaffAct;
use crate::domain::binding::BindingCode;
use crate::domain::form::photo::PhotoId;
use crate::domain::form::spot::Spot;
use crate::domain::id::{ActivityId, RuleId, UnitId};
use crate::domain::source::SourceCode;
use crate::domain::text::search::OpeningQuery;

/// What the follower means.
#[derive(Debug, Clone, PartialEq)]
pub enum Intent {
    /// This button, however it was pressed: tapped, clicked, typed as its number or its word.
    Press(Button),
    /// A keyword rule that says something.
    Say(RuleId),
    /// Openings like these.
    Find(Wish),
    /// Something about what was looked at last, as this rule asks it.
    About(Viewed, RuleId),
    /// A kind of work that nobody here offers.
    NobodyOffers(String),
    /// Words meant for what was just asked.
    Answer(String),
    /// A word for the seat that is kept for them, where one is; this, where none is.
    OnOffer(OfferWord, Box<Intent>),
    /// A number that nothing was offered under.
    NoSuchChoice,
    /// Words that mean nothing to us.
    Unknown,
    /// A voice, picture, film, article or sticker.
    Media(Media),
    /// A place on the map.
    Location(Spot),
    /// The picture that was asked for.
    Photo(PhotoId),
    /// Spoken words that would be an answer, if they were heard right.
    Heard(String),
    /// They follow now; the scene may be a button.
    Follow {
        /// The scene that led here.
        scene: Option<String>,
    },
    /// A code of a source led them here: scanned, or sent as a word.
    CameBy {
        /// Which one.
        code: SourceCode,
        /// The activity that it is about.
        leads_to: Option<ActivityId>,
        /// They follow with it.
        follows: bool,
    },
    /// They chose which subscription notices they want.
    Notices(Vec<NoticeChoice>),
    /// They are of staff, and bind this phone to their account.
    Bind(BindingCode),
    /// Staff took the talk over, or handed it back.
    Staff(StaffAct),
    /// They had everything erased by staff.
    Erasure,
    /// They are gone.
    Leave,
}

impl Intent {
    /// What is meant where no seat is kept for them.
    pub fn without_offer(&self) -> &Self {
        match self {
            Self::OnOffer(_, meant) => meant,
            intent => intent,
        }
    }
}

/// Openings that somebody is looking for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// Like these.
    pub query: OpeningQuery,
    /// Around this unit, where no place of the query is.
    pub near: Option<UnitId>,
    /// The rule that asks what no list says of them.
    pub unlisted: Option<RuleId>,
}

/// Things that are not words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Media {
    /// Spoken, without a transcript.
    Voice,
    /// Spoken, and no identity number, which was asked for.
    IdNumber,
    /// A picture.
    Picture,
    /// A film.
    Video,
    /// A forwarded article.
    Link,
    /// Something else.
    Other,
}

/// What a step must know about the follower before it can run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Needs {
    /// Who they are and what they signed up for.
    pub known: bool,
    /// The seats of this activity.
    pub seats_of: Option<ActivityId>,
}

impl Needs {
    /// Nothing: no question to the database.
    pub const NOTHING: Self = Self { known: false, seats_of: None };

    /// What is known of the follower.
    pub const KNOWN: Self = Self { known: true, seats_of: None };

    /// What is known of the follower, and the seats of an activity.
    pub fn seats(activity: ActivityId) -> Self {
        Self { known: true, seats_of: Some(activity) }
    }

    /// There is nothing to ask the database for.
    pub fn is_nothing(&self) -> bool {
        *self == Self::NOTHING
    }
}
