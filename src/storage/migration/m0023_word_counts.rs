//! How often keyword rules answered, and what nobody understood, day by day.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let word_counts = Table::create()
            .table("word_counts")
            .col(text("kind"))
            // `2026-02-07`, as it was in China.
            .col(text("day"))
            // The id of a rule, or a sentence.
            .col(text("word"))
            .col(big_integer("times"))
            .primary_key(Index::create().col("kind").col("day").col("word"))
            .to_owned();
        manager.create_table(word_counts).await
    }
}
