//! What somebody is looked for by.

use crate::domain::id::{PersonId, UnitId};
use crate::domain::person::{MobileNumber, PersonName};
use crate::domain::text::fold::normalise;

/// Digits of a number by which people are called at the door, and looked for here.
const TAIL: usize = 4;

/// By what somebody is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sought {
    /// Their whole name.
    Name(PersonName),
    /// Their whole number.
    Mobile(MobileNumber),
    /// Its last four digits.
    Tail(String),
}

/// What was typed is no whole name, no whole number and not the end of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("请打全姓名（两个字以上），或者 11 位手机号，或者手机号的后四位。姓名和号码是加密存的，只打一部分找不到")]
pub struct Unfindable;

impl Sought {
    /// Reads what was typed, in full width too.
    ///
    /// # Errors
    /// It is nothing that people are found by.
    pub fn parse(typed: &str) -> Result<Self, Unfindable> {
        let typed = normalise(typed.trim());
        if typed.len() == TAIL && typed.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(Self::Tail(typed));
        }
        if let Ok(mobile) = MobileNumber::parse(&typed) {
            return Ok(Self::Mobile(mobile));
        }
        PersonName::parse(&typed).map(Self::Name).map_err(|_| Unfindable)
    }
}

/// Who is looked for. What is `None` does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PeopleSearch {
    /// By what they told us.
    pub sought: Option<Sought>,
    /// At home in this unit.
    pub unit: Option<UnitId>,
    /// Those behind this one.
    pub before: Option<PersonId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_a_number_and_the_end_of_one_are_told_apart() {
        let mobile = MobileNumber::parse("13800005678").unwrap();
        for (typed, sought) in [
            ("5678", Sought::Tail("5678".to_owned())),
            (" ５６７８ ", Sought::Tail("5678".to_owned())),
            ("138 0000 5678", Sought::Mobile(mobile.clone())),
            ("+86 13800005678", Sought::Mobile(mobile)),
            ("钟 秀英", Sought::Name(PersonName::parse("钟秀英").unwrap())),
            ("鍾秀英", Sought::Name(PersonName::parse("钟秀英").unwrap())),
        ] {
            assert_eq!(Sought::parse(typed), Ok(sought), "{typed}");
        }
    }

    #[test]
    fn a_part_of_a_name_or_of_a_number_finds_nobody() {
        for typed in ["", "钟", "138", "56789", "12345678901", "zhong", "钟%"] {
            assert_eq!(Sought::parse(typed), Err(Unfindable), "{typed}");
        }
    }
}
