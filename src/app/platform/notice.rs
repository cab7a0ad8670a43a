//! Subscription notices and their templates (platform sheet 7.4).

use async_trait::async_trait;

use super::failure::PlatformError;
use super::id::TemplateId;
use super::limit::{Chars, Few};
use super::template::MiniProgramLink;
use super::template_data::NoticeData;
use crate::domain::id::OpenId;

/// A notice to somebody who asked for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubscriptionNotice {
    /// The one who subscribed, a follower or not.
    pub to: OpenId,
    /// The template that they subscribed to.
    pub template: TemplateId,
    /// Where a tap goes. That a web address works is unverified: prefer `mini_program`.
    pub page: Option<String>,
    /// Where a tap goes.
    pub mini_program: Option<MiniProgramLink>,
    /// What fills the template.
    pub data: NoticeData,
}

/// A category of the account, whose public templates it may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// For `titles`.
    pub id: u32,
    /// 政务民生, ….
    pub name: String,
}

/// How long a subscription lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// One accepted tap, one notice.
    OneTime,
    /// Any number: for government and public services that applied for it.
    LongTerm,
    /// A kind that we do not know.
    Other(u32),
}

/// A template of the public library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicTitle {
    /// For `keywords` and `add`.
    pub tid: String,
    /// Its title.
    pub title: String,
    /// For how long it is subscribed to.
    pub term: Term,
    /// Its category.
    pub category: Option<u32>,
}

/// A page of the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicTitles {
    /// All that there are in these categories.
    pub total: u64,
    /// Those of this page.
    pub titles: Vec<PublicTitle>,
}

/// Where a page of the library starts and how long it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TitlePage {
    start: u32,
    limit: u32,
}

impl TitlePage {
    /// Most titles of one page.
    pub const MAX: u32 = 30;

    /// At least one title, and never more than the platform gives.
    pub fn new(start: u32, limit: u32) -> Self {
        Self { start, limit: limit.clamp(1, Self::MAX) }
    }

    /// How many are passed over.
    pub fn start(self) -> u32 {
        self.start
    }

    /// How many are wanted.
    pub fn limit(self) -> u32 {
        self.limit
    }
}

/// A keyword of a public template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyword {
    /// For `add`.
    pub kid: u32,
    /// What it is called.
    pub name: String,
    /// A value.
    pub example: String,
    /// `thing`, `date`, ….
    pub rule: String,
}

/// A notice template of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeTemplate {
    /// By which it is sent.
    pub id: TemplateId,
    /// Its title.
    pub title: String,
    /// Its wording, with `{{thing1.DATA}}` where the values go.
    pub content: String,
    /// Filled in.
    pub example: String,
    /// For how long it is subscribed to.
    pub term: Term,
}

/// Subscription notices. Nobody can be asked to subscribe by API: they do it on a page or in an article.
#[async_trait]
pub trait NoticeGateway: Send + Sync {
    /// Sends. Not repeatable: that it knows duplicates is unverified, so a lost answer means "maybe sent".
    async fn send(&self, notice: &SubscriptionNotice) -> Result<(), PlatformError>;

    /// The account's categories. Repeatable.
    async fn categories(&self) -> Result<Vec<Category>, PlatformError>;

    /// A page of the public templates in these categories. Repeatable.
    async fn titles(&self, categories: &Few<u32, 1, 10>, page: TitlePage) -> Result<PublicTitles, PlatformError>;

    /// The keywords of a public template. Repeatable.
    async fn keywords(&self, tid: &str) -> Result<Vec<Keyword>, PlatformError>;

    /// Takes a public template into use with two to five of its keywords; `scene` tells the reviewer what for. Not
    /// repeatable: it would be there twice.
    async fn add(&self, tid: &str, kids: &Few<u32, 2, 5>, scene: &Chars<15>) -> Result<TemplateId, PlatformError>;

    /// All notice templates in use. Repeatable.
    async fn list(&self) -> Result<Vec<NoticeTemplate>, PlatformError>;

    /// Gives one up. Repeatable.
    async fn delete(&self, id: &TemplateId) -> Result<(), PlatformError>;
}
