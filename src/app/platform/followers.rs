//! Followers, as the platform keeps them (platform sheet 7.7).

use std::fmt;

use async_trait::async_trait;
use jiff::Timestamp;

use super::failure::PlatformError;
use super::id::{TagId, UnionId};
use super::limit::{Few, OutOfBounds, Unit};
use crate::domain::id::OpenId;

/// Part of a list of openids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenIdPage {
    /// How many there are in all, where the platform tells.
    pub total: Option<u64>,
    /// Those of this page.
    pub openids: Vec<OpenId>,
    /// After whom the next page begins; `None` on the last.
    pub next: Option<OpenId>,
}

/// What the platform tells of somebody. It no longer gives nickname, picture, sex or place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowerInfo {
    /// Who.
    pub openid: OpenId,
    /// `None` if they do not follow us: then it tells nothing else.
    pub following: Option<Following>,
}

/// A follower.
#[derive(Clone, PartialEq, Eq)]
pub struct Following {
    /// Since when, this time.
    pub since: Option<Timestamp>,
    /// The same person over the accounts of one open platform.
    pub union_id: Option<UnionId>,
    /// What staff noted.
    pub remark: String,
    /// Their tags.
    pub tags: Vec<TagId>,
    /// How they came: `ADD_SCENE_QR_CODE`, …. The platform adds words, so it stays text.
    pub scene: Option<String>,
    /// Number of the QR code they came by, if by one.
    pub qr_scene: Option<u32>,
    /// Text of the QR code they came by.
    pub qr_scene_text: Option<String>,
}

impl fmt::Debug for Following {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Following");
        shown.field("since", &self.since).field("tags", &self.tags).field("scene", &self.scene).finish_non_exhaustive()
    }
}

/// What staff note about a follower: up to 29 characters; empty takes it away.
#[derive(Clone, PartialEq, Eq)]
pub struct Remark(String);

impl Remark {
    /// Most characters.
    pub const MAX: usize = 29;

    /// Checks the length.
    pub fn new(text: impl Into<String>) -> Result<Self, OutOfBounds> {
        let text = text.into();
        let has = text.chars().count();
        if has > Self::MAX {
            return Err(OutOfBounds { has, min: 0, max: Self::MAX, unit: Unit::Chars });
        }
        Ok(Self(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Remark({} bytes)", self.0.len())
    }
}

/// Followers asked about in one call.
pub type InfoBatch = Few<OpenId, 1, 100>;
/// Followers put on or taken off the blacklist in one call.
pub type BlacklistBatch = Few<OpenId, 1, 20>;

/// Followers. Every call is repeatable.
#[async_trait]
pub trait FollowerGateway: Send + Sync {
    /// Up to 10,000 followers, from the first or after `after`.
    async fn list(&self, after: Option<&OpenId>) -> Result<OpenIdPage, PlatformError>;

    /// One.
    async fn info(&self, openid: &OpenId) -> Result<FollowerInfo, PlatformError>;

    /// Several, in no certain order.
    async fn infos(&self, openids: &InfoBatch) -> Result<Vec<FollowerInfo>, PlatformError>;

    /// Notes something.
    async fn set_remark(&self, openid: &OpenId, remark: &Remark) -> Result<(), PlatformError>;

    /// Up to 1,000 of the blacklist, from the first or after `after`.
    async fn blacklist(&self, after: Option<&OpenId>) -> Result<OpenIdPage, PlatformError>;

    /// Puts these on the blacklist: they can neither write to us nor be written to.
    async fn block(&self, openids: &BlacklistBatch) -> Result<(), PlatformError>;

    /// Takes these off it.
    async fn unblock(&self, openids: &BlacklistBatch) -> Result<(), PlatformError>;
}
