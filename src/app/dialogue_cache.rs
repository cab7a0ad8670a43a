//! The cache port for the way of a message: one round trip to begin, one to commit; or one for both.

use std::time::Duration;

use async_trait::async_trait;

use super::message_key::MessageKey;
use crate::domain::id::OpenId;

/// How long a claim holds without being renewed. The platform cuts a delivery after 5 s and comes again;
/// a replica that died must not block that second attempt for long.
pub const CLAIM_TTL: Duration = Duration::from_millis(4_500);
/// How long a reply is kept for the platform's further attempts; they end after about 15 s.
pub const REPLY_TTL: Duration = Duration::from_secs(600);
/// How long a dialogue is kept where nobody says otherwise (`inbox.form_kept_hours`): 24 h for "continue?". What is
/// still live (30 min) is the dialogue's own rule.
pub const DIALOGUE_TTL: Duration = Duration::from_secs(24 * 3600);

/// A replica's hold on one message. Unique for every `begin` that answered `Fresh`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The message.
    pub key: MessageKey,
    /// Whose message.
    pub openid: OpenId,
    /// Random; nobody else's claim has it.
    pub token: String,
}

/// A dialogue as it is kept: opaque, sealed by the caller, with a version that counts its changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stored {
    /// Its bytes; `None` if there is no dialogue.
    pub dialogue: Option<Vec<u8>>,
    /// 0 if there never was one. Grows by one with every change.
    pub version: u64,
}

/// What a message comes to, worked out before the cache is asked: right if the dialogue is the one it was worked out
/// from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ahead<'a> {
    /// The dialogue that it was worked out from.
    pub from: &'a Stored,
    /// The dialogue after it, whose version is one more; `None` if it stays as it is.
    pub dialogue: Option<&'a [u8]>,
    /// The reply.
    pub reply: &'a [u8],
}

/// What `begin` found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begin {
    /// Nobody had this message, and what was worked out ahead is right: dialogue and reply are stored, as by `commit`.
    Committed,
    /// Nobody has this message: it is now ours.
    Fresh {
        /// Our hold on it.
        claim: Claim,
        /// The follower's dialogue.
        stored: Stored,
    },
    /// Somebody answered it; these bytes are the answer.
    Answered(Vec<u8>),
    /// Somebody is at it. Ask again shortly: the claim ends with `commit`, `release` or `CLAIM_TTL`.
    InProgress,
}

/// What becomes of the dialogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DialogueChange {
    /// Nothing; then no version is compared.
    Keep,
    /// This, if its version is still `expected`; kept for `DIALOGUE_TTL`, or as long as the cache was
    /// opened for.
    Put {
        /// The version that `begin` gave.
        expected: u64,
        /// The new bytes.
        dialogue: Vec<u8>,
    },
    /// Gone, whatever its version; that counts as a change also where there was none, so that no `Put` of a message
    /// which is in hand meanwhile comes through.
    Drop,
}

/// What `commit` did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Committed {
    /// Dialogue and reply are stored, the claim is over.
    Stored,
    /// Another message changed the dialogue in between: nothing was stored, the claim still holds.
    /// Load it again (`reload`) and run the step again.
    Conflict,
    /// The claim had ended and somebody else took the message or answered it: nothing was stored.
    ClaimLost,
}

/// The cache cannot be reached or does not answer in time. What it did is unknown.
#[derive(Debug, thiserror::Error)]
#[error("the cache is unavailable: {0}")]
pub struct CacheUnavailable(pub String);

/// Claims, replies and dialogues. Every method is bounded in time by the adapter (about one second).
#[async_trait]
pub trait DialogueCache: Send + Sync {
    /// Claims the message and loads the follower's dialogue, atomically, in one round trip. If the message is new and
    /// the dialogue is to the byte the one that `ahead` was worked out from, it is committed instead in the same round
    /// trip, and no claim is needed.
    async fn begin(
        &self,
        key: &MessageKey,
        openid: &OpenId,
        ahead: Option<Ahead<'_>>,
    ) -> Result<Begin, CacheUnavailable>;

    /// The dialogue again, after a `Conflict`.
    async fn reload(&self, openid: &OpenId) -> Result<Stored, CacheUnavailable>;

    /// Stores dialogue and reply and ends the claim, atomically, in one round trip. A claim that timed out
    /// and that nobody else took still commits. The reply is kept for `REPLY_TTL`.
    async fn commit(&self, claim: &Claim, change: DialogueChange, reply: &[u8]) -> Result<Committed, CacheUnavailable>;

    /// Holds the claim for another `CLAIM_TTL`; `false` if it is no longer ours.
    async fn renew(&self, claim: &Claim) -> Result<bool, CacheUnavailable>;

    /// Ends the claim without an answer, so that the next attempt can succeed. No-op if it is no longer ours.
    async fn release(&self, claim: &Claim) -> Result<(), CacheUnavailable>;

    /// Whether the cache answers.
    async fn ping(&self) -> Result<(), CacheUnavailable>;
}

/// By which way an answer goes to its follower.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// In the response to a further attempt of the platform.
    Passive,
    /// As a customer-service message, because it came too late for the response.
    Late,
}

/// Who decided by which way an answer goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// This call.
    Now,
    /// An earlier one.
    Before(Way),
}

/// Settles by which way an answer goes, so that it goes by one alone.
#[async_trait]
pub trait AnswerWays: Send + Sync {
    /// Settles it, unless it is settled; for all replicas, and for `REPLY_TTL`. Bounded in time by the adapter (about
    /// one second).
    async fn settle(&self, key: &MessageKey, openid: &OpenId, way: Way) -> Result<Settled, CacheUnavailable>;
}

/// Where the embedded cache keeps dialogues over a restart; implemented by the storage adapter.
#[async_trait]
pub trait DialogueArchive: Send + Sync {
    /// All dialogues that have not expired at `now_ms` (epoch milliseconds).
    async fn load(&self, now_ms: i64) -> Result<Vec<ArchivedDialogue>, super::records::StoreError>;

    /// Writes changed dialogues (`Some`) and deletes dropped ones (`None`), in one transaction; removes expired ones.
    async fn save(
        &self,
        changed: &[(OpenId, Option<ArchivedDialogue>)],
        now_ms: i64,
    ) -> Result<(), super::records::StoreError>;
}

/// A dialogue at rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchivedDialogue {
    /// Whose.
    pub openid: OpenId,
    /// Sealed bytes.
    pub dialogue: Vec<u8>,
    /// Its version.
    pub version: u64,
    /// When it ends, epoch milliseconds.
    pub expires_at_ms: i64,
}
