//! Days of the lunar calendar, by which people here count.

use std::fmt;

use jiff::civil::Date;
use tyme4rs::tyme::Culture;
use tyme4rs::tyme::lunar::{LunarDay, LunarMonth};
use tyme4rs::tyme::solar::SolarDay;

use super::YEARS;

/// 腊月, the last month; the calendar's own name for it, 十二月, is read as December.
const LAST_MONTH: u8 = 12;

/// A day of the lunar calendar that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LunarDate {
    year: i16,
    month: u8,
    leap: bool,
    day: u8,
}

impl LunarDate {
    /// The lunar day of a civil one; `None` outside of [`YEARS`].
    pub fn of(date: Date) -> Option<Self> {
        if !YEARS.contains(&date.year()) {
            return None;
        }
        let month = usize::try_from(date.month()).ok()?;
        let day = SolarDay::new(date.year().into(), month, usize::try_from(date.day()).ok()?).ok()?.get_lunar_day();
        let month = day.get_lunar_month();
        Some(Self {
            year: i16::try_from(day.get_year()).ok()?,
            month: u8::try_from(month.get_month()).ok()?,
            leap: month.is_leap(),
            day: u8::try_from(day.get_day()).ok()?,
        })
    }

    /// That day, if the year has it: few years have a month twice, and many months end on the 29th.
    pub fn new(year: i16, month: u8, leap: bool, day: u8) -> Option<Self> {
        // A lunar year ends in the next civil one.
        let known = *YEARS.start() - 1..=*YEARS.end();
        let days = known.contains(&year).then(|| month_of(year, month, leap))?.map(|month| month.get_day_count())?;
        (1..=days).contains(&usize::from(day)).then_some(Self { year, month, leap, day })
    }

    /// The last day of a lunar year, 除夕: the 29th or the 30th of its last month.
    pub fn last_of(year: i16) -> Option<Self> {
        [30, 29].into_iter().find_map(|day| Self::new(year, LAST_MONTH, false, day))
    }

    /// The civil day; `None` outside of [`YEARS`].
    pub fn date(self) -> Option<Date> {
        let month = isize::from(self.month) * if self.leap { -1 } else { 1 };
        // It was looked up when this was made, so the library does not panic on it.
        let day = LunarDay::new(self.year.into(), month, self.day.into()).ok()?.get_solar_day();
        let month = i8::try_from(day.get_month()).ok()?;
        let date = Date::new(i16::try_from(day.get_year()).ok()?, month, i8::try_from(day.get_day()).ok()?).ok()?;
        YEARS.contains(&date.year()).then_some(date)
    }

    /// The lunar year; its first weeks lie in the civil year of the same number.
    pub fn year(self) -> i16 {
        self.year
    }

    /// 1 to 12.
    pub fn month(self) -> u8 {
        self.month
    }

    /// A month that comes a second time, 闰月.
    pub fn is_leap(self) -> bool {
        self.leap
    }

    /// 1 to 30.
    pub fn day(self) -> u8 {
        self.day
    }
}

/// `None` if the year has no such month. The library panics where a day of such a month is asked for.
fn month_of(year: i16, month: u8, leap: bool) -> Option<LunarMonth> {
    let month = isize::from(month) * if leap { -1 } else { 1 };
    LunarMonth::new(year.into(), month).ok()
}

/// 正月二十, 闰六月初一, 腊月廿三.
impl fmt::Display for LunarDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let month = match (self.month, self.leap) {
            (LAST_MONTH, false) => Some("腊月".to_owned()),
            (month, leap) => month_of(self.year, month, leap).map(|month| month.get_name()),
        };
        let signed = isize::from(self.month) * if self.leap { -1 } else { 1 };
        let day = LunarDay::new(self.year.into(), signed, self.day.into()).map(|day| day.get_name());
        f.write_str(&month.unwrap_or_default())?;
        f.write_str(&day.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn days_are_those_of_the_almanac() {
        for (civil, lunar, words) in [
            (date(2026, 2, 17), (2026, 1, false, 1), "正月初一"),
            (date(2026, 2, 16), (2025, 12, false, 29), "腊月廿九"),
            (date(2026, 3, 8), (2026, 1, false, 20), "正月二十"),
            (date(2025, 7, 25), (2025, 6, true, 1), "闰六月初一"),
            (date(2025, 6, 25), (2025, 6, false, 1), "六月初一"),
            (date(2033, 12, 22), (2033, 11, true, 1), "闰十一月初一"),
            (date(1990, 1, 27), (1990, 1, false, 1), "正月初一"),
            (date(1900, 1, 31), (1900, 1, false, 1), "正月初一"),
        ] {
            let (year, month, leap, day) = lunar;
            let lunar = LunarDate { year, month, leap, day };
            assert_eq!(LunarDate::of(civil), Some(lunar), "{civil}");
            assert_eq!(LunarDate::new(year, month, leap, day).and_then(LunarDate::date), Some(civil), "{civil}");
            assert_eq!(lunar.to_string(), words);
        }
    }

    #[test]
    fn new_year_s_eve_is_the_day_before_new_year() {
        for year in 1900..=2098 {
            let eve = LunarDate::last_of(year).and_then(LunarDate::date).unwrap();
            let new_year = LunarDate::new(year + 1, 1, false, 1).and_then(LunarDate::date).unwrap();
            assert_eq!(eve.tomorrow().unwrap(), new_year, "{year}");
        }
    }

    #[test]
    fn what_a_year_does_not_have_is_none() {
        for (year, month, leap, day) in [
            (2026, 6, true, 1),
            (2025, 12, false, 30),
            (2026, 0, false, 1),
            (2026, 13, false, 1),
            (2026, 1, false, 0),
            (2026, 1, false, 31),
            (1898, 1, false, 1),
            (2101, 1, false, 1),
        ] {
            assert_eq!(LunarDate::new(year, month, leap, day), None, "{year} {month} {leap} {day}");
        }
        assert_eq!(LunarDate::of(date(1899, 12, 31)), None);
        assert_eq!(LunarDate::of(date(2101, 1, 1)), None);
    }

    proptest! {
        #[test]
        fn there_and_back_is_the_same_day(days in 0i64..73_414) {
            let day = date(1900, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
            prop_assert_eq!(LunarDate::of(day).and_then(LunarDate::date), Some(day));
        }

        #[test]
        fn no_day_is_too_odd(year in any::<i16>(), month in any::<u8>(), leap in any::<bool>(), day in any::<u8>()) {
            if let Some(lunar) = LunarDate::new(year, month, leap, day) {
                prop_assert!(lunar.date().is_none_or(|date| LunarDate::of(date) == Some(lunar)));
            }
        }
    }
}
