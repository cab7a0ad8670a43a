//! What the platform tells later of a template message: it arrived, or it did not.

use std::sync::Arc;

use async_trait::async_trait;
use metrics::counter;

use super::records::{DeliveryRecords, Receipt};
use crate::app::clock::Clock;
use crate::app::platform::id::MessageId;
use crate::domain::id::OpenId;

/// The result of a template message (`TEMPLATESENDJOBFINISH`, platform sheet 3.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SendResult {
    /// What the platform calls the message.
    pub message: MessageId,
    /// To whom it went.
    pub to: OpenId,
    /// What became of it.
    pub receipt: Receipt,
}

/// Takes results.
#[async_trait]
pub trait TakesResults: Send + Sync {
    /// Notes one. One that cannot be noted leaves its delivery as it is: sent, and not confirmed.
    async fn take(&self, result: SendResult);
}

/// Notes results in the ledger.
pub struct Receipts {
    ledger: Arc<dyn DeliveryRecords>,
    clock: Arc<dyn Clock>,
}

impl Receipts {
    /// In this ledger.
    pub fn new(ledger: Arc<dyn DeliveryRecords>, clock: Arc<dyn Clock>) -> Self {
        Self { ledger, clock }
    }
}

#[async_trait]
impl TakesResults for Receipts {
    async fn take(&self, result: SendResult) {
        let SendResult { message, to, receipt } = result;
        let noted = match self.ledger.receipt(&message, &to, receipt, self.clock.now()).await {
            Ok(true) => "ours",
            // Reminders go by template too, and are not in the ledger.
            Ok(false) => "other",
            Err(error) => {
                tracing::warn!(%error, "what the platform told of a message could not be noted");
                "lost"
            }
        };
        counter!("guiyan_send_results_total", "receipt" => receipt.id(), "noted" => noted).increment(1);
    }
}
