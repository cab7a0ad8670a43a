//! A mass send to one of the staff, by the platform's preview: it counts for nothing, and leaves nothing behind.

use jiff::SignedDuration;

use super::content::{articles, text};
use super::outcome::Hitch;
use super::{MassPlatform, MassSender, later};
use crate::app::campaigns::records::{Begun, Campaign, Cap, Claimed, Settled};
use crate::app::platform::failure::Decision;
use crate::app::platform::mass::{MassContent, PreviewTo};
use crate::app::records::StoreError;
use crate::domain::campaign::Draft;
use crate::domain::errand::{ErrandState, Why};
use crate::domain::id::OpenId;

/// How long it may be on its way.
const SENDING: SignedDuration = SignedDuration::from_mins(5);

impl MassSender {
    /// Sends a trial, once.
    ///
    /// # Errors
    /// The records cannot be asked.
    pub(in crate::app::campaigns) async fn try_out(
        &self,
        campaign: &Campaign,
        claimed: &Claimed,
    ) -> Result<(), StoreError> {
        let (now, ledger) = (self.parts.clock.now(), &self.parts.ledger);
        let cap = Cap { topic: campaign.draft.topic, most: None, in_days: 1 };
        let begun = ledger.begin_deliveries(std::slice::from_ref(claimed), cap, later(now, SENDING), now).await?;
        if begun != [Begun::Send] {
            return Ok(());
        }
        let state = match (&self.parts.platform, &claimed.to) {
            (None, _) => ErrandState::Unreachable(Why::NoClient),
            (_, None) => ErrandState::Dropped(Why::Gone),
            (Some(platform), Some(to)) => match self.previewed(platform, &campaign.draft, to).await {
                Ok(()) => ErrandState::Sent,
                Err(Hitch::Store(error)) => return Err(error),
                Err(hitch) => failed(&hitch),
            },
        };
        let settled = Settled::unsent(claimed.clone(), state);
        ledger.settle_deliveries(&[settled], self.parts.clock.now()).await.map(|_| ())
    }

    async fn previewed(&self, platform: &MassPlatform, draft: &Draft, to: &OpenId) -> Result<(), Hitch> {
        let to = PreviewTo::Follower(to.clone());
        if let Some(text) = text(draft)? {
            return platform.mass.preview(&to, &text).await.map_err(Hitch::Leaving);
        }
        let picture = self.upload_cover(platform, draft).await?;
        let made = self.upload_article(platform, draft, picture.clone()).await;
        let sent = match &made {
            Ok(article) => {
                let content: MassContent = articles(article.clone());
                platform.mass.preview(&to, &content).await.map_err(Hitch::Leaving)
            }
            Err(_) => Ok(()),
        };
        // What stays behind takes up room in the library, and nothing else.
        if let Ok(article) = &made
            && let Err(error) = platform.drafts.delete(article).await
        {
            tracing::warn!(%error, "the article of a trial stays among the drafts");
        }
        if let Err(error) = platform.media.delete_permanent(&picture).await {
            tracing::warn!(%error, "the picture of a trial stays in the library");
        }
        made.and(sent)
    }
}

fn failed(hitch: &Hitch) -> ErrandState {
    match hitch {
        Hitch::Before(error) | Hitch::Leaving(error) => {
            tracing::warn!(%error, "a trial of a mass send did not get through");
            if error.decision() == Decision::Unknown && matches!(hitch, Hitch::Leaving(_)) {
                return ErrandState::Unknown;
            }
            ErrandState::Unreachable(Why::NoWay)
        }
        Hitch::Unfit(why) => {
            tracing::warn!(why, "a trial of a mass send cannot be sent so");
            ErrandState::Unreachable(Why::Faulty)
        }
        Hitch::Store(_) | Hitch::Lost | Hitch::Nobody => ErrandState::Unreachable(Why::NoWay),
    }
}
