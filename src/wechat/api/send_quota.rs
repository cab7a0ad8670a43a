//! What is left of the day's sends, for campaigns: they leave some of it to replies and reminders.

use async_trait::async_trait;

use super::{Api, customer_service, template};
use crate::app::campaigns::SendQuota;
use crate::app::dialogue_cache::CacheUnavailable;
use crate::app::reach::Channel;

#[async_trait]
impl SendQuota for Api {
    async fn of_today(&self, channel: Channel) -> Result<Option<(u64, u64)>, CacheUnavailable> {
        let call = match channel {
            Channel::Message => &customer_service::SEND,
            Channel::Template => &template::SEND,
            // No daily limit is published (platform sheet 6.5): one accepted tap is one send.
            Channel::Notice => return Ok(None),
        };
        let used = self.wire.rates.used(call.name, self.wire.clock.now()).await?;
        // 0 is no limit.
        let most = used.per_day.or(call.limit.per_day.map(u64::from)).filter(|most| *most > 0);
        Ok(most.map(|most| (used.today, most)))
    }
}
