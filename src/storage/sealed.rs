//! Personal fields and other sealed columns: each is bound to its table, its column and its row's owner,
//! so that a value copied to another row does not open there.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::failure::damaged;
use crate::app::records::StoreError;
use crate::app::vault::Vault;

/// Where a sealed value belongs.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// `table.column`.
    pub column: &'static str,
    /// What the row is about: an openid, a message's key.
    pub owner: &'a str,
}

impl Place<'_> {
    fn bound(self) -> String {
        format!("{}:{}", self.column, self.owner)
    }
}

/// Seals a value as JSON.
pub fn seal<T: Serialize>(vault: &Vault, place: Place<'_>, value: &T) -> Result<Vec<u8>, StoreError> {
    let clear = to_json(value)?;
    vault.seal(&place.bound(), clear.as_bytes()).map_err(|_| damaged(&format!("{} cannot be sealed", place.column)))
}

/// Opens a value that was sealed for the same place under the key `key_id`.
pub fn open<T: DeserializeOwned>(
    vault: &Vault,
    key_id: &str,
    place: Place<'_>,
    sealed: &[u8],
) -> Result<T, StoreError> {
    if key_id != vault.key_id() {
        let (column, ours) = (place.column, vault.key_id());
        return Err(StoreError::Damaged(format!("{column} was sealed with the key {key_id}, privacy.key is {ours}")));
    }
    let clear = vault
        .open(&place.bound(), sealed)
        .map_err(|_| StoreError::Damaged(format!("{} does not open with privacy.key", place.column)))?;
    serde_json::from_slice(&clear).map_err(|_| damaged(&format!("{} does not read", place.column)))
}

/// Writes a list or the like into a text column.
pub fn to_json<T: Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| damaged("a value cannot be written as JSON"))
}

/// Reads it again.
pub fn from_json<T: DeserializeOwned>(column: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| damaged(&format!("{column} does not read")))
}
