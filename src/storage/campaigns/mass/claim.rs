//! Taking a batch on, or making the next one.

use jiff::Timestamp;
use sea_orm::ActiveValue::NotSet;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};

use super::super::super::entity::campaigns;
use super::super::super::entity::deliveries::{self, Column as Delivery};
use super::super::super::entity::errands::State;
use super::super::super::entity::mass_batches::{ActiveModel, Column, Entity, Model, standing};
use super::super::super::failure::{damaged, failed};
use super::super::super::moment::Moment;
use super::super::office;
use super::leave_out::leave_out;
use crate::app::campaigns::mass::records::{Batch, Terms};
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::errand::ErrandState;
use crate::domain::id::CampaignId;

/// Digits of the hash that makes a key this database's own.
const KEY: usize = 12;

/// Whether there is no batch to be taken on, and nobody to make one of.
pub async fn is_idle<C: ConnectionTrait>(db: &C, id: CampaignId, now: Moment) -> Result<bool, StoreError> {
    let batches = Entity::find().filter(due(id, now));
    let people = deliveries::Entity::find().filter(unbatched(id, now));
    Ok(batches.limit(1).one(db).await.map_err(failed)?.is_none()
        && people.limit(1).one(db).await.map_err(failed)?.is_none())
}

/// Takes on the batch that is due longest, or makes the next one.
pub async fn claim<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    (id, terms): (CampaignId, &Terms),
    (until, now): (Timestamp, Timestamp),
) -> Result<Option<Batch>, StoreError> {
    let Some(campaign) = office::lock(db, id).await? else { return Ok(None) };
    if campaign.state != campaigns::State::Released {
        return Ok(None);
    }
    let holder = format!("{:032x}", rand::random::<u128>());
    let columns =
        || ActiveModel { holder: Set(holder.clone()), ..standing(ErrandState::Claimed { until }, now.into()) };
    let due = Entity::find().filter(due(id, now.into())).order_by_asc(Column::NextAt).order_by_asc(Column::Id);
    if let Some(row) = due.one(db).await.map_err(failed)? {
        let ours = Entity::update_many().set(columns()).filter(Column::Id.eq(row.id));
        ours.exec(db).await.map_err(failed)?;
        return row.batch(&holder).map(Some);
    }
    let Some(row) = make(db, vault, (&campaign, terms), (columns(), now)).await? else { return Ok(None) };
    row.batch(&holder).map(Some)
}

/// Waits, and its time has come; or was somebody's who is gone. What may have gone out is due again as well, for the
/// platform knows its key.
fn due(id: CampaignId, now: Moment) -> Condition {
    Condition::all()
        .add(Column::CampaignId.eq(id.0))
        .add(Column::State.is_in(State::WAITING.into_iter().chain(State::IN_HAND)))
        .add(Column::NextAt.lte(now))
}

/// Recipients whose time has come and who are in no batch.
fn unbatched(id: CampaignId, now: Moment) -> Condition {
    Condition::all()
        .add(Delivery::CampaignId.eq(id.0))
        .add(Delivery::Preview.eq(false))
        .add(Delivery::BatchId.is_null())
        .add(Delivery::State.is_in(State::WAITING))
        .add(Delivery::NextAt.lte(now))
}

async fn make<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    (campaign, terms): (&campaigns::Model, &Terms),
    (columns, now): (ActiveModel, Timestamp),
) -> Result<Option<Model>, StoreError> {
    let left = unbatched(CampaignId(campaign.id), now.into());
    leave_out(db, &left, terms, now).await?;
    let people = deliveries::Entity::find().filter(left.clone()).count(db).await.map_err(failed)?;
    let Some(before_last) = terms.how.batch(people).checked_sub(1) else { return Ok(None) };
    let last: Option<i64> = deliveries::Entity::find()
        .select_only()
        .column(Delivery::Id)
        .filter(left.clone())
        .order_by_asc(Delivery::Id)
        .offset(before_last)
        .limit(1)
        .into_tuple()
        .one(db)
        .await
        .map_err(failed)?;
    let last = last.ok_or_else(|| damaged("deliveries: a recipient of a batch"))?;
    let earlier = Entity::find().filter(Column::CampaignId.eq(campaign.id)).order_by_desc(Column::Number);
    let earlier = earlier.one(db).await.map_err(failed)?;
    let number = earlier.as_ref().map_or(1, |earlier| earlier.number.saturating_add(1));
    let row = ActiveModel {
        id: NotSet,
        campaign_id: Set(campaign.id),
        number: Set(number),
        key: Set(key(vault, campaign, number)),
        recipients: Set(0),
        // All batches of a campaign show the same picture.
        picture_id: Set(earlier.and_then(|earlier| earlier.picture_id)),
        ..columns
    };
    let id = Entity::insert(row).exec(db).await.map_err(failed)?.last_insert_id;
    deliveries::Entity::update_many()
        .set(deliveries::ActiveModel { batch_id: Set(Some(id)), ..Default::default() })
        .filter(left)
        .filter(Delivery::Id.lte(last))
        .exec(db)
        .await
        .map_err(failed)?;
    Entity::find_by_id(id).one(db).await.map_err(failed)
}

/// Another database that sends for the same account, a demo's or a restored one, must not have the same keys.
fn key(vault: &Vault, campaign: &campaigns::Model, number: i64) -> String {
    let id = campaign.id;
    let hash = vault.hash("mass_batches.key", &format!("{id}:{number}:{}:{}", campaign.hash, campaign.made_at.0));
    format!("m{id}-{number}-{}", hash.get(..KEY).unwrap_or_default())
}
