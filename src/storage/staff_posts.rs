//! As what somebody works, until they leave. Of two administrators who take the post from each other at once, one keeps
//! it.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use super::entity::staff::{ActiveModel, Column, Entity};
use super::failure::failed;
use super::moment::Moment;
use super::pool::Write;
use super::staff::{end_sessions, working};
use super::staff_phones::no_phone;
use super::talks;
use crate::app::records::StoreError;
use crate::app::staff::StaffChange;
use crate::domain::staff::{Post, Role, StaffName};

/// Gives somebody another post, and ends their sessions. Who no longer `answers` people has no talks.
pub async fn change(write: &Write, name: &StaffName, (post, answers): (Post, bool)) -> Result<StaffChange, StoreError> {
    let columns = ActiveModel {
        role: Set(post.role().id().to_owned()),
        unit_id: Set(post.unit().map(|unit| i64::from(unit.0))),
        enterprise_id: Set(post.enterprise().map(|enterprise| enterprise.0)),
        ..Default::default()
    };
    let changed = put(write, name, columns, post.role() == Role::Administrator).await?;
    if !answers {
        release(write, name, &changed).await?;
    }
    Ok(changed)
}

/// Somebody works here no more, and nothing of theirs opens anything.
pub async fn end(write: &Write, name: &StaffName, now: Moment) -> Result<StaffChange, StoreError> {
    let columns = ActiveModel {
        ended_at: Set(Some(now)),
        code_sealed: Set(None),
        key_id: Set(None),
        code_since: Set(None),
        ..no_phone()
    };
    let changed = put(write, name, columns, false).await?;
    release(write, name, &changed).await?;
    Ok(changed)
}

/// Whoever waits for them waits for anybody.
async fn release(write: &Write, name: &StaffName, changed: &StaffChange) -> Result<(), StoreError> {
    match changed {
        StaffChange::Done(_) => talks::release(write, name).await,
        StaffChange::NoSuch | StaffChange::LastAdministrator => Ok(()),
    }
}

/// Puts it, unless no administrator were left then.
async fn put(write: &Write, name: &StaffName, columns: ActiveModel, stays: bool) -> Result<StaffChange, StoreError> {
    // Locked in one order: of two who take the post from each other, one waits and sees what the other did.
    let administrators = Entity::find()
        .filter(Column::Role.eq(Role::Administrator.id()))
        .filter(Column::EndedAt.is_null())
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(&**write)
        .await
        .map_err(failed)?;
    let Some(row) = working(write, name).await? else { return Ok(StaffChange::NoSuch) };
    let is_last = matches!(administrators.as_slice(), [last] if last.id == row.id);
    if is_last && !stays {
        return Ok(StaffChange::LastAdministrator);
    }
    Entity::update_many().set(columns).filter(Column::Id.eq(row.id)).exec(&**write).await.map_err(failed)?;
    Ok(StaffChange::Done(end_sessions(&**write, row.id).await?))
}
