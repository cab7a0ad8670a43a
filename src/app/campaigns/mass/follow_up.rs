//! After a batch went out: how it ended is asked where it was not told, and its tag goes.

use jiff::SignedDuration;

use super::outcome::{Hitch, in_words};
use super::records::MassResult;
use super::{MassPlatform, MassSender, later, tag};
use crate::app::campaigns::pausing::pause;
use crate::app::platform::id::MessageId;
use crate::app::platform::mass::MassStatus;
use crate::app::records::StoreError;
use crate::domain::campaign::Pause;
use crate::domain::campaign::mass::Verdict;

/// How soon it is asked again.
const ASKED_AGAIN: SignedDuration = SignedDuration::from_mins(30);

impl MassSender {
    /// Asks and tidies up whatever it is time for. Answers how much that was.
    ///
    /// # Errors
    /// The records cannot be asked; the next step goes on from there.
    pub(in crate::app::campaigns) async fn follow_up(&self) -> Result<u64, StoreError> {
        let Some(platform) = &self.parts.platform else { return Ok(0) };
        let now = self.parts.clock.now();
        let mut done = 0;
        for pending in self.parts.records.pending(later(now, ASKED_AGAIN), now).await? {
            done += 1;
            if let Some(message) = &pending.untold {
                self.ask(platform, message).await?;
            }
            if let Some(tag) = pending.tag {
                match tag::delete(&*platform.tags, tag).await {
                    Ok(()) => self.parts.records.tag_is_gone(pending.id).await?,
                    Err(Hitch::Before(error)) => tracing::warn!(%error, "a tag of a mass send is not deleted yet"),
                    Err(_) => {}
                }
            }
        }
        Ok(done)
    }

    async fn ask(&self, platform: &MassPlatform, message: &MessageId) -> Result<(), StoreError> {
        let verdict = match platform.mass.status(message).await {
            // One that was deleted afterwards had gone out.
            Ok(MassStatus::Sent | MassStatus::Deleted) => Verdict::Sent,
            Ok(MassStatus::Failed) => Verdict::Failed,
            Ok(MassStatus::Sending | MassStatus::Other(_)) => return Ok(()),
            Err(error) => {
                tracing::warn!(error = in_words(&error), "how a mass send ended cannot be asked now");
                return Ok(());
            }
        };
        let (result, now) = (MassResult { verdict, counts: None }, self.parts.clock.now());
        let whose = self.parts.records.told(message, &result, now).await?;
        match whose {
            Some(id) if verdict != Verdict::Sent => pause(&*self.parts.campaigns, id, Pause::MassRefused, now).await,
            _ => Ok(()),
        }
    }
}
