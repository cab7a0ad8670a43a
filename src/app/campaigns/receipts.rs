//! What the platform tells later of what we sent: a template message arrived, or did not; how a mass send ended.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::Timestamp;
use metrics::counter;

use super::mass::records::{MassRecords, MassResult};
use super::pausing::pause;
use super::records::{CampaignRecords, DeliveryRecords, Receipt};
use crate::app::clock::Clock;
use crate::app::platform::id::MessageId;
use crate::app::records::StoreError;
use crate::domain::campaign::Pause;
use crate::domain::campaign::mass::Verdict;
use crate::domain::id::OpenId;

/// What became of a send (platform sheet 3.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SendResult {
    /// Of a template message (`TEMPLATESENDJOBFINISH`).
    Template {
        /// What the platform calls it.
        message: MessageId,
        /// To whom it went.
        to: OpenId,
        /// What became of it.
        receipt: Receipt,
    },
    /// Of a mass send (`MASSSENDJOBFINISH`).
    Mass {
        /// What the platform calls it.
        message: MessageId,
        /// How it ended.
        result: MassResult,
    },
}

impl SendResult {
    /// Its name in metrics.
    fn id(&self) -> &'static str {
        match self {
            Self::Template { receipt, .. } => receipt.id(),
            Self::Mass { result: MassResult { verdict: Verdict::Sent, .. }, .. } => "mass_sent",
            Self::Mass { .. } => "mass_failed",
        }
    }
}

/// Takes results.
#[async_trait]
pub trait TakesResults: Send + Sync {
    /// Notes one. One that cannot be noted leaves its delivery as it is: sent, and not confirmed.
    async fn take(&self, result: SendResult);
}

/// Notes results in the ledger.
pub struct Receipts {
    /// Deliveries.
    pub ledger: Arc<dyn DeliveryRecords>,
    /// Batches.
    pub mass: Arc<dyn MassRecords>,
    /// The campaigns, which stop when one of their batches was stopped.
    pub campaigns: Arc<dyn CampaignRecords>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

impl Receipts {
    /// Answers whether it is one of ours: reminders go by template too, and staff send to many by hand.
    async fn note(&self, result: SendResult, now: Timestamp) -> Result<bool, StoreError> {
        let (message, result) = match result {
            SendResult::Template { message, to, receipt } => {
                return self.ledger.receipt(&message, &to, receipt, now).await;
            }
            SendResult::Mass { message, result } => (message, result),
        };
        let Some(campaign) = self.mass.told(&message, &result, now).await? else { return Ok(false) };
        if result.verdict != Verdict::Sent {
            pause(&*self.campaigns, campaign, Pause::MassRefused, now).await?;
        }
        Ok(true)
    }
}

#[async_trait]
impl TakesResults for Receipts {
    async fn take(&self, result: SendResult) {
        let receipt = result.id();
        let noted = match self.note(result, self.clock.now()).await {
            Ok(true) => "ours",
            Ok(false) => "other",
            Err(error) => {
                tracing::warn!(%error, "what the platform told of a message could not be noted");
                "lost"
            }
        };
        counter!("guiyan_send_results_total", "receipt" => receipt, "noted" => noted).increment(1);
    }
}
