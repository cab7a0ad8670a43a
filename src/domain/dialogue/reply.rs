//! What is said, before it has words: pieces with typed contexts, and choices.
//!
//! The words are in `templates/messages/`, one template a piece; its name is the piece's in snake case.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::button::Button;
use super::intent::Media;
use crate::domain::activity::{Activity, Admission};
use crate::domain::county::County;
use crate::domain::form::parse::AnswerError;
use crate::domain::policy::{Amount, Policy};

/// One reply: pieces from top to bottom, then what can be done next.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reply {
    /// What is said. Nothing at all is no message.
    pub pieces: Vec<Piece>,
    /// What can be done next, numbered from 1 in this order.
    pub choices: Vec<Choice>,
}

/// Something to tap, or to type the number of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What it does.
    pub button: Button,
    /// What is written on it; `None` is the button's usual label.
    pub label: Option<Label>,
}

/// What is written on a choice whose button has no usual label, before it has words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// Words of the content: an option, a policy, a unit.
    Words(String),
    /// A trade and how many enterprises have it.
    Trade { name: String, count: usize },
    /// An opening in a list.
    Opening { name: String, headcount: Option<u32> },
    /// An activity in a list.
    Activity { title: String, when: When },
    /// The way out of an activity.
    Leave { title: String },
}

impl Reply {
    /// One piece and its choices.
    pub fn new(piece: Piece, buttons: impl IntoIterator<Item = Button>) -> Self {
        Self { pieces: vec![piece], choices: buttons.into_iter().map(Choice::plain).collect() }
    }

    /// Says `piece` before everything else.
    pub fn after(mut self, piece: Piece) -> Self {
        self.pieces.insert(0, piece);
        self
    }

    /// The buttons, in their order.
    pub fn buttons(&self) -> Vec<Button> {
        self.choices.iter().map(|choice| choice.button.clone()).collect()
    }
}

impl Choice {
    /// With the button's usual label.
    pub fn plain(button: Button) -> Self {
        Self { button, label: None }
    }

    /// With a label of its own.
    pub fn labelled(button: Button, label: Label) -> Self {
        Self { button, label: Some(label) }
    }

    /// With words of the content.
    pub fn worded(button: Button, words: &str) -> Self {
        Self::labelled(button, Label::Words(words.to_owned()))
    }
}

/// All that can be said.
#[derive(Debug, Clone, PartialEq, Serialize)]
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
    /// Words of a keyword rule.
    Say { text: String },
    /// Not understood, `tries` in a row. `open`: a question follows.
    NotUnderstood { tries: u8, open: bool },
    /// Not understood too often.
    HandOver(CountyFacts),
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
    /// There is nothing to go back from, to cancel, to skip.
    NothingToDo,

    /// All openings, by trade.
    OpeningsOverview { total: usize, people: u32 },
    /// A page of a list; its rows are the choices.
    OpeningsList { what: String, at_least: Option<u32>, total: usize, first: usize, last: usize, people: u32 },
    /// One opening.
    Opening(OpeningView),
    /// None like that.
    OpeningsNone { what: String, hotline: String },
    /// None near there; others follow.
    OpeningsElsewhere { unit: String },
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
    Policies { count: usize },
    /// One policy.
    Policy { policy: Box<Policy>, paper: String },
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

    /// What is on.
    Activities { count: usize },
    /// Nothing is on.
    ActivitiesNone { hotline: String },
    /// One activity.
    Activity(Box<ActivityView>),
    /// It is gone.
    ActivityGone,

    /// What the data is for, and will you?
    Consent { purpose: String, retention: String },
    /// Then not.
    ConsentRefused { hotline: String },
    /// The next question of a form.
    Question { prompt: String, number: usize, of: usize, optional: bool },
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
    Review { title: String, rows: Vec<Row> },
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
    /// No seat left.
    Full { title: String, hotline: String },
    /// Not any more, or not at all.
    NotOpen { title: String, admission: Admission, hotline: String },

    /// 我的报名.
    MySignUps { items: Vec<Receipt> },
    /// None.
    NoSignUps,
    /// Really give it up?
    CancelSure(Box<Receipt>),
    /// Given up.
    Cancelled { title: String },
    /// There was nothing.
    NothingToCancel,
    /// It stays as it is.
    Kept,
    /// 我的信息.
    MyInfo { name: Option<String>, mobile: Option<String>, unit: Option<String>, sign_ups: usize, retention: String },
    /// We know nothing.
    MyInfoNone,
    /// Really erase?
    EraseSure { sign_ups: usize, kept: String },
    /// Erased.
    Erased { sign_ups: u32, kept: String },
}

/// What general replies say of the county.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CountyFacts {
    /// 兴国县.
    pub county: String,
    /// How the account speaks of itself.
    pub account: String,
    /// 兴国县就业中心.
    pub centre: String,
    /// A number that a person answers.
    pub hotline: String,
    /// When.
    pub hours: String,
}

impl From<&County> for CountyFacts {
    fn from(county: &County) -> Self {
        Self {
            county: county.name.clone(),
            account: county.account_name.clone(),
            centre: county.centre.clone(),
            hotline: county.hotline.clone(),
            hours: county.hotline_hours.clone(),
        }
    }
}

/// An opening with its enterprise. What is `None` is not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpeningView {
    /// Enterprise.
    pub name: String,
    /// Trade, inferred.
    pub trade: Option<String>,
    /// As printed.
    pub address: String,
    /// Job title.
    pub title: Option<String>,
    /// People wanted.
    pub headcount: Option<u32>,
    /// Pay in their words.
    pub wage: Option<String>,
    /// Shifts, age, skill in their words.
    pub requirements: Option<String>,
    /// Names to ask for.
    pub contacts: Vec<String>,
    /// Numbers as printed, each with what is doubtful about it.
    pub phones: Vec<PhoneView>,
    /// The number is a WeChat id too.
    pub wechat_same_number: bool,
    /// Where this comes from.
    pub source: String,
}

/// A number as printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PhoneView {
    /// As printed.
    pub printed: String,
    /// What is doubtful about it.
    pub doubt: Option<String>,
}

/// A range of numbers that would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NumberRange {
    /// 人, 个月.
    pub unit: String,
    /// Largest that is believed.
    pub most: u32,
}

/// What came out for a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FindingView {
    /// The policy.
    pub policy: String,
    /// It can be claimed.
    pub granted: bool,
    /// Why not.
    pub reason: Option<String>,
    /// From the notice.
    pub amount: Option<Amount>,
    /// For how many people.
    pub heads: Option<u32>,
    /// Amount times people: least and most yuan.
    pub total: Option<(u64, u64)>,
    /// Who applies, and when.
    pub apply: String,
    /// Who decides.
    pub office: String,
}

/// An activity as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ActivityView {
    /// Its name.
    pub title: String,
    /// When.
    pub when: When,
    /// Where.
    pub place: String,
    /// What to bring.
    pub bring: Vec<String>,
    /// Whom to ring.
    pub phone: String,
    /// Whether one can sign up.
    pub admission: Admission,
    /// Sign-up ends.
    pub closes: When,
    /// Seats left; `None` is without limit.
    pub left: Option<u32>,
    /// The reader's own receipt number.
    pub mine: Option<String>,
}

/// A receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Receipt {
    /// `12-0045`.
    pub number: String,
    /// The activity.
    pub title: String,
    /// When.
    pub when: When,
    /// Where.
    pub place: String,
    /// What to bring.
    pub bring: Vec<String>,
    /// Whom to ring.
    pub phone: String,
}

impl Receipt {
    /// The receipt with this number for an activity.
    pub fn of(activity: &Activity, number: impl ToString) -> Self {
        Self {
            number: number.to_string(),
            title: activity.title.clone(),
            when: When::of(activity.starts_at, Some(activity.ends_at)),
            place: activity.place.clone(),
            bring: activity.bring.clone(),
            phone: activity.phone.clone(),
        }
    }
}

/// A label and what is known under it, masked where it is personal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// 姓名.
    pub label: String,
    /// `张*`; `None` where nothing is known or it was skipped.
    pub value: Option<String>,
}

/// A time as people here say it, in China's time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct When {
    /// Year.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31.
    pub day: i8,
    /// 一 to 日.
    pub weekday: &'static str,
    /// `9:00`.
    pub from: String,
    /// `11:30`.
    pub to: Option<String>,
}

impl When {
    /// China has had one zone, UTC+8 without summer time, since 1991.
    pub fn of(from: Timestamp, to: Option<Timestamp>) -> Self {
        let zone = TimeZone::fixed(jiff::tz::offset(8));
        let clock = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%-H:%M").to_string();
        let day = from.to_zoned(zone.clone());
        let weekday = match day.weekday() {
            jiff::civil::Weekday::Monday => "一",
            jiff::civil::Weekday::Tuesday => "二",
            jiff::civil::Weekday::Wednesday => "三",
            jiff::civil::Weekday::Thursday => "四",
            jiff::civil::Weekday::Friday => "五",
            jiff::civil::Weekday::Saturday => "六",
            jiff::civil::Weekday::Sunday => "日",
        };
        Self { year: day.year(), month: day.month(), day: day.day(), weekday, from: clock(from), to: to.map(clock) }
    }
}
