//! What a county decides about sign-ups.

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// `[county.sign_up]` of the pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignUpRules {
    /// Most people that one follower may have at one activity: a family, or a cadre's villagers.
    pub most_people: u32,
    /// How long a seat that came free is kept for the first in the queue.
    pub offer_hours: u16,
    /// So long before it begins, no seat is offered any more: nobody could come in time.
    pub offer_ends_minutes_before: u16,
    /// So long before it begins, people can check in at its door.
    pub door_opens_minutes_before: u16,
    /// From when in the evening nobody is disturbed.
    pub quiet_from: Time,
    /// Until when in the morning.
    pub quiet_to: Time,
}

impl SignUpRules {
    /// Until when a seat that is offered at `now` is kept, for something that begins at `starts_at`; `None` where it
    /// is too late, or nobody is to be disturbed now.
    pub fn offer_until(&self, now: Timestamp, starts_at: Timestamp) -> Option<Timestamp> {
        let last = starts_at - SignedDuration::from_mins(i64::from(self.offer_ends_minutes_before));
        let until = last.min(now + SignedDuration::from_hours(i64::from(self.offer_hours)));
        (until > now && !self.is_quiet(now)).then_some(until)
    }

    /// Whether nobody is to be disturbed.
    pub fn is_quiet(&self, now: Timestamp) -> bool {
        self.is_quiet_at(in_china(now).time())
    }

    /// Whether nobody is to be disturbed at this time of day in China.
    pub fn is_quiet_at(&self, time: Time) -> bool {
        if self.quiet_from <= self.quiet_to {
            (self.quiet_from..self.quiet_to).contains(&time)
        } else {
            time >= self.quiet_from || time < self.quiet_to
        }
    }

    /// When the quiet that there is at `now` ends; `now` where there is none.
    pub fn after_quiet(&self, now: Timestamp) -> Timestamp {
        if !self.is_quiet(now) {
            return now;
        }
        let here = in_china(now);
        let day = if here.time() < self.quiet_to { here.date() } else { here.date().tomorrow().unwrap_or(here.date()) };
        day.to_datetime(self.quiet_to).to_zoned(here.time_zone().clone()).map_or(now, |zoned| zoned.timestamp())
    }
}

fn in_china(now: Timestamp) -> jiff::Zoned {
    now.to_zoned(TimeZone::fixed(jiff::tz::offset(8)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> SignUpRules {
        SignUpRules {
            most_people: 10,
            offer_hours: 12,
            offer_ends_minutes_before: 60,
            door_opens_minutes_before: 180,
            quiet_from: jiff::civil::time(21, 0, 0, 0),
            quiet_to: jiff::civil::time(8, 0, 0, 0),
        }
    }

    fn at(text: &str) -> Timestamp {
        format!("{text}:00+08:00").parse().unwrap()
    }

    #[test]
    fn a_seat_is_kept_for_some_hours_and_never_past_the_beginning() {
        let rules = rules();
        assert_eq!(rules.offer_until(at("2026-03-01T10:00"), at("2026-03-08T09:00")), Some(at("2026-03-01T22:00")));
        assert_eq!(rules.offer_until(at("2026-03-08T08:00"), at("2026-03-08T14:00")), Some(at("2026-03-08T13:00")));
        assert_eq!(rules.offer_until(at("2026-03-08T13:00"), at("2026-03-08T14:00")), None);
        assert_eq!(rules.offer_until(at("2026-03-08T15:00"), at("2026-03-08T14:00")), None);
        assert_eq!(rules.offer_until(at("2026-03-01T23:00"), at("2026-03-08T14:00")), None, "nobody is woken");
    }

    #[test]
    fn quiet_is_over_in_the_morning() {
        let rules = rules();
        for (now, after) in [
            ("2026-03-01T20:59", "2026-03-01T20:59"),
            ("2026-03-01T21:00", "2026-03-02T08:00"),
            ("2026-03-02T00:30", "2026-03-02T08:00"),
            ("2026-03-02T07:59", "2026-03-02T08:00"),
            ("2026-03-02T08:00", "2026-03-02T08:00"),
        ] {
            assert_eq!(rules.after_quiet(at(now)), at(after), "{now}");
        }
    }
}
