//! From when until when a policy can be claimed, in words.

use jiff::civil::Date;
use serde::Serialize;

use crate::domain::validity::{Stands, Validity};

/// How a policy stands on a day.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct ValidityView {
    /// How.
    pub stands: Stands,
    /// Its first day, where one is said: `2026年7月1日`.
    pub from: Option<String>,
    /// Its last day.
    pub until: Option<String>,
    /// What is said of one that cannot be claimed today: `已于2026年12月31日结束`, `从2026年7月1日起才能申请`.
    pub closed: Option<String>,
}

impl ValidityView {
    /// On `today`.
    pub fn of(valid: &Validity, today: Date) -> Self {
        let (stands, from, until) = (valid.on(today), valid.from.map(day), valid.until.map(day));
        let closed = match (stands, &from, &until) {
            (Stands::NotYet, Some(from), _) => Some(format!("从{from}起才能申请")),
            (Stands::Ended, _, Some(until)) => Some(format!("已于{until}结束")),
            _ => None,
        };
        Self { stands, from, until, closed }
    }
}

fn day(day: Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}
