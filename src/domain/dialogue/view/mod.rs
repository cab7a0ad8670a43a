//! What templates show of openings, activities, receipts and findings.

mod activity;
mod opening;
mod validity;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;

pub use self::activity::{ActivityView, Arrival, Guest, Held, Receipt, SeatState, SessionView};
pub use self::opening::{OpeningView, PhoneView, dial};
pub use self::validity::ValidityView;
use crate::domain::calendar::{LunarDate, weekday_name};
use crate::domain::county::County;
use crate::domain::policy::Amount;

/// What general replies say of the county.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct CountyFacts {
    /// 兴国县.
    pub county: String,
    /// How the account speaks of itself.
    pub account: String,
    /// 兴国县就业中心.
    pub centre: String,
    /// A number that a person answers.
    pub hotline: String,
    /// When.
    pub hours: String,
    /// Staff answer in the chat too.
    pub staff_answer: bool,
}

impl From<&County> for CountyFacts {
    fn from(county: &County) -> Self {
        Self {
            county: county.name.clone(),
            account: county.account_name.clone(),
            centre: county.centre.clone(),
            hotline: county.hotline.clone(),
            hours: county.hotline_hours.clone(),
            staff_answer: county.staff_answer(),
        }
    }
}

/// A range of numbers that would do.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct NumberRange {
    /// 人, 个月.
    pub unit: String,
    /// Largest that is believed.
    pub most: u32,
}

/// What came out for a policy.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct FindingView {
    /// The policy.
    pub policy: String,
    /// Whether it can be claimed at all today.
    pub valid: ValidityView,
    /// They can claim it.
    pub granted: bool,
    /// Why not.
    pub reason: Option<String>,
    /// From the notice.
    pub amount: Option<Amount>,
    /// For how many people.
    pub heads: Option<u32>,
    /// Amount times people: least and most yuan.
    pub total: Option<(u64, u64)>,
    /// Who applies, and when.
    pub apply: String,
    /// Who decides.
    pub office: String,
}

/// A label and what is known under it, masked where it is personal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Row {
    /// 姓名.
    pub label: String,
    /// `张*`; `None` where nothing is known or it was skipped.
    pub value: Option<String>,
    /// What is known but has no words.
    pub received: Option<Received>,
}

/// Things that were sent and cannot be read out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Received {
    /// A picture.
    Photo,
    /// A place without a name.
    Place,
}

/// A time as people here say it, in China's time.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct When {
    /// Year.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31.
    pub day: i8,
    /// 一 to 日.
    pub weekday: &'static str,
    /// `9:00`.
    pub from: String,
    /// `11:30`.
    pub to: Option<String>,
}

impl When {
    /// The day in China.
    pub fn day_of(at: Timestamp) -> Date {
        at.to_zoned(TimeZone::fixed(jiff::tz::offset(8))).date()
    }

    /// China has had one zone, UTC+8 without summer time, since 1991.
    pub fn of(from: Timestamp, to: Option<Timestamp>) -> Self {
        let zone = TimeZone::fixed(jiff::tz::offset(8));
        let clock = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%-H:%M").to_string();
        let day = from.to_zoned(zone.clone());
        let weekday = weekday_name(day.weekday());
        Self { year: day.year(), month: day.month(), day: day.day(), weekday, from: clock(from), to: to.map(clock) }
    }
}

/// `3月8日 周日（农历正月二十）`, so that whoever counts by the moon sees a slip; with the year where it is another.
pub fn day_in_words(day: Date, today: Date) -> String {
    let year = if day.year() == today.year() { String::new() } else { format!("{}年", day.year()) };
    let lunar = LunarDate::of(day).map(|lunar| format!("（农历{lunar}）")).unwrap_or_default();
    format!("{year}{}月{}日 周{}{lunar}", day.month(), day.day(), weekday_name(day.weekday()))
}
