//! What staff published over the content pack. Rows are added and never changed.

use sea_orm::entity::prelude::*;

use crate::app::editions::{Edition, Subject};
use crate::app::records::StoreError;
use crate::domain::id::EditionId;
use crate::storage::moment::Moment;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "editions")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub subject: Of,
    pub content: String,
    pub summary: String,
    pub published_by: String,
    pub published_at: Moment,
}

/// A part of the pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Of {
    #[sea_orm(string_value = "keywords")]
    Keywords,
    #[sea_orm(string_value = "policies")]
    Policies,
    #[sea_orm(string_value = "menu")]
    Menu,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl From<Subject> for Of {
    fn from(subject: Subject) -> Self {
        match subject {
            Subject::Keywords => Self::Keywords,
            Subject::Policies => Self::Policies,
            Subject::Menu => Self::Menu,
        }
    }
}

impl Model {
    /// As it is told; `number` is which of its subject it is.
    pub fn told(self, number: u64) -> Result<Edition, StoreError> {
        let Self { id, content, summary, published_by: by, published_at, .. } = self;
        Ok(Edition { id: EditionId(id), number, content, summary, by, at: published_at.try_into()? })
    }
}
