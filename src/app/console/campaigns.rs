//! Campaigns: which there are, all of one before its release, and the second person's word.

use super::Centre;
use super::today::Unseen;
use crate::app::campaigns::mass::records::BatchLine;
use crate::app::campaigns::office::{Office, OfficeError, Preview};
use crate::app::campaigns::records::{By, Campaign, Change, ChangeError};
use crate::app::campaigns::report::Report;
use crate::app::campaigns::{Room, UsedUp};
use crate::app::export::workbook::CannotWrite;
use crate::app::reason::Unreasoned;
use crate::app::staff::{Action, Forbidden, Permit};
use crate::domain::campaign::{CampaignState, Pause, Way};
use crate::domain::id::CampaignId;

/// One campaign, with all that is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct OneCampaign {
    /// As it was drawn up, and how far it is.
    pub campaign: Campaign,
    /// Who gets it by which way now; as long as it has not begun.
    pub preview: Option<Preview>,
    /// What came of it, once it has.
    pub report: Option<Report>,
    /// Its batches, where it goes to many in one call.
    pub batches: Vec<BatchLine>,
    /// The calls that are used up, where it stands until tomorrow for that.
    pub used_up: Option<UsedUp>,
}

/// What is done to a campaign, by whom it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Steer {
    /// Hand it in for review.
    Submit,
    /// Let it go out; the hash is of what was read.
    Release,
    /// Let it go on.
    Resume,
    /// Stop it for a while.
    Pause,
    /// End it.
    Cancel,
}

impl Steer {
    /// What one has to be allowed.
    pub fn action(self) -> Action {
        match self {
            Self::Submit => Action::SubmitCampaign,
            Self::Release | Self::Resume => Action::ReleaseCampaign,
            Self::Pause | Self::Cancel => Action::StopCampaign,
        }
    }
}

/// Why a campaign is as it was.
#[derive(Debug, thiserror::Error)]
pub enum CampaignError {
    /// It is not theirs.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The office's: flaws, the time, the state, the same person, no reason.
    #[error(transparent)]
    Office(#[from] OfficeError),
    /// A list of calls would have no row.
    #[error("这次群发没有人要打电话，或者要打的人都没有号码")]
    NobodyToRing,
    /// Nobody says why, or as the audit does not keep it.
    #[error(transparent)]
    Unreasoned(#[from] Unreasoned),
    /// A file cannot be made.
    #[error(transparent)]
    Write(#[from] CannotWrite),
}

impl Centre {
    pub(super) fn office(&self) -> Office {
        Office {
            records: self.campaigns.clone(),
            mass: self.mass.clone(),
            catalog: self.catalog.load_full(),
            account: self.account.clone(),
            clock: self.clock.clone(),
        }
    }

    pub(super) async fn known_campaign(&self, id: CampaignId) -> Result<Campaign, CampaignError> {
        let found = self.campaigns.campaign(id).await.map_err(OfficeError::from)?;
        found.ok_or_else(|| OfficeError::Change(ChangeError::NoSuch(id)).into())
    }

    /// The newest 200, newest first.
    ///
    /// # Errors
    /// They are not theirs to see, or the records do not answer.
    pub async fn campaigns(&self, permit: &Permit) -> Result<Vec<Campaign>, Unseen> {
        permit.is_for(Action::SeeCampaigns)?;
        Ok(self.campaigns.campaigns().await?)
    }

    /// One of them.
    ///
    /// # Errors
    /// It is not there, not theirs to see, or the records do not answer.
    pub async fn campaign(&self, permit: &Permit, id: CampaignId) -> Result<OneCampaign, CampaignError> {
        permit.is_for(Action::SeeCampaigns)?;
        let campaign = self.known_campaign(id).await?;
        let before = matches!(campaign.state, CampaignState::Draft | CampaignState::InReview);
        let mut one = OneCampaign { campaign, preview: None, report: None, batches: Vec::new(), used_up: None };
        if before {
            let preview = self.office().preview(&one.campaign.draft).await;
            one.preview = Some(preview.map_err(OfficeError::from)?);
        } else {
            one.report = self.campaigns.report(id).await.map_err(OfficeError::from)?;
            one.batches = self.mass.batches(id).await.map_err(OfficeError::from)?;
            one.used_up = self.used_up(&one.campaign).await;
        }
        Ok(one)
    }

    async fn used_up(&self, campaign: &Campaign) -> Option<UsedUp> {
        let goes_on = matches!(campaign.state, CampaignState::Released { starts_at } if starts_at <= self.clock.now());
        let quota = self.quota.as_deref().filter(|_| goes_on && campaign.draft.way == Way::Each)?;
        let kept = self.catalog.load().pack.county.campaigns.kept_percent;
        match Room::of(quota, &campaign.draft, kept).await {
            Room::UsedUp(used_up) => Some(used_up),
            Room::Left | Room::Unknown => None,
        }
    }

    /// Hands it in, lets it go out, stops it. `hash` is of what was read.
    ///
    /// # Errors
    /// It is as it was.
    pub async fn steer(
        &self,
        permit: &Permit,
        id: CampaignId,
        (steer, hash): (Steer, &str),
        reason: &str,
    ) -> Result<CampaignState, CampaignError> {
        permit.is_for(steer.action())?;
        let (office, by) = (self.office(), By { name: permit.member().name.as_str(), reason });
        let state = match steer {
            Steer::Submit => office.submit(id, by).await?,
            Steer::Release => office.release(id, Some(hash), by).await?,
            Steer::Resume => office.steer(id, Change::Resume, by).await?,
            Steer::Pause => office.steer(id, Change::Pause(Pause::Staff), by).await?,
            Steer::Cancel => office.steer(id, Change::Cancel, by).await?,
        };
        Ok(state)
    }
}
