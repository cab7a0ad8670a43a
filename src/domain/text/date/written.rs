//! Days written out: 2026年3月8日, 8号, 二月二, 明年正月初六.

use jiff::civil::Date;

use super::scan::{Numeral, Rest};
use super::{DateProblem, Direction, Said, Sense, named, signs};
use crate::domain::calendar::{LunarDate, YEARS};

/// Years from the running one.
const YEARS_FROM_NOW: [(&str, i16); 6] =
    [("今年", 0), ("明年", 1), ("后年", 2), ("去年", -1), ("大前年", -3), ("前年", -2)];
/// Months from the running one.
const MONTHS_FROM_NOW: [(&str, i8); 8] = [
    ("下下个月", 2),
    ("下下月", 2),
    ("下个月", 1),
    ("下月", 1),
    ("这个月", 0),
    ("这月", 0),
    ("本月", 0),
    ("上个月", -1),
];
/// Months that are lunar by their name.
const LUNAR_MONTHS: [(&str, u8); 4] = [("正月", 1), ("冬月", 11), ("腊月", 12), ("蜡月", 12)];
/// Which calendar is meant.
const LUNAR: [&str; 6] = ["农历", "阴历", "旧历", "古历", "老历", "夏历"];
const CIVIL: [&str; 5] = ["公历", "阳历", "新历", "西历", "国历"];
/// Behind a number they make it something else than a day: 8号楼, 3.8万.
pub const COUNTED: [&str; 17] =
    ["楼", "线", "门", "店", "厂", "院", "桌", "万", "千", "百", "元", "块", "米", "斤", "折", "公里", "小时"];
/// Behind a day they say that it is not meant itself.
const BEFORE_IT: [&str; 3] = ["之前", "以前", "前"];

/// Which calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Calendar {
    Lunar,
    Civil,
}

/// The year that is said before a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Year {
    pub number: i16,
    /// 今年, which of a lunar day may mean either of two.
    pub running: bool,
}

/// What a text says at its beginning.
pub fn said(rest: Rest<'_>, sense: Sense) -> Option<(Said, Rest<'_>)> {
    if rest.next().is_none_or(char::is_whitespace) {
        return None;
    }
    let (said, after) = signs::said(rest, sense).or_else(|| words(rest, sense))?;
    // 3月8号前 is no day; 前后 and 后 are.
    let before = after.any(&BEFORE_IT).filter(|_| after.word("前后").is_none());
    match (said, before) {
        (Said::Day(_) | Said::Loosely(_), Some(after)) => Some((Said::Nothing(DateProblem::Unclear), after)),
        _ => Some((said, after)),
    }
}

fn words(rest: Rest<'_>, sense: Sense) -> Option<(Said, Rest<'_>)> {
    let (first, after) = calendar(rest);
    let (year, after) = year(after, sense).map_or((None, after), |(year, after)| (Some(year), after));
    let (second, after) = calendar(after);
    let calendar = first.or(second);
    let said = month(after, year, calendar, sense)
        .or_else(|| named::said(after, year, calendar == Some(Calendar::Lunar), sense))
        .or_else(|| day_of_month(after, year, calendar, sense));
    said.or_else(|| Some((Said::Nothing(DateProblem::Unclear), year.map(|_| after)?)))
}

fn calendar(rest: Rest<'_>) -> (Option<Calendar>, Rest<'_>) {
    match (rest.any(&LUNAR), rest.any(&CIVIL)) {
        (Some(after), _) => (Some(Calendar::Lunar), after),
        (None, Some(after)) => (Some(Calendar::Civil), after),
        (None, None) => (None, rest),
    }
}

/// 2026年, 二零二六年, 90年, 明年.
fn year(rest: Rest<'_>, sense: Sense) -> Option<(Year, Rest<'_>)> {
    if let Some((more, after)) = rest.one_of(&YEARS_FROM_NOW) {
        return Some((Year { number: sense.today.year() + more, running: more == 0 }, after.maybe(&["的"])));
    }
    let (value, len, after) = rest.digits()?;
    let after = after.word("年")?;
    Some((Year { number: full_year(value, len, sense)?, running: false }, after))
}

/// A year of four digits, or the last two of one: the last such year for a birth, otherwise of this century.
pub fn full_year(value: u32, len: usize, sense: Sense) -> Option<i16> {
    let value = i16::try_from(value).ok()?;
    match (len, sense.direction) {
        (4, _) => Some(value),
        (2, Direction::Coming) => Some(2000 + value),
        (2, Direction::Past) if 2000 + value > sense.today.year() => Some(1900 + value),
        (2, Direction::Past) => Some(2000 + value),
        _ => None,
    }
}

/// 3月8号, 八月十五, 正月初六, 闰六月初一, 下个月8号.
fn month<'t>(rest: Rest<'t>, year: Option<Year>, calendar: Option<Calendar>, sense: Sense) -> Option<(Said, Rest<'t>)> {
    if let Some((months, after)) = rest.one_of(&MONTHS_FROM_NOW) {
        return Some(in_months(months, after, sense));
    }
    if let Some((month, after)) = rest.one_of(&LUNAR_MONTHS) {
        return Some(lunar_month(month, false, after, year, sense));
    }
    let leap = rest.word("闰");
    let (number, after) = leap.unwrap_or(rest).number()?;
    let after = after.word("月")?.maybe(&["份"]).maybe(&["的"]);
    let Some(month) = u8::try_from(number.value).ok().filter(|month| (1..=12).contains(month)) else {
        return Some((Said::Nothing(DateProblem::NoSuchDay), after));
    };
    let Some(day) = day(after) else { return Some((Said::Nothing(DateProblem::Unclear), after)) };
    let hanzi = !number.arabic && !day.number.arabic && !day.called;
    let lunar = leap.is_some() || day.lunar() || calendar == Some(Calendar::Lunar);
    if lunar || (hanzi && calendar != Some(Calendar::Civil)) {
        return Some(lunar_month(month, leap.is_some(), after, year, sense));
    }
    Some((civil(year, month, day.number.value, sense).into(), day.after))
}

fn lunar_month(month: u8, leap: bool, rest: Rest<'_>, year: Option<Year>, sense: Sense) -> (Said, Rest<'_>) {
    let Some(day) = day(rest) else { return (Said::Nothing(DateProblem::Unclear), rest) };
    (named::lunar(year, month, leap, day.number.value, sense).into(), day.after)
}

fn in_months(months: i8, rest: Rest<'_>, sense: Sense) -> (Said, Rest<'_>) {
    // 下个月初八 may be of either calendar's next month.
    let Some(day) = day(rest) else { return (Said::Nothing(DateProblem::Unclear), rest) };
    if day.lunar() {
        return (Said::Nothing(DateProblem::Unclear), day.after);
    }
    let first = sense.today.first_of_month().checked_add(jiff::Span::new().months(months));
    let number = i8::try_from(day.number.value);
    let date = first.ok().zip(number.ok()).and_then(|(first, day)| Date::new(first.year(), first.month(), day).ok());
    (date.ok_or(DateProblem::NoSuchDay).into(), day.after)
}

/// A day of a month.
pub struct Day<'t> {
    pub number: Numeral,
    /// With 初.
    early: bool,
    /// With 号 or 日.
    called: bool,
    pub after: Rest<'t>,
}

impl Day<'_> {
    /// No civil day is called so.
    pub fn lunar(&self) -> bool {
        self.early || self.number.lunar
    }
}

/// 初八, 廿三, 8号, 十五; 二十几 and 二十多号 are no day.
pub fn day(rest: Rest<'_>) -> Option<Day<'_>> {
    let early = rest.word("初");
    let (number, after) = match early {
        // 初八十点 is at ten.
        Some(rest) => rest.number().filter(|(number, _)| number.value <= 10).or_else(|| {
            let (value, after) = rest.one_numeral()?;
            Some((Numeral { value, len: 1, arabic: false, lunar: false }, after))
        })?,
        None => rest.number()?,
    };
    // 二十几号, 二十多号: some day about then. 3月12月 are two months.
    if after.any(&["几", "多", "来号", "来天", "月"]).is_some() {
        return None;
    }
    let called = after.any(&["号", "日"]);
    Some(Day { number, early: early.is_some(), called: called.is_some(), after: called.unwrap_or(after) })
}

/// 8号, 二十三日, 初八, 廿三; 农历十五.
fn day_of_month<'t>(
    rest: Rest<'t>,
    year: Option<Year>,
    calendar: Option<Calendar>,
    sense: Sense,
) -> Option<(Said, Rest<'t>)> {
    let day = day(rest)?;
    if day.lunar() || calendar == Some(Calendar::Lunar) {
        let date = match year {
            // 明年初六 is of the first month.
            Some(_) => named::lunar(year, 1, false, day.number.value, sense),
            None => named::next_lunar_day(day.number.value, sense),
        };
        return Some((date.into(), day.after));
    }
    if !day.called || year.is_some() || day.after.any(&COUNTED).is_some() {
        return None;
    }
    Some((sense.next_day_of_month(day.number.value).into(), day.after))
}

/// The day of that month; without a year the next one.
pub fn civil(year: Option<Year>, month: u8, day: u32, sense: Sense) -> Result<Date, DateProblem> {
    let month = i8::try_from(month).map_err(|_| DateProblem::NoSuchDay)?;
    let day = i8::try_from(day).map_err(|_| DateProblem::NoSuchDay)?;
    let in_year = |year: i16| Date::new(year, month, day).map_err(|_| DateProblem::NoSuchDay);
    match year {
        Some(year) if !YEARS.contains(&year.number) => Err(DateProblem::TooFar),
        Some(year) => in_year(year.number),
        None => {
            sense.needs_no_year()?;
            let this_year = sense.today.year();
            match in_year(this_year) {
                Ok(date) if date >= sense.today => Ok(date),
                _ => in_year(this_year + 1),
            }
        }
    }
}

/// The lunar years in which a day without its year may lie, soonest first.
pub fn lunar_years(year: Option<Year>, sense: Sense) -> Result<Vec<i16>, DateProblem> {
    let running = LunarDate::of(sense.today).map_or(sense.today.year(), LunarDate::year);
    match year {
        Some(year) if year.running && sense.direction == Direction::Past => Ok(vec![year.number]),
        Some(year) if !year.running => Ok(vec![year.number]),
        _ => {
            sense.needs_no_year()?;
            Ok(vec![running, running + 1])
        }
    }
}
