//! What is known of each send, by what the client's errors decide and by nothing else.

use guiyan::app::platform::failure::{Decision, PlatformError};
use guiyan::app::platform::id::MessageId;
use jiff::{SignedDuration, Timestamp};

use super::send::{Kind, Send};
use crate::support::pair::Pair;

/// What is known of a send.
#[derive(Debug, Clone, PartialEq)]
pub enum State {
    /// Nothing was done; to be tried then.
    Due(Timestamp),
    /// Perhaps done; the platform knows a second one by its key until then.
    Unsure(Timestamp),
    /// Taken; its result is told under this id, where there is one.
    Accepted(Option<MessageId>),
    /// Delivered.
    Sent,
    /// Not delivered, and why.
    Refused(String),
    /// Delivered or not, nobody knows, and it is not tried again.
    Unknown,
}

impl State {
    pub fn name(&self) -> &'static str {
        match self {
            Self::Due(_) => "due",
            Self::Unsure(_) => "unsure",
            Self::Accepted(_) => "accepted",
            Self::Sent => "sent",
            Self::Refused(_) => "refused",
            Self::Unknown => "unknown",
        }
    }
}

/// A send with what is known of it.
pub struct Entry {
    pub send: Send,
    pub state: State,
    pub tries: usize,
    /// When it was tried first.
    first: Option<Timestamp>,
}

impl Entry {
    pub fn new(send: Send, now: Timestamp) -> Self {
        Self { send, state: State::Due(now), tries: 0, first: None }
    }

    /// When it is to be tried next; `None` if it is not.
    pub fn due_at(&self) -> Option<Timestamp> {
        match self.state {
            State::Due(at) => Some(at),
            State::Unsure(_) => Some(Timestamp::MIN),
            _ => None,
        }
    }

    pub fn is_due(&self, now: Timestamp) -> bool {
        self.due_at().is_some_and(|at| at <= now)
    }

    /// Tries once, unless it is too late to try again.
    pub async fn send(&mut self, pair: &Pair) {
        let now = pair.platform().now();
        if matches!(self.state, State::Unsure(until) if until <= now) {
            self.state = State::Unknown;
            return;
        }
        if self.first.is_none() && self.send.kind == Kind::Message {
            // Opens a window, or fills it up.
            pair.say(&self.send.to[0], "在吗");
        }
        self.first.get_or_insert(now);
        self.tries += 1;
        self.state = match self.send.attempt(pair).await {
            Ok(id) => State::Accepted(id),
            Err(error) => self.after(&error, now),
        };
    }

    /// What a failed try leaves. Who was unsure stays so: that this try did nothing says nothing of the one before.
    fn after(&self, error: &PlatformError, now: Timestamp) -> State {
        let unsure = matches!(self.state, State::Unsure(_));
        match error.decision() {
            Decision::Unknown => match (self.send.kind.remembered(), self.first) {
                (Some(remembered), Some(first)) => State::Unsure(first + remembered),
                _ => State::Unknown,
            },
            Decision::Retry { .. } | Decision::Pause { .. } | Decision::RefreshToken if unsure => self.state.clone(),
            Decision::Retry { after } => State::Due(now + SignedDuration::try_from(after).unwrap()),
            Decision::Pause { until } => State::Due(until),
            Decision::RefreshToken => State::Due(now),
            _ if unsure => State::Unknown,
            _ => State::Refused(error.to_string()),
        }
    }
}
