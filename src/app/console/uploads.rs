//! Tables that staff upload: looked through at once, published when somebody says so, kept in between.

use async_trait::async_trait;
use jiff::Timestamp;

use super::Centre;
use super::today::Unseen;
use crate::app::import::Contents;
use crate::app::import::read::read_table;
use crate::app::import::table::{ImportError, Table};
use crate::app::records::StoreError;
use crate::app::staff::{Action, Forbidden, Permit};
use crate::domain::id::UploadId;

/// Uploads that are listed.
const LISTED: u64 = 30;
/// Longest name of a file that is kept, in characters. It is the source of openings that name none.
const NAME: usize = 60;

/// An upload in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Which.
    pub id: UploadId,
    /// The name of the file.
    pub name: String,
    /// Who brought it.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
    /// Once it is: who published it, when, and what came of it.
    pub published: Option<(String, Timestamp, String)>,
}

/// Uploads, kept for a few days.
#[async_trait]
pub trait UploadRecords: Send + Sync {
    /// Keeps a table, sealed: nobody knows what else stands in it.
    async fn add_upload(&self, name: &str, table: &Table, by: &str, now: Timestamp) -> Result<UploadId, StoreError>;

    /// The newest, newest first.
    async fn uploads(&self, most: u64) -> Result<Vec<Upload>, StoreError>;

    /// One of them; its table until it is published.
    async fn upload(&self, id: UploadId) -> Result<Option<(Upload, Option<Table>)>, StoreError>;

    /// Notes who published it, and what came of it. The first who does stays, and the table is forgotten.
    async fn note_published(&self, id: UploadId, by: &str, outcome: &str, now: Timestamp) -> Result<(), StoreError>;
}

/// An upload, looked through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DryRun {
    /// Which.
    pub upload: Upload,
    /// What would be published; `None` once it is.
    pub contents: Option<Contents>,
}

/// Why nothing was taken, or published.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// It is not theirs.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such upload, or it is gone.
    #[error("no such upload")]
    NoSuch,
    /// No table of ours.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// Every row is left out.
    #[error("每一行都有错误，没有可以发布的。请改好表格再上传")]
    Nothing,
    /// It was published before.
    #[error("已经发布过了")]
    Published,
    /// The records do not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Centre {
    /// What was uploaded lately.
    ///
    /// # Errors
    /// It is not theirs to see, or the records do not answer.
    pub async fn uploads(&self, permit: &Permit) -> Result<Vec<Upload>, Unseen> {
        permit.is_for(Action::ImportContent)?;
        Ok(self.uploads.uploads(LISTED).await?)
    }

    /// Takes a table in. Nothing that people read is changed by it.
    ///
    /// # Errors
    /// It is no table that could be published.
    pub async fn take_upload(&self, permit: &Permit, name: &str, bytes: Vec<u8>) -> Result<UploadId, UploadError> {
        permit.is_for(Action::ImportContent)?;
        let name = file_name(name);
        let read = {
            let name = name.clone();
            tokio::task::spawn_blocking(move || read_table(&name, &bytes)).await
        };
        let table = read.map_err(|_| ImportError::Unreadable("内容损坏".to_owned()))??;
        self.look_through(&table, &name).await?;
        let by = permit.member().name.as_str();
        Ok(self.uploads.add_upload(&name, &table, by, self.clock.now()).await?)
    }

    /// What publishing it would do, row by row, by what is known now.
    ///
    /// # Errors
    /// It is not there, or the records do not answer.
    pub async fn dry_run(&self, permit: &Permit, id: UploadId) -> Result<DryRun, UploadError> {
        permit.is_for(Action::ImportContent)?;
        let (upload, table) = self.uploads.upload(id).await?.ok_or(UploadError::NoSuch)?;
        let contents = match table {
            Some(table) => Some(self.look_through(&table, &upload.name).await?),
            None => None,
        };
        Ok(DryRun { upload, contents })
    }

    /// Publishes what is sound in it: the chat answers with it from now on. Whoever asks twice changes nothing more.
    ///
    /// # Errors
    /// Nothing of it is published.
    pub async fn publish(&self, permit: &Permit, id: UploadId) -> Result<(), UploadError> {
        permit.is_for(Action::ImportContent)?;
        let (upload, table) = self.uploads.upload(id).await?.ok_or(UploadError::NoSuch)?;
        let contents = self.look_through(&table.ok_or(UploadError::Published)?, &upload.name).await?;
        if contents.is_empty() {
            return Err(UploadError::Nothing);
        }
        let (by, now) = (permit.member().name.as_str(), self.clock.now());
        let changes = contents.put(&*self.content, (by, &upload.name), now).await?;
        self.uploads.note_published(id, by, &contents.told(changes), now).await?;
        self.answer_anew().await;
        Ok(())
    }

    /// By the enterprises that are in the records now.
    async fn look_through(&self, table: &Table, name: &str) -> Result<Contents, ImportError> {
        self.answer_anew().await;
        let catalog = self.catalog.load_full();
        Contents::read(table, &catalog.pack, catalog.openings.enterprises(), (name, self.clock.now()))
    }
}

/// The end of a name that is too long says what kind of file it is, and old browsers send the whole way to it.
fn file_name(sent: &str) -> String {
    let name = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: Vec<char> = name.chars().filter(|c| !c.is_control()).collect();
    name.iter().skip(name.len().saturating_sub(NAME)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_is_its_last_part() {
        assert_eq!(file_name("C:\\fakepath\\岗位.xlsx"), "岗位.xlsx");
        assert_eq!(file_name("../../岗位\r\n.csv"), "岗位.csv");
        assert_eq!(file_name(""), "");
        let long = format!("{}.xlsx", "岗".repeat(200));
        assert_eq!(file_name(&long).chars().count(), NAME);
        assert!(file_name(&long).ends_with("岗.xlsx"));
    }
}
