//! Days in figures and signs: 2026-03-08, 3/8, 3.8, 20260308.

use super::scan::{Numeral, Rest};
use super::written::{COUNTED, Year, civil, full_year};
use super::{Direction, Said, Sense};

/// 2026-03-08, 3/8, 3.8, 1990 3 8, 20260308.
pub fn said(rest: Rest<'_>, sense: Sense) -> Option<(Said, Rest<'_>)> {
    let (first, after) = rest.number().filter(|(number, _)| number.arabic)?;
    if let Some(said) = run_together(first, sense) {
        return Some((said, after));
    }
    let (second, after) = behind_a_sign(after, first.len <= 2)?;
    // Without a full year before it, what follows after a space is an hour: 3.8 9:00.
    let third = behind_a_sign(after, first.len <= 2);
    match third {
        Some((third, after)) => {
            let year = Some(Year { number: full_year(first.value, first.len, sense)?, running: false });
            let month = u8::try_from(second.value).ok()?;
            Some((civil(year, month, third.value, sense).into(), after.maybe(&["号", "日"])))
        }
        None if first.len <= 2 && second.len <= 2 && after.any(&COUNTED).is_none() => {
            let called = after.any(&["号", "日"]);
            let day = civil(None, u8::try_from(first.value).ok()?, second.value, sense);
            let said = match (day, called) {
                (Ok(day), None) => Said::Loosely(day),
                (day, _) => day.into(),
            };
            Some((said, called.unwrap_or(after)))
        }
        None => None,
    }
}

/// A number of two digits at most behind a sign that parts a date. Spaces part only what has a year before it.
fn behind_a_sign(rest: Rest<'_>, signs_alone: bool) -> Option<(Numeral, Rest<'_>)> {
    let after = rest.any(&[".", "-", "/", "—", "–"]);
    let spaced = rest.next().is_some_and(char::is_whitespace) && !signs_alone;
    let after = after.or_else(|| spaced.then(|| rest.tight()))?;
    after.number().filter(|(number, _)| number.arabic && number.len <= 2)
}

/// 20260308, and of a birth date 900308.
fn run_together(number: Numeral, sense: Sense) -> Option<Said> {
    let (year, len) = match (number.len, sense.direction) {
        (8, _) => (number.value / 10_000, 4),
        (6, Direction::Past) => (number.value / 10_000, 2),
        _ => return None,
    };
    let year = Some(Year { number: full_year(year, len, sense)?, running: false });
    let month = u8::try_from(number.value / 100 % 100).ok()?;
    Some(civil(year, month, number.value % 100, sense).into())
}
