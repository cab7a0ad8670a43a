//! The outward client of a process that shares its cache with nobody.

use std::sync::Arc;

use guiyan::app::clock::Clock;
use guiyan::app::vault::Vault;
use guiyan::cache::embedded::EmbeddedCache;
use guiyan::domain::account::Account;
use guiyan::domain::county::AccountKind;
use guiyan::wechat::api::{Api, ApiParts};
use jiff::Timestamp;

pub const APP_ID: &str = "wx0123456789abcdef";
pub const SECRET: &str = "made-up-secret";
pub const TOKEN: &str = "TOKEN";

/// A verified service account, whose platform listens on `base`.
pub async fn lone_api(base: &str) -> Api {
    let clock: Arc<dyn Clock> = Arc::new(Noon);
    let cache = Arc::new(EmbeddedCache::open(Arc::clone(&clock), None).await.unwrap());
    Api::new(ApiParts {
        base: base.to_owned(),
        app_id: APP_ID.to_owned(),
        app_secret: SECRET.into(),
        account: Account::new(AccountKind::Service, true),
        tokens: cache.clone(),
        rates: cache.clone(),
        capabilities: cache,
        vault: Arc::new(Vault::new(&"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=".into()).unwrap()),
        clock,
    })
    .unwrap()
}

/// Always noon in China on the second of March.
struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        "2026-03-02T04:00:00Z".parse().unwrap()
    }
}
