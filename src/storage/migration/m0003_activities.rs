//! Activities and the places at them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, big_pk_auto, binary_null, boolean, text, text_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(activities()).await?;
        manager.create_table(sign_ups()).await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn activities() -> TableCreateStatement {
    Table::create()
        .table("activities")
        .col(big_pk_auto("id"))
        .col(text("slug").unique_key())
        .col(text("kind"))
        .col(text("title"))
        .col(text("place"))
        .col(big_integer("starts_at"))
        .col(big_integer("ends_at"))
        .col(big_integer("closes_at"))
        .col(big_integer_null("capacity"))
        .col(text("bring"))
        .col(text("phone"))
        .col(text("form"))
        .col(boolean("sample"))
        .col(boolean("called_off"))
        .col(big_integer("taken").default(0))
        .col(big_integer("next_sequence").default(1))
        .to_owned()
}

fn sign_ups() -> TableCreateStatement {
    Table::create()
        .table("sign_ups")
        .col(big_pk_auto("id"))
        .col(big_integer("activity_id"))
        .col(big_integer("sequence"))
        .col(text_null("openid"))
        .col(text("state"))
        .col(binary_null("answers_sealed"))
        .col(text_null("key_id"))
        .col(big_integer("made_at"))
        .col(big_integer_null("cancelled_at"))
        .foreign_key(ForeignKey::create().from("sign_ups", "activity_id").to("activities", "id"))
        .to_owned()
}

fn indexes() -> [IndexCreateStatement; 3] {
    [
        Index::create()
            .name("sign_ups_number")
            .table("sign_ups")
            .col("activity_id")
            .col("sequence")
            .unique()
            .to_owned(),
        // One live place a person: the second guard behind the conditional update of the seats.
        Index::create()
            .name("sign_ups_live")
            .table("sign_ups")
            .col("activity_id")
            .col("openid")
            .unique()
            .and_where(Expr::col("state").eq("confirmed"))
            .to_owned(),
        Index::create().name("sign_ups_openid").table("sign_ups").col("openid").to_owned(),
    ]
}
