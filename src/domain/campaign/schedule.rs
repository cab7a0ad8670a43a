//! When a campaign goes out: at once, or on a day by the calendar that people here go by.

use std::ops::RangeInclusive;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::domain::calendar::{NoSuchYear, WorkingDays};
use crate::domain::text::date::{self, DateProblem, Direction};

/// Furthest day that one can be for, in days: a day of the moon comes again within 13 of its months.
const FURTHEST: i64 = 400;
/// Furthest day that a working day is looked for: no holiday is longer.
const LONGEST_HOLIDAY: usize = 15;

/// When it goes out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Schedule {
    /// The beginning; at once without it.
    pub start: Option<Start>,
    /// Over how many hours the sends are spread.
    pub spread_hours: u16,
    /// For how many hours after the beginning it is tried for whoever could not be reached: until then their window
    /// may open.
    pub tried_hours: u16,
}

/// A day and a time in China.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// In any words that people have for days: 腊月二十三, 正月初六, 2027-01-20, 下周六. The next such day.
    pub day: String,
    /// At what time of it.
    pub time: Time,
    /// On the next day on which people work, where that one is none.
    #[serde(default)]
    pub working_day: bool,
}

/// The calendar, and what day it is.
#[derive(Debug, Clone, Copy)]
pub struct Almanac<'a> {
    /// Now.
    pub now: Timestamp,
    /// On which days people work.
    pub working_days: &'a WorkingDays,
}

/// Why there is no such time. Worded for staff.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSchedule {
    /// The day does not read, or cannot be.
    #[error("“{day}”{}", unread(.problem))]
    Day {
        /// As written.
        day: String,
        /// Why.
        problem: DateProblem,
    },
    /// Nobody plans so far ahead: it is a slip.
    #[error("{day}太远了，现在最远写到{last}")]
    Far {
        /// That day.
        day: Date,
        /// The furthest that can be.
        last: Date,
    },
    /// Nothing is known of the year.
    #[error(
        "还不知道{year}年哪天放假：不勾“碰上放假，顺到上班那天”，或者请管服务器的人补上{year}年的放假安排",
        year = year_of(*.0)
    )]
    Year(#[from] NoSuchYear),
    /// The hours.
    #[error(
        "分几个小时发完，最多{}；等几个小时，要在{}到{}之间，也要比分的时间长",
        Schedule::SPREAD.end(), Schedule::TRIED.start(), Schedule::TRIED.end()
    )]
    Hours,
    /// It is over.
    #[error("{0}已经过了")]
    Past(String),
    /// The next such day is another one than when it was drawn up: that one is over.
    #[error("起草时说的“{day}”是 {then}，已经过了；再按它发就是 {now} 了")]
    Missed {
        /// As written.
        day: String,
        /// When it was meant.
        then: Date,
        /// When it would be now.
        now: Date,
    },
}

/// At once, for a day.
impl Default for Schedule {
    fn default() -> Self {
        Self { start: None, spread_hours: 0, tried_hours: 24 }
    }
}

impl Schedule {
    /// Over how many hours one can be spread.
    pub const SPREAD: RangeInclusive<u16> = 0..=72;
    /// How many hours it can wait for whoever cannot be reached at once: up to two weeks.
    pub const TRIED: RangeInclusive<u16> = 1..=14 * 24;

    /// When it begins, and when it is too late.
    ///
    /// # Errors
    /// There is no such day, or it is over.
    pub fn span(&self, almanac: Almanac<'_>) -> Result<(Timestamp, Timestamp), InvalidSchedule> {
        let sound = Self::SPREAD.contains(&self.spread_hours)
            && Self::TRIED.contains(&self.tried_hours)
            && self.spread_hours < self.tried_hours;
        if !sound {
            return Err(InvalidSchedule::Hours);
        }
        let starts_at = self.start.as_ref().map_or(Ok(almanac.now), |start| start.resolve(almanac))?;
        let tried = SignedDuration::from_hours(i64::from(self.tried_hours));
        Ok((starts_at, starts_at.checked_add(tried).unwrap_or(starts_at)))
    }

    /// The same at its release: the day has to be the one that it was when the campaign was drawn up.
    ///
    /// # Errors
    /// There is no such day, or it is over.
    pub fn span_as_drawn_up(
        &self,
        almanac: Almanac<'_>,
        drawn_up: Timestamp,
    ) -> Result<(Timestamp, Timestamp), InvalidSchedule> {
        let span = self.span(almanac)?;
        let Some(start) = &self.start else { return Ok(span) };
        let (then, now) = (start.day(Almanac { now: drawn_up, ..almanac })?, start.day(almanac)?);
        if then != now {
            return Err(InvalidSchedule::Missed { day: start.day.clone(), then, now });
        }
        Ok(span)
    }

    /// Over how long the sends are spread.
    pub fn spread(&self) -> SignedDuration {
        SignedDuration::from_hours(i64::from(self.spread_hours))
    }
}

impl Start {
    /// The next such day.
    fn day(&self, almanac: Almanac<'_>) -> Result<Date, InvalidSchedule> {
        let today = almanac.now.to_zoned(china()).date();
        let read = date::read(&self.day, today, Direction::Coming);
        let day = read.map_err(|problem| InvalidSchedule::Day { day: self.day.clone(), problem })?;
        let last = today.saturating_add(jiff::Span::new().days(FURTHEST));
        if day > last {
            return Err(InvalidSchedule::Far { day, last });
        }
        Ok(if self.working_day { working(day, almanac.working_days)? } else { day })
    }

    fn resolve(&self, almanac: Almanac<'_>) -> Result<Timestamp, InvalidSchedule> {
        let day = self.day(almanac)?;
        let at = day.to_datetime(self.time).to_zoned(china()).map(|zoned| zoned.timestamp());
        match at {
            Ok(at) if at >= almanac.now => Ok(at),
            _ => Err(InvalidSchedule::Past(format!("{day} {}", self.time.strftime("%H:%M")))),
        }
    }
}

fn year_of(NoSuchYear(year): NoSuchYear) -> i16 {
    year
}

/// Why a day does not read, in words for staff that go on behind it.
fn unread(problem: &DateProblem) -> &'static str {
    match problem {
        DateProblem::Over => "已经过了",
        DateProblem::TooFar => "太远了",
        DateProblem::NoSuchDay => "这一天日历上没有",
        DateProblem::Several => "说的不止一天，或者和星期几对不上",
        DateProblem::Unclear => "说不准是哪一天，请写一个日子",
        DateProblem::NotADate | DateProblem::NoYear | DateProblem::ToCome => "看不出是哪一天",
    }
}

fn china() -> TimeZone {
    TimeZone::fixed(jiff::tz::offset(8))
}

fn working(from: Date, days: &WorkingDays) -> Result<Date, NoSuchYear> {
    for day in from.series(jiff::Span::new().days(1)).take(LONGEST_HOLIDAY) {
        if days.is_working_day(day)? {
            return Ok(day);
        }
    }
    Ok(from)
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;
    use crate::domain::calendar::{Holiday, WorkingYear};

    fn at(text: &str) -> Timestamp {
        format!("{text}:00+08:00").parse().unwrap()
    }

    fn start(day: &str, working_day: bool) -> Schedule {
        let start = Start { day: day.to_owned(), time: time(9, 0, 0, 0), working_day };
        Schedule { start: Some(start), spread_hours: 2, tried_hours: 24 }
    }

    fn spring_festival_2026() -> WorkingDays {
        let holiday = Holiday {
            name: "春节".to_owned(),
            from: date(2026, 2, 15),
            to: date(2026, 2, 23),
            working: vec![date(2026, 2, 14), date(2026, 2, 28)],
        };
        WorkingDays::of([WorkingYear { year: 2026, source: String::new(), holidays: vec![holiday] }])
    }

    #[test]
    fn days_are_those_of_the_moon_and_of_the_state_council() {
        let days = spring_festival_2026();
        let almanac = Almanac { now: at("2026-01-05T10:00"), working_days: &days };
        let begins = |day, working| start(day, working).span(almanac).map(|(starts_at, _)| starts_at);
        assert_eq!(begins("腊月二十三", false), Ok(at("2026-02-10T09:00")));
        assert_eq!(begins("正月初六", false), Ok(at("2026-02-22T09:00")));
        assert_eq!(begins("正月初六", true), Ok(at("2026-02-24T09:00")), "people are back at work");
        assert_eq!(begins("2026-02-14", true), Ok(at("2026-02-14T09:00")), "a Saturday that is worked");
        assert!(matches!(begins("猴年马月", false), Err(InvalidSchedule::Day { .. })));
        assert_eq!(begins("2027-01-20", true), Err(InvalidSchedule::Year(NoSuchYear(2027))));
    }

    #[test]
    fn a_day_that_cannot_be_is_told_for_what_it_is() {
        let days = spring_festival_2026();
        let almanac = Almanac { now: at("2026-02-10T10:00"), working_days: &days };
        for (day, words) in [
            ("昨天", "“昨天”已经过了"),
            ("2020-01-01", "“2020-01-01”已经过了"),
            ("2月30号", "“2月30号”这一天日历上没有"),
            ("过年后", "“过年后”说不准是哪一天，请写一个日子"),
            ("火星日", "“火星日”看不出是哪一天"),
            ("2099-01-20", "2099-01-20太远了，现在最远写到2027-03-17"),
        ] {
            let error = start(day, false).span(almanac).unwrap_err();
            assert_eq!(error.to_string(), words);
        }
        let unknown = start("2027-01-20", true).span(almanac).unwrap_err().to_string();
        assert!(unknown.contains("请管服务器的人补上2027年的放假安排"), "{unknown}");
    }

    #[test]
    fn a_release_that_comes_too_late_does_not_begin_a_year_later() {
        let days = spring_festival_2026();
        let drawn_up = at("2026-02-06T10:00");
        let released =
            |now| start("腊月二十三", false).span_as_drawn_up(Almanac { now, working_days: &days }, drawn_up);
        assert_eq!(released(at("2026-02-09T10:00")).map(|(starts_at, _)| starts_at), Ok(at("2026-02-10T09:00")));
        let (day, then, now) = ("腊月二十三".to_owned(), date(2026, 2, 10), date(2027, 1, 30));
        assert_eq!(released(at("2026-02-11T10:00")), Err(InvalidSchedule::Missed { day, then, now }));
    }

    #[test]
    fn what_is_over_is_not_begun_and_hours_have_bounds() {
        let days = spring_festival_2026();
        let almanac = Almanac { now: at("2026-02-10T10:00"), working_days: &days };
        assert!(matches!(start("2026-02-10", false).span(almanac), Err(InvalidSchedule::Past(_))));
        let endless = Schedule { tried_hours: 9_999, ..Schedule::default() };
        assert_eq!(endless.span(almanac), Err(InvalidSchedule::Hours));
        assert_eq!(Schedule::default().span(almanac), Ok((at("2026-02-10T10:00"), at("2026-02-11T10:00"))));
    }
}
