//! Keeps what the platform lends us: one replica asks, all have it, and it is renewed before it ends (platform
//! sheet 6.2).
//!
//! Three things hold it together. A copy in memory answers nearly every call, also while the cache is away. A hold in
//! the cache lets one replica ask at a time. And what is stored is replaced only if it is still what the asking
//! replica saw, so that a slow one cannot put an old loan over a newer one.

mod lent;
mod patience;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use metrics::counter;
use secrecy::SecretString;
use tokio::time::{Instant, sleep};

pub use self::lent::Lent;
use self::patience::Patience;
use super::failure::{Cause, Decision, PlatformError};
use super::rates::{Limit, Permit, Rates};
use super::token::{FetchHold, Loan, TokenStore};
use crate::app::clock::Clock;
use crate::app::vault::Vault;

/// How long a hold lasts if its holder dies: longer than asking can take, three tries of five seconds.
const HOLD_LIFE: Duration = Duration::from_secs(20);
/// How long a caller without any loan waits for another replica that is asking. After that it asks as well: in the
/// usual way that does no harm, and the other may have died.
const WAIT: Duration = Duration::from_secs(3);
/// How often it looks.
const LOOK: Duration = Duration::from_millis(50);
/// How often the one who renews ahead of time looks whether it is due; also how often it asks at most.
const ROUND: Duration = Duration::from_secs(30);
/// Asking anew kills the loan at once, for everybody: 20 times a day, half a minute apart (platform sheet 6.1).
const ANEW: Limit = Limit { call: "stable_token_anew", per_minute: None, per_day: Some(20) };
const ANEW_APART: SignedDuration = SignedDuration::from_secs(30);

/// How to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// What is lent now stays good.
    Usual,
    /// What is lent now dies at once.
    Anew,
}

/// What was lent.
#[derive(Debug)]
pub struct Granted {
    /// The token or ticket.
    pub secret: SecretString,
    /// How long it is good for.
    pub life: Duration,
}

/// The platform, as the one that lends.
#[async_trait]
pub trait Lender: Send + Sync {
    /// Asks for a loan. Bounded in time by the adapter (a few seconds).
    async fn lend(&self, how: How) -> Result<Granted, PlatformError>;
}

/// What a keeper works with.
#[derive(Clone)]
pub struct KeeperParts {
    /// Shared by replicas: the loans.
    pub store: Arc<dyn TokenStore>,
    /// Shared by replicas: how often a loan was asked for anew.
    pub rates: Arc<dyn Rates>,
    /// Seals a loan before the store sees it.
    pub vault: Arc<Vault>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// Keeps one loan; one a process.
pub struct Keeper {
    loan: Loan,
    parts: KeeperParts,
    lent: Mutex<Option<Arc<Lent>>>,
    patience: Mutex<Patience>,
    /// Held while asking: a hundred tasks that find nothing wait here for the one that asks.
    asking: tokio::sync::Mutex<()>,
}

/// Which loan is good enough.
enum Wanted<'a> {
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
    /// Keeps nothing yet.
    pub fn new(loan: Loan, parts: KeeperParts) -> Self {
        let (lent, patience) = (Mutex::default(), Mutex::default());
        Self { loan, parts, lent, patience, asking: tokio::sync::Mutex::default() }
    }

    /// A good loan, from memory as a rule.
    ///
    /// # Errors
    /// There is none, and none could be had. After a failure nobody asks again at once: everybody gets this error.
    pub async fn current(&self, lender: &dyn Lender) -> Result<Arc<Lent>, PlatformError> {
        if let Some(lent) = self.at_hand() {
            return Ok(lent);
        }
        let _one_at_a_time = self.asking.lock().await;
        match self.at_hand() {
            Some(lent) => Ok(lent),
            None => self.obtain(lender, &Wanted::Any).await,
        }
    }

    /// Another loan than this one, which the platform did not take. If somebody has renewed it already, that is it.
    /// The same one comes back where the platform insists on it, and cannot be asked anew for now: worth one more try.
    ///
    /// # Errors
    /// As [`Keeper::current`].
    pub async fn renew(&self, failed: &Lent, lender: &dyn Lender) -> Result<Arc<Lent>, PlatformError> {
        let _one_at_a_time = self.asking.lock().await;
        match self.at_hand() {
            Some(lent) if !lent.is(failed) => Ok(lent),
            _ => self.obtain(lender, &Wanted::Not(failed)).await,
        }
    }

    /// Renews the loan if it is due; until that has succeeded, the one at hand stays in use.
    ///
    /// # Errors
    /// It was due and could not be had. It is still good for minutes.
    pub async fn renew_ahead(&self, lender: &dyn Lender) -> Result<(), PlatformError> {
        let now = self.parts.clock.now();
        if self.at_hand().is_some_and(|lent| !lent.is_due(now)) {
            return Ok(());
        }
        let _one_at_a_time = self.asking.lock().await;
        self.obtain(lender, &Wanted::Fresh).await.map(drop)
    }

    /// Renews it again and again, ahead of time. Never ends: spawn it. Failures are logged where they happen.
    pub async fn keep_fresh(&self, lender: &dyn Lender) {
        loop {
            let _ = self.renew_ahead(lender).await;
            sleep(ROUND).await;
        }
    }

    fn at_hand(&self) -> Option<Arc<Lent>> {
        let now = self.parts.clock.now();
        lock(&self.lent).as_ref().filter(|lent| lent.is_good(now)).cloned()
    }

    /// One at a time: the caller holds `asking`.
    async fn obtain(&self, lender: &dyn Lender, wanted: &Wanted<'_>) -> Result<Arc<Lent>, PlatformError> {
        if let Some(refused) = lock(&self.patience).refuses(self.parts.clock.now()) {
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
            let stored = self.parts.store.load(self.loan).await.unwrap_or_default();
            let lent = stored.as_deref().and_then(|sealed| Lent::open(&self.parts.vault, self.loan, sealed));
            if let Some(lent) = lent.filter(|lent| wanted.is(lent, self.parts.clock.now())) {
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
            && let Ok(Some(theirs)) = store.load(self.loan).await
            && let Some(theirs) = Lent::open(&self.parts.vault, self.loan, &theirs)
            && wanted.is(&theirs, now)
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

/// No step inside can panic half-way, so what a poisoned mutex guards is sound.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
