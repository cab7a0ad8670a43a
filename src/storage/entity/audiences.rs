//! Audiences that staff saved under a name.

use sea_orm::entity::prelude::*;

use crate::app::campaigns::saved::{AudienceName, SavedAudience};
use crate::app::records::StoreError;
use crate::storage::failure::damaged;
use crate::storage::moment::Moment;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audiences")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// Its conditions, as JSON.
    pub audience: String,
    pub saved_by: String,
    pub saved_at: Moment,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for SavedAudience {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        Ok(Self {
            name: AudienceName::parse(&row.name).map_err(|_| damaged("audiences.name"))?,
            audience: serde_json::from_str(&row.audience).map_err(|_| damaged("audiences.audience"))?,
            saved_by: row.saved_by,
            saved_at: row.saved_at.try_into()?,
        })
    }
}
