//! Tables that staff upload: looked through at once, published when somebody says so, kept in between.

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Centre;
use super::files::file;
use super::today::Unseen;
use crate::app::export::{CannotWrite, template};
use crate::app::import::flaw::{RowFlaw, Severity};
use crate::app::import::read::read_table;
use crate::app::import::table::{ImportError, Table};
use crate::app::import::{Contents, Kind, Known};
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

/// Why a row was not published: what has to be put right in the table, which is then sent again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The line in the file.
    pub row: u32,
    /// The number printed in the row, if it has one.
    pub no: Option<String>,
    /// The column.
    pub field: String,
    /// What stands there.
    pub value: String,
    /// What is wrong with it.
    pub reason: String,
}

/// What is kept of an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// All of it, until it is published.
    Table(Table),
    /// Since then: what was left out of what was published.
    LeftOut(Vec<LeftOut>),
}

/// Uploads, kept for a few days; those of people apart, which are [`super::PaperListRecords`].
#[async_trait]
pub trait UploadRecords: Send + Sync {
    /// Keeps a table, sealed: nobody knows what else stands in it.
    async fn add_upload(&self, name: &str, table: &Table, by: &str, now: Timestamp) -> Result<UploadId, StoreError>;

    /// The newest, newest first.
    async fn uploads(&self, most: u64) -> Result<Vec<Upload>, StoreError>;

    /// One of them.
    async fn upload(&self, id: UploadId) -> Result<Option<(Upload, Kept)>, StoreError>;

    /// Notes who published it, what came of it and what was left out. The first who does stays, and the table is
    /// forgotten.
    async fn note_published(
        &self,
        id: UploadId,
        by: &str,
        came_of_it: (&str, &[LeftOut]),
        now: Timestamp,
    ) -> Result<(), StoreError>;
}

/// An upload, looked through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DryRun {
    /// Which.
    pub upload: Upload,
    /// What would be published; once it is, what was left out.
    pub contents: Result<Contents, Vec<LeftOut>>,
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
    /// The records do not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file cannot be made.
    #[error(transparent)]
    Write(#[from] CannotWrite),
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
        let (name, table) = read(name, bytes).await?;
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
        let (upload, kept) = self.uploads.upload(id).await?.ok_or(UploadError::NoSuch)?;
        let contents = match kept {
            Kept::Table(table) => Ok(self.look_through(&table, &upload.name).await?),
            Kept::LeftOut(left_out) => Err(left_out),
        };
        Ok(DryRun { upload, contents })
    }

    /// Publishes what is sound in it: the chat answers with it from now on. Whoever asks twice changes nothing more.
    ///
    /// # Errors
    /// Nothing of it is published.
    pub async fn publish(&self, permit: &Permit, id: UploadId) -> Result<(), UploadError> {
        permit.is_for(Action::ImportContent)?;
        let (upload, kept) = self.uploads.upload(id).await?.ok_or(UploadError::NoSuch)?;
        // Whoever presses twice, or after a colleague, is led to what came of it.
        let Kept::Table(table) = kept else { return Ok(()) };
        let contents = self.look_through(&table, &upload.name).await?;
        if contents.is_empty() {
            return Err(UploadError::Nothing);
        }
        let (by, now) = (permit.member().name.as_str(), self.clock.now());
        let changes = contents.put(&*self.content, (by, &upload.name), now).await?;
        let told = contents.told(changes);
        self.uploads.note_published(id, by, (&told, &left_out(contents.flaws())), now).await?;
        self.answer_anew().await;
        Ok(())
    }

    /// An empty table of this kind, to be filled in.
    ///
    /// # Errors
    /// It is not theirs, or the file cannot be made.
    pub fn empty_table(&self, permit: &Permit, kind: Kind) -> Result<Vec<u8>, UploadError> {
        permit.is_for(Action::ImportContent)?;
        Ok(file(template::empty(kind)?)?)
    }

    /// By the enterprises that are in the records now.
    async fn look_through(&self, table: &Table, name: &str) -> Result<Contents, ImportError> {
        self.answer_anew().await;
        let catalog = self.catalog.load_full();
        let openings = catalog.openings.iter().map(|(opening, _)| opening).collect();
        let known = Known { enterprises: catalog.openings.enterprises(), openings };
        Contents::read(table, &catalog.pack, &known, (name, self.clock.now()))
    }
}

/// The name that an uploaded file is kept under, and its table.
pub(super) async fn read(name: &str, bytes: Vec<u8>) -> Result<(String, Table), ImportError> {
    let name = file_name(name);
    let read = {
        let name = name.clone();
        tokio::task::spawn_blocking(move || read_table(&name, &bytes)).await
    };
    let table = read.map_err(|_| ImportError::Unreadable("内容损坏".to_owned()))??;
    Ok((name, table))
}

/// Of every row that is not taken, what is wrong with it.
pub(super) fn left_out(flaws: &[RowFlaw]) -> Vec<LeftOut> {
    let errors = flaws.iter().filter(|flaw| flaw.severity == Severity::Error);
    let told = errors.map(|flaw| LeftOut {
        row: flaw.row,
        no: flaw.no.clone(),
        field: flaw.field.to_owned(),
        value: flaw.value.clone(),
        reason: flaw.reason_alone().to_owned(),
    });
    told.collect()
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
