//! One activity of an import.

use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Set};

use super::content::Put;
use super::entity::activities;
use super::failure::failed;
use crate::app::records::StoreError;
use crate::domain::activity::Activity;

/// Adds or updates it by slug. Seats taken and numbers given stay as they are.
pub async fn put<C: ConnectionTrait>(db: &C, activity: &Activity) -> Result<Put, StoreError> {
    let by_slug = activities::Column::Slug.eq(activity.slug.as_str());
    let there = activities::Entity::find().filter(by_slug).one(db).await.map_err(failed)?;
    let mut row = activities::row(activity)?;
    let Some(there) = there else {
        row.insert(db).await.map_err(failed)?;
        return Ok(Put::Added);
    };
    let id = there.id;
    // As rows, because those hold whole milliseconds: finer times must not look like a change each time.
    if activities::row(&Activity::try_from(there)?)? == row {
        return Ok(Put::Unchanged);
    }
    row.id = Set(id);
    row.update(db).await.map_err(failed)?;
    Ok(Put::Updated)
}
