//! The counts of an activity and of its sessions: seats taken, people queueing, numbers given. Each changes by one
//! statement that is its own condition.

use sea_orm::sea_query::{Expr, Query, SimpleExpr};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QuerySelect,
    QueryTrait, UpdateMany,
};

use super::super::entity::sign_ups::{self, State};
use super::super::entity::{activities, activity_sessions};
use super::super::errands;
use super::super::failure::failed;
use super::super::moment::Moment;
use crate::app::records::StoreError;
use crate::domain::sign_up::WalkIn;

/// Where a seat is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Want {
    pub activity: i64,
    pub session: Option<i64>,
}

impl Want {
    /// Where this place is.
    pub fn of(row: &sign_ups::Model) -> Self {
        Self { activity: row.activity_id, session: row.session }
    }
}

/// By which way somebody comes to a seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// The list, while it is open; while somebody queues, a free seat is theirs.
    List,
    /// The door, until the end. Once no seat is offered to the queue any more, it keeps none.
    Door { queue_is_over: bool },
}

impl Gate {
    /// That of somebody at the door, or of everybody else.
    pub fn of(door: Option<&WalkIn>) -> Self {
        door.map_or(Self::List, |door| Self::Door { queue_is_over: door.queue_is_over })
    }

    fn heeds_the_queue(self) -> bool {
        self != Self::Door { queue_is_over: true }
    }
}

/// Locks an activity's row and reads it; on SQLite the whole database is ours already.
pub async fn lock<C: ConnectionTrait>(db: &C, activity: i64) -> Result<Option<activities::Model>, StoreError> {
    activities::Entity::find_by_id(activity).lock_exclusive().one(db).await.map_err(failed)
}

/// One seat more is taken, if one is free, nobody queues for it and the gate is open; answers its number.
pub async fn take<C: ConnectionTrait>(db: &C, want: Want, gate: Gate, now: Moment) -> Result<Option<i64>, StoreError> {
    use activities::Column::{Capacity, NextSequence, Taken, Waiting};
    let mut update = activities::Entity::update_many()
        .col_expr(Taken, Expr::col(Taken).add(1))
        .col_expr(NextSequence, Expr::col(NextSequence).add(1))
        .filter(Condition::any().add(Capacity.is_null()).add(Expr::col(Taken).lt(Expr::col(Capacity))));
    if want.session.is_none() && gate.heeds_the_queue() {
        update = update.filter(Waiting.eq(0));
    }
    let update = match gate {
        Gate::List => open(update, want, now),
        Gate::Door { .. } => going_on(update, want, now),
    };
    let Some(sequence) = numbered(db, update).await? else { return Ok(None) };
    if take_part(db, want, gate).await? {
        return Ok(Some(sequence));
    }
    // The number is not given again, as if it had been cancelled.
    activity(db, want, Taken, -1).await?;
    Ok(None)
}

/// So many seats more are taken in the whole, if all of them are free, nobody queues, and sign-up was open from `first`
/// to `last`; answers the first of their numbers.
pub async fn take_together<C: ConnectionTrait>(
    db: &C,
    whole: i64,
    seats: i64,
    (first, last): (Moment, Moment),
) -> Result<Option<i64>, StoreError> {
    use activities::Column::{Capacity, NextSequence, OpensAt, Taken, Waiting};
    let left = Expr::col(Taken).add(seats).lte(Expr::col(Capacity));
    let update = activities::Entity::update_many()
        .col_expr(Taken, Expr::col(Taken).add(seats))
        .col_expr(NextSequence, Expr::col(NextSequence).add(seats))
        .filter(Condition::any().add(Capacity.is_null()).add(left))
        .filter(Waiting.eq(0))
        .filter(Condition::any().add(OpensAt.is_null()).add(OpensAt.lte(first)));
    let after = numbered(db, open(update, Want { activity: whole, session: None }, last)).await?;
    Ok(after.map(|last| last + 1 - seats))
}

/// One seat more is taken in the session, if it is free and nobody queues for it; as good as taken where none is
/// chosen.
pub async fn take_in_session<C: ConnectionTrait>(db: &C, want: Want) -> Result<bool, StoreError> {
    take_part(db, want, Gate::List).await
}

async fn take_part<C: ConnectionTrait>(db: &C, want: Want, gate: Gate) -> Result<bool, StoreError> {
    use activity_sessions::Column::{ActivityId, Capacity, Number, Taken, Waiting};
    let Some(number) = want.session else { return Ok(true) };
    let mut update = activity_sessions::Entity::update_many()
        .col_expr(Taken, Expr::col(Taken).add(1))
        .filter(ActivityId.eq(want.activity))
        .filter(Number.eq(number))
        .filter(Condition::any().add(Capacity.is_null()).add(Expr::col(Taken).lt(Expr::col(Capacity))));
    if gate.heeds_the_queue() {
        update = update.filter(Waiting.eq(0));
    }
    let updated = update.exec(db).await.map_err(failed)?;
    Ok(updated.rows_affected == 1)
}

/// One more queues, if sign-up is open and there is a queue; answers their number.
pub async fn queue<C: ConnectionTrait>(db: &C, want: Want, now: Moment) -> Result<Option<i64>, StoreError> {
    use activities::Column::{NextSequence, Queues, Waiting};
    let mut update = activities::Entity::update_many()
        .col_expr(NextSequence, Expr::col(NextSequence).add(1))
        .filter(Queues.eq(true));
    if want.session.is_none() {
        update = update.col_expr(Waiting, Expr::col(Waiting).add(1));
    }
    let sequence = numbered(db, open(update, want, now)).await?;
    if sequence.is_some() {
        session(db, want, activity_sessions::Column::Waiting, 1).await?;
    }
    Ok(sequence)
}

/// So many are in the same queue before this number.
pub async fn ahead<C: ConnectionTrait>(db: &C, want: Want, sequence: i64) -> Result<u32, StoreError> {
    use sign_ups::Column::{ActivityId, Sequence, Session, State as Stands};
    let same = want.session.map_or_else(|| Session.is_null(), |number| Session.eq(number));
    let before = sign_ups::Entity::find()
        .filter(ActivityId.eq(want.activity))
        .filter(Stands.eq(State::Waiting))
        .filter(Sequence.lt(sequence))
        .filter(same);
    Ok(u32::try_from(before.count(db).await.map_err(failed)?).unwrap_or(u32::MAX))
}

/// What a place in this state took is free again.
pub async fn give_back<C: ConnectionTrait>(db: &C, want: Want, state: State) -> Result<(), StoreError> {
    use activities::Column::{Taken, Waiting};
    if State::SEATED.contains(&state) {
        activity(db, want, Taken, -1).await?;
        session(db, want, activity_sessions::Column::Taken, -1).await?;
    } else if state == State::Waiting {
        if want.session.is_none() {
            activity(db, want, Waiting, -1).await?;
        }
        session(db, want, activity_sessions::Column::Waiting, -1).await?;
    }
    Ok(())
}

/// Who queues here queues there.
pub async fn requeue<C: ConnectionTrait>(db: &C, here: Want, there: Want) -> Result<(), StoreError> {
    give_back(db, here, State::Waiting).await?;
    if there.session.is_none() {
        activity(db, there, activities::Column::Waiting, 1).await?;
    }
    session(db, there, activity_sessions::Column::Waiting, 1).await
}

/// A seat in the session alone is free again: its owner stays at the activity.
pub async fn leave_session<C: ConnectionTrait>(db: &C, want: Want) -> Result<(), StoreError> {
    session(db, want, activity_sessions::Column::Taken, -1).await
}

/// A seat is kept for somebody out of the queue.
pub async fn from_queue_to_seat<C: ConnectionTrait>(db: &C, want: Want) -> Result<(), StoreError> {
    give_back(db, want, State::Waiting).await?;
    activity(db, want, activities::Column::Taken, 1).await?;
    session(db, want, activity_sessions::Column::Taken, 1).await
}

/// Gives whoever queues and stands at the door a seat, if one is free. The activity is locked.
pub async fn seat_at_door<C: ConnectionTrait>(db: &C, row: &sign_ups::Model) -> Result<bool, StoreError> {
    use activity_sessions::Column::{ActivityId, Number};
    let whole = activities::Entity::find_by_id(row.activity_id).one(db).await.map_err(failed)?;
    let mut free = whole.map(|whole| whole.seats()).transpose()?.is_some_and(|seats| seats.free() != Some(0));
    if let Some(number) = row.session {
        let part = activity_sessions::Entity::find().filter(ActivityId.eq(row.activity_id)).filter(Number.eq(number));
        let part = part.one(db).await.map_err(failed)?;
        free &= part.map(|part| part.seats()).transpose()?.is_some_and(|seats| seats.free() != Some(0));
    }
    if free {
        from_queue_to_seat(db, Want::of(row)).await?;
    }
    Ok(free)
}

/// A live place ends in `state`, and what it took is free; `false` if it was not what it was any more.
pub async fn end<C: ConnectionTrait>(
    db: &C,
    row: &sign_ups::Model,
    state: State,
    now: Moment,
) -> Result<bool, StoreError> {
    use sign_ups::Column::{CancelledAt, Id, OfferedUntil, State as Stands};
    let ended = sign_ups::Entity::update_many()
        .col_expr(Stands, Expr::value(state))
        .col_expr(CancelledAt, Expr::value(now))
        .col_expr(OfferedUntil, Expr::value(None::<i64>))
        .filter(Id.eq(row.id))
        .filter(Stands.eq(row.state))
        .exec(db)
        .await
        .map_err(failed)?;
    if ended.rows_affected == 1 {
        errands::dismiss_offer(db, row.id, now).await?;
        give_back(db, Want::of(row), row.state).await?;
    }
    Ok(ended.rows_affected == 1)
}

/// The activity does not take place: all live places end, and nothing of it is taken or waited for. The activity is
/// locked.
pub async fn call_off<C: ConnectionTrait>(db: &C, id: i64, now: Moment) -> Result<(), StoreError> {
    use sign_ups::Column::{ActivityId, CancelledAt, OfferedUntil, State as Stands};
    sign_ups::Entity::update_many()
        .col_expr(Stands, Expr::value(State::CalledOff))
        .col_expr(CancelledAt, Expr::value(now))
        .col_expr(OfferedUntil, Expr::value(None::<i64>))
        .filter(ActivityId.eq(id))
        .filter(Stands.is_in(State::LIVE))
        .exec(db)
        .await
        .map_err(failed)?;
    activities::Entity::update_many()
        .col_expr(activities::Column::Taken, Expr::value(0))
        .col_expr(activities::Column::Waiting, Expr::value(0))
        .filter(activities::Column::Id.eq(id))
        .exec(db)
        .await
        .map_err(failed)?;
    activity_sessions::Entity::update_many()
        .col_expr(activity_sessions::Column::Taken, Expr::value(0))
        .col_expr(activity_sessions::Column::Waiting, Expr::value(0))
        .filter(activity_sessions::Column::ActivityId.eq(id))
        .exec(db)
        .await
        .map_err(failed)?;
    Ok(())
}

/// Sign-up is open at `now`.
fn open(update: UpdateMany<activities::Entity>, want: Want, now: Moment) -> UpdateMany<activities::Entity> {
    use activities::Column::{ClosesAt, OpensAt};
    going_on(update, want, now)
        .filter(ClosesAt.gt(now))
        .filter(Condition::any().add(OpensAt.is_null()).add(OpensAt.lte(now)))
}

/// It is neither over at `now` nor called off.
fn going_on(update: UpdateMany<activities::Entity>, want: Want, now: Moment) -> UpdateMany<activities::Entity> {
    use activities::Column::{CalledOff, EndsAt, Id};
    update.filter(Id.eq(want.activity)).filter(CalledOff.eq(false)).filter(EndsAt.gt(now))
}

/// The number that the update gave, if it found the row.
async fn numbered<C: ConnectionTrait>(
    db: &C,
    update: UpdateMany<activities::Entity>,
) -> Result<Option<i64>, StoreError> {
    let mut update = update.into_query();
    update.returning(Query::returning().column(activities::Column::NextSequence));
    let row = db.query_one(&update).await.map_err(failed)?;
    let next: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose().map_err(failed)?;
    Ok(next.map(|next| next - 1))
}

async fn activity<C: ConnectionTrait>(
    db: &C,
    want: Want,
    column: activities::Column,
    by: i64,
) -> Result<(), StoreError> {
    activities::Entity::update_many()
        .col_expr(column, plus(Expr::col(column), by))
        .filter(activities::Column::Id.eq(want.activity))
        .exec(db)
        .await
        .map_err(failed)?;
    Ok(())
}

async fn session<C: ConnectionTrait>(
    db: &C,
    want: Want,
    column: activity_sessions::Column,
    by: i64,
) -> Result<(), StoreError> {
    let Some(number) = want.session else { return Ok(()) };
    activity_sessions::Entity::update_many()
        .col_expr(column, plus(Expr::col(column), by))
        .filter(activity_sessions::Column::ActivityId.eq(want.activity))
        .filter(activity_sessions::Column::Number.eq(number))
        .exec(db)
        .await
        .map_err(failed)?;
    Ok(())
}

fn plus(column: Expr, by: i64) -> SimpleExpr {
    column.add(by)
}
