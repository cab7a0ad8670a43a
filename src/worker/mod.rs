//! What the clock drives: seats that came free go on, reminders fall due, what is to be said is said, campaigns go out,
//! menus hang for their season.
//!
//! Every replica runs one. Rows are claimed in SQL, so that no leader is needed, and a step that fails is tried again:
//! what it leaves half-way was in a transaction.

use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;

use crate::app::campaigns::{Sender, Step};
use crate::app::clock::Clock;
use crate::app::errands::Errands;
use crate::app::records::{Kept, QueueRecords, StoreError};
use crate::app::seasonal_menus::SeasonalMenus;
use crate::domain::catalog::Catalog;
use crate::domain::seasonal_menu;

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
    /// What staff send to many.
    pub campaigns: Sender,
    /// What hangs for a season.
    pub seasonal_menus: Arc<SeasonalMenus>,
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
    /// What was done for campaigns.
    pub campaigns: Step,
    /// What was done for a seasonal menu.
    pub menu: Option<seasonal_menu::Step>,
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
        let delivered = self.say().await?;
        // A campaign that cannot go on keeps no menu from its days.
        let (campaigns, menu) = (self.parts.campaigns.step().await, self.parts.seasonal_menus.step().await);
        Ok(Done { kept, planned, delivered, campaigns: campaigns?, menu: menu? })
    }

    /// Everything that is to be said to somebody, before anything that goes to many.
    async fn say(&self) -> Result<u64, StoreError> {
        let mut all = 0;
        loop {
            let delivered = self.parts.errands.deliver().await?;
            all += delivered;
            if Errands::is_all(delivered) {
                return Ok(all);
            }
        }
    }

    /// Goes on with campaigns until nothing is left of them, or until it is time to look at everything else. After each
    /// batch, what is to be said to somebody comes first.
    async fn send_on(&self) -> Result<(), StoreError> {
        let began = Instant::now();
        while began.elapsed() < EVERY {
            self.say().await?;
            if self.parts.campaigns.step().await?.is_idle() {
                tokio::time::sleep(EVERY.saturating_sub(began.elapsed())).await;
            }
        }
        Ok(())
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
            match done {
                Ok(done) if !done.campaigns.is_idle() => {
                    if let Err(error) = self.send_on().await {
                        tracing::warn!(%error, "campaigns cannot go on now");
                        tokio::time::sleep(EVERY).await;
                    }
                }
                Ok(_) | Err(_) => tokio::time::sleep(EVERY).await,
            }
        }
    }
}
