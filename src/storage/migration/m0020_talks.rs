//! Talks of followers with staff, and what was said in them.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, big_pk_auto, binary, text, text_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(talks()).await?;
        manager.create_table(lines()).await?;
        let indexes = [
            Index::create().name("talks_state").table("talks").col("state").col("moved_at").to_owned(),
            Index::create().name("talk_lines_talk").table("talk_lines").col("talk_id").col("id").to_owned(),
        ];
        for index in indexes {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn talks() -> TableCreateStatement {
    Table::create()
        .table("talks")
        .col(big_pk_auto("id"))
        // One a follower: it begins anew where it ended.
        .col(text("openid").unique_key())
        .col(text("state"))
        // When they asked for a person.
        .col(big_integer("called_at"))
        // When they last said something for staff.
        .col(big_integer_null("said_at"))
        // When anything happened in it last.
        .col(big_integer("moved_at"))
        // What they said since staff last did something.
        .col(big_integer("unread").default(0))
        // Who answers.
        .col(text_null("staff"))
        .to_owned()
}

fn lines() -> TableCreateStatement {
    Table::create()
        .table("talk_lines")
        .col(big_pk_auto("id"))
        .col(big_integer("talk_id"))
        .col(big_integer("at"))
        .col(text("side"))
        // Who of staff.
        .col(text_null("staff"))
        .col(binary("words_sealed"))
        .col(text("key_id"))
        // What a form carries that was sent twice; unique.
        .col(text_null("form").unique_key())
        // What came of sending it.
        .col(text_null("outcome"))
        .foreign_key(ForeignKey::create().from("talk_lines", "talk_id").to("talks", "id"))
        .to_owned()
}
