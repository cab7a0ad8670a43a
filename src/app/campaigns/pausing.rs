//! A campaign stops by itself.

use jiff::Timestamp;
use metrics::counter;

use super::records::{By, CampaignRecords, Change, ChangeError};
use crate::app::records::StoreError;
use crate::domain::campaign::Pause;
use crate::domain::id::CampaignId;

/// Whoever gets there first has paused it; one that does not go out any more stays as it is.
pub(super) async fn pause(
    campaigns: &dyn CampaignRecords,
    id: CampaignId,
    why: Pause,
    now: Timestamp,
) -> Result<(), StoreError> {
    let by = By { name: "guiyan", reason: why.explained() };
    match campaigns.change_campaign(id, Change::Pause(why), by, now).await {
        Ok(_) => {
            tracing::warn!(campaign = id.0, why = why.id(), "a campaign pauses by itself");
            counter!("guiyan_campaigns_paused_total", "why" => why.id()).increment(1);
            Ok(())
        }
        Err(ChangeError::Store(error)) => Err(error),
        Err(ChangeError::NoSuch(_) | ChangeError::Invalid(_) | ChangeError::Altered) => Ok(()),
    }
}
