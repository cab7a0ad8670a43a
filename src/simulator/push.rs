//! What the platform writes to our server: messages and events as XML (platform sheet 3).

use std::fmt::Write;
use std::sync::Arc;

use jiff::Timestamp;

/// One push, the same for all its deliveries.
#[derive(Debug)]
pub struct Push {
    /// Whose conversation it belongs to: goes into the query.
    pub openid: Option<Arc<str>>,
    /// `text`, `CLICK`, …: for the trace.
    pub name: String,
    /// The plain XML.
    pub xml: String,
    /// A message, to which one article may be the answer, or an event, to which eight may.
    pub is_message: bool,
    /// Whether the follower reads the fault notice when it fails (platform sheet 4).
    pub visible: bool,
}

/// Writes the fields of one push after the common ones.
pub struct Draft {
    xml: String,
    splits_cdata: bool,
}

impl Draft {
    /// With the common fields (platform sheet 3.1).
    pub fn new([to, from, kind]: [&str; 3], at: Timestamp, splits_cdata: bool) -> Self {
        let mut draft = Self { xml: String::with_capacity(512), splits_cdata };
        draft.xml.push_str("<xml>");
        draft = draft.text("ToUserName", to).text("FromUserName", from);
        draft.number("CreateTime", at.as_second()).text("MsgType", kind)
    }

    /// An element with CDATA. A follower's `]]>` stays as it is: that is the platform's way (platform sheet 9, edge 11).
    pub fn text(mut self, name: &str, text: &str) -> Self {
        let text = if self.splits_cdata { text.replace("]]>", "]]]]><![CDATA[>") } else { text.to_owned() };
        // Writing into a String cannot fail.
        let _ = write!(self.xml, "<{name}><![CDATA[{text}]]></{name}>");
        self
    }

    /// An element without CDATA.
    pub fn number(mut self, name: &str, number: impl std::fmt::Display) -> Self {
        let _ = write!(self.xml, "<{name}>{number}</{name}>");
        self
    }

    /// An element with others inside.
    pub fn within(mut self, name: &str, inner: impl FnOnce(Self) -> Self) -> Self {
        let _ = write!(self.xml, "<{name}>");
        let mut draft = inner(self);
        let _ = write!(draft.xml, "</{name}>");
        draft
    }

    /// The document.
    pub fn finish(mut self) -> String {
        self.xml.push_str("</xml>");
        self.xml
    }
}
