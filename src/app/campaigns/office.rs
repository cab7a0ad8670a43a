//! What staff do with campaigns: draw up, read, release, stop. Writing and releasing are two people's.

use std::sync::Arc;

use jiff::Timestamp;

use super::draft;
use super::forecast::{Ask, Counts, Sampled};
use super::mass::records::{MassRecords, MassUse};
use super::records::{By, Campaign, CampaignRecords, Change, ChangeError};
use crate::app::clock::Clock;
use crate::app::reason::{self, Unreasoned};
use crate::app::records::StoreError;
use crate::domain::account::Account;
use crate::domain::campaign::mass::{Allowance, MassHow};
use crate::domain::campaign::{Almanac, CampaignState, Draft, Flaw, InvalidSchedule, Rules, Variant, Way};
use crate::domain::catalog::Catalog;
use crate::domain::id::{CampaignId, OpenId};

/// Recipients that are shown as a sample.
pub(super) const SAMPLE: u64 = 5;

/// The office.
pub struct Office {
    /// The campaigns.
    pub records: Arc<dyn CampaignRecords>,
    /// Their batches, where they go to many in one call.
    pub mass: Arc<dyn MassRecords>,
    /// What they speak of, and the county's rules.
    pub catalog: Arc<Catalog>,
    /// What the account may.
    pub account: Account,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// What one sees before a release.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// What is wrong with it.
    pub flaws: Vec<Flaw>,
    /// By which way it reaches whom, now.
    pub counts: Counts,
    /// Some of them.
    pub sample: Vec<Sampled>,
    /// What of the platform's allowance it finds, if it goes to many in one call.
    pub mass: Option<MassOutlook>,
    /// When it begins, and when it is too late.
    pub span: Result<(Timestamp, Timestamp), InvalidSchedule>,
}

/// The platform's allowance before a mass send, by our own ledger: what staff send by hand is not in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MassOutlook {
    /// By which way the account sends; `None` if it may not.
    pub how: Option<MassHow>,
    /// How often it may.
    pub allowance: Allowance,
    /// What is used of it.
    pub used: MassUse,
}

impl Preview {
    /// What goes by each channel that has a daily limit: its name, how many, and how many days that takes beside what is
    /// kept for replies.
    pub fn days(&self, rules: &Rules) -> Vec<(&'static str, u64, u64)> {
        let room = |most: u64| (most.saturating_mul(100u64.saturating_sub(rules.kept_percent.into())) / 100).max(1);
        let channels = [
            ("消息", self.counts.message, rules.messages_a_day),
            ("模板消息", self.counts.template, rules.templates_a_day),
        ];
        let sent = channels.into_iter().filter(|(_, people, _)| *people > 0);
        sent.map(|(name, people, most)| (name, people, people.div_ceil(room(most)))).collect()
    }
}

/// Why a campaign does not go out.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// It has flaws.
    #[error("还不能发：{0}")]
    Flawed(String),
    /// Its time.
    #[error(transparent)]
    Schedule(#[from] InvalidSchedule),
    /// Its state.
    #[error(transparent)]
    Change(#[from] ChangeError),
    /// The records.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no name.
    #[error("要写是谁（--by）")]
    Nameless,
    /// There is no reason, or none that the audit keeps. Whoever hands one in may say nothing.
    #[error(transparent)]
    Unreasoned(#[from] Unreasoned),
}

impl Office {
    /// Draws one up. It may still have flaws.
    ///
    /// # Errors
    /// Nothing was written down.
    pub async fn draw_up(&self, draft: &Draft, author: &str) -> Result<CampaignId, OfficeError> {
        let by = By { name: author.trim(), reason: "" };
        if by.name.is_empty() {
            return Err(OfficeError::Nameless);
        }
        Ok(self.records.add_campaign(draft, by, self.clock.now()).await?)
    }

    /// How it would go out now.
    ///
    /// # Errors
    /// The records cannot be asked.
    pub async fn preview(&self, draft: &Draft) -> Result<Preview, StoreError> {
        let now = self.clock.now();
        let ask = Ask::of(draft, &draft.words, &self.account, &self.catalog.pack.county.campaigns);
        let counts = self.records.count_audience(&draft.audience, &ask, now).await?;
        let mut flaws = draft::flaws(draft, &self.catalog, now);
        if counts.audience == 0 {
            // Somebody may still begin to follow before it goes out.
            flaws.push(Flaw { fatal: false, reason: "现在一个人也没有，请再看看发给谁".to_owned() });
        }
        Ok(Preview {
            flaws,
            counts,
            mass: self.mass_outlook(draft, now).await?,
            sample: self.records.sample_audience(&draft.audience, SAMPLE, now).await?,
            span: draft.when.span(self.almanac(now)),
        })
    }

    async fn mass_outlook(&self, draft: &Draft, now: Timestamp) -> Result<Option<MassOutlook>, StoreError> {
        if draft.way == Way::Each {
            return Ok(None);
        }
        let (how, allowance) = (MassHow::of(&self.account), Allowance::of(self.account.kind));
        let used = self.mass.mass_use(&draft.audience, allowance.since(now), now).await?;
        Ok(Some(MassOutlook { how, allowance, used }))
    }

    fn almanac(&self, now: Timestamp) -> Almanac<'_> {
        Almanac { now, working_days: &self.catalog.pack.working_days }
    }

    /// Hands it in for review, if nothing is wrong with it.
    ///
    /// # Errors
    /// Nothing changed.
    pub async fn submit(&self, id: CampaignId, by: By<'_>) -> Result<CampaignState, OfficeError> {
        let campaign = self.sound(id).await?;
        campaign.draft.when.span(self.almanac(self.clock.now()))?;
        self.change(id, Change::Submit, by, false).await
    }

    /// Lets it go out: the second person's word. `hash` is of what they read; without it, of what is there.
    ///
    /// # Errors
    /// Nothing changed.
    pub async fn release(&self, id: CampaignId, hash: Option<&str>, by: By<'_>) -> Result<CampaignState, OfficeError> {
        let campaign = self.sound(id).await?;
        let almanac = self.almanac(self.clock.now());
        let (starts_at, not_after) = campaign.draft.when.span_as_drawn_up(almanac, campaign.made_at)?;
        // Only now it is known when one without a day of its own begins.
        let night = campaign.draft.night(starts_at, not_after, &self.catalog.pack.county.sign_up);
        if let Some(night) = night.filter(|night| night.is_too_long) {
            return Err(OfficeError::Flawed(night.to_string()));
        }
        let hash = hash.map_or(campaign.hash, str::to_owned);
        self.change(id, Change::Release { starts_at, not_after, hash }, by, true).await
    }

    /// Stops it, lets it go on, or ends it.
    ///
    /// # Errors
    /// Nothing changed.
    pub async fn steer(&self, id: CampaignId, change: Change, by: By<'_>) -> Result<CampaignState, OfficeError> {
        self.change(id, change, by, true).await
    }

    /// Sends the words of a variant to one follower, for staff to see on their own phone.
    ///
    /// # Errors
    /// There is no such campaign.
    pub async fn try_out(&self, id: CampaignId, to: &OpenId, variant: Variant) -> Result<(), OfficeError> {
        let found = self.records.campaign(id).await?;
        found.ok_or(ChangeError::NoSuch(id))?;
        Ok(self.records.add_preview(id, to, variant, self.clock.now()).await?)
    }

    /// One with which nothing is wrong.
    async fn sound(&self, id: CampaignId) -> Result<Campaign, OfficeError> {
        let campaign = self.records.campaign(id).await?.ok_or(ChangeError::NoSuch(id))?;
        let flaws = draft::flaws(&campaign.draft, &self.catalog, self.clock.now());
        match flaws.into_iter().find(|flaw| flaw.fatal) {
            Some(flaw) => Err(OfficeError::Flawed(flaw.reason)),
            None => Ok(campaign),
        }
    }

    async fn change(
        &self,
        id: CampaignId,
        change: Change,
        by: By<'_>,
        reasoned: bool,
    ) -> Result<CampaignState, OfficeError> {
        let silent = by.reason.trim().is_empty() && !reasoned;
        let by = By { name: by.name.trim(), reason: if silent { "" } else { reason::said(by.reason)? } };
        if by.name.is_empty() {
            return Err(OfficeError::Nameless);
        }
        Ok(self.records.change_campaign(id, change, by, self.clock.now()).await?)
    }
}
