//! Talks with staff: a row a follower, for as long as it is kept.

use sea_orm::entity::prelude::*;

use crate::app::console::TalkState;
use crate::storage::moment::Moment;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "talks")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub openid: String,
    pub state: State,
    /// When they asked for a person.
    pub called_at: Moment,
    /// When they last said something for staff.
    pub said_at: Option<Moment>,
    /// When anything happened in it last.
    pub moved_at: Moment,
    /// What they said since staff last did something.
    pub unread: i64,
    /// Who answers, or answered last.
    pub staff: Option<String>,
}

/// See [`TalkState`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    #[sea_orm(string_value = "waiting")]
    Waiting,
    #[sea_orm(string_value = "attended")]
    Attended,
    #[sea_orm(string_value = "ended")]
    Ended,
}

impl From<State> for TalkState {
    fn from(state: State) -> Self {
        match state {
            State::Waiting => Self::Waiting,
            State::Attended => Self::Attended,
            State::Ended => Self::Ended,
        }
    }
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
