//! What staff change over the content pack: one draft a subject, and every edition that was ever published.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_pk_auto, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(drafts()).await?;
        manager.create_table(editions()).await?;
        let newest = Index::create().name("editions_subject").table("editions").col("subject").col("id").to_owned();
        manager.create_index(newest).await
    }
}

fn drafts() -> TableCreateStatement {
    Table::create()
        .table("drafts")
        .col(text("subject").primary_key())
        .col(text("content"))
        // Which edit of it: whoever saves says which one they saw.
        .col(big_integer("version"))
        .col(text("edited_by"))
        .col(big_integer("edited_at"))
        .to_owned()
}

fn editions() -> TableCreateStatement {
    Table::create()
        .table("editions")
        .col(big_pk_auto("id"))
        .col(text("subject"))
        .col(text("content"))
        .col(text("summary"))
        .col(text("published_by"))
        .col(big_integer("published_at"))
        .to_owned()
}
