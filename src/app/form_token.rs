//! What every form of our pages carries, so that no other page can send one.

use subtle::ConstantTimeEq;

use super::vault::Vault;

/// Hexadecimal digits: 128 bits.
const DIGITS: usize = 32;

/// Proves that whoever sends a form was shown it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormToken(String);

impl FormToken {
    /// For the forms of `place` as they are shown to `holder`: whoever holds this link, this session.
    pub fn of(vault: &Vault, place: &str, holder: &str) -> Self {
        Self(vault.hash(place, holder).chars().take(DIGITS).collect())
    }

    /// What the form carries.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a form carried it. Takes as long for a near miss as for a wild guess.
    pub fn is(&self, given: &str) -> bool {
        self.0.as_bytes().ct_eq(given.as_bytes()).into()
    }
}
