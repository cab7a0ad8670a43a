//! From the configuration to what the parts of the house want.

use std::sync::Arc;

use secrecy::ExposeSecret;

use super::{CacheChoice, Plan, StartError, SystemClock, pack, platform};
use crate::app::site::address::SiteAddress;
use crate::app::staff::{Accounts, AccountsParts};
use crate::app::vault::{InvalidKey, Vault};
use crate::cache::embedded::EmbeddedCache;
use crate::config::{Account, Cache, CallbackMode, Config};
use crate::storage::Database;
use crate::wechat::config::{CallbackConfig, Mode};

/// What `serve` opens.
///
/// # Errors
/// The content pack is not sound, or the key is missing.
pub fn plan(config: &Config, account: &Account) -> Result<Plan, StartError> {
    let pages = SiteAddress::new(&config.server.public_url);
    Ok(Plan {
        database_url: config.database_url.clone(),
        cache: cache_choice(config, account),
        platform: platform::plan(config, account),
        privacy_key: config.privacy_key.clone().ok_or(InvalidKey)?,
        content: pack::load(&config.content)?,
        samples: config.samples,
        deadline: config.deadline,
        form_kept: config.form_kept,
        errands_kept_days: config.errands_kept_days,
        links: pages.reaches_phones(),
        pages,
    })
}

/// Where volatile state lives.
pub(super) fn cache_choice(config: &Config, account: &Account) -> CacheChoice {
    match &config.cache {
        Cache::Embedded => CacheChoice::Embedded,
        Cache::Redis(url) => CacheChoice::Redis { url: url.clone(), app_id: account.app_id.clone() },
    }
}

/// The database alone, for verbs that need no more.
///
/// # Errors
/// The key is missing, or the database cannot be opened.
pub async fn database(config: &Config) -> Result<Database, StartError> {
    let vault = Arc::new(vault(config)?);
    Ok(Database::open(config.database_url.expose_secret(), vault, Arc::new(SystemClock)).await?)
}

/// What personal data is sealed with.
///
/// # Errors
/// The key is missing, or is none.
pub fn vault(config: &Config) -> Result<Vault, StartError> {
    Ok(Vault::new(config.privacy_key.as_ref().ok_or(InvalidKey)?)?)
}

/// The accounts of staff, for verbs. Sessions that they end go on at running servers for a minute at most.
///
/// # Errors
/// The key is missing, or the database cannot be opened or brought up to date.
pub async fn accounts(config: &Config) -> Result<Accounts, StartError> {
    let vault = Arc::new(vault(config)?);
    let (database, clock) = (Arc::new(database(config).await?), Arc::new(SystemClock));
    database.migrate().await?;
    let cache = Arc::new(EmbeddedCache::open(clock.clone(), None).await?);
    let (staff, sessions) = (database.clone(), database.clone());
    Ok(Accounts::new(AccountsParts { staff, sessions, phones: database, cache, vault, clock }))
}

/// What the callback wants to know.
pub fn callback_config(config: &Config, account: &Account) -> CallbackConfig {
    CallbackConfig {
        app_id: account.app_id.clone(),
        token: account.token.clone(),
        mode: match account.mode {
            CallbackMode::Plain => Mode::Plain,
            CallbackMode::Compatible => Mode::Compatible,
            CallbackMode::Safe => Mode::Safe,
        },
        aes_key: account.encoding_aes_key.clone(),
        aes_key_previous: account.encoding_aes_key_previous.clone(),
        freshness: config.callback.freshness,
        max_body: config.callback.max_body_bytes,
        text_limit: config.callback.text_limit_bytes,
    }
}
