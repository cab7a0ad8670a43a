//! What staff do with what is known of somebody: noted in the audit, without a name and without a number.

use jiff::Timestamp;
use sea_orm::EntityTrait;

use super::openid;
use crate::app::console::Correction;
use crate::app::records::StoreError;
use crate::domain::id::{OpenId, PersonId};
use crate::storage::database::Database;
use crate::storage::entity::audit::{self, Action, Line};
use crate::storage::entity::people::{Entity, Model, Profile};
use crate::storage::failure::failed;
use crate::storage::{order, profile};

/// Puts one thing right, and says so; `false` if they are gone.
pub async fn correct(
    database: &Database,
    id: PersonId,
    right: &Correction,
    (actor, detail): (&str, &str),
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (vault, write) = (database.vault(), database.pool().write().await?);
    let find =
        async || -> Result<Option<Model>, StoreError> { Entity::find_by_id(id.0).one(&*write).await.map_err(failed) };
    let Some(row) = find().await? else { return Ok(false) };
    let openid = openid(&row)?;
    order::one_at_a_time(&*write, vault, &openid).await?;
    // They may have told something else, or left, before it was our turn.
    let Some(row) = find().await? else { return Ok(false) };
    let told = right.told().over(Profile::read(vault, &openid, &row)?);
    profile::remember(&*write, vault, &openid, told, now.into()).await?;
    let (subject, detail) = (Some(vault.subject(&openid)), Some(detail.to_owned()));
    audit::write(&*write, Line { action: Action::PersonCorrected, actor, subject, detail }, now.into()).await?;
    write.commit().await?;
    Ok(true)
}

/// Notes that something is done with what is known of them.
pub async fn note(
    database: &Database,
    action: Action,
    of: &OpenId,
    (actor, detail): (&str, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    let write = database.pool().write().await?;
    let (subject, detail) = (Some(database.vault().subject(of)), Some(detail.to_owned()));
    audit::write(&*write, Line { action, actor, subject, detail }, now.into()).await?;
    write.commit().await
}

impl Correction {
    /// This, and nothing else.
    fn told(&self) -> Profile {
        let mut told = Profile::default();
        match self {
            Self::Name(name) => told.name = Some(name.clone()),
            Self::Mobile(mobile) => told.mobile = Some(mobile.clone()),
            Self::Unit(unit) => told.unit = Some(*unit),
        }
        told
    }
}
