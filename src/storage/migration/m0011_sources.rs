//! Where people came from.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, text, text_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(sources()).await?;
        // What the table of sources counts by.
        let follows = Index::create().name("followers_scene").table("followers").col("scene").to_owned();
        manager.create_index(follows).await?;
        manager.create_index(Index::create().name("sign_ups_source").table("sign_ups").col("source").to_owned()).await
    }
}

fn sources() -> TableCreateStatement {
    Table::create()
        .table("sources")
        .col(text("code").primary_key())
        .col(text("kind"))
        .col(text("name"))
        .col(big_integer_null("activity_id"))
        .col(big_integer("created_at"))
        // Of the platform's QR code, once there is one.
        .col(text_null("ticket"))
        .col(text_null("url"))
        .foreign_key(ForeignKey::create().from("sources", "activity_id").to("activities", "id"))
        .to_owned()
}
