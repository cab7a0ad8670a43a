//! The records of people whom staff wrote down, off a list or while they rang: one for a name with its number, and one
//! for a place of whom no number is known, since a village shares a name.

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};

use super::records;
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::form::Answer;
use crate::domain::id::{ActivityId, PersonId};
use crate::domain::sign_up::ReceiptNumber;
use crate::storage::entity::people::{self, ActiveModel, Column, Entity, Model, Profile};
use crate::storage::entity::sign_ups::{self, State};
use crate::storage::failure::{damaged, failed};
use crate::storage::moment::Moment;

/// Gives places that staff just wrote down to the records of those whose they are.
pub async fn file_new<C: ConnectionTrait>(db: &C, vault: &Vault, new: &[ReceiptNumber]) -> Result<(), StoreError> {
    use sign_ups::Column::{ActivityId, PersonId, Sequence};
    let those = sign_ups::Entity::find()
        .filter(ActivityId.is_in(new.iter().map(|number| number.activity.0)))
        .filter(Sequence.is_in(new.iter().map(|number| i64::from(number.sequence))))
        .filter(PersonId.is_null());
    file(db, vault, those.all(db).await.map_err(failed)?).await
}

/// Gives places that staff wrote down to the records of those whose they are, which come to be where there are none.
/// Places that followers made are passed over, and what is left of who is gone.
pub async fn file<C: ConnectionTrait>(db: &C, vault: &Vault, places: Vec<sign_ups::Model>) -> Result<(), StoreError> {
    let mut told = Vec::with_capacity(places.len());
    for place in places.into_iter().filter(|place| place.openid.is_none() && place.answers_sealed.is_some()) {
        let Ok(answers) = place.answers(vault) else {
            tracing::warn!(place = place.id, "what somebody told staff does not open, and they are not found by it");
            continue;
        };
        let profile = Profile::told_in(&answers);
        told.push((sign_ups::person_key_of(vault, &profile), place, profile));
    }
    // In one order everywhere, so that two who write people down do not wait for each other.
    told.sort_by(|(key, one, _), (other_key, other, _)| (key, one.id).cmp(&(other_key, other.id)));
    for (key, place, profile) in told {
        let record = record_of(db, vault, (key, &profile), place.made_at).await?;
        records::give(db, sign_ups::Column::Id.eq(place.id), record).await?;
    }
    Ok(())
}

/// Gives a place to the record of whoever it turned out to be when it was put right: it was as `before`, and is as
/// `after`. What staff put right in the record by hand, and made one with somebody else's, stays.
pub async fn file_again<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    (before, after): (&sign_ups::Model, sign_ups::Model),
    now: Moment,
) -> Result<(), StoreError> {
    let Some(id) = before.person_id else { return file(db, vault, vec![after]).await };
    records::lock(db, &[id]).await?;
    let record = records::locked(db, PersonId(id)).await?;
    // What a follower tells of themselves is theirs to tell.
    let Some(record) = record.filter(|record| record.openid.is_none()) else { return Ok(()) };
    let (was, is) = (Profile::told_in(&before.answers(vault)?), Profile::told_in(&after.answers(vault)?));
    let known = Profile::read(vault, &record)?;
    let alone = places_of(db, id).await? == [after.id];
    if !is_called_otherwise(&was, &is) {
        let unit = |told: &Profile| told.unit.map(|unit| i64::from(unit.0));
        let had_it_elsewhere = |known: &i64| !alone || Some(*known) != unit(&was);
        return at_home(db, &record, (record.unit_id.filter(had_it_elsewhere).or(unit(&is)), now)).await;
    }
    // Without a number no place comes to a record but by being the first of it, or by staff's word.
    let key = sign_ups::person_key_of(vault, &was);
    let by_itself = record.person_key == key || !is_called_otherwise(&known, &was);
    if !by_itself || (key.is_none() && !alone) {
        return Ok(());
    }
    let found = match sign_ups::person_key_of(vault, &is) {
        Some(key) => Entity::find().filter(Column::PersonKey.eq(key)).one(db).await.map_err(failed)?,
        None => None,
    };
    let is_somebody_else = found.as_ref().is_some_and(|found| found.id != id && found.merged_into != Some(id));
    if alone && !is_somebody_else {
        let right = put_right(known, (&was, &is));
        return call_otherwise(db, vault, (&record, found), (right, &is), now).await;
    }
    file(db, vault, vec![after]).await?;
    if alone && known == was && !leads_to(db, id).await? {
        records::delete(db, &[id]).await?;
    }
    Ok(())
}

/// Whether two are told apart: by name, or by number.
fn is_called_otherwise(one: &Profile, other: &Profile) -> bool {
    (&one.name, &one.mobile) != (&other.name, &other.mobile)
}

/// What is known, where it was mistyped as it is now.
fn put_right(known: Profile, (was, is): (&Profile, &Profile)) -> Profile {
    Profile {
        name: if was.name == is.name { known.name } else { is.name.clone() },
        mobile: if was.mobile == is.mobile { known.mobile } else { is.mobile.clone() },
        unit: if known.unit == was.unit { is.unit } else { known.unit },
    }
}

/// Writes down that a record is of somebody else than was mistyped, and is found by what they told, `is`, from now on.
/// `found` is what was found by that before: the record itself, what leads to it, or nothing.
async fn call_otherwise<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    (record, found): (&Model, Option<Model>),
    (right, is): (Profile, &Profile),
    now: Moment,
) -> Result<(), StoreError> {
    if let Some(leads_here) = found.filter(|found| found.id != record.id) {
        Entity::delete_by_id(leads_here.id).exec(db).await.map_err(failed)?;
    }
    let person_key = sign_ups::person_key_of(vault, is);
    let known_by = ActiveModel { id: Set(record.id), person_key: Set(person_key), ..Default::default() };
    known_by.update(db).await.map_err(failed)?;
    records::put(db, vault, (record, right), now).await
}

/// Whether other records are part of this one.
async fn leads_to<C: ConnectionTrait>(db: &C, record: i64) -> Result<bool, StoreError> {
    let part = Entity::find().filter(Column::MergedInto.eq(record));
    Ok(part.one(db).await.map_err(failed)?.is_some())
}

/// The places that are filed with this record.
async fn places_of<C: ConnectionTrait>(db: &C, record: i64) -> Result<Vec<i64>, StoreError> {
    let places = sign_ups::Entity::find().filter(sign_ups::Column::PersonId.eq(record));
    places.select_only().column(sign_ups::Column::Id).into_tuple().all(db).await.map_err(failed)
}

/// The record of whoever told this, locked.
async fn record_of<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    (key, told): (Option<String>, &Profile),
    at: Moment,
) -> Result<i64, StoreError> {
    let is_known_again = key.is_some();
    let new = ActiveModel { person_key: Set(key), ..told.on_paper(vault, at)? };
    if !is_known_again {
        return Ok(Entity::insert(new).exec(db).await.map_err(failed)?.last_insert_id);
    }
    // Who is there already is locked by being written as they are.
    let as_it_is = OnConflict::column(Column::PersonKey).update_column(Column::PersonKey).to_owned();
    let found = Entity::insert(new).on_conflict(as_it_is).exec_with_returning(db).await.map_err(failed)?;
    let record = match found.merged_into {
        Some(id) => records::locked(db, PersonId(id)).await?.ok_or_else(|| damaged("people.merged_into"))?,
        None => found,
    };
    // What a follower tells of themselves is theirs to tell.
    if record.openid.is_none() {
        learn(db, &record, (told.unit.map(|unit| i64::from(unit.0)), at)).await?;
    }
    Ok(record.id)
}

/// Writes down where somebody told staff that they are at home, if nobody knew, and when. Who is known to be of a unit
/// stays there until that is put right: else whoever writes them down once more, as of their own unit, had them shown.
async fn learn<C: ConnectionTrait>(
    db: &C,
    record: &Model,
    (unit, at): (Option<i64>, Moment),
) -> Result<(), StoreError> {
    at_home(db, record, (record.unit_id.or(unit), at)).await
}

/// Writes down where somebody on paper is at home, and when it was told.
async fn at_home<C: ConnectionTrait>(
    db: &C,
    record: &Model,
    (unit_id, at): (Option<i64>, Moment),
) -> Result<(), StoreError> {
    let updated_at = record.updated_at.max(at);
    if (unit_id, updated_at) == (record.unit_id, record.updated_at) {
        return Ok(());
    }
    let row = ActiveModel {
        id: Set(record.id),
        unit_id: Set(unit_id),
        updated_at: Set(updated_at),
        hashed_at: Set(Some(updated_at)),
        ..Default::default()
    };
    row.update(db).await.map_err(failed)?;
    Ok(())
}

/// Live places at this activity of whoever tells this, under other names or numbers by which they are known too.
pub async fn held<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    activity: ActivityId,
    answers: &[(String, Answer)],
) -> Result<Vec<sign_ups::Model>, StoreError> {
    use sign_ups::Column::{ActivityId as Of, Openid, Own, PersonId, State as Stands};
    let known = known_as(db, vault, &Profile::told_in(answers)).await?;
    if known.is_empty() {
        return Ok(Vec::new());
    }
    let openids = known.iter().filter_map(|row| row.openid.as_deref());
    let made = Condition::all().add(Openid.is_in(openids)).add(Own.eq(true));
    let theirs = Condition::any().add(PersonId.is_in(known.iter().map(|row| row.id))).add(made);
    let live = sign_ups::Entity::find().filter(Of.eq(activity.0)).filter(Stands.is_in(State::LIVE)).filter(theirs);
    live.order_by_asc(sign_ups::Column::Id).all(db).await.map_err(failed)
}

/// The records of whoever is called so and has this number: of paper, and of followers.
async fn known_as<C: ConnectionTrait>(db: &C, vault: &Vault, told: &Profile) -> Result<Vec<Model>, StoreError> {
    let (Some(key), Some(mobile)) = (sign_ups::person_key_of(vault, told), &told.mobile) else { return Ok(Vec::new()) };
    let follows = Condition::all()
        .add(Column::MobileHash.eq(people::mobile_hash(vault, mobile)))
        .add(Column::NameHash.eq(told.name_hash(vault)))
        .add(Column::Openid.is_not_null());
    let those = Entity::find().filter(Condition::any().add(Column::PersonKey.eq(key)).add(follows));
    let (part, mut whole): (Vec<_>, Vec<_>) =
        those.all(db).await.map_err(failed)?.into_iter().partition(|row| row.merged_into.is_some());
    if !part.is_empty() {
        let led_to = Entity::find().filter(Column::Id.is_in(part.iter().filter_map(|row| row.merged_into)));
        whole.extend(led_to.all(db).await.map_err(failed)?);
    }
    Ok(whole)
}
