//! The platform's two signatures (platform sheet 1.1, 2.3): SHA-1 over the sorted strings, lower-case hex.

use sha1::{Digest, Sha1};
use subtle::ConstantTimeEq;

/// What a signature has to be. Only compared in constant time, or written into an envelope of ours.
#[derive(Debug, Clone)]
pub struct Signature(String);

impl Signature {
    /// `signature`: proves that the caller knows the token, and says nothing about the body.
    pub fn of_query(token: &str, timestamp: &str, nonce: &str) -> Self {
        Self::over([token, timestamp, nonce])
    }

    /// `msg_signature`: covers the ciphertext too, exactly as it stands in `Encrypt`.
    pub fn of_message(token: &str, timestamp: &str, nonce: &str, encrypt: &str) -> Self {
        Self::over([token, timestamp, nonce, encrypt])
    }

    /// Sorted as strings, never as numbers: `1714…` stands before `486…`.
    fn over<const N: usize>(mut parts: [&str; N]) -> Self {
        parts.sort_unstable();
        let mut hash = Sha1::new();
        for part in parts {
            hash.update(part);
        }
        Self(hex::encode(hash.finalize()))
    }

    /// Whether the caller sent this one, in constant time. Upper-case hex is not it.
    pub fn matches(&self, given: &str) -> bool {
        self.0.as_bytes().ct_eq(given.as_bytes()).into()
    }

    /// 40 lower-case hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
