//! What makes two deliveries the same message (platform sheet 4).

use sha2::{Digest, Sha256};

/// Identifies one message of one follower over all its deliveries, on every replica.
///
/// Never `MsgId` alone: the platform has been seen to give one id to several people. Events have no id at
/// all, so every field that tells two of them apart goes in. Hashed, so that no personal data and no
/// unbounded text ends up in a key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MessageKey(String);

impl MessageKey {
    /// Hashes the fields that identify the message; each is length-prefixed, so that none can leak into the next.
    pub fn of<'a>(fields: impl IntoIterator<Item = &'a str>) -> Self {
        let mut hash = Sha256::new();
        for field in fields {
            hash.update(u64::try_from(field.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(field.as_bytes());
        }
        // 128 bits are plenty for ten minutes of one county's messages, and half the memory in the cache.
        Self(hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect())
    }

    /// 32 hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
