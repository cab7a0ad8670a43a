//! Menus that hang for a season.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, big_pk_auto, text, text_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let seasonal_menus = Table::create()
            .table("seasonal_menus")
            .col(big_pk_auto("id"))
            // `2026-02-10`, as it is in China; both ends hang.
            .col(text("first_day"))
            .col(text("last_day"))
            // The whole menu, as an edition keeps it.
            .col(text("content"))
            // The edition that it was taken from, 0 for the pack; NULL: it was the draft.
            .col(big_integer_null("taken_from"))
            .col(text("planned_by"))
            .col(big_integer("planned_at"))
            .col(text("state"))
            // As which it hangs or hung, and what comes back after it; NULL there is the pack.
            .col(big_integer_null("edition"))
            .col(big_integer_null("former"))
            .col(big_integer_null("ended_at"))
            // When it may be tried, or its claim ends.
            .col(big_integer("next_at"))
            .col(big_integer("tries").default(0))
            .col(text_null("trouble"))
            .to_owned();
        manager.create_table(seasonal_menus).await
    }
}
