//! Trials that wait in the ledger: somebody at the command line asked for them.

use super::super::outcome::later;
use super::super::records::{Begun, Campaign, Cap, Claimed, Settled};
use super::super::trial::Trier;
use super::{BATCH, CLAIM, Sender, count};
use crate::app::records::StoreError;
use crate::domain::errand::{ErrandState, Why};
use crate::domain::window::LastActs;

impl Sender {
    /// Trials go out whatever the campaign's state, and keep no hours: somebody of the staff waits for them.
    pub(super) async fn trials(&self) -> Result<u64, StoreError> {
        let now = self.parts.clock.now();
        let claimed = self.parts.ledger.claim_previews(BATCH, later(now, CLAIM), now).await?;
        for one in &claimed {
            if let Some(campaign) = self.parts.campaigns.campaign(one.campaign).await? {
                self.trial(&campaign, one).await?;
            }
        }
        Ok(count(claimed.len()))
    }

    async fn trial(&self, campaign: &Campaign, claimed: &Claimed) -> Result<(), StoreError> {
        let (ledger, now) = (&self.parts.ledger, self.parts.clock.now());
        let cap = Cap { topic: campaign.draft.topic, most: None, in_days: 1 };
        let begun = ledger.begin_deliveries(std::slice::from_ref(claimed), cap, later(now, CLAIM), now).await?;
        if begun != [Begun::Send] {
            return Ok(());
        }
        let mut settled = Settled::unsent(claimed.clone(), ErrandState::Dropped(Why::Gone));
        if let Some(openid) = claimed.to.clone() {
            let to = Trier { openid, acts: LastActs::default() };
            let end = self.parts.trials.send(&campaign.draft, claimed.variant, &to).await?;
            (settled.state, settled.channel) = (end.state(), end.channel());
        }
        ledger.settle_deliveries(&[settled], self.parts.clock.now()).await.map(|_| ())
    }
}
