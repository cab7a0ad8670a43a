//! Who asked for which subscription notice.

use sea_orm::entity::prelude::*;

/// One follower and one template. No credit is a row with 0, or none.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "notice_credits")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub openid: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub template: String,
    /// Notices that may be sent; of a template that is subscribed to for good any number, if it is not 0.
    pub credits: i64,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
