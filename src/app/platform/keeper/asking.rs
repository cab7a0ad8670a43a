//! Asking the platform: by one replica at a time, and not more often than is good.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use metrics::counter;
use tokio::time::{Instant, sleep};

use super::{How, Keeper, Lender, Lent, lock};
use crate::app::platform::failure::{Cause, Decision, PlatformError};
use crate::app::platform::rates::{Limit, Permit};
use crate::app::platform::token::FetchHold;

/// How long a hold lasts if its holder dies: longer than asking can take, three tries of five seconds.
const HOLD_LIFE: Duration = Duration::from_secs(20);
/// How long a caller without any loan waits for another replica that is asking. After that it asks as well: in the
/// usual way that does no harm, and the other may have died.
const WAIT: Duration = Duration::from_secs(3);
/// How often it looks.
const LOOK: Duration = Duration::from_millis(50);
/// Asking anew kills the loan at once, for everybody: 20 times a day, half a minute apart (platform sheet 6.1).
const ANEW: Limit = Limit { call: "stable_token_anew", per_minute: None, per_day: Some(20) };
const ANEW_APART: SignedDuration = SignedDuration::from_secs(30);

/// Which loan is good enough.
pub(super) enum Wanted<'a> {
    /// Any that has not ended.
    Any,
    /// Any but this one, which the platform did not take.
    Not(&'a Lent),
    /// One that need not be renewed yet.
    Fresh,
}

impl Wanted<'_> {
    fn is(&self, lent: &Lent, now: Timestamp) -> bool {
        match self {
            Self::Any => lent.is_good(now),
            Self::Not(failed) => lent.is_good(now) && !lent.is(failed),
            Self::Fresh => !lent.is_due(now),
        }
    }
}

/// Who asks the platform now.
enum Turn {
    /// We do, with a hold if it could be had; and what is stored as far as we saw.
    Ours(Option<FetchHold>, Option<Vec<u8>>),
    /// Another replica has done it.
    Done(Lent),
    /// Another replica is at it.
    Theirs,
}

impl Keeper {
    /// One at a time: the caller holds `asking`.
    pub(super) async fn obtain(&self, lender: &dyn Lender, wanted: &Wanted<'_>) -> Result<Arc<Lent>, PlatformError> {
        let refused = lock(&self.patience).refuses(self.parts.clock.now());
        if let Some(refused) = refused {
            if let Wanted::Not(_) = wanted
                && let (_, Some(newer)) = self.stored(wanted).await
            {
                return Ok(self.adopt(newer));
            }
            // What the platform has just confirmed is worth another try; an error is not worth another question.
            return self.at_hand().ok_or_else(|| refused.unwrap_or_else(|| self.busy()));
        }
        match self.turn(wanted).await {
            Turn::Done(lent) => Ok(self.adopt(lent)),
            Turn::Theirs => self.at_hand().ok_or_else(|| self.busy()),
            Turn::Ours(hold, stored) => {
                let asked = self.ask(lender, wanted, stored.as_deref()).await;
                self.let_go(hold).await;
                asked
            }
        }
    }

    /// Waits until asking is up to us, or another replica has done it.
    async fn turn(&self, wanted: &Wanted<'_>) -> Turn {
        let started = Instant::now();
        loop {
            let Ok(hold) = self.parts.store.hold(self.loan, HOLD_LIFE).await else { return Turn::Ours(None, None) };
            let (stored, lent) = self.stored(wanted).await;
            if let Some(lent) = lent {
                self.let_go(hold).await;
                return Turn::Done(lent);
            }
            if hold.is_some() {
                return Turn::Ours(hold, stored);
            }
            match wanted {
                // Whoever renews ahead of time has time: another replica does it.
                Wanted::Fresh => return Turn::Theirs,
                _ if started.elapsed() > WAIT => return Turn::Ours(None, stored),
                _ => sleep(LOOK).await,
            }
        }
    }

    /// What is stored, sealed; and opened, if it is what is wanted.
    async fn stored(&self, wanted: &Wanted<'_>) -> (Option<Vec<u8>>, Option<Lent>) {
        let stored = self.parts.store.load(self.loan).await.unwrap_or_default();
        let lent = stored.as_deref().and_then(|sealed| Lent::open(&self.parts.vault, self.loan, sealed));
        (stored, lent.filter(|lent| wanted.is(lent, self.parts.clock.now())))
    }

    async fn ask(
        &self,
        lender: &dyn Lender,
        wanted: &Wanted<'_>,
        stored: Option<&[u8]>,
    ) -> Result<Arc<Lent>, PlatformError> {
        let mut lent = self.lend(lender, How::Usual).await?;
        if let Wanted::Not(failed) = wanted
            && lent.is(failed)
            && self.may_ask_anew().await
        {
            tracing::warn!(loan = self.loan.name(), "platform: it lends what it does not take: asking anew");
            lent = self.lend(lender, How::Anew).await?;
        }
        Ok(self.share(lent, wanted, stored).await)
    }

    async fn lend(&self, lender: &dyn Lender, how: How) -> Result<Lent, PlatformError> {
        // The life counts from before the question, so that ours never outlasts theirs.
        let asked_at = self.parts.clock.now();
        let granted = lender.lend(how).await;
        let outcome = if granted.is_ok() { "ok" } else { "failed" };
        counter!("guiyan_loans_total", "loan" => self.loan.name(), "outcome" => outcome).increment(1);
        let now = self.parts.clock.now();
        match granted {
            Ok(granted) => {
                lock(&self.patience).succeeded(now);
                Ok(Lent::new(granted.secret, asked_at, granted.life))
            }
            Err(error) => {
                tracing::warn!(loan = self.loan.name(), %error, "platform: nothing was lent");
                Err(lock(&self.patience).failed(error, now))
            }
        }
    }

    /// Bounded for all replicas together; without the cache nobody can know, so it is not done.
    async fn may_ask_anew(&self) -> bool {
        let (rates, now) = (&self.parts.rates, self.parts.clock.now());
        matches!(rates.take(&ANEW, now).await, Ok(Permit::Go))
            && rates.pause(ANEW.call, now.saturating_add(ANEW_APART).unwrap_or(now), now).await.is_ok()
    }

    /// Stores it for all replicas. If meanwhile another did, and that is good enough, theirs is taken.
    async fn share(&self, lent: Lent, wanted: &Wanted<'_>, stored: Option<&[u8]>) -> Arc<Lent> {
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        if let Some((sealed, life)) = lent.seal(&self.parts.vault, self.loan, now)
            && let Ok(false) = store.replace(self.loan, stored, &sealed, life).await
            && let (_, Some(theirs)) = self.stored(wanted).await
        {
            return self.adopt(theirs);
        }
        self.adopt(lent)
    }

    fn adopt(&self, lent: Lent) -> Arc<Lent> {
        let lent = Arc::new(lent);
        *lock(&self.lent) = Some(Arc::clone(&lent));
        lent
    }

    /// A hold that cannot be given back ends by itself.
    async fn let_go(&self, hold: Option<FetchHold>) {
        if let Some(hold) = hold {
            let _ = self.parts.store.let_go(&hold).await;
        }
    }

    fn busy(&self) -> PlatformError {
        PlatformError::new(self.loan.name(), Cause::HeldBack, Decision::Retry { after: Duration::from_secs(1) })
    }
}
