//! 公众号: what the account may do, what it has used up of its calls, whether its token is good, and how the platform
//! reaches us.

use async_trait::async_trait;
use jiff::Timestamp;

use super::Centre;
use super::today::Unseen;
use crate::app::dialogue_cache::CacheUnavailable;
use crate::app::platform::arrivals::Seen;
use crate::app::platform::rates::Usage;
use crate::app::records::StoreError;
use crate::app::staff::{Action, Permit};
use crate::domain::account::Account;

/// What the client to the platform knows of itself.
#[async_trait]
pub trait ClientState: Send + Sync {
    /// What the account may do, with what the platform refused any replica.
    async fn account(&self) -> Account;

    /// What all replicas have used of every call with a limit a day.
    async fn usage(&self) -> Result<Vec<Usage>, CacheUnavailable>;

    /// Until when the access token of this process is good; `None` without one. Never the token.
    fn token_good_until(&self) -> Option<Timestamp>;
}

/// When people last wrote, whichever replica heard it.
#[async_trait]
pub trait LastWord: Send + Sync {
    /// When anybody last wrote, as far as the records have heard; `None` if nobody did.
    async fn last_word(&self) -> Result<Option<Timestamp>, StoreError>;
}

/// How the account stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountState {
    /// What it may do.
    pub account: Account,
    /// Whether there is a client at all: without an AppSecret there is none.
    pub connected: bool,
    /// What was used; `None` without a client, or while the cache is away.
    pub usage: Option<Vec<Usage>>,
    /// Until when the token of this process is good.
    pub token_good_until: Option<Timestamp>,
    /// When anybody last wrote, to whichever replica.
    pub last_word: Option<Timestamp>,
    /// What came to this process since it began.
    pub seen: Seen,
}

impl Centre {
    /// How the account stands with the platform.
    ///
    /// # Errors
    /// It is not theirs to see, or the records do not answer.
    pub async fn account_state(&self, permit: &Permit) -> Result<AccountState, Unseen> {
        permit.is_for(Action::SeeAccount)?;
        let (last_word, seen) = (self.last_word.last_word().await?, self.arrivals.seen());
        let Some(client) = &self.client else {
            let (account, connected) = (self.account.clone(), false);
            return Ok(AccountState { account, connected, usage: None, token_good_until: None, last_word, seen });
        };
        Ok(AccountState {
            account: client.account().await,
            connected: true,
            usage: client.usage().await.ok(),
            token_good_until: client.token_good_until(),
            last_word,
            seen,
        })
    }
}
