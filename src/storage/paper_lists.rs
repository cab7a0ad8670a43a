//! Lists of people that staff uploaded: kept as every upload, each with its activity.

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::database::{Database, within};
use super::entity::uploads as entity;
use super::failure::failed;
use super::paper::put_down_together;
use super::staff::PAGE_LIMIT;
use super::uploads;
use crate::app::console::{Filing, KeptList, PaperListRecords, Upload};
use crate::app::import::sign_ups::{ImportedSignUps, Tally};
use crate::app::import::table::Table;
use crate::app::records::StoreError;
use crate::domain::id::{ActivityId, UploadId};

/// A whole list; a page waits no longer.
const LIMIT: Duration = Duration::from_secs(14);

#[async_trait]
impl PaperListRecords for Database {
    async fn add_paper_list(
        &self,
        of: ActivityId,
        list: (&str, &Table),
        by: &str,
        now: Timestamp,
    ) -> Result<UploadId, StoreError> {
        uploads::add(self, Some(of), list, (by, now)).await
    }

    async fn paper_lists(&self, of: ActivityId, most: u64) -> Result<Vec<Upload>, StoreError> {
        uploads::newest(self, Some(of), most).await
    }

    async fn paper_list(&self, of: ActivityId, id: UploadId) -> Result<Option<(Upload, KeptList)>, StoreError> {
        let Some(row) = uploads::one(self, Some(of), id).await? else { return Ok(None) };
        let kept = row.kept_list(self.vault())?;
        Ok(Some((row.try_into()?, kept)))
    }

    async fn file_paper_list(
        &self,
        (of, id): (ActivityId, UploadId),
        read: &ImportedSignUps,
        by: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        within(LIMIT, async {
            let write = self.pool().write().await?;
            // Whoever presses twice waits here, and finds it filed.
            let list = uploads::of_activity(Some(of), id).lock_exclusive().one(&*write).await.map_err(failed)?;
            if list.is_none_or(|list| list.published_at.is_some()) {
                return Ok(());
            }
            let outcomes = put_down_together(&*write, self.vault(), &read.wishes(), by, now).await?;
            let filing = Filing::of(read, outcomes);
            let told = Tally::of(&filing.rows).to_string();
            let sealed = entity::sealed(self.vault(), (id.0, Some(of.0)), &filing)?;
            uploads::note(&*write, self.vault(), (id, &told, Some(sealed)), (by, now)).await?;
            write.commit().await
        })
        .await
    }

    async fn drop_paper_list(&self, of: ActivityId, id: UploadId) -> Result<(), StoreError> {
        use entity::Column::{ActivityId, Id, PublishedAt};
        let drop = entity::Entity::delete_many().filter(Id.eq(id.0)).filter(ActivityId.eq(of.0));
        let drop = drop.filter(PublishedAt.is_null());
        within(PAGE_LIMIT, async {
            let write = self.pool().write().await?;
            drop.exec(&*write).await.map_err(failed)?;
            write.commit().await
        })
        .await
    }
}
