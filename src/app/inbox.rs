//! The way of a message: claim, step, effects, reply, commit.

use async_trait::async_trait;
use jiff::Timestamp;

use super::message_key::MessageKey;
use crate::domain::dialogue::input::Input;
use crate::domain::id::OpenId;
use crate::domain::passive_reply::{PassiveReply, Trigger};

/// A message or event as an adapter hands it in: authentic, parsed, bounded.
#[derive(Debug, Clone, PartialEq)]
pub struct Inbound {
    /// What makes two deliveries the same message.
    pub key: MessageKey,
    /// Who.
    pub openid: OpenId,
    /// When the platform says it happened.
    pub created_at: Timestamp,
    /// What.
    pub input: Input,
    /// What the reply answers.
    pub trigger: Trigger,
}

/// What goes back to the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// This.
    Reply(PassiveReply),
    /// `success`, and nothing to see.
    Nothing,
}

/// Takes messages. Never fails: whatever goes wrong inside, the follower gets words or nothing, and the
/// platform gets a proper answer inside the deadline.
#[async_trait]
pub trait TakesMessages: Send + Sync {
    /// Answers within the deadline (4 s after `received`).
    async fn take(&self, inbound: Inbound, received: std::time::Instant) -> Answer;
}
