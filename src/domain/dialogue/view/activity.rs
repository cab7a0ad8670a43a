//! Activities and places at them as they are shown.

use jiff::Timestamp;
use serde::Serialize;

use super::When;
use crate::domain::activity::{Activity, ActivitySeats, Admission, Session, SessionNumber};
use crate::domain::county::County;
use crate::domain::id::ActivityId;
use crate::domain::pack::Pack;
use crate::domain::sign_up::{SignUp, SignUpState};

/// An activity as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct ActivityView {
    /// Row id; part of its page's address.
    pub id: ActivityId,
    /// Its name.
    pub title: String,
    /// When.
    pub when: When,
    /// Where.
    pub place: String,
    /// What to bring.
    pub bring: Vec<String>,
    /// Whom to ring.
    pub phone: String,
    /// Whether one can sign up.
    pub admission: Admission,
    /// Sign-up ends.
    pub closes: When,
    /// Where to meet, or which bus goes there.
    pub meet: Option<String>,
    /// Sign-up begins, where it has not.
    pub opens: Option<When>,
    /// Its parts, where it has some.
    pub sessions: Vec<SessionView>,
    /// Who alone may come: these units, and from and to which age.
    pub units: Vec<String>,
    /// Youngest and oldest.
    pub ages: (Option<u8>, Option<u8>),
    /// Seats left; `None` is without limit.
    pub left: Option<u32>,
    /// Whether one can queue for a seat, and how many do.
    pub queue: Option<u32>,
    /// The reader's place there, or one that they made for somebody else.
    pub mine: Option<Held>,
}

impl ActivityView {
    /// As it stands at `now`, for whoever has no place there; without seats, nothing is said of how many are left.
    pub fn of(activity: &Activity, seats: Option<&ActivitySeats>, pack: &Pack, now: Timestamp) -> Self {
        let left_in = |session: &Session| seats.and_then(|seats| seats.left_in(session.number));
        let sessions = activity.sessions.iter().map(|session| SessionView::of(session, left_in(session)));
        let units = activity.eligibility.units.iter().filter_map(|unit| pack.unit(*unit));
        let left = seats.and_then(ActivitySeats::left);
        let queues = left == Some(0) && activity.queues;
        Self {
            id: activity.id,
            title: activity.title.clone(),
            when: When::of(activity.starts_at, Some(activity.ends_at)),
            place: activity.place.clone(),
            bring: activity.bring.clone(),
            phone: activity.phone.clone(),
            admission: activity.admission(now),
            closes: When::of(activity.closes_at, None),
            meet: activity.meet.clone(),
            opens: activity.opens_at.filter(|opens| *opens > now).map(|opens| When::of(opens, None)),
            sessions: sessions.collect(),
            units: units.map(|unit| unit.name.clone()).collect(),
            ages: (activity.eligibility.min_age, activity.eligibility.max_age),
            left,
            queue: seats.filter(|_| queues).map(ActivitySeats::waiting),
            mine: None,
        }
    }
}

/// A place at an activity, as one line of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Held {
    /// `12-0045`.
    pub number: String,
    /// Whose it is, masked, where it is not the reader's.
    pub name: Option<String>,
    /// How it stands.
    pub state: SeatState,
}

impl Held {
    /// Of a place.
    pub fn of(place: &SignUp) -> Self {
        let Guest { number, name } = Guest::of(place);
        Self { number, name, state: SeatState::of(place) }
    }
}

/// One part of an activity.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct SessionView {
    /// 上午场.
    pub name: String,
    /// When.
    pub when: When,
    /// Seats left; `None` is without limit.
    pub left: Option<u32>,
}

impl SessionView {
    /// A session with so many seats left.
    pub fn of(session: &Session, left: Option<u32>) -> Self {
        Self { name: session.name.clone(), when: When::of(session.starts_at, Some(session.ends_at)), left }
    }
}

/// A receipt.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Receipt {
    /// `12-0045`.
    pub number: String,
    /// Which activity; part of its page's address.
    pub activity: ActivityId,
    /// Its name.
    pub title: String,
    /// Which part of it.
    pub session: Option<String>,
    /// When.
    pub when: When,
    /// Where.
    pub place: String,
    /// Where to meet, or which bus goes there.
    pub meet: Option<String>,
    /// A map of the place.
    pub map: Option<String>,
    /// What to bring.
    pub bring: Vec<String>,
    /// Whom to ring.
    pub phone: String,
    /// Who comes, masked, where it is not the reader.
    pub name: Option<String>,
    /// Whether there is a seat.
    pub state: SeatState,
}

/// Somebody at the door.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Arrival {
    /// `12-0045`.
    pub number: String,
    /// Masked, where it is not the reader.
    pub name: Option<String>,
}

/// How a sign-up stands, to be told.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum SeatState {
    /// They have a seat.
    Seated,
    /// They queue.
    Waiting,
    /// A seat is kept for them.
    Offered {
        /// Until then.
        until: When,
    },
    /// They have come.
    Came,
    /// There is nothing to come to.
    Ended,
}

/// Somebody who comes, as one line among several.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Guest {
    /// `12-0045`.
    pub number: String,
    /// Who, masked, where it is not the reader.
    pub name: Option<String>,
}

impl Guest {
    /// Of a place.
    pub fn of(place: &SignUp) -> Self {
        let name = place.name().filter(|_| !place.own).map(|name| name.masked());
        Self { number: place.number.to_string(), name }
    }
}

impl SeatState {
    /// Of a place.
    pub fn of(place: &SignUp) -> Self {
        if place.came { Self::Came } else { place.state.into() }
    }
}

impl From<SignUpState> for SeatState {
    fn from(state: SignUpState) -> Self {
        match state {
            SignUpState::Confirmed => Self::Seated,
            SignUpState::Waiting => Self::Waiting,
            SignUpState::Offered { until } => Self::Offered { until: When::of(until, None) },
            SignUpState::Cancelled | SignUpState::Lapsed | SignUpState::CalledOff => Self::Ended,
        }
    }
}

impl Receipt {
    /// The receipt with this number for a place at an activity.
    pub fn of(activity: &Activity, session: Option<SessionNumber>, number: impl ToString, county: &County) -> Self {
        let (from, to) = activity.span(session);
        Self {
            number: number.to_string(),
            activity: activity.id,
            title: activity.title.clone(),
            session: session.and_then(|number| activity.session(number)).map(|session| session.name.clone()),
            when: When::of(from, Some(to)),
            place: activity.place.clone(),
            meet: activity.meet.clone(),
            // A sample's place is made up.
            map: if activity.sample { None } else { county.map_of(&activity.place) },
            bring: activity.bring.clone(),
            phone: activity.phone.clone(),
            name: None,
            state: SeatState::Seated,
        }
    }

    /// The receipt of a place that was made before.
    pub fn of_sign_up(activity: &Activity, sign_up: &SignUp, county: &County) -> Self {
        let (Guest { number, name }, state) = (Guest::of(sign_up), SeatState::of(sign_up));
        Self { name, state, ..Self::of(activity, sign_up.session, number, county) }
    }
}
