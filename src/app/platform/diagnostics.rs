//! What the platform tells about our own calls and about how it reaches us (platform sheet 7.14).

use std::fmt;

use async_trait::async_trait;

use super::failure::PlatformError;

/// What is left of a call today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// Calls a day.
    pub daily_limit: u64,
    /// Made.
    pub used: u64,
    /// Left.
    pub remain: u64,
    /// The limit over a shorter time, where there is one.
    pub rate: Option<RateLimit>,
}

/// So many calls in so many seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// Calls.
    pub calls: u64,
    /// Seconds.
    pub seconds: u64,
}

/// A failed call, as the platform saw it. The address holds the token and the bodies hold people's messages: for the
/// eyes of the operator, never for a log, so `Debug` shows neither.
#[derive(Clone, PartialEq, Eq)]
pub struct CallRecord {
    /// Seconds since 1970.
    pub at: i64,
    /// How long it took, in milliseconds.
    pub millis: u64,
    /// The address, with its query.
    pub url: String,
    /// What we sent.
    pub request: String,
    /// What it answered.
    pub response: String,
    /// From where we called.
    pub client_ip: String,
}

impl fmt::Debug for CallRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallRecord").field("at", &self.at).field("millis", &self.millis).finish_non_exhaustive()
    }
}

/// What `callback_check` tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// The name.
    Dns,
    /// The way.
    Ping,
    /// Both.
    All,
}

/// From whose network it tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carrier {
    /// 电信.
    Telecom,
    /// 联通.
    Unicom,
    /// 腾讯 itself.
    Tencent,
    /// Whichever fits.
    Default,
}

/// How the platform reaches our callback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reachability {
    /// What our name leads to.
    pub dns: Vec<Resolved>,
    /// How the way there is.
    pub ping: Vec<Ping>,
}

/// An address of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// The address.
    pub ip: String,
    /// Whose network it is in.
    pub carrier: String,
}

/// A ping to an address of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ping {
    /// The address.
    pub ip: String,
    /// From whose network.
    pub from: String,
    /// Lost packets, `0%`.
    pub loss: String,
    /// How long, `23.079ms`.
    pub time: String,
}

/// The automatic replies that were set up in the console, for taking them over as keywords.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AutoReplies {
    /// Whether new followers are greeted by the platform.
    pub greets: bool,
    /// Whether the platform answers messages.
    pub answers: bool,
    /// The greeting.
    pub greeting: Option<AutoReply>,
    /// What is answered when no rule fits.
    pub otherwise: Option<AutoReply>,
    /// By keyword.
    pub rules: Vec<AutoReplyRule>,
}

/// An automatic reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AutoReply {
    /// `text`, `img`, `voice`, `video`, `news`.
    pub kind: String,
    /// Text, or a media id; empty for `news`.
    pub content: String,
}

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AutoReplyRule {
    /// What it is called.
    pub name: String,
    /// Whether all its replies are sent, or one of them.
    pub sends_all: bool,
    /// What it listens for.
    pub keywords: Vec<AutoReplyKeyword>,
    /// What it says.
    pub replies: Vec<AutoReply>,
}

/// What a rule listens for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AutoReplyKeyword {
    /// The word.
    pub word: String,
    /// Whether the message has to be the word, or may contain it.
    pub exact: bool,
}

/// Diagnostics. Every call is repeatable but the two that clear quotas, which are counted themselves.
#[async_trait]
pub trait DiagnosticsGateway: Send + Sync {
    /// What is left of a call, by its path, such as `/cgi-bin/message/custom/send`.
    async fn quota(&self, path: &str) -> Result<Quota, PlatformError>;

    /// Sets one call's count back to nothing; 50 times a month.
    async fn clear_quota(&self, path: &str) -> Result<(), PlatformError>;

    /// Sets all counts back to nothing; 10 times a month, together with the console.
    async fn clear_all_quotas(&self) -> Result<(), PlatformError>;

    /// The failed call with this `rid`, of the last seven days.
    async fn call_record(&self, rid: &str) -> Result<CallRecord, PlatformError>;

    /// How the platform reaches us.
    async fn callback_check(&self, check: Check, carrier: Carrier) -> Result<Reachability, PlatformError>;

    /// From where the API is served: addresses or ranges.
    async fn api_addresses(&self) -> Result<Vec<String>, PlatformError>;

    /// From where callbacks come: addresses or ranges. They change: asked daily.
    async fn callback_addresses(&self) -> Result<Vec<String>, PlatformError>;

    /// What is set up in the console.
    async fn auto_replies(&self) -> Result<AutoReplies, PlatformError>;
}
