//! Mass sends (群发, platform sheet 7.5): one call to many.
//!
//! Recipients are deliveries of the ledger as those of any campaign; they go out in batches, each a row with a key
//! that is stored before it leaves. A batch whose answer is lost goes out again under its key as long as the platform
//! knows it, and the platform sends it once. How it ended the platform tells later, or is asked.

mod content;
mod follow_up;
mod outcome;
pub mod records;
mod tag;
mod trial;

pub use self::content::PaintsCovers;

use std::sync::Arc;

use arc_swap::ArcSwap;
use jiff::{SignedDuration, Timestamp};
use metrics::counter;

use self::outcome::{Hitch, after};
use self::records::{Batch, MassRecords, Settled, Terms};
use super::outcome::later;
use super::records::{Campaign, CampaignRecords, Cap};
use crate::app::clock::Clock;
use crate::app::platform::capabilities::CapabilityMap;
use crate::app::platform::draft::DraftGateway;
use crate::app::platform::mass::{MassGateway, MassReceipt, Reach, Receivers};
use crate::app::platform::media::MediaGateway;
use crate::app::platform::tags::TagGateway;
use crate::app::records::StoreError;
use crate::app::site::address::SiteAddress;
use crate::domain::campaign::Pause;
use crate::domain::campaign::mass::{Allowance, KEY_KNOWN, MassHow};
use crate::domain::catalog::Catalog;
use crate::domain::errand::{ErrandState, Why};
use crate::domain::id::{CampaignId, OpenId};

/// The channel of the ledger's rows.
pub const CHANNEL: &str = "mass";
/// So long after it went out, a batch whose end was not told is asked for; the platform sends 100,000 and more a minute.
pub const ASKED_FIRST: SignedDuration = SignedDuration::from_mins(30);
/// So long it is asked for: what is not over by then never will be.
pub const ASKED_FOR: SignedDuration = SignedDuration::from_hours(3 * 24);
/// How long a claim lasts; whoever fills a tag holds it on.
const CLAIM: SignedDuration = SignedDuration::from_mins(5);
/// How long a call may be on its way: longer than all attempts of the client together.
const SENDING: SignedDuration = SignedDuration::from_mins(5);

/// What mass sends are made with.
pub struct MassParts {
    /// The batches.
    pub records: Arc<dyn MassRecords>,
    /// The campaigns.
    pub campaigns: Arc<dyn CampaignRecords>,
    /// The way out; `None` where there is no AppSecret: then everybody is for the call list.
    pub platform: Option<MassPlatform>,
    /// Paints what stands above an article.
    pub covers: Arc<dyn PaintsCovers>,
    /// Where the pages are, if phones can open them.
    pub pages: Option<SiteAddress>,
    /// The county's rules.
    pub catalog: Arc<ArcSwap<Catalog>>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// The platform, as far as mass sends need it.
#[derive(Clone)]
pub struct MassPlatform {
    /// Sends.
    pub mass: Arc<dyn MassGateway>,
    /// Tags.
    pub tags: Arc<dyn TagGateway>,
    /// Articles.
    pub drafts: Arc<dyn DraftGateway>,
    /// Pictures.
    pub media: Arc<dyn MediaGateway>,
    /// What the account may.
    pub capabilities: Arc<CapabilityMap>,
}

/// Sends mass campaigns; one a process.
pub struct MassSender {
    parts: MassParts,
}

/// What came of a try, and whether the campaign should stop for it.
type Tried = (Settled, Option<Pause>);

impl MassSender {
    /// With these parts.
    pub fn new(parts: MassParts) -> Self {
        Self { parts }
    }

    /// Sends the next batch of a released campaign that is wholly planned. Answers how many batches were dealt with,
    /// and why the campaign should stop, if it should.
    ///
    /// # Errors
    /// The records cannot be asked; the next step goes on from there.
    pub(super) async fn advance(&self, campaign: &Campaign) -> Result<(u64, Option<Pause>), StoreError> {
        let now = self.parts.clock.now();
        let how = match &self.parts.platform {
            Some(platform) => MassHow::of(&platform.capabilities.account().await),
            None => Some(MassHow::List),
        };
        let Some(how) = how else { return Ok((0, Some(Pause::NoRight))) };
        let terms = self.terms(campaign, how);
        let late = campaign.not_after.is_some_and(|not_after| now >= not_after);
        if !late && self.is_used_up(campaign.id, &terms, now).await? {
            return Ok((0, None));
        }
        let records = &self.parts.records;
        let claimed = records.claim_batch(campaign.id, &terms, later(now, CLAIM), now).await?;
        let Some(mut batch) = claimed else { return Ok((0, None)) };
        let tried = match (unsendable(&batch, late, now), &self.parts.platform) {
            (Some(state), _) => Some((Settled::over(state), None)),
            (None, None) => Some((Settled::over(ErrandState::Unreachable(Why::NoClient)), None)),
            (None, Some(platform)) => self.send(platform, campaign, (&mut batch, &terms)).await?,
        };
        let Some((settled, pause)) = tried else { return Ok((1, None)) };
        if records.settle_batch(&batch, &settled, self.parts.clock.now()).await? {
            counter!("guiyan_mass_batches_total", "outcome" => settled.state.id()).increment(1);
        }
        Ok((1, pause))
    }

    fn terms(&self, campaign: &Campaign, how: MassHow) -> Terms {
        let catalog = self.parts.catalog.load();
        let (rules, kind) = (&catalog.pack.county.campaigns, catalog.pack.county.account);
        let most = (!campaign.draft.is_uncapped()).then_some(rules.most);
        let cap = Cap { topic: campaign.draft.topic, most, in_days: rules.most_in_days };
        Terms { how, cap, allowance: Allowance::of(kind) }
    }

    /// Whether nothing more goes out today. What a follower gets in a month is counted for each of them.
    async fn is_used_up(&self, campaign: CampaignId, terms: &Terms, now: Timestamp) -> Result<bool, StoreError> {
        match terms.allowance {
            Allowance::ADay(most) => {
                let sends = self.parts.records.sends_since(terms.allowance.since(now), Some(campaign)).await?;
                Ok(sends >= u64::from(most))
            }
            Allowance::AMonthEach(_) => Ok(false),
        }
    }

    /// One try; `None` if the batch was not ours any more, or the campaign was stopped: then nothing went out.
    async fn send(
        &self,
        platform: &MassPlatform,
        campaign: &Campaign,
        (batch, terms): (&mut Batch, &Terms),
    ) -> Result<Option<Tried>, StoreError> {
        let people = self.parts.records.recipients(batch, terms, self.parts.clock.now()).await?;
        let how = terms.how.for_so_many(people.len());
        if people.is_empty() {
            let state = if batch.left_at.is_none() { ErrandState::Dropped(Why::Gone) } else { ErrandState::Unknown };
            return Ok(Some((Settled::over(state), None)));
        }
        match self.sent(platform, campaign, (batch, how, people)).await {
            Ok(receipt) => Ok(Some((Settled::sent(receipt.id), None))),
            Err(Hitch::Store(error)) => Err(error),
            Err(Hitch::Lost) => Ok(None),
            Err(Hitch::Nobody) => Ok(Some((Settled::over(ErrandState::Dropped(Why::Gone)), None))),
            Err(Hitch::Unfit(why)) => Ok(Some((Settled::unfit(why, self.parts.clock.now()), Some(Pause::MassRefused)))),
            Err(Hitch::Before(error)) => Ok(Some(after(&error, (batch, false), self.parts.clock.now()))),
            Err(Hitch::Leaving(error)) => Ok(Some(after(&error, (batch, true), self.parts.clock.now()))),
        }
    }

    async fn sent(
        &self,
        platform: &MassPlatform,
        campaign: &Campaign,
        (batch, how, people): (&mut Batch, MassHow, Vec<OpenId>),
    ) -> Result<MassReceipt, Hitch> {
        let content = self.content(platform, &campaign.draft, batch).await?;
        let reach = match how {
            MassHow::List => None,
            MassHow::Tag => Some(Reach::Tag(self.tagged(platform, batch, &people).await?)),
        };
        let now = self.parts.clock.now();
        if !self.parts.records.batch_leaves(batch, how, later(now, SENDING), now).await? {
            return Err(Hitch::Lost);
        }
        let sent = match reach {
            Some(reach) => platform.mass.send_filtered(reach, &content, &batch.key).await,
            None => {
                let list = Receivers::new(people).map_err(|error| Hitch::Unfit(error.to_string()))?;
                platform.mass.send_to(&list, &content, &batch.key).await
            }
        };
        sent.map_err(Hitch::Leaving)
    }

    /// Holds a batch on, with what was made for it.
    async fn keep(&self, batch: &Batch) -> Result<(), Hitch> {
        let now = self.parts.clock.now();
        let kept = self.parts.records.keep_batch(batch, later(now, CLAIM), now).await?;
        if kept { Ok(()) } else { Err(Hitch::Lost) }
    }
}

/// What becomes of it instead of being sent: it is too late, or the platform has forgotten its key.
fn unsendable(batch: &Batch, late: bool, now: Timestamp) -> Option<ErrandState> {
    match batch.left_at {
        None => late.then_some(ErrandState::Missed(Why::TooLate)),
        Some(left) if late || now.duration_since(left) >= KEY_KNOWN => Some(ErrandState::Unknown),
        Some(_) => None,
    }
}
