//! Tables that staff uploaded, until they are published or too old.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, big_pk_auto, binary_null, text, text_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let uploads = Table::create()
            .table("uploads")
            .col(big_pk_auto("id"))
            .col(text("name"))
            .col(text("made_by"))
            .col(big_integer("made_at"))
            // The table, sealed; NULL once it is published.
            .col(binary_null("sealed"))
            .col(text_null("key_id"))
            .col(text_null("published_by"))
            .col(big_integer_null("published_at"))
            .col(text_null("outcome"))
            .to_owned();
        manager.create_table(uploads).await
    }
}
