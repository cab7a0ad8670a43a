//! What a session is known by: a random token in the browser, its hash everywhere else.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Hexadecimal digits of a token, and of a key.
const DIGITS: usize = 64;

/// 256 random bits, known to one browser alone.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

impl SessionToken {
    /// A new one.
    pub fn draw() -> Self {
        Self(hex::encode(rand::random::<[u8; 32]>()))
    }

    /// What a browser sent; `None` if it cannot be one of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let sound = text.len() == DIGITS && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        sound.then(|| Self(text.to_owned()))
    }

    /// For the cookie.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What we know it by. Whoever reads our records cannot sign in with it.
    pub fn key(&self) -> SessionKey {
        SessionKey(hex::encode(Sha256::digest(self.0.as_bytes())))
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

/// SHA-256 of a token, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SessionKey(String);

impl SessionKey {
    /// Of a row, or of a form.
    pub fn of(text: &str) -> Self {
        Self(text.chars().take(DIGITS).collect())
    }

    /// As it stands in rows and keys.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_comes_back_from_its_cookie_and_its_key_tells_nothing() {
        let token = SessionToken::draw();
        assert_eq!(SessionToken::parse(token.as_str()), Some(token.clone()));
        assert_ne!(token, SessionToken::draw());
        assert_ne!(token.key().as_str(), token.as_str());
        assert!(!format!("{token:?}").contains(token.as_str()));
        for none in ["", "abc", &"g".repeat(64), &"A".repeat(64), &"0".repeat(65)] {
            assert_eq!(SessionToken::parse(none), None, "{none}");
        }
    }
}
