//! What is to be said to people later, a row a follower and occasion.

use sea_orm::ActiveValue::NotSet;
use sea_orm::Set;
use sea_orm::entity::prelude::*;

use crate::app::errands::Claimed;
use crate::app::records::StoreError;
use crate::domain::activity::SessionNumber;
use crate::domain::errand::{ErrandKind, ErrandState, Why};
use crate::domain::id::{ErrandId, OpenId};
use crate::storage::failure::damaged;
use crate::storage::lease::Leased;
use crate::storage::moment::Moment;

/// One errand. After its follower is gone it stays, without openid, so that the sums stay true.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "errands")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    /// What it is about; unique.
    pub key: String,
    pub kind: Kind,
    pub openid: Option<String>,
    /// The place that it is about; the first of theirs where it is about several.
    pub sign_up_id: i64,
    pub activity_id: i64,
    pub session: Option<i64>,
    /// Whose people ring, if no message reaches them.
    pub unit_id: Option<i64>,
    /// The time that it speaks of: a reminder of the beginning, an offer of its end.
    pub about_at: Moment,
    pub due_at: Moment,
    pub not_after: Moment,
    pub state: State,
    pub why: Option<String>,
    pub channel: Option<String>,
    /// When it is tried, or its claim ends.
    pub next_at: Moment,
    /// Who claimed it last, by a name drawn for that claim.
    pub holder: String,
    /// How often it was claimed.
    pub tries: i64,
    pub made_at: Moment,
    pub settled_at: Option<Moment>,
}

/// As [`ErrandKind`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Kind {
    #[sea_orm(string_value = "reminder")]
    Reminder,
    #[sea_orm(string_value = "offer")]
    Offer,
    #[sea_orm(string_value = "moved")]
    Moved,
    #[sea_orm(string_value = "called_off")]
    CalledOff,
    #[sea_orm(string_value = "place_cancelled")]
    PlaceCancelled,
    #[sea_orm(string_value = "feedback")]
    Feedback,
}

/// As [`ErrandState`], without its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    #[sea_orm(string_value = "due")]
    Due,
    #[sea_orm(string_value = "held")]
    Held,
    #[sea_orm(string_value = "claimed")]
    Claimed,
    #[sea_orm(string_value = "sending")]
    Sending,
    #[sea_orm(string_value = "sent")]
    Sent,
    #[sea_orm(string_value = "unknown")]
    Unknown,
    #[sea_orm(string_value = "unreachable")]
    Unreachable,
    #[sea_orm(string_value = "missed")]
    Missed,
    #[sea_orm(string_value = "dropped")]
    Dropped,
}

impl State {
    /// Nothing went out, and something still may.
    pub const OPEN: [Self; 3] = [Self::Due, Self::Held, Self::Claimed];
    /// It waits for its time.
    pub const WAITING: [Self; 2] = [Self::Due, Self::Held];
    /// Somebody has it.
    pub const IN_HAND: [Self; 2] = [Self::Claimed, Self::Sending];

    /// With its data: when something is to happen next, and why it waits or was not said.
    pub fn with(self, next: Moment, why: impl Fn() -> Result<Why, StoreError>) -> Result<ErrandState, StoreError> {
        let at = next.try_into()?;
        Ok(match self {
            Self::Due => ErrandState::Due { at },
            Self::Held => ErrandState::Held { until: at, why: why()? },
            Self::Claimed => ErrandState::Claimed { until: at },
            Self::Sending => ErrandState::Sending { until: at },
            Self::Sent => ErrandState::Sent,
            Self::Unknown => ErrandState::Unknown,
            Self::Unreachable => ErrandState::Unreachable(why()?),
            Self::Missed => ErrandState::Missed(why()?),
            Self::Dropped => ErrandState::Dropped(why()?),
        })
    }
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Leased for Entity {
    const ID: Column = Column::Id;
    const STATE: Column = Column::State;
    const WHY: Column = Column::Why;
    const NEXT_AT: Column = Column::NextAt;
    const HOLDER: Column = Column::Holder;
    const TRIES: Column = Column::Tries;
}

impl Model {
    /// Where it stands.
    pub fn state(&self) -> Result<ErrandState, StoreError> {
        self.state.with(self.next_at, || self.why.as_deref().and_then(Why::of).ok_or_else(|| damaged("errands.why")))
    }

    /// It, in the hands of `holder`; `tries` are those before.
    pub fn claimed(&self, holder: &str) -> Result<Claimed, StoreError> {
        let to = self.openid.as_deref().map(OpenId::parse).transpose().map_err(|_| damaged("errands.openid"))?;
        Ok(Claimed {
            id: ErrandId(self.id),
            holder: holder.to_owned(),
            kind: self.kind.into(),
            to,
            not_after: self.not_after.try_into()?,
            tries: u32::try_from(self.tries).unwrap_or(u32::MAX),
        })
    }

    /// In which part of the activity.
    pub fn session(&self) -> Result<Option<SessionNumber>, StoreError> {
        let session = self.session.map(|number| u8::try_from(number).map(SessionNumber));
        session.transpose().map_err(|_| damaged("errands.session"))
    }
}

/// A new errand.
pub struct New {
    pub key: String,
    pub kind: ErrandKind,
    pub openid: Option<String>,
    pub sign_up_id: i64,
    pub activity_id: i64,
    pub session: Option<i64>,
    pub unit_id: Option<i64>,
    pub about_at: Moment,
    pub due_at: Moment,
    pub not_after: Moment,
}

impl New {
    /// Its row: due, and held by nobody. To whom nobody can write, because they are not on WeChat, somebody has to ring.
    pub fn row(self, now: Moment) -> ActiveModel {
        let (state, why) = match self.openid {
            Some(_) => (State::Due, None),
            None => (State::Unreachable, Some(Why::NoWay)),
        };
        ActiveModel {
            id: NotSet,
            key: Set(self.key),
            kind: Set(self.kind.into()),
            openid: Set(self.openid),
            sign_up_id: Set(self.sign_up_id),
            activity_id: Set(self.activity_id),
            session: Set(self.session),
            unit_id: Set(self.unit_id),
            about_at: Set(self.about_at),
            due_at: Set(self.due_at),
            not_after: Set(self.not_after),
            state: Set(state),
            why: Set(why.map(|why| why.id().to_owned())),
            channel: Set(None),
            next_at: Set(self.due_at),
            holder: Set(String::new()),
            tries: Set(0),
            made_at: Set(now),
            settled_at: Set(why.map(|_| now)),
        }
    }
}

/// The name of a state, and when something is to happen next; nothing, where it is over.
pub fn columns(state: ErrandState) -> (State, Option<Moment>) {
    match state {
        ErrandState::Due { at } => (State::Due, Some(at.into())),
        ErrandState::Held { until, .. } => (State::Held, Some(until.into())),
        ErrandState::Claimed { until } => (State::Claimed, Some(until.into())),
        ErrandState::Sending { until } => (State::Sending, Some(until.into())),
        ErrandState::Sent => (State::Sent, None),
        ErrandState::Unknown => (State::Unknown, None),
        ErrandState::Unreachable(_) => (State::Unreachable, None),
        ErrandState::Missed(_) => (State::Missed, None),
        ErrandState::Dropped(_) => (State::Dropped, None),
    }
}

/// The columns of a state that an errand comes to at `now`.
pub fn standing(state: ErrandState, now: Moment) -> ActiveModel {
    let (name, next_at) = columns(state);
    ActiveModel {
        state: Set(name),
        why: Set(state.why().map(|why| why.id().to_owned())),
        next_at: next_at.map_or(NotSet, Set),
        settled_at: Set(next_at.is_none().then_some(now)),
        ..Default::default()
    }
}

impl From<ErrandKind> for Kind {
    fn from(kind: ErrandKind) -> Self {
        match kind {
            ErrandKind::Reminder => Self::Reminder,
            ErrandKind::Offer => Self::Offer,
            ErrandKind::Moved => Self::Moved,
            ErrandKind::CalledOff => Self::CalledOff,
            ErrandKind::PlaceCancelled => Self::PlaceCancelled,
            ErrandKind::Feedback => Self::Feedback,
        }
    }
}

impl From<Kind> for ErrandKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Reminder => Self::Reminder,
            Kind::Offer => Self::Offer,
            Kind::Moved => Self::Moved,
            Kind::CalledOff => Self::CalledOff,
            Kind::PlaceCancelled => Self::PlaceCancelled,
            Kind::Feedback => Self::Feedback,
        }
    }
}
