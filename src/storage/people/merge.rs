//! Two records of one person become one.

use std::collections::HashMap;

use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};

use super::{likely, one, records};
use crate::app::console::{Clash, Merging, Pair, obstacle};
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::id::{ActivityId, PersonId};
use crate::domain::sign_up::ReceiptNumber;
use crate::storage::database::Database;
use crate::storage::entity::activities;
use crate::storage::entity::audit::{self, Action, Line};
use crate::storage::entity::people::{ActiveModel, Column, Entity, Model, Profile};
use crate::storage::entity::sign_ups::{self, State};
use crate::storage::failure::failed;
use crate::storage::moment::Moment;
use crate::storage::order;

/// Most places of one person that are looked at.
const MOST: u64 = 1_000;

/// Two records as of one moment, if `db` is a snapshot.
pub async fn pair<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    (stays, goes): (PersonId, PersonId),
    now: Moment,
) -> Result<Option<Pair>, StoreError> {
    let find = async |id: PersonId| -> Result<Option<Model>, StoreError> {
        Entity::find_by_id(id.0).filter(Column::MergedInto.is_null()).one(db).await.map_err(failed)
    };
    if stays == goes {
        return Ok(None);
    }
    let (Some(stays), Some(goes)) = (find(stays).await?, find(goes).await?) else { return Ok(None) };
    Ok(Some(Pair {
        alike: likely::alike(db, &stays, &goes).await?,
        clashes: clashes(db, (&stays, &goes), now).await?,
        stays: one::read(db, vault, &stays).await?,
        goes: one::read(db, vault, &goes).await?,
    }))
}

/// Makes the second part of the first, if nothing speaks against it.
pub async fn merge(
    database: &Database,
    (stays, goes): (PersonId, PersonId),
    (actor, detail): (&str, &str),
    now: Timestamp,
) -> Result<Merging, StoreError> {
    let (vault, write) = (database.vault(), database.pool().write().await?);
    let follower = Entity::find_by_id(stays.0).one(&*write).await.map_err(failed)?;
    if let Some(openid) = follower.map(|row| row.openid()).transpose()?.flatten() {
        order::one_at_a_time(&*write, vault, &openid).await?;
    }
    lock_places(&*write, goes).await?;
    records::lock(&*write, &[stays.0, goes.0]).await?;
    let find = async |id: PersonId| Entity::find_by_id(id.0).one(&*write).await.map_err(failed);
    let (Some(staying), Some(going)) = (find(stays).await?, find(goes).await?) else { return Ok(Merging::Gone) };
    if going.merged_into == Some(staying.id) {
        return Ok(Merging::Before);
    }
    if staying.id == going.id || staying.merged_into.is_some() || going.merged_into.is_some() {
        return Ok(Merging::Gone);
    }
    let alike = likely::alike(&*write, &staying, &going).await?;
    let two_places = !clashes(&*write, (&staying, &going), now.into()).await?.is_empty();
    if let Some(why) = obstacle((staying.openid.is_some(), going.openid.is_some()), alike, two_places) {
        return Ok(Merging::Not(why));
    }
    let told = Profile::read(vault, &staying)?;
    let filled = told.clone().over(Profile::read(vault, &going)?);
    if filled != told {
        records::put(&*write, vault, (&staying, filled), now.into()).await?;
    }
    records::give(&*write, sign_ups::Column::PersonId.eq(going.id), staying.id).await?;
    leads_to(&*write, going.id, staying.id, now.into()).await?;
    let subject = staying.openid()?.map(|openid| vault.subject(&openid));
    let line = Line { action: Action::PersonMerged, actor, subject, detail: Some(detail.to_owned()) };
    audit::write(&*write, line, now.into()).await?;
    write.commit().await?;
    Ok(Merging::Done)
}

/// Locks the live places of a record before the record itself, in the order in which whoever erases it locks them. What
/// is no longer live is written after the record, by them as by us.
async fn lock_places<C: ConnectionTrait>(db: &C, record: PersonId) -> Result<(), StoreError> {
    use sign_ups::Column::{ActivityId, Id, PersonId, State as Stands};
    let live = sign_ups::Entity::find().filter(PersonId.eq(record.0)).filter(Stands.is_in(State::LIVE));
    let live = live.order_by_asc(ActivityId).order_by_asc(Id);
    live.lock_exclusive().all(db).await.map_err(failed)?;
    Ok(())
}

/// Of this record nothing is left but that it, and what led to it, leads to another.
async fn leads_to<C: ConnectionTrait>(db: &C, record: i64, to: i64, now: Moment) -> Result<(), StoreError> {
    let led = Entity::update_many().col_expr(Column::MergedInto, Expr::value(to));
    led.filter(Column::MergedInto.eq(record)).exec(db).await.map_err(failed)?;
    let part = ActiveModel {
        id: Set(record),
        name_sealed: Set(None),
        mobile_sealed: Set(None),
        mobile_hash: Set(None),
        unit_id: Set(None),
        updated_at: Set(now),
        name_hash: Set(None),
        tail_hash: Set(None),
        hashed_at: Set(None),
        merged_into: Set(Some(to)),
        ..Default::default()
    };
    part.update(db).await.map_err(failed)?;
    Ok(())
}

/// Where the two have a place each, at activities that are not over.
async fn clashes<C: ConnectionTrait>(
    db: &C,
    (stays, goes): (&Model, &Model),
    now: Moment,
) -> Result<Vec<Clash>, StoreError> {
    let mut theirs: HashMap<ActivityId, ReceiptNumber> = HashMap::new();
    for (place, _) in live(db, stays, now).await? {
        let number = place.number()?;
        theirs.entry(number.activity).or_insert(number);
    }
    let mut clashes = Vec::new();
    for (place, activity) in live(db, goes, now).await? {
        let goes = place.number()?;
        if let (Some(stays), Some(activity)) = (theirs.get(&goes.activity), activity) {
            clashes.push(Clash { title: activity.title, stays: *stays, goes });
        }
    }
    Ok(clashes)
}

/// Places of their own that somebody counts on.
async fn live<C: ConnectionTrait>(
    db: &C,
    row: &Model,
    now: Moment,
) -> Result<Vec<(sign_ups::Model, Option<activities::Model>)>, StoreError> {
    use sign_ups::Column::{Id, Openid, Own, PersonId, State as Stands};
    let written = PersonId.is_in(records::records_of(db, row).await?);
    let made = row.openid.as_deref().map(|openid| Condition::all().add(Openid.eq(openid)).add(Own.eq(true)));
    let live = sign_ups::Entity::find()
        .find_also_related(activities::Entity)
        .filter(Condition::any().add(written).add_option(made))
        .filter(Stands.is_in(State::LIVE))
        .filter(activities::Column::EndsAt.gt(now))
        .order_by_asc(Id)
        .limit(MOST);
    live.all(db).await.map_err(failed)
}
