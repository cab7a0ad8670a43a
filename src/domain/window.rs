//! Customer-service messages: how many may still go out after what a follower did (platform sheet 7.2).
//!
//! What they say opens a long window, what they tap, scan or follow a short one; the better of the two counts. They
//! are not added up: whether the platform does so is unverified, and a message too few is better than a refusal.

use jiff::{SignedDuration, Timestamp};

/// How long a window is open after they spoke.
pub const OPEN: SignedDuration = SignedDuration::from_hours(48);
/// So long after they spoke, so many messages.
const LONG: (SignedDuration, usize) = (OPEN, 5);
/// So long after they tapped, followed or scanned, so many messages.
const SHORT: (SignedDuration, usize) = (SignedDuration::from_secs(60), 3);

/// Something a follower does that opens a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Sent a message of any kind.
    Spoke,
    /// Tapped the custom menu, or a choice inside a message.
    Tapped,
    /// Began to follow.
    Followed,
    /// Scanned a code of ours.
    Scanned,
}

/// When a follower last did each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LastActs {
    /// Sent a message.
    pub spoke: Option<Timestamp>,
    /// Tapped.
    pub tapped: Option<Timestamp>,
    /// Followed.
    pub followed: Option<Timestamp>,
    /// Scanned.
    pub scanned: Option<Timestamp>,
}

impl LastActs {
    /// This one act.
    pub fn one(act: Act, at: Timestamp) -> Self {
        let (none, at) = (Self::default(), Some(at));
        match act {
            Act::Spoke => Self { spoke: at, ..none },
            Act::Tapped => Self { tapped: at, ..none },
            Act::Followed => Self { followed: at, ..none },
            Act::Scanned => Self { scanned: at, ..none },
        }
    }

    /// The newest of each, in whatever order they were learnt.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            spoke: self.spoke.max(other.spoke),
            tapped: self.tapped.max(other.tapped),
            followed: self.followed.max(other.followed),
            scanned: self.scanned.max(other.scanned),
        }
    }

    /// The newest of all.
    pub fn latest(&self) -> Option<Timestamp> {
        self.spoke.max(self.short())
    }

    fn short(&self) -> Option<Timestamp> {
        self.tapped.max(self.followed).max(self.scanned)
    }
}

/// When messages last went out. No more are remembered than the rule asks about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sent(Vec<Timestamp>);

impl Sent {
    /// Most times that are worth remembering.
    pub const KEPT: usize = LONG.1;

    /// These; the newest of them are kept.
    pub fn new(mut times: Vec<Timestamp>) -> Self {
        times.sort_unstable();
        times.drain(..times.len().saturating_sub(Self::KEPT));
        Self(times)
    }

    /// And one more.
    #[must_use]
    pub fn with(self, at: Timestamp) -> Self {
        Self::new(self.0.into_iter().chain([at]).collect())
    }

    /// Less one, of which it turned out that it did not go out.
    #[must_use]
    pub fn without(mut self, at: Timestamp) -> Self {
        if let Some(which) = self.0.iter().rposition(|time| *time == at) {
            self.0.remove(which);
        }
        self
    }

    /// Oldest first.
    pub fn times(&self) -> &[Timestamp] {
        &self.0
    }

    fn since(&self, at: Timestamp) -> usize {
        self.0.iter().filter(|time| **time >= at).count()
    }
}

/// All that decides whether a follower can still be written to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Window {
    /// What they did last.
    pub acts: LastActs,
    /// What went out.
    pub sent: Sent,
    /// When the platform said that it is closed, or used up: what they did before opens nothing any more.
    pub shut_at: Option<Timestamp>,
}

impl Window {
    /// How many messages may still go out now.
    pub fn left(&self, now: Timestamp) -> usize {
        self.open(now).map_or(0, |(left, _)| left)
    }

    /// How many messages may still go out now, and until when; `None` where that is none.
    pub fn open(&self, now: Timestamp) -> Option<(usize, Timestamp)> {
        self.after(self.acts.spoke, LONG, now).max(self.after(self.acts.short(), SHORT, now))
    }

    fn after(
        &self,
        act: Option<Timestamp>,
        (life, most): (SignedDuration, usize),
        now: Timestamp,
    ) -> Option<(usize, Timestamp)> {
        let at = act.filter(|at| self.shut_at.is_none_or(|shut| *at > shut))?;
        let (left, until) = (most.saturating_sub(self.sent.since(at)), at.checked_add(life).ok()?);
        (left > 0 && now < until).then_some((left, until))
    }
}

#[cfg(test)]
mod tests;
