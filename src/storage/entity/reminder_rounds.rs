//! Which reminders were planned, so that each is planned once.

use sea_orm::Set;
use sea_orm::entity::prelude::*;

use crate::app::errands::Round;
use crate::storage::moment::Moment;

/// One reminder of one beginning. What moves begins anew.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reminder_rounds")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub activity_id: i64,
    /// 0 is the whole.
    #[sea_orm(primary_key, auto_increment = false)]
    pub session: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub rule: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub starts_at: Moment,
    pub planned_at: Moment,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What tells one round from another.
pub fn key(round: &Round) -> (i64, i64, String, Moment) {
    let session = round.session.map_or(0, |session| i64::from(session.0));
    (round.activity.0, session, round.rule.as_str().to_owned(), round.starts_at.into())
}

/// The row of a round that is planned now.
pub fn row(round: &Round, now: Moment) -> ActiveModel {
    let (activity_id, session, rule, starts_at) = key(round);
    ActiveModel {
        activity_id: Set(activity_id),
        session: Set(session),
        rule: Set(rule),
        starts_at: Set(starts_at),
        planned_at: Set(now),
    }
}
