//! Mobile and identity numbers among other words.

use std::ops::Range;

use crate::domain::person::{IdNumber, MobileNumber};
use crate::domain::text::fold::normalise;

/// Hanzi read out as a number; fewer in a row are words.
const READ_OUT: usize = 7;
/// Digits before the check character of an identity number.
const BEFORE_CHECK: usize = 17;

/// Digits in a row, a final X of an identity number included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Where in the text, in bytes.
    pub at: Range<usize>,
    /// The digits, what stood between them dropped.
    pub digits: String,
}

/// The text with one kind of digits: full width made plain, `一三八零零…` written out.
pub fn with_plain_digits(text: &str) -> String {
    let mut plain = String::new();
    let mut spoken: Vec<(char, char)> = Vec::new();
    for c in normalise(text).chars().map(Some).chain([None]) {
        if let Some(pair) = c.and_then(|c| Some((c, digit(c)?))) {
            spoken.push(pair);
            continue;
        }
        let read_out = spoken.len() >= READ_OUT;
        plain.extend(spoken.drain(..).map(|(hanzi, digit)| if read_out { digit } else { hanzi }));
        plain.extend(c);
    }
    plain
}

fn digit(hanzi: char) -> Option<char> {
    Some(match hanzi {
        '零' | '〇' => '0',
        '一' | '幺' => '1',
        '二' => '2',
        '三' => '3',
        '四' => '4',
        '五' => '5',
        '六' => '6',
        '七' => '7',
        '八' => '8',
        '九' => '9',
        _ => return None,
    })
}

/// All runs of digits; `joined` over the spaces and dashes by which people group them.
pub fn runs(text: &str, joined: bool) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut open = false;
    for (at, c) in text.char_indices() {
        let last = runs.last_mut().filter(|_| open);
        let check = last.as_ref().is_some_and(|run| run.digits.len() == BEFORE_CHECK) && c.eq_ignore_ascii_case(&'x');
        if c.is_ascii_digit() || check {
            match last {
                Some(run) => {
                    run.digits.push(c);
                    run.at.end = at + 1;
                }
                None => runs.push(Run { at: at..at + 1, digits: c.to_string() }),
            }
            open = true;
        } else {
            open &= joined && (c.is_whitespace() || matches!(c, '-' | '—'));
        }
    }
    runs
}

/// The first mobile number, and where it is.
pub fn first_mobile(text: &str) -> Option<(Range<usize>, MobileNumber)> {
    first(text, |digits| MobileNumber::parse(digits.trim_start_matches("00")).ok())
}

/// The first identity number, and where it is.
pub fn first_id_number(text: &str) -> Option<(Range<usize>, IdNumber)> {
    first(text, |digits| IdNumber::parse(digits).ok())
}

/// Unbroken runs first: two numbers may stand side by side.
fn first<T>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Option<(Range<usize>, T)> {
    let all = runs(text, false).into_iter().chain(runs(text, true));
    all.map(|run| (parse(&run.digits), run.at)).find_map(|(parsed, at)| Some((at, parsed?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mobile_number_is_found_among_other_words() {
        for text in [
            "13800000001",
            "我的电话是138 0000 0001",
            "138-0000-0001，打给我",
            "+86 13800000001",
            "008613800000001",
            "１３８０００００００１",
            "一三八零零零零零零零一",
            "13800000001 13800000002",
            "张三13800000001长冈乡",
        ] {
            let found = first_mobile(&with_plain_digits(text)).map(|(_, mobile)| mobile.reveal().to_owned());
            assert_eq!(found.as_deref(), Some("13800000001"), "{text}");
        }
        assert!(first_mobile("1380000000").is_none());
        assert!(first_mobile("0797-5229710").is_none());
    }

    #[test]
    fn an_identity_number_is_found_with_its_check_character() {
        for text in ["11010519491231002X", "身份证110105194912310 02x。"] {
            let found = first_id_number(&with_plain_digits(text)).map(|(_, id)| id.reveal().to_owned());
            assert_eq!(found.as_deref(), Some("11010519491231002X"), "{text}");
        }
    }

    #[test]
    fn few_hanzi_digits_are_words() {
        assert_eq!(with_plain_digits("丁一二"), "丁一二");
    }
}
