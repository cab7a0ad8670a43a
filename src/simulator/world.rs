//! Everything that changes, behind one lock. Whoever holds it never waits.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::account::Account;
use super::chat::{Author, Content, Entry};
use super::errand::{Change, Errand, Task};
use super::menu::Menus;
use super::push::{Draft, Push};
use super::roster::Roster;
use super::settings::Settings;
use super::trace::{Trace, Traces};

/// Ids of messages are 17 to 19 digits (platform sheet 3.1): beyond what a JSON number of a browser holds.
const FIRST_MESSAGE: u64 = 24_000_000_000_000_000;

/// The state of the platform.
pub struct World {
    pub account: Account,
    pub callback_url: String,
    pub roster: Roster,
    pub menus: Menus,
    pub traces: Traces,
    /// To be done once the lock is free.
    pub errands: Vec<Errand>,
    /// To be told once the lock is free.
    pub changes: Vec<Change>,
    original_id: String,
    splits_cdata: bool,
    last_entry: u64,
    last_message: u64,
}

impl World {
    pub fn new(settings: &Settings) -> Self {
        Self {
            account: settings.account,
            callback_url: settings.callback.url.clone(),
            roster: Roster::default(),
            menus: Menus::default(),
            traces: Traces::default(),
            errands: Vec::new(),
            changes: Vec::new(),
            original_id: settings.original_id.clone(),
            splits_cdata: settings.rules.splits_cdata,
            last_entry: 0,
            last_message: FIRST_MESSAGE,
        }
    }

    /// Puts an entry into a conversation. Nobody there, nothing happens.
    pub fn show(&mut self, openid: &str, from: Author, content: impl Into<Arc<Content>>, at: Timestamp) {
        let Some(follower) = self.roster.get_mut(openid) else { return };
        self.last_entry += 1;
        follower.chat.add(Entry { id: self.last_entry, at, from, content: content.into() });
        self.changes.push(Change::Chat { openid: Arc::clone(&follower.openid) });
    }

    /// The id of the next message.
    pub fn next_message(&mut self) -> u64 {
        self.last_message += 1;
        self.last_message
    }

    /// Begins a push in somebody's name.
    pub fn draft(&self, from: &str, kind: &str, at: Timestamp) -> Draft {
        Draft::new([&self.original_id, from, kind], at, self.splits_cdata)
    }

    /// Sends a push on its way at once.
    pub fn push(&mut self, push: Push) {
        self.push_after(Duration::ZERO, push);
    }

    /// Sends a push on its way after a while.
    pub fn push_after(&mut self, after: Duration, push: Push) {
        self.errands.push(Errand { after, task: Task::Push(Arc::new(push)) });
    }

    /// Keeps a trace, and tells whoever watches.
    pub fn keep(&mut self, trace: Trace) {
        let id = self.traces.add(trace);
        self.changes.push(Change::Trace { id });
    }
}
