//! What has no seat left, as far as is known: for lists and pages.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::SessionNumber;
use crate::domain::id::ActivityId;

/// Activities without a seat left, and sessions without one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Full {
    activities: BTreeSet<ActivityId>,
    sessions: BTreeSet<(ActivityId, SessionNumber)>,
}

impl Full {
    /// Notes an activity.
    pub fn add(&mut self, activity: ActivityId) {
        self.activities.insert(activity);
    }

    /// Notes a session of one.
    pub fn add_session(&mut self, activity: ActivityId, session: SessionNumber) {
        self.sessions.insert((activity, session));
    }

    /// Nobody more can come to this activity.
    pub fn activity(&self, id: ActivityId) -> bool {
        self.activities.contains(&id)
    }

    /// Nobody more can come to this session of it.
    pub fn session(&self, id: ActivityId, session: SessionNumber) -> bool {
        self.activities.contains(&id) || self.sessions.contains(&(id, session))
    }
}
