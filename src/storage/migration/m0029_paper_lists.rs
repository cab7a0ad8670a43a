//! Lists of people among the uploads: each is an activity's, and every other upload is of none.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::big_integer_null;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let of = Table::alter().table("uploads").add_column(big_integer_null("activity_id")).to_owned();
        manager.alter_table(of).await
    }
}
