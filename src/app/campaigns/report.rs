//! What came of a campaign, counted from its ledger.

use std::collections::BTreeMap;

use crate::domain::campaign::{Interval, Variant};
use crate::domain::errand::Why;
use crate::domain::id::UnitId;

/// Recipients, counted. Each is in exactly one of the states of the ledger; the later steps are of those who got it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// In the ledger.
    pub planned: u32,
    /// Waits for its time, for a limit, or for an open window.
    pub waiting: u32,
    /// In somebody's hands.
    pub in_hand: u32,
    /// The platform took it.
    pub sent: u32,
    /// Of those: the platform told that it arrived.
    pub delivered: u32,
    /// Of those: the platform told that it did not.
    pub rejected: u32,
    /// May have gone out.
    pub unknown: u32,
    /// Nothing reaches them: somebody could ring.
    pub unreachable: u32,
    /// Not sent in time.
    pub missed: u32,
    /// Not sent, for a good reason: they want none, had enough, left, or it was cancelled.
    pub dropped: u32,
    /// Opened the link.
    pub clicked: u32,
    /// Signed up for what it speaks of, after it.
    pub signed_up: u32,
    /// And came.
    pub came: u32,
}

impl Tally {
    /// Both together.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            planned: self.planned + other.planned,
            waiting: self.waiting + other.waiting,
            in_hand: self.in_hand + other.in_hand,
            sent: self.sent + other.sent,
            delivered: self.delivered + other.delivered,
            rejected: self.rejected + other.rejected,
            unknown: self.unknown + other.unknown,
            unreachable: self.unreachable + other.unreachable,
            missed: self.missed + other.missed,
            dropped: self.dropped + other.dropped,
            clicked: self.clicked + other.clicked,
            signed_up: self.signed_up + other.signed_up,
            came: self.came + other.came,
        }
    }

    /// Whether everybody stands in one state, and in no other.
    pub fn adds_up(&self) -> bool {
        self.planned
            == self.waiting + self.in_hand + self.sent + self.unknown + self.unreachable + self.missed + self.dropped
    }
}

/// What came of it, by what one asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// By unit; `None` for those of whom none is known.
    pub units: BTreeMap<Option<UnitId>, Tally>,
    /// By channel; `""` for those to whom nothing went.
    pub channels: BTreeMap<String, Tally>,
    /// By words.
    pub variants: BTreeMap<Variant, Tally>,
    /// Why nothing went out.
    pub reasons: BTreeMap<Why, u32>,
    /// What those wait for who are not due.
    pub waits: BTreeMap<Why, u32>,
}

impl Report {
    /// Everybody.
    pub fn whole(&self) -> Tally {
        self.units.values().fold(Tally::default(), |sum, tally| sum.with(*tally))
    }

    /// How many more of those who got the other words opened the link, or signed up where there is no link; with what
    /// chance alone may have done. `None` unless both were sent.
    pub fn difference(&self) -> Option<Interval> {
        let clicks = self.variants.values().any(|tally| tally.clicked > 0);
        let share = |variant| {
            let tally = self.variants.get(&variant)?;
            Interval::of(if clicks { tally.clicked } else { tally.signed_up }, tally.sent)
        };
        Some(share(Variant::B)?.minus(share(Variant::A)?))
    }
}
