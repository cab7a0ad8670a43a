//! What is kept between messages, sealed: dialogues and replies hold names and numbers.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Answer;
use crate::app::dialogue_cache::Stored;
use crate::app::message_key::MessageKey;
use crate::app::vault::{CannotOpen, Vault};
use crate::domain::dialogue::state::Dialogue;
use crate::domain::id::OpenId;
use crate::domain::passive_reply::PassiveReply;

/// A dialogue and when it was last touched, as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    at: i64,
    dialogue: Dialogue,
}

/// What a sealed dialogue is bound to.
fn place_of_dialogue(openid: &OpenId) -> String {
    format!("cache.dialogue:{}", openid.as_str())
}

/// What a sealed answer is bound to.
fn place_of_answer(key: &MessageKey) -> String {
    format!("cache.answer:{}", key.as_str())
}

/// Seals a dialogue for its follower.
pub(super) fn seal_dialogue(
    vault: &Vault,
    openid: &OpenId,
    dialogue: Dialogue,
    now: Timestamp,
) -> Result<Vec<u8>, CannotOpen> {
    let kept = serde_json::to_vec(&Kept { at: now.as_millisecond(), dialogue }).map_err(|_| CannotOpen)?;
    vault.seal(&place_of_dialogue(openid), &kept)
}

/// A dialogue as it is found.
pub(super) struct Opened {
    /// As it was kept.
    pub(super) kept: Dialogue,
    /// As it is now: it may have fallen asleep.
    pub(super) awake: Dialogue,
    /// Its version in the cache.
    pub(super) version: u64,
    /// Now.
    pub(super) now: Timestamp,
}

/// Opens a dialogue. One that does not read (another key, an older program) is a new one:
/// the follower begins again, which is the promise for what the cache holds.
pub(super) fn open_dialogue(vault: &Vault, openid: &OpenId, stored: &Stored, now: Timestamp) -> Opened {
    let kept = stored.dialogue.as_deref().and_then(|sealed| {
        let opened = vault.open(&place_of_dialogue(openid), sealed).ok();
        let kept = opened.and_then(|clear| serde_json::from_slice::<Kept>(&clear).ok());
        if kept.is_none() {
            tracing::warn!("a dialogue does not read and begins anew");
        }
        kept
    });
    let (touched, kept) = match kept {
        Some(Kept { at, dialogue }) => (Timestamp::from_millisecond(at).unwrap_or(now), dialogue),
        None => (now, Dialogue::default()),
    };
    Opened { awake: kept.clone().awake(touched, now), kept, version: stored.version, now }
}

/// Seals an answer for the platform's further attempts at this message.
pub(super) fn seal_answer(vault: &Vault, key: &MessageKey, answer: &Answer) -> Result<Vec<u8>, CannotOpen> {
    let reply = match answer {
        Answer::Reply(reply) => Some(reply),
        Answer::Nothing => None,
    };
    vault.seal(&place_of_answer(key), &serde_json::to_vec(&reply).map_err(|_| CannotOpen)?)
}

/// Opens an answer; one that does not read is no answer.
pub(super) fn open_answer(vault: &Vault, key: &MessageKey, sealed: &[u8]) -> Answer {
    let reply = vault.open(&place_of_answer(key), sealed).ok();
    match reply.and_then(|clear| serde_json::from_slice::<Option<PassiveReply>>(&clear).ok()).flatten() {
        Some(reply) => Answer::Reply(reply),
        None => Answer::Nothing,
    }
}
