//! What staff say of openings and of employers. Columns of their own, which no import writes.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let add = |table: &'static str, column: ColumnDef| Table::alter().table(table).add_column(column).to_owned();
        manager.alter_table(add("openings", text("state").default("offered").to_owned())).await?;
        manager.alter_table(add("openings", big_integer_null("ends_at"))).await?;
        manager.alter_table(add("enterprises", big_integer_null("checked_at"))).await
    }
}
