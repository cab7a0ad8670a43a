//! What is looked up of batches: what is still to be asked, and what is used of the allowance.

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, Func, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Set,
};

use super::super::super::entity::mass_batches::{ActiveModel, Column, Entity, Model};
use super::super::super::entity::{deliveries, followers};
use super::super::super::failure::{damaged, failed};
use super::super::super::moment::Moment;
use super::super::audience;
use super::{counted, is_open, may_count};
use crate::app::campaigns::mass::ASKED_FOR;
use crate::app::campaigns::mass::records::{BatchLine, MassUse, Pending};
use crate::app::platform::id::MessageId;
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::campaign::Audience;
use crate::domain::errand::ErrandState;
use crate::domain::id::{BatchId, CampaignId};

/// Followers who had as many mass sends.
#[derive(FromQueryResult)]
struct Alike {
    had: i64,
    people: i64,
}

/// Those whose time to be looked at has come, taken by moving it on.
pub async fn pending<C: ConnectionTrait>(db: &C, again: Moment, now: Timestamp) -> Result<Vec<Pending>, StoreError> {
    let mut pending = Vec::new();
    for row in Entity::find().filter(Column::LookAt.lte(Moment::from(now))).all(db).await.map_err(failed)? {
        let one = to_do(&row, now)?;
        let idle = one.untold.is_none() && one.tag.is_none();
        let columns = ActiveModel { look_at: Set((!idle).then_some(again)), ..Default::default() };
        let ours =
            Entity::update_many().set(columns).filter(Column::Id.eq(row.id)).filter(Column::LookAt.eq(row.look_at));
        if ours.exec(db).await.map_err(failed)?.rows_affected == 1 && !idle {
            pending.push(one);
        }
    }
    Ok(pending)
}

fn to_do(row: &Model, now: Timestamp) -> Result<Pending, StoreError> {
    let state = row.state()?;
    let settled: Option<Timestamp> = row.settled_at.map(TryInto::try_into).transpose()?;
    let lately = settled.is_some_and(|settled| now.duration_since(settled) < ASKED_FOR);
    let waits = state == ErrandState::Sent && row.result.is_none() && lately;
    let message = row.message_id.as_deref().filter(|_| waits).map(MessageId::parse).transpose();
    let untold = message.map_err(|_| damaged("mass_batches.message_id"))?;
    let over = untold.is_none() && settled.is_some();
    Ok(Pending { id: BatchId(row.id), untold, tag: row.tag()?.filter(|_| over) })
}

/// Sends since then that the platform counts for the day, and those on their way that it may have taken, unless they are
/// those of the campaign that asks.
pub async fn sends_since<C: ConnectionTrait>(
    db: &C,
    since: Moment,
    asked_by: Option<CampaignId>,
) -> Result<u64, StoreError> {
    let mut on_the_way = is_open().add(Column::LeftAt.gte(since));
    if let Some(campaign) = asked_by {
        on_the_way = on_the_way.add(Column::CampaignId.ne(campaign.0));
    }
    let counts = may_count().add(Column::SettledAt.gte(since));
    let sends = Entity::find().filter(Condition::any().add(counts).add(on_the_way));
    sends.count(db).await.map_err(failed)
}

/// How many of an audience had how many.
pub async fn used<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    (asked, since): (&Audience, Timestamp),
    now: Timestamp,
) -> Result<MassUse, StoreError> {
    use deliveries::Column::{Id, Openid};
    let theirs = followers::Entity::find()
        .select_only()
        .column(followers::Column::Openid)
        .filter(audience::of(vault, asked, now))
        .into_query();
    let each = deliveries::Entity::find()
        .select_only()
        .expr_as(Id.count(), "had")
        .filter(counted(since.into()))
        .filter(Openid.in_subquery(theirs))
        .group_by(Openid)
        .into_query();
    let mut alike: SelectStatement = Query::select();
    alike
        .column("had")
        .expr_as(Func::count(Expr::col("had")), "people")
        .from_subquery(each, "each_one")
        .group_by_col("had");
    let mut had = Vec::new();
    for row in db.query_all(&alike).await.map_err(failed)? {
        let Alike { had: sends, people } = Alike::from_query_result(&row, "").map_err(failed)?;
        let sends = u32::try_from(sends).map_err(|_| damaged("a count"))?;
        had.push((sends, u64::try_from(people).map_err(|_| damaged("a count"))?));
    }
    had.sort_unstable();
    Ok(MassUse { sends: sends_since(db, since.into(), None).await?, had })
}

/// The batches of a campaign, in their order.
pub async fn lines<C: ConnectionTrait>(db: &C, id: CampaignId) -> Result<Vec<BatchLine>, StoreError> {
    let rows = Entity::find().filter(Column::CampaignId.eq(id.0)).order_by_asc(Column::Number);
    rows.all(db).await.map_err(failed)?.iter().map(Model::line).collect()
}
