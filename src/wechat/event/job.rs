//! Results of sends and publications (platform sheet 3.5). Counts are approximate: the platform reports
//! shortly before a job ends.

use crate::wechat::message::either_id;
use crate::wechat::xml::{Node, XmlError};

/// A template message arrived, or did not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateSent {
    /// `msgid` of the send.
    pub id: Option<u64>,
    /// `success`, `failed:user block`, `failed: system failed`; spaces vary.
    pub status: String,
}

/// A mass send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MassSent {
    /// `msg_id` of the send.
    pub id: Option<u64>,
    /// `send success`, `send fail` or `err(num)`.
    pub status: String,
    /// Followers addressed.
    pub total: Option<u64>,
    /// After the platform's filters.
    pub filtered: Option<u64>,
    /// Delivered.
    pub sent: Option<u64>,
    /// Failed.
    pub failed: Option<u64>,
    /// Only for articles.
    pub copyright: Option<CopyrightCheck>,
    /// Where the articles are now, in their order.
    pub articles: Vec<ArticleAddress>,
}

/// The platform's check for reprints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyrightCheck {
    /// 1 no reprint, 2 a reprint that may be sent, 3 one that may not.
    pub state: Option<u32>,
    /// Article by article.
    pub articles: Vec<CopyrightResult>,
}

/// The check of one article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyrightResult {
    /// Which article, from 1.
    pub index: Option<u32>,
    /// 0 nothing declared, 1 original, 2 reprint.
    pub declared: Option<u32>,
    /// 0 not checked, 1 checking, 11 passed, anything else not passed.
    pub audit: Option<u32>,
    /// Of what it is a reprint.
    pub original_url: Option<String>,
    /// 1 to 4.
    pub original_type: Option<u32>,
    /// May be reprinted.
    pub can_reprint: bool,
    /// The original's text has to be taken.
    pub replace_content: bool,
    /// The source has to be shown.
    pub show_source: bool,
}

/// Where an article is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleAddress {
    /// Which article, from 1.
    pub index: Option<u32>,
    /// Public address.
    pub url: String,
}

/// A publication without a send (发布能力).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// `publish_id` of the call.
    pub id: Option<u64>,
    /// 0 done, 1 publishing, 2 originality failed, 3 failed, 4 refused, 5 deleted later, 6 banned later.
    pub status: Option<u32>,
    /// The article's id, once published.
    pub article_id: Option<String>,
    /// Where the articles are.
    pub articles: Vec<ArticleAddress>,
    /// Which articles failed, from 1.
    pub failed: Vec<u32>,
}

impl TemplateSent {
    pub(super) fn read(root: Node<'_>) -> Result<Self, XmlError> {
        Ok(Self { id: either_id(root)?, status: root.id("Status")?.unwrap_or_default() })
    }
}

impl MassSent {
    pub(super) fn read(root: Node<'_>) -> Result<Self, XmlError> {
        let addresses = result_items(root.child("ArticleUrlResult"));
        Ok(Self {
            id: either_id(root)?,
            status: root.id("Status")?.unwrap_or_default(),
            total: root.number("TotalCount")?,
            filtered: root.number("FilterCount")?,
            sent: root.number("SentCount")?,
            failed: root.number("ErrorCount")?,
            copyright: root.child("CopyrightCheckResult").map(CopyrightCheck::read).transpose()?,
            articles: addresses.map(|item| address(item, "ArticleIdx", "ArticleUrl")).collect::<Result<_, _>>()?,
        })
    }
}

fn result_items(result: Option<Node<'_>>) -> impl Iterator<Item = Node<'_>> {
    result.and_then(|result| result.child("ResultList")).into_iter().flat_map(|list| list.children("item"))
}

fn address(item: Node<'_>, index: &str, url: &str) -> Result<ArticleAddress, XmlError> {
    Ok(ArticleAddress { index: item.number(index)?, url: item.id(url)?.unwrap_or_default() })
}

impl CopyrightCheck {
    fn read(result: Node<'_>) -> Result<Self, XmlError> {
        let articles = result_items(Some(result)).map(CopyrightResult::read).collect::<Result<_, _>>()?;
        Ok(Self { state: result.number("CheckState")?, articles })
    }
}

impl CopyrightResult {
    fn read(item: Node<'_>) -> Result<Self, XmlError> {
        let yes = |name| Ok::<_, XmlError>(item.number(name)? == Some(1));
        Ok(Self {
            index: item.number("ArticleIdx")?,
            declared: item.number("UserDeclareState")?,
            audit: item.number("AuditState")?,
            original_url: item.id("OriginalArticleUrl")?,
            original_type: item.number("OriginalArticleType")?,
            can_reprint: yes("CanReprint")?,
            replace_content: yes("NeedReplaceContent")?,
            show_source: yes("NeedShowReprintSource")?,
        })
    }
}

impl Published {
    pub(super) fn read(root: Node<'_>) -> Result<Self, XmlError> {
        let info = root.child("PublishEventInfo").unwrap_or(root);
        let items = info.child("article_detail").into_iter().flat_map(|detail| detail.children("item"));
        Ok(Self {
            id: info.number("publish_id")?,
            status: info.number("publish_status")?,
            article_id: info.id("article_id")?,
            articles: items.map(|item| address(item, "idx", "article_url")).collect::<Result<_, _>>()?,
            failed: info.children("fail_idx").filter_map(|index| index.text().trim().parse().ok()).collect(),
        })
    }
}
