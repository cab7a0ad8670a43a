//! Files that the platform takes, by kind, ending and size (platform sheet 7.9).

use std::fmt;

use bytes::Bytes;

/// What a file is to the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaKind {
    /// A picture.
    Image,
    /// A recording of up to 60 s.
    Voice,
    /// A film.
    Video,
    /// The picture of a film or of music.
    Thumb,
}

impl MediaKind {
    /// The platform's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Voice => "voice",
            Self::Video => "video",
            Self::Thumb => "thumb",
        }
    }

    /// Endings that it takes.
    fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Image => &["png", "jpeg", "jpg", "gif"],
            Self::Voice => &["amr", "mp3"],
            Self::Video => &["mp4"],
            Self::Thumb => &["jpg"],
        }
    }

    /// Most bytes. The platform's page says 10 MB and 2 MB of a picture; the smaller is always taken.
    fn limit(self) -> usize {
        match self {
            Self::Image | Self::Voice => 2 * 1024 * 1024,
            Self::Video => 10 * 1024 * 1024,
            Self::Thumb => 64 * 1024,
        }
    }
}

/// Why a file is refused. Worded for staff.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidFile {
    /// Another ending.
    #[error("文件要以 {} 结尾", .0.join("、"))]
    Ending(&'static [&'static str]),
    /// No bytes.
    #[error("文件是空的")]
    Empty,
    /// Too many bytes.
    #[error("文件有{has}字节，最多{max}")]
    TooLarge {
        /// What it has.
        has: usize,
        /// Most.
        max: usize,
    },
}

/// A file that the platform takes for this kind.
#[derive(Clone, PartialEq, Eq)]
pub struct MediaFile {
    kind: MediaKind,
    name: String,
    bytes: Bytes,
}

impl MediaFile {
    /// Checks ending and size.
    pub fn new(kind: MediaKind, name: &str, bytes: Bytes) -> Result<Self, InvalidFile> {
        check(name, &bytes, kind.endings(), kind.limit())?;
        Ok(Self { kind, name: name.to_owned(), bytes })
    }

    /// What it is.
    pub fn kind(&self) -> MediaKind {
        self.kind
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its content; a copy costs nothing.
    pub fn bytes(&self) -> Bytes {
        self.bytes.clone()
    }
}

impl fmt::Debug for MediaFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MediaFile({:?}, {} bytes)", self.kind, self.bytes.len())
    }
}

/// A picture inside an article: JPG or PNG below 1 MB.
#[derive(Clone, PartialEq, Eq)]
pub struct ArticlePicture {
    name: String,
    bytes: Bytes,
}

impl ArticlePicture {
    /// Most bytes.
    pub const MAX: usize = 1024 * 1024 - 1;

    /// Checks ending and size.
    pub fn new(name: &str, bytes: Bytes) -> Result<Self, InvalidFile> {
        check(name, &bytes, &["jpg", "png"], Self::MAX)?;
        Ok(Self { name: name.to_owned(), bytes })
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its content; a copy costs nothing.
    pub fn bytes(&self) -> Bytes {
        self.bytes.clone()
    }
}

fn check(name: &str, bytes: &Bytes, endings: &'static [&'static str], max: usize) -> Result<(), InvalidFile> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    if !ending.is_some_and(|ending| endings.contains(&ending.as_str())) {
        return Err(InvalidFile::Ending(endings));
    }
    match bytes.len() {
        0 => Err(InvalidFile::Empty),
        has if has > max => Err(InvalidFile::TooLarge { has, max }),
        _ => Ok(()),
    }
}
