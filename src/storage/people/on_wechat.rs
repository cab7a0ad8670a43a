//! What there is of somebody because they follow.

use std::collections::HashMap;

use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::app::console::{OnWechat, SentThing, SentToPerson, TalkState};
use crate::app::records::StoreError;
use crate::domain::errand::{ErrandState, Why};
use crate::domain::id::{CampaignId, OpenId, TalkId};
use crate::storage::entity::errands::State;
use crate::storage::entity::{activities, campaigns, consents, deliveries, errands, followers, talks};
use crate::storage::failure::{damaged, failed};
use crate::storage::moment::Moment;

/// Most consents that are shown.
const CONSENTS: u64 = 20;
/// Most things sent that are shown.
const SENT: u8 = 30;
/// What came of things that were sent, or should have been. What waits, or was not said because there was nothing to be
/// said any more, was not sent.
const SETTLED: [State; 4] = [State::Sent, State::Unknown, State::Unreachable, State::Missed];

/// Reads it.
pub async fn read<C: ConnectionTrait>(db: &C, openid: OpenId) -> Result<OnWechat, StoreError> {
    let follower = followers::Entity::find_by_id(openid.as_str()).one(db).await.map_err(failed)?;
    let acts = follower.as_ref().map(followers::Model::acts).transpose()?;
    Ok(OnWechat {
        followed_at: acts.and_then(|acts| acts.followed),
        seen_at: acts.and_then(|acts| acts.spoke.max(acts.tapped).max(acts.scanned)),
        muted: follower.as_ref().is_some_and(|follower| follower.muted),
        scene: follower.and_then(|follower| follower.scene),
        consents: agreed(db, &openid).await?,
        talk: talk(db, &openid).await?,
        sent: sent(db, &openid).await?,
        openid,
    })
}

async fn agreed<C: ConnectionTrait>(db: &C, openid: &OpenId) -> Result<Vec<(String, Timestamp)>, StoreError> {
    let newest = consents::Entity::find()
        .filter(consents::Column::Openid.eq(openid.as_str()))
        .order_by_desc(consents::Column::Id)
        .limit(CONSENTS);
    let rows = newest.all(db).await.map_err(failed)?;
    rows.into_iter().map(|row| Ok((row.version, row.given_at.try_into()?))).collect()
}

async fn talk<C: ConnectionTrait>(db: &C, openid: &OpenId) -> Result<Option<(TalkId, TalkState)>, StoreError> {
    let theirs = talks::Entity::find().filter(talks::Column::Openid.eq(openid.as_str()));
    let talk = theirs.one(db).await.map_err(failed)?;
    Ok(talk.map(|talk| (TalkId(talk.id), talk.state.into())))
}

/// What was sent, by errand or by campaign, the newest first.
async fn sent<C: ConnectionTrait>(db: &C, openid: &OpenId) -> Result<Vec<SentToPerson>, StoreError> {
    let mut sent = by_errand(db, openid).await?;
    sent.extend(by_campaign(db, openid).await?);
    sent.sort_by_key(|one| std::cmp::Reverse(one.at));
    sent.truncate(usize::from(SENT));
    Ok(sent)
}

async fn by_errand<C: ConnectionTrait>(db: &C, openid: &OpenId) -> Result<Vec<SentToPerson>, StoreError> {
    use errands::Column::{Openid, SettledAt, State};
    let newest = errands::Entity::find()
        .filter(Openid.eq(openid.as_str()))
        .filter(State.is_in(SETTLED))
        .filter(SettledAt.is_not_null())
        .order_by_desc(SettledAt)
        .limit(u64::from(SENT));
    let rows = newest.all(db).await.map_err(failed)?;
    let about = activities::Entity::find()
        .filter(activities::Column::Id.is_in(rows.iter().map(|row| row.activity_id)))
        .all(db)
        .await
        .map_err(failed)?;
    let titles: HashMap<i64, String> = about.into_iter().map(|row| (row.id, row.title)).collect();
    let read = |row: errands::Model| {
        let what = SentThing::Errand { kind: row.kind.into(), title: titles.get(&row.activity_id).cloned() };
        settled(what, (row.state()?, row.settled_at), row.channel)
    };
    rows.into_iter().map(read).collect()
}

async fn by_campaign<C: ConnectionTrait>(db: &C, openid: &OpenId) -> Result<Vec<SentToPerson>, StoreError> {
    use deliveries::Column::{Openid, Preview, SettledAt, State};
    let newest = deliveries::Entity::find()
        .filter(Openid.eq(openid.as_str()))
        .filter(Preview.eq(false))
        .filter(State.is_in(SETTLED))
        .filter(SettledAt.is_not_null())
        .order_by_desc(SettledAt)
        .limit(u64::from(SENT));
    let rows = newest.all(db).await.map_err(failed)?;
    let of = campaigns::Entity::find()
        .filter(campaigns::Column::Id.is_in(rows.iter().map(|row| row.campaign_id)))
        .all(db)
        .await
        .map_err(failed)?;
    let titles = of.iter().map(|row| Ok((row.id, row.campaign()?.draft.title)));
    let titles: HashMap<i64, String> = titles.collect::<Result<_, StoreError>>()?;
    let read = |row: deliveries::Model| {
        let title = titles.get(&row.campaign_id).cloned().ok_or_else(|| damaged("deliveries.campaign_id"))?;
        let why = || row.why.as_deref().and_then(Why::of).ok_or_else(|| damaged("deliveries.why"));
        let state = row.state.with(row.next_at, why)?;
        let what = SentThing::Campaign { id: CampaignId(row.campaign_id), title };
        settled(what, (state, row.settled_at), row.channel.clone())
    };
    rows.into_iter().map(read).collect()
}

fn settled(
    what: SentThing,
    (state, at): (ErrandState, Option<Moment>),
    channel: Option<String>,
) -> Result<SentToPerson, StoreError> {
    let at = at.ok_or_else(|| damaged("settled_at"))?.try_into()?;
    Ok(SentToPerson { at, what, state, channel })
}
