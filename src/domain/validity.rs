//! From which day and until which day something holds.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Days in China, both ends among them. What a paper does not say stays open: most notices name no end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    /// The first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

/// How something stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stands {
    /// Its first day is still to come.
    NotYet,
    /// It holds.
    InForce,
    /// Its last day is over.
    Ended,
}

impl Validity {
    /// How it stands on `day`.
    pub fn on(&self, day: Date) -> Stands {
        if self.until.is_some_and(|until| until < day) {
            Stands::Ended
        } else if self.from.is_some_and(|from| day < from) {
            Stands::NotYet
        } else {
            Stands::InForce
        }
    }

    /// How many days it still holds after `day`; `None` while it has no end, or where it does not hold.
    pub fn days_left(&self, day: Date) -> Option<i32> {
        let until = self.until.filter(|_| self.on(day) == Stands::InForce)?;
        Some(until.since(day).ok()?.get_days())
    }

    /// Whether it ends before it begins.
    pub fn is_reversed(&self) -> bool {
        self.from.zip(self.until).is_some_and(|(from, until)| until < from)
    }

    /// Whether nothing is said of it.
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::date;

    use super::*;
    use crate::domain::dialogue::view::When;

    const HALF: Validity = Validity { from: Some(date(2026, 7, 1)), until: Some(date(2026, 12, 31)) };

    #[test]
    fn the_first_and_the_last_day_are_among_it() {
        let stands = |day| HALF.on(day);
        assert_eq!(stands(date(2026, 6, 30)), Stands::NotYet);
        assert_eq!(stands(date(2026, 7, 1)), Stands::InForce);
        assert_eq!(stands(date(2026, 12, 31)), Stands::InForce);
        assert_eq!(stands(date(2027, 1, 1)), Stands::Ended);
    }

    #[test]
    fn its_days_begin_at_midnight_in_china() {
        let at = |utc: &str| HALF.on(When::day_of(utc.parse::<Timestamp>().unwrap()));
        assert_eq!(at("2026-06-30T15:59:59Z"), Stands::NotYet);
        assert_eq!(at("2026-06-30T16:00:00Z"), Stands::InForce, "it is the first of July there");
        assert_eq!(at("2026-12-31T15:59:59Z"), Stands::InForce, "a minute of the last day is left");
        assert_eq!(at("2026-12-31T16:00:00Z"), Stands::Ended);
    }

    #[test]
    fn what_says_nothing_of_days_always_holds() {
        assert_eq!(Validity::default().on(date(1999, 1, 1)), Stands::InForce);
        assert_eq!(Validity::default().days_left(date(1999, 1, 1)), None);
        assert!(Validity::default().is_open());
    }

    #[test]
    fn the_days_that_are_left_are_counted_while_it_holds() {
        assert_eq!(HALF.days_left(date(2026, 12, 1)), Some(30));
        assert_eq!(HALF.days_left(date(2026, 12, 31)), Some(0));
        assert_eq!(HALF.days_left(date(2027, 1, 1)), None);
        assert_eq!(HALF.days_left(date(2026, 6, 30)), None, "it has not begun");
    }
}
