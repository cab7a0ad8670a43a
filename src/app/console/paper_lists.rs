//! A list that people filled in on paper at an activity: looked through at once, filed when somebody says so, kept in
//! between.

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::files::file;
use super::today::Standing;
use super::uploads::{self, LeftOut, Upload};
use super::{Centre, PlaceError};
use crate::app::export::{CannotWrite, template};
use crate::app::import::sign_ups::{CameOf, Heading, ImportedSignUps, headings, sign_ups};
use crate::app::import::table::{ImportError, Table};
use crate::app::records::StoreError;
use crate::app::staff::{Action, Permit};
use crate::domain::activity::Activity;
use crate::domain::dialogue::effect::Outcome;
use crate::domain::dialogue::view::When;
use crate::domain::form::parse::holds_a_number;
use crate::domain::id::{ActivityId, UploadId};

/// Most people of one list: all of them are filed in one commit, and whoever else signs up for the activity waits for it,
/// a few milliseconds for each.
pub const MOST_PEOPLE: usize = 400;
/// What a file is called that is named after somebody's number.
const NAMELESS: &str = "名单";
/// Lists of an activity that are shown.
const LISTED: u64 = 10;

/// What came of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filing {
    /// Of everybody who could be filed, in the order of the rows.
    pub rows: Vec<CameOf>,
    /// What was wrong with the other rows.
    pub left_out: Vec<LeftOut>,
}

impl Filing {
    /// What came of a list; outcomes in the order of its people.
    pub fn of(read: &ImportedSignUps, outcomes: Vec<Outcome>) -> Self {
        Self { rows: CameOf::of(&read.people, outcomes), left_out: uploads::left_out(&read.flaws) }
    }
}

/// What is kept of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeptList {
    /// All of it, until it is filed.
    Table(Table),
    /// Since then: what came of it, masked.
    Filed(Filing),
}

/// Paper lists, kept for a few days, each with its activity.
#[async_trait]
pub trait PaperListRecords: Send + Sync {
    /// Keeps a table under its file's name, sealed.
    async fn add_paper_list(
        &self,
        of: ActivityId,
        list: (&str, &Table),
        by: &str,
        now: Timestamp,
    ) -> Result<UploadId, StoreError>;

    /// The newest of an activity, newest first.
    async fn paper_lists(&self, of: ActivityId, most: u64) -> Result<Vec<Upload>, StoreError>;

    /// One of an activity; `None` if it is another's, or no list of people.
    async fn paper_list(&self, of: ActivityId, id: UploadId) -> Result<Option<(Upload, KeptList)>, StoreError>;

    /// Files everybody of it who can be, and notes who did and what came of it: all together, or nothing of it. The table
    /// is forgotten. Nothing is done where it is filed already, or gone.
    async fn file_paper_list(
        &self,
        list: (ActivityId, UploadId),
        read: &ImportedSignUps,
        by: &str,
        now: Timestamp,
    ) -> Result<(), StoreError>;

    /// Throws one away that was not filed.
    async fn drop_paper_list(&self, of: ActivityId, id: UploadId) -> Result<(), StoreError>;
}

/// What a list for an activity needs, and which there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperSheet {
    /// Which activity, with its seats.
    pub standing: Standing,
    /// The columns; none where it has no form.
    pub headings: Vec<Heading>,
    /// Lists that were uploaded lately.
    pub lists: Vec<Upload>,
}

/// A list, looked through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRun {
    /// Whose, with its seats.
    pub standing: Standing,
    /// The columns that it needs.
    pub headings: Vec<Heading>,
    /// Which.
    pub upload: Upload,
    /// Who would be filed; once they are, what came of it.
    pub contents: Result<ImportedSignUps, Filing>,
}

/// Why nothing was taken, or filed.
#[derive(Debug, thiserror::Error)]
pub enum PaperListError {
    /// It is not theirs, not there, or the records do not answer.
    #[error(transparent)]
    Place(#[from] PlaceError),
    /// No list of people.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// Nobody can be signed up now.
    #[error("现在不能报名，什么也没有登记")]
    Closed,
    /// More than [`MOST_PEOPLE`].
    #[error("一次最多{MOST_PEOPLE}人。请分成几个表格，一个一个来")]
    TooMany,
    /// Nobody says that they agreed.
    #[error("没有同意登记的人，不能登记。请先把他从表格里删掉，再上传")]
    NotAgreed,
    /// Nobody in it can be filed.
    #[error("名单里没有可以报名的人。请改好表格再上传")]
    Nobody,
    /// A file cannot be made.
    #[error(transparent)]
    Write(#[from] CannotWrite),
}

impl From<StoreError> for PaperListError {
    fn from(error: StoreError) -> Self {
        Self::Place(error.into())
    }
}

impl Centre {
    /// What a list for an activity needs, and which were uploaded lately.
    ///
    /// # Errors
    /// The activity is not theirs, or the records do not answer.
    pub async fn paper_sheet(&self, permit: &Permit, id: ActivityId) -> Result<PaperSheet, PaperListError> {
        let standing = self.sign_up_sheet(permit, id).await?;
        let lists = self.paper_lists.paper_lists(id, LISTED).await?;
        Ok(PaperSheet { headings: self.headings_of(&standing.activity), standing, lists })
    }

    /// An empty list for an activity, to be printed or filled in; with the activity.
    ///
    /// # Errors
    /// The activity is not theirs, or the file cannot be made.
    pub async fn empty_paper_list(
        &self,
        permit: &Permit,
        id: ActivityId,
    ) -> Result<(Activity, Vec<u8>), PaperListError> {
        permit.is_for(Action::SignPeopleUp).map_err(PlaceError::from)?;
        let activity = self.theirs(permit, id).await.map_err(PlaceError::from)?;
        let headings = self.headings_of(&activity);
        let how: Vec<String> = headings.iter().map(Heading::how).collect();
        let columns: Vec<(&str, &str)> =
            headings.iter().zip(&how).map(|(heading, how)| (heading.name.as_str(), how.as_str())).collect();
        let empty = file(template::headed("名单", &columns)?)?;
        Ok((activity, empty))
    }

    /// Takes a list in. Nobody is filed by it.
    ///
    /// # Errors
    /// It is no list that could be filed.
    pub async fn take_paper_list(
        &self,
        permit: &Permit,
        id: ActivityId,
        (name, bytes): (&str, Vec<u8>),
    ) -> Result<UploadId, PaperListError> {
        let standing = self.sign_up_sheet(permit, id).await?;
        if self.is_closed(&standing) {
            return Err(PaperListError::Closed);
        }
        let (name, table) = uploads::read(name, bytes).await?;
        let read = self.read_list(&table, &standing.activity)?;
        if read.rows > MOST_PEOPLE {
            return Err(PaperListError::TooMany);
        }
        // The name of a file is shown in lists; nobody's number stands there.
        let name = if holds_a_number(&name) { NAMELESS.to_owned() } else { name };
        let by = permit.member().name.as_str();
        Ok(self.paper_lists.add_paper_list(id, (&name, &table), by, self.clock.now()).await?)
    }

    /// What filing it would do, row by row; once it is filed, what came of it.
    ///
    /// # Errors
    /// It is not there, not theirs, or the records do not answer.
    pub async fn paper_list(
        &self,
        permit: &Permit,
        (id, list): (ActivityId, UploadId),
    ) -> Result<ListRun, PaperListError> {
        let standing = self.sign_up_sheet(permit, id).await?;
        let (upload, kept) = self.paper_lists.paper_list(id, list).await?.ok_or(PlaceError::NoSuch)?;
        let contents = match kept {
            KeptList::Table(table) => Ok(self.read_list(&table, &standing.activity)?),
            KeptList::Filed(filing) => Err(filing),
        };
        Ok(ListRun { headings: self.headings_of(&standing.activity), standing, upload, contents })
    }

    /// Files everybody in it who can be, if they `agreed` on paper. Whoever has a place keeps it: a form that is sent
    /// twice files nobody twice.
    ///
    /// # Errors
    /// Nobody was filed.
    pub async fn file_paper_list(
        &self,
        permit: &Permit,
        (id, list): (ActivityId, UploadId),
        agreed: bool,
    ) -> Result<(), PaperListError> {
        let standing = self.sign_up_sheet(permit, id).await?;
        let (_, kept) = self.paper_lists.paper_list(id, list).await?.ok_or(PlaceError::NoSuch)?;
        // Whoever presses twice, or after a colleague, is led to what came of it.
        let KeptList::Table(table) = kept else { return Ok(()) };
        if self.is_closed(&standing) {
            return Err(PaperListError::Closed);
        }
        if !agreed {
            return Err(PaperListError::NotAgreed);
        }
        let read = self.read_list(&table, &standing.activity)?;
        if read.people.is_empty() {
            return Err(PaperListError::Nobody);
        }
        let (by, now) = (permit.member().name.as_str(), self.clock.now());
        Ok(self.paper_lists.file_paper_list((id, list), &read, by, now).await?)
    }

    /// Throws a list away that was not filed: nobody who stands in it is kept any longer.
    ///
    /// # Errors
    /// The activity is not theirs, or the records do not answer.
    pub async fn drop_paper_list(
        &self,
        permit: &Permit,
        (id, list): (ActivityId, UploadId),
    ) -> Result<(), PaperListError> {
        permit.is_for(Action::SignPeopleUp).map_err(PlaceError::from)?;
        self.theirs(permit, id).await.map_err(PlaceError::from)?;
        Ok(self.paper_lists.drop_paper_list(id, list).await?)
    }

    /// By the form that is in force now, on this day.
    fn read_list(&self, table: &Table, activity: &Activity) -> Result<ImportedSignUps, ImportError> {
        sign_ups(table, activity, &self.catalog.load().pack, When::day_of(self.clock.now()))
    }

    fn headings_of(&self, activity: &Activity) -> Vec<Heading> {
        headings(activity, &self.catalog.load().pack, When::day_of(self.clock.now()))
    }
}
