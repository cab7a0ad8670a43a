//! 发到我的微信看看: whoever writes a campaign, or lets it go out, reads it on their own phone first.

use std::time::Duration;

use super::Centre;
use crate::app::campaigns::trial::{TrialEnd, Trier};
use crate::app::dialogue_cache::CacheUnavailable;
use crate::app::records::StoreError;
use crate::app::staff::{Action, Forbidden, OwnPhone, Permit};
use crate::domain::campaign::{Draft, Variant};
use crate::domain::window::{Act, LastActs};

/// Trials of one person in an hour. Ten people who use all of theirs are at the 100 previews of a mass send that the
/// platform gives an account in a day (platform sheet 7.5).
pub const TRIALS: u32 = 10;
/// That hour.
const HOUR: Duration = Duration::from_secs(3600);

/// Why nothing was tried.
#[derive(Debug, thiserror::Error)]
pub enum TrialError {
    /// It is not theirs.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// No phone is theirs.
    #[error("no phone is bound")]
    Unbound,
    /// They tried [`TRIALS`] within the hour.
    #[error("too many trials")]
    TooMany,
    /// Nobody can tell how many there were.
    #[error(transparent)]
    Uncounted(#[from] CacheUnavailable),
    /// The records do not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Centre {
    /// Sends what people would get to their own phone; where there are two ways to say it, both. Answers what came of
    /// each. Nothing of it stands in the ledger.
    ///
    /// # Errors
    /// See [`TrialError`]. After [`TrialError::Store`] the first of two may have gone out.
    pub async fn try_out(&self, permit: &Permit, draft: &Draft) -> Result<Vec<TrialEnd>, TrialError> {
        permit.is_for(Action::TryCampaign)?;
        let id = permit.member().id;
        let OwnPhone { openid, since } = self.phones.phone(id).await?.ok_or(TrialError::Unbound)?;
        if self.tries.count_try(&format!("trial:{id}"), HOUR).await? > TRIALS {
            return Err(TrialError::TooMany);
        }
        // They spoke when they bound it, which the records hear of within seconds.
        let to = Trier { openid, acts: LastActs::one(Act::Spoke, since) };
        let mut ends = vec![self.trials.send(draft, Variant::A, &to).await?];
        if draft.other_words.is_some() {
            ends.push(self.trials.send(draft, Variant::B, &to).await?);
        }
        Ok(ends)
    }
}
