//! Sign-up forms: questions in order, each with a kind of answer that is checked for real.

pub(super) mod digits;
pub mod fill;
pub(super) mod name;
pub mod parse;
pub mod photo;
pub mod spot;
pub mod village;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use self::photo::PhotoId;
use self::spot::Spot;
use self::village::Village;
use super::id::{FormId, UnitId};
use super::person::{IdNumber, MobileNumber, PersonName};

/// A form of the pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Its name in ids.
    pub id: FormId,
    /// What one fills in.
    pub title: String,
    /// In order.
    #[serde(rename = "question")]
    pub questions: Vec<Question>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Unique in its form.
    pub id: String,
    /// What is asked, short.
    pub prompt: String,
    /// Short name in the review: 姓名.
    pub label: String,
    /// Said on 帮助, and when an answer is not understood.
    pub help: String,
    /// The kind of answer.
    #[serde(flatten)]
    pub kind: AnswerKind,
    /// May be skipped.
    #[serde(default)]
    pub optional: bool,
    /// Asked only if an earlier choice was this.
    #[serde(default)]
    pub only_if: Option<OnlyIf>,
}

/// A condition on an earlier choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnlyIf {
    /// The earlier question.
    pub question: String,
    /// One of these options was chosen.
    pub is: Vec<String>,
}

/// Kinds of answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum AnswerKind {
    /// A person's name; remembered.
    Name,
    /// A mobile number; remembered.
    Mobile,
    /// An identity number.
    IdNumber,
    /// A township, community or school, by name or number; remembered.
    Unit,
    /// A village: its unit and its name.
    Village,
    /// A place: sent from the map, or an address typed.
    Location,
    /// A picture, sent.
    Photo,
    /// One of a few.
    Choice {
        /// What can be chosen.
        options: Vec<String>,
    },
    /// A whole number.
    Number {
        /// Smallest.
        min: u32,
        /// Largest.
        max: u32,
    },
    /// A day, in any words people have for one.
    Date {
        /// A birth date; otherwise it has yet to come.
        #[serde(default)]
        past: bool,
    },
    /// A few words.
    Text {
        /// Longest, in characters.
        max_chars: usize,
    },
}

/// A checked answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// To [`AnswerKind::Name`].
    Name(PersonName),
    /// To [`AnswerKind::Mobile`].
    Mobile(MobileNumber),
    /// To [`AnswerKind::IdNumber`].
    IdNumber(IdNumber),
    /// To [`AnswerKind::Unit`].
    Unit(UnitId),
    /// To [`AnswerKind::Village`].
    Village(Village),
    /// To [`AnswerKind::Location`].
    Location(Spot),
    /// To [`AnswerKind::Photo`].
    Photo(PhotoId),
    /// To [`AnswerKind::Choice`].
    Choice(String),
    /// To [`AnswerKind::Number`].
    Number(u32),
    /// To [`AnswerKind::Date`], of a day to come.
    Date(Date),
    /// To [`AnswerKind::Date`], of a birth date.
    Born(Date),
    /// To [`AnswerKind::Text`].
    Text(String),
    /// Skipped.
    Skipped,
}
