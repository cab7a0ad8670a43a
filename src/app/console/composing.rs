//! Drawing a campaign up: from one of the pack's for the season or from an earlier one, looked at as often as one likes,
//! then handed in for the second person.

use std::sync::Arc;

use super::Centre;
use super::campaigns::CampaignError;
use super::today::Unseen;
use crate::app::campaigns::office::{OfficeError, Preview};
use crate::app::campaigns::records::By;
use crate::app::campaigns::saved::SavedAudience;
use crate::app::content::CampaignSheet;
use crate::app::content::campaigns::Names;
use crate::app::staff::{Action, Permit};
use crate::domain::campaign::{CampaignState, Draft};
use crate::domain::id::CampaignId;

/// What a new campaign begins as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Model<'a> {
    /// One of the pack's, by its name.
    Season(&'a str),
    /// An earlier one.
    Earlier(CampaignId),
}

/// Why nothing can be begun with.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// It speaks of something that is not there.
    #[error("{0}")]
    Unsound(String),
    /// It is not there, not theirs, or the records do not answer.
    #[error(transparent)]
    Campaign(#[from] CampaignError),
}

impl Centre {
    /// The pack's campaigns for the season, to begin with.
    ///
    /// # Errors
    /// They are not theirs.
    pub fn season(&self, permit: &Permit) -> Result<Arc<[CampaignSheet]>, Unseen> {
        permit.is_for(Action::SubmitCampaign)?;
        Ok(Arc::clone(&self.season))
    }

    /// Audiences that were saved, by name.
    ///
    /// # Errors
    /// They are not theirs, or the records do not answer.
    pub async fn saved_audiences(&self, permit: &Permit) -> Result<Vec<SavedAudience>, Unseen> {
        permit.is_for(Action::SubmitCampaign)?;
        Ok(self.audiences.saved_audiences().await?)
    }

    /// What a new one begins as.
    ///
    /// # Errors
    /// There is no such thing, it speaks of what is not there, or the records do not answer.
    pub async fn model(&self, permit: &Permit, model: Model<'_>) -> Result<Draft, ModelError> {
        permit.is_for(Action::SubmitCampaign).map_err(CampaignError::from)?;
        match model {
            Model::Earlier(id) => Ok(self.known_campaign(id).await?.draft),
            Model::Season(name) => {
                let sheet = self.season.iter().find(|sheet| sheet.name == name);
                let sheet = sheet.ok_or_else(|| ModelError::Unsound(format!("内容包里没有 {name} 这条群发")))?;
                let saved = self.audiences.saved_audiences().await;
                let saved = saved.map_err(|error| CampaignError::Office(error.into()))?;
                let names = Names { catalog: &self.catalog.load(), vault: &self.vault, saved: &saved };
                sheet.draft(names).map_err(ModelError::Unsound)
            }
        }
    }

    /// Who would get it by which way now, and what is wrong with it. Nothing is written down.
    ///
    /// # Errors
    /// It is not theirs, or the records do not answer.
    pub async fn forecast(&self, permit: &Permit, draft: &Draft) -> Result<Preview, Unseen> {
        permit.is_for(Action::SubmitCampaign)?;
        Ok(self.office().preview(draft).await?)
    }

    /// Writes it down and hands it in for the second person. The same draft that this person has handed in already, or
    /// is about to, is that one: a form that is sent twice makes one campaign.
    ///
    /// # Errors
    /// It has flaws, its time is over, it is not theirs, or the records do not answer.
    pub async fn hand_in(&self, permit: &Permit, draft: &Draft) -> Result<CampaignId, CampaignError> {
        permit.is_for(Action::SubmitCampaign)?;
        let (office, author) = (self.office(), permit.member().name.as_str());
        let preview = office.preview(draft).await.map_err(OfficeError::from)?;
        if let Some(flaw) = preview.flaws.into_iter().find(|flaw| flaw.fatal) {
            return Err(OfficeError::Flawed(flaw.reason).into());
        }
        preview.span.map_err(OfficeError::from)?;
        let before = self.campaigns.campaigns().await.map_err(OfficeError::from)?;
        let same = before.into_iter().find(|one| {
            matches!(one.state, CampaignState::Draft | CampaignState::InReview)
                && one.author == author
                && one.draft == *draft
        });
        let (id, state) = match same {
            Some(one) => (one.id, one.state),
            None => (office.draw_up(draft, author).await?, CampaignState::Draft),
        };
        if state == CampaignState::Draft {
            office.submit(id, By { name: author, reason: "" }).await?;
        }
        Ok(id)
    }
}
