//! Temporary media and permanent material (platform sheet 7.9).

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Bytes;
use jiff::{SignedDuration, Timestamp};

use super::errcode::{BAD_MEDIA_ID, MEDIA_TOO_BIG, Refusal};
use super::opaque;

/// Life of temporary media.
const LIFE: SignedDuration = SignedDuration::from_hours(72);
/// Bytes kept in all: a simulator is not a store.
const MOST: usize = 256 * 1024 * 1024;

/// What it is; each has limits of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Image,
    Voice,
    Video,
    Thumb,
}

impl Kind {
    /// As the `type` of a call names it.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "image" => Self::Image,
            "voice" => Self::Voice,
            "video" => Self::Video,
            "thumb" => Self::Thumb,
            _ => return None,
        })
    }

    /// The same word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Voice => "voice",
            Self::Video => "video",
            Self::Thumb => "thumb",
        }
    }

    /// Bytes, and the ends of file names.
    pub fn limits(self) -> (usize, &'static [&'static str]) {
        match self {
            Self::Image => (10 * 1024 * 1024, &["png", "jpeg", "jpg", "gif"]),
            Self::Voice => (2 * 1024 * 1024, &["amr", "mp3"]),
            Self::Video => (10 * 1024 * 1024, &["mp4"]),
            Self::Thumb => (64 * 1024, &["jpg", "jpeg"]),
        }
    }
}

/// One file.
#[derive(Debug, Clone)]
pub struct Item {
    pub kind: Kind,
    pub bytes: Bytes,
    pub file_name: String,
    pub made: Timestamp,
    /// Stays until it is deleted.
    pub permanent: bool,
    /// Of a permanent film.
    pub title: String,
    /// Of a permanent film.
    pub introduction: String,
}

impl Item {
    /// MIME, by the end of its name.
    pub fn content_type(&self) -> &'static str {
        match self.file_name.rsplit('.').next().unwrap_or_default() {
            "png" => "image/png",
            "gif" => "image/gif",
            "jpg" | "jpeg" => "image/jpeg",
            "amr" => "audio/amr",
            "mp3" => "audio/mpeg",
            "mp4" => "video/mp4",
            _ => "application/octet-stream",
        }
    }
}

/// All files of the account.
#[derive(Debug, Default)]
pub struct Library {
    items: HashMap<Arc<str>, Item>,
    bytes: usize,
}

impl Library {
    /// Takes a file in; temporary ones whose time is over make room.
    pub fn add(&mut self, item: Item) -> Result<Arc<str>, Refusal> {
        let now = item.made;
        if self.bytes + item.bytes.len() > MOST {
            self.items.retain(|_, item| item.lives(now));
            self.bytes = self.items.values().map(|item| item.bytes.len()).sum();
        }
        if self.bytes + item.bytes.len() > MOST {
            return Err(Refusal::of(MEDIA_TOO_BIG));
        }
        self.bytes += item.bytes.len();
        let id: Arc<str> = opaque::id(64).into();
        self.items.insert(Arc::clone(&id), item);
        Ok(id)
    }

    /// A file that is still there.
    pub fn get(&self, id: &str, now: Timestamp) -> Result<&Item, Refusal> {
        self.items.get(id).filter(|item| item.lives(now)).ok_or_else(|| Refusal::of(BAD_MEDIA_ID))
    }

    /// Permanent material of a kind, the newest first.
    pub fn permanent(&self, kind: Kind) -> Vec<(&Arc<str>, &Item)> {
        let mut all: Vec<_> = self.items.iter().filter(|(_, item)| item.permanent && item.kind == kind).collect();
        all.sort_by(|(a_id, a), (b_id, b)| b.made.cmp(&a.made).then_with(|| a_id.cmp(b_id)));
        all
    }

    /// How many permanent ones of a kind there are.
    pub fn count(&self, kind: Kind) -> usize {
        self.items.values().filter(|item| item.permanent && item.kind == kind).count()
    }

    /// Deletes a permanent one.
    pub fn delete(&mut self, id: &str) -> Result<(), Refusal> {
        match self.items.get(id) {
            Some(item) if item.permanent => {
                self.bytes -= item.bytes.len();
                self.items.remove(id);
                Ok(())
            }
            _ => Err(Refusal::of(BAD_MEDIA_ID)),
        }
    }
}

impl Item {
    fn lives(&self, now: Timestamp) -> bool {
        self.permanent || self.made.duration_until(now) < LIFE
    }
}
