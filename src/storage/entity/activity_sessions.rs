//! Parts of activities, and how many of their seats are taken.

use sea_orm::ActiveValue::NotSet;
use sea_orm::Set;
use sea_orm::entity::prelude::*;

use crate::app::records::StoreError;
use crate::domain::activity::{Seats, Session, SessionNumber};
use crate::storage::failure::damaged;
use crate::storage::moment::Moment;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "activity_sessions")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub activity_id: i64,
    pub number: i64,
    pub name: String,
    pub starts_at: Moment,
    pub ends_at: Moment,
    pub capacity: Option<i64>,
    /// As that of the activity.
    pub taken: i64,
    /// People who queue for this session.
    pub waiting: i64,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Which one it is.
    pub fn session_number(&self) -> Result<SessionNumber, StoreError> {
        u8::try_from(self.number).map(SessionNumber).map_err(|_| damaged("activity_sessions.number"))
    }

    /// Seats and how many are taken.
    pub fn seats(&self) -> Result<Seats, StoreError> {
        super::seats_of("activity_sessions", self.capacity, self.taken, self.waiting)
    }
}

impl TryFrom<Model> for Session {
    type Error = StoreError;
    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            number: row.session_number()?,
            capacity: row.seats()?.capacity,
            name: row.name,
            starts_at: row.starts_at.try_into()?,
            ends_at: row.ends_at.try_into()?,
        })
    }
}

/// The columns that content says; id and seats are left alone.
pub fn row(activity: i64, session: &Session) -> ActiveModel {
    ActiveModel {
        id: NotSet,
        activity_id: Set(activity),
        number: Set(i64::from(session.number.0)),
        name: Set(session.name.clone()),
        starts_at: Set(session.starts_at.into()),
        ends_at: Set(session.ends_at.into()),
        capacity: Set(session.capacity.map(i64::from)),
        taken: NotSet,
        waiting: NotSet,
    }
}
