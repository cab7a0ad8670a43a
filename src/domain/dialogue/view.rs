//! What templates show of openings, activities, receipts and findings.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::domain::activity::{Activity, Admission};
use crate::domain::county::County;
use crate::domain::id::{ActivityId, OpeningId};
use crate::domain::opening::{Enterprise, Opening, Phone, PhoneKind};
use crate::domain::pack::Pack;
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
}

impl From<&County> for CountyFacts {
    fn from(county: &County) -> Self {
        Self {
            county: county.name.clone(),
            account: county.account_name.clone(),
            centre: county.centre.clone(),
            hotline: county.hotline.clone(),
            hours: county.hotline_hours.clone(),
        }
    }
}

/// An opening with its enterprise. What is `None` is not known.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct OpeningView {
    /// Row id; part of its page's address.
    pub id: OpeningId,
    /// Enterprise.
    pub name: String,
    /// Trade, inferred.
    pub trade: Option<String>,
    /// As printed.
    pub address: String,
    /// Job title.
    pub title: Option<String>,
    /// People wanted.
    pub headcount: Option<u32>,
    /// Pay in their words.
    pub wage: Option<String>,
    /// Shifts, age, skill in their words.
    pub requirements: Option<String>,
    /// Names to ask for.
    pub contacts: Vec<String>,
    /// Numbers as printed, each with what is doubtful about it.
    pub phones: Vec<PhoneView>,
    /// The number is a WeChat id too.
    pub wechat_same_number: bool,
    /// Where this comes from.
    pub source: String,
}

/// A number as printed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct PhoneView {
    /// As printed.
    pub printed: String,
    /// What is doubtful about it.
    pub doubt: Option<String>,
    /// What a tap rings; `None` where the number is doubtful.
    pub dial: Option<String>,
}

impl OpeningView {
    /// All that is known of an opening.
    pub fn of(opening: &Opening, enterprise: &Enterprise, pack: &Pack) -> Self {
        let trade = enterprise.trade.as_ref().and_then(|id| pack.trade(id));
        Self {
            id: opening.id,
            name: enterprise.name.clone(),
            trade: trade.map(|trade| trade.name.clone()),
            address: enterprise.address.clone(),
            title: opening.title.clone(),
            headcount: opening.headcount,
            wage: opening.wage.clone(),
            requirements: opening.requirements.clone(),
            contacts: enterprise.contacts.clone(),
            phones: enterprise.phones.iter().map(PhoneView::of).collect(),
            wechat_same_number: enterprise.wechat_same_number,
            source: opening.source.clone(),
        }
    }
}

impl PhoneView {
    /// A printed number and what can be done with it.
    pub fn of(phone: &Phone) -> Self {
        let doubt = match &phone.kind {
            PhoneKind::Doubtful { reason } => Some(reason.clone()),
            PhoneKind::Mobile | PhoneKind::Landline => None,
        };
        let dial = if doubt.is_none() { dial(&phone.printed) } else { None };
        Self { printed: phone.printed.clone(), doubt, dial }
    }
}

/// The digits of a printed number, for a `tel:` link; `None` where there is more in it than a number.
pub fn dial(printed: &str) -> Option<String> {
    let number = !printed.is_empty() && printed.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | ' '));
    number.then(|| printed.chars().filter(char::is_ascii_digit).collect())
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
    /// It can be claimed.
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

/// An activity as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct ActivityView {
    /// Row id; part of its page's address.
    pub id: ActivityId,
    /// Its name.
    pub title: String,
    /// When.
    pub when: When,
    /// Where.
    pub place: String,
    /// What to bring.
    pub bring: Vec<String>,
    /// Whom to ring.
    pub phone: String,
    /// Whether one can sign up.
    pub admission: Admission,
    /// Sign-up ends.
    pub closes: When,
    /// Seats left; `None` is without limit.
    pub left: Option<u32>,
    /// The reader's own receipt number.
    pub mine: Option<String>,
}

/// A receipt.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Receipt {
    /// `12-0045`.
    pub number: String,
    /// The activity.
    pub title: String,
    /// When.
    pub when: When,
    /// Where.
    pub place: String,
    /// What to bring.
    pub bring: Vec<String>,
    /// Whom to ring.
    pub phone: String,
}

impl Receipt {
    /// The receipt with this number for an activity.
    pub fn of(activity: &Activity, number: impl ToString) -> Self {
        Self {
            number: number.to_string(),
            title: activity.title.clone(),
            when: When::of(activity.starts_at, Some(activity.ends_at)),
            place: activity.place.clone(),
            bring: activity.bring.clone(),
            phone: activity.phone.clone(),
        }
    }
}

/// A label and what is known under it, masked where it is personal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Row {
    /// 姓名.
    pub label: String,
    /// `张*`; `None` where nothing is known or it was skipped.
    pub value: Option<String>,
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
    /// China has had one zone, UTC+8 without summer time, since 1991.
    pub fn of(from: Timestamp, to: Option<Timestamp>) -> Self {
        let zone = TimeZone::fixed(jiff::tz::offset(8));
        let clock = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%-H:%M").to_string();
        let day = from.to_zoned(zone.clone());
        let weekday = match day.weekday() {
            jiff::civil::Weekday::Monday => "一",
            jiff::civil::Weekday::Tuesday => "二",
            jiff::civil::Weekday::Wednesday => "三",
            jiff::civil::Weekday::Thursday => "四",
            jiff::civil::Weekday::Friday => "五",
            jiff::civil::Weekday::Saturday => "六",
            jiff::civil::Weekday::Sunday => "日",
        };
        Self { year: day.year(), month: day.month(), day: day.day(), weekday, from: clock(from), to: to.map(clock) }
    }
}
