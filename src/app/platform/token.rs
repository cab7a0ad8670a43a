//! The port for what the platform lends us for two hours: the access token and the JS-SDK ticket.
//!
//! Replicas share them here, so that one asks and all have it. The store sees sealed bytes alone.

use std::time::Duration;

use async_trait::async_trait;

use crate::app::dialogue_cache::CacheUnavailable;

/// What is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Loan {
    /// The access token (platform sheet 6.1).
    AccessToken,
    /// The ticket for JS-SDK signatures (7.13).
    JsapiTicket,
}

impl Loan {
    /// Its name in keys, metrics and log.
    pub fn name(self) -> &'static str {
        match self {
            Self::AccessToken => "access_token",
            Self::JsapiTicket => "jsapi_ticket",
        }
    }
}

/// A hold on the right to fetch; nobody else's is equal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchHold {
    /// Of what.
    pub loan: Loan,
    /// Random.
    pub token: String,
}

/// Keeps loans for all replicas. Every method is bounded in time by the adapter (about one second).
#[async_trait]
pub trait TokenStore: Send + Sync {
    /// What is kept; `None` if there is nothing, or its life is over.
    async fn load(&self, loan: Loan) -> Result<Option<Vec<u8>>, CacheUnavailable>;

    /// Takes the right to fetch for `life`; `None` while somebody has it.
    async fn hold(&self, loan: Loan, life: Duration) -> Result<Option<FetchHold>, CacheUnavailable>;

    /// Puts `new` in place of `expected` (`None`: of nothing), and keeps it for `life`. `false`, and nothing is
    /// stored, if something else is there by now: so a slow fetcher cannot overwrite what is newer.
    async fn replace(
        &self,
        loan: Loan,
        expected: Option<&[u8]>,
        new: &[u8],
        life: Duration,
    ) -> Result<bool, CacheUnavailable>;

    /// Gives the right back. No-op if it is no longer ours.
    async fn let_go(&self, hold: &FetchHold) -> Result<(), CacheUnavailable>;
}
