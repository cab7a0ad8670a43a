//! Sources in the records: made by staff, counted from the follow to the day itself.

use async_trait::async_trait;
use jiff::Timestamp;

use super::platform::qr::QrCode;
use super::records::StoreError;
use crate::domain::source::{Source, SourceCode};

/// What became of the people of one source. People, not forms.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Who follow now, and came by it last.
    pub follows: u32,
    /// Live places of theirs, whoever they are for.
    pub sign_ups: u32,
    /// Who came.
    pub came: u32,
}

impl Tally {
    /// Both together.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self {
            follows: self.follows.saturating_add(other.follows),
            sign_ups: self.sign_ups.saturating_add(other.sign_ups),
            came: self.came.saturating_add(other.came),
        }
    }
}

/// Sources.
#[async_trait]
pub trait SourceRecords: Send + Sync {
    /// Adds one, under a revision of the content and with a line in the audit; `false` if its code is taken, or its
    /// activity is not there, and nothing changed.
    async fn add_source(&self, source: &Source, actor: &str, now: Timestamp) -> Result<bool, StoreError>;

    /// All of them, by code.
    async fn sources(&self) -> Result<Vec<Source>, StoreError>;

    /// Remembers the QR code that the platform made for one, under a revision.
    async fn put_source_qr(&self, code: &SourceCode, qr: &QrCode, now: Timestamp) -> Result<(), StoreError>;

    /// What became of the people of each; in the order of [`SourceRecords::sources`].
    async fn tallies(&self) -> Result<Vec<(Source, Tally)>, StoreError>;
}
