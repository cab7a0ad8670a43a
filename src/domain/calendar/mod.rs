//! The Chinese calendar: lunar days, festivals, and the days on which the country works.
//!
//! Lunar days and solar terms come from `tyme4rs`, which is named here alone; working days are decided by the State
//! Council every year, and are data of the content pack.

mod festival;
mod lunar;
mod working_days;

pub use festival::{Festival, festival_named};
pub use lunar::LunarDate;
pub use working_days::{Holiday, NoSuchYear, WorkingDays, WorkingYear};

/// The years whose days are spoken of: nobody here was born before them, or plans past them.
pub const YEARS: std::ops::RangeInclusive<i16> = 1900..=2100;

/// How weekdays are counted here: 一 to 日.
pub fn weekday_name(weekday: jiff::civil::Weekday) -> &'static str {
    use jiff::civil::Weekday::{Friday, Monday, Saturday, Sunday, Thursday, Tuesday, Wednesday};
    match weekday {
        Monday => "一",
        Tuesday => "二",
        Wednesday => "三",
        Thursday => "四",
        Friday => "五",
        Saturday => "六",
        Sunday => "日",
    }
}
