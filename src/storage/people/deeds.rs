//! What staff do with what is known of somebody: noted in the audit, without a name and without a number.

use jiff::Timestamp;
use sea_orm::EntityTrait;

use super::records;
use crate::app::console::Correction;
use crate::app::records::StoreError;
use crate::domain::id::{OpenId, PersonId};
use crate::storage::database::Database;
use crate::storage::entity::audit::{self, Action, Line};
use crate::storage::entity::people::{Entity, Profile};
use crate::storage::failure::failed;
use crate::storage::{order, paper};

/// Puts one thing right, and says so; `false` if they are gone.
pub async fn correct(
    database: &Database,
    id: PersonId,
    right: &Correction,
    (actor, detail): (&str, &str),
    now: Timestamp,
) -> Result<bool, StoreError> {
    let (vault, write) = (database.vault(), database.pool().write().await?);
    let Some(row) = Entity::find_by_id(id.0).one(&*write).await.map_err(failed)? else { return Ok(false) };
    let openid = row.openid()?;
    if let Some(openid) = &openid {
        order::one_at_a_time(&*write, vault, openid).await?;
    }
    // They may have told something else, or left, before it was our turn.
    let Some(row) = records::locked(&*write, id).await? else { return Ok(false) };
    let told = right.told().over(Profile::read(vault, &row)?);
    records::put(&*write, vault, (&row, told), now.into()).await?;
    let (subject, detail) = (openid.map(|openid| vault.subject(&openid)), Some(detail.to_owned()));
    audit::write(&*write, Line { action: Action::PersonCorrected, actor, subject, detail }, now.into()).await?;
    write.commit().await?;
    Ok(true)
}

/// Notes that something is done with what is known of them; of a follower, also whose it is.
pub async fn note(
    database: &Database,
    action: Action,
    of: Option<&OpenId>,
    (actor, detail): (&str, &str),
    now: Timestamp,
) -> Result<(), StoreError> {
    let write = database.pool().write().await?;
    let (subject, detail) = (of.map(|openid| database.vault().subject(openid)), Some(detail.to_owned()));
    audit::write(&*write, Line { action, actor, subject, detail }, now.into()).await?;
    write.commit().await
}

/// Erases somebody who does not follow, and says so; `false` if they are gone, or follow.
pub async fn erase_on_paper(
    database: &Database,
    id: PersonId,
    (actor, detail): (&str, &str),
    now: Timestamp,
) -> Result<bool, StoreError> {
    let write = database.pool().write().await?;
    let row = Entity::find_by_id(id.0).one(&*write).await.map_err(failed)?;
    let Some(row) = row.filter(|row| row.openid.is_none() && row.merged_into.is_none()) else { return Ok(false) };
    let Some(given_up) = paper::erase(&*write, database.vault(), &row, now.into()).await? else { return Ok(false) };
    let line = |action, detail| Line { action, actor, subject: None, detail: Some(detail) };
    audit::write(&*write, line(Action::PersonErased, detail.to_owned()), now.into()).await?;
    let erased = format!("person {id}, sign-ups given up: {given_up}");
    audit::write(&*write, line(Action::Erased, erased), now.into()).await?;
    write.commit().await?;
    Ok(true)
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
