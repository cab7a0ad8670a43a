//! By what people are found is filled in where it is missing: what was written by a version of the program that knew
//! nothing of it. SQL cannot do that, since it has no key.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::openid;
use crate::app::records::StoreError;
use crate::storage::database::{Database, STAFF_LIMIT, within};
use crate::storage::entity::people::{Column, Entity, Model, Profile};
use crate::storage::failure::failed;

/// Most people in one commit: messages get their turn in between.
const BATCH: u64 = 200;

impl Database {
    /// Makes those people findable by name and by the end of their number who are not yet; answers how many they were.
    /// Whoever tells something new in between is left as they tell it. Safe on several replicas at once.
    ///
    /// # Errors
    /// The records do not answer. What was done stays done.
    pub async fn make_findable(&self) -> Result<u64, StoreError> {
        let (mut after, mut made) = (i64::MIN, 0);
        loop {
            let rows = within(STAFF_LIMIT, self.not_findable(after)).await?;
            let Some(last) = rows.last() else { return Ok(made) };
            after = last.id;
            made += within(STAFF_LIMIT, self.hash(&rows)).await?;
        }
    }

    async fn not_findable(&self, after: i64) -> Result<Vec<Model>, StoreError> {
        let older = Expr::col(Column::HashedAt).ne(Expr::col(Column::UpdatedAt));
        Entity::find()
            .filter(Column::Openid.is_not_null())
            .filter(Column::HashedAt.is_null().or(older))
            .filter(Column::Id.gt(after))
            .order_by_asc(Column::Id)
            .limit(BATCH)
            .all(self.pool().orm())
            .await
            .map_err(failed)
    }

    async fn hash(&self, rows: &[Model]) -> Result<u64, StoreError> {
        let write = self.pool().write().await?;
        let mut made = 0;
        for row in rows {
            let Ok(profile) = Profile::read(self.vault(), &openid(row)?, row) else {
                // Nobody can read them; the others are still to be found.
                tracing::warn!(person = row.id, "what somebody told does not open, and they are not found by it");
                continue;
            };
            let update = Entity::update_many()
                .col_expr(Column::NameHash, Expr::value(profile.name_hash(self.vault())))
                .col_expr(Column::TailHash, Expr::value(profile.tail_hash(self.vault())))
                .col_expr(Column::HashedAt, Expr::value(row.updated_at))
                .filter(Column::Id.eq(row.id))
                .filter(Column::UpdatedAt.eq(row.updated_at));
            made += update.exec(&*write).await.map_err(failed)?.rows_affected;
        }
        write.commit().await?;
        Ok(made)
    }
}
