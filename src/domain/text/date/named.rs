//! Days of the moon, and days with a name of their own: 正月初六, 大年初六, 元宵, 五一.

use jiff::civil::Date;

use super::scan::Rest;
use super::written::{Year, day, lunar_years};
use super::{DateProblem, Said, Sense};
use crate::domain::calendar::{Festival, LunarDate, YEARS, festival_named};

/// Before a day they mean the first month.
const NEW_YEAR: [&str; 6] = ["大年", "过完年", "过年", "春节", "新年", "年"];
/// Behind a festival they say that it is not meant itself.
const AROUND: [&str; 9] = ["以后", "之后", "过后", "过完", "后", "以前", "之前", "前", "期间"];
/// Longest name of a festival, in characters.
const LONGEST: usize = 4;
/// Two months of the moon have at most so many days.
const TWO_MONTHS: i64 = 60;

/// What a text says at its beginning, behind `year` where one is said.
pub fn said<'t>(rest: Rest<'t>, year: Option<Year>, lunar: bool, sense: Sense) -> Option<(Said, Rest<'t>)> {
    let first_month = rest.any(&NEW_YEAR).and_then(|after| day(after).filter(|day| day.lunar()));
    if let Some(day) = first_month {
        return Some((self::lunar(year, 1, false, day.number.value, sense).into(), day.after));
    }
    let (name, festival) = festival_named(&rest.peek(LONGEST))?;
    let after = rest.word(name)?;
    if let Some(after) = after.any(&AROUND) {
        return Some((Said::Nothing(DateProblem::Unclear), after));
    }
    let civil = matches!(festival, Festival::Civil { .. } | Festival::Term(_)) && !lunar;
    let date = if civil { in_civil_year(festival, year, sense) } else { soonest(year, sense, |y| festival.in_year(y)) };
    Some((date.into(), after))
}

/// That day of the moon; without a year the next one. The last day of the year is called the 30th in any year.
pub fn lunar(year: Option<Year>, month: u8, leap: bool, day: u32, sense: Sense) -> Result<Date, DateProblem> {
    let day = u8::try_from(day).map_err(|_| DateProblem::NoSuchDay)?;
    let eve = (month, leap, day) == (12, false, 30);
    let in_year = |year: i16| {
        let there = LunarDate::new(year, month, leap, day);
        there.or_else(|| LunarDate::last_of(year).filter(|_| eve)).and_then(LunarDate::date)
    };
    soonest(year, sense, in_year)
}

/// The next day of the moon with that number.
pub fn next_lunar_day(number: u32, sense: Sense) -> Result<Date, DateProblem> {
    sense.needs_no_year()?;
    let mut days = (0..=TWO_MONTHS).filter_map(|days| sense.in_days(days).ok());
    let there = |date: &Date| LunarDate::of(*date).is_some_and(|lunar| u32::from(lunar.day()) == number);
    days.find(there).ok_or(DateProblem::NoSuchDay)
}

/// The first of the years in which it can lie that has it, and not behind today where none is said.
fn soonest(year: Option<Year>, sense: Sense, in_year: impl Fn(i16) -> Option<Date>) -> Result<Date, DateProblem> {
    let years = lunar_years(year, sense)?;
    if years.iter().any(|year| !YEARS.contains(year)) {
        return Err(DateProblem::TooFar);
    }
    let days: Vec<Date> = years.into_iter().filter_map(in_year).collect();
    let coming = days.iter().find(|date| **date >= sense.today);
    coming.or(days.first()).copied().ok_or(DateProblem::NoSuchDay)
}

fn in_civil_year(festival: Festival, year: Option<Year>, sense: Sense) -> Result<Date, DateProblem> {
    let day = |year: i16| festival.in_year(year).ok_or(DateProblem::TooFar);
    let Some(year) = year else {
        sense.needs_no_year()?;
        let this_year = day(sense.today.year())?;
        return if this_year >= sense.today { Ok(this_year) } else { day(sense.today.year() + 1) };
    };
    day(year.number)
}
