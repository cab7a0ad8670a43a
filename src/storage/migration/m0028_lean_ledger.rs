//! Indexes of the ledger that hold only the rows which they find: most of a campaign's never have a message's id, a
//! batch or a trial, and each would cost its fill a write.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for index in indexes() {
            if let Some(name) = index.get_index_spec().get_name() {
                manager.drop_index(Index::drop().name(name).table("deliveries").to_owned()).await?;
            }
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn indexes() -> [IndexCreateStatement; 4] {
    let index = |name: &str, only: Expr| Index::create().name(name).table("deliveries").and_where(only).to_owned();
    [
        index("deliveries_previews", Expr::col("preview")).col("state").col("next_at").to_owned(),
        index("deliveries_message", Expr::col("message_id").is_not_null()).col("message_id").to_owned(),
        index("deliveries_batch", Expr::col("batch_id").is_not_null()).col("batch_id").to_owned(),
        index("deliveries_channel", Expr::col("channel").is_not_null()).col("channel").col("settled_at").to_owned(),
    ]
}
