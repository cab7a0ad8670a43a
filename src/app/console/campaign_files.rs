//! What of a campaign is taken out as a file: what came of it, and whom to ring.

use super::Centre;
use super::campaigns::CampaignError;
use super::files::file;
use crate::app::campaigns::office::OfficeError;
use crate::app::export::roster::ExportError;
use crate::app::export::{campaign, campaign_calls};
use crate::app::reason;
use crate::app::staff::{Action, Permit};
use crate::domain::id::CampaignId;

impl Centre {
    /// What came of it, as an Excel file. It has counts, and nobody's name.
    ///
    /// # Errors
    /// It is not there, not theirs to see, or the file cannot be made.
    pub async fn report_file(&self, permit: &Permit, id: CampaignId) -> Result<Vec<u8>, CampaignError> {
        permit.is_for(Action::SeeCampaigns)?;
        self.known_campaign(id).await?;
        let report = self.campaigns.report(id).await.map_err(OfficeError::from)?.unwrap_or_default();
        let batches = self.mass.batches(id).await.map_err(OfficeError::from)?;
        Ok(file(campaign::write(&report, &batches, &self.catalog.load().pack)?)?)
    }

    /// Whom it did not reach, a sheet a unit, for them to be rung; whoever belongs to a unit gets its sheet alone. It is
    /// noted once there is a file and before that leaves: what cannot be noted is not taken out.
    ///
    /// # Errors
    /// It is not there, not theirs, nobody says why, there is nobody to ring, or the file cannot be made.
    pub async fn calls_file(
        &self,
        permit: &Permit,
        id: CampaignId,
        (in_full, reason): (bool, &str),
    ) -> Result<Vec<u8>, CampaignError> {
        permit.is_for(if in_full { Action::ExportInFull } else { Action::ExportMasked })?;
        let campaign = self.known_campaign(id).await?;
        let reason = reason::said(reason)?;
        let (catalog, which) = (self.catalog.load_full(), (&campaign, permit.member().post.unit()));
        let written = campaign_calls::write(&*self.campaign_calls, which, (&catalog.pack, in_full)).await;
        let (book, listed) = written.map_err(|error| match error {
            ExportError::Store(error) => OfficeError::from(error).into(),
            ExportError::Write(error) => CampaignError::Write(error),
        })?;
        if listed.people == 0 {
            return Err(CampaignError::NobodyToRing);
        }
        let bytes = file(book)?;
        let how = if in_full { "in full" } else { "masked" };
        let detail = format!("calls of campaign {id} {how}: {reason}");
        let noted = self.roster.note_export(permit.member().name.as_str(), &detail, self.clock.now()).await;
        noted.map_err(OfficeError::from)?;
        Ok(bytes)
    }
}
