//! What the platform does later, by itself.

use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use super::draft::Progress;
use super::fault::Fate;
use super::push::Push;

/// One thing to do after a while.
#[derive(Debug)]
pub struct Errand {
    /// How long it waits.
    pub after: Duration,
    /// What it is.
    pub task: Task,
}

/// What there is to do.
#[derive(Debug)]
pub enum Task {
    /// Push to our server.
    Push {
        /// What.
        push: Arc<Push>,
        /// What goes wrong on its way.
        fate: Fate,
    },
    /// Deliver this mass send.
    Mass(u64),
    /// End this publication, in this way.
    Publish {
        /// `publish_id`.
        id: u64,
        /// Done or failed.
        outcome: Progress,
    },
}

/// What a page that watches has to look at again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    /// A conversation has a new entry.
    Chat {
        /// Whose.
        openid: Arc<str>,
    },
    /// Somebody came, left, or was changed.
    Followers,
    /// The menu, or a conditional one.
    Menu,
    /// There is a new trace.
    Trace {
        /// Its number.
        id: u64,
    },
    /// The account or the clock.
    Platform,
}
