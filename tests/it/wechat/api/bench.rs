//! Replicas of the client before a scripted platform, with a cache between them and a clock that is set by hand.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use guiyan::app::dialogue_cache::CacheUnavailable;
use guiyan::app::platform::capabilities::CapabilityStore;
use guiyan::app::platform::rates::{Limit, Permit, Rates, Used};
use guiyan::app::platform::token::{FetchHold, Loan, TokenStore};
use guiyan::app::vault::Vault;
use guiyan::cache::embedded::EmbeddedCache;
use guiyan::domain::account::{Account, Feature};
use guiyan::domain::county::AccountKind;
use guiyan::wechat::api::{Api, ApiParts};
use jiff::Timestamp;

use crate::cache::place::ManualClock;
use crate::support::scripted::Scripted;

pub const APP_ID: &str = "wx0123456789abcdef";
pub const SECRET: &str = "made-up-app-secret";

pub struct Bench {
    pub platform: Scripted,
    pub cache: Arc<EmbeddedCache>,
    pub clock: Arc<ManualClock>,
}

impl Bench {
    pub async fn new() -> Self {
        let clock = Arc::new(ManualClock::default());
        let cache = Arc::new(EmbeddedCache::open(clock.clone(), None).await.unwrap());
        Self { platform: Scripted::start().await, cache, clock }
    }

    /// A replica of a verified service account.
    pub fn api(&self) -> Arc<Api> {
        self.api_of(AccountKind::Service, self.cache.clone())
    }

    /// A replica whose cache is away.
    pub fn api_without_cache(&self) -> Arc<Api> {
        self.api_of(AccountKind::Service, Arc::new(Away))
    }

    pub fn api_of(
        &self,
        kind: AccountKind,
        cache: Arc<impl TokenStore + Rates + CapabilityStore + 'static>,
    ) -> Arc<Api> {
        self.api_at(&self.platform.base, kind, cache)
    }

    pub fn api_at(
        &self,
        base: &str,
        kind: AccountKind,
        cache: Arc<impl TokenStore + Rates + CapabilityStore + 'static>,
    ) -> Arc<Api> {
        let parts = ApiParts {
            base: base.to_owned(),
            app_id: APP_ID.to_owned(),
            app_secret: SECRET.into(),
            account: Account::new(kind, true),
            tokens: cache.clone(),
            rates: cache.clone(),
            capabilities: cache,
            vault: Arc::new(Vault::new(&"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=".into()).unwrap()),
            clock: self.clock.clone(),
        };
        Arc::new(Api::new(parts).unwrap())
    }

    pub fn pass(&self, seconds: u64) {
        self.clock.pass(Duration::from_secs(seconds));
    }
}

/// A cache that is away.
struct Away;

fn away<T>() -> Result<T, CacheUnavailable> {
    Err(CacheUnavailable("away".to_owned()))
}

#[async_trait]
impl TokenStore for Away {
    async fn load(&self, _: Loan) -> Result<Option<Vec<u8>>, CacheUnavailable> {
        away()
    }

    async fn hold(&self, _: Loan, _: Duration) -> Result<Option<FetchHold>, CacheUnavailable> {
        away()
    }

    async fn replace(&self, _: Loan, _: Option<&[u8]>, _: &[u8], _: Duration) -> Result<bool, CacheUnavailable> {
        away()
    }

    async fn let_go(&self, _: &FetchHold) -> Result<(), CacheUnavailable> {
        away()
    }
}

#[async_trait]
impl Rates for Away {
    async fn take(&self, _: &Limit, _: Timestamp) -> Result<Permit, CacheUnavailable> {
        away()
    }

    async fn pause(&self, _: &str, _: Timestamp, _: Timestamp) -> Result<(), CacheUnavailable> {
        away()
    }

    async fn reconcile(&self, _: &str, _: u64, _: u64, _: Timestamp) -> Result<(), CacheUnavailable> {
        away()
    }

    async fn used(&self, _: &str, _: Timestamp) -> Result<Used, CacheUnavailable> {
        away()
    }
}

#[async_trait]
impl CapabilityStore for Away {
    async fn refused(&self) -> Result<Vec<Feature>, CacheUnavailable> {
        away()
    }

    async fn refuse(&self, _: Feature) -> Result<bool, CacheUnavailable> {
        away()
    }
}
