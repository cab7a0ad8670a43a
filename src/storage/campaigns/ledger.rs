//! The ledger as the worker knows it.

use std::collections::HashSet;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Set,
};

use super::super::database::{Database, within};
use super::super::entity::deliveries::{ActiveModel, Column, Entity, standing};
use super::super::entity::errands::State;
use super::super::entity::{campaigns, followers, mass_batches};
use super::super::failure::failed;
use super::super::lease;
use super::super::moment::Moment;
use super::{LIMIT, LONG_LIMIT, claim, mass, office, plan};
use crate::app::campaigns::records::{Begun, Campaign, Cap, Claimed, DeliveryRecords, Receipt, Settled};
use crate::app::platform::id::MessageId;
use crate::app::reach::Channel;
use crate::app::records::StoreError;
use crate::domain::campaign::Variant;
use crate::domain::errand::{ErrandState, Why};
use crate::domain::id::{CampaignId, DeliveryId, OpenId};

/// What became of a template message is told within seconds; so long after it left, what is told is of another one.
const TOLD_WITHIN: SignedDuration = SignedDuration::from_mins(15);
/// Followers that are woken by one statement.
const WOKEN: usize = 500;

#[async_trait]
impl DeliveryRecords for Database {
    async fn at_work(&self) -> Result<Vec<Campaign>, StoreError> {
        within(LIMIT, async {
            let left = Entity::find()
                .select_only()
                .column(Column::CampaignId)
                .filter(Column::State.is_in(State::OPEN.into_iter().chain([State::Sending])))
                .filter(Column::Preview.eq(false))
                .filter(Expr::col((Entity, Column::CampaignId)).equals((campaigns::Entity, campaigns::Column::Id)))
                .into_query();
            let batches = mass_batches::Entity::find()
                .select_only()
                .column(mass_batches::Column::CampaignId)
                .filter(mass::is_open())
                .filter(
                    Expr::col((mass_batches::Entity, mass_batches::Column::CampaignId))
                        .equals((campaigns::Entity, campaigns::Column::Id)),
                )
                .into_query();
            let left = Condition::any().add(Expr::exists(left)).add(Expr::exists(batches));
            let cancelled = Condition::all().add(campaigns::Column::State.eq(campaigns::State::Cancelled)).add(left);
            let at_work = Condition::any().add(campaigns::Column::State.eq(campaigns::State::Released)).add(cancelled);
            let rows = campaigns::Entity::find().filter(at_work).order_by_asc(campaigns::Column::StartsAt);
            let rows = rows.all(self.pool().orm()).await.map_err(failed)?;
            // One that does not read, perhaps because a newer version wrote it, stops none of the others.
            let readable = rows.iter().filter_map(|row| {
                let campaign = row.campaign();
                campaign.inspect_err(|error| tracing::error!(%error, id = row.id, "campaigns: not readable")).ok()
            });
            Ok(readable.collect())
        })
        .await
    }

    async fn plan_deliveries(&self, id: CampaignId, most: u64, now: Timestamp) -> Result<u64, StoreError> {
        within(LONG_LIMIT, async {
            let write = self.pool().write().await?;
            let planned = plan::plan(&*write, self.vault(), id, (most, now)).await?;
            write.commit().await.map(|()| planned)
        })
        .await
    }

    async fn claim_deliveries(
        &self,
        id: CampaignId,
        most: u64,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<Claimed>, StoreError> {
        let which = Condition::all().add(Column::CampaignId.eq(id.0)).add(Column::Preview.eq(false));
        self.claim_of(which, (most, until), now).await
    }

    async fn claim_previews(&self, most: u64, until: Timestamp, now: Timestamp) -> Result<Vec<Claimed>, StoreError> {
        // Not `= true`: the index of trials is of no use to a statement whose values come later.
        self.claim_of(Condition::all().add(Expr::col(Column::Preview)), (most, until), now).await
    }

    async fn begin_deliveries(
        &self,
        claimed: &[Claimed],
        cap: Cap,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<Begun>, StoreError> {
        within(LIMIT, async {
            let unwanted = claim::unwanted(self.pool().orm(), claimed, cap, now).await?;
            let write = self.pool().write().await?;
            let begun = claim::begin(&*write, claimed, &unwanted, (until, now)).await?;
            write.commit().await.map(|()| begun)
        })
        .await
    }

    async fn leaves_by_template(&self, claimed: &Claimed, now: Timestamp) -> Result<(), StoreError> {
        within(LIMIT, async {
            let write = self.pool().write().await?;
            if !claim::leave(&*write, claimed, now.into()).await? {
                return Err(StoreError::Unavailable("somebody else has this delivery by now".to_owned()));
            }
            write.commit().await
        })
        .await
    }

    async fn settle_deliveries(&self, settled: &[Settled], now: Timestamp) -> Result<HashSet<DeliveryId>, StoreError> {
        within(LIMIT, async {
            let write = self.pool().write().await?;
            let ours = claim::settle(&*write, settled, now.into()).await?;
            write.commit().await.map(|()| ours)
        })
        .await
    }

    async fn wake(&self, since: Timestamp, now: Timestamp) -> Result<u64, StoreError> {
        within(LONG_LIMIT, async {
            if !self.anybody_waits(now.into()).await? {
                return Ok(0);
            }
            let spoke: Vec<String> = followers::Entity::find()
                .select_only()
                .column(followers::Column::Openid)
                .filter(followers::Column::SpokeAt.gte(Moment::from(since)))
                .into_tuple()
                .all(self.pool().orm())
                .await
                .map_err(failed)?;
            let mut woken = 0;
            for some in spoke.chunks(WOKEN) {
                let write = self.pool().write().await?;
                let these = waiting(now.into()).add(Column::Openid.is_in(some.iter().map(String::as_str)));
                let columns = ActiveModel { next_at: Set(now.into()), ..Default::default() };
                let due = Entity::update_many().set(columns).filter(these).exec(&*write).await.map_err(failed)?;
                woken += due.rows_affected;
                write.commit().await?;
            }
            Ok(woken)
        })
        .await
    }

    async fn drop_cancelled(&self, id: CampaignId, most: u64, now: Timestamp) -> Result<u64, StoreError> {
        within(LIMIT, async {
            let write = self.pool().write().await?;
            mass::cancel(&*write, id, now.into()).await?;
            let dropped = claim::cancel(&*write, id, most, now.into()).await?;
            write.commit().await.map(|()| dropped)
        })
        .await
    }

    async fn finish_campaign(&self, id: CampaignId) -> Result<bool, StoreError> {
        within(LIMIT, async {
            let write = self.pool().write().await?;
            let Some(row) = office::lock(&*write, id).await? else { return Ok(false) };
            if !row.wholly_planned || has_open(&*write, id).await? {
                return Ok(false);
            }
            let Ok(done) = row.state()?.finish() else { return Ok(false) };
            let (state, pause) = campaigns::named(done);
            let columns = campaigns::ActiveModel {
                state: Set(state),
                pause: Set(pause.map(str::to_owned)),
                ..Default::default()
            };
            office::put(&*write, id, columns).await?;
            write.commit().await.map(|()| true)
        })
        .await
    }

    async fn receipt(
        &self,
        message: &MessageId,
        to: &OpenId,
        receipt: Receipt,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        within(LIMIT, async {
            let write = self.pool().write().await?;
            let known = Condition::all().add(Column::MessageId.eq(message.as_str()));
            let told = told(receipt);
            let put = Entity::update_many().set(told).filter(known).exec(&*write).await.map_err(failed)?;
            let noted = put.rows_affected > 0 || cleared_up(&*write, message, to, (receipt, now.into())).await?;
            write.commit().await.map(|()| noted)
        })
        .await
    }

    async fn clicked(&self, id: DeliveryId, now: Timestamp) -> Result<Option<String>, StoreError> {
        within(LIMIT, async {
            let Some(row) = Entity::find_by_id(id.0).one(self.pool().orm()).await.map_err(failed)? else {
                return Ok(None);
            };
            let campaign = campaigns::Entity::find_by_id(row.campaign_id).one(self.pool().orm()).await;
            let Some(campaign) = campaign.map_err(failed)? else { return Ok(None) };
            let variant = Variant::of(&row.variant).unwrap_or(Variant::A);
            let page = campaign.campaign()?.draft.page(variant);
            if row.clicked_at.is_none() && page.is_some() {
                let write = self.pool().write().await?;
                let first = Expr::col(Column::ClickedAt).if_null(Moment::from(now));
                let update = Entity::update_many().col_expr(Column::ClickedAt, first).filter(Column::Id.eq(id.0));
                update.exec(&*write).await.map_err(failed)?;
                write.commit().await?;
            }
            Ok(page)
        })
        .await
    }
}

impl Database {
    async fn claim_of(
        &self,
        which: Condition,
        (most, until): (u64, Timestamp),
        now: Timestamp,
    ) -> Result<Vec<Claimed>, StoreError> {
        within(LIMIT, async {
            // Mostly there is nothing, and then nobody need wait for the turn to write.
            if lease::is_idle::<Entity, _>(self.pool().orm(), which.clone(), now.into()).await? {
                return Ok(Vec::new());
            }
            let write = self.pool().write().await?;
            claim::expire(&*write, &which, now).await?;
            let (holder, due) = lease::claim::<Entity, _>(&*write, which, most, (until.into(), now.into())).await?;
            let claimed = due.iter().map(|row| row.claimed(&holder)).collect::<Result<_, _>>()?;
            write.commit().await.map(|()| claimed)
        })
        .await
    }

    async fn anybody_waits(&self, now: Moment) -> Result<bool, StoreError> {
        let one: Option<i64> = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(waiting(now))
            .limit(1)
            .into_tuple()
            .one(self.pool().orm())
            .await
            .map_err(failed)?;
        Ok(one.is_some())
    }
}

/// They wait for an open window, in campaigns that go on.
fn waiting(now: Moment) -> Condition {
    let released = campaigns::Entity::find()
        .select_only()
        .column(campaigns::Column::Id)
        .filter(campaigns::Column::State.eq(campaigns::State::Released))
        .into_query();
    Condition::all()
        .add(Column::CampaignId.in_subquery(released))
        .add(Column::State.eq(State::Held))
        .add(Column::Why.eq(Why::NoWay.id()))
        .add(Column::NextAt.gt(now))
}

async fn has_open<C: ConnectionTrait>(db: &C, id: CampaignId) -> Result<bool, StoreError> {
    let open = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::CampaignId.eq(id.0))
        .filter(Column::Preview.eq(false))
        .filter(Column::State.is_in(State::WAITING.into_iter().chain(State::IN_HAND)))
        .limit(1);
    let one: Option<i64> = open.into_tuple().one(db).await.map_err(failed)?;
    Ok(one.is_some())
}

fn told(receipt: Receipt) -> ActiveModel {
    ActiveModel { receipt: Set(Some(receipt.id().to_owned())), ..Default::default() }
}

/// The one template message to this follower that left lately and of which nobody knows what became: the platform has
/// just told. Where there are several, it is not known which was meant, and they stay unknown. What errands send is told
/// of in the same way, and is none of these.
async fn cleared_up<C: ConnectionTrait>(
    db: &C,
    message: &MessageId,
    to: &OpenId,
    (receipt, now): (Receipt, Moment),
) -> Result<bool, StoreError> {
    let open = [State::Sending, State::Unknown, State::Held];
    let candidates: Vec<i64> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::Openid.eq(to.as_str()))
        .filter(Column::LeftAt.gt(Moment(now.0.saturating_sub(i64::try_from(TOLD_WITHIN.as_millis()).unwrap_or(0)))))
        .filter(Column::MessageId.is_null())
        .filter(Column::State.is_in(open))
        .limit(2)
        .into_tuple()
        .all(db)
        .await
        .map_err(failed)?;
    let [one] = candidates.as_slice() else { return Ok(false) };
    let mut columns = standing(ErrandState::Sent, now);
    columns.message_id = Set(Some(message.as_str().to_owned()));
    columns.channel = Set(Some(Channel::Template.id().to_owned()));
    columns.receipt = Set(Some(receipt.id().to_owned()));
    Entity::update_many().set(columns).filter(Column::Id.eq(*one)).exec(db).await.map_err(failed)?;
    Ok(true)
}
