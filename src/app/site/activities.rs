//! `/activities`: what is on, and each of it.

use serde::Serialize;

use super::Moment;
use crate::domain::activity::{Activity, Admission};
use crate::domain::dialogue::view::{When, dial};
use crate::domain::id::ActivityId;

/// Most activities of a list. A county has 140 in a year; so many weeks ahead nobody plans.
const MOST: usize = 40;

/// One activity in a list.
#[derive(Debug, Serialize)]
pub struct ActivityRow {
    /// Row id.
    pub id: ActivityId,
    /// Its name.
    pub title: String,
    /// When.
    pub when: When,
    /// Where.
    pub place: String,
    /// Whether one can sign up, seats apart.
    pub admission: Admission,
}

/// One activity.
#[derive(Debug, Serialize)]
pub struct ActivityPage {
    /// What stands in the list.
    #[serde(flatten)]
    pub row: ActivityRow,
    /// What it is.
    pub kind: &'static str,
    /// A map of its place; none of a sample, whose place is made up.
    pub map: Option<String>,
    /// What to bring.
    pub bring: Vec<String>,
    /// Whom to ring, as it was given.
    pub phone: String,
    /// What a tap rings.
    pub dial: Option<String>,
    /// Sign-up ends.
    pub closes: When,
    /// Seats in all; how many are left is said in the chat.
    pub capacity: Option<u32>,
}

impl Moment {
    /// What is on, soonest first.
    pub fn activities(&self) -> Vec<ActivityRow> {
        let coming = self.catalog.activities.iter().filter(|activity| activity.ends_at > self.now);
        coming.take(MOST).map(|activity| self.activity_row(activity)).collect()
    }

    /// One activity, also when it is over.
    pub fn activity(&self, id: ActivityId) -> Option<ActivityPage> {
        let activity = self.catalog.activity(id)?;
        Some(ActivityPage {
            row: self.activity_row(activity),
            kind: activity.kind.name(),
            map: if activity.sample { None } else { self.map_of(&activity.place) },
            bring: activity.bring.clone(),
            phone: activity.phone.clone(),
            dial: dial(&activity.phone),
            closes: When::of(activity.closes_at, None),
            capacity: activity.capacity,
        })
    }

    fn activity_row(&self, activity: &Activity) -> ActivityRow {
        ActivityRow {
            id: activity.id,
            title: activity.title.clone(),
            when: When::of(activity.starts_at, Some(activity.ends_at)),
            place: activity.place.clone(),
            admission: activity.admission(self.now),
        }
    }
}
