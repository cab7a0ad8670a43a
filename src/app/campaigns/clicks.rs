//! Short links: one for each recipient, so that it is known who opened it, without a word in it of who they are.

use std::sync::Arc;

use super::records::DeliveryRecords;
use crate::app::clock::Clock;
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::id::DeliveryId;

/// Where they lie on the site.
pub const PATH: &str = "/c/";
/// Digits that nobody guesses: 40 bits for each guess, of a link that tells nothing but a public page.
const MARK: usize = 10;
/// Longest number of a delivery, in digits.
const LONGEST: usize = 19;

/// The link of a delivery, from its slash on: `/c/1234-0a1b2c3d4e`.
pub fn path(vault: &Vault, id: DeliveryId) -> String {
    format!("{PATH}{}", code(vault, id))
}

fn code(vault: &Vault, id: DeliveryId) -> String {
    let hash = vault.hash("deliveries.link", &id.to_string());
    format!("{id}-{}", hash.get(..MARK).unwrap_or_default())
}

/// Takes in who opened which link.
pub struct Clicks {
    records: Arc<dyn DeliveryRecords>,
    vault: Arc<Vault>,
    clock: Arc<dyn Clock>,
}

impl Clicks {
    /// Over this ledger.
    pub fn new(records: Arc<dyn DeliveryRecords>, vault: Arc<Vault>, clock: Arc<dyn Clock>) -> Self {
        Self { records, vault, clock }
    }

    /// The page behind a link's code; `None` if it is no code of ours.
    ///
    /// # Errors
    /// The records cannot be asked.
    pub async fn open(&self, code: &str) -> Result<Option<String>, StoreError> {
        let Some(id) = self.delivery(code) else { return Ok(None) };
        self.records.clicked(id, self.clock.now()).await
    }

    fn delivery(&self, text: &str) -> Option<DeliveryId> {
        let (number, _) = text.split_once('-').filter(|(number, _)| number.len() <= LONGEST)?;
        let id = DeliveryId(number.parse().ok()?);
        (code(&self.vault, id) == text).then_some(id)
    }
}
