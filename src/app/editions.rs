//! What staff change over the content pack: a draft, then editions, the newest of which answers. Nothing of an edition
//! ever changes, so that each can be gone back to.

use async_trait::async_trait;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::records::StoreError;
use crate::domain::id::EditionId;

/// In the place of an edition: the pack alone.
pub const PACK: EditionId = EditionId(0);

/// How an edition is called, by its number; with 0, the pack.
pub fn called(number: u64) -> String {
    if number == 0 { "内容包原来的".to_owned() } else { format!("第 {number} 版") }
}

/// A part of the pack that staff change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// Its keyword rules.
    Keywords,
    /// Its policies, all of them.
    Policies,
    /// Its menu.
    Menu,
}

impl Subject {
    /// As staff say it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Keywords => "关键词",
            Self::Policies => "政策",
            Self::Menu => "菜单",
        }
    }
}

/// All that staff change of one part of the pack, as one edition keeps it.
pub trait Revision: Clone + Default + Serialize + DeserializeOwned + Send + Sync {
    /// Of which part.
    const SUBJECT: Subject;

    /// From what is kept.
    ///
    /// # Errors
    /// It does not read.
    fn read(kept: &str) -> Result<Self, StoreError> {
        serde_json::from_str(kept).map_err(|_| StoreError::Damaged("editions.content".to_owned()))
    }

    /// As it is kept.
    fn written(&self) -> String {
        // Names and texts: nothing in it cannot be written.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// What answers now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answering<T> {
    /// The newest edition; `None` while the pack alone answers.
    pub edition: Option<EditionId>,
    /// What it changes of the pack.
    pub edits: T,
}

/// What somebody saw who fills in a form.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seen {
    /// The draft's version; `None` if there was none.
    pub draft: Option<i64>,
    /// The edition that answered; `None` while the pack alone did.
    pub edition: Option<EditionId>,
}

/// What is being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// As the subject keeps it.
    pub content: String,
    /// Which edit of it this is.
    pub version: i64,
    /// Who edited it last.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// What was published once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Which; later ones are larger. Those of all subjects are counted together.
    pub id: EditionId,
    /// Which of its subject, counted from 1: how staff call it.
    pub number: u64,
    /// As the subject keeps it.
    pub content: String,
    /// What was changed, in a few words.
    pub summary: String,
    /// Who published it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// An edition that is to be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewEdition<'a> {
    /// Of what.
    pub subject: Subject,
    /// As the subject keeps it.
    pub content: &'a str,
    /// What was changed, in a few words.
    pub summary: &'a str,
    /// The edition that it was held against; `None` while there is none.
    pub after: Option<EditionId>,
}

/// Drafts and editions.
#[async_trait]
pub trait EditionRecords: Send + Sync {
    /// The draft of a subject, if somebody is writing one.
    async fn draft(&self, subject: Subject) -> Result<Option<Draft>, StoreError>;

    /// Saves it, with a line in the audit, if its version is still the one that was seen. Where there was none, what is
    /// saved was made of an edition, and that one has to be the newest still: it would take back what others published.
    /// Answers whether it was saved.
    async fn save_draft(
        &self,
        what: (Subject, &str),
        seen: Seen,
        noted: (&str, &str),
        now: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Throws it away, if its version is still the one that was seen. Answers whether it was.
    async fn drop_draft(&self, subject: Subject, seen: i64, by: &str, now: Timestamp) -> Result<bool, StoreError>;

    /// Up to `most` editions of a subject, the newest first.
    async fn editions(&self, subject: Subject, most: u64) -> Result<Vec<Edition>, StoreError>;

    /// One of them; `None` if there is none of this number and subject.
    async fn edition(&self, subject: Subject, id: EditionId) -> Result<Option<Edition>, StoreError>;

    /// Publishes, if the newest edition is still the one it was held against, with a new revision of the content and a
    /// line in the audit; every replica answers by it from then on. With a draft's version, that draft is gone with it,
    /// and nothing is published if it is another by now. Answers whether it was published.
    async fn publish(
        &self,
        edition: NewEdition<'_>,
        draft: Option<i64>,
        by: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Notes in the audit that what answers goes to the platform once more, if it is this edition still; `None` for the
    /// pack. Answers whether it is.
    async fn note_push(&self, what: (Subject, Option<EditionId>), by: &str, now: Timestamp)
    -> Result<bool, StoreError>;
}

/// What answers now, as the records have it.
///
/// # Errors
/// They do not answer.
pub async fn answering<T: Revision>(records: &dyn EditionRecords) -> Result<Answering<T>, StoreError> {
    let newest = records.editions(T::SUBJECT, 1).await?.into_iter().next();
    let edits = newest.as_ref().map(|edition| T::read(&edition.content)).transpose()?.unwrap_or_default();
    Ok(Answering { edition: newest.map(|edition| edition.id), edits })
}

/// What an edition says, and how it is called; of [`PACK`], the pack alone. `None` if there is none of this number.
///
/// # Errors
/// The records do not answer.
pub async fn said_by<T: Revision>(
    records: &dyn EditionRecords,
    id: EditionId,
) -> Result<Option<(T, String)>, StoreError> {
    if id == PACK {
        return Ok(Some((T::default(), called(0))));
    }
    let Some(edition) = records.edition(T::SUBJECT, id).await? else { return Ok(None) };
    Ok(Some((T::read(&edition.content)?, called(edition.number))))
}
