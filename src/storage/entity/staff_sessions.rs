//! Sessions of staff.

use sea_orm::entity::prelude::*;

use crate::storage::moment::Moment;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "staff_sessions")]
pub struct Model {
    /// SHA-256 of what the browser has.
    #[sea_orm(primary_key, auto_increment = false)]
    pub key: String,
    pub staff_id: i64,
    pub address: String,
    pub agent: String,
    pub began_at: Moment,
    pub used_at: Moment,
    pub ends_at: Moment,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
