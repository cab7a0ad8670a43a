//! A person's name, mobile number and identity number: parsed once, masked wherever they are shown.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Text newtypes that parse on the way in and never show themselves in `Debug`.
macro_rules! private_text {
    ($($name:ident => $error:ident),+ $(,)?) => {$(
        impl $name {
            /// The text in the clear: for the database and for the person who owns it.
            pub fn reveal(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.masked())
            }
        }

        impl TryFrom<String> for $name {
            type Error = $error;
            fn try_from(text: String) -> Result<Self, $error> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.0
            }
        }
    )+};
}

private_text!(PersonName => InvalidName, MobileNumber => InvalidMobile, IdNumber => InvalidIdNumber);

/// A name as people here write it: two to fifteen hanzi, minority names with `·` between the parts.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonName(String);

/// Why a text is no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    /// Nothing, or one character.
    #[error("too short for a name")]
    TooShort,
    /// Over fifteen characters.
    #[error("too long for a name")]
    TooLong,
    /// Digits, Latin letters or signs.
    #[error("not written in hanzi")]
    NotHanzi,
}

impl PersonName {
    /// Spaces are dropped; every kind of middle dot becomes `·`.
    pub fn parse(text: &str) -> Result<Self, InvalidName> {
        let name: String = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| if matches!(c, '·' | '•' | '・' | '･' | '.' | '．') { '·' } else { c })
            .collect();
        let chars = name.chars().count();
        if !name.split('·').all(|part| !part.is_empty() && part.chars().all(is_hanzi)) {
            return Err(if name.is_empty() { InvalidName::TooShort } else { InvalidName::NotHanzi });
        }
        match chars {
            0 | 1 => Err(InvalidName::TooShort),
            2..=15 => Ok(Self(name)),
            _ => Err(InvalidName::TooLong),
        }
    }

    /// `张*`, `欧阳**`: the first character alone.
    pub fn masked(&self) -> String {
        let mut shown: String = self.0.chars().take(1).collect();
        shown.extend(self.0.chars().skip(1).map(|c| if c == '·' { '·' } else { '*' }));
        shown
    }
}

/// A hanzi, rare ones included.
pub fn is_hanzi(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{20000}'..='\u{3134F}' | '〇')
}

/// A mainland mobile number: eleven digits, `1[3-9]…`.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MobileNumber(String);

/// Why a text is no mobile number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidMobile {
    /// So many digits instead of eleven.
    #[error("{0} digits instead of 11")]
    Digits(usize),
    /// Eleven digits, but no mobile number begins so.
    #[error("no mobile number begins so")]
    Beginning,
    /// Something else than digits, spaces and dashes.
    #[error("not a number")]
    NotANumber,
}

impl MobileNumber {
    /// Spaces, dashes and a leading `+86` or `86` are dropped.
    pub fn parse(text: &str) -> Result<Self, InvalidMobile> {
        let text = text.trim().trim_start_matches('+');
        if !text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '-' | '－' | '—')) {
            return Err(InvalidMobile::NotANumber);
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let digits = match digits.strip_prefix("86") {
            Some(rest) if digits.len() == 13 => rest.to_owned(),
            _ => digits,
        };
        match digits.as_bytes() {
            [] => Err(InvalidMobile::NotANumber),
            [b'1', b'3'..=b'9', ..] if digits.len() == 11 => Ok(Self(digits)),
            _ if digits.len() == 11 => Err(InvalidMobile::Beginning),
            _ => Err(InvalidMobile::Digits(digits.len())),
        }
    }

    /// The last four digits, by which people are called at the door.
    pub fn tail(&self) -> &str {
        self.0.get(7..).unwrap_or_default()
    }

    /// `138****5678`.
    pub fn masked(&self) -> String {
        let head: String = self.0.chars().take(3).collect();
        format!("{head}****{}", self.tail())
    }
}

/// An 18-digit identity number (GB 11643): region, birth date, sequence, check character.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IdNumber(String);

/// Why a text is no identity number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidIdNumber {
    /// So many characters instead of eighteen.
    #[error("{0} characters instead of 18")]
    Length(usize),
    /// The birth date within it does not exist.
    #[error("no such birth date")]
    BirthDate,
    /// The last character does not fit the others: a slip somewhere.
    #[error("the check character does not fit")]
    Checksum,
    /// Something else than digits and a final X.
    #[error("not a number")]
    NotANumber,
}

impl IdNumber {
    /// Spaces are dropped, a final `x` becomes `X`.
    pub fn parse(text: &str) -> Result<Self, InvalidIdNumber> {
        const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
        let number: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
        let mut chars = number.chars();
        let last = chars.next_back();
        if !chars.all(|c| c.is_ascii_digit()) || !last.is_some_and(|c| c.is_ascii_digit() || c == 'X') {
            return Err(InvalidIdNumber::NotANumber);
        }
        if number.len() != 18 {
            return Err(InvalidIdNumber::Length(number.len()));
        }
        if birth_date(&number).is_none_or(|date| date.year() < 1900) {
            return Err(InvalidIdNumber::BirthDate);
        }
        let sum: u32 = number.chars().zip(WEIGHTS).filter_map(|(c, weight)| Some(c.to_digit(10)? * weight)).sum();
        let check = usize::try_from(sum % 11).ok().and_then(|at| CHECKS.get(at).copied());
        if check == last { Ok(Self(number)) } else { Err(InvalidIdNumber::Checksum) }
    }

    /// The day within it.
    pub fn born(&self) -> Date {
        // Parsed when the number was.
        birth_date(&self.0).unwrap_or(Date::ZERO)
    }

    /// Full years on that day; 0 before the birth.
    pub fn age_on(&self, day: Date) -> u8 {
        age_on(self.born(), day)
    }

    /// `3607**********1234`.
    pub fn masked(&self) -> String {
        let head: String = self.0.chars().take(4).collect();
        let tail: String = self.0.chars().skip(14).collect();
        format!("{head}**********{tail}")
    }
}

/// Full years of somebody born then, on that day; 0 before the birth.
pub fn age_on(born: Date, day: Date) -> u8 {
    let had_birthday = (day.month(), day.day()) >= (born.month(), born.day());
    let years = day.year() - born.year() - i16::from(!had_birthday);
    u8::try_from(years.clamp(0, 255)).unwrap_or(u8::MAX)
}

fn birth_date(number: &str) -> Option<Date> {
    number.get(6..14).and_then(|date| Date::strptime("%Y%m%d", date).ok())
}
