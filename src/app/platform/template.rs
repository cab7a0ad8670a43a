//! Template messages and the templates of the account (platform sheet 7.3).

use async_trait::async_trait;

use super::failure::PlatformError;
use super::id::{ClientMessageId, MessageId, MiniProgramId, TemplateId};
use super::limit::{Chars, Few};
use super::template_data::TemplateData;
use crate::domain::id::OpenId;

/// A mini program linked to the account, and a page of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MiniProgramLink {
    /// Which.
    pub app_id: MiniProgramId,
    /// Its page.
    pub page: String,
}

/// A service message: confirmation, appointment or result. Marketing gets 40249 and penalties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateMessage {
    /// The follower.
    pub to: OpenId,
    /// The template.
    pub template: TemplateId,
    /// The same follower gets the same key once within ten minutes: the only such key in messages to one follower.
    pub key: ClientMessageId,
    /// Where a tap goes; nowhere without it.
    pub url: Option<String>,
    /// Where a tap goes first; `url` is then for clients too old for mini programs.
    pub mini_program: Option<MiniProgramLink>,
    /// What fills the template.
    pub data: TemplateData,
}

/// A template in use; the account may have 25.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// By which it is sent.
    pub id: TemplateId,
    /// Its title.
    pub title: String,
    /// First-level industry; empty on category templates.
    pub primary_industry: String,
    /// Second-level industry; empty on category templates.
    pub deputy_industry: String,
    /// Its wording, with `{{thing1.DATA}}` where the values go.
    pub content: String,
    /// Filled in.
    pub example: String,
}

/// An industry in two steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Industry {
    /// IT科技, ….
    pub first: String,
    /// 互联网|电子商务, ….
    pub second: String,
}

/// The account's industries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Industries {
    /// 主营行业.
    pub primary: Option<Industry>,
    /// 副营行业.
    pub secondary: Option<Industry>,
}

/// Template messages. Verified service accounts alone have them.
#[async_trait]
pub trait TemplateGateway: Send + Sync {
    /// Sends. Repeatable within ten minutes by its key. The id means accepted; TEMPLATESENDJOBFINISH tells the rest.
    async fn send(&self, message: &TemplateMessage) -> Result<MessageId, PlatformError>;

    /// All templates in use. Repeatable.
    async fn list(&self) -> Result<Vec<Template>, PlatformError>;

    /// Takes a category template from the library into use, with these keywords. Not repeatable: it would be there
    /// twice.
    async fn add(&self, short_id: &str, keywords: &Few<Chars<20>, 1, 10>) -> Result<TemplateId, PlatformError>;

    /// Gives one up. Repeatable.
    async fn delete(&self, id: &TemplateId) -> Result<(), PlatformError>;

    /// Sets the industries by the platform's codes: once a month, and the templates of the old ones are deleted.
    async fn set_industries(&self, primary: u32, secondary: u32) -> Result<(), PlatformError>;

    /// The industries. Repeatable.
    async fn industries(&self) -> Result<Industries, PlatformError>;
}
