//! The use cases of accounts, and what they work with.

use std::sync::Arc;

use super::password::Hashing;
use super::phone::PhoneRecords;
use super::records::{SessionRecords, StaffRecords};
use super::volatile::ConsoleCache;
use crate::app::clock::Clock;
use crate::app::vault::Vault;

/// What accounts work with.
pub struct AccountsParts {
    /// The accounts.
    pub staff: Arc<dyn StaffRecords>,
    /// The sessions.
    pub sessions: Arc<dyn SessionRecords>,
    /// Their phones.
    pub phones: Arc<dyn PhoneRecords>,
    /// What replicas share.
    pub cache: Arc<dyn ConsoleCache>,
    /// Seals what the cache keeps, and proves forms.
    pub vault: Arc<Vault>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// Accounts of staff: signing in, setting up, working, leaving.
pub struct Accounts {
    pub(super) parts: AccountsParts,
    pub(super) hashing: Hashing,
}

impl Accounts {
    /// Over these.
    pub fn new(parts: AccountsParts) -> Self {
        Self { parts, hashing: Hashing::default() }
    }
}
