//! Keeps what the platform lends us: one replica asks, all have it, and it is renewed before it ends (platform
//! sheet 6.2).
//!
//! Three things hold it together. A copy in memory answers nearly every call, also while the cache is away. A hold in
//! the cache lets one replica ask at a time. And what is stored is replaced only if it is still what the asking
//! replica saw, so that a slow one cannot put an old loan over a newer one.

mod asking;
mod lent;
mod patience;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use secrecy::SecretString;
use tokio::time::sleep;

use self::asking::Wanted;
pub use self::lent::Lent;
use self::patience::Patience;
use super::failure::PlatformError;
use super::rates::Rates;
use super::token::{Loan, TokenStore};
use crate::app::clock::Clock;
use crate::app::vault::Vault;

/// How often the one who renews ahead of time looks whether it is due; also how often it asks at most.
const ROUND: Duration = Duration::from_secs(30);
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

    /// Until when the loan at hand is good; `None` if there is none.
    pub fn good_until(&self) -> Option<Timestamp> {
        self.at_hand().map(|lent| lent.expires_at())
    }

    fn at_hand(&self) -> Option<Arc<Lent>> {
        let now = self.parts.clock.now();
        lock(&self.lent).as_ref().filter(|lent| lent.is_good(now)).cloned()
    }
}

/// No step inside can panic half-way, so what a poisoned mutex guards is sound.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
