//! The phones of staff, on which they look at what goes out.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, text_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = |table: &'static str, column: ColumnDef| Table::alter().table(table).add_column(column).to_owned();
        for column in [text_null("openid"), big_integer_null("bound_at")] {
            manager.alter_table(add("staff", column)).await?;
        }
        // A keyed hash of the code that binds a phone, and until when it is good.
        for column in [text_null("binding_hash"), big_integer_null("binding_until")] {
            manager.alter_table(add("staff", column)).await?;
        }
        // A follower who leaves is looked up here too.
        let by_phone = Index::create().name("staff_openid").table("staff").col("openid").to_owned();
        manager.create_index(by_phone).await
    }
}
