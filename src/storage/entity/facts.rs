//! What audiences are asked by: what people told of themselves, and what staff called them.

use sea_orm::entity::prelude::*;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, QueryFilter, Set};

use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::campaign::Fact;
use crate::storage::failure::failed;
use crate::storage::moment::Moment;

/// One word of one follower, as a keyed hash.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "facts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub openid: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub fact: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub word_hash: String,
    pub told_at: Moment,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// By which a word is found again.
pub fn word_hash(vault: &Vault, fact: Fact<'_>, word: &str) -> String {
    vault.hash(&format!("facts.{}", fact.id()), fact.word(word))
}

/// A word of somebody.
pub fn word(vault: &Vault, openid: &str, fact: Fact<'_>, word: &str, now: Moment) -> ActiveModel {
    ActiveModel {
        openid: Set(openid.to_owned()),
        fact: Set(fact.id()),
        word_hash: Set(word_hash(vault, fact, word)),
        told_at: Set(now),
    }
}

/// Writes these down in place of all that is known of this kind of the same followers.
pub async fn replace<C: ConnectionTrait>(db: &C, fact: Fact<'_>, rows: Vec<ActiveModel>) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let theirs = Column::Openid.is_in(rows.iter().map(|row| row.openid.as_ref().as_str()));
    let older = Entity::delete_many().filter(theirs).filter(Column::Fact.eq(fact.id()));
    older.exec(db).await.map_err(failed)?;
    put(db, rows).await
}

/// Writes these down; what is there gets the newer time.
pub async fn put<C: ConnectionTrait>(db: &C, rows: Vec<ActiveModel>) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let newer = OnConflict::columns([Column::Openid, Column::Fact, Column::WordHash])
        .update_columns([Column::ToldAt])
        .to_owned();
    Entity::insert_many(rows).on_conflict(newer).exec_without_returning(db).await.map_err(failed)?;
    Ok(())
}
