//! Lists of people that staff uploaded: kept as every upload, each with its activity.

use async_trait::async_trait;
use jiff::Timestamp;

use super::database::Database;
use super::entity::uploads as entity;
use super::uploads;
use crate::app::console::{Filing, KeptList, PaperListRecords, Upload};
use crate::app::import::table::Table;
use crate::app::records::StoreError;
use crate::domain::id::{ActivityId, UploadId};

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

    async fn note_filed(
        &self,
        (of, id): (ActivityId, UploadId),
        by: &str,
        (told, filing): (&str, &Filing),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sealed = entity::sealed(self.vault(), (id.0, Some(of.0)), filing)?;
        uploads::note(self, id, (told, Some(sealed)), (by, now)).await
    }
}
