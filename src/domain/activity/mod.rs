//! Fairs, outings, classes, parties, film days: what people can sign up for.

mod eligibility;
mod full;
mod kind;
mod recurrence;
mod session;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

pub use self::eligibility::{Eligibility, Ineligible};
pub use self::full::Full;
pub use self::kind::ActivityKind;
pub use self::recurrence::{Dated, Day, Nth, Recurrence, Rhythm, Unusual};
pub use self::session::{Session, SessionNumber};
use super::id::{ActivityId, FormId, UnitId};

/// One dated activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// Row id.
    pub id: ActivityId,
    /// The key by which an import finds it again.
    pub slug: String,
    /// What it is.
    pub kind: ActivityKind,
    /// Its name; a sample says so in the name itself.
    pub title: String,
    /// Where, for someone who must find it.
    pub place: String,
    /// Where to meet, or which bus goes there, in a few words.
    pub meet: Option<String>,
    /// The unit that holds it; its people ring whom no message reaches.
    pub unit: Option<UnitId>,
    /// Begins.
    pub starts_at: Timestamp,
    /// Ends.
    pub ends_at: Timestamp,
    /// Sign-up begins; open from the moment it is known where nothing is said.
    pub opens_at: Option<Timestamp>,
    /// Sign-up ends, and so does changing what was said; `starts_at` where nothing else is said.
    pub closes_at: Timestamp,
    /// Until when a place can be given up by message; `starts_at` where nothing else is said.
    pub cancels_at: Option<Timestamp>,
    /// Seats in people, not in forms; `None` is without limit.
    pub capacity: Option<u32>,
    /// Parts of it that one chooses from, each with seats of its own; none where it is one whole.
    pub sessions: Vec<Session>,
    /// Whether people queue when it is full.
    pub queues: bool,
    /// Who may come.
    pub eligibility: Eligibility,
    /// What to bring, each in a few words.
    pub bring: Vec<String>,
    /// Whom to ring.
    pub phone: String,
    /// The forms to sign up by: usually one; of several, one says first as what one comes.
    pub forms: Vec<FormId>,
    /// A sample for trials, never a real date.
    pub sample: bool,
    /// Called off: shown as such, no sign-up.
    pub called_off: bool,
}

/// Whether one can sign up for an activity at some moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Admission {
    /// Yes.
    Open,
    /// Sign-up has not begun.
    Early,
    /// Sign-up has ended, the activity has not.
    Closed,
    /// It is over.
    Over,
    /// It was called off.
    CalledOff,
}

impl Activity {
    /// Whether one can sign up at `now`, seats apart.
    pub fn admission(&self, now: Timestamp) -> Admission {
        if self.called_off {
            Admission::CalledOff
        } else if now >= self.ends_at {
            Admission::Over
        } else if now >= self.closes_at {
            Admission::Closed
        } else if self.opens_at.is_some_and(|opens_at| now < opens_at) {
            Admission::Early
        } else {
            Admission::Open
        }
    }

    /// Whether a place can still be given up by message.
    pub fn can_cancel(&self, now: Timestamp) -> bool {
        now < self.cancels_at.unwrap_or(self.starts_at)
    }

    /// The same thing at another time, by what it is called: a film day each Sunday.
    pub fn comes_again_as(&self, other: &Self) -> bool {
        self.kind == other.kind && self.title == other.title
    }

    /// The same thing so many days later, or earlier, at the same hours: China keeps one time all year. `None` where
    /// the calendar ends.
    pub fn shifted(&self, days: i32) -> Option<Self> {
        let by = SignedDuration::from_hours(i64::from(days) * 24);
        let later = |at: Timestamp| at.checked_add(by).ok();
        let mut sessions = self.sessions.clone();
        for session in &mut sessions {
            (session.starts_at, session.ends_at) = (later(session.starts_at)?, later(session.ends_at)?);
        }
        Some(Self {
            starts_at: later(self.starts_at)?,
            ends_at: later(self.ends_at)?,
            opens_at: if let Some(at) = self.opens_at { Some(later(at)?) } else { None },
            closes_at: later(self.closes_at)?,
            cancels_at: if let Some(at) = self.cancels_at { Some(later(at)?) } else { None },
            sessions,
            ..self.clone()
        })
    }

    /// The session of that number.
    pub fn session(&self, number: SessionNumber) -> Option<&Session> {
        self.sessions.iter().find(|session| session.number == number)
    }

    /// When somebody with a place in this session is expected, and until when.
    pub fn span(&self, session: Option<SessionNumber>) -> (Timestamp, Timestamp) {
        let session = session.and_then(|number| self.session(number));
        session.map_or((self.starts_at, self.ends_at), |session| (session.starts_at, session.ends_at))
    }
}

/// Seats of an activity, or of a session, at some moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seats {
    /// `None` is without limit.
    pub capacity: Option<u32>,
    /// People who have a seat, or to whom one is offered.
    pub taken: u32,
    /// People in the queue; while there are any, a free seat is theirs.
    pub waiting: u32,
}

impl Seats {
    /// Seats that nobody has; `None` is without limit.
    pub fn free(&self) -> Option<u32> {
        self.capacity.map(|capacity| capacity.saturating_sub(self.taken))
    }

    /// Seats left for somebody new; `None` is without limit.
    pub fn left(&self) -> Option<u32> {
        self.free().map(|free| if self.waiting > 0 { 0 } else { free })
    }

    /// Nobody more can come.
    pub fn full(&self) -> bool {
        self.left() == Some(0)
    }
}

/// Seats of an activity and of each of its sessions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivitySeats {
    /// Of the whole.
    pub all: Seats,
    /// Of its sessions, in their order.
    pub sessions: Vec<(SessionNumber, Seats)>,
}

impl ActivitySeats {
    /// Seats left for somebody new, in whichever session has them; `None` is without limit.
    pub fn left(&self) -> Option<u32> {
        let mut of_sessions = Some(0u32);
        for (_, seats) in &self.sessions {
            of_sessions = of_sessions.zip(seats.left()).map(|(sum, left)| sum.saturating_add(left));
        }
        match (self.all.left(), of_sessions.filter(|_| !self.sessions.is_empty())) {
            (Some(all), Some(sessions)) => Some(all.min(sessions)),
            (all, sessions) => all.or(sessions),
        }
    }

    /// Nobody more can come.
    pub fn full(&self) -> bool {
        self.left() == Some(0)
    }

    /// People in all its queues.
    pub fn waiting(&self) -> u32 {
        let of_sessions = self.sessions.iter().map(|(_, seats)| seats.waiting);
        of_sessions.fold(self.all.waiting, u32::saturating_add)
    }

    /// Seats left in one session.
    pub fn left_in(&self, session: SessionNumber) -> Option<u32> {
        let of_session =
            self.sessions.iter().find(|(number, _)| *number == session).and_then(|(_, seats)| seats.left());
        match (self.all.left(), of_session) {
            (Some(all), Some(session)) => Some(all.min(session)),
            (all, session) => all.or(session),
        }
    }
}
