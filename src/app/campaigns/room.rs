//! What today's calls leave to campaigns, beside what is kept for replies and reminders.

use async_trait::async_trait;

use crate::app::dialogue_cache::CacheUnavailable;
use crate::app::reach::Channel;
use crate::domain::campaign::{Draft, Words};

/// How much of the day's calls is used.
#[async_trait]
pub trait SendQuota: Send + Sync {
    /// Calls of a channel today, and most of them a day; `None` for one without a limit.
    async fn of_today(&self, channel: Channel) -> Result<Option<(u64, u64)>, CacheUnavailable>;
}

/// What is left to a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// Something.
    Left,
    /// Nothing until midnight in China.
    UsedUp(UsedUp),
    /// Without the cache nobody knows, and nothing could be sent either.
    Unknown,
}

/// The calls of one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UsedUp {
    /// Calls today.
    pub used: u64,
    /// Most of them that campaigns may use.
    pub room: u64,
    /// Most of them a day.
    pub most: u64,
}

impl Room {
    /// What is left today to a campaign that is sent one by one. `kept_percent` of the day's calls are not for campaigns.
    pub async fn of(quota: &dyn SendQuota, draft: &Draft, kept_percent: u8) -> Self {
        let words = [Some(&draft.words), draft.other_words.as_ref()];
        let said = |has: fn(&Words) -> bool| words.into_iter().flatten().any(has);
        let channels = [
            (Channel::Message, said(|words| words.message.is_some())),
            (Channel::Template, said(|words| words.template.is_some())),
        ];
        for (channel, _) in channels.into_iter().filter(|(_, said)| *said) {
            match quota.of_today(channel).await {
                Ok(Some((used, most))) => {
                    let room = most.saturating_mul(u64::from(100u8.saturating_sub(kept_percent))) / 100;
                    if used >= room {
                        return Self::UsedUp(UsedUp { used, room, most });
                    }
                }
                Ok(None) => {}
                Err(_) => return Self::Unknown,
            }
        }
        Self::Left
    }
}
