//! One person comes in.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::super::entity::sign_ups::{self, State};
use super::super::failure::failed;
use super::super::moment::Moment;
use super::super::seats;
use crate::app::records::StoreError;
use crate::domain::sign_up::AttendedBy;

/// How and when somebody was seen.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    pub by: AttendedBy,
    /// The mark of a desk without network.
    pub mark: Option<&'a str>,
    pub at: Moment,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrived {
    /// Counted now.
    Now,
    /// Counted before.
    Before,
    /// They queue, and no seat is free.
    NoSeat,
    /// The place was given up, passed on or called off.
    Ended,
}

/// Counts somebody in, with a seat if they queued and one is free: they stand at the door, others in the queue do not.
/// The activity is locked, and the row read under the lock.
pub async fn arrive<C: ConnectionTrait>(db: &C, row: &sign_ups::Model, seen: Seen<'_>) -> Result<Arrived, StoreError> {
    use sign_ups::Column::{AttendedAt, AttendedBy as By, AttendedMark, Id, OfferedUntil, State as Stands};
    if row.attended_at.is_some() {
        return Ok(Arrived::Before);
    }
    match row.state {
        State::Confirmed | State::Offered => {}
        State::Waiting if seats::seat_at_door(db, row).await? => {}
        State::Waiting => return Ok(Arrived::NoSeat),
        State::Cancelled | State::Lapsed | State::CalledOff => return Ok(Arrived::Ended),
    }
    let counted = sign_ups::Entity::update_many()
        .col_expr(Stands, Expr::value(State::Confirmed))
        .col_expr(OfferedUntil, Expr::value(None::<i64>))
        .col_expr(AttendedAt, Expr::value(seen.at))
        .col_expr(By, Expr::value(seen.by.name()))
        .col_expr(AttendedMark, Expr::value(seen.mark))
        .filter(Id.eq(row.id))
        .filter(Stands.eq(row.state))
        .filter(AttendedAt.is_null())
        .exec(db)
        .await
        .map_err(failed)?;
    Ok(if counted.rows_affected == 1 { Arrived::Now } else { Arrived::Before })
}
