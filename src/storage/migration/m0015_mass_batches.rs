//! Mass sends: a row a call to many.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, big_pk_auto, text, text_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(mass_batches()).await?;
        let batch = Table::alter().table("deliveries").add_column(big_integer_null("batch_id")).to_owned();
        manager.alter_table(batch).await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn mass_batches() -> TableCreateStatement {
    Table::create()
        .table("mass_batches")
        .col(big_pk_auto("id"))
        .col(big_integer("campaign_id"))
        .col(big_integer("number"))
        // `clientmsgid`, by which the platform sends it once.
        .col(text("key").unique_key())
        .col(text_null("how"))
        .col(text("state"))
        .col(text_null("why"))
        .col(big_integer("next_at"))
        .col(text("holder").default(""))
        .col(big_integer_null("left_at"))
        .col(big_integer_null("settled_at"))
        .col(big_integer("recipients").default(0))
        .col(text_null("message_id"))
        // What was made on the platform for it.
        .col(text_null("picture_id"))
        .col(text_null("draft_id"))
        .col(big_integer_null("tag_id"))
        // What the platform told afterwards.
        .col(text_null("result"))
        .col(big_integer_null("total"))
        .col(big_integer_null("filtered"))
        .col(big_integer_null("sent"))
        .col(big_integer_null("failed"))
        // When it is asked for, or its tag deleted.
        .col(big_integer_null("look_at"))
        .col(text_null("error"))
        .foreign_key(ForeignKey::create().from("mass_batches", "campaign_id").to("campaigns", "id"))
        .to_owned()
}

fn indexes() -> [IndexCreateStatement; 4] {
    [
        Index::create()
            .name("mass_batches_number")
            .table("mass_batches")
            .col("campaign_id")
            .col("number")
            .unique()
            .to_owned(),
        Index::create().name("mass_batches_message").table("mass_batches").col("message_id").to_owned(),
        Index::create().name("deliveries_batch").table("deliveries").col("batch_id").to_owned(),
        // How many mass sends somebody had this month.
        Index::create().name("deliveries_channel").table("deliveries").col("channel").col("settled_at").to_owned(),
    ]
}
