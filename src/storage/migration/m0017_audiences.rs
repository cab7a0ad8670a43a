//! Audiences that staff saved under a name.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let audiences = Table::create()
            .table("audiences")
            .col(text("name").primary_key())
            // Its conditions, as JSON. Followers of a list stand in it by their keyed hashes.
            .col(text("audience"))
            .col(text("saved_by"))
            .col(big_integer("saved_at"))
            .to_owned();
        manager.create_table(audiences).await
    }
}
