//! What staff and imports changed, and what must be remembered of it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_pk_auto, text, text_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(content_revisions()).await?;
        manager.create_table(audit()).await?;
        let by_action = Index::create().name("audit_action").table("audit").col("action").col("at").to_owned();
        manager.create_index(by_action).await
    }
}

fn content_revisions() -> TableCreateStatement {
    Table::create()
        .table("content_revisions")
        .col(big_integer("number").primary_key())
        .col(big_integer("at"))
        .col(text("actor"))
        .col(text("summary"))
        .col(text("content_hash"))
        .to_owned()
}

fn audit() -> TableCreateStatement {
    Table::create()
        .table("audit")
        .col(big_pk_auto("id"))
        .col(big_integer("at"))
        .col(text("action"))
        .col(text("actor"))
        .col(text_null("subject"))
        .col(text_null("detail"))
        .to_owned()
}
