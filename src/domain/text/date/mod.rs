//! Dates as people type them: `下周六`, `8号`, `3.8`, `初八`, `腊月二十三`, `元宵`, with words around.
//!
//! What could be several days is decided as people mean it:
//! - What names no year or month is the next one, today included: `8号`, `初八`, `周六`, `3月8号`.
//! - Weeks begin on Monday: `下周六` is the Saturday of the next calendar week, `这周六` that of the running one.
//! - A month is lunar if it is called so (`正月`, `腊月`, `农历…`) or its day is (`初八`, `廿三`), or if it is all hanzi
//!   without 号 or 日: `二月二`, `八月十五`. All else is civil.
//! - `初八以后` is 初八, the first day that would do; `过年后` and `3月前` name no day, and are asked back.
//! - A weekday behind a date has to fit it, otherwise one of them is a slip.

mod named;
mod scan;
mod signs;
mod spoken;
mod written;

use std::collections::BTreeSet;
use std::ops::Range;

use jiff::civil::{Date, Weekday};
use serde::Serialize;

use self::scan::Rest;
use super::fold::normalise;
use super::number;
use crate::domain::calendar::YEARS;

/// Where the date lies that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Today or later.
    Coming,
    /// A birth date: today or earlier, and never without its year.
    Past,
}

/// Why a text is no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum DateProblem {
    /// It names no day.
    #[error("it is no date")]
    NotADate,
    /// It names a time, but no single day: 下个月, 过年后.
    #[error("it names no single day")]
    Unclear,
    /// It names several days, or a weekday that does not fit the date.
    #[error("it names several days")]
    Several,
    /// The calendar has no such day.
    #[error("there is no such day")]
    NoSuchDay,
    /// A birth date without its year.
    #[error("it names no year")]
    NoYear,
    /// It is over.
    #[error("that day is over")]
    Over,
    /// It has yet to come.
    #[error("that day has yet to come")]
    ToCome,
    /// Not within [`YEARS`].
    #[error("nobody speaks of that year")]
    TooFar,
}

/// From where, and which way, a date is counted.
#[derive(Debug, Clone, Copy)]
struct Sense {
    today: Date,
    direction: Direction,
}

/// What one place of a text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    /// A day, in words that mean nothing else.
    Day(Date),
    /// A day, in signs that may mean something else: 3.8.
    Loosely(Date),
    /// A weekday alone.
    Weekday(Weekday),
    /// Something about time that is no day.
    Nothing(DateProblem),
}

impl From<Result<Date, DateProblem>> for Said {
    fn from(day: Result<Date, DateProblem>) -> Self {
        day.map_or_else(Self::Nothing, Self::Day)
    }
}

/// Reads a date that somebody typed on `today`.
///
/// # Errors
/// What keeps it from being one.
pub fn read(text: &str, today: Date, direction: Direction) -> Result<Date, DateProblem> {
    let sense = Sense { today, direction };
    let plain = normalise(text);
    let said: Vec<Said> = scan(&plain, sense).into_iter().map(|(_, said)| said).collect();
    match together(&said, sense) {
        // A number alone, for which nothing else was asked.
        Err(DateProblem::NotADate) if direction == Direction::Coming => lone_number(&plain, sense),
        read => sense.allows(read?),
    }
}

/// The date that stands in a text for certain, and where (in bytes): for a message that says other things too. The
/// text is [`normalise`]d already.
pub fn find(plain: &str, today: Date, direction: Direction) -> Option<(Vec<Range<usize>>, Date)> {
    let sense = Sense { today, direction };
    let found = scan(plain, sense);
    let said: Vec<Said> = found.iter().map(|(_, said)| *said).collect();
    if said.iter().any(|said| matches!(said, Said::Loosely(_))) {
        return None;
    }
    let day = together(&said, sense).and_then(|day| sense.allows(day)).ok()?;
    Some((found.into_iter().map(|(at, _)| at).collect(), day))
}

/// All that a text says of days, from left to right.
fn scan(plain: &str, sense: Sense) -> Vec<(Range<usize>, Said)> {
    let chars: Vec<(usize, char)> = plain.char_indices().collect();
    let mut rest = Rest::of(&chars, plain.len());
    let mut found = Vec::new();
    while !rest.is_empty() {
        let said = spoken::said(rest, sense).or_else(|| written::said(rest, sense));
        rest = match said {
            Some((said, after)) => {
                found.push((rest.at()..after.at(), said));
                after
            }
            None => rest.past_one(),
        };
    }
    found
}

/// What all of it says.
fn together(said: &[Said], sense: Sense) -> Result<Date, DateProblem> {
    let mut days = BTreeSet::new();
    let mut weekdays = BTreeSet::new();
    let mut problems = Vec::new();
    for said in said {
        match said {
            Said::Day(day) | Said::Loosely(day) => _ = days.insert(*day),
            Said::Weekday(weekday) => _ = weekdays.insert(weekday.to_monday_one_offset()),
            Said::Nothing(problem) => problems.push(*problem),
        }
    }
    let surely = |problem: &&DateProblem| **problem != DateProblem::Unclear;
    if let Some(problem) = problems.iter().find(surely) {
        return Err(*problem);
    }
    let mut days = days.into_iter();
    let mut weekdays = weekdays.into_iter();
    match (days.next(), weekdays.next()) {
        (Some(day), None) if days.next().is_none() => Ok(day),
        (Some(day), Some(weekday)) if days.next().is_none() && weekdays.next().is_none() => {
            if day.weekday().to_monday_one_offset() == weekday { Ok(day) } else { Err(DateProblem::Several) }
        }
        (None, Some(weekday)) if weekdays.next().is_none() => {
            Weekday::from_monday_one_offset(weekday).map_or(Err(DateProblem::NotADate), |day| sense.next_weekday(day))
        }
        (None, None) => Err(problems.first().copied().unwrap_or(DateProblem::NotADate)),
        _ => Err(DateProblem::Several),
    }
}

/// `8` alone is the 8th; in hanzi it may be a lunar day, and is asked back.
fn lone_number(plain: &str, sense: Sense) -> Result<Date, DateProblem> {
    let number = number::choice(plain).ok_or(DateProblem::NotADate)?;
    if plain.contains(|c: char| c.is_ascii_digit()) {
        sense.next_day_of_month(number)
    } else {
        Err(DateProblem::Unclear)
    }
}

impl Sense {
    /// That day, if it lies where it is asked for.
    fn allows(self, day: Date) -> Result<Date, DateProblem> {
        match self.direction {
            _ if !YEARS.contains(&day.year()) => Err(DateProblem::TooFar),
            Direction::Coming if day < self.today => Err(DateProblem::Over),
            Direction::Past if day > self.today => Err(DateProblem::ToCome),
            _ => Ok(day),
        }
    }

    /// What names no year is none for a birth date.
    fn needs_no_year(self) -> Result<(), DateProblem> {
        if self.direction == Direction::Past { Err(DateProblem::NoYear) } else { Ok(()) }
    }

    fn next_weekday(self, weekday: Weekday) -> Result<Date, DateProblem> {
        self.needs_no_year()?;
        self.in_days(i64::from(self.today.weekday().until(weekday)))
    }

    /// The next day of that number, in a month that has it.
    fn next_day_of_month(self, number: u32) -> Result<Date, DateProblem> {
        self.needs_no_year()?;
        let day = i8::try_from(number).ok().filter(|day| (1..=31).contains(day)).ok_or(DateProblem::NoSuchDay)?;
        let months = (0i64..=12).filter_map(|more| {
            let month = self.today.first_of_month().checked_add(jiff::Span::new().months(more)).ok()?;
            Date::new(month.year(), month.month(), day).ok()
        });
        months.into_iter().find(|date| *date >= self.today).ok_or(DateProblem::TooFar)
    }

    fn in_days(self, days: i64) -> Result<Date, DateProblem> {
        let span = jiff::Span::new().try_days(days).map_err(|_| DateProblem::TooFar)?;
        self.today.checked_add(span).map_err(|_| DateProblem::TooFar)
    }
}

#[cfg(test)]
mod tests;
