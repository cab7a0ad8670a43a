//! By what staff look for people: their name, the end of their number, their unit.
//!
//! The hashes need the key, which SQL does not have: the running server fills them in for the people who are there
//! already.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, text_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // Keyed hashes; and the `updated_at` of the row that they were made of.
        for column in [text_null("name_hash"), text_null("tail_hash"), big_integer_null("hashed_at")] {
            manager.alter_table(Table::alter().table("people").add_column(column).to_owned()).await?;
        }
        for (name, column) in [("people_name", "name_hash"), ("people_tail", "tail_hash"), ("people_unit", "unit_id")] {
            let index = Index::create().name(name).table("people").col(column).col("id").to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
