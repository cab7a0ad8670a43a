//! What the embedded cache holds about the platform: its loans, our calls, what the account lacks. It outlives no
//! restart: then the platform is asked again, and tells the counts as well.

use std::collections::HashMap;
use std::sync::{MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use super::EmbeddedCache;
use crate::app::dialogue_cache::CacheUnavailable;
use crate::app::platform::capabilities::{CapabilityStore, REFUSAL_TTL};
use crate::app::platform::china_day::ChinaDay;
use crate::app::platform::rates::{Limit, Permit, Rates, Used};
use crate::app::platform::token::{FetchHold, Loan, TokenStore};
use crate::cache::token;
use crate::domain::account::Feature;

/// As many entries as there are loans, calls and features.
#[derive(Default)]
pub(super) struct Shelf {
    loans: HashMap<Loan, Ending<Vec<u8>>>,
    holds: HashMap<Loan, Ending<FetchHold>>,
    counts: HashMap<String, Counts>,
    refused: HashMap<Feature, Ending<()>>,
}

/// Something that ends.
struct Ending<T> {
    value: T,
    ends_at: Timestamp,
}

impl<T> Ending<T> {
    fn new(value: T, life: Duration, now: Timestamp) -> Self {
        let life = SignedDuration::try_from(life).unwrap_or(SignedDuration::MAX);
        Self { value, ends_at: now.saturating_add(life).unwrap_or(Timestamp::MAX) }
    }
}

fn live<T>(entry: Option<&Ending<T>>, now: Timestamp) -> Option<&T> {
    entry.filter(|entry| entry.ends_at > now).map(|entry| &entry.value)
}

/// Of one call.
#[derive(Default)]
struct Counts {
    day: i64,
    today: u64,
    month: i64,
    this_month: u64,
    /// What the platform told; 0 is no limit.
    most: Option<u64>,
    paused_until: Timestamp,
    /// When the bucket will be full again; each call moves that on by one drip.
    full_at: Timestamp,
}

impl Counts {
    /// Begins a new day, a new month.
    fn turn_to(&mut self, today: ChinaDay) {
        if self.day != today.day {
            (self.day, self.today) = (today.day, 0);
        }
        if self.month != today.month {
            (self.month, self.this_month) = (today.month, 0);
        }
    }

    fn take(&mut self, limit: &Limit, now: Timestamp) -> Permit {
        let today = ChinaDay::of(now);
        self.turn_to(today);
        if self.paused_until > now {
            return Permit::Wait(self.paused_until);
        }
        let most = self.most.unwrap_or(u64::from(limit.per_day.unwrap_or(0)));
        if most > 0 && self.today >= most {
            return Permit::Wait(today.renewed_at);
        }
        if let Some(bucket) = limit.bucket() {
            let drip = SignedDuration::from_micros(bucket.every_us);
            let slack = SignedDuration::from_micros(bucket.every_us * (bucket.at_once - 1));
            let full_at = self.full_at.max(now);
            let earliest = full_at.saturating_sub(slack).unwrap_or(now);
            if earliest > now {
                return Permit::Wait(earliest);
            }
            self.full_at = full_at.saturating_add(drip).unwrap_or(now);
        }
        self.today += 1;
        self.this_month += 1;
        Permit::Go
    }
}

impl EmbeddedCache {
    /// No step inside can panic half-way, so what a poisoned mutex guards is sound.
    fn platform(&self) -> MutexGuard<'_, Shelf> {
        self.platform.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl TokenStore for EmbeddedCache {
    async fn load(&self, loan: Loan) -> Result<Option<Vec<u8>>, CacheUnavailable> {
        let now = self.clock.now();
        Ok(live(self.platform().loans.get(&loan), now).cloned())
    }

    async fn hold(&self, loan: Loan, life: Duration) -> Result<Option<FetchHold>, CacheUnavailable> {
        let (now, holds) = (self.clock.now(), &mut self.platform().holds);
        if live(holds.get(&loan), now).is_some() {
            return Ok(None);
        }
        let hold = FetchHold { loan, token: token() };
        holds.insert(loan, Ending::new(hold.clone(), life, now));
        Ok(Some(hold))
    }

    async fn replace(
        &self,
        loan: Loan,
        expected: Option<&[u8]>,
        new: &[u8],
        life: Duration,
    ) -> Result<bool, CacheUnavailable> {
        let (now, loans) = (self.clock.now(), &mut self.platform().loans);
        let as_expected = live(loans.get(&loan), now).map(Vec::as_slice) == expected;
        if as_expected {
            loans.insert(loan, Ending::new(new.to_vec(), life, now));
        }
        Ok(as_expected)
    }

    async fn let_go(&self, hold: &FetchHold) -> Result<(), CacheUnavailable> {
        let (now, holds) = (self.clock.now(), &mut self.platform().holds);
        if live(holds.get(&hold.loan), now) == Some(hold) {
            holds.remove(&hold.loan);
        }
        Ok(())
    }
}

#[async_trait]
impl Rates for EmbeddedCache {
    async fn take(&self, limit: &Limit, now: Timestamp) -> Result<Permit, CacheUnavailable> {
        Ok(self.platform().counts.entry(limit.call.to_owned()).or_default().take(limit, now))
    }

    async fn pause(&self, call: &str, until: Timestamp, now: Timestamp) -> Result<(), CacheUnavailable> {
        if until > now {
            let mut shelf = self.platform();
            let counts = shelf.counts.entry(call.to_owned()).or_default();
            counts.paused_until = counts.paused_until.max(until);
        }
        Ok(())
    }

    async fn reconcile(&self, call: &str, used: u64, per_day: u64, now: Timestamp) -> Result<(), CacheUnavailable> {
        let mut shelf = self.platform();
        let counts = shelf.counts.entry(call.to_owned()).or_default();
        counts.turn_to(ChinaDay::of(now));
        // What others called with this account today counts towards the month as well.
        counts.this_month = counts.this_month.saturating_add(used).saturating_sub(counts.today);
        (counts.today, counts.most) = (used, Some(per_day));
        if per_day == 0 || used < per_day {
            counts.paused_until = now;
        }
        Ok(())
    }

    async fn used(&self, call: &str, now: Timestamp) -> Result<Used, CacheUnavailable> {
        let mut shelf = self.platform();
        let counts = shelf.counts.entry(call.to_owned()).or_default();
        counts.turn_to(ChinaDay::of(now));
        Ok(Used {
            today: counts.today,
            this_month: counts.this_month,
            per_day: counts.most.filter(|most| *most > 0),
            paused_until: Some(counts.paused_until).filter(|until| *until > now),
        })
    }
}

#[async_trait]
impl CapabilityStore for EmbeddedCache {
    async fn refused(&self) -> Result<Vec<Feature>, CacheUnavailable> {
        let (now, shelf) = (self.clock.now(), self.platform());
        Ok(Feature::ALL.into_iter().filter(|feature| live(shelf.refused.get(feature), now).is_some()).collect())
    }

    async fn refuse(&self, feature: Feature) -> Result<bool, CacheUnavailable> {
        let (now, refused) = (self.clock.now(), &mut self.platform().refused);
        let known = live(refused.get(&feature), now).is_some();
        if !known {
            refused.insert(feature, Ending::new((), REFUSAL_TTL, now));
        }
        Ok(!known)
    }
}
