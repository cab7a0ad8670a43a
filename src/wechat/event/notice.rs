//! Events of subscription notices (订阅通知, platform sheet 3.7). The repeated element is itself called `List`.

use crate::wechat::message::either_id;
use crate::wechat::xml::{Node, XmlError};

/// What a follower chose for one template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeChoice {
    /// The template.
    pub template_id: String,
    /// `accept` gives one send; otherwise `reject`.
    pub accepted: bool,
    /// Where they were asked: 1 a page, 2 an article. Absent when they withdrew later.
    pub scene: Option<u32>,
}

/// How one notice fared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeSent {
    /// The template.
    pub template_id: String,
    /// `msgid` of the send.
    pub id: Option<u64>,
    /// 0 is delivered.
    pub error_code: Option<i64>,
    /// In words.
    pub status: String,
}

impl NoticeSent {
    /// Whether the follower had withdrawn, or had no subscription left (43101).
    pub fn was_refused(&self) -> bool {
        self.error_code == Some(43101)
    }
}

/// A notice that was refused tells what they chose before.
impl From<NoticeSent> for NoticeChoice {
    fn from(sent: NoticeSent) -> Self {
        Self { template_id: sent.template_id, accepted: false, scene: None }
    }
}

impl NoticeChoice {
    pub(super) fn list(root: Node<'_>, wrapper: &str) -> Result<Vec<Self>, XmlError> {
        items(root, wrapper).map(Self::read).collect()
    }

    fn read(item: Node<'_>) -> Result<Self, XmlError> {
        Ok(Self {
            template_id: item.id("TemplateId")?.unwrap_or_default(),
            accepted: item.id("SubscribeStatusString")?.as_deref() == Some("accept"),
            scene: item.number("PopupScene")?,
        })
    }
}

impl NoticeSent {
    pub(super) fn list(root: Node<'_>) -> Result<Vec<Self>, XmlError> {
        items(root, "SubscribeMsgSentEvent").map(Self::read).collect()
    }

    fn read(item: Node<'_>) -> Result<Self, XmlError> {
        Ok(Self {
            template_id: item.id("TemplateId")?.unwrap_or_default(),
            id: either_id(item)?,
            error_code: item.number("ErrorCode")?,
            status: item.id("ErrorStatus")?.unwrap_or_default(),
        })
    }
}

fn items<'d>(root: Node<'d>, wrapper: &str) -> impl Iterator<Item = Node<'d>> {
    root.child(wrapper).into_iter().flat_map(|wrapper| wrapper.children("List"))
}
