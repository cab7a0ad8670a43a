//! `reminders.toml`: when people are reminded, by kind of activity.

use std::collections::HashSet;

use jiff::civil::Time;
use serde::Deserialize;

use super::document::{Document, Node};
use super::files::PackFiles;
use super::flaw::Flaws;
use crate::domain::activity::ActivityKind;
use crate::domain::id::ReminderId;
use crate::domain::reminder::{Due, ReminderRule};
use crate::domain::sign_up::SignUpRules;

/// Nobody remembers longer what a reminder was about.
const MOST_DAYS: u8 = 14;
/// From a day on it is said in days.
const MOST_MINUTES: u32 = 24 * 60;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    id: ReminderId,
    kinds: Vec<ActivityKind>,
    #[serde(default)]
    days_before: Option<u8>,
    #[serde(default)]
    at: Option<Time>,
    #[serde(default)]
    minutes_before: Option<u32>,
    #[serde(default)]
    minutes_after: Option<u32>,
}

pub(super) fn read(files: &PackFiles, sign_up: Option<&SignUpRules>, flaws: &mut Flaws) -> Vec<ReminderRule> {
    let Some(document) = Document::open(files, "reminders.toml", flaws) else { return Vec::new() };
    let mut ids = HashSet::new();
    let mut rules = Vec::new();
    for (sheet, node) in document.entries::<Sheet>("reminder", flaws) {
        if !ids.insert(sheet.id.clone()) {
            node.error(flaws, "id", format!("{} 前面已经有了", sheet.id));
        }
        if sheet.kinds.is_empty() {
            node.error(flaws, "kinds", "至少要写一种活动");
        }
        let due = due(&sheet, node, flaws);
        check_quiet(&sheet, sign_up, node, flaws);
        rules.extend(due.map(|due| ReminderRule { id: sheet.id, kinds: sheet.kinds, due }));
    }
    rules
}

/// One of the three ways to say when.
fn due(sheet: &Sheet, node: Node<'_>, flaws: &mut Flaws) -> Option<Due> {
    let due = match (sheet.days_before, sheet.at, sheet.minutes_before, sheet.minutes_after) {
        (Some(days), Some(at), None, None) => Due::DaysBefore { days, at },
        (None, None, Some(minutes), None) => Due::MinutesBefore(minutes),
        (None, None, None, Some(minutes)) => Due::MinutesAfter(minutes),
        _ => {
            let reason = "要写清什么时候，三种里选一种：days_before 加 at，minutes_before，minutes_after";
            node.error(flaws, "id", reason);
            return None;
        }
    };
    let (key, sound) = match due {
        Due::DaysBefore { days, .. } => ("days_before", days <= MOST_DAYS),
        Due::MinutesBefore(minutes) => ("minutes_before", (1..=MOST_MINUTES).contains(&minutes)),
        Due::MinutesAfter(minutes) => ("minutes_after", minutes <= MOST_MINUTES),
    };
    if !sound {
        node.error(flaws, key, format!("最早提前{MOST_DAYS}天；按分钟算的，最多{MOST_MINUTES}分钟"));
    }
    Some(due)
}

/// It would always wait for the morning, which is hardly what was meant.
fn check_quiet(sheet: &Sheet, rules: Option<&SignUpRules>, node: Node<'_>, flaws: &mut Flaws) {
    let (Some(at), Some(rules)) = (sheet.at, rules) else { return };
    if rules.is_quiet_at(at) {
        node.error(flaws, "at", "这个钟点不打扰人（pack.toml 的 quiet_from 到 quiet_to），请换一个");
    }
}
