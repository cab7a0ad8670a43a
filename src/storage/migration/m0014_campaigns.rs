//! Campaigns, their ledger, and what audiences are asked by.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, big_pk_auto, boolean, text, text_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(campaigns()).await?;
        manager.create_table(deliveries()).await?;
        manager.create_table(facts()).await?;
        let topics = Table::alter().table("followers").add_column(text_null("topics")).to_owned();
        manager.alter_table(topics).await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn campaigns() -> TableCreateStatement {
    Table::create()
        .table("campaigns")
        .col(big_pk_auto("id"))
        .col(text("topic"))
        // As it was drawn up, and the hash of it.
        .col(text("draft"))
        .col(text("hash"))
        .col(text_null("released_hash"))
        .col(text("author"))
        .col(text_null("released_by"))
        .col(text("state"))
        .col(text_null("pause"))
        .col(big_integer_null("starts_at"))
        .col(big_integer_null("not_after"))
        // The recipient who was planned last, and how many were.
        .col(text("planned_to").default(""))
        .col(big_integer("planned").default(0))
        .col(boolean("wholly_planned").default(false))
        .col(big_integer_null("activity_id"))
        .col(big_integer("made_at"))
        .to_owned()
}

fn deliveries() -> TableCreateStatement {
    Table::create()
        .table("deliveries")
        .col(big_pk_auto("id"))
        // By which the platform knows it: nobody is a recipient twice.
        .col(text("key").unique_key())
        .col(big_integer("campaign_id"))
        .col(text_null("openid"))
        .col(big_integer_null("unit_id"))
        .col(text("topic"))
        .col(text("variant"))
        .col(boolean("preview"))
        .col(text("state"))
        .col(text_null("why"))
        .col(text_null("channel"))
        .col(big_integer("next_at"))
        .col(text("holder").default(""))
        .col(big_integer("tries").default(0))
        // When it first went out under its key.
        .col(big_integer_null("left_at"))
        .col(big_integer_null("settled_at"))
        .col(text_null("message_id"))
        .col(text_null("receipt"))
        .col(big_integer_null("clicked_at"))
        .foreign_key(ForeignKey::create().from("deliveries", "campaign_id").to("campaigns", "id"))
        .to_owned()
}

/// What people tell of themselves and staff call them: keyed hashes.
fn facts() -> TableCreateStatement {
    Table::create()
        .table("facts")
        .col(text("openid"))
        .col(text("fact"))
        .col(text("word_hash"))
        .col(big_integer("told_at"))
        .primary_key(Index::create().col("openid").col("fact").col("word_hash"))
        .to_owned()
}

fn indexes() -> [IndexCreateStatement; 6] {
    [
        Index::create()
            .name("deliveries_next")
            .table("deliveries")
            .col("campaign_id")
            .col("state")
            .col("next_at")
            .to_owned(),
        Index::create()
            .name("deliveries_previews")
            .table("deliveries")
            .col("preview")
            .col("state")
            .col("next_at")
            .to_owned(),
        Index::create().name("deliveries_openid").table("deliveries").col("openid").col("topic").to_owned(),
        Index::create().name("deliveries_message").table("deliveries").col("message_id").to_owned(),
        Index::create().name("facts_word").table("facts").col("fact").col("word_hash").to_owned(),
        Index::create().name("followers_spoke").table("followers").col("spoke_at").to_owned(),
    ]
}
