//! Publishing: articles get an address without being sent to anybody, and no quota is used (platform sheet 7.10).

use async_trait::async_trait;
use jiff::Timestamp;

use super::draft::{Detail, StoredArticle};
use super::failure::PlatformError;
use super::id::{ArticleId, MediaId, PublishId};
use super::media::{LibraryPage, Listed};

/// How far a publication is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublishState {
    /// Published.
    Published,
    /// Under way.
    Publishing,
    /// Refused: what is declared original is not.
    NotOriginal,
    /// Failed.
    Failed,
    /// Refused by the platform's review.
    Refused,
    /// Deleted by us afterwards.
    Deleted,
    /// Banned by the platform afterwards.
    Banned,
    /// A number that we do not know.
    Other(i64),
}

/// What became of a publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// How far it is.
    pub state: PublishState,
    /// Once published.
    pub article: Option<ArticleId>,
    /// Once published: the articles' addresses, in order.
    pub urls: Vec<String>,
    /// Which articles were refused, the first is 1.
    pub refused: Vec<u32>,
}

/// A publication in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedEntry {
    /// Its id.
    pub id: ArticleId,
    /// When it was last changed.
    pub updated: Option<Timestamp>,
    /// Its articles.
    pub articles: Vec<StoredArticle>,
}

/// Which article of a publication is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// All.
    All,
    /// One, the first is 1.
    One(std::num::NonZeroU32),
}

/// Publishing. Closed to accounts that are not verified.
#[async_trait]
pub trait PublishGateway: Send + Sync {
    /// Publishes a draft. Not repeatable; the result event tells how it ended.
    async fn submit(&self, draft: &MediaId) -> Result<PublishId, PlatformError>;

    /// How far it is. Repeatable.
    async fn status(&self, id: &PublishId) -> Result<Publication, PlatformError>;

    /// Takes articles back, for good. Repeatable.
    async fn delete(&self, id: &ArticleId, which: Which) -> Result<(), PlatformError>;

    /// The articles of a publication. Repeatable.
    async fn articles(&self, id: &ArticleId) -> Result<Vec<StoredArticle>, PlatformError>;

    /// A page of all publications. Repeatable.
    async fn list(&self, page: LibraryPage, detail: Detail) -> Result<Listed<PublishedEntry>, PlatformError>;
}
