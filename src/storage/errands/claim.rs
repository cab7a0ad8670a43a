//! Taking errands on, and saying what came of them.

use jiff::Timestamp;
use sea_orm::sea_query::{LockBehavior, LockType};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::super::entity::errands::{self, Column, Model, State, standing};
use super::super::failure::failed;
use super::super::lease;
use super::super::moment::Moment;
use super::matter;
use crate::app::errands::{Begun, Claimed};
use crate::app::reach::Channel;
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::errand::{ErrandState, Why};

/// Most claims of the dead that are taken back in one go.
const EXPIRED: u64 = 200;

/// Takes back what was claimed by somebody who is gone.
pub async fn expire<C: ConnectionTrait>(db: &C, now: Timestamp) -> Result<(), StoreError> {
    let left = errands::Entity::find()
        .filter(Column::State.is_in(State::IN_HAND))
        .filter(Column::NextAt.lte(Moment::from(now)))
        .limit(EXPIRED)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
    for row in left.all(db).await.map_err(failed)? {
        if let Ok(state) = row.state()?.expire(now) {
            put(db, row.id, standing(state, now.into())).await?;
        }
    }
    Ok(())
}

/// Takes on what is due, longest due first.
pub async fn claim<C: ConnectionTrait>(
    db: &C,
    most: u64,
    until: Moment,
    now: Moment,
) -> Result<Vec<Claimed>, StoreError> {
    let (holder, due) = lease::claim::<errands::Entity, _>(db, Condition::all(), most, (until, now)).await?;
    due.iter().map(|row| row.claimed(&holder)).collect()
}

/// Notes that it goes out now, if there is still something to be said.
pub async fn begin<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    claimed: &Claimed,
    (until, now): (Timestamp, Timestamp),
) -> Result<Begun, StoreError> {
    let Some(row) = ours(db, claimed).await? else { return Ok(Begun::Lost) };
    let Ok(sending) = row.state()?.begin(until, now) else { return Ok(Begun::Lost) };
    let Some(matter) = matter::of(db, vault, &row, now).await? else {
        let why = if row.openid.is_some() { Why::Outdated } else { Why::Gone };
        put(db, row.id, standing(ErrandState::Dropped(why), now.into())).await?;
        return Ok(Begun::Dropped);
    };
    put(db, row.id, standing(sending, now.into())).await?;
    Ok(Begun::Send(Box::new(matter)))
}

/// What came of it, if it is still ours.
pub async fn settle<C: ConnectionTrait>(
    db: &C,
    claimed: &Claimed,
    (outcome, channel): (ErrandState, Option<Channel>),
    now: Moment,
) -> Result<bool, StoreError> {
    let Some(row) = ours(db, claimed).await? else { return Ok(false) };
    let Ok(settled) = row.state()?.settle(outcome) else { return Ok(false) };
    let mut columns = standing(settled, now);
    columns.channel = sea_orm::Set(channel.map(|channel| channel.id().to_owned()));
    put(db, row.id, columns).await?;
    Ok(true)
}

async fn ours<C: ConnectionTrait>(db: &C, claimed: &Claimed) -> Result<Option<Model>, StoreError> {
    let ours = errands::Entity::find_by_id(claimed.id.0).filter(Column::Holder.eq(claimed.holder.as_str()));
    ours.lock_exclusive().one(db).await.map_err(failed)
}

async fn put<C: ConnectionTrait>(db: &C, id: i64, columns: errands::ActiveModel) -> Result<(), StoreError> {
    let this = errands::Entity::update_many().set(columns).filter(Column::Id.eq(id));
    this.exec(db).await.map_err(failed)?;
    Ok(())
}
