//! Messages to one follower inside the interaction window, typing, and the log of the agents (platform sheet 7.2).

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use super::failure::PlatformError;
use super::id::{ArticleId, MediaId, MiniProgramId};
use super::limit::{Bytes, Few, OutOfBounds};
use crate::domain::id::OpenId;
use crate::domain::passive_reply::Article;

/// What can be said. The platform counts how often: 5 within 48 h of a message, 3 within a minute of a tap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CustomerServiceMessage {
    /// Text; may hold `<a>` links.
    Text(Bytes<2048>),
    /// A picture.
    Image(MediaId),
    /// A recording.
    Voice(MediaId),
    /// A film.
    Video {
        /// The film.
        media_id: MediaId,
        /// Its picture.
        thumb_media_id: MediaId,
        /// Shown above it.
        title: Option<String>,
        /// Shown below it.
        description: Option<String>,
    },
    /// Music by address.
    Music {
        /// Shown above it.
        title: String,
        /// Shown below it.
        description: String,
        /// Where it is.
        url: String,
        /// The same in better quality, for Wi-Fi.
        hq_url: String,
        /// Its picture.
        thumb_media_id: MediaId,
    },
    /// One card that opens a page; two get 45008.
    News(Article),
    /// An article in the library. Being withdrawn: prefer `PublishedArticle`.
    LibraryArticle(MediaId),
    /// A published article.
    PublishedArticle(ArticleId),
    /// A question with answers to tap.
    Menu(MessageMenu),
    /// A card that opens a mini program linked to the account.
    MiniProgram {
        /// Shown on it.
        title: String,
        /// Which.
        app_id: MiniProgramId,
        /// Its page.
        page: String,
        /// Its picture.
        thumb_media_id: MediaId,
    },
    /// A coupon or membership card.
    Card(String),
}

/// A question with answers; a tap comes back as text with `bizmsgmenuid`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageMenu {
    /// Above the answers.
    pub head: String,
    /// Id and wording of each answer. The bound is ours: a phone shows no more without scrolling.
    pub answers: Few<(String, String), 1, 20>,
    /// Below the answers.
    pub tail: String,
}

/// "对方正在输入…".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typing {
    /// Shows it.
    Start,
    /// Takes it away.
    Stop,
}

/// Up to 24 hours of the agents' log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogRange {
    start: Timestamp,
    end: Timestamp,
}

/// The range is empty or longer than 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("聊天记录一次最多查24小时")]
pub struct InvalidLogRange;

impl LogRange {
    /// From `start` up to `end`.
    pub fn new(start: Timestamp, end: Timestamp) -> Result<Self, InvalidLogRange> {
        let length = end.duration_since(start);
        let sound = length > SignedDuration::ZERO && length <= SignedDuration::from_hours(24);
        if sound { Ok(Self { start, end }) } else { Err(InvalidLogRange) }
    }

    /// First moment.
    pub fn start(&self) -> Timestamp {
        self.start
    }

    /// Last moment.
    pub fn end(&self) -> Timestamp {
        self.end
    }
}

/// How many rows of the log to take: 1 to 10,000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogRows(u32);

impl LogRows {
    /// Most rows of one page.
    pub const MAX: u32 = 10_000;

    /// At least one row, and never more than the platform gives.
    pub fn at_most(rows: u32) -> Self {
        Self(rows.clamp(1, Self::MAX))
    }

    /// The number.
    pub fn get(self) -> u32 {
        self.0
    }
}

/// A page of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatLog {
    /// In order of time.
    pub lines: Vec<ChatLine>,
    /// Where the next page starts; it is the last one when it has fewer lines than were asked for.
    pub next: u64,
}

/// What was said.
#[derive(Clone, PartialEq, Eq)]
pub struct ChatLine {
    /// The follower.
    pub openid: OpenId,
    /// 2002 the agent spoke, 2003 the follower did.
    pub code: u32,
    /// When.
    pub at: Option<Timestamp>,
    /// What.
    pub text: String,
    /// The agent's account.
    pub agent: String,
}

impl std::fmt::Debug for ChatLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ChatLine").field("openid", &self.openid).field("code", &self.code).finish_non_exhaustive()
    }
}

/// Messages to one follower.
#[async_trait]
pub trait CustomerServiceGateway: Send + Sync {
    /// Sends. Not repeatable: the platform gives no id and knows no duplicate, so a lost answer means "maybe sent".
    /// `agent` is the 客服账号 that it appears to come from, if any.
    async fn send(
        &self,
        to: &OpenId,
        message: &CustomerServiceMessage,
        agent: Option<&str>,
    ) -> Result<(), PlatformError>;

    /// Shows or hides "typing"; needs an exchange within the last 30 s. Its failure is never worth more than a count.
    async fn typing(&self, to: &OpenId, typing: Typing) -> Result<(), PlatformError>;

    /// A page of the log, from row `from` (1 is the first). Repeatable.
    async fn chat_log(&self, range: LogRange, from: u64, rows: LogRows) -> Result<ChatLog, PlatformError>;
}

/// A text of the right length, for the kind that is sent most.
impl TryFrom<String> for CustomerServiceMessage {
    type Error = OutOfBounds;

    fn try_from(text: String) -> Result<Self, OutOfBounds> {
        Bytes::new(text).map(Self::Text)
    }
}
