//! Answers to the questions of a form: what was typed, checked for real.

use jiff::civil::Date;
use serde::Serialize;

use super::spot::Spot;
use super::village::{self, VillageMatch, VillageName};
use super::{Answer, AnswerKind, digits, name};
use crate::domain::county::Unit;
use crate::domain::id::UnitId;
use crate::domain::person::{IdNumber, InvalidIdNumber, InvalidMobile, MobileNumber};
use crate::domain::text::date::{self, DateProblem, Direction};
use crate::domain::text::fold::fold;
use crate::domain::text::number;
use crate::domain::text::pick::pick;
use crate::domain::text::question::{asks, surely_asks};
use crate::domain::text::unit::{self, UnitMatch};

/// Digits that are an attempt at a number; fewer may stand in a question: 要填18位的吗.
const NUMBER: usize = 7;
/// What every address holds one of; words without any are no address.
const OF_ADDRESSES: [char; 18] =
    ['省', '市', '县', '区', '乡', '镇', '村', '路', '街', '巷', '号', '栋', '楼', '园', '厂', '店', '桥', '站'];

/// Why an answer is not taken; templates choose their words by `is`, with `of` for what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "is", content = "of")]
pub enum AnswerError {
    /// Nothing but signs.
    #[error("nothing was answered")]
    Empty,
    /// It asks something itself.
    #[error("it is a question")]
    IsAQuestion,
    /// No person is called so.
    #[error("it is no name")]
    NotAName,
    /// So many digits instead of eleven.
    #[error("{0} digits instead of 11")]
    MobileDigits(usize),
    /// Eleven digits, but no mobile number begins so.
    #[error("no mobile number begins so")]
    MobileBeginning,
    /// No digits at all.
    #[error("it holds no mobile number")]
    NotAMobile,
    /// So many characters instead of eighteen.
    #[error("{0} characters instead of 18")]
    IdLength(usize),
    /// The birth date within the identity number does not exist.
    #[error("no such birth date")]
    IdBirthDate,
    /// A slip somewhere in the identity number.
    #[error("the check character does not fit")]
    IdChecksum,
    /// No digits at all.
    #[error("it holds no identity number")]
    NotAnId,
    /// No unit is called so.
    #[error("no such unit")]
    UnitUnknown,
    /// One of these units, best first.
    #[error("it can be several units")]
    UnitAmbiguous(Vec<UnitId>),
    /// No village is called so.
    #[error("no such village")]
    NotAVillage,
    /// The unit is said, its village is not.
    #[error("the village is missing")]
    VillageMissing(UnitId),
    /// The village is said, its unit is not.
    #[error("the unit of the village is missing")]
    UnitMissing(VillageName),
    /// No address.
    #[error("it is no place")]
    NotAPlace,
    /// Words instead of a picture.
    #[error("it is no picture")]
    NotAPhoto,
    /// None of the options, or more than one.
    #[error("it is none of the options")]
    NotAChoice,
    /// No whole number.
    #[error("it is no number")]
    NotANumber,
    /// A number, but not from `min` to `max`.
    #[error("it is not from {min} to {max}")]
    OutOfRange {
        /// Smallest.
        min: u32,
        /// Largest.
        max: u32,
    },
    /// No single day of the calendar, or one on the wrong side of today.
    #[error(transparent)]
    Date(DateProblem),
    /// More characters than this.
    #[error("it has more than {0} characters")]
    TooLong(usize),
}

/// Reads the answer that was given on `today` to a question of this kind. Never [`Answer::Skipped`]: that is a command,
/// not an answer.
pub fn parse_answer(kind: &AnswerKind, text: &str, units: &[Unit], today: Date) -> Result<Answer, AnswerError> {
    if !text.chars().any(char::is_alphanumeric) {
        return Err(if surely_asks(text) { AnswerError::IsAQuestion } else { AnswerError::Empty });
    }
    match kind {
        AnswerKind::Name if asks(text) => Err(AnswerError::IsAQuestion),
        AnswerKind::Name => name::parse(text, units).map(Answer::Name).ok_or(AnswerError::NotAName),
        AnswerKind::Mobile => mobile(text).map(Answer::Mobile),
        AnswerKind::IdNumber => id_number(text).map(Answer::IdNumber),
        AnswerKind::Unit => home_unit(text, units).map(Answer::Unit),
        AnswerKind::Village => home_village(text, units),
        AnswerKind::Location => place(text).map(Answer::Location),
        AnswerKind::Photo => Err(otherwise(text, AnswerError::NotAPhoto)),
        AnswerKind::Choice { options } => choice(text, options).map(Answer::Choice),
        AnswerKind::Number { min, max } => whole_number(text, *min, *max).map(Answer::Number),
        AnswerKind::Date { past } => day(text, *past, today),
        AnswerKind::Text { max_chars } => few_words(text, *max_chars).map(Answer::Text),
    }
}

/// A mobile number, with or without words around it.
pub fn mobile(text: &str) -> Result<MobileNumber, AnswerError> {
    let typed = digits::with_plain_digits(text);
    if let Some((_, mobile)) = digits::first_mobile(&typed) {
        return Ok(mobile);
    }
    let longest = longest_run(&typed).ok_or_else(|| otherwise(text, AnswerError::NotAMobile))?;
    Err(match MobileNumber::parse(&longest) {
        Err(InvalidMobile::Beginning) => AnswerError::MobileBeginning,
        _ if longest.len() < NUMBER => otherwise(text, AnswerError::MobileDigits(longest.len())),
        _ => AnswerError::MobileDigits(longest.len()),
    })
}

/// Whether a mobile or an identity number stands among the words.
pub fn holds_a_number(text: &str) -> bool {
    let plain = digits::with_plain_digits(text);
    digits::first_mobile(&plain).is_some() || digits::first_id_number(&plain).is_some()
}

fn id_number(text: &str) -> Result<IdNumber, AnswerError> {
    let typed = digits::with_plain_digits(text);
    if let Some((_, id)) = digits::first_id_number(&typed) {
        return Ok(id);
    }
    let longest = longest_run(&typed).ok_or_else(|| otherwise(text, AnswerError::NotAnId))?;
    Err(match IdNumber::parse(&longest) {
        Err(InvalidIdNumber::BirthDate) => AnswerError::IdBirthDate,
        Err(InvalidIdNumber::Checksum) => AnswerError::IdChecksum,
        _ if longest.len() < NUMBER => otherwise(text, AnswerError::IdLength(longest.len())),
        _ => AnswerError::IdLength(longest.len()),
    })
}

fn longest_run(typed: &str) -> Option<String> {
    digits::runs(typed, true).into_iter().map(|run| run.digits).max_by_key(String::len)
}

fn home_unit(text: &str, units: &[Unit]) -> Result<UnitId, AnswerError> {
    if asks(text) {
        return Err(AnswerError::IsAQuestion);
    }
    match unit::find(text, units) {
        UnitMatch::One(id) => Ok(id),
        UnitMatch::Several(ids) => Err(AnswerError::UnitAmbiguous(ids)),
        UnitMatch::None => Err(AnswerError::UnitUnknown),
    }
}

fn home_village(text: &str, units: &[Unit]) -> Result<Answer, AnswerError> {
    Err(match village::find(text, units) {
        VillageMatch::Whole(village) => return Ok(Answer::Village(village)),
        VillageMatch::Unit(unit) => AnswerError::VillageMissing(unit),
        VillageMatch::Name(name) => AnswerError::UnitMissing(name),
        VillageMatch::None => otherwise(text, AnswerError::NotAVillage),
    })
}

fn place(text: &str) -> Result<Spot, AnswerError> {
    if asks(text) {
        return Err(AnswerError::IsAQuestion);
    }
    if text.contains(OF_ADDRESSES) {
        Spot::typed(text).map_err(|_| AnswerError::NotAPlace)
    } else {
        Err(AnswerError::NotAPlace)
    }
}

fn choice(text: &str, options: &[String]) -> Result<String, AnswerError> {
    let words: Vec<Vec<&str>> = options.iter().map(|option| vec![option.as_str()]).collect();
    let exact = options.iter().any(|option| fold(option) == fold(text));
    if !exact && asks(text) {
        return Err(AnswerError::IsAQuestion);
    }
    pick(text, &words).and_then(|at| options.get(at)).cloned().ok_or(AnswerError::NotAChoice)
}

/// A number within these bounds.
pub fn whole_number(text: &str, min: u32, max: u32) -> Result<u32, AnswerError> {
    let number = number::quantity(text).ok_or_else(|| otherwise(text, AnswerError::NotANumber))?;
    if (min..=max).contains(&number) { Ok(number) } else { Err(AnswerError::OutOfRange { min, max }) }
}

fn day(text: &str, past: bool, today: Date) -> Result<Answer, AnswerError> {
    if asks(text) {
        return Err(AnswerError::IsAQuestion);
    }
    let (direction, answer): (_, fn(Date) -> Answer) =
        if past { (Direction::Past, Answer::Born) } else { (Direction::Coming, Answer::Date) };
    date::read(text, today, direction).map(answer).map_err(AnswerError::Date)
}

fn few_words(text: &str, max_chars: usize) -> Result<String, AnswerError> {
    if surely_asks(text) {
        return Err(AnswerError::IsAQuestion);
    }
    let words: String = text.trim().chars().filter(|c| !c.is_control()).collect();
    if words.chars().count() > max_chars { Err(AnswerError::TooLong(max_chars)) } else { Ok(words) }
}

/// What is no answer may be a question.
fn otherwise(text: &str, error: AnswerError) -> AnswerError {
    if asks(text) { AnswerError::IsAQuestion } else { error }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn kinds() -> Vec<AnswerKind> {
        let options = ["电子信息", "纺织服装", "别的"].map(str::to_owned).into();
        vec![
            AnswerKind::Name,
            AnswerKind::Mobile,
            AnswerKind::IdNumber,
            AnswerKind::Unit,
            AnswerKind::Choice { options },
            AnswerKind::Number { min: 1, max: 20 },
            AnswerKind::Text { max_chars: 10 },
            AnswerKind::Village,
            AnswerKind::Location,
            AnswerKind::Photo,
            AnswerKind::Date { past: false },
            AnswerKind::Date { past: true },
        ]
    }

    fn units() -> Vec<Unit> {
        let unit = |(id, name): (u16, &str)| Unit {
            id: UnitId(id),
            name: name.to_owned(),
            county_target: 0,
            fulian_target: 0,
            total_target: 0,
            aliases: Vec::new(),
        };
        [(1, "兴江乡"), (6, "兴莲乡"), (24, "长冈乡")].map(unit).into()
    }

    /// What is shown of an answer, by the number of its kind above.
    fn answer(kind: usize, text: &str) -> Result<String, AnswerError> {
        parse_answer(&kinds()[kind], text, &units(), date(2026, 2, 7)).map(|answer| match answer {
            Answer::Name(name) => name.reveal().to_owned(),
            Answer::Mobile(mobile) => mobile.reveal().to_owned(),
            Answer::IdNumber(id) => id.reveal().to_owned(),
            Answer::Unit(id) => id.0.to_string(),
            Answer::Village(village) => format!("{} {}", village.unit.0, village.name.as_str()),
            Answer::Location(spot) => spot.label().to_owned(),
            Answer::Photo(id) => id.as_str().to_owned(),
            Answer::Choice(words) | Answer::Text(words) => words,
            Answer::Number(number) => number.to_string(),
            Answer::Date(day) | Answer::Born(day) => day.to_string(),
            Answer::Skipped => "skipped".to_owned(),
        })
    }

    #[test]
    fn answers_are_understood_as_they_are_typed() {
        for (kind, text, expected) in [
            (0, "我叫张三", "张三"),
            (1, "我的电话是138 0000 0001", "13800000001"),
            (2, "11010519491231002x", "11010519491231002X"),
            (3, "长岗", "24"),
            (4, "2", "纺织服装"),
            (4, "服装", "纺织服装"),
            (5, "3个人", "3"),
            (5, "十二", "12"),
            (6, " 想学怎么做饭 ", "想学怎么做饭"),
            (7, "长冈乡石燕村", "24 石燕村"),
            (8, "工业园二路8号", "工业园二路8号"),
            (10, "下周六吧", "2026-02-14"),
            (11, "90年腊月初八", "1991-01-23"),
        ] {
            assert_eq!(answer(kind, text), Ok(expected.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_exactly() {
        let several = AnswerError::UnitAmbiguous(vec![UnitId(1), UnitId(6)]);
        for (kind, text, expected) in [
            (0, "招聘会", AnswerError::NotAName),
            (0, "工资多少", AnswerError::IsAQuestion),
            (0, "。。", AnswerError::Empty),
            (1, "1380000000", AnswerError::MobileDigits(10)),
            (1, "138000000012", AnswerError::MobileDigits(12)),
            (1, "12345678901", AnswerError::MobileBeginning),
            (1, "0797-5229710", AnswerError::MobileBeginning),
            (1, "没有手机", AnswerError::NotAMobile),
            (1, "要电话干嘛", AnswerError::IsAQuestion),
            (2, "11010519491231002", AnswerError::IdLength(17)),
            (2, "110105194912310021", AnswerError::IdChecksum),
            (2, "110105194913310021", AnswerError::IdBirthDate),
            (2, "忘了", AnswerError::NotAnId),
            (3, "3", AnswerError::UnitUnknown),
            (3, "东莞", AnswerError::UnitUnknown),
            (3, "兴", several),
            (3, "长冈乡有招聘会吗", AnswerError::IsAQuestion),
            (4, "做饭", AnswerError::NotAChoice),
            (4, "？", AnswerError::IsAQuestion),
            (5, "21", AnswerError::OutOfRange { min: 1, max: 20 }),
            (5, "好多", AnswerError::NotANumber),
            (6, "一二三四五六七八九十一", AnswerError::TooLong(10)),
            (6, "包吃住吗", AnswerError::IsAQuestion),
            (7, "长冈乡", AnswerError::VillageMissing(UnitId(24))),
            (7, "石燕村", AnswerError::UnitMissing(VillageName::parse("石燕村").unwrap())),
            (7, "不知道", AnswerError::NotAVillage),
            (7, "工资多少", AnswerError::IsAQuestion),
            (8, "不知道啊", AnswerError::NotAPlace),
            (8, "厂里有宿舍吗", AnswerError::IsAQuestion),
            (9, "没有照片", AnswerError::NotAPhoto),
            (9, "要什么照片", AnswerError::IsAQuestion),
            (10, "过年后", AnswerError::Date(DateProblem::Unclear)),
            (10, "昨天", AnswerError::Date(DateProblem::Over)),
            (10, "几号开班", AnswerError::IsAQuestion),
            (11, "3月8号", AnswerError::Date(DateProblem::NoYear)),
        ] {
            assert_eq!(answer(kind, text), Err(expected), "{text}");
        }
    }

    #[test]
    fn templates_can_read_the_error() {
        let json = |error: AnswerError| serde_json::to_string(&error).unwrap();
        assert_eq!(json(AnswerError::MobileDigits(10)), r#"{"is":"mobile_digits","of":10}"#);
        assert_eq!(json(AnswerError::OutOfRange { min: 1, max: 2 }), r#"{"is":"out_of_range","of":{"min":1,"max":2}}"#);
        assert_eq!(json(AnswerError::Date(DateProblem::NoSuchDay)), r#"{"is":"date","of":"no_such_day"}"#);
        assert_eq!(json(AnswerError::IsAQuestion), r#"{"is":"is_a_question"}"#);
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in any::<String>(), kind in 0usize..12) {
            let _ = answer(kind, &text);
        }

        #[test]
        fn a_choice_is_always_one_of_the_options(text in "[电子信息纺织服装别的0-9不]{0,6}") {
            if let Ok(words) = answer(4, &text) {
                prop_assert!(["电子信息", "纺织服装", "别的"].contains(&words.as_str()));
            }
        }
    }
}
