//! Ids that the platform gives. It writes them as numbers or as strings, and many are above 2^53, so all are text.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The text is no id of the platform: empty, over 512 bytes, or not printable ASCII without spaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id of the platform")]
pub struct InvalidPlatformId;

/// An id in JSON: `34182` or `"34182"`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Number(u64),
    Text(String),
}

macro_rules! platform_id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "Written", into = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// Longest id taken, in bytes.
            pub const MAX: usize = 512;

            /// Checks alphabet and length.
            pub fn parse(text: &str) -> Result<Self, InvalidPlatformId> {
                let sound = (1..=Self::MAX).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
                if sound { Ok(Self(text.into())) } else { Err(InvalidPlatformId) }
            }

            /// The id as the platform wrote it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<Written> for $name {
            type Error = InvalidPlatformId;
            fn try_from(written: Written) -> Result<Self, InvalidPlatformId> {
                match written {
                    Written::Number(number) => Self::parse(&number.to_string()),
                    Written::Text(text) => Self::parse(&text),
                }
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0.as_ref().to_owned()
            }
        }
    )+};
}

platform_id! {
    /// Temporary or permanent media, or a draft.
    MediaId,
    /// A published article (`freepublish`).
    ArticleId,
    /// A publication in progress.
    PublishId,
    /// A conditional menu.
    MenuId,
    /// A template of ours, for template messages or for notices.
    TemplateId,
    /// A send that the platform accepted; its result event carries the same.
    MessageId,
    /// What the statistics know a mass send's articles by.
    MessageDataId,
}

/// A tag of the account. 0 to 2 are the platform's own (platform sheet 7.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TagId(pub u32);

/// The key by which the platform sends something once although it is asked twice: `clientmsgid` for 24 hours,
/// `client_msg_id` for ten minutes (platform sheet 7.3, 7.5). Stored before the call, so that it survives us.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct ClientMessageId(String);

/// 1 to 32 printable ASCII characters are demanded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a client message id has 1 to 32 ASCII characters without spaces")]
pub struct InvalidClientMessageId;

impl ClientMessageId {
    /// Longest key taken, in bytes; longer ones get 45067.
    pub const MAX: usize = 32;

    /// Checks alphabet and length.
    pub fn parse(text: &str) -> Result<Self, InvalidClientMessageId> {
        let sound = (1..=Self::MAX).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
        if sound { Ok(Self(text.to_owned())) } else { Err(InvalidClientMessageId) }
    }

    /// The key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// AppID of a mini program that is linked to the account. The menu takes it in lower case alone (platform sheet 7.1).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct MiniProgramId(String);

/// `wx`, and lower-case ASCII letters and digits, 64 at most, are demanded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a mini program's AppID is wx and lower-case letters and digits")]
pub struct InvalidMiniProgramId;

impl MiniProgramId {
    /// Checks alphabet and length.
    pub fn parse(text: &str) -> Result<Self, InvalidMiniProgramId> {
        let sound = text.starts_with("wx")
            && text.len() <= 64
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if sound { Ok(Self(text.to_owned())) } else { Err(InvalidMiniProgramId) }
    }
}

/// One person over all accounts of an open platform. `Debug` does not show it, so that a log line never holds one.
#[derive(Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(transparent)]
pub struct UnionId(String);

impl UnionId {
    /// The id as the platform wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UnionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("UnionId(…)")
    }
}
