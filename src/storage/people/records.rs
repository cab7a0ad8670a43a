//! Records of people, and what hangs on them: the places that staff wrote down for them, and the keys by which a list
//! finds them.
//!
//! Records are locked last, after activities and sign-ups; those that lead to others before those that they lead to.

use sea_orm::sea_query::{Expr, OnConflict, SimpleExpr};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait, Set,
};

use super::on_paper;
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::id::{OpenId, PersonId};
use crate::storage::entity::people::{ActiveModel, Column, Entity, Model, Profile};
use crate::storage::entity::sign_ups;
use crate::storage::failure::failed;
use crate::storage::moment::Moment;
use crate::storage::profile;

/// Most records in one statement.
const BATCH: usize = 500;

/// A record that is no part of another, locked until the transaction ends; `None` if there is none.
pub async fn locked<C: ConnectionTrait>(db: &C, id: PersonId) -> Result<Option<Model>, StoreError> {
    let living = Entity::find_by_id(id.0).filter(Column::MergedInto.is_null());
    living.lock_exclusive().one(db).await.map_err(failed)
}

/// Locks these records, with what leads to them.
pub async fn lock<C: ConnectionTrait>(db: &C, records: &[i64]) -> Result<(), StoreError> {
    for those in [Column::MergedInto, Column::Id] {
        let rows = Entity::find().filter(those.is_in(records.iter().copied())).order_by_asc(Column::Id);
        rows.lock_exclusive().all(db).await.map_err(failed)?;
    }
    Ok(())
}

/// Whether this record is there, and no part of another.
pub async fn stands<C: ConnectionTrait>(db: &C, id: i64) -> Result<bool, StoreError> {
    let living = Entity::find_by_id(id).filter(Column::MergedInto.is_null());
    Ok(living.one(db).await.map_err(failed)?.is_some())
}

/// The records that are somebody's: their own, and where they follow, those of paper with their very name and number.
pub async fn records_of<C: ConnectionTrait>(db: &C, row: &Model) -> Result<Vec<i64>, StoreError> {
    let mut records = vec![row.id];
    if let (Some(_), Some(mobile), Some(name)) = (&row.openid, &row.mobile_hash, &row.name_hash) {
        let on_paper: Vec<i64> = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::MobileHash.eq(mobile.as_str()))
            .filter(Column::NameHash.eq(name.as_str()))
            .filter(Column::Openid.is_null())
            .order_by_asc(Column::Id)
            .into_tuple()
            .all(db)
            .await
            .map_err(failed)?;
        records.extend(on_paper);
    }
    Ok(records)
}

/// The places that staff wrote down for this person, who has these records; those of their name and number too, which
/// another version of the program wrote down and nobody filed yet.
pub fn written_for(vault: &Vault, row: &Model, records: &[i64]) -> Result<Condition, StoreError> {
    use sign_ups::Column::{Openid, PersonId, PersonKey};
    let key = match &row.person_key {
        Some(key) => Some(key.clone()),
        None => sign_ups::person_key_of(vault, &Profile::read(vault, row)?),
    };
    let not_filed = |key: String| Condition::all().add(Openid.is_null()).add(PersonId.is_null()).add(PersonKey.eq(key));
    Ok(Condition::any().add(PersonId.is_in(records.iter().copied())).add_option(key.map(not_filed)))
}

/// These places are this record's from now on.
pub async fn give<C: ConnectionTrait>(db: &C, those: SimpleExpr, record: i64) -> Result<(), StoreError> {
    let update = sign_ups::Entity::update_many().col_expr(sign_ups::Column::PersonId, Expr::value(record));
    update.filter(those).exec(db).await.map_err(failed)?;
    Ok(())
}

/// Writes down who somebody is, in place of what stands in their record. A list finds it by this name and number too,
/// unless those have a record of their own. The record is locked.
pub async fn put<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    (row, told): (&Model, Profile),
    now: Moment,
) -> Result<(), StoreError> {
    if let Some(openid) = row.openid()? {
        return profile::remember(db, vault, &openid, told, now).await;
    }
    let key = sign_ups::person_key_of(vault, &told);
    ActiveModel { id: Set(row.id), ..told.on_paper(vault, now)? }.update(db).await.map_err(failed)?;
    let Some(key) = key else { return Ok(()) };
    let leads_here = ActiveModel {
        person_key: Set(Some(key)),
        merged_into: Set(Some(row.id)),
        key_id: Set(vault.key_id().to_owned()),
        updated_at: Set(now),
        ..Default::default()
    };
    let unless_there = OnConflict::column(Column::PersonKey).do_nothing().to_owned();
    Entity::insert(leads_here).on_conflict(unless_there).exec_without_returning(db).await.map_err(failed)?;
    Ok(())
}

/// Deletes those of these records that are of paper, and all that leads to any of them.
pub async fn delete<C: ConnectionTrait>(db: &C, records: &[i64]) -> Result<(), StoreError> {
    let leads_there = Column::MergedInto.is_in(records.iter().copied());
    Entity::delete_many().filter(leads_there).exec(db).await.map_err(failed)?;
    let of_paper = Entity::delete_many().filter(Column::Id.is_in(records.iter().copied()));
    of_paper.filter(Column::Openid.is_null()).exec(db).await.map_err(failed)?;
    Ok(())
}

/// A follower's record goes. What staff wrote down of them, and was made part of it, stays: it gets records of its own
/// again.
pub async fn let_go<C: ConnectionTrait>(db: &C, vault: &Vault, openid: &OpenId) -> Result<(), StoreError> {
    use sign_ups::Column::PersonId;
    let theirs = Entity::find().filter(Column::Openid.eq(openid.as_str())).one(db).await.map_err(failed)?;
    let Some(row) = theirs else { return Ok(()) };
    // Who is being written down at this moment is among them.
    lock(db, &[row.id]).await?;
    let written = sign_ups::Entity::find().filter(PersonId.eq(row.id)).all(db).await.map_err(failed)?;
    delete(db, &[row.id]).await?;
    Entity::delete_by_id(row.id).exec(db).await.map_err(failed)?;
    if written.is_empty() {
        return Ok(());
    }
    let nobodys = sign_ups::Entity::update_many().col_expr(PersonId, Expr::value(None::<i64>));
    nobodys.filter(PersonId.eq(row.id)).exec(db).await.map_err(failed)?;
    on_paper::file(db, vault, written).await
}

/// Deletes records of which no place is left, and nothing was written at `cutoff` or after it.
pub async fn expire<C: ConnectionTrait>(db: &C, cutoff: Moment) -> Result<(), StoreError> {
    let has_place = sign_ups::Entity::find()
        .select_only()
        .column(sign_ups::Column::Id)
        .filter(sign_ups::Column::PersonId.into_expr().equals((Entity, Column::Id)))
        .into_query();
    let over = Condition::all()
        .add(Column::Openid.is_null())
        .add(Column::MergedInto.is_null())
        .add(Column::UpdatedAt.lt(cutoff))
        .add(Expr::exists(has_place).not());
    let ids: Vec<i64> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(over.clone())
        .order_by_asc(Column::Id)
        .into_tuple()
        .all(db)
        .await
        .map_err(failed)?;
    for some in ids.chunks(BATCH) {
        let leads_there = Column::MergedInto.is_in(some.iter().copied());
        Entity::delete_many().filter(leads_there).exec(db).await.map_err(failed)?;
        // Whoever was written down again in between has a newer record.
        let theirs = Entity::delete_many().filter(Column::Id.is_in(some.iter().copied())).filter(over.clone());
        theirs.exec(db).await.map_err(failed)?;
    }
    Ok(())
}
