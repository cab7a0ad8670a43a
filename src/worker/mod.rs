//! What the clock drives: seats that came free go on, reminders fall due, what is to be said is said.
//!
//! Every replica runs one. Rows are claimed in SQL, so that no leader is needed, and a step that fails is tried again:
//! what it leaves half-way was in a transaction.

use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;

use crate::app::clock::Clock;
use crate::app::errands::Errands;
use crate::app::records::{Kept, QueueRecords, StoreError};
use crate::domain::catalog::Catalog;

/// How often it looks: whoever waits for a seat waits no longer than that for the word.
const EVERY: Duration = Duration::from_secs(5);
/// After so many steps the counts on the metrics page are looked up anew: once a minute.
const STEPS_A_COUNT: u32 = 12;

/// What it works with.
pub struct WorkerParts {
    /// The queues of full activities.
    pub queues: Arc<dyn QueueRecords>,
    /// What is to be said.
    pub errands: Errands,
    /// The county's rules.
    pub catalog: Arc<ArcSwap<Catalog>>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// What one step did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    /// Seats that lapsed and that were offered.
    pub kept: Kept,
    /// Errands that were planned.
    pub planned: u64,
    /// Errands that were taken on.
    pub delivered: u64,
}

/// Works off what the clock says; one a process.
pub struct Worker {
    parts: WorkerParts,
}

impl Worker {
    /// Nothing runs yet.
    pub fn new(parts: WorkerParts) -> Self {
        Self { parts }
    }

    /// Everything that is to be done now, once.
    ///
    /// # Errors
    /// The database cannot be asked; what was done stays done.
    pub async fn step(&self) -> Result<Done, StoreError> {
        let rules = self.parts.catalog.load().pack.county.sign_up.clone();
        let kept = self.parts.queues.keep_queues(&rules, self.parts.clock.now()).await?;
        let planned = self.parts.errands.plan().await?;
        self.parts.errands.reopen().await?;
        let mut done = Done { kept, planned, delivered: 0 };
        loop {
            let delivered = self.parts.errands.deliver().await?;
            done.delivered += delivered;
            if Errands::is_all(delivered) {
                return Ok(done);
            }
        }
    }

    /// A step every few seconds. Never ends: spawn it.
    pub async fn run(&self) {
        let mut fails = false;
        for step in 0u32.. {
            // Once for as long as it lasts, rather than every few seconds.
            let done = self.step().await;
            match &done {
                Err(error) if !fails => tracing::warn!(%error, "what is due cannot be done now; it is tried again"),
                Ok(_) if fails => tracing::info!("what is due is done again"),
                Ok(_) | Err(_) => {}
            }
            fails = done.is_err();
            if step % STEPS_A_COUNT == 0
                && let Err(error) = self.parts.errands.show().await
            {
                tracing::warn!(%error, "what is due cannot be counted now");
            }
            tokio::time::sleep(EVERY).await;
        }
    }
}
