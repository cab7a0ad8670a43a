//! A mass send to one of the staff, by the platform's preview: it counts for nothing, and leaves nothing behind.

use super::content::{articles, text};
use super::outcome::{Hitch, in_words};
use super::{MassPlatform, MassSender};
use crate::app::campaigns::trial::TrialEnd;
use crate::app::platform::failure::{Decision, PlatformError};
use crate::app::platform::mass::{MassContent, PreviewTo};
use crate::domain::campaign::Draft;
use crate::domain::id::OpenId;

impl MassSender {
    /// Has the platform show it to one, once.
    pub(in crate::app::campaigns) async fn preview(&self, draft: &Draft, to: &OpenId) -> TrialEnd {
        let Some(platform) = &self.parts.platform else { return TrialEnd::NoClient };
        match self.previewed(platform, draft, to).await {
            Ok(()) => TrialEnd::Previewed,
            Err(Hitch::Leaving(error)) if error.decision() == Decision::Unknown => TrialEnd::Unknown,
            Err(Hitch::Before(error) | Hitch::Leaving(error)) => refused(&error),
            Err(Hitch::Unfit(why)) => TrialEnd::Unfit(why),
            // Nothing of a preview is in the records.
            Err(Hitch::Store(_) | Hitch::Lost | Hitch::Nobody) => TrialEnd::Busy,
        }
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

fn refused(error: &PlatformError) -> TrialEnd {
    tracing::warn!(%error, "a trial of a mass send did not get through");
    match error.decision() {
        Decision::Pause { .. } => TrialEnd::Limit,
        Decision::Retry { .. } | Decision::Unknown | Decision::RefreshToken => TrialEnd::Busy,
        Decision::DropFollower(why) => TrialEnd::Refused(why),
        _ => TrialEnd::Failed(in_words(error).trim_end_matches('。').to_owned()),
    }
}
