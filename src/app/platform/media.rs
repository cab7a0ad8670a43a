//! Files in the account's library (platform sheet 7.9). Temporary ones live for three days, permanent ones are counted:
//! 100,000 pictures and articles, 1,000 of every other kind.

use std::fmt;

use async_trait::async_trait;
use bytes::Bytes;
use jiff::Timestamp;

use super::failure::PlatformError;
use super::id::MediaId;
use super::media_file::{ArticlePicture, MediaFile, MediaKind};

/// What shows with a permanent film.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VideoCaption {
    /// Above it.
    pub title: String,
    /// Below it.
    pub introduction: String,
}

/// What is kept under an id.
#[derive(Clone, PartialEq, Eq)]
pub enum StoredMedia {
    /// The file itself.
    File(Bytes),
    /// A film is given as an address.
    Video {
        /// Where it is.
        url: String,
    },
}

impl fmt::Debug for StoredMedia {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(bytes) => write!(f, "File({} bytes)", bytes.len()),
            Self::Video { url } => f.debug_struct("Video").field("url", url).finish(),
        }
    }
}

/// A permanent file that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermanentMedia {
    /// Its id.
    pub id: MediaId,
    /// For pictures: where it is; works on the platform's own pages alone.
    pub url: Option<String>,
}

/// A part of the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LibraryPage {
    offset: u32,
    count: u32,
}

impl LibraryPage {
    /// Most entries of one page.
    pub const MAX: u32 = 20;

    /// At least one entry, and never more than the platform gives.
    pub fn new(offset: u32, count: u32) -> Self {
        Self { offset, count: count.clamp(1, Self::MAX) }
    }

    /// How many are passed over.
    pub fn offset(self) -> u32 {
        self.offset
    }

    /// How many are wanted.
    pub fn count(self) -> u32 {
        self.count
    }
}

/// A page of something that the account keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T> {
    /// All that there are.
    pub total: u64,
    /// Those of this page.
    pub items: Vec<T>,
}

/// A permanent file in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaEntry {
    /// Its id.
    pub id: MediaId,
    /// What it is called.
    pub name: String,
    /// When it was last changed.
    pub updated: Option<Timestamp>,
    /// Where it is.
    pub url: Option<String>,
}

/// How many permanent files there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MediaCounts {
    /// Recordings.
    pub voice: u64,
    /// Films.
    pub video: u64,
    /// Pictures.
    pub image: u64,
    /// Articles of the old kind.
    pub news: u64,
}

/// The library. Uploads are not repeatable, for each makes another file; the rest is.
#[async_trait]
pub trait MediaGateway: Send + Sync {
    /// Keeps a file for three days.
    async fn upload(&self, file: &MediaFile) -> Result<MediaId, PlatformError>;

    /// A temporary file.
    async fn get(&self, id: &MediaId) -> Result<StoredMedia, PlatformError>;

    /// Keeps a file for good.
    async fn add_permanent(&self, file: &MediaFile) -> Result<PermanentMedia, PlatformError>;

    /// Keeps a film for good; `file` has to be one.
    async fn add_permanent_video(
        &self,
        file: &MediaFile,
        caption: &VideoCaption,
    ) -> Result<PermanentMedia, PlatformError>;

    /// A permanent file. Articles are none: they are read as drafts and publications.
    async fn get_permanent(&self, id: &MediaId) -> Result<StoredMedia, PlatformError>;

    /// Deletes one; what an auto-reply or the menu uses is kept (48005).
    async fn delete_permanent(&self, id: &MediaId) -> Result<(), PlatformError>;

    /// A page of the permanent files of one kind.
    async fn list(&self, kind: MediaKind, page: LibraryPage) -> Result<Listed<MediaEntry>, PlatformError>;

    /// How many there are.
    async fn counts(&self) -> Result<MediaCounts, PlatformError>;

    /// Puts a picture where articles may show it from, and answers its address; does not count.
    async fn upload_article_picture(&self, picture: &ArticlePicture) -> Result<String, PlatformError>;
}
