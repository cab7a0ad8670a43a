//! When people are reminded of what they signed up for, and when they are asked how it was.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::activity::ActivityKind;
use super::errand::ErrandKind;
use super::id::ReminderId;

/// So long after it ended, nobody is asked any more how it was.
const FORGOTTEN: SignedDuration = SignedDuration::from_hours(72);

/// One reminder, for some kinds of activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReminderRule {
    /// Its name in the pack.
    pub id: ReminderId,
    /// For what.
    pub kinds: Vec<ActivityKind>,
    /// When.
    pub due: Due,
}

/// When something is to be said about an activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// So many days before the day on which it begins, at that time of day in China.
    DaysBefore {
        /// From 0, the day itself.
        days: u8,
        /// The time of day.
        at: Time,
    },
    /// So many minutes before it begins.
    MinutesBefore(u32),
    /// So many minutes after it ended: how was it?
    MinutesAfter(u32),
}

impl ReminderRule {
    /// What is said.
    pub fn says(&self) -> ErrandKind {
        match self.due {
            Due::DaysBefore { .. } | Due::MinutesBefore(_) => ErrandKind::Reminder,
            Due::MinutesAfter(_) => ErrandKind::Feedback,
        }
    }

    /// When it is said of what begins and ends then; `None` beyond the calendar.
    pub fn due(&self, (starts_at, ends_at): (Timestamp, Timestamp)) -> Option<Timestamp> {
        match self.due {
            Due::DaysBefore { days, at } => {
                let begins = starts_at.to_zoned(TimeZone::fixed(jiff::tz::offset(8)));
                let day = begins.date().checked_sub(i64::from(days).days()).ok()?;
                Some(day.to_datetime(at).to_zoned(begins.time_zone().clone()).ok()?.timestamp())
            }
            Due::MinutesBefore(minutes) => starts_at.checked_sub(SignedDuration::from_mins(minutes.into())).ok(),
            Due::MinutesAfter(minutes) => ends_at.checked_add(SignedDuration::from_mins(minutes.into())).ok(),
        }
    }

    /// From when on it is not said any more.
    pub fn not_after(&self, (starts_at, ends_at): (Timestamp, Timestamp)) -> Timestamp {
        match self.says() {
            ErrandKind::Feedback => ends_at.checked_add(FORGOTTEN).unwrap_or(ends_at),
            _ => starts_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        format!("{text}:00+08:00").parse().unwrap()
    }

    fn rule(due: Due) -> ReminderRule {
        ReminderRule { id: ReminderId::parse("r").unwrap(), kinds: vec![ActivityKind::JobFair], due }
    }

    #[test]
    fn the_evening_before_is_the_county_s_and_two_hours_are_two_hours() {
        let span = (at("2026-03-01T07:30"), at("2026-03-01T11:30"));
        let evening = rule(Due::DaysBefore { days: 1, at: jiff::civil::time(18, 0, 0, 0) });
        assert_eq!(evening.due(span), Some(at("2026-02-28T18:00")), "07:30 here is the day before in UTC");
        assert_eq!(rule(Due::MinutesBefore(120)).due(span), Some(at("2026-03-01T05:30")));
        assert_eq!(evening.not_after(span), at("2026-03-01T07:30"));
    }

    #[test]
    fn how_it_was_is_asked_after_the_end_and_not_for_ever() {
        let span = (at("2026-03-01T09:00"), at("2026-03-01T11:30"));
        let after = rule(Due::MinutesAfter(60));
        assert_eq!((after.says(), after.due(span)), (ErrandKind::Feedback, Some(at("2026-03-01T12:30"))));
        assert_eq!(after.not_after(span), at("2026-03-04T11:30"));
    }
}
