//! What the client knows of itself, for staff.

use async_trait::async_trait;
use jiff::Timestamp;

use super::Api;
use crate::app::console::ClientState;
use crate::app::dialogue_cache::CacheUnavailable;
use crate::app::platform::rates::Usage;
use crate::domain::account::Account;

#[async_trait]
impl ClientState for Api {
    async fn account(&self) -> Account {
        self.wire.capabilities.account().await
    }

    async fn usage(&self) -> Result<Vec<Usage>, CacheUnavailable> {
        Self::usage(self).await
    }

    fn token_good_until(&self) -> Option<Timestamp> {
        self.token.good_until()
    }
}
