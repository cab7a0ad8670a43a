//! From an audience to recipients, in steps that begin where the last one ended.

use jiff::Timestamp;
use sea_orm::sea_query::IntoCondition;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect, RelationDef, Set,
};

use super::super::database::{Database, within};
use super::super::entity::campaigns::{ActiveModel, Model, State};
use super::super::entity::{facts, followers, people};
use super::super::failure::{damaged, failed};
use super::super::moment::Moment;
use super::filling::{Common, New, insert};
use super::{LIMIT, audience, office};
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::campaign::{Audience, Draft, Fact, Variant, spread_over};
use crate::domain::id::{CampaignId, OpenId};

/// Followers that are tagged in one transaction.
const TAGGED: u64 = 1_000;
/// Digits of the hash in a key: beside the place in the ledger they only tell two recipients apart who have the same
/// place, in this database and in one that was restored.
const KEY: usize = 12;

#[derive(FromQueryResult)]
struct Recipient {
    openid: String,
    unit_id: Option<i64>,
}

/// Adds the next recipients; nothing, where somebody else has added the last ones, or it is not released any more.
pub async fn plan<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    id: CampaignId,
    (most, now): (u64, Timestamp),
) -> Result<u64, StoreError> {
    let Some(row) = office::lock(db, id).await? else { return Ok(0) };
    if row.state != State::Released || row.wholly_planned {
        return Ok(0);
    }
    let campaign = row.campaign()?;
    let next = recipients(db, vault, &campaign.draft.audience, (&row.planned_to, most), now).await?;
    let count = u64::try_from(next.len()).unwrap_or(u64::MAX);
    let last = next.last().map(|recipient| recipient.openid.clone());
    let rows = (row.planned..).zip(next);
    let rows: Vec<New> =
        rows.map(|(place, recipient)| delivery(vault, (&row, place), &campaign.draft, recipient)).collect();
    insert(db, &Common { campaign: id, topic: &row.topic, preview: false }, &rows).await?;
    let columns = ActiveModel {
        planned_to: last.map_or(Set(row.planned_to.clone()), Set),
        planned: Set(row.planned.saturating_add(i64::try_from(count).unwrap_or(i64::MAX))),
        wholly_planned: Set(count < most),
        ..Default::default()
    };
    office::put(db, id, columns).await?;
    Ok(count)
}

async fn recipients<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    audience: &Audience,
    (after, most): (&str, u64),
    now: Timestamp,
) -> Result<Vec<Recipient>, StoreError> {
    use followers::Column::Openid;
    let unit = followers::Entity::belongs_to(people::Entity).from(Openid).to(people::Column::Openid);
    let mut unit = RelationDef::from(unit);
    if db.get_database_backend() == DbBackend::Postgres {
        // People begin where followers do: it walks both in order, and would begin with the first of a million. SQLite
        // looks each of them up, and makes a filter of all people beforehand where it is told of a part of them.
        let begins = after.to_owned();
        unit = unit.on_condition(move |_, _| people::Column::Openid.gt(begins.as_str()).into_condition());
    }
    followers::Entity::find()
        .select_only()
        .column(Openid)
        .column_as(people::Column::UnitId, "unit_id")
        .join(JoinType::LeftJoin, unit)
        .filter(audience::of(vault, audience, now))
        .filter(Openid.gt(after))
        .order_by_asc(Openid)
        .limit(most)
        .into_model::<Recipient>()
        .all(db)
        .await
        .map_err(failed)
}

/// The recipient at a place in the ledger of a campaign.
fn delivery(vault: &Vault, (row, place): (&Model, i64), draft: &Draft, recipient: Recipient) -> New {
    // Even over followers, and another one for each campaign: who is in which half is never the same.
    let hash = vault.hash("deliveries.key", &format!("{}:{}", row.id, recipient.openid));
    let (key, rest) = hash.split_at_checked(KEY).unwrap_or((&hash, ""));
    let lot = rest.get(..16).and_then(|digits| u64::from_str_radix(digits, 16).ok()).unwrap_or(0);
    let variant = if draft.other_words.is_some() { Variant::drawn(lot) } else { Variant::A };
    let turn = spread_over(draft.when.spread(), lot).as_millis();
    let starts_at = row.starts_at.map_or(0, |at| at.0);
    New {
        // In the order in which they are written: a million that lie anywhere in an index cost more than all else.
        key: format!("d{}-{place:08x}{key}", row.id),
        openid: recipient.openid,
        unit_id: recipient.unit_id,
        variant: variant.id(),
        next_at: starts_at.saturating_add(i64::try_from(turn).unwrap_or(0)),
    }
}

/// A trial for one follower.
pub async fn preview<C: ConnectionTrait>(
    db: &C,
    id: CampaignId,
    (to, variant): (&OpenId, Variant),
    now: Moment,
) -> Result<(), StoreError> {
    let Some(row) = office::lock(db, id).await? else { return Ok(()) };
    let trial = New {
        key: format!("p{id}-{:016x}", rand::random::<u64>()),
        openid: to.as_str().to_owned(),
        unit_id: None,
        variant: variant.id(),
        next_at: now.0,
    };
    insert(db, &Common { campaign: id, topic: &row.topic, preview: true }, &[trial]).await
}

/// Gives a tag to everybody of an audience, or takes it away, in transactions that sign-ups need not wait for.
pub async fn tag(
    database: &Database,
    asked: &Audience,
    (tag, given): (&str, bool),
    now: Timestamp,
) -> Result<u64, StoreError> {
    let (mut changed, mut after) = (0, String::new());
    loop {
        let step = within(LIMIT, async {
            let write = database.pool().write().await?;
            let those = recipients(&*write, database.vault(), asked, (&after, TAGGED), now).await?;
            let openids: Vec<String> = those.into_iter().map(|one| one.openid).collect();
            let had = tagged(&*write, database.vault(), &openids, tag).await?;
            if given {
                let new = openids.iter().filter(|openid| !had.contains(openid));
                let rows: Vec<_> =
                    new.map(|openid| facts::word(database.vault(), openid, Fact::Tag, tag, now.into())).collect();
                let count = rows.len();
                facts::put(&*write, rows).await?;
                write.commit().await.map(|()| (openids, count))
            } else {
                untag(&*write, database.vault(), &had, tag).await?;
                write.commit().await.map(|()| (openids, had.len()))
            }
        });
        let (openids, count) = step.await?;
        changed += u64::try_from(count).map_err(|_| damaged("a count"))?;
        match openids.last() {
            Some(last) if u64::try_from(openids.len()).is_ok_and(|taken| taken == TAGGED) => after.clone_from(last),
            _ => return Ok(changed),
        }
    }
}

async fn tagged<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    openids: &[String],
    tag: &str,
) -> Result<Vec<String>, StoreError> {
    let these = facts::Entity::find()
        .select_only()
        .column(facts::Column::Openid)
        .filter(facts::Column::Fact.eq(Fact::Tag.id()))
        .filter(facts::Column::WordHash.eq(facts::word_hash(vault, Fact::Tag, tag)))
        .filter(facts::Column::Openid.is_in(openids.iter().map(String::as_str)));
    these.into_tuple().all(db).await.map_err(failed)
}

async fn untag<C: ConnectionTrait>(db: &C, vault: &Vault, openids: &[String], tag: &str) -> Result<(), StoreError> {
    facts::Entity::delete_many()
        .filter(facts::Column::Fact.eq(Fact::Tag.id()))
        .filter(facts::Column::WordHash.eq(facts::word_hash(vault, Fact::Tag, tag)))
        .filter(facts::Column::Openid.is_in(openids.iter().map(String::as_str)))
        .exec(db)
        .await
        .map_err(failed)?;
    Ok(())
}
