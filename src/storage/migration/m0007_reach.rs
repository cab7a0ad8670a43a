//! Who can still be written to: what followers did last, what they subscribed to, and the nightly look at the list.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, boolean, text, text_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in of_followers() {
            // SQLite takes one column a statement.
            manager.alter_table(Table::alter().table("followers").add_column(column).to_owned()).await?;
        }
        manager.create_table(notice_credits()).await?;
        manager.create_table(rounds()).await
    }
}

fn of_followers() -> [ColumnDef; 8] {
    [
        big_integer_null("spoke_at"),
        big_integer_null("tapped_at"),
        big_integer_null("scanned_at"),
        text_null("messages_sent"),
        big_integer_null("window_shut_at"),
        text_null("refused"),
        big_integer_null("refused_at"),
        big_integer_null("listed_at"),
    ]
}

fn notice_credits() -> TableCreateStatement {
    Table::create()
        .table("notice_credits")
        .col(text("openid"))
        .col(text("template"))
        .col(big_integer("credits"))
        .primary_key(Index::create().col("openid").col("template"))
        .to_owned()
}

fn rounds() -> TableCreateStatement {
    Table::create()
        .table("rounds")
        .col(text("name").primary_key())
        .col(big_integer("began_at"))
        .col(text_null("cursor"))
        .col(boolean("listed"))
        .col(boolean("done"))
        .col(text("holder"))
        .col(big_integer("held_until"))
        .to_owned()
}
