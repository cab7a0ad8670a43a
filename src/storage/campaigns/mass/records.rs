//! The port of batches, over the database.

use async_trait::async_trait;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use super::super::super::database::{Database, within};
use super::super::super::entity::deliveries::{self, Column as Delivery};
use super::super::super::entity::errands::State;
use super::super::super::entity::mass_batches::{ActiveModel, Column, Entity};
use super::super::super::failure::{damaged, failed};
use super::super::super::moment::Moment;
use super::super::{LIMIT, LONG_LIMIT};
use super::{ask, claim, leave_out, of_batch, settle, told};
use crate::app::campaigns::mass::records::{
    Batch, BatchLine, MassRecords, MassResult, MassUse, Pending, Settled, Terms,
};
use crate::app::platform::id::MessageId;
use crate::app::records::StoreError;
use crate::domain::campaign::Audience;
use crate::domain::campaign::mass::MassHow;
use crate::domain::errand::{ErrandState, Why};
use crate::domain::id::{BatchId, CampaignId, OpenId};

/// Openids a statement: SQLite takes 32,766 values.
const ROWS: usize = 1_000;

#[async_trait]
impl MassRecords for Database {
    async fn claim_batch(
        &self,
        id: CampaignId,
        terms: &Terms,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Option<Batch>, StoreError> {
        within(LONG_LIMIT, async {
            // Mostly there is nothing, and then nobody need wait for the turn to write.
            if claim::is_idle(self.pool().orm(), id, now.into()).await? {
                return Ok(None);
            }
            let write = self.pool().write().await?;
            let batch = claim::claim(&*write, self.vault(), (id, terms), (until, now)).await?;
            write.commit().await.map(|()| batch)
        })
        .await
    }

    async fn recipients(&self, batch: &Batch, terms: &Terms, now: Timestamp) -> Result<Vec<OpenId>, StoreError> {
        within(LONG_LIMIT, async {
            let theirs = of_batch(batch.id.0, [State::Due, State::Held, State::Sending]);
            if batch.left_at.is_none() {
                let write = self.pool().write().await?;
                leave_out::leave_out(&*write, &theirs, terms, now).await?;
                write.commit().await?;
            }
            let openids: Vec<String> = deliveries::Entity::find()
                .select_only()
                .column(Delivery::Openid)
                .filter(theirs)
                .filter(Delivery::Openid.is_not_null())
                .order_by_asc(Delivery::Id)
                .into_tuple()
                .all(self.pool().orm())
                .await
                .map_err(failed)?;
            openids.iter().map(|openid| OpenId::parse(openid).map_err(|_| damaged("deliveries.openid"))).collect()
        })
        .await
    }

    async fn keep_batch(&self, batch: &Batch, until: Timestamp, now: Timestamp) -> Result<bool, StoreError> {
        within(LIMIT, async {
            let columns = ActiveModel {
                picture_id: Set(batch.made.picture.as_ref().map(|id| id.as_str().to_owned())),
                draft_id: Set(batch.made.draft.as_ref().map(|id| id.as_str().to_owned())),
                tag_id: Set(batch.made.tag.map(|tag| i64::from(tag.0))),
                next_at: Set(until.into()),
                ..Default::default()
            };
            let write = self.pool().write().await?;
            let kept = Entity::update_many()
                .set(columns)
                .filter(Column::Id.eq(batch.id.0))
                .filter(Column::Holder.eq(batch.holder.as_str()))
                .filter(Column::State.eq(State::Claimed))
                .filter(Column::NextAt.gt(Moment::from(now)))
                .exec(&*write)
                .await
                .map_err(failed)?;
            write.commit().await.map(|()| kept.rows_affected == 1)
        })
        .await
    }

    async fn leave_out(&self, batch: &Batch, who: &[OpenId], why: Why, now: Timestamp) -> Result<(), StoreError> {
        within(LIMIT, async {
            let write = self.pool().write().await?;
            for some in who.chunks(ROWS) {
                deliveries::Entity::update_many()
                    .set(deliveries::standing(ErrandState::Unreachable(why), now.into()))
                    .filter(of_batch(batch.id.0, State::OPEN))
                    .filter(Delivery::Openid.is_in(some.iter().map(OpenId::as_str)))
                    .exec(&*write)
                    .await
                    .map_err(failed)?;
            }
            write.commit().await
        })
        .await
    }

    async fn batch_leaves(
        &self,
        batch: &Batch,
        how: MassHow,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        within(LIMIT, async {
            let write = self.pool().write().await?;
            let leaves = settle::leave(&*write, (batch, how), (until, now)).await?;
            write.commit().await.map(|()| leaves)
        })
        .await
    }

    async fn settle_batch(&self, batch: &Batch, settled: &Settled, now: Timestamp) -> Result<bool, StoreError> {
        within(LIMIT, async {
            let write = self.pool().write().await?;
            let ours = settle::settle(&*write, batch, settled, now).await?;
            write.commit().await.map(|()| ours)
        })
        .await
    }

    async fn told(
        &self,
        message: &MessageId,
        result: &MassResult,
        now: Timestamp,
    ) -> Result<Option<CampaignId>, StoreError> {
        within(LIMIT, async {
            let write = self.pool().write().await?;
            let whose = told::tell(&*write, message, result, now).await?;
            write.commit().await.map(|()| whose)
        })
        .await
    }

    async fn pending(&self, again: Timestamp, now: Timestamp) -> Result<Vec<Pending>, StoreError> {
        within(LIMIT, async {
            let looked = Entity::find().filter(Column::LookAt.lte(Moment::from(now))).limit(1);
            if looked.one(self.pool().orm()).await.map_err(failed)?.is_none() {
                return Ok(Vec::new());
            }
            let write = self.pool().write().await?;
            let pending = ask::pending(&*write, again.into(), now).await?;
            write.commit().await.map(|()| pending)
        })
        .await
    }

    async fn tag_is_gone(&self, id: BatchId) -> Result<(), StoreError> {
        within(LIMIT, async {
            let columns = ActiveModel { tag_id: Set(None), look_at: Set(None), ..Default::default() };
            let write = self.pool().write().await?;
            let gone = Entity::update_many().set(columns).filter(Column::Id.eq(id.0));
            gone.exec(&*write).await.map_err(failed)?;
            write.commit().await
        })
        .await
    }

    async fn sends_since(&self, since: Timestamp, asked_by: Option<CampaignId>) -> Result<u64, StoreError> {
        within(LIMIT, ask::sends_since(self.pool().orm(), since.into(), asked_by)).await
    }

    async fn mass_use(&self, audience: &Audience, since: Timestamp, now: Timestamp) -> Result<MassUse, StoreError> {
        within(LONG_LIMIT, ask::used(self.pool().orm(), self.vault(), (audience, since), now)).await
    }

    async fn batches(&self, id: CampaignId) -> Result<Vec<BatchLine>, StoreError> {
        within(LIMIT, ask::lines(self.pool().orm(), id)).await
    }
}
