//! How often keyword rules answered, and what nobody understood. No row says who typed it.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "word_counts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: Kind,
    /// `2026-02-07`, as it was in China; sorts as it passes.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: String,
    /// The id of a rule, or a sentence.
    #[sea_orm(primary_key, auto_increment = false)]
    pub word: String,
    pub times: i64,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Kind {
    /// A rule that answered.
    #[sea_orm(string_value = "rule")]
    Rule,
    /// A sentence that nobody understood.
    #[sea_orm(string_value = "unknown")]
    Unknown,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
