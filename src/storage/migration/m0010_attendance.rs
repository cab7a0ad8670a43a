//! Who came without a place, what people thought of it, and which mark of a desk without network counted somebody.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, boolean, text_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let columns = [
            boolean("walk_in").default(false).to_owned(),
            text_null("attended_mark"),
            // 1 to 3; see `Rating`.
            big_integer_null("rating"),
            big_integer_null("rated_at"),
        ];
        for column in columns {
            // SQLite takes one change a statement.
            manager.alter_table(Table::alter().table("sign_ups").add_column(column).to_owned()).await?;
        }
        Ok(())
    }
}
