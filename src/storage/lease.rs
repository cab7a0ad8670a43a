//! Rows that a replica takes on for a while. No leader is needed: whoever claims a row has it until its claim ends.

use sea_orm::sea_query::{Expr, ExprTrait, LockBehavior, LockType};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, ModelTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entity::errands::State;
use super::failure::failed;
use super::moment::Moment;
use crate::app::records::StoreError;

/// A table whose rows are taken on: what its columns are called.
pub trait Leased: EntityTrait {
    const ID: Self::Column;
    const STATE: Self::Column;
    const WHY: Self::Column;
    /// When a row is tried, or its claim ends.
    const NEXT_AT: Self::Column;
    /// Who claimed it last, by a name drawn for that claim.
    const HOLDER: Self::Column;
    /// How often it was claimed.
    const TRIES: Self::Column;
}

/// Whether of these rows nothing is due and nobody's claim is over.
pub async fn is_idle<E: Leased, C: ConnectionTrait>(db: &C, which: Condition, now: Moment) -> Result<bool, StoreError> {
    let touched = State::WAITING.into_iter().chain(State::IN_HAND);
    let one: Option<i64> = E::find()
        .select_only()
        .column(E::ID)
        .filter(which.add(E::STATE.is_in(touched)).add(E::NEXT_AT.lte(now)))
        .limit(1)
        .into_tuple()
        .one(db)
        .await
        .map_err(failed)?;
    Ok(one.is_none())
}

/// Takes on up to `most` of these rows that are due, longest due first, until `until`; no two claims get the same one.
/// Answers the holder's name and the rows as they were.
pub async fn claim<E: Leased, C: ConnectionTrait>(
    db: &C,
    which: Condition,
    most: u64,
    (until, now): (Moment, Moment),
) -> Result<(String, Vec<E::Model>), StoreError> {
    let due = E::find()
        .filter(which.add(E::STATE.is_in(State::WAITING)).add(E::NEXT_AT.lte(now)))
        .order_by_asc(E::NEXT_AT)
        .order_by_asc(E::ID)
        .limit(most)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    let due = due.all(db).await.map_err(failed)?;
    let holder = format!("{:032x}", rand::random::<u128>());
    if due.is_empty() {
        return Ok((holder, due));
    }
    E::update_many()
        .col_expr(E::STATE, Expr::value(State::Claimed))
        .col_expr(E::WHY, Expr::value(None::<String>))
        .col_expr(E::NEXT_AT, Expr::value(until))
        .col_expr(E::HOLDER, Expr::value(holder.as_str()))
        .col_expr(E::TRIES, Expr::col(E::TRIES).add(1))
        .filter(E::ID.is_in(due.iter().map(|row| row.get(E::ID))))
        .exec(db)
        .await
        .map_err(failed)?;
    Ok((holder, due))
}
