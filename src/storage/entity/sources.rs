//! Where people came from.

use sea_orm::entity::prelude::*;

use crate::app::records::StoreError;
use crate::domain::id::ActivityId;
use crate::domain::source::{Source, SourceCode, SourceKind};
use crate::storage::failure::damaged;
use crate::storage::moment::Moment;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sources")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub kind: String,
    pub name: String,
    pub activity_id: Option<i64>,
    pub created_at: Moment,
    /// Of the platform's QR code, once there is one.
    pub ticket: Option<String>,
    /// What that code says.
    pub url: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl TryFrom<Model> for Source {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let kind = SourceKind::ALL.into_iter().find(|kind| kind.id() == row.kind);
        Ok(Self {
            code: SourceCode::parse(&row.code).map_err(|_| damaged("sources.code"))?,
            kind: kind.ok_or_else(|| damaged("sources.kind"))?,
            name: row.name,
            activity: row.activity_id.map(ActivityId),
            link: row.url,
        })
    }
}
