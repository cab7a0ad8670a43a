//! The ports of the durable records.

use async_trait::async_trait;
use jiff::Timestamp;

use super::message_key::MessageKey;
use crate::domain::activity::{Activity, Full};
use crate::domain::dialogue::effect::{Effect, Known, Outcome};
use crate::domain::id::{ActivityId, OpenId};
use crate::domain::opening::{Enterprise, Opening};
use crate::domain::sign_up::SignUpRules;
use crate::domain::source::Source;

/// What can go wrong with the database.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// It cannot be reached, is full, or did not answer in time. A transaction was rolled back,
    /// unless the connection broke in its commit; effects are keyed, so trying again is safe.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// A row does not read: another key, another version, or damage.
    #[error("a record cannot be read: {0}")]
    Damaged(String),
}

/// What followers cause, and what is known of them.
#[async_trait]
pub trait FollowerRecords: Send + Sync {
    /// What is known of a follower; an unknown openid is `Known::default()`. With the seats of `seats_of`, if asked.
    async fn known(&self, openid: &OpenId, seats_of: Option<ActivityId>) -> Result<Known, StoreError>;

    /// Applies the effects of one message in one transaction, once: if `key` was applied before, nothing
    /// happens and its outcomes come back. Outcomes stand in the order of the effects.
    ///
    /// Seats: `SignUp` takes one by a conditional update in the same transaction; a refused effect (`Full`,
    /// `NotOpen`, …) does not undo the others.
    ///
    /// `sent` is when the follower did it; openness is judged then. Messages may be applied in any order: what was
    /// sent before they left or had everything erased is not done any more, nor is a `Leave` from before they came
    /// back. Its outcome is that of an effect for which there is nothing to do (`NotOpen`, `Done`, …).
    async fn apply(
        &self,
        key: &MessageKey,
        openid: &OpenId,
        effects: &[Effect],
        sent: Timestamp,
    ) -> Result<Vec<Outcome>, StoreError>;
}

/// What keeping the queues did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kept {
    /// Seats that were offered and not taken in time.
    pub lapsed: u64,
    /// Seats that were offered now.
    pub offered: u64,
}

/// The queues of full activities.
#[async_trait]
pub trait QueueRecords: Send + Sync {
    /// Takes back seats that were offered for long enough, and offers free ones to the first who queue for them, by the
    /// county's rules. Replicas may do so at once: no seat is offered to two.
    async fn keep_queues(&self, rules: &SignUpRules, now: Timestamp) -> Result<Kept, StoreError>;
}

/// What the catalog is built from.
#[derive(Debug, Clone, Default)]
pub struct ContentRows {
    /// Revision of what follows.
    pub revision: i64,
    /// All enterprises.
    pub enterprises: Vec<Enterprise>,
    /// Openings that are on offer.
    pub openings: Vec<Opening>,
    /// Activities that ended less than 30 days ago, or have yet to.
    pub activities: Vec<Activity>,
    /// Where people come from.
    pub sources: Vec<Source>,
    /// What staff changed over the pack's keywords, as it is kept; `None` while they changed nothing.
    pub keywords: Option<String>,
    /// The same of its policies.
    pub policies: Option<String>,
    /// The same of its menu.
    pub menu: Option<String>,
}

/// An enterprise with its openings as an import brings them; ids are not known yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnterpriseDraft {
    /// The enterprise; `id` is ignored, `name` is the key.
    pub enterprise: Enterprise,
    /// Its openings; `id` and `enterprise` are ignored. They replace those of the same `source`.
    pub openings: Vec<Opening>,
}

/// What an import changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    /// Rows that were not there.
    pub added: u32,
    /// Rows that were different.
    pub updated: u32,
    /// Rows that were the same.
    pub unchanged: u32,
}

/// Enterprises, openings and activities.
#[async_trait]
pub trait ContentRecords: Send + Sync {
    /// The newest revision; 0 before the first. Cheap: replicas poll it.
    async fn revision(&self) -> Result<i64, StoreError>;

    /// Whether a revision with this summary was ever written.
    async fn has_revision(&self, summary: &str) -> Result<bool, StoreError>;

    /// Everything, at one moment.
    async fn load(&self, now: Timestamp) -> Result<ContentRows, StoreError>;

    /// Adds and updates enterprises by name, in one transaction. A new revision, with `summary`, is
    /// written only if something changed; likewise an audit row with `actor`.
    async fn put_enterprises(
        &self,
        drafts: &[EnterpriseDraft],
        actor: &str,
        summary: &str,
        now: Timestamp,
    ) -> Result<Changes, StoreError>;

    /// Adds and updates activities by slug (`id` is ignored), in one transaction, with revision and audit as above.
    /// Seats already taken stay taken.
    async fn put_activities(
        &self,
        activities: &[Activity],
        actor: &str,
        summary: &str,
        now: Timestamp,
    ) -> Result<Changes, StoreError>;

    /// Adds those activities whose slug is not there, as above. Those that are there stay as they are: staff may have
    /// moved one, or called it off.
    async fn add_activities(
        &self,
        activities: &[Activity],
        actor: &str,
        summary: &str,
        now: Timestamp,
    ) -> Result<Changes, StoreError>;

    /// Which activities that have yet to end, and sessions of theirs, have no seat left. Cheap: replicas poll it.
    async fn full(&self, now: Timestamp) -> Result<Full, StoreError>;

    /// Whether the database answers.
    async fn ping(&self) -> Result<(), StoreError>;
}
