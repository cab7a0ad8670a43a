//! One person at a terminal, talking to the real inbox.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;

use jiff::{SignedDuration, Timestamp};

use super::script::{Line, UnknownLine, at_the_door};
use crate::app::clock::Clock;
use crate::app::inbox::{Answer, Inbound, TakesMessages};
use crate::app::message_key::MessageKey;
use crate::app::records::QueueRecords;
use crate::app::render::as_read;
use crate::domain::id::{ActivityId, OpenId};
use crate::domain::sign_up::{DoorCode, SignUpRules};

/// A clock that `[wait 31m]` moves on.
pub struct ShiftedClock {
    base: Arc<dyn Clock>,
    shift_ms: AtomicI64,
}

impl ShiftedClock {
    /// Tells the time of `base`, until it is moved.
    pub fn new(base: Arc<dyn Clock>) -> Self {
        Self { base, shift_ms: AtomicI64::new(0) }
    }

    /// Moves the clock on.
    pub fn wait(&self, by: SignedDuration) {
        let ms = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.shift_ms.fetch_add(ms, Ordering::Relaxed);
    }
}

impl Clock for ShiftedClock {
    fn now(&self) -> Timestamp {
        let shift = SignedDuration::from_millis(self.shift_ms.load(Ordering::Relaxed));
        let now = self.base.now();
        now.checked_add(shift).unwrap_or(now)
    }
}

/// A conversation of one or more followers with an inbox.
pub struct Session {
    inbox: Arc<dyn TakesMessages>,
    clock: Arc<ShiftedClock>,
    openid: OpenId,
    sent: u64,
    /// Tells this session's messages from those of earlier ones on the same data.
    run: String,
    doors: Doors,
    queues: Option<(Arc<dyn QueueRecords>, SignUpRules)>,
}

/// What hangs at the doors of the house that the session talks with.
pub type Doors = Box<dyn Fn(ActivityId) -> Option<DoorCode> + Send + Sync>;

impl Session {
    /// A session in which nothing was said yet, by the follower `openid`.
    pub fn new(inbox: Arc<dyn TakesMessages>, clock: Arc<ShiftedClock>, openid: OpenId) -> Self {
        let run = clock.now().as_nanosecond().to_string();
        Self { inbox, clock, openid, sent: 0, run, doors: Box::new(|_| None), queues: None }
    }

    /// The same, before doors whose codes can be scanned.
    #[must_use]
    pub fn before(self, doors: Doors) -> Self {
        Self { doors, ..self }
    }

    /// The same; whenever time has passed, seats that came free are offered to those who queue, as they are where a
    /// worker runs.
    #[must_use]
    pub fn keeping(self, queues: Arc<dyn QueueRecords>, rules: SignUpRules) -> Self {
        Self { queues: Some((queues, rules)), ..self }
    }

    /// What the session's clock says.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Does what a line of a script says. `None` if it asks for no reply, empty if there was none.
    ///
    /// # Errors
    /// The line is in brackets and not understood.
    pub async fn say(&mut self, line: &str) -> Result<Option<String>, UnknownLine> {
        let (input, trigger) = match Line::parse(line)? {
            Line::Does(input, trigger) => (at_the_door(input, &self.doors), trigger),
            Line::Wait(by) => {
                self.clock.wait(by);
                self.keep_queues().await;
                return Ok(None);
            }
            Line::As(openid) => {
                self.openid = openid;
                return Ok(None);
            }
        };
        self.sent += 1;
        let inbound = Inbound {
            key: MessageKey::of([self.openid.as_str(), &self.run, &self.sent.to_string()]),
            openid: self.openid.clone(),
            created_at: self.clock.now(),
            input,
            trigger,
        };
        Ok(Some(match self.inbox.take(inbound, Instant::now()).await {
            Answer::Reply(reply) => as_read(&reply),
            Answer::Nothing => String::new(),
        }))
    }

    async fn keep_queues(&self) {
        let Some((queues, rules)) = &self.queues else { return };
        if let Err(error) = queues.keep_queues(rules, self.clock.now()).await {
            tracing::error!(%error, "the queues could not be kept");
        }
    }
}
