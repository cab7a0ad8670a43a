//! Volatile state: claims on messages, their replies, dialogues. On Redis, or inside the process.
//!
//! Both adapters keep the contract of [`crate::app::dialogue_cache`] to the letter; the same tests run on both.

pub mod embedded;
pub mod redis;

use std::time::Duration;

use crate::app::dialogue_cache::REPLY_TTL;

/// How long the version of a dropped dialogue is remembered, so that a message which read the dialogue before
/// cannot bring it back by its `Put`. No message is at work for longer than its reply is kept.
const DROPPED_TTL: Duration = REPLY_TTL;

/// Length of [`token`], in bytes.
const TOKEN_LEN: usize = 32;

/// What tells one claim from all others: 128 random bits in hexadecimal.
fn token() -> String {
    format!("{:032x}", rand::random::<u128>())
}

/// Milliseconds of a time to live; the longest is a day, so nothing is ever cut.
fn millis(ttl: Duration) -> i64 {
    i64::try_from(ttl.as_millis()).unwrap_or(i64::MAX)
}
