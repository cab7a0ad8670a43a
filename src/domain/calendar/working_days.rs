//! The days on which the country works, as the State Council decides them year by year.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};

/// From this month on the next year's notice is there, and should be in the pack: it comes early in November.
const NEXT_YEAR_FROM: i8 = 11;

/// The years that the pack knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkingDays {
    years: BTreeMap<i16, WorkingYear>,
}

/// One year of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingYear {
    /// Which.
    pub year: i16,
    /// The notice that says so.
    pub source: String,
    /// In the order of the year.
    pub holidays: Vec<Holiday>,
}

/// A public holiday with the days that are worked for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// 春节.
    pub name: String,
    /// First day off.
    pub from: Date,
    /// Last day off.
    pub to: Date,
    /// Weekend days on which people work instead, 调休上班.
    pub working: Vec<Date>,
}

/// Nothing is known of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("内容包里没有{0}年的放假安排。请按国务院办公厅的通知写好 calendar/{0}.toml")]
pub struct NoSuchYear(pub i16);

impl WorkingDays {
    /// These years.
    pub fn of(years: impl IntoIterator<Item = WorkingYear>) -> Self {
        Self { years: years.into_iter().map(|year| (year.year, year)).collect() }
    }

    /// Whether people work on that day: Monday to Friday, but for holidays and what is worked for them.
    ///
    /// # Errors
    /// Nothing is known of that year. It is never guessed: a wrong day sends people out for nothing.
    pub fn is_working_day(&self, date: Date) -> Result<bool, NoSuchYear> {
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        Ok(self.is_made_up(date)? || (!weekend && self.holiday(date)?.is_none()))
    }

    /// The holiday that this day is part of.
    ///
    /// # Errors
    /// As [`Self::is_working_day`].
    pub fn holiday(&self, date: Date) -> Result<Option<&Holiday>, NoSuchYear> {
        Ok(self.year(date)?.holidays.iter().find(|holiday| (holiday.from..=holiday.to).contains(&date)))
    }

    /// Whether it is a weekend day that is worked for a holiday.
    ///
    /// # Errors
    /// As [`Self::is_working_day`].
    pub fn is_made_up(&self, date: Date) -> Result<bool, NoSuchYear> {
        Ok(self.year(date)?.holidays.iter().any(|holiday| holiday.working.contains(&date)))
    }

    /// The years that should be known on this day and are not: the running one, and late in the year the next.
    pub fn missing(&self, today: Date) -> Vec<NoSuchYear> {
        let next = (today.month() >= NEXT_YEAR_FROM).then_some(today.year() + 1);
        let wanted = [today.year()].into_iter().chain(next);
        wanted.filter(|year| !self.years.contains_key(year)).map(NoSuchYear).collect()
    }

    fn year(&self, date: Date) -> Result<&WorkingYear, NoSuchYear> {
        self.years.get(&date.year()).ok_or(NoSuchYear(date.year()))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn spring_2026() -> WorkingDays {
        let holiday = Holiday {
            name: "春节".to_owned(),
            from: date(2026, 2, 15),
            to: date(2026, 2, 23),
            working: vec![date(2026, 2, 14), date(2026, 2, 28)],
        };
        WorkingDays::of([WorkingYear { year: 2026, source: "通知".to_owned(), holidays: vec![holiday] }])
    }

    #[test]
    fn holidays_and_made_up_days_turn_the_week_around() {
        let days = spring_2026();
        for (day, works) in [
            (date(2026, 2, 13), true),
            (date(2026, 2, 14), true),
            (date(2026, 2, 15), false),
            (date(2026, 2, 23), false),
            (date(2026, 2, 24), true),
            (date(2026, 2, 28), true),
            (date(2026, 3, 1), false),
        ] {
            assert_eq!(days.is_working_day(day), Ok(works), "{day}");
        }
    }

    #[test]
    fn a_year_that_is_not_there_is_never_guessed() {
        let error = spring_2026().is_working_day(date(2027, 1, 4)).unwrap_err();
        assert_eq!(error.to_string(), "内容包里没有2027年的放假安排。请按国务院办公厅的通知写好 calendar/2027.toml");
    }

    #[test]
    fn the_next_year_is_missed_from_november_on() {
        let days = spring_2026();
        assert_eq!(days.missing(date(2026, 10, 31)), []);
        assert_eq!(days.missing(date(2026, 11, 1)), [NoSuchYear(2027)]);
        assert_eq!(days.missing(date(2027, 1, 1)), [NoSuchYear(2027)]);
    }
}
