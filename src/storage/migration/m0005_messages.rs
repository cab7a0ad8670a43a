//! What was done for which message, and the dialogues of the embedded cache.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, binary, binary_null, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(applied_messages()).await?;
        manager.create_table(dialogues()).await?;
        for (name, table, column) in
            [("applied_messages_at", "applied_messages", "applied_at"), ("dialogues_expiry", "dialogues", "expires_at")]
        {
            manager.create_index(Index::create().name(name).table(table).col(column).to_owned()).await?;
        }
        Ok(())
    }
}

fn applied_messages() -> TableCreateStatement {
    Table::create()
        .table("applied_messages")
        .col(text("message_key").primary_key())
        .col(binary_null("outcomes_sealed"))
        .col(text("key_id"))
        .col(big_integer("applied_at"))
        .to_owned()
}

fn dialogues() -> TableCreateStatement {
    Table::create()
        .table("dialogues")
        .col(text("openid").primary_key())
        .col(binary("dialogue"))
        .col(big_integer("version"))
        .col(big_integer("expires_at"))
        .to_owned()
}
