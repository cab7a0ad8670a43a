//! People whom staff wrote down have a record of their own, and two records of one person become one.
//!
//! The records of those who are there already, and the hashes of identity numbers, need the key, which SQL does not
//! have: the running server fills them in.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, boolean, text_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = |table: &'static str, column: ColumnDef| Table::alter().table(table).add_column(column).to_owned();
        // Of a record of paper: by whom a list is recognised; and of one that became part of another, which that is.
        for column in [text_null("person_key"), big_integer_null("merged_into")] {
            manager.alter_table(add("people", column)).await?;
        }
        // Of a place that staff wrote down: whose it is. Then a keyed hash, and whether it was made.
        let hashed = boolean("hashed").default(false).to_owned();
        for column in [big_integer_null("person_id"), text_null("identity_hash"), hashed] {
            manager.alter_table(add("sign_ups", column)).await?;
        }
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn indexes() -> [IndexCreateStatement; 5] {
    // Nearly all rows are in none of the partial ones, so that a sign-up costs no more than it did.
    let only = |column: &'static str| Expr::col(column).is_not_null();
    [
        Index::create().name("people_person_key").table("people").col("person_key").unique().to_owned(),
        Index::create()
            .name("people_merged_into")
            .table("people")
            .col("merged_into")
            .and_where(only("merged_into"))
            .to_owned(),
        Index::create()
            .name("sign_ups_record")
            .table("sign_ups")
            .col("person_id")
            .and_where(only("person_id"))
            .to_owned(),
        Index::create()
            .name("sign_ups_identity")
            .table("sign_ups")
            .col("identity_hash")
            .and_where(only("identity_hash"))
            .to_owned(),
        Index::create()
            .name("sign_ups_not_hashed")
            .table("sign_ups")
            .col("id")
            .and_where(Expr::col("hashed").not())
            .to_owned(),
    ]
}
