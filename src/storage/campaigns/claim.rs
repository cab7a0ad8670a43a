//! Taking deliveries on, and saying what came of them.

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, Set};

use super::super::entity::deliveries::{self, Column, Entity, standing};
use super::super::entity::errands::State;
use super::super::entity::followers;
use super::super::failure::failed;
use super::super::moment::Moment;
use super::forecast::sent_lately;
use crate::app::campaigns::KEY_KNOWN;
use crate::app::campaigns::records::{Begun, Cap, Claimed};
use crate::app::platform::id::MessageId;
use crate::app::reach::Channel;
use crate::app::records::StoreError;
use crate::domain::errand::{ErrandState, Why};
use crate::domain::id::CampaignId;

/// Takes back what was claimed by somebody who is gone. Of what may have gone out, only a template message whose key the
/// platform still knows is due again.
pub async fn expire<C: ConnectionTrait>(db: &C, which: &Condition, now: Timestamp) -> Result<(), StoreError> {
    let over = which.clone().add(Column::NextAt.lte(Moment::from(now)));
    let due = standing(ErrandState::Due { at: now }, now.into());
    let known = Moment::from(now.checked_sub(KEY_KNOWN).unwrap_or(now));
    for (columns, whose) in [
        (due.clone(), Condition::all().add(Column::State.eq(State::Claimed))),
        (due, Condition::all().add(Column::State.eq(State::Sending)).add(Column::LeftAt.gt(known))),
        (standing(ErrandState::Unknown, now.into()), Condition::all().add(Column::State.eq(State::Sending))),
    ] {
        Entity::update_many().set(columns).filter(over.clone()).filter(whose).exec(db).await.map_err(failed)?;
    }
    Ok(())
}

/// The campaign was cancelled: who is left is dropped, up to `most` of them, but for those of batches, whom
/// [`super::mass::cancel`] drops. Of whom it may have reached, nobody will know. Answers how many were dropped.
pub async fn cancel<C: ConnectionTrait>(db: &C, id: CampaignId, most: u64, now: Moment) -> Result<u64, StoreError> {
    let these = || Condition::all().add(Column::CampaignId.eq(id.0)).add(Column::BatchId.is_null());
    let died = these().add(Column::State.eq(State::Sending)).add(Column::NextAt.lte(now));
    let perhaps = these().add(Column::State.is_in(State::OPEN)).add(Column::LeftAt.is_not_null());
    for whose in [died, perhaps] {
        let unknown = Entity::update_many().set(standing(ErrandState::Unknown, now)).filter(whose);
        unknown.exec(db).await.map_err(failed)?;
    }
    let open = Entity::find().select_only().column(Column::Id).filter(these());
    let open = open.filter(Column::State.is_in(State::OPEN)).limit(most);
    let open: Vec<i64> = open.into_tuple().all(db).await.map_err(failed)?;
    let dropped = Entity::update_many()
        .set(standing(ErrandState::Dropped(Why::Cancelled), now))
        .filter(Column::Id.is_in(open))
        .filter(Column::State.is_in(State::OPEN));
    Ok(dropped.exec(db).await.map_err(failed)?.rows_affected)
}

/// Why it does not go out, if it does not: they want none of it, had enough, or are gone. Two campaigns that reach
/// somebody in the same moment may both count as the last one that they get.
pub async fn unwanted<C: ConnectionTrait>(
    db: &C,
    claimed: &Claimed,
    cap: Cap,
    now: Timestamp,
) -> Result<Option<Why>, StoreError> {
    let Some(to) = &claimed.to else { return Ok(Some(Why::Gone)) };
    if claimed.preview {
        return Ok(None);
    }
    let row = followers::Entity::find_by_id(to.as_str()).one(db).await.map_err(failed)?;
    let Some(row) = row else { return Ok(Some(Why::Gone)) };
    if row.topics()?.is_some_and(|chosen| !cap.topic.is_among(&chosen)) {
        return Ok(Some(Why::Muted));
    }
    let Some(most) = cap.most else { return Ok(None) };
    let had = sent_lately(cap.topic, cap.in_days, now).filter(Column::Openid.eq(to.as_str()));
    let had = had.count(db).await.map_err(failed)?;
    Ok((had >= u64::from(most)).then_some(Why::Capped))
}

/// Notes that it goes out, or why it does not.
pub async fn begin<C: ConnectionTrait>(
    db: &C,
    claimed: &Claimed,
    unwanted: Option<Why>,
    (until, now): (Timestamp, Timestamp),
) -> Result<Begun, StoreError> {
    let (state, begun) = match unwanted {
        Some(why) => (ErrandState::Dropped(why), Begun::Dropped(why)),
        None => (ErrandState::Sending { until }, Begun::Send),
    };
    let ours = ours(claimed).add(Column::State.eq(State::Claimed)).add(Column::NextAt.gt(Moment::from(now)));
    let put = Entity::update_many().set(standing(state, now.into())).filter(ours).exec(db).await.map_err(failed)?;
    Ok(if put.rows_affected == 1 { begun } else { Begun::Lost })
}

/// Notes that it goes out by template; the first time counts.
pub async fn leave<C: ConnectionTrait>(db: &C, claimed: &Claimed, now: Moment) -> Result<bool, StoreError> {
    let first = Expr::col(Column::LeftAt).if_null(now);
    let noted = Entity::update_many()
        .col_expr(Column::LeftAt, first)
        .col_expr(Column::Channel, Expr::value(Channel::Template.id()))
        .filter(ours(claimed).add(Column::State.eq(State::Sending)))
        .exec(db)
        .await
        .map_err(failed)?;
    Ok(noted.rows_affected == 1)
}

/// What came of it, if it is still ours; also where it counted as unknown by then.
pub async fn settle<C: ConnectionTrait>(
    db: &C,
    claimed: &Claimed,
    (state, channel, message): (ErrandState, Option<Channel>, Option<MessageId>),
    now: Moment,
) -> Result<bool, StoreError> {
    let mut columns: deliveries::ActiveModel = standing(state, now);
    if !state.is_open() {
        columns.channel = Set(channel.map(|channel| channel.id().to_owned()));
    } else if channel.is_none() && claimed.left_at.is_none() {
        // This try surely did nothing, and no earlier one may have: it is as if it had never left.
        (columns.channel, columns.left_at) = (Set(None), Set(None));
    }
    if let Some(message) = message {
        columns.message_id = Set(Some(message.as_str().to_owned()));
    }
    let settling = [State::Claimed, State::Sending, State::Unknown];
    let ours = ours(claimed).add(Column::State.is_in(settling));
    let put = Entity::update_many().set(columns).filter(ours).exec(db).await.map_err(failed)?;
    Ok(put.rows_affected == 1)
}

fn ours(claimed: &Claimed) -> Condition {
    Condition::all().add(Column::Id.eq(claimed.id.0)).add(Column::Holder.eq(claimed.holder.as_str()))
}
