//! What happened day by day, for the statistics (platform sheet 7.11).

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;

use super::calendar;
use super::chat::Content;
use super::mass::{Counts, Job};

/// Days kept: the longest span that a call may ask for is 30.
const KEPT: usize = 62;

/// One day.
#[derive(Debug, Clone, Default)]
pub struct Day {
    /// Who came, by `user_source` (0 others, 30 scanned a code).
    pub came: BTreeMap<u32, u64>,
    /// Who left.
    pub left: u64,
    /// Who followed at its end.
    pub following: usize,
    /// Messages by hour and `msg_type`.
    pub messages: BTreeMap<(i8, u32), u64>,
    /// Who sent them.
    pub senders: HashSet<Arc<str>>,
    /// Callbacks by hour.
    pub callbacks: BTreeMap<i8, Callbacks>,
    /// Titles of articles sent, with the number of receivers.
    pub articles: Vec<(String, usize)>,
}

/// How callbacks fared in one hour.
#[derive(Debug, Clone, Copy, Default)]
pub struct Callbacks {
    /// All.
    pub count: u64,
    /// Without an answer.
    pub failed: u64,
    /// Milliseconds altogether.
    pub total: u128,
    /// Milliseconds of the longest.
    pub longest: u128,
}

/// All days.
#[derive(Debug, Default)]
pub struct Record(BTreeMap<Date, Day>);

impl Record {
    /// A day; an empty one if nothing happened.
    pub fn day(&self, date: Date) -> Day {
        match self.0.get(&date) {
            Some(day) => day.clone(),
            None => {
                let before = self.0.range(..date).next_back();
                Day { following: before.map_or(0, |(_, day)| day.following), ..Day::default() }
            }
        }
    }

    /// Somebody came.
    pub fn came(&mut self, source: u32, following: usize, now: Timestamp) {
        let day = self.today(now);
        *day.came.entry(source).or_default() += 1;
        day.following = following;
    }

    /// Somebody left.
    pub fn left(&mut self, following: usize, now: Timestamp) {
        let day = self.today(now);
        day.left += 1;
        day.following = following;
    }

    /// How many follow, whatever happened.
    pub fn follow(&mut self, following: usize, now: Timestamp) {
        self.today(now).following = following;
    }

    /// A follower sent a message of this `msg_type`.
    pub fn message(&mut self, openid: &Arc<str>, kind: u32, now: Timestamp) {
        let day = self.today(now);
        *day.messages.entry((calendar::hour(now), kind)).or_default() += 1;
        day.senders.insert(Arc::clone(openid));
    }

    /// A callback was answered, or not.
    pub fn callback(&mut self, answered: bool, took: Duration, now: Timestamp) {
        let hour = self.today(now).callbacks.entry(calendar::hour(now)).or_default();
        hour.count += 1;
        hour.failed += u64::from(!answered);
        hour.total += took.as_millis();
        hour.longest = hour.longest.max(took.as_millis());
    }

    /// A mass send is over.
    pub fn mass(&mut self, job: &Job, counts: Counts, now: Timestamp) {
        let Content::MassArticle { articles } = &*job.content else { return };
        let sent = articles.iter().map(|article| (article.title.clone(), counts.filtered));
        self.today(now).articles.extend(sent);
    }

    fn today(&mut self, now: Timestamp) -> &mut Day {
        let date = calendar::day(now);
        if !self.0.contains_key(&date) {
            let day = self.day(date);
            if self.0.len() == KEPT {
                self.0.pop_first();
            }
            self.0.insert(date, day);
        }
        self.0.entry(date).or_default()
    }
}
