//! A picture that was sent, by the platform's id for it.

use serde::{Deserialize, Serialize};

/// Longest id taken, in bytes; the platform's have 64.
const MAX: usize = 512;

/// The platform's id of a picture: temporary media, kept by it for three days (platform sheet 3.2).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhotoId(String);

/// Empty, too long, or not printable ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no id of a picture")]
pub struct InvalidPhotoId;

impl PhotoId {
    /// Checks alphabet and length.
    pub fn parse(text: &str) -> Result<Self, InvalidPhotoId> {
        let sound = (1..=MAX).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        if sound { Ok(Self(text.to_owned())) } else { Err(InvalidPhotoId) }
    }

    /// As the platform wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PhotoId {
    type Error = InvalidPhotoId;
    fn try_from(text: String) -> Result<Self, InvalidPhotoId> {
        Self::parse(&text)
    }
}

impl From<PhotoId> for String {
    fn from(id: PhotoId) -> Self {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_short_and_plain() {
        assert_eq!(PhotoId::parse("m-1_A").unwrap().as_str(), "m-1_A");
        for text in ["", "有字", "a b", &"m".repeat(MAX + 1)] {
            assert_eq!(PhotoId::parse(text), Err(InvalidPhotoId), "{text}");
        }
    }
}
