//! Personal data at rest: sealed with an AEAD, found again by a keyed hash.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use crate::domain::id::OpenId;

const NONCE: usize = 12;

/// One key of 32 bytes, from the config, and what is derived from it.
pub struct Vault {
    key_id: String,
    cipher: Aes256Gcm,
    hash_key: [u8; 32],
}

/// The configured key is unusable.
#[derive(Debug, thiserror::Error)]
#[error("privacy.key must be 32 bytes in base64 (44 characters); make one with: openssl rand -base64 32")]
pub struct InvalidKey;

/// A sealed value does not open: another key, another place, or damage.
#[derive(Debug, thiserror::Error)]
#[error("cannot be opened with this key")]
pub struct CannotOpen;

impl Vault {
    /// Reads the key from base64 and derives one key for sealing and one for hashing.
    pub fn new(key: &SecretString) -> Result<Self, InvalidKey> {
        use base64::Engine;
        let master =
            base64::engine::general_purpose::STANDARD.decode(key.expose_secret().trim()).map_err(|_| InvalidKey)?;
        if master.len() != 32 {
            return Err(InvalidKey);
        }
        let seal_key = derive(&master, "seal")?;
        let hash_key = derive(&master, "hash")?;
        let cipher = Aes256Gcm::new_from_slice(&seal_key).map_err(|_| InvalidKey)?;
        let key_id = Sha256::digest(seal_key).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { key_id, cipher, hash_key })
    }

    /// Names the key without telling it; stands beside every sealed value.
    pub fn key_id(&self) -> &str {
        &self.key_id
    }

    /// Seals bytes: a random nonce, then ciphertext and tag. `place` (table and column, or key) is bound in,
    /// so that a value cannot be moved to where another belongs.
    pub fn seal(&self, place: &str, clear: &[u8]) -> Result<Vec<u8>, CannotOpen> {
        let nonce: [u8; NONCE] = rand::random();
        let payload = Payload { msg: clear, aad: place.as_bytes() };
        let mut sealed = nonce.to_vec();
        sealed.extend(self.cipher.encrypt(&Nonce::from(nonce), payload).map_err(|_| CannotOpen)?);
        Ok(sealed)
    }

    /// Opens what [`Vault::seal`] made for the same `place`.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<Vec<u8>, CannotOpen> {
        let (nonce, ciphertext) = sealed.split_at_checked(NONCE).ok_or(CannotOpen)?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| CannotOpen)?;
        let payload = Payload { msg: ciphertext, aad: place.as_bytes() };
        self.cipher.decrypt(&Nonce::from(nonce), payload).map_err(|_| CannotOpen)
    }

    /// What stands for a follower in the audit and in lists: a keyed hash. Once their row is gone, nothing leads back.
    pub fn subject(&self, openid: &OpenId) -> String {
        self.hash("followers.openid", openid.as_str())
    }

    /// A keyed hash by which equal values find each other: 64 hexadecimal digits.
    pub fn hash(&self, place: &str, clear: &str) -> String {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.hash_key) else { return String::new() };
        mac.update(place.as_bytes());
        mac.update(&[0]);
        mac.update(clear.as_bytes());
        hex::encode(mac.finalize().into_bytes())
    }
}

fn derive(master: &[u8], purpose: &str) -> Result<[u8; 32], InvalidKey> {
    let mut mac = Hmac::<Sha256>::new_from_slice(master).map_err(|_| InvalidKey)?;
    mac.update(b"guiyan ");
    mac.update(purpose.as_bytes());
    Ok(mac.finalize().into_bytes().into())
}
