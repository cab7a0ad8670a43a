//! Activities that come again: film day every Sunday, a birthday party a month.

use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};
use serde::{Deserialize, Serialize};

use crate::domain::calendar::{NoSuchYear, WorkingDays};

/// When an activity comes again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recurrence {
    /// On which days.
    pub on: Rhythm,
    /// Not before this day.
    pub from: Date,
    /// Not after this day.
    #[serde(default)]
    pub until: Option<Date>,
    /// So many weeks ahead it is announced.
    pub weeks_ahead: u8,
    /// On a public holiday.
    #[serde(default)]
    pub on_holiday: Unusual,
    /// On a weekend day that is worked for a holiday.
    #[serde(default)]
    pub on_made_up: Unusual,
}

/// The days of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Rhythm {
    /// Each week on this day.
    Weekly(Day),
    /// Each month on the day of this number, or on its last one where it is shorter.
    Monthly(u8),
    /// Each month on that weekday: the first to the fourth, or the last.
    MonthlyOn(Nth, Day),
}

/// Which of a month's weekdays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nth {
    /// In its first seven days.
    First,
    /// In the next seven.
    Second,
    /// In the next seven.
    Third,
    /// In the next seven.
    Fourth,
    /// In its last seven days.
    Last,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the days of the week")]
pub enum Day {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// What becomes of a day of the rule that is no usual one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unusual {
    /// It takes place.
    #[default]
    Keep,
    /// It does not.
    Skip,
}

/// Days on which an activity comes again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dated {
    /// Soonest first.
    pub days: Vec<Date>,
    /// A year of which it is not known which days are holidays. Nothing is announced there that may not take place.
    pub unknown: Option<NoSuchYear>,
}

impl Recurrence {
    /// The days that are announced on `today`, which is the first that counts.
    pub fn days(&self, today: Date, calendar: &WorkingDays) -> Dated {
        let ahead = Span::new().try_weeks(i64::from(self.weeks_ahead)).and_then(|span| today.checked_add(span));
        let last = ahead.unwrap_or(today).min(self.until.unwrap_or(Date::MAX));
        let first = today.max(self.from);
        let mut dated = Dated::default();
        for day in first.series(1.day()).take_while(|day| *day <= last).filter(|day| self.on.falls_on(*day)) {
            match self.takes_place(day, calendar) {
                Ok(true) => dated.days.push(day),
                Ok(false) => {}
                Err(unknown) => dated.unknown = dated.unknown.or(Some(unknown)),
            }
        }
        dated
    }

    fn takes_place(&self, day: Date, calendar: &WorkingDays) -> Result<bool, NoSuchYear> {
        let holiday = self.on_holiday == Unusual::Skip && calendar.holiday(day)?.is_some();
        let made_up = self.on_made_up == Unusual::Skip && calendar.is_made_up(day)?;
        Ok(!holiday && !made_up)
    }
}

impl Rhythm {
    fn falls_on(self, date: Date) -> bool {
        match self {
            Self::Weekly(day) => date.weekday() == day.into(),
            Self::Monthly(number) => date.day() == date.days_in_month().min(i8::try_from(number).unwrap_or(i8::MAX)),
            Self::MonthlyOn(nth, day) => date.weekday() == day.into() && nth.holds(date),
        }
    }
}

impl Nth {
    fn holds(self, date: Date) -> bool {
        let seven = match self {
            Self::First => 1..=7,
            Self::Second => 8..=14,
            Self::Third => 15..=21,
            Self::Fourth => 22..=28,
            Self::Last => date.days_in_month() - 6..=date.days_in_month(),
        };
        seven.contains(&date.day())
    }
}

impl From<Day> for Weekday {
    fn from(day: Day) -> Self {
        match day {
            Day::Monday => Self::Monday,
            Day::Tuesday => Self::Tuesday,
            Day::Wednesday => Self::Wednesday,
            Day::Thursday => Self::Thursday,
            Day::Friday => Self::Friday,
            Day::Saturday => Self::Saturday,
            Day::Sunday => Self::Sunday,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::calendar::{Holiday, WorkingYear};

    fn calendar() -> WorkingDays {
        let holiday = |name: &str, from, to, working| Holiday { name: name.to_owned(), from, to, working };
        let spring = holiday("春节", date(2026, 2, 15), date(2026, 2, 23), vec![date(2026, 2, 14), date(2026, 2, 28)]);
        let holidays = vec![holiday("元旦", date(2026, 1, 1), date(2026, 1, 3), vec![date(2026, 1, 4)]), spring];
        WorkingDays::of([WorkingYear { year: 2026, source: "通知".to_owned(), holidays }])
    }

    fn rule(on: Rhythm) -> Recurrence {
        let (on_holiday, on_made_up) = (Unusual::Keep, Unusual::Keep);
        Recurrence { on, from: date(2026, 1, 1), until: None, weeks_ahead: 9, on_holiday, on_made_up }
    }

    fn days(rule: &Recurrence, today: Date) -> Vec<String> {
        rule.days(today, &calendar()).days.iter().map(|day| day.strftime("%m-%d").to_string()).collect()
    }

    #[test]
    fn a_week_s_day_comes_every_week_but_for_what_is_skipped() {
        let mut rule = Recurrence { weeks_ahead: 4, ..rule(Rhythm::Weekly(Day::Sunday)) };
        assert_eq!(days(&rule, date(2026, 2, 1)), ["02-01", "02-08", "02-15", "02-22", "03-01"]);
        rule.on_holiday = Unusual::Skip;
        assert_eq!(days(&rule, date(2026, 2, 1)), ["02-01", "02-08", "03-01"]);
        assert_eq!(days(&rule, date(2026, 1, 2)), ["01-04", "01-11", "01-18", "01-25"]);
        rule.on_made_up = Unusual::Skip;
        assert_eq!(days(&rule, date(2026, 1, 2)), ["01-11", "01-18", "01-25"]);
        rule.until = Some(date(2026, 1, 18));
        rule.from = date(2026, 1, 12);
        assert_eq!(days(&rule, date(2026, 1, 2)), ["01-18"]);
    }

    #[test]
    fn a_month_s_day_is_one_of_its_days_or_of_its_weekdays() {
        let today = date(2026, 1, 1);
        assert_eq!(days(&rule(Rhythm::Monthly(15)), today), ["01-15", "02-15"]);
        assert_eq!(days(&rule(Rhythm::Monthly(31)), today), ["01-31", "02-28"]);
        assert_eq!(days(&rule(Rhythm::MonthlyOn(Nth::Last, Day::Friday)), today), ["01-30", "02-27"]);
        assert_eq!(days(&rule(Rhythm::MonthlyOn(Nth::First, Day::Thursday)), today), ["01-01", "02-05", "03-05"]);
        assert_eq!(days(&rule(Rhythm::MonthlyOn(Nth::Fourth, Day::Saturday)), today), ["01-24", "02-28"]);
    }

    #[test]
    fn nothing_is_announced_into_a_year_whose_holidays_are_not_known() {
        let skips = Recurrence { on_holiday: Unusual::Skip, ..rule(Rhythm::Weekly(Day::Sunday)) };
        let dated = skips.days(date(2026, 12, 20), &calendar());
        assert_eq!(dated.days, [date(2026, 12, 20), date(2026, 12, 27)]);
        assert_eq!(dated.unknown, Some(NoSuchYear(2027)));
        let keeps = rule(Rhythm::Weekly(Day::Sunday)).days(date(2026, 12, 20), &calendar());
        assert_eq!((keeps.days.len(), keeps.unknown), (10, None));
    }
}
