//! The day by which the platform counts: that of Asia/Shanghai.

use jiff::civil::time;
use jiff::{Timestamp, ToSpan, Zoned};

/// A day and its month, as numbers that replicas can compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChinaDay {
    /// `20260301`.
    pub day: i64,
    /// `202603`.
    pub month: i64,
    /// When the platform surely counts anew: five minutes past midnight, because its clock need not be ours and the
    /// hour is not documented (platform sheet 10).
    pub renewed_at: Timestamp,
}

impl ChinaDay {
    /// The day of a moment.
    pub fn of(now: Timestamp) -> Self {
        let here = now.to_zoned(shanghai());
        let month = i64::from(here.year()) * 100 + i64::from(here.month());
        let renewed_at = renewal_after(&here).map_or(now, |next| next.timestamp());
        Self { day: month * 100 + i64::from(here.day()), month, renewed_at }
    }
}

/// The hour of the day in China, 0 to 23.
pub fn hour_in_china(now: Timestamp) -> i8 {
    now.to_zoned(shanghai()).hour()
}

/// The whole country has one zone, without summer time since 1991.
fn shanghai() -> jiff::tz::TimeZone {
    jiff::tz::TimeZone::fixed(jiff::tz::offset(8))
}

fn renewal_after(here: &Zoned) -> Result<Zoned, jiff::Error> {
    let today = here.with().time(time(0, 5, 0, 0)).build()?;
    if today > *here { Ok(today) } else { today.checked_add(1.day()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_that_of_china_and_counts_are_renewed_five_past_midnight() {
        for (now, day, renewed) in [
            ("2026-02-28T23:59:59+08:00", 20_260_228, "2026-03-01T00:05:00+08:00"),
            ("2026-03-01T00:00:00+08:00", 20_260_301, "2026-03-01T00:05:00+08:00"),
            ("2026-03-01T00:05:00+08:00", 20_260_301, "2026-03-02T00:05:00+08:00"),
            ("2026-12-31T16:00:00Z", 20_270_101, "2027-01-01T00:05:00+08:00"),
        ] {
            let here = ChinaDay::of(now.parse().unwrap());
            assert_eq!((here.day, here.month), (day, day / 100), "{now}");
            assert_eq!(here.renewed_at, renewed.parse().unwrap(), "{now}");
        }
    }
}
