//! Mass sends (platform sheet 7.5). A subscription account has one a day; a follower of a service account gets at most
//! four a month, and whoever has had them is passed over in silence. There is no recall.

use std::num::NonZeroU32;

use async_trait::async_trait;

use super::failure::PlatformError;
use super::id::{ClientMessageId, MediaId, MessageDataId, MessageId, TagId};
use super::limit::{Bytes, Few};
use crate::domain::id::OpenId;

/// What is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MassContent {
    /// Articles of a draft; the draft and its id are gone after a successful send.
    Articles {
        /// From `draft/add`.
        draft: MediaId,
        /// Sends also when the platform takes them for a reprint.
        ignore_reprint: bool,
    },
    /// Text.
    Text(Bytes<2048>),
    /// A recording.
    Voice(MediaId),
    /// Pictures; the bound is that of a newspic draft.
    Images {
        /// In their order.
        media_ids: Few<MediaId, 1, 20>,
        /// Words with them.
        recommend: Option<String>,
        /// Who may comment.
        comments: Comments,
    },
    /// A film.
    Video(MediaId),
}

/// Who may comment on an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comments {
    /// Nobody.
    Closed,
    /// Everybody.
    Open,
    /// Followers alone.
    FollowersOnly,
}

/// Whom a send by filter reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// All followers. Enters the history, and may wait for the administrator's confirmation.
    Everybody,
    /// Those with this tag.
    Tag(TagId),
}

/// Two to ten thousand followers.
pub type Receivers = Few<OpenId, 2, 10_000>;

/// Whom a preview goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PreviewTo {
    /// A follower.
    Follower(OpenId),
    /// A follower by WeChat id, 100 times a day.
    WechatId(Bytes<64>),
}

/// The platform took the send; MASSSENDJOBFINISH tells how it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MassReceipt {
    /// The same as in the event.
    pub id: MessageId,
    /// For the statistics; only articles have one.
    pub data_id: Option<MessageDataId>,
}

/// How far a send is. Counts come with the event alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MassStatus {
    /// Done.
    Sent,
    /// Under way.
    Sending,
    /// Failed.
    Failed,
    /// Deleted.
    Deleted,
    /// A word that we do not know.
    Other(String),
}

/// What of a send is deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MassDeletion {
    /// All its articles, or its film.
    Whole(MessageId),
    /// One article, the first is 1.
    Article(MessageId, NonZeroU32),
    /// The article with this address.
    Url(String),
}

/// How fast the platform sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MassSpeed {
    /// 800,000 a minute.
    PerMinute800k,
    /// 600,000 a minute.
    PerMinute600k,
    /// 450,000 a minute.
    PerMinute450k,
    /// 300,000 a minute.
    PerMinute300k,
    /// 100,000 a minute.
    PerMinute100k,
}

/// The speed that is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SpeedSetting {
    /// The step; `None` for one that we do not know.
    pub speed: Option<MassSpeed>,
    /// What it comes to, in 10,000 a minute, if the platform tells.
    pub real: Option<u64>,
}

/// Mass sends. A send is repeatable by its key for 24 hours: a second one answers with the id of the first (45065).
#[async_trait]
pub trait MassGateway: Send + Sync {
    /// To everybody or to a tag.
    async fn send_filtered(
        &self,
        reach: Reach,
        content: &MassContent,
        key: &ClientMessageId,
    ) -> Result<MassReceipt, PlatformError>;

    /// To these followers; verified service accounts alone.
    async fn send_to(
        &self,
        receivers: &Receivers,
        content: &MassContent,
        key: &ClientMessageId,
    ) -> Result<MassReceipt, PlatformError>;

    /// To one, as a trial. Not repeatable: it would come twice.
    async fn preview(&self, to: &PreviewTo, content: &MassContent) -> Result<(), PlatformError>;

    /// How far it is. Repeatable.
    async fn status(&self, id: &MessageId) -> Result<MassStatus, PlatformError>;

    /// Blanks articles or a film that were sent; the cards stay with those who have them. Repeatable.
    async fn delete(&self, what: &MassDeletion) -> Result<(), PlatformError>;

    /// The speed. Repeatable.
    async fn speed(&self) -> Result<SpeedSetting, PlatformError>;

    /// Sets the speed. Repeatable.
    async fn set_speed(&self, speed: MassSpeed) -> Result<(), PlatformError>;
}
