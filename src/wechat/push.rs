//! What the platform pushes, typed: the envelope that all have in common, then a message or an event
//! (platform sheet 3.1).

use jiff::Timestamp;

use super::event::Event;
use super::message::Message;
use super::xml::{Document, Node, XmlError};

/// Longest text of one element in bytes. A follower's longest text is a few thousand characters.
const MAX_TEXT: usize = 16 * 1024;

/// One push.
#[derive(Debug, Clone, PartialEq)]
pub struct Push {
    /// Our account's original id, `gh_…`.
    pub to: String,
    /// The follower's openid; for job results and authorisation changes perhaps an id of the platform.
    pub from: String,
    /// When it happened, to the second.
    pub created_at: Timestamp,
    /// What it is.
    pub body: Body,
}

/// What a push is.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// Sent by a follower.
    Message(Message),
    /// Anything else that happened.
    Event(Event),
}

/// Why a push does not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PushError {
    /// Not the XML that the platform writes.
    #[error(transparent)]
    Xml(#[from] XmlError),
    /// It is still encrypted: the platform is in another mode than we are.
    #[error("encrypted, though wechat.mode is plain")]
    Encrypted,
    /// A field of the envelope is absent or makes no sense.
    #[error("no sound {0}")]
    Field(&'static str),
}

impl Push {
    /// Reads the XML of a push, decrypted if it came encrypted. A byte that is no UTF-8 costs one character
    /// and nothing more (platform sheet 9, edges 12 and 20: an encoding declaration means nothing).
    pub fn parse(xml: &[u8]) -> Result<Self, PushError> {
        let xml = String::from_utf8_lossy(xml);
        Self::read(Document::parse(&xml, MAX_TEXT)?.root())
    }

    fn read(root: Node<'_>) -> Result<Self, PushError> {
        if root.child("MsgType").is_none() && root.child("Encrypt").is_some() {
            return Err(PushError::Encrypted);
        }
        let required = |name| root.id(name)?.ok_or(PushError::Field(name));
        let (to, from, kind) = (required("ToUserName")?, required("FromUserName")?, required("MsgType")?);
        let created_at = root.number("CreateTime")?.and_then(|seconds| Timestamp::from_second(seconds).ok());
        let body = match kind.as_str() {
            "event" => Body::Event(Event::read(required("Event")?, root)?),
            _ => Body::Message(Message::read(kind, root)?),
        };
        Ok(Self { to, from, created_at: created_at.ok_or(PushError::Field("CreateTime"))?, body })
    }
}
