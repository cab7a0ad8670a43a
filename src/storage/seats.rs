//! Seats: taken by one conditional update, so that none is ever given twice, on however many replicas.
//!
//! Whoever changes seats locks the activity's row first and sign-ups after it: no two of them wait for
//! each other.

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, Set, TryInsertResult,
};

use super::entity::sign_ups::State;
use super::entity::{activities, sign_ups};
use super::failure::failed;
use super::moment::Moment;
use super::sealed::{self, Place};
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::activity::{Activity, Admission};
use crate::domain::dialogue::effect::Outcome;
use crate::domain::form::Answer;
use crate::domain::id::{ActivityId, OpenId, SignUpId};
use crate::domain::sign_up::ReceiptNumber;

/// Somebody wants a seat.
pub struct Wish<'a> {
    pub activity: ActivityId,
    pub openid: &'a OpenId,
    pub answers: &'a [(String, Answer)],
}

/// Gives a seat, if there is one and they have none yet.
pub async fn sign_up<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    wish: Wish<'_>,
    now: Timestamp,
) -> Result<Outcome, StoreError> {
    if let Some(number) = held(db, wish.activity, wish.openid).await? {
        return Ok(Outcome::AlreadySignedUp(number));
    }
    let Some(sequence) = take(db, wish.activity, now.into()).await? else {
        let row = activities::Entity::find_by_id(wish.activity.0).one(db).await.map_err(failed)?;
        // Full is also what remains if a seat came free between the two statements.
        return Ok(refusal(row.as_ref(), now)?.unwrap_or(Outcome::Full));
    };
    let row = new_row(vault, &wish, sequence, now.into())?;
    // Without a target, so that the partial index counts: another message of theirs may have been quicker.
    let unless_held = OnConflict::new().do_nothing().to_owned();
    let inserted = sign_ups::Entity::insert(row).on_conflict(unless_held).try_insert();
    if matches!(inserted.exec_without_returning(db).await.map_err(failed)?, TryInsertResult::Inserted(1)) {
        let sequence = u32::try_from(sequence).map_err(|_| super::failure::damaged("activities.next_sequence"))?;
        return Ok(Outcome::SignedUp(ReceiptNumber { activity: wish.activity, sequence }));
    }
    give_back(db, wish.activity.0).await?;
    let theirs = held(db, wish.activity, wish.openid).await?;
    Ok(theirs.map_or(Outcome::Full, Outcome::AlreadySignedUp))
}

/// One seat more is taken, if one is free and sign-up is open; answers the number of that seat.
async fn take<C: ConnectionTrait>(db: &C, activity: ActivityId, now: Moment) -> Result<Option<i64>, StoreError> {
    use activities::Column::{CalledOff, Capacity, ClosesAt, EndsAt, Id, NextSequence, Taken};
    let free = Condition::any().add(Capacity.is_null()).add(Expr::col(Taken).lt(Expr::col(Capacity)));
    let updated = activities::Entity::update_many()
        .col_expr(Taken, Expr::col(Taken).add(1))
        .col_expr(NextSequence, Expr::col(NextSequence).add(1))
        .filter(Id.eq(activity.0))
        .filter(CalledOff.eq(false))
        .filter(ClosesAt.gt(now))
        .filter(EndsAt.gt(now))
        .filter(free)
        .exec_with_returning(db)
        .await
        .map_err(failed)?;
    Ok(updated.first().map(|row| row.next_sequence - 1))
}

fn new_row(vault: &Vault, wish: &Wish<'_>, sequence: i64, now: Moment) -> Result<sign_ups::ActiveModel, StoreError> {
    let place = Place { column: "sign_ups.answers", owner: wish.openid.as_str() };
    Ok(sign_ups::ActiveModel {
        activity_id: Set(wish.activity.0),
        sequence: Set(sequence),
        openid: Set(Some(wish.openid.as_str().to_owned())),
        state: Set(State::Confirmed),
        answers_sealed: Set(Some(sealed::seal(vault, place, &wish.answers)?)),
        key_id: Set(Some(vault.key_id().to_owned())),
        made_at: Set(now),
        ..Default::default()
    })
}

/// The receipt of the live sign-up that they hold.
async fn held<C: ConnectionTrait>(
    db: &C,
    activity: ActivityId,
    openid: &OpenId,
) -> Result<Option<ReceiptNumber>, StoreError> {
    let row = sign_ups::Entity::find()
        .filter(sign_ups::Column::ActivityId.eq(activity.0))
        .filter(sign_ups::Column::Openid.eq(openid.as_str()))
        .filter(sign_ups::Column::State.eq(State::Confirmed))
        .one(db)
        .await
        .map_err(failed)?;
    row.map(|row| row.number()).transpose()
}

/// Why nobody gets a seat of this activity at `now`; `None` if somebody could.
pub fn refusal(row: Option<&activities::Model>, now: Timestamp) -> Result<Option<Outcome>, StoreError> {
    let Some(row) = row else { return Ok(Some(Outcome::NotOpen)) };
    let full = row.seats()?.full();
    Ok(match Activity::try_from(row.clone())?.admission(now) {
        Admission::Open if full => Some(Outcome::Full),
        Admission::Open => None,
        Admission::Closed | Admission::Over | Admission::CalledOff => Some(Outcome::NotOpen),
    })
}

/// Gives up a place, if it is theirs and live.
pub async fn cancel<C: ConnectionTrait>(
    db: &C,
    id: SignUpId,
    openid: &OpenId,
    now: Moment,
) -> Result<Outcome, StoreError> {
    let mine = Condition::all()
        .add(sign_ups::Column::Id.eq(id.0))
        .add(sign_ups::Column::Openid.eq(openid.as_str()))
        .add(sign_ups::Column::State.eq(State::Confirmed));
    let row = sign_ups::Entity::find().filter(mine.clone()).one(db).await.map_err(failed)?;
    let Some(row) = row else { return Ok(Outcome::NothingToCancel) };
    lock(db, row.activity_id).await?;
    Ok(if give_up(db, mine, row.activity_id, now).await? { Outcome::Done } else { Outcome::NothingToCancel })
}

/// Locks an activity's row; on SQLite the whole database is ours already.
pub async fn lock<C: ConnectionTrait>(db: &C, activity: i64) -> Result<(), StoreError> {
    activities::Entity::find_by_id(activity).lock_exclusive().one(db).await.map_err(failed)?;
    Ok(())
}

/// Cancels the one sign-up that the condition finds and frees its seat; `false` if it finds none.
pub async fn give_up<C: ConnectionTrait>(
    db: &C,
    which: Condition,
    activity: i64,
    now: Moment,
) -> Result<bool, StoreError> {
    let cancelled = sign_ups::Entity::update_many()
        .col_expr(sign_ups::Column::State, Expr::value("cancelled"))
        .col_expr(sign_ups::Column::CancelledAt, Expr::value(now))
        .filter(which)
        .exec(db)
        .await
        .map_err(failed)?;
    if cancelled.rows_affected == 1 {
        give_back(db, activity).await?;
    }
    Ok(cancelled.rows_affected == 1)
}

async fn give_back<C: ConnectionTrait>(db: &C, activity: i64) -> Result<(), StoreError> {
    activities::Entity::update_many()
        .col_expr(activities::Column::Taken, Expr::col(activities::Column::Taken).sub(1))
        .filter(activities::Column::Id.eq(activity))
        .exec(db)
        .await
        .map_err(failed)?;
    Ok(())
}
