//! What staff are writing over the content pack: one draft a subject.

use sea_orm::entity::prelude::*;

use super::editions::Of;
use crate::storage::moment::Moment;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "drafts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub subject: Of,
    pub content: String,
    /// Grows with each edit.
    pub version: i64,
    pub edited_by: String,
    pub edited_at: Moment,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
