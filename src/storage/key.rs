//! Whether this database was written with our key.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::entity::{people, sign_ups, staff, talk_lines};
use super::failure::failed;
use crate::app::records::StoreError;

/// The id of a key other than `ours` in any row of a person, of what they said, or of staff.
pub async fn other_than<C: ConnectionTrait>(db: &C, ours: &str) -> Result<Option<String>, StoreError> {
    let person = people::Entity::find().filter(people::Column::KeyId.ne(ours)).one(db).await.map_err(failed)?;
    if let Some(person) = person {
        return Ok(Some(person.key_id));
    }
    let place = sign_ups::Entity::find().filter(sign_ups::Column::KeyId.ne(ours)).one(db).await.map_err(failed)?;
    if let Some(key_id) = place.and_then(|place| place.key_id) {
        return Ok(Some(key_id));
    }
    let said = talk_lines::Entity::find().filter(talk_lines::Column::KeyId.ne(ours)).one(db).await.map_err(failed)?;
    if let Some(said) = said {
        return Ok(Some(said.key_id));
    }
    let member = staff::Entity::find().filter(staff::Column::KeyId.ne(ours)).one(db).await.map_err(failed)?;
    Ok(member.and_then(|member| member.key_id))
}
