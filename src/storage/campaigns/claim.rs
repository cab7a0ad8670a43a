//! Taking deliveries on, and saying what came of them.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use super::super::entity::deliveries::{self, Column, Entity, standing};
use super::super::entity::errands::State;
use super::super::entity::followers;
use super::super::failure::failed;
use super::super::moment::Moment;
use super::forecast::sent_lately;
use crate::app::campaigns::KEY_KNOWN;
use crate::app::campaigns::records::{Begun, Cap, Claimed, Settled};
use crate::app::platform::id::MessageId;
use crate::app::reach::Channel;
use crate::app::records::StoreError;
use crate::domain::errand::{ErrandState, Why};
use crate::domain::id::{CampaignId, DeliveryId};

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

/// Why these do not go out, of those that do not: they want none of it, had enough, or are gone. Two campaigns that reach
/// somebody in the same moment may both count as the last one that they get.
pub async fn unwanted<C: ConnectionTrait>(
    db: &C,
    claimed: &[Claimed],
    cap: Cap,
    now: Timestamp,
) -> Result<HashMap<DeliveryId, Why>, StoreError> {
    let asked = || claimed.iter().filter(|one| !one.preview).filter_map(|one| Some(one.to.as_ref()?.as_str()));
    let rows = followers::Entity::find().filter(followers::Column::Openid.is_in(asked())).all(db).await;
    let rows: HashMap<String, followers::Model> =
        rows.map_err(failed)?.into_iter().map(|row| (row.openid.clone(), row)).collect();
    let had = match cap.most {
        Some(_) => had_lately(db, asked(), cap, now).await?,
        None => HashMap::new(),
    };
    let mut unwanted = HashMap::new();
    for one in claimed {
        let why = match &one.to {
            None => Some(Why::Gone),
            Some(_) if one.preview => None,
            Some(to) => match rows.get(to.as_str()) {
                None => Some(Why::Gone),
                Some(row) if row.topics()?.is_some_and(|chosen| !cap.topic.is_among(&chosen)) => Some(Why::Muted),
                Some(_) => {
                    let had = had.get(to.as_str()).copied().unwrap_or_default();
                    cap.most.is_some_and(|most| had >= i64::from(most)).then_some(Why::Capped)
                }
            },
        };
        unwanted.extend(why.map(|why| (one.id, why)));
    }
    Ok(unwanted)
}

/// How many of this topic each of these had in the days of the cap; who had none is not among them.
async fn had_lately<C: ConnectionTrait>(
    db: &C,
    openids: impl Iterator<Item = &str>,
    cap: Cap,
    now: Timestamp,
) -> Result<HashMap<String, i64>, StoreError> {
    let had: Vec<(String, i64)> = sent_lately(cap.topic, cap.in_days, now)
        .select_only()
        .column(Column::Openid)
        .column_as(Column::Id.count(), "had")
        .filter(Column::Openid.is_in(openids))
        .group_by(Column::Openid)
        .into_tuple()
        .all(db)
        .await
        .map_err(failed)?;
    Ok(had.into_iter().collect())
}

/// Notes which of these go out, and why the others do not; answers for each in their order.
pub async fn begin<C: ConnectionTrait>(
    db: &C,
    claimed: &[Claimed],
    unwanted: &HashMap<DeliveryId, Why>,
    (until, now): (Timestamp, Timestamp),
) -> Result<Vec<Begun>, StoreError> {
    let in_time = Condition::all().add(Column::State.eq(State::Claimed)).add(Column::NextAt.gt(Moment::from(now)));
    let held = held(db, claimed.iter(), in_time).await?;
    let begun: Vec<Begun> = claimed
        .iter()
        .map(|one| match unwanted.get(&one.id) {
            _ if !held.contains(&one.id) => Begun::Lost,
            Some(why) => Begun::Dropped(*why),
            None => Begun::Send,
        })
        .collect();
    let mut alike: HashMap<ErrandState, Vec<i64>> = HashMap::new();
    for (one, begun) in claimed.iter().zip(&begun) {
        let state = match begun {
            Begun::Send => ErrandState::Sending { until },
            Begun::Dropped(why) => ErrandState::Dropped(*why),
            Begun::Lost => continue,
        };
        alike.entry(state).or_default().push(one.id.0);
    }
    for (state, ids) in alike {
        put(db, standing(state, now.into()), ids).await?;
    }
    Ok(begun)
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

/// What came of these, of those that are still ours; also where one counted as unknown by then. Answers which they were.
pub async fn settle<C: ConnectionTrait>(
    db: &C,
    settled: &[Settled],
    now: Moment,
) -> Result<HashSet<DeliveryId>, StoreError> {
    let settling = Condition::all().add(Column::State.is_in([State::Claimed, State::Sending, State::Unknown]));
    let held = held(db, settled.iter().map(|one| &one.claimed), settling).await?;
    let mut alike: HashMap<_, Vec<i64>> = HashMap::new();
    for one in settled.iter().filter(|one| held.contains(&one.claimed.id)) {
        let first = one.claimed.left_at.is_none();
        let message = one.message.as_ref().map(MessageId::as_str);
        alike.entry((one.state, one.channel, message, first)).or_default().push(one.claimed.id.0);
    }
    for ((state, channel, message, first), ids) in alike {
        let mut columns: deliveries::ActiveModel = standing(state, now);
        if !state.is_open() {
            columns.channel = Set(channel.map(|channel| channel.id().to_owned()));
        } else if channel.is_none() && first {
            // This try surely did nothing, and no earlier one may have: it is as if it had never left.
            (columns.channel, columns.left_at) = (Set(None), Set(None));
        }
        if let Some(message) = message {
            columns.message_id = Set(Some(message.to_owned()));
        }
        put(db, columns, ids).await?;
    }
    Ok(held)
}

/// Which of these are still ours, and in such a state; locked, always in the same order, until the transaction ends.
async fn held<'a, C: ConnectionTrait>(
    db: &C,
    claimed: impl Iterator<Item = &'a Claimed>,
    state: Condition,
) -> Result<HashSet<DeliveryId>, StoreError> {
    let holders: HashMap<DeliveryId, &str> = claimed.map(|one| (one.id, one.holder.as_str())).collect();
    let rows: Vec<(i64, String)> = Entity::find()
        .select_only()
        .columns([Column::Id, Column::Holder])
        .filter(Column::Id.is_in(holders.keys().map(|id| id.0)))
        .filter(state)
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .into_tuple()
        .all(db)
        .await
        .map_err(failed)?;
    let rows = rows.into_iter().map(|(id, holder)| (DeliveryId(id), holder));
    Ok(rows.filter(|(id, holder)| holders.get(id).is_some_and(|ours| ours == holder)).map(|(id, _)| id).collect())
}

/// The same columns for all of these rows, which the transaction has locked.
async fn put<C: ConnectionTrait>(db: &C, columns: deliveries::ActiveModel, ids: Vec<i64>) -> Result<(), StoreError> {
    Entity::update_many().set(columns).filter(Column::Id.is_in(ids)).exec(db).await.map_err(failed)?;
    Ok(())
}

fn ours(claimed: &Claimed) -> Condition {
    Condition::all().add(Column::Id.eq(claimed.id.0)).add(Column::Holder.eq(claimed.holder.as_str()))
}
