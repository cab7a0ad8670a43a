//! How values are written. The first byte says what follows; the scripts rely on this layout.
//!
//! | what | bytes |
//! |---|---|
//! | a claim | `c`, token (32) |
//! | an answer | `a`, token of the claim that gave it (32), reply |
//! | a dialogue | `d`, version (8, big-endian), dialogue |
//! | the way of an answer | `p` passively or `l` late, token (32) |
//! | a dropped dialogue | `x`, version (8, big-endian) |

use crate::app::dialogue_cache::{Stored, Way};
use crate::cache::TOKEN_LEN;

const VERSION_LEN: usize = 8;

/// A claim.
pub(super) fn claim(token: &str) -> Vec<u8> {
    [b"c", token.as_bytes()].concat()
}

/// An answer; it keeps the token, so that a commit which is sent twice is known as one.
pub(super) fn answer(token: &str, reply: &[u8]) -> Vec<u8> {
    [b"a", token.as_bytes(), reply].concat()
}

/// The reply in an answer; `None` if this is none.
pub(super) fn read_answer(mut value: Vec<u8>) -> Option<Vec<u8>> {
    let head = 1 + TOKEN_LEN;
    if value.first() != Some(&b'a') || value.len() < head {
        return None;
    }
    value.drain(..head);
    Some(value)
}

/// The way of an answer, and who settled it.
pub(super) fn way(way: Way, token: &str) -> Vec<u8> {
    let kind: &[u8] = match way {
        Way::Passive => b"p",
        Way::Late => b"l",
    };
    [kind, token.as_bytes()].concat()
}

/// The way that stands; `None` if this is none.
pub(super) fn read_way(value: &[u8]) -> Option<Way> {
    match value.first()? {
        b'p' => Some(Way::Passive),
        b'l' => Some(Way::Late),
        _ => None,
    }
}

/// A version as the scripts compare it.
pub(super) fn version(version: u64) -> [u8; VERSION_LEN] {
    version.to_be_bytes()
}

/// A dialogue with its version.
pub(super) fn dialogue(version: u64, dialogue: &[u8]) -> Vec<u8> {
    [b"d", version.to_be_bytes().as_slice(), dialogue].concat()
}

/// What is stored, as `read_dialogue` reads it; empty where there never was a dialogue.
pub(super) fn stored(stored: &Stored) -> Vec<u8> {
    match (&stored.dialogue, stored.version) {
        (Some(bytes), version) => dialogue(version, bytes),
        (None, 0) => Vec::new(),
        (None, version) => [b"x", version.to_be_bytes().as_slice()].concat(),
    }
}

/// What is stored; `None` if it is not ours.
pub(super) fn read_dialogue(mut value: Vec<u8>) -> Option<Stored> {
    let (kind, rest) = value.split_first()?;
    let (version, _) = rest.split_first_chunk::<VERSION_LEN>()?;
    let version = u64::from_be_bytes(*version);
    match kind {
        b'd' => {
            value.drain(..1 + VERSION_LEN);
            Some(Stored { dialogue: Some(value), version })
        }
        b'x' => Some(Stored { dialogue: None, version }),
        _ => None,
    }
}
