//! What is to be said to people later, and which reminders were planned.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, big_pk_auto, text, text_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(errands()).await?;
        manager.create_table(reminder_rounds()).await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn errands() -> TableCreateStatement {
    Table::create()
        .table("errands")
        .col(big_pk_auto("id"))
        // What it is about: nothing is said twice.
        .col(text("key").unique_key())
        .col(text("kind"))
        .col(text_null("openid"))
        .col(big_integer("sign_up_id"))
        .col(big_integer("activity_id"))
        .col(big_integer_null("session"))
        .col(big_integer_null("unit_id"))
        // The time that it speaks of: true as long as that is.
        .col(big_integer("about_at"))
        .col(big_integer("due_at"))
        .col(big_integer("not_after"))
        .col(text("state"))
        .col(text_null("why"))
        .col(text_null("channel"))
        .col(big_integer("next_at"))
        .col(text("holder").default(""))
        .col(big_integer("tries").default(0))
        .col(big_integer("made_at"))
        .col(big_integer_null("settled_at"))
        .to_owned()
}

fn reminder_rounds() -> TableCreateStatement {
    Table::create()
        .table("reminder_rounds")
        .col(big_integer("activity_id"))
        // 0 is the whole.
        .col(big_integer("session"))
        .col(text("rule"))
        .col(big_integer("starts_at"))
        .col(big_integer("planned_at"))
        .primary_key(Index::create().col("activity_id").col("session").col("rule").col("starts_at"))
        .to_owned()
}

fn indexes() -> [IndexCreateStatement; 4] {
    [
        Index::create().name("errands_next").table("errands").col("state").col("next_at").to_owned(),
        Index::create().name("errands_activity").table("errands").col("activity_id").col("state").to_owned(),
        Index::create().name("errands_openid").table("errands").col("openid").to_owned(),
        Index::create().name("errands_sign_up").table("errands").col("sign_up_id").to_owned(),
    ]
}
