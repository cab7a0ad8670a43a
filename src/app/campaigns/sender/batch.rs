//! A batch on its way: begun in groups, sent one by one, and whatever is back meanwhile is noted together.

use std::collections::VecDeque;
use std::{mem, vec};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use jiff::{SignedDuration, Timestamp};

use super::super::outcome::{Sign, later, trouble};
use super::super::records::{Campaign, Claimed, Settled};
use super::Sender;
use super::one::Group;
use crate::app::records::StoreError;
use crate::domain::campaign::Pause;
use crate::domain::errand::{ErrandState, Why};

/// Messages at once. Nearly all of their time is the platform's, which answers in 50 to 100 ms: some 500 a second.
const AT_ONCE: usize = 32;
/// Deliveries that are begun in one transaction, once no more than [`NEAR`] of the last ones wait for their turn. Those
/// that wait count as on the way: of a server that is killed they are unknown, though nothing went out.
const GROUP: usize = 16;
/// What goes out while a transaction lasts.
const NEAR: usize = 8;
/// So many are back before failures say that the campaign fails; a refusal says so at once.
const TELLING: usize = 64;
/// Longest that a campaign waits for the platform before it tries again: one way may be shut for the day, and another
/// open.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(1);

/// What came of a batch.
#[derive(Default)]
pub(super) struct Ended {
    /// Why its campaign must not go on.
    pub trouble: Option<Pause>,
    /// The platform takes no more before then.
    pub waits: Option<Timestamp>,
    /// The records could not be asked, or told. What they do not know of is due again, known by its key, or unknown,
    /// once its claim is over.
    pub failure: Option<StoreError>,
}

/// Where everybody of a batch is.
struct Batch {
    /// To whom nothing was sent yet.
    claimed: vec::IntoIter<Claimed>,
    /// On the way, as far as the records know, and next to be sent.
    begun: VecDeque<Claimed>,
    /// Not noted yet.
    back: Vec<Settled>,
    signs: Vec<Sign>,
    ended: Ended,
}

impl Batch {
    fn of(claimed: Vec<Claimed>) -> Self {
        let claimed = claimed.into_iter();
        Self { claimed, begun: VecDeque::new(), back: Vec::new(), signs: Vec::new(), ended: Ended::default() }
    }

    /// Who is begun next: nobody before their turn is near, and nobody any more once something is wrong.
    fn next_group(&mut self) -> Option<Vec<Claimed>> {
        let Ended { trouble, waits, failure } = &self.ended;
        if trouble.is_some() || waits.is_some() || failure.is_some() || self.begun.len() > NEAR {
            return None;
        }
        Some(self.claimed.by_ref().take(GROUP).collect()).filter(|group: &Vec<_>| !group.is_empty())
    }

    fn on_begun(&mut self, group: Result<Group, StoreError>) {
        match group {
            Ok(Group { goes, over }) => {
                self.begun.extend(goes);
                self.back.extend(over);
            }
            Err(error) => self.ended.failure = Some(error),
        }
    }

    fn on_back(&mut self, settled: Settled, sign: Sign) {
        if let ErrandState::Held { until, why: Why::Limit } = settled.state {
            self.ended.waits = self.ended.waits.max(Some(until));
        }
        self.back.push(settled);
        self.signs.push(sign);
        if matches!(sign, Sign::Stop(_)) || self.signs.len() >= TELLING {
            self.ended.trouble = self.ended.trouble.or_else(|| trouble(&self.signs));
        }
    }

    fn on_noted(&mut self, done: Result<(), StoreError>) {
        if let Err(error) = done {
            self.ended.failure = Some(error);
        }
    }

    /// To whom nothing was sent because something is wrong: they are due as soon as the campaign goes on.
    fn left(&mut self, now: Timestamp) -> Vec<Settled> {
        let (until, why) = match self.ended {
            Ended { trouble: Some(_), .. } => (now, Why::Stopped),
            Ended { waits: Some(until), .. } => (until, Why::Limit),
            _ => (now, Why::Busy),
        };
        let held = ErrandState::Held { until, why };
        self.claimed.by_ref().map(|one| Settled::unsent(one, held)).collect()
    }
}

impl Sender {
    /// Sends what was claimed, [`AT_ONCE`] at a time, until all of it is back or something is wrong.
    pub(super) async fn send_all(&self, campaign: &Campaign, claimed: Vec<Claimed>) -> Ended {
        let mut batch = Batch::of(claimed);
        // None of these waits for another before it goes on: a send may hold the turn to write that a group wants.
        let (mut beginning, mut sending, mut noting) =
            (FuturesUnordered::new(), FuturesUnordered::new(), FuturesUnordered::new());
        loop {
            if beginning.is_empty() {
                beginning.extend(batch.next_group().map(|group| self.begin(campaign, group)));
            }
            while sending.len() < AT_ONCE
                && let Some(one) = batch.begun.pop_front()
            {
                sending.push(self.send(campaign, one));
            }
            if noting.is_empty() && !batch.back.is_empty() {
                noting.push(self.settle(mem::take(&mut batch.back)));
            }
            tokio::select! {
                Some(group) = beginning.next() => batch.on_begun(group),
                Some((settled, sign)) = sending.next() => batch.on_back(settled, sign),
                Some(done) = noting.next() => batch.on_noted(done),
                else => break,
            }
        }
        batch.ended.trouble = batch.ended.trouble.or_else(|| trouble(&batch.signs));
        let now = self.parts.clock.now();
        batch.ended.waits = batch.ended.waits.map(|until| until.min(later(now, LONGEST_WAIT)));
        let left = batch.left(now);
        if !left.is_empty() {
            batch.on_noted(self.settle(left).await);
        }
        batch.ended
    }
}
