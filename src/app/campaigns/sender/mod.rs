//! The worker's part: plans recipients, sends what is due, and stops by itself when it fails.

mod batch;
mod one;
mod trials;

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwap;
use jiff::{SignedDuration, Timestamp};

use self::batch::Ended;
use super::mass::MassSender;
use super::outcome::later;
use super::pausing::pause;
use super::records::{Campaign, CampaignRecords, DeliveryRecords};
use super::room::{Room, SendQuota};
use super::trial::Trials;
use crate::app::clock::Clock;
use crate::app::reach::Reach;
use crate::app::records::StoreError;
use crate::app::site::address::SiteAddress;
use crate::app::vault::Vault;
use crate::domain::campaign::{CampaignState, Pause, Way};
use crate::domain::catalog::Catalog;
use crate::domain::id::CampaignId;
use crate::domain::window;

/// Deliveries a claim: they are done before the claim ends, also by a platform that answers slowly, and a campaign that
/// fails pauses itself after no more.
const BATCH: u64 = 512;
/// Recipients that are added to the ledger in one transaction: short enough that sign-ups need not wait.
const PLANNED: u64 = 2_000;
/// How long a claim lasts.
const CLAIM: SignedDuration = SignedDuration::from_mins(5);
/// What people did is known to the records after so long, at the latest.
const HEARD_LATE: SignedDuration = SignedDuration::from_secs(30);

/// What campaigns are sent with.
pub struct SenderParts {
    /// The ledger.
    pub ledger: Arc<dyn DeliveryRecords>,
    /// The campaigns.
    pub campaigns: Arc<dyn CampaignRecords>,
    /// Sends; `None` where there is no AppSecret: then everybody is for the call list.
    pub reach: Option<Arc<Reach>>,
    /// Sends those that go to many in one call.
    pub mass: Arc<MassSender>,
    /// Sends them to one of the staff first.
    pub trials: Arc<Trials>,
    /// What is used of today's calls.
    pub quota: Option<Arc<dyn SendQuota>>,
    /// Marks links.
    pub vault: Arc<Vault>,
    /// Where the pages are, if phones can open them.
    pub pages: Option<SiteAddress>,
    /// What campaigns speak of, and the county's rules.
    pub catalog: Arc<ArcSwap<Catalog>>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// Sends campaigns; one a process.
pub struct Sender {
    parts: SenderParts,
    /// Up to when it is known who spoke, in seconds since 1970.
    heard: AtomicI64,
    /// Campaigns of which the platform takes no more before then. To claim everybody who is due, only to hold them, would
    /// wear out their tries.
    waiting: Mutex<HashMap<CampaignId, Timestamp>>,
}

/// What one step did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Step {
    /// Recipients added to the ledger.
    pub planned: u64,
    /// Deliveries taken on.
    pub taken: u64,
    /// Recipients of cancelled campaigns dropped.
    pub dropped: u64,
}

impl Step {
    /// Whether there was nothing to be done.
    pub fn is_idle(self) -> bool {
        self == Self::default()
    }

    fn and(self, other: Self) -> Self {
        Self {
            planned: self.planned + other.planned,
            taken: self.taken + other.taken,
            dropped: self.dropped + other.dropped,
        }
    }
}

impl Sender {
    /// With these parts.
    pub fn new(parts: SenderParts) -> Self {
        Self { parts, heard: AtomicI64::new(0), waiting: Mutex::default() }
    }

    /// One batch of everything that is due. Where it is not idle, there may be more.
    ///
    /// # Errors
    /// The records cannot be asked about one of them; all others were dealt with, and the next step goes on from there.
    pub async fn step(&self) -> Result<Step, StoreError> {
        self.wake().await?;
        let mut step = Step::default();
        let mut failure = None;
        let taken = [self.trials().await, self.parts.mass.follow_up().await];
        let campaigns = self.parts.ledger.at_work().await?;
        let mut note = |done: Result<Step, StoreError>| match done {
            Ok(done) => step = step.and(done),
            Err(error) => failure = failure.take().or(Some(error)),
        };
        taken.into_iter().for_each(|taken| note(taken.map(|taken| Step { taken, ..Step::default() })));
        for campaign in campaigns {
            note(self.one_campaign(&campaign).await.inspect_err(|error| {
                tracing::warn!(%error, campaign = campaign.id.0, "campaigns: this one waits");
            }));
        }
        failure.map_or(Ok(step), Err)
    }

    async fn one_campaign(&self, campaign: &Campaign) -> Result<Step, StoreError> {
        let now = self.parts.clock.now();
        match campaign.state {
            CampaignState::Cancelled => {
                let dropped = self.parts.ledger.drop_cancelled(campaign.id, PLANNED, now).await?;
                Ok(Step { dropped, ..Step::default() })
            }
            CampaignState::Released { starts_at } if starts_at <= now => {
                let (planned, taken) = self.advance(campaign).await?;
                Ok(Step { planned, taken, ..Step::default() })
            }
            _ => Ok(Step::default()),
        }
    }

    /// Whoever waited for an open window and has spoken since is due.
    async fn wake(&self) -> Result<(), StoreError> {
        let now = self.parts.clock.now();
        let heard = Timestamp::from_second(self.heard.load(Ordering::Relaxed)).unwrap_or(Timestamp::UNIX_EPOCH);
        let since = heard.max(earlier(now, window::OPEN));
        self.parts.ledger.wake(since, now).await?;
        self.heard.store(earlier(now, HEARD_LATE).as_second(), Ordering::Relaxed);
        Ok(())
    }

    async fn advance(&self, campaign: &Campaign) -> Result<(u64, u64), StoreError> {
        let now = self.parts.clock.now();
        let catalog = self.parts.catalog.load_full();
        if !campaign.is_as_released() {
            return self.pause(campaign, Pause::Altered).await.map(|()| (0, 0));
        }
        if campaign.draft.about.as_ref().is_some_and(|about| about.over(&catalog, now).is_some()) {
            return self.pause(campaign, Pause::Outdated).await.map(|()| (0, 0));
        }
        let planned = match campaign.wholly_planned {
            true => 0,
            false => self.parts.ledger.plan_deliveries(campaign.id, PLANNED, now).await?,
        };
        let rules = &catalog.pack.county;
        let sleeps = !campaign.draft.urgent && rules.sign_up.is_quiet(now);
        if sleeps || self.waits(campaign, now) {
            return Ok((planned, 0));
        }
        let taken = match campaign.draft.way {
            Way::Mass if campaign.wholly_planned => self.send_to_many(campaign).await?,
            Way::Mass => 0,
            Way::Each if self.has_room(campaign, rules.campaigns.kept_percent).await => self.deliver(campaign).await?,
            Way::Each => return Ok((planned, 0)),
        };
        if planned == 0 && taken == 0 && campaign.wholly_planned {
            self.parts.ledger.finish_campaign(campaign.id).await?;
        }
        Ok((planned, taken))
    }

    async fn send_to_many(&self, campaign: &Campaign) -> Result<u64, StoreError> {
        let (taken, why) = self.parts.mass.advance(campaign).await?;
        if let Some(why) = why {
            self.pause(campaign, why).await?;
        }
        Ok(taken)
    }

    /// Whether today's calls leave room.
    async fn has_room(&self, campaign: &Campaign, kept_percent: u8) -> bool {
        let Some(quota) = &self.parts.quota else { return true };
        Room::of(&**quota, &campaign.draft, kept_percent).await == Room::Left
    }

    async fn deliver(&self, campaign: &Campaign) -> Result<u64, StoreError> {
        let now = self.parts.clock.now();
        let claimed = self.parts.ledger.claim_deliveries(campaign.id, BATCH, later(now, CLAIM), now).await?;
        let taken = count(claimed.len());
        let Ended { trouble, waits, failure } = self.send_all(campaign, claimed).await;
        if let Some(until) = waits {
            self.waiting().insert(campaign.id, until);
        }
        if let Some(why) = trouble {
            self.pause(campaign, why).await?;
        }
        failure.map_or(Ok(taken), Err)
    }

    fn waits(&self, campaign: &Campaign, now: Timestamp) -> bool {
        let mut waiting = self.waiting();
        waiting.retain(|_, until| *until > now);
        waiting.contains_key(&campaign.id)
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<CampaignId, Timestamp>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn pause(&self, campaign: &Campaign, why: Pause) -> Result<(), StoreError> {
        pause(&*self.parts.campaigns, campaign.id, why, self.parts.clock.now()).await
    }
}

fn count(taken: usize) -> u64 {
    u64::try_from(taken).unwrap_or(u64::MAX)
}

fn earlier(from: Timestamp, by: SignedDuration) -> Timestamp {
    from.checked_sub(by).unwrap_or(from)
}
