//! Enterprises and what they offer.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, big_pk_auto, boolean, text, text_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(enterprises()).await?;
        manager.create_table(openings()).await?;
        let by_enterprise =
            Index::create().name("openings_enterprise").table("openings").col("enterprise_id").to_owned();
        manager.create_index(by_enterprise).await
    }
}

fn enterprises() -> TableCreateStatement {
    Table::create()
        .table("enterprises")
        .col(big_pk_auto("id"))
        .col(text("name").unique_key())
        .col(text("address"))
        .col(text_null("place"))
        .col(text_null("trade"))
        .col(text("contacts"))
        .col(text("phones"))
        .col(boolean("wechat_same_number"))
        .to_owned()
}

fn openings() -> TableCreateStatement {
    Table::create()
        .table("openings")
        .col(big_pk_auto("id"))
        .col(big_integer("enterprise_id"))
        .col(text_null("title"))
        .col(big_integer_null("headcount"))
        .col(text_null("wage"))
        .col(text_null("requirements"))
        .col(text("source"))
        .col(big_integer_null("expires_at"))
        .foreign_key(ForeignKey::create().from("openings", "enterprise_id").to("enterprises", "id"))
        .to_owned()
}
