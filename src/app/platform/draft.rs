//! Drafts: articles before they are sent or published (platform sheet 7.10).

use async_trait::async_trait;
use jiff::Timestamp;

use super::failure::PlatformError;
use super::id::MediaId;
use super::limit::{Bytes, Chars, Few, OutOfBounds};
use super::mass::Comments;
use super::media::{LibraryPage, Listed};

/// A headline.
pub type Title = Chars<32>;
/// Up to eight articles.
pub type Articles = Few<Article, 1, 8>;

/// Fewer than 20,000 characters and less than 1 MB of HTML. The platform removes scripts and pictures of other hosts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content(Chars<19_999>);

impl Content {
    const MAX_BYTES: usize = 1024 * 1024 - 1;

    /// Checks both lengths.
    pub fn new(html: impl Into<String>) -> Result<Self, OutOfBounds> {
        let html: Bytes<{ Self::MAX_BYTES }> = Bytes::new(html)?;
        Chars::new(html.as_str()).map(Self)
    }

    /// The HTML.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

/// An article to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Article {
    /// Words with a picture on top.
    News(Box<News>),
    /// Pictures with words.
    Pictures(Pictures),
}

/// Words with a picture on top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// Its headline.
    pub title: Title,
    /// Who wrote it.
    pub author: Option<Chars<16>>,
    /// Shown below a single article's headline; else its first 54 characters are.
    pub digest: Option<Chars<128>>,
    /// The article.
    pub content: Content,
    /// 阅读原文.
    pub source_url: Option<Bytes<1024>>,
    /// Its picture, permanent.
    pub thumb_media_id: MediaId,
    /// Who may comment.
    pub comments: Comments,
}

/// Pictures with words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pictures {
    /// Its headline.
    pub title: Title,
    /// The words, without HTML.
    pub content: Content,
    /// The pictures, permanent; the first is on top.
    pub images: Few<MediaId, 1, 20>,
    /// Who may comment.
    pub comments: Comments,
}

/// An article as the platform keeps it, in a draft or published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredArticle {
    /// Its headline.
    pub title: String,
    /// Who wrote it.
    pub author: String,
    /// Shown below the headline.
    pub digest: String,
    /// HTML; empty in a list without content.
    pub content: String,
    /// 阅读原文.
    pub source_url: String,
    /// Its picture.
    pub thumb_media_id: Option<MediaId>,
    /// Where it can be read; a draft's is for a while.
    pub url: String,
    /// Deleted after it was published.
    pub deleted: bool,
}

/// A draft in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftEntry {
    /// Its id.
    pub id: MediaId,
    /// When it was last changed.
    pub updated: Option<Timestamp>,
    /// Its articles.
    pub articles: Vec<StoredArticle>,
}

/// Whether a list comes with the articles' HTML, which may be megabytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// With it.
    Full,
    /// Without it.
    WithoutContent,
}

/// Drafts.
#[async_trait]
pub trait DraftGateway: Send + Sync {
    /// Keeps one. Not repeatable: it would be there twice.
    async fn add(&self, articles: &Articles) -> Result<MediaId, PlatformError>;

    /// Replaces one article; the first is 0. Repeatable.
    async fn update(&self, id: &MediaId, index: u32, article: &Article) -> Result<(), PlatformError>;

    /// Its articles. Repeatable.
    async fn get(&self, id: &MediaId) -> Result<Vec<StoredArticle>, PlatformError>;

    /// Deletes one. Repeatable.
    async fn delete(&self, id: &MediaId) -> Result<(), PlatformError>;

    /// How many there are. Repeatable.
    async fn count(&self) -> Result<u64, PlatformError>;

    /// A page of them. Repeatable.
    async fn list(&self, page: LibraryPage, detail: Detail) -> Result<Listed<DraftEntry>, PlatformError>;
}
