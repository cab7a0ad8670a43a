//! The audit, read.

use async_trait::async_trait;
use sea_orm::{ActiveEnum, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::database::{Database, within};
use super::entity::audit::{Column, Entity, Model};
use super::failure::failed;
use super::staff::PAGE_LIMIT;
use crate::app::console::{AuditLine, AuditRecords};
use crate::app::records::StoreError;

#[async_trait]
impl AuditRecords for Database {
    async fn audit(&self, before: Option<i64>, actor: &str, most: u64) -> Result<Vec<AuditLine>, StoreError> {
        within(PAGE_LIMIT, async {
            let mut lines = Entity::find().order_by_desc(Column::Id).limit(most);
            if let Some(before) = before {
                lines = lines.filter(Column::Id.lt(before));
            }
            if !actor.is_empty() {
                lines = lines.filter(Column::Actor.eq(actor));
            }
            let rows = lines.all(self.pool().orm()).await.map_err(failed)?;
            rows.into_iter().map(line).collect()
        })
        .await
    }
}

fn line(row: Model) -> Result<AuditLine, StoreError> {
    let Model { id, at, action, actor, subject, detail } = row;
    Ok(AuditLine { id, at: at.try_into()?, action: action.to_value(), actor, subject, detail })
}
