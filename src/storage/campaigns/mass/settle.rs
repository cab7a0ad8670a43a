//! A batch leaves, and what came of it.

use jiff::Timestamp;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, Set};

use super::super::super::entity::campaigns;
use super::super::super::entity::deliveries;
use super::super::super::entity::errands::State;
use super::super::super::entity::mass_batches::{ActiveModel, Column, Entity, Model, standing};
use super::super::super::failure::failed;
use super::super::super::moment::Moment;
use super::super::office;
use super::of_batch;
use crate::app::campaigns::mass::records::{Batch, Settled};
use crate::app::campaigns::mass::{ASKED_FIRST, CHANNEL};
use crate::app::records::StoreError;
use crate::domain::campaign::mass::MassHow;
use crate::domain::errand::{ErrandState, Why};
use crate::domain::id::CampaignId;

/// Recipients who stand as their batch does: all but those who were taken out, and those to whom it went.
const STILL_IN: [State; 5] = [State::Due, State::Held, State::Claimed, State::Sending, State::Unknown];

/// Its row, locked, if it is still ours.
pub async fn ours<C: ConnectionTrait>(db: &C, batch: &Batch) -> Result<Option<Model>, StoreError> {
    let row = Entity::find_by_id(batch.id.0).lock_exclusive().one(db).await.map_err(failed)?;
    Ok(row.filter(|row| row.holder == batch.holder))
}

/// Notes that it goes out, if nobody stopped the campaign meanwhile.
pub async fn leave<C: ConnectionTrait>(
    db: &C,
    (batch, how): (&Batch, MassHow),
    (until, now): (Timestamp, Timestamp),
) -> Result<bool, StoreError> {
    let campaign = office::lock(db, batch.campaign).await?;
    let Some(row) = ours(db, batch).await? else { return Ok(false) };
    let released = campaign.is_some_and(|campaign| campaign.state == campaigns::State::Released);
    if row.state != State::Claimed || row.next_at <= now.into() {
        return Ok(false);
    }
    if !released {
        put(db, row.id, standing(ErrandState::Due { at: now }, now.into())).await?;
        return Ok(false);
    }
    let columns = deliveries::ActiveModel {
        channel: Set(Some(CHANNEL.to_owned())),
        ..deliveries::standing(ErrandState::Sending { until }, now.into())
    };
    follow(db, row.id, columns).await?;
    let recipients = recipients(db, row.id).await?;
    let columns = ActiveModel {
        left_at: Set(Some(row.left_at.unwrap_or(now.into()))),
        how: Set(Some(how.id().to_owned())),
        recipients: Set(i64::try_from(recipients).unwrap_or(i64::MAX)),
        ..standing(ErrandState::Sending { until }, now.into())
    };
    put(db, row.id, columns).await?;
    Ok(true)
}

async fn recipients<C: ConnectionTrait>(db: &C, id: i64) -> Result<u64, StoreError> {
    let sending = deliveries::Entity::find().filter(of_batch(id, [State::Sending]));
    sending.count(db).await.map_err(failed)
}

/// What came of it; its recipients follow.
pub async fn settle<C: ConnectionTrait>(
    db: &C,
    batch: &Batch,
    settled: &Settled,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let Some(row) = ours(db, batch).await? else { return Ok(false) };
    let state = match row.state()? {
        // The platform's event was quicker than its answer. The answer knows better which send it was.
        ErrandState::Sent if settled.state == ErrandState::Sent => ErrandState::Sent,
        state => match state.settle(settled.state) {
            Ok(state) => state,
            Err(_) => return Ok(false),
        },
    };
    let now = now.into();
    let mut columns = ActiveModel { error: Set(settled.error.clone()), ..standing(state, now) };
    let message = settled.message.as_ref().map(|id| id.as_str().to_owned());
    if message.is_some() && message != row.message_id {
        columns.message_id = Set(message);
        columns.result = Set(None);
    }
    if settled.media_gone {
        (columns.picture_id, columns.draft_id) = (Set(None), Set(None));
    }
    if state.is_open() {
        // A try that surely did nothing leaves it as if it had never been, unless an earlier one may have done it.
        if settled.nothing_left && batch.left_at.is_none() {
            columns.left_at = Set(None);
            follow(db, row.id, deliveries::standing(due_with(state, now)?, now)).await?;
        }
        put(db, row.id, columns).await?;
        return Ok(true);
    }
    columns.look_at = Set(Some(look_at(state, now)));
    put(db, row.id, columns).await?;
    follow(db, row.id, deliveries::standing(state, now)).await?;
    Ok(true)
}

/// Its recipients wait as it does, and are nobody's.
fn due_with(state: ErrandState, now: Moment) -> Result<ErrandState, StoreError> {
    Ok(match state {
        ErrandState::Held { until, .. } => ErrandState::Due { at: until },
        _ => ErrandState::Due { at: now.try_into()? },
    })
}

/// What went out is asked for after a while; else only a tag is to be deleted.
fn look_at(state: ErrandState, now: Moment) -> Moment {
    let wait = if state == ErrandState::Sent { ASKED_FIRST.as_millis() } else { 0 };
    Moment(now.0.saturating_add(i64::try_from(wait).unwrap_or(0)))
}

async fn put<C: ConnectionTrait>(db: &C, id: i64, columns: ActiveModel) -> Result<(), StoreError> {
    Entity::update_many().set(columns).filter(Column::Id.eq(id)).exec(db).await.map_err(failed)?;
    Ok(())
}

/// Recipients come to stand as their batch does.
pub async fn follow<C: ConnectionTrait>(db: &C, id: i64, columns: deliveries::ActiveModel) -> Result<(), StoreError> {
    let theirs = deliveries::Entity::update_many().set(columns).filter(of_batch(id, STILL_IN));
    theirs.exec(db).await.map_err(failed)?;
    Ok(())
}

/// The campaign was cancelled: what has not left is dropped; of what may have gone out nobody will know.
pub async fn cancel<C: ConnectionTrait>(db: &C, id: CampaignId, now: Moment) -> Result<(), StoreError> {
    let stopped = Condition::any().add(Column::State.is_in(State::WAITING)).add(Column::NextAt.lte(now));
    let open = Entity::find().filter(is_open()).filter(Column::CampaignId.eq(id.0)).filter(stopped);
    for row in open.lock_exclusive().all(db).await.map_err(failed)? {
        let state = match row.left_at {
            None => ErrandState::Dropped(Why::Cancelled),
            Some(_) => ErrandState::Unknown,
        };
        put(db, row.id, ActiveModel { look_at: Set(Some(now)), ..standing(state, now) }).await?;
        follow(db, row.id, deliveries::standing(state, now)).await?;
    }
    Ok(())
}

/// Something may still become of it.
pub fn is_open() -> Condition {
    Condition::all().add(Column::State.is_in(State::WAITING.into_iter().chain(State::IN_HAND)))
}
