//! `recurring.toml`: samples of activities that come again, for trials; what is real is imported with its dates.

use std::collections::HashSet;

use jiff::civil::Date;
use serde::Deserialize;

use super::activities::{self, NoSuchDay, SampleActivity, Sheet};
use super::document::{Document, Node};
use super::files::PackFiles;
use super::flaw::Flaws;
use crate::domain::activity::{Activity, Recurrence, Rhythm};
use crate::domain::calendar::{NoSuchYear, WorkingDays};
use crate::domain::form::Form;

const FILE: &str = "recurring.toml";
/// Longest that a rule looks ahead: what lies further is better told later, with fewer changes.
const MOST_WEEKS: u8 = 12;

/// A rule, and what it makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecurringActivity {
    when: Recurrence,
    what: SampleActivity,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    when: Recurrence,
    activity: Sheet,
}

impl RecurringActivity {
    /// The activities that are announced on `today`, each by a slug of its own: `film_day-2026-03-08`. With the year
    /// for which there is no calendar, where one is needed.
    ///
    /// # Errors
    /// The calendar does not reach so far.
    pub fn dated(&self, today: Date, calendar: &WorkingDays) -> Result<(Vec<Activity>, Option<NoSuchYear>), NoSuchDay> {
        let dated = self.when.days(today, calendar);
        let of_day = |day: Date| self.what.on(day, &format!("{}-{day}", self.what.slug()));
        Ok((dated.days.into_iter().map(of_day).collect::<Result<_, _>>()?, dated.unknown))
    }
}

/// A pack may do without.
pub(super) fn read(files: &PackFiles, forms: &[Form], phone: &str, flaws: &mut Flaws) -> Vec<RecurringActivity> {
    if files.get(FILE).is_none() {
        return Vec::new();
    }
    let Some(document) = Document::open(files, FILE, flaws) else { return Vec::new() };
    let mut slugs = HashSet::new();
    let mut rules = Vec::new();
    for (entry, node) in document.entries::<Entry>("rule", flaws) {
        let activity = node.get("activity").unwrap_or(node);
        if !slugs.insert(entry.activity.slug.clone()) {
            activity.error(flaws, "slug", format!("{} 前面已经有了", entry.activity.slug));
        }
        if activity.get("in_days").is_some() {
            activity.error(flaws, "in_days", "哪天办由 [rule.when] 定，这里不要写");
        }
        activities::check(&entry.activity, forms, activity, flaws);
        check(&entry.when, node.get("when").unwrap_or(node), flaws);
        rules.push(RecurringActivity { when: entry.when, what: SampleActivity::of(entry.activity, phone) });
    }
    rules
}

fn check(when: &Recurrence, node: Node<'_>, flaws: &mut Flaws) {
    if matches!(when.on, Rhythm::Monthly(day) if !(1..=31).contains(&day)) {
        node.error(flaws, "on", "每月几号，要在1到31之间");
    }
    if !(1..=MOST_WEEKS).contains(&when.weeks_ahead) {
        node.error(flaws, "weeks_ahead", format!("要在1到{MOST_WEEKS}周之间"));
    }
    if when.until.is_some_and(|until| until < when.from) {
        node.error(flaws, "until", "比 from 还早，一次也不会办");
    }
}
