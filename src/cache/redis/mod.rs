//! The cache on Redis: single, behind Sentinels, or a cluster. Redis 6.2 or newer.
//!
//! Each operation is one script on the keys of one follower (`keys.rs`), one round trip. Redis may be away, at
//! start or at any time: then every call fails within a second, and works again when Redis is back.

mod address;
mod console;
mod keys;
mod line;
mod link;
mod operation;
mod platform;
mod record;
mod script;

use std::time::Duration;

use ::redis::{Cmd, RedisResult, Value};
use async_trait::async_trait;

use self::address::Address;
pub use self::address::CacheConfigError;
use self::keys::Keys;
use self::link::Link;
use self::operation::Operation;
use self::script::Script;
use super::{DROPPED_TTL, millis, token};
use crate::app::dialogue_cache::{
    Ahead, AnswerWays, Begin, CLAIM_TTL, CacheUnavailable, Claim, Committed, DIALOGUE_TTL, DialogueCache,
    DialogueChange, REPLY_TTL, Settled, Stored, Way,
};
use crate::app::message_key::MessageKey;
use crate::domain::id::OpenId;

/// The longest that any call takes, dialling included: a message has 4 s in all, and needs several calls.
const CALL_LIMIT: Duration = Duration::from_secs(1);

/// The cache on Redis; one a process, shared by all tasks.
pub struct RedisCache {
    link: Link,
    keys: Keys,
    begin: Script,
    commit: Script,
    renew: Script,
    release: Script,
    settle: Script,
    count_try: Script,
    platform: platform::Scripts,
    dialogue_ttl: Duration,
}

impl RedisCache {
    /// Reads the URL and prepares the way; Redis need not be there yet. Must be called within a tokio runtime.
    /// `app_id` keeps accounts apart that share one Redis.
    pub fn connect(url: &str, app_id: &str) -> Result<Self, CacheConfigError> {
        let keys = Keys::of(app_id)?;
        let address = Address::parse(url)?;
        if address.is_tls() {
            // One provider a process; it is no error if somebody was first.
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        Ok(Self {
            link: Link::open(address).map_err(|_| CacheConfigError::Unusable)?,
            keys,
            begin: Script::new(include_str!("begin.lua")),
            commit: Script::new(include_str!("commit.lua")),
            renew: Script::new(include_str!("renew.lua")),
            release: Script::new(include_str!("release.lua")),
            settle: Script::new(include_str!("settle.lua")),
            count_try: Script::new(include_str!("count_try.lua")),
            platform: platform::Scripts::new(),
            dialogue_ttl: DIALOGUE_TTL,
        })
    }

    /// Keeps dialogues for so long after their last change. All replicas should say the same.
    pub fn keeping(self, life: Duration) -> Self {
        Self { dialogue_ttl: life, ..self }
    }
}

#[async_trait]
impl DialogueCache for RedisCache {
    async fn begin(
        &self,
        key: &MessageKey,
        openid: &OpenId,
        ahead: Option<Ahead<'_>>,
    ) -> Result<Begin, CacheUnavailable> {
        let claim = Claim { key: key.clone(), openid: openid.clone(), token: token() };
        match Operation::Begin.bounded(self.run_begin(&claim, ahead)).await? {
            Value::Okay => Ok(Begin::Committed),
            Value::Array(found) => Ok(Begin::Fresh { claim, stored: stored(found.into_iter().next())? }),
            Value::BulkString(answer) => record::read_answer(answer).map(Begin::Answered).ok_or_else(not_ours),
            Value::Int(_) => Ok(Begin::InProgress),
            _ => Err(not_ours()),
        }
    }

    async fn reload(&self, openid: &OpenId) -> Result<Stored, CacheUnavailable> {
        let mut get = ::redis::cmd("GET");
        get.arg(self.keys.dialogue(openid));
        stored(Some(Operation::Reload.bounded(self.link.send(&get)).await?))
    }

    async fn commit(&self, claim: &Claim, change: DialogueChange, reply: &[u8]) -> Result<Committed, CacheUnavailable> {
        match Operation::Commit.bounded(self.run_commit(claim, change, reply)).await? {
            Value::Int(0) => Ok(Committed::Stored),
            Value::Int(1) => Ok(Committed::Conflict),
            Value::Int(2) => Ok(Committed::ClaimLost),
            _ => Err(not_ours()),
        }
    }

    async fn renew(&self, claim: &Claim) -> Result<bool, CacheUnavailable> {
        let key = self.keys.message(&claim.openid, &claim.key);
        let arguments = (record::claim(&claim.token), millis(CLAIM_TTL));
        let value = Operation::Renew.bounded(self.renew.run(&self.link, &[&key], arguments)).await?;
        Ok(value == Value::Int(1))
    }

    async fn release(&self, claim: &Claim) -> Result<(), CacheUnavailable> {
        let key = self.keys.message(&claim.openid, &claim.key);
        let arguments = (record::claim(&claim.token),);
        Operation::Release.bounded(self.release.run(&self.link, &[&key], arguments)).await.map(|_| ())
    }

    async fn ping(&self) -> Result<(), CacheUnavailable> {
        Operation::Ping.bounded(self.link.send(&Cmd::ping())).await.map(|_| ())
    }
}

#[async_trait]
impl AnswerWays for RedisCache {
    async fn settle(&self, key: &MessageKey, openid: &OpenId, way: Way) -> Result<Settled, CacheUnavailable> {
        // With a token, so that the client may send it again when the first result got lost on the way.
        let ours = record::way(way, &token());
        let (place, arguments) = (self.keys.way(openid, key), (ours.as_slice(), millis(REPLY_TTL)));
        match Operation::Settle.bounded(self.settle.run(&self.link, &[&place], arguments)).await? {
            Value::BulkString(stands) if stands == ours => Ok(Settled::Now),
            Value::BulkString(stands) => record::read_way(&stands).map(Settled::Before).ok_or_else(not_ours),
            _ => Err(not_ours()),
        }
    }
}

impl RedisCache {
    async fn run_begin(&self, claim: &Claim, ahead: Option<Ahead<'_>>) -> RedisResult<Value> {
        let (message, dialogue) = (self.keys.message(&claim.openid, &claim.key), self.keys.dialogue(&claim.openid));
        let keys = [message.as_str(), dialogue.as_str()];
        let hold = (record::claim(&claim.token), millis(CLAIM_TTL));
        let Some(Ahead { from, dialogue, reply }) = ahead else { return self.begin.run(&self.link, &keys, hold).await };
        let answer = (record::stored(from), record::answer(&claim.token, reply), millis(REPLY_TTL));
        match dialogue {
            None => self.begin.run(&self.link, &keys, (hold, answer)).await,
            Some(dialogue) => {
                let new = record::dialogue(from.version.saturating_add(1), dialogue);
                self.begin.run(&self.link, &keys, (hold, answer, (new, millis(self.dialogue_ttl)))).await
            }
        }
    }

    async fn run_commit(&self, claim: &Claim, change: DialogueChange, reply: &[u8]) -> RedisResult<Value> {
        let (message, dialogue) = (self.keys.message(&claim.openid, &claim.key), self.keys.dialogue(&claim.openid));
        let keys = [message.as_str(), dialogue.as_str()];
        let answer = record::answer(&claim.token, reply);
        let done = (claim.token.as_str(), answer, millis(REPLY_TTL));
        match change {
            DialogueChange::Keep => self.commit.run(&self.link, &keys, (done, "keep")).await,
            DialogueChange::Drop => self.commit.run(&self.link, &keys, (done, "drop", millis(DROPPED_TTL))).await,
            DialogueChange::Put { expected, dialogue } => {
                let new = record::dialogue(expected.saturating_add(1), &dialogue);
                let put = (done, "put", millis(self.dialogue_ttl), record::version(expected).as_slice().to_vec(), new);
                self.commit.run(&self.link, &keys, put).await
            }
        }
    }
}

fn stored(value: Option<Value>) -> Result<Stored, CacheUnavailable> {
    match value {
        Some(Value::BulkString(bytes)) => record::read_dialogue(bytes).ok_or_else(not_ours),
        Some(Value::Nil) => Ok(Stored::default()),
        _ => Err(not_ours()),
    }
}

fn not_ours() -> CacheUnavailable {
    CacheUnavailable("a value under guiyan: was not written by this version of guiyan".to_owned())
}
