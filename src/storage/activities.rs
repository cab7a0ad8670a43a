//! One activity of an import.

use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};

use super::content::Put;
use super::entity::activities;
use super::failure::failed;
use crate::app::records::StoreError;
use crate::domain::activity::Activity;
use crate::domain::id::ActivityId;

/// Adds or updates it by slug. Seats taken and numbers given stay as they are.
pub async fn put<C: ConnectionTrait>(db: &C, activity: &Activity) -> Result<Put, StoreError> {
    let by_slug = activities::Column::Slug.eq(activity.slug.as_str());
    let there = activities::Entity::find().filter(by_slug).one(db).await.map_err(failed)?;
    let mut row = activities::row(activity)?;
    let Some(there) = there else {
        row.insert(db).await.map_err(failed)?;
        return Ok(Put::Added);
    };
    let id = ActivityId(there.id);
    if Activity::try_from(there)? == (Activity { id, ..activity.clone() }) {
        return Ok(Put::Unchanged);
    }
    row.id = Set(id.0);
    row.update(db).await.map_err(failed)?;
    Ok(Put::Updated)
}
