//! Days as the platform counts them: Asia/Shanghai, which has had one offset since 1991.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz;

/// The day in China.
pub fn day(now: Timestamp) -> Date {
    tz::offset(8).to_datetime(now).date()
}

/// The first of that day's month.
pub fn month(now: Timestamp) -> Date {
    day(now).first_of_month()
}

/// The hour of that day, 0 to 23.
pub fn hour(now: Timestamp) -> i8 {
    tz::offset(8).to_datetime(now).hour()
}
