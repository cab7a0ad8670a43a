//! When somebody left, or had everything erased, is looked up in the audit by whom it is about.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let by_subject = Index::create().name("audit_subject").table("audit").col("subject").col("at").to_owned();
        manager.create_index(by_subject).await
    }
}
