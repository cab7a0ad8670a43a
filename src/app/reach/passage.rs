//! What a message is noted by on its way out.

use async_trait::async_trait;

use crate::app::platform::id::MessageId;
use crate::app::records::StoreError;

/// Hears of a template message on its way: the one channel where the platform knows a message by our key and tells
/// later what became of it by its own id (platform sheet 7.3).
#[async_trait]
pub trait Passage: Send + Sync {
    /// It is about to go out under its key. What cannot be noted is not sent.
    async fn leaving_by_template(&self) -> Result<(), StoreError>;

    /// The platform took it, and calls it so.
    fn taken(&self, id: &MessageId);
}

/// Nobody asks.
pub struct Unwatched;

#[async_trait]
impl Passage for Unwatched {
    async fn leaving_by_template(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn taken(&self, _: &MessageId) {}
}
