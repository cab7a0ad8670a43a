//! Those who work here, and their sessions.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, big_pk_auto, binary_null, text, text_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(staff()).await?;
        manager.create_table(sessions()).await?;
        let by_owner = Index::create().name("staff_sessions_staff").table("staff_sessions").col("staff_id").to_owned();
        manager.create_index(by_owner).await?;
        // The audit is read from its end.
        manager.create_index(Index::create().name("audit_at").table("audit").col("at").to_owned()).await
    }
}

fn staff() -> TableCreateStatement {
    Table::create()
        .table("staff")
        .col(big_pk_auto("id"))
        .col(text("name").unique_key())
        .col(text("role"))
        .col(big_integer_null("unit_id"))
        .col(big_integer_null("enterprise_id"))
        .col(text("password_hash"))
        // When the first password was made; NULL once they have one of their own.
        .col(big_integer_null("first_since"))
        .col(binary_null("code_sealed"))
        .col(text_null("key_id"))
        // When their phone showed that it has the code.
        .col(big_integer_null("code_since"))
        // The step of the code used last: none is taken twice.
        .col(big_integer("last_step").default(0))
        // Tries in a row that were not accepted.
        .col(big_integer("tries").default(0))
        .col(big_integer_null("locked_until"))
        .col(big_integer("made_at"))
        .col(big_integer_null("seen_at"))
        .col(big_integer_null("ended_at"))
        .foreign_key(ForeignKey::create().from("staff", "enterprise_id").to("enterprises", "id"))
        .to_owned()
}

fn sessions() -> TableCreateStatement {
    Table::create()
        .table("staff_sessions")
        // SHA-256 of what the browser has.
        .col(text("key").primary_key())
        .col(big_integer("staff_id"))
        .col(text("address"))
        .col(text("agent"))
        .col(big_integer("began_at"))
        .col(big_integer("used_at"))
        .col(big_integer("ends_at"))
        .foreign_key(ForeignKey::create().from("staff_sessions", "staff_id").to("staff", "id"))
        .to_owned()
}
