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
    /// No seat is left, as far as was known a few seconds ago.
    pub full: bool,
    /// Whether people queue then.
    pub queues: bool,
}

/// One part of an activity.
#[derive(Debug, Serialize)]
pub struct SessionRow {
    /// 上午场.
    pub name: String,
    /// When.
    pub when: When,
    /// Its seats in all.
    pub capacity: Option<u32>,
    /// None is left, as far as was known a few seconds ago.
    pub full: bool,
}

/// One activity.
#[derive(Debug, Serialize)]
pub struct ActivityPage {
    /// What stands in the list.
    #[serde(flatten)]
    pub row: ActivityRow,
    /// What it is; sent to the account, it leads to the list in which such ones come first.
    pub kind: &'static str,
    /// A map of its place; none of a sample, whose place is made up.
    pub map: Option<String>,
    /// Where to meet, or which bus goes there.
    pub meet: Option<String>,
    /// What to bring.
    pub bring: Vec<String>,
    /// Whom to ring, as it was given.
    pub phone: String,
    /// What a tap rings.
    pub dial: Option<String>,
    /// Sign-up begins, where it has not.
    pub opens: Option<When>,
    /// Sign-up ends.
    pub closes: When,
    /// Seats in all; how many are left is said in the chat.
    pub capacity: Option<u32>,
    /// Its parts, where it has some.
    pub sessions: Vec<SessionRow>,
    /// Only people of these units.
    pub units: Vec<String>,
    /// Youngest and oldest.
    pub ages: (Option<u8>, Option<u8>),
    /// What can be sent to the account to come straight to it.
    pub word: Option<String>,
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
        let units = activity.eligibility.units.iter().filter_map(|unit| self.catalog.pack.unit(*unit));
        let sessions = activity.sessions.iter().map(|session| SessionRow {
            name: session.name.clone(),
            when: When::of(session.starts_at, Some(session.ends_at)),
            capacity: session.capacity,
            full: self.catalog.full.session(id, session.number),
        });
        Some(ActivityPage {
            row: self.activity_row(activity),
            kind: activity.kind.name(),
            map: if activity.sample { None } else { self.map_of(&activity.place) },
            meet: activity.meet.clone(),
            bring: activity.bring.clone(),
            phone: activity.phone.clone(),
            dial: dial(&activity.phone),
            opens: activity.opens_at.filter(|opens| *opens > self.now).map(|opens| When::of(opens, None)),
            closes: When::of(activity.closes_at, None),
            capacity: activity.capacity,
            sessions: sessions.collect(),
            units: units.map(|unit| unit.name.clone()).collect(),
            ages: (activity.eligibility.min_age, activity.eligibility.max_age),
            word: self.source_of(id, None).map(|source| source.code.to_string()),
        })
    }

    fn activity_row(&self, activity: &Activity) -> ActivityRow {
        ActivityRow {
            id: activity.id,
            title: activity.title.clone(),
            when: When::of(activity.starts_at, Some(activity.ends_at)),
            place: activity.place.clone(),
            admission: activity.admission(self.now),
            full: self.catalog.full.activity(activity.id),
            queues: activity.queues,
        }
    }
}
