//! Tags of followers, as the platform keeps them (platform sheet 7.6): 100 an account, 20 a follower.

use async_trait::async_trait;

use super::failure::PlatformError;
use super::followers::OpenIdPage;
use super::id::TagId;
use super::limit::{Chars, Few};
use crate::domain::id::OpenId;

/// What a tag is called.
pub type TagName = Chars<30>;
/// Followers that are tagged in one call.
pub type TagBatch = Few<OpenId, 1, 50>;

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Its number; 0 to 2 are the platform's own and stay as they are.
    pub id: TagId,
    /// Its name.
    pub name: String,
    /// How many have it.
    pub followers: u64,
}

/// Tags. Every call is repeatable but `create`, where a second one gets 45157.
#[async_trait]
pub trait TagGateway: Send + Sync {
    /// Makes one.
    async fn create(&self, name: &TagName) -> Result<Tag, PlatformError>;

    /// All of the account.
    async fn list(&self) -> Result<Vec<Tag>, PlatformError>;

    /// Renames one.
    async fn rename(&self, id: TagId, name: &TagName) -> Result<(), PlatformError>;

    /// Deletes one; with more than 100,000 followers it has to be emptied first (45057).
    async fn delete(&self, id: TagId) -> Result<(), PlatformError>;

    /// A page of those who have it, from the first or after `after`.
    async fn members(&self, id: TagId, after: Option<&OpenId>) -> Result<OpenIdPage, PlatformError>;

    /// Tags these. It may fail for some (45171): then the error decides `RetryFailed` and names them.
    async fn tag(&self, id: TagId, followers: &TagBatch) -> Result<(), PlatformError>;

    /// Takes the tag from these; may fail for some, as `tag`.
    async fn untag(&self, id: TagId, followers: &TagBatch) -> Result<(), PlatformError>;

    /// The tags of one.
    async fn of(&self, follower: &OpenId) -> Result<Vec<TagId>, PlatformError>;
}
