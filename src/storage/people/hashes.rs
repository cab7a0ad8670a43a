//! By what people are found is filled in where it is missing: what was written by a version of the program that knew
//! nothing of it. SQL cannot do that, since it has no key.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select, Set};

use super::on_paper;
use crate::app::records::StoreError;
use crate::storage::database::{Database, STAFF_LIMIT, within};
use crate::storage::entity::people::{Column, Entity, Model, Profile};
use crate::storage::entity::sign_ups;
use crate::storage::failure::failed;

/// Most people in one commit: messages get their turn in between.
const BATCH: u64 = 200;

impl Database {
    /// Makes those people findable by name and by the end of their number who are not yet, also those whom staff wrote
    /// down, and all of them by their identity number; answers how many people and places those were. Whoever tells
    /// something new in between is left as they tell it. Safe on several replicas at once.
    ///
    /// # Errors
    /// The records do not answer. What was done stays done.
    pub async fn make_findable(&self) -> Result<u64, StoreError> {
        let (mut after, mut made) = (i64::MIN, 0);
        loop {
            let rows = within(STAFF_LIMIT, self.not_findable(after)).await?;
            let Some(last) = rows.last() else { break };
            after = last.id;
            made += within(STAFF_LIMIT, self.hash(&rows)).await?;
        }
        let mut after = i64::MIN;
        loop {
            let ids = within(STAFF_LIMIT, self.places_not_hashed(after)).await?;
            let Some(last) = ids.last() else { return Ok(made) };
            after = *last;
            made += within(STAFF_LIMIT, self.hash_places(&ids)).await?;
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
            let Ok(profile) = Profile::read(self.vault(), row) else {
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

    async fn places_not_hashed(&self, after: i64) -> Result<Vec<i64>, StoreError> {
        let those = places_not_hashed().filter(sign_ups::Column::Id.gt(after)).limit(BATCH);
        let ids = those.select_only().column(sign_ups::Column::Id).into_tuple();
        ids.all(self.pool().orm()).await.map_err(failed)
    }

    async fn hash_places(&self, ids: &[i64]) -> Result<u64, StoreError> {
        let write = self.pool().write().await?;
        // As they are now: another replica may have been at them, or their owner may be gone.
        let those = places_not_hashed().filter(sign_ups::Column::Id.is_in(ids.iter().copied()));
        let rows = those.lock_exclusive().all(&*write).await.map_err(failed)?;
        let (mut made, mut written) = (0, Vec::new());
        for row in rows {
            let Ok(answers) = row.answers(self.vault()) else {
                tracing::warn!(place = row.id, "what somebody answered does not open, and they are not found by it");
                continue;
            };
            let hashed = sign_ups::ActiveModel {
                id: Set(row.id),
                identity_hash: Set(sign_ups::identity_hash(self.vault(), &answers)),
                hashed: Set(true),
                ..Default::default()
            };
            hashed.update(&*write).await.map_err(failed)?;
            made += 1;
            written.extend(Some(row).filter(|row| row.openid.is_none() && row.person_id.is_none()));
        }
        on_paper::file(&*write, self.vault(), written).await?;
        write.commit().await?;
        Ok(made)
    }
}

/// Places that another version of the program wrote down, in their order.
fn places_not_hashed() -> Select<sign_ups::Entity> {
    use sign_ups::Column::{AnswersSealed, Hashed, Id};
    // Without a value that comes later, so that the index of these few serves.
    let those = sign_ups::Entity::find().filter(Hashed.into_expr().not()).filter(AnswersSealed.is_not_null());
    those.order_by_asc(Id)
}
