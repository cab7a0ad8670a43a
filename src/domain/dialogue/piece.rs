//! All that can be said, before it has words: one piece a template of `templates/messages/`, whose name is the
//! piece's in snake case.

use serde::Serialize;

use super::intent::Media;
use super::label::Label;
use super::view::{
    ActivityView, Arrival, CountyFacts, FindingView, Guest, NumberRange, OpeningView, Receipt, Row, SessionView,
    ValidityView, When,
};
use crate::domain::activity::{Admission, Ineligible};
use crate::domain::form::parse::AnswerError;
use crate::domain::id::SignUpId;
use crate::domain::policy::Policy;
use crate::domain::text::search::Extent;

/// All that can be said.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    /// To a new follower. `led`: what the code on the poster led to follows.
    Welcome { county: CountyFacts, led: bool },
    /// The main choices.
    Home(CountyFacts),
    /// How to use this.
    Help(CountyFacts),
    /// Whom to ring.
    Human(CountyFacts),
    /// What they said is kept for staff.
    Noted(CountyFacts),
    /// This phone is that of this member of staff now.
    PhoneBound { name: String, hotline: String },
    /// No account of staff waits for this code.
    NoSuchBinding,
    /// Words of a keyword rule.
    Say { text: String },
    /// Not understood, `tries` in a row. `open`: a question follows.
    NotUnderstood { tries: u8, open: bool },
    /// Not understood too often.
    HandOver(CountyFacts),
    /// Answers did not fit too often; what is wrong with the last one stands before.
    HelpByPhone(CountyFacts),
    /// There is no choice of that number.
    NoSuchChoice { most: usize },
    /// A voice, a picture, …
    CannotRead { media: Media },
    /// Nothing can be saved or looked up just now.
    Busy(CountyFacts),
    /// No more notices.
    Muted,
    /// Notices again.
    Unmuted,
    /// Notices, and of news none but this.
    OnlyNews { news: &'static str },
    /// There is nothing to go back from, to cancel, to skip.
    NothingToDo,

    /// All openings, by trade.
    OpeningsOverview { extent: Extent },
    /// A page of a list; its rows are the choices.
    OpeningsList { what: String, at_least: Option<u32>, extent: Extent, first: usize, last: usize },
    /// One opening.
    Opening(OpeningView),
    /// None like that.
    OpeningsNone { what: String, hotline: String },
    /// None of `what` near there; others follow.
    OpeningsElsewhere { unit: String, what: String },
    /// What no list says of the openings that follow; where `some_say`, the enterprise wrote of it in one of them, or of
    /// something like it.
    Unlisted { what: String, some_say: bool },
    /// What no list says of this one, and whom to ask.
    AskThem { what: String, opening: OpeningView },
    /// Where is home?
    AskHome,
    /// That is no unit of the county.
    HomeUnknown,
    /// It may be one of these.
    HomeWhich,
    /// That was the last page.
    NoMore,
    /// It is not on offer any more.
    OpeningGone,

    /// All policies.
    Policies { count: usize, hotline: String },
    /// One policy.
    Policy { policy: Box<Policy>, paper: String, valid: ValidityView },
    /// It cannot be claimed any more; the choices are what is left, so many policies among them.
    PolicyEnded { title: String, valid: ValidityView, phone: String, left: usize },
    /// Who are you?
    ClaimWho,
    /// One question of the eligibility dialogue.
    ClaimQuestion { policy: String, text: String, number: Option<String> },
    /// The answer does not fit the question.
    ClaimUnclear { number: Option<NumberRange> },
    /// What came out.
    ClaimFindings { findings: Vec<FindingView>, hotline: String },
    /// There is no money for them in the notice.
    ClaimOtherwise { text: String },

    /// What is on: there is none of the kind that was asked for, or it comes first, before all others.
    Activities { none_of: Option<String>, first: Option<String> },
    /// Nothing is on.
    ActivitiesNone { hotline: String },
    /// One activity.
    Activity(Box<ActivityView>),
    /// It is gone.
    ActivityGone,

    /// What the data is for, and will you?
    Consent { asks: Vec<String>, purpose: String, retention: String },
    /// The same of somebody else, and have they agreed?
    ConsentForOther { asks: Vec<String>, purpose: String, retention: String },
    /// Will you? They were just told what for. `other`: about somebody else.
    ConsentAgain { other: bool },
    /// What was told before they agreed is not taken down.
    ConsentFirst,
    /// Somebody else can be put down once this is done.
    OtherLater,
    /// They ask whether they are signed up, and this form is not sent yet.
    NotYet,
    /// Somebody else: for which activity?
    OtherWhich,
    /// As what do you come?
    WhichForm,
    /// When do you come?
    WhichSession { title: String },
    /// Who lives elsewhere, or is too young, cannot come.
    NotEligible { title: String, why: Ineligible, units: Vec<String>, hotline: String },
    /// Then not.
    ConsentRefused { hotline: String },
    /// The next question of a form. `other`: about somebody else.
    Question { prompt: String, number: usize, of: usize, optional: bool, other: bool },
    /// Spoken words, said back.
    Heard { words: String },
    /// Once more, spoken or typed.
    SayAgain,
    /// A page of the units; its rows are the choices. `village`: which of them is it in?
    Units { village: Option<String>, page: u8, pages: usize },
    /// Which village of this unit?
    WhichVillage { unit: String },
    /// What a question is about.
    QuestionHelp { help: String, optional: bool },
    /// Why an answer does not fit.
    AnswerProblem { problem: AnswerError, help: String },
    /// This question cannot be skipped.
    MustAnswer,
    /// Rows of a list that is shown in passing.
    Rows { rows: Vec<Label> },
    /// Back to the form after something else.
    BackToForm,
    /// Everything, before it is sent.
    Review { title: String, session: Option<String>, rows: Vec<Row>, queues: bool },
    /// Which one to change?
    WhichToEdit,
    /// The form was left.
    FormLeft,
    /// A form waits.
    Unfinished { title: String },
    /// Signed up.
    Receipt(Box<Receipt>),
    /// Signed up already.
    AlreadySignedUp(Box<Receipt>),
    /// Says something else now.
    Changed(Box<Receipt>),
    /// In the queue.
    Queued { receipt: Box<Receipt>, ahead: u32 },
    /// No seat left.
    Full { title: String, hotline: String },
    /// No seat left, but a place in the queue.
    FullButQueue { title: String, session: Option<String>, waiting: Option<u32> },
    /// As many people as one may put down.
    TooMany { most: u32, hotline: String },
    /// The seat that was kept for them is gone.
    OfferGone,
    /// It is too late for that by message.
    TooLate { hotline: String },
    /// Not yet, not any more, or not at all.
    NotOpen { title: String, admission: Admission, opens: Option<When>, hotline: String },

    /// Who is in, who was before, whom of theirs we still expect, and for whom there is no seat.
    CheckedIn {
        title: String,
        came: Vec<Arrival>,
        before: Option<(Arrival, When)>,
        expected: Vec<Arrival>,
        no_seat: Vec<Arrival>,
    },
    /// Who of those that are expected has come?
    WhoCame,
    /// The others can come later.
    OthersLater,
    /// People do not come in yet.
    DoorEarly { title: String, opens: When },
    /// The code hangs at no door of ours.
    WrongCode,
    /// They have no place, and get one on the spot, in this part of it.
    WalkIn { title: String, session: Option<SessionView> },
    /// They got one, and are in.
    WalkedIn(Box<Receipt>),
    /// No seat for whoever has no place.
    DoorFull { title: String, hotline: String },
    /// Thanks for what they think.
    Rated { title: Option<String> },
    /// They did not come to it.
    NotRated { hotline: String },

    /// 我的报名: a page of several, which are the choices.
    MySignUps { total: usize, first: usize, last: usize },
    /// None.
    NoSignUps,
    /// One of them.
    MySignUp(Box<Receipt>),
    /// Which one do they give up?
    WhichToCancel,
    /// Really give it up?
    CancelSure(Box<Receipt>),
    /// Given up: a seat, or a place in the queue.
    Cancelled { title: String, queued: bool },
    /// There was nothing.
    NothingToCancel,
    /// It stays as it is.
    Kept,
    /// 我的信息.
    MyInfo { name: Option<String>, mobile: Option<String>, unit: Option<String>, sign_ups: usize, retention: String },
    /// The new mobile number? What is known is masked.
    AskMobile { known: String },
    /// It is no mobile number.
    MobileUnclear,
    /// This one is known now, masked.
    MobileChanged { mobile: String },
    /// We know nothing.
    MyInfoNone,
    /// Really erase?
    EraseSure { sign_ups: usize, kept: String },
    /// Erased.
    Erased { sign_ups: u32, kept: String },

    /// What they signed up for is near. Said later than any answer, like all that follow: nothing in it is numbered,
    /// since a number means what was answered last.
    Reminder { id: SignUpId, receipt: Box<Receipt>, guests: Vec<Guest> },
    /// A seat came free for them.
    Offer { id: SignUpId, receipt: Box<Receipt> },
    /// It takes place at another time, or elsewhere.
    Moved { id: SignUpId, receipt: Box<Receipt>, guests: Vec<Guest> },
    /// It does not take place.
    CalledOff { receipt: Box<Receipt>, guests: Vec<Guest> },
    /// Staff gave their place up for them.
    PlaceCancelled { receipt: Box<Receipt>, guests: Vec<Guest> },
    /// How was it?
    Feedback { id: SignUpId, title: String },
}

impl Piece {
    /// Whether nothing in it comes from the one who reads it: neither what is known of them nor what they typed.
    pub fn is_common(&self) -> bool {
        match self {
            Self::Activity(view) => view.mine.is_none(),
            Self::OpeningsList { .. }
            | Self::OpeningsNone { .. }
            | Self::OpeningsElsewhere { .. }
            | Self::Unlisted { .. }
            | Self::AskThem { .. }
            | Self::ClaimFindings { .. }
            | Self::AnswerProblem { .. }
            | Self::Rows { .. }
            | Self::Heard { .. }
            | Self::PhoneBound { .. }
            | Self::Units { village: Some(_), .. }
            | Self::Review { .. }
            | Self::Receipt(_)
            | Self::AlreadySignedUp(_)
            | Self::Changed(_)
            | Self::Queued { .. }
            | Self::CheckedIn { .. }
            | Self::WalkedIn(_)
            | Self::MySignUp(_)
            | Self::CancelSure(_)
            | Self::MyInfo { .. }
            | Self::AskMobile { .. }
            | Self::MobileChanged { .. }
            | Self::EraseSure { .. }
            | Self::Erased { .. }
            | Self::Reminder { .. }
            | Self::Offer { .. }
            | Self::Moved { .. }
            | Self::CalledOff { .. }
            | Self::PlaceCancelled { .. }
            | Self::Feedback { .. } => false,
            _ => true,
        }
    }
}
