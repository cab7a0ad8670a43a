//! Where people came from: a code on a poster, in a village, with a coach driver.
//!
//! A source is kept from the follow through the sign-up to the day itself. Where the account may have QR codes with a
//! parameter, its scene says which source it is; everywhere else people send its code as a word: `A12`.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::id::ActivityId;

/// What the scene of a source's QR code begins with.
const SCENE: &str = "src_";
/// A letter and two to four digits: short enough to be typed off a poster.
const DIGITS: std::ops::RangeInclusive<usize> = 2..=4;

/// `A12`: what stands on the poster, and what can be sent instead of scanning it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SourceCode(Arc<str>);

/// The text is no code: a letter and two to four digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a code is a letter and two to four digits, like A12")]
pub struct InvalidSourceCode;

impl SourceCode {
    /// Reads one, in either case.
    pub fn parse(text: &str) -> Result<Self, InvalidSourceCode> {
        let text = text.trim();
        let mut chars = text.chars();
        let letter = chars.next().is_some_and(|c| c.is_ascii_alphabetic());
        let digits = chars.as_str();
        let sound = letter && DIGITS.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
        if sound { Ok(Self(text.to_ascii_uppercase().into())) } else { Err(InvalidSourceCode) }
    }

    /// The code of a scene, if it is that of a source.
    pub fn of_scene(scene: &str) -> Option<Self> {
        Self::parse(scene.strip_prefix(SCENE)?).ok()
    }

    /// The scene of its QR code.
    pub fn scene(&self) -> String {
        format!("{SCENE}{self}")
    }

    /// The code itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code that comes after these: `A10`, `A11`, … `A99`, `B10`; `None` after `Z99`. I and O are left out: on
    /// paper they look like digits.
    pub fn after<'a>(used: impl IntoIterator<Item = &'a Self>) -> Option<Self> {
        let used: Vec<&Self> = used.into_iter().collect();
        let letters = ('A'..='Z').filter(|letter| !matches!(letter, 'I' | 'O'));
        let codes = letters.flat_map(|letter| (10..100).map(move |number| format!("{letter}{number}")));
        codes.map(|code| Self(code.into())).find(|code| !used.contains(&code))
    }
}

impl fmt::Display for SourceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for SourceCode {
    type Error = InvalidSourceCode;
    fn try_from(text: String) -> Result<Self, InvalidSourceCode> {
        Self::parse(&text)
    }
}

impl From<SourceCode> for String {
    fn from(code: SourceCode) -> String {
        code.0.as_ref().to_owned()
    }
}

/// What kind of thing a code hangs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// 村.
    Village,
    /// 海报.
    Poster,
    /// 大巴.
    Coach,
    /// 企业.
    Enterprise,
    /// 乡贤.
    Native,
    /// 宣传.
    Campaign,
}

impl SourceKind {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Village, Self::Poster, Self::Coach, Self::Enterprise, Self::Native, Self::Campaign];

    /// Its name in the records and on the command line.
    pub fn id(self) -> &'static str {
        match self {
            Self::Village => "village",
            Self::Poster => "poster",
            Self::Coach => "coach",
            Self::Enterprise => "enterprise",
            Self::Native => "native",
            Self::Campaign => "campaign",
        }
    }

    /// As staff call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Village => "村",
            Self::Poster => "海报",
            Self::Coach => "大巴",
            Self::Enterprise => "企业",
            Self::Native => "乡贤",
            Self::Campaign => "宣传",
        }
    }
}

/// A source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Its code.
    pub code: SourceCode,
    /// What it hangs on.
    pub kind: SourceKind,
    /// `长冈乡长冈村`.
    pub name: String,
    /// The activity that it leads to; none for the account as a whole.
    pub activity: Option<ActivityId>,
    /// What its own QR code says, once the platform has made one.
    pub link: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> SourceCode {
        SourceCode::parse(text).unwrap()
    }

    #[test]
    fn a_code_is_a_letter_and_a_few_digits() {
        assert_eq!(code(" a12 "), code("A12"));
        for odd in ["", "A", "A1", "A12345", "12", "AB12", "A1x", "Ａ12", "A-12"] {
            assert_eq!(SourceCode::parse(odd), Err(InvalidSourceCode), "{odd}");
        }
    }

    #[test]
    fn a_scene_says_which_source_it_is() {
        assert_eq!(code("B07").scene(), "src_B07");
        assert_eq!(SourceCode::of_scene("src_b07"), Some(code("B07")));
        for other in ["join_1", "src_", "src_x", "B07", ""] {
            assert_eq!(SourceCode::of_scene(other), None, "{other}");
        }
    }

    #[test]
    fn the_next_code_is_the_first_that_is_free() {
        assert_eq!(SourceCode::after([]), Some(code("A10")));
        assert_eq!(SourceCode::after([&code("A10"), &code("A12")]), Some(code("A11")));
        let a: Vec<SourceCode> = (10..100).map(|n| code(&format!("A{n}"))).collect();
        assert_eq!(SourceCode::after(&a), Some(code("B10")));
    }

    #[test]
    fn the_records_and_the_command_line_call_a_kind_the_same() {
        for kind in SourceKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.id());
        }
    }
}
