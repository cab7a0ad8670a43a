//! On PostgreSQL the ledger's rows are not looked up in the campaigns one by one any more: it took a quarter of the time
//! of a million. Their campaign's row is locked when they are written, and no campaign is ever deleted. SQLite would
//! have to make the table anew, and looks them up for next to nothing.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() == DbBackend::Postgres {
            let drop = "ALTER TABLE deliveries DROP CONSTRAINT IF EXISTS deliveries_campaign_id_fkey";
            manager.get_connection().execute_unprepared(drop).await?;
        }
        Ok(())
    }
}
