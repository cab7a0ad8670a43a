//! The audit, read.

use async_trait::async_trait;
use sea_orm::{ActiveEnum, ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::database::{Database, within};
use super::entity::audit::{Column, Entity, Model};
use super::failure::failed;
use super::moment::Moment;
use super::staff::PAGE_LIMIT;
use crate::app::console::{AuditLine, AuditRecords, AuditSearch};
use crate::app::records::StoreError;

#[async_trait]
impl AuditRecords for Database {
    async fn audit(&self, search: &AuditSearch, most: u64) -> Result<Vec<AuditLine>, StoreError> {
        within(PAGE_LIMIT, async {
            let sought = Condition::all()
                .add_option(search.before.map(|before| Column::Id.lt(before)))
                .add_option(search.actor.as_deref().map(|actor| Column::Actor.eq(actor)))
                .add_option(search.from.map(|from| Column::At.gte(Moment::from(from))))
                .add_option(search.until.map(|until| Column::At.lt(Moment::from(until))));
            let lines = Entity::find().filter(sought).order_by_desc(Column::Id).limit(most);
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
