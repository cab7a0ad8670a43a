//! Identifiers. Each is its own type, so that one can never be passed for another.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A follower's id, per Official Account. Normally 28 characters; only the alphabet and a bound are
/// demanded (platform sheet 3.1). `Debug` shows the ends alone, so that a log line never holds one.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OpenId(Arc<str>);

/// The text is no openid: empty, over 64 characters, or outside `[A-Za-z0-9_-]`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an openid")]
pub struct InvalidOpenId;

impl OpenId {
    /// Longest openid taken, in characters.
    pub const MAX: usize = 64;

    /// Checks alphabet and length; surrounding white space is trimmed.
    pub fn parse(text: &str) -> Result<Self, InvalidOpenId> {
        let text = text.trim();
        let sound = !text.is_empty()
            && text.len() <= Self::MAX
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        if sound { Ok(Self(text.into())) } else { Err(InvalidOpenId) }
    }

    /// The id as the platform wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for OpenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head: String = self.0.chars().take(3).collect();
        write!(f, "OpenId({head}…)")
    }
}

impl TryFrom<String> for OpenId {
    type Error = InvalidOpenId;
    fn try_from(text: String) -> Result<Self, InvalidOpenId> {
        Self::parse(&text)
    }
}

impl From<OpenId> for String {
    fn from(id: OpenId) -> String {
        id.0.as_ref().to_owned()
    }
}

/// Row ids of SQL tables.
macro_rules! row_id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

row_id! {
    /// An enterprise.
    EnterpriseId,
    /// A job on offer.
    OpeningId,
    /// A fair, an outing, a class, …
    ActivityId,
    /// A follower's place at an activity.
    SignUpId,
    /// Something to be said later.
    ErrandId,
    /// A send by staff to many.
    CampaignId,
    /// A campaign's message to one follower.
    DeliveryId,
    /// What of a mass campaign goes out in one call.
    BatchId,
    /// Somebody who works here.
    StaffId,
    /// A follower's talk with staff.
    TalkId,
    /// An edition of what staff change over the content pack.
    EditionId,
    /// A menu that hangs for a season.
    SeasonalMenuId,
    /// A table that staff uploaded.
    UploadId,
    /// Somebody of the labour ledger.
    PersonId,
}

/// A recruiting unit: the row number of annex 1, 1 to 27.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnitId(pub u16);

/// Names that the content pack gives to its own things: `[a-z0-9_]`, 1 to 32 characters, because they
/// travel inside button ids, where the platform allows no more (platform sheet 5).
macro_rules! slug {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Arc<str>);

        impl $name {
            /// Checks alphabet and length.
            pub fn parse(text: &str) -> Result<Self, InvalidSlug> {
                if is_slug(text) { Ok(Self(text.into())) } else { Err(InvalidSlug(text.chars().take(40).collect())) }
            }

            /// The slug itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = InvalidSlug;
            fn try_from(text: String) -> Result<Self, InvalidSlug> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0.as_ref().to_owned()
            }
        }
    )+};
}

slug! {
    /// A policy of the pack.
    PolicyId,
    /// A sign-up form of the pack.
    FormId,
    /// A trade (服装, 电子, …) of the pack.
    TradeId,
    /// A place where enterprises are (经开区, 洪门工业园, …).
    PlaceId,
    /// Who asks for money (a graduate, an enterprise, …).
    ClaimantId,
    /// A keyword rule.
    RuleId,
    /// A rule for reminders.
    ReminderId,
}

/// A name in the pack that cannot be a slug.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a name here: use 1 to 32 of a-z, 0-9 and _")]
pub struct InvalidSlug(pub String);

fn is_slug(text: &str) -> bool {
    (1..=32).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}
