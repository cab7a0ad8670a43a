//! Every change of the content: replicas compare the newest number with theirs.

use sea_orm::entity::prelude::*;

use crate::storage::moment::Moment;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "content_revisions")]
pub struct Model {
    /// Without gaps, from 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub number: i64,
    pub at: Moment,
    pub actor: String,
    pub summary: String,
    /// SHA-256 of what was put, in hexadecimal digits: two equal ones brought the same.
    pub content_hash: String,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
