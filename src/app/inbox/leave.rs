//! Somebody left: everything of theirs goes, also if database or cache are away just now.
//!
//! Nobody waits for an answer, and the platform says it only once; so this goes on behind the answer until it is
//! done. The records know by themselves if the follower has come back meanwhile.

use std::time::{Duration, Instant};

use super::turn::seal_answer;
use super::work::Attempt;
use super::{Answer, Inbound, InboxParts};
use crate::app::dialogue_cache::{Begin, CacheUnavailable, DialogueChange};
use crate::app::records::StoreError;
use crate::app::vault::CannotOpen;
use crate::domain::dialogue::intent::Intent;
use crate::domain::dialogue::state::Dialogue;

/// First pause between two tries; it doubles.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// Longest pause between two tries.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// After so long it is for people to see to.
const PATIENCE: Duration = Duration::from_secs(3600);

/// Why they are not forgotten yet.
#[derive(Debug, thiserror::Error)]
enum Remembered {
    #[error(transparent)]
    Records(#[from] StoreError),
    #[error(transparent)]
    Cache(#[from] CacheUnavailable),
    #[error("the answer cannot be sealed")]
    Seal(#[from] CannotOpen),
    #[error("another attempt is at it")]
    InProgress,
}

/// Forgets them, however often it has to be tried.
pub(super) async fn leave(parts: &InboxParts, inbound: &Inbound, deadline: Instant) -> Answer {
    let attempt = Attempt::new(parts, inbound, deadline);
    let begun = Instant::now();
    let mut pause = FIRST_PAUSE;
    let mut erased = false;
    while let Err(error) = forget(&attempt, &mut erased).await {
        if begun.elapsed() > PATIENCE {
            tracing::error!(%error, "somebody left and could not be forgotten: given up");
            metrics::counter!("guiyan_inbox_failures_total", "reason" => "leave").increment(1);
            break;
        }
        tracing::warn!(%error, "somebody left and is not forgotten yet; trying again");
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
    Answer::Nothing
}

/// The records first, as for every message, unless they are `erased`; then the dialogue.
async fn forget(attempt: &Attempt<'_>, erased: &mut bool) -> Result<(), Remembered> {
    let Attempt { parts, inbound, .. } = attempt;
    if !*erased {
        attempt.run(Dialogue::default(), Intent::Leave).await?;
        *erased = true;
    }
    match parts.cache.begin(&inbound.key, &inbound.openid, None).await? {
        Begin::Fresh { claim, .. } => {
            let nothing = seal_answer(&parts.vault, &inbound.key, &Answer::Nothing)?;
            parts.cache.commit(&claim, DialogueChange::Drop, &nothing).await?;
            parts.recent.note(&inbound.openid, DialogueChange::Drop);
            Ok(())
        }
        Begin::Answered(_) | Begin::Committed => Ok(()),
        Begin::InProgress => Err(Remembered::InProgress),
    }
}
