//! The port of the nightly round: who has it, how far it is, and whom it has to ask about.

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;

use crate::app::records::StoreError;
use crate::domain::id::OpenId;

/// How long a round is held without a step. Each step is a few calls of seconds; a replica that died must not
/// cost the night.
pub const HELD: Duration = Duration::from_secs(600);

/// A round in our hands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// When it began, perhaps in another night; it marks whom it has seen.
    pub began_at: Timestamp,
    /// How far it is.
    pub progress: Progress,
    /// Nobody else's is equal.
    pub holder: String,
}

/// How far a round is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// Goes through the platform's list, behind this follower; from its beginning without one.
    Listing(Option<OpenId>),
    /// The list is through; asks about those who are not on it.
    Asking,
    /// Nothing is left to do.
    Done,
}

/// Somebody who follows and whom we did not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Who.
    pub openid: OpenId,
    /// Since when, as the platform says.
    pub since: Timestamp,
    /// The scene of the code that led to us, if one did.
    pub scene: Option<String>,
}

/// Rounds and followers in the records. Steps may be repeated after a crash.
#[async_trait]
pub trait FollowerRoll: Send + Sync {
    /// Takes the round that is under way, unless somebody holds it; or a new one, if the last began before
    /// `not_since` and is done, or if there never was one.
    async fn take(&self, not_since: Timestamp, now: Timestamp) -> Result<Option<Round>, StoreError>;

    /// Writes how far it is and holds it for another [`HELD`]. `false` if somebody else has it by now: then stop.
    async fn go_on(&self, round: &Round, now: Timestamp) -> Result<bool, StoreError>;

    /// Lets go of it, so that anybody may go on at once.
    async fn let_go(&self, round: &Round, now: Timestamp) -> Result<(), StoreError>;

    /// Marks those of these whom we know as seen in the round that began at `began_at`; answers the others.
    async fn mark(&self, openids: &[OpenId], began_at: Timestamp) -> Result<Vec<OpenId>, StoreError>;

    /// Adds followers, with the mark of the round, and says how many were new. Who left after `asked_at`, or within a
    /// minute before it, is not added: their unfollow and the platform's answer may have crossed.
    async fn add(&self, arrivals: &[Arrival], began_at: Timestamp, asked_at: Timestamp) -> Result<u64, StoreError>;

    /// Up to `most` followers, in order and behind `after`, who followed before the round began and have no mark of it.
    async fn unmarked(&self, began_at: Timestamp, after: Option<&OpenId>, most: u64)
    -> Result<Vec<OpenId>, StoreError>;
}
