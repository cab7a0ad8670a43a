//! Who follows us, who they are, and what they agreed to.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, big_pk_auto, binary_null, boolean, text, text_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(followers()).await?;
        manager.create_table(people()).await?;
        manager.create_table(consents()).await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn followers() -> TableCreateStatement {
    Table::create()
        .table("followers")
        .col(text("openid").primary_key())
        .col(text("subject"))
        .col(text_null("scene"))
        .col(boolean("muted"))
        .col(big_integer("followed_at"))
        .to_owned()
}

fn people() -> TableCreateStatement {
    Table::create()
        .table("people")
        .col(big_pk_auto("id"))
        .col(text_null("openid").unique_key())
        .col(binary_null("name_sealed"))
        .col(binary_null("mobile_sealed"))
        .col(text_null("mobile_hash"))
        .col(big_integer_null("unit_id"))
        .col(text("key_id"))
        .col(big_integer("updated_at"))
        .to_owned()
}

fn consents() -> TableCreateStatement {
    Table::create()
        .table("consents")
        .col(big_pk_auto("id"))
        .col(text("openid"))
        .col(text("version"))
        .col(big_integer("given_at"))
        .to_owned()
}

fn indexes() -> [IndexCreateStatement; 3] {
    [
        // From an audit row, which never holds an openid, back to the follower, while there is one.
        Index::create().name("followers_subject").table("followers").col("subject").to_owned(),
        Index::create().name("people_mobile_hash").table("people").col("mobile_hash").to_owned(),
        Index::create().name("consents_openid").table("consents").col("openid").to_owned(),
    ]
}
