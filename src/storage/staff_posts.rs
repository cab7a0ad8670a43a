//! As what somebody works. Of two administrators who take the post from each other at once, one keeps it.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set};

use super::entity::staff::{ActiveModel, Column, Entity};
use super::failure::failed;
use super::pool::Write;
use super::staff::{end_sessions, working};
use crate::app::records::StoreError;
use crate::app::staff::PostChange;
use crate::domain::staff::{Post, Role, StaffName};

/// Gives somebody another post, and ends their sessions.
pub async fn change(write: &Write, name: &StaffName, post: Post) -> Result<PostChange, StoreError> {
    // Locked in one order: of two who take the post from each other, one waits and sees what the other did.
    let administrators = Entity::find()
        .filter(Column::Role.eq(Role::Administrator.id()))
        .filter(Column::EndedAt.is_null())
        .order_by_asc(Column::Id)
        .lock_exclusive()
        .all(&**write)
        .await
        .map_err(failed)?;
    let Some(row) = working(write, name).await? else { return Ok(PostChange::NoSuch) };
    let others = administrators.iter().filter(|other| other.id != row.id).count();
    if others == 0 && post.role() != Role::Administrator {
        return Ok(PostChange::LastAdministrator);
    }
    let columns = ActiveModel {
        role: Set(post.role().id().to_owned()),
        unit_id: Set(post.unit().map(|unit| i64::from(unit.0))),
        enterprise_id: Set(post.enterprise().map(|enterprise| enterprise.0)),
        ..Default::default()
    };
    Entity::update_many().set(columns).filter(Column::Id.eq(row.id)).exec(&**write).await.map_err(failed)?;
    Ok(PostChange::Done(end_sessions(&**write, row.id).await?))
}
