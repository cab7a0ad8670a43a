//! Everything that changes, behind one lock. Whoever holds it never waits.

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::account::{Account, Right};
use super::chat::{Author, Content, Entry};
use super::code::Codes;
use super::draft::{Drafts, Publications};
use super::errand::{Change, Errand, Task};
use super::failures::Failures;
use super::fault::Faults;
use super::judge::Verdict;
use super::library::Library;
use super::login::Logins;
use super::mass::Mass;
use super::menu::Menus;
use super::notice::Notices;
use super::push::{Draft, Push};
use super::quota::Quotas;
use super::record::Record;
use super::roster::Roster;
use super::settings::{Rules, Settings};
use super::tag::Tags;
use super::template::Templates;
use super::ticket::Tickets;
use super::token::Tokens;
use super::trace::{Trace, Traces};

/// Ids of messages are 17 to 19 digits (platform sheet 3.1): beyond what a JSON number of a browser holds.
const FIRST_MESSAGE: u64 = 24_000_000_000_000_000;

/// The state of the platform.
pub struct World {
    pub account: Account,
    pub callback_url: String,
    pub roster: Roster,
    pub menus: Menus,
    pub tags: Tags,
    pub templates: Templates,
    pub notices: Notices,
    pub mass: Mass,
    pub codes: Codes,
    pub logins: Logins,
    pub record: Record,
    pub library: Library,
    pub drafts: Drafts,
    pub publications: Publications,
    pub tokens: Tokens,
    pub tickets: Tickets,
    pub quotas: Quotas,
    pub failures: Failures,
    pub faults: Faults,
    pub traces: Traces,
    /// To be done once the lock is free.
    pub errands: Vec<Errand>,
    /// To be told once the lock is free.
    pub changes: Vec<Change>,
    original_id: String,
    base_url: String,
    rules: Rules,
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
            tags: Tags::default(),
            templates: Templates::default(),
            notices: Notices::default(),
            mass: Mass::default(),
            codes: Codes::default(),
            logins: Logins::default(),
            record: Record::default(),
            library: Library::default(),
            drafts: Drafts::default(),
            publications: Publications::default(),
            tokens: Tokens::default(),
            tickets: Tickets::default(),
            quotas: Quotas::default(),
            failures: Failures::default(),
            faults: Faults::default(),
            traces: Traces::default(),
            errands: Vec::new(),
            changes: Vec::new(),
            original_id: settings.original_id.clone(),
            base_url: settings.base_url.clone(),
            rules: settings.rules.clone(),
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

    /// Whether the account has a right.
    pub fn may(&self, right: Right) -> bool {
        self.account.may(right, &self.rules)
    }

    /// Where a page finds a file of the library.
    pub fn media_url(&self, media_id: &str) -> String {
        format!("{}/simulator/media/{media_id}", self.base_url)
    }

    /// A reply whose picture, recording or film the library does not have is a fault; a picture gets its address.
    pub fn with_media(&self, verdict: Verdict, now: Timestamp) -> Verdict {
        let Verdict::Show(content) = verdict else { return verdict };
        let (Content::Image { media_id, .. } | Content::Voice { media_id, .. } | Content::Video { media_id, .. }) =
            &content
        else {
            return Verdict::Show(content);
        };
        match (self.library.get(media_id, now), &content) {
            (Err(_), _) => Verdict::Fault("MediaId 无效或已过期"),
            (Ok(_), Content::Image { media_id, .. }) => {
                Verdict::Show(Content::Image { url: self.media_url(media_id), media_id: media_id.clone() })
            }
            (Ok(_), _) => Verdict::Show(content),
        }
    }

    /// Words said either way after this entry and within these seconds, as the chat record has them (2002 is the
    /// account, 2003 the follower), in their order.
    pub fn spoken(&self, after: u64, within: RangeInclusive<i64>, most: usize) -> Vec<(u64, Value)> {
        let row = |openid: &str, entry: &Entry| match (&*entry.content, entry.from) {
            (Content::Text { text }, Author::Follower | Author::Account) => {
                let code = if entry.from == Author::Account { 2002 } else { 2003 };
                let time = entry.at.as_second();
                Some(json!({ "openid": openid, "opercode": code, "text": text, "time": time, "worker": "" }))
            }
            _ => None,
        };
        let mut rows: Vec<(u64, Value)> = Vec::new();
        for follower in self.roster.from(0) {
            let entries = follower.chat.after(after).into_iter().filter(|entry| within.contains(&entry.at.as_second()));
            rows.extend(entries.filter_map(|entry| Some((entry.id, row(&follower.openid, &entry)?))));
        }
        rows.sort_by_key(|(id, _)| *id);
        rows.truncate(most);
        rows
    }

    /// The id of the next message.
    pub fn next_message(&mut self) -> u64 {
        self.last_message += 1;
        self.last_message
    }

    /// Begins a push in somebody's name.
    pub fn draft(&self, from: &str, kind: &str, at: Timestamp) -> Draft {
        Draft::new([&self.original_id, from, kind], at, self.rules.splits_cdata)
    }

    /// Sends a push on its way at once.
    pub fn push(&mut self, push: Push) {
        self.push_after(Duration::ZERO, push);
    }

    /// Sends a push on its way after a while.
    pub fn push_after(&mut self, after: Duration, push: Push) {
        let task = Task::Push { push: Arc::new(push), fate: self.faults.callbacks.draw() };
        self.errands.push(Errand { after, task });
    }

    /// Keeps a trace, and tells whoever watches.
    pub fn keep(&mut self, trace: Trace) {
        let id = self.traces.add(trace);
        self.changes.push(Change::Trace { id });
    }
}
