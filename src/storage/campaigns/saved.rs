//! Audiences that staff save under a name.

use async_trait::async_trait;
use jiff::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder, Set};

use super::super::database::{Database, within};
use super::super::entity::audiences::{ActiveModel, Column, Entity};
use super::super::entity::audit::{self, Action, Line};
use super::super::failure::failed;
use super::super::moment::Moment;
use super::super::sealed::to_json;
use super::LIMIT;
use crate::app::campaigns::records::By;
use crate::app::campaigns::saved::{AudienceName, AudienceRecords, SavedAudience};
use crate::app::records::StoreError;
use crate::domain::campaign::Audience;

#[async_trait]
impl AudienceRecords for Database {
    async fn save_audience(
        &self,
        name: &AudienceName,
        audience: &Audience,
        by: By<'_>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        within(LIMIT, async {
            let row = ActiveModel {
                name: Set(name.as_str().to_owned()),
                audience: Set(to_json(audience)?),
                saved_by: Set(by.name.to_owned()),
                saved_at: Set(now.into()),
            };
            let newest = [Column::Audience, Column::SavedBy, Column::SavedAt];
            let in_place = OnConflict::column(Column::Name).update_columns(newest).to_owned();
            let write = self.pool().write().await?;
            Entity::insert(row).on_conflict(in_place).exec_without_returning(&*write).await.map_err(failed)?;
            note(&*write, ("save", name), by, now.into()).await?;
            write.commit().await
        })
        .await
    }

    async fn saved_audiences(&self) -> Result<Vec<SavedAudience>, StoreError> {
        within(LIMIT, async {
            let rows = Entity::find().order_by_asc(Column::Name).all(self.pool().orm()).await.map_err(failed)?;
            // One that does not read, perhaps because a newer version saved it, keeps nobody from all the others.
            let readable = rows.into_iter().filter_map(|row| {
                let name = row.name.clone();
                let audience = SavedAudience::try_from(row);
                audience.inspect_err(|error| tracing::error!(%error, name, "audiences: not readable")).ok()
            });
            Ok(readable.collect())
        })
        .await
    }

    async fn drop_audience(&self, name: &AudienceName, by: By<'_>, now: Timestamp) -> Result<bool, StoreError> {
        within(LIMIT, async {
            let write = self.pool().write().await?;
            let dropped = Entity::delete_by_id(name.as_str()).exec(&*write).await.map_err(failed)?;
            if dropped.rows_affected == 0 {
                return Ok(false);
            }
            note(&*write, ("drop", name), by, now.into()).await?;
            write.commit().await.map(|()| true)
        })
        .await
    }
}

async fn note<C: ConnectionTrait>(
    db: &C,
    (what, name): (&str, &AudienceName),
    by: By<'_>,
    now: Moment,
) -> Result<(), StoreError> {
    let detail = format!("{what} {name}");
    let line = Line { action: Action::AudienceChanged, actor: by.name, subject: None, detail: Some(detail) };
    audit::write(db, line, now).await
}
