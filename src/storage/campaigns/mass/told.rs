//! What the platform tells of a send afterwards.

use jiff::{SignedDuration, Timestamp};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Set};

use super::super::super::entity::deliveries;
use super::super::super::entity::errands::State;
use super::super::super::entity::mass_batches::{ActiveModel, Column, Entity, Model, standing};
use super::super::super::failure::failed;
use super::super::super::moment::Moment;
use super::of_batch;
use super::settle::follow;
use crate::app::campaigns::mass::records::MassResult;
use crate::app::campaigns::records::Receipt;
use crate::app::platform::id::MessageId;
use crate::app::records::StoreError;
use crate::domain::campaign::mass::{MassCounts, Verdict};
use crate::domain::errand::ErrandState;
use crate::domain::id::CampaignId;

/// What became of a send is told within so long.
const TOLD_WITHIN: SignedDuration = SignedDuration::from_hours(24);

/// Notes it; answers whose it is.
pub async fn tell<C: ConnectionTrait>(
    db: &C,
    message: &MessageId,
    result: &MassResult,
    now: Timestamp,
) -> Result<Option<CampaignId>, StoreError> {
    let known = Entity::find().filter(Column::MessageId.eq(message.as_str())).lock_exclusive();
    let row = match known.one(db).await.map_err(failed)? {
        Some(row) => row,
        None => match meant(db, result, now).await? {
            Some(row) => row,
            None => return Ok(None),
        },
    };
    // Whoever asks is told without counts; the event came with them.
    if result.counts.is_none() && row.result.is_some() {
        return Ok(Some(CampaignId(row.campaign_id)));
    }
    let now = now.into();
    let columns = ActiveModel {
        message_id: Set(Some(message.as_str().to_owned())),
        settled_at: Set(Some(row.settled_at.unwrap_or(now))),
        look_at: Set(row.tag_id.map(|_| now)),
        ..told(result, now)
    };
    Entity::update_many().set(columns).filter(Column::Id.eq(row.id)).exec(db).await.map_err(failed)?;
    follow(db, row.id, deliveries::standing(ErrandState::Sent, now)).await?;
    receipts(db, &row, result).await?;
    Ok(Some(CampaignId(row.campaign_id)))
}

/// The one send of so many of which nobody knows what became. Staff send by hand as well: another number of followers
/// is another send, and where there are several, it is not known which is meant.
async fn meant<C: ConnectionTrait>(db: &C, result: &MassResult, now: Timestamp) -> Result<Option<Model>, StoreError> {
    let Some(MassCounts { total, .. }) = result.counts else { return Ok(None) };
    let open = State::WAITING.into_iter().chain(State::IN_HAND).chain([State::Unknown]);
    let unsure = Condition::all()
        .add(Column::LeftAt.gt(Moment::from(now.checked_sub(TOLD_WITHIN).unwrap_or(now))))
        .add(Column::MessageId.is_null())
        .add(Column::State.is_in(open))
        .add(Column::Recipients.eq(i64::from(total)));
    let candidates = Entity::find().filter(unsure).limit(2).lock_exclusive().all(db).await.map_err(failed)?;
    let mut candidates = candidates.into_iter();
    Ok(candidates.next().filter(|_| candidates.next().is_none()))
}

fn told(result: &MassResult, now: Moment) -> ActiveModel {
    let count = |count: fn(MassCounts) -> u32| Set(result.counts.map(|counts| i64::from(count(counts))));
    ActiveModel {
        result: Set(Some(result.verdict.id())),
        total: count(|counts| counts.total),
        filtered: count(|counts| counts.filtered),
        sent: count(|counts| counts.sent),
        failed: count(|counts| counts.failed),
        ..standing(ErrandState::Sent, now)
    }
}

/// Each recipient's own receipt, where the whole says it: all got it, or nobody did.
async fn receipts<C: ConnectionTrait>(db: &C, row: &Model, result: &MassResult) -> Result<(), StoreError> {
    let everybody = |counts: MassCounts| counts.sent == counts.total && i64::from(counts.total) == row.recipients;
    let receipt = match result.verdict {
        Verdict::Sent if result.counts.is_some_and(everybody) => Receipt::Delivered,
        Verdict::Sent => return Ok(()),
        Verdict::Failed | Verdict::Refused(_) => Receipt::Failed,
    };
    let columns = deliveries::ActiveModel { receipt: Set(Some(receipt.id().to_owned())), ..Default::default() };
    deliveries::Entity::update_many()
        .set(columns)
        .filter(of_batch(row.id, [State::Sent]))
        .exec(db)
        .await
        .map_err(failed)?;
    Ok(())
}
