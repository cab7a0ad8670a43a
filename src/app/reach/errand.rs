//! What is to be said to one follower, and what came of it.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::app::platform::customer_service::CustomerServiceMessage;
use crate::app::platform::failure::{Scope, Unreachable};
use crate::app::platform::id::{ClientMessageId, TemplateId};
use crate::app::platform::template::MiniProgramLink;
use crate::app::platform::template_data::{NoticeData, TemplateData};
use crate::domain::id::OpenId;
use crate::domain::purpose::Purpose;
use crate::domain::window::LastActs;

/// The ways to a follower, best first: free and in the conversation; asked for; service accounts alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// A customer-service message, while their window is open.
    Message,
    /// A subscription notice, if they subscribed.
    Notice,
    /// A template message, if the account may and the purpose is no advertisement.
    Template,
}

impl Channel {
    pub(super) const ALL: [Self; 3] = [Self::Message, Self::Notice, Self::Template];

    /// Its name in metrics and log.
    pub fn id(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Notice => "notice",
            Self::Template => "template",
        }
    }
}

/// Something to be said to one follower, in the words of each channel by which it may go.
#[derive(Debug, Clone)]
pub struct Errand {
    /// Who.
    pub to: OpenId,
    /// What for.
    pub purpose: Purpose,
    /// What they just did, where the records may not have heard of it yet.
    pub acts: LastActs,
    /// As a customer-service message.
    pub message: Option<CustomerServiceMessage>,
    /// As a subscription notice.
    pub notice: Option<NoticeWords>,
    /// As a template message.
    pub template: Option<TemplateWords>,
}

impl Errand {
    /// With no words yet.
    pub fn new(to: OpenId, purpose: Purpose) -> Self {
        Self { to, purpose, acts: LastActs::default(), message: None, notice: None, template: None }
    }
}

/// What fills a notice template.
#[derive(Debug, Clone)]
pub struct NoticeWords {
    /// Which; that of the purpose without it.
    pub of: Option<NoticeTemplateUse>,
    /// Its values.
    pub data: NoticeData,
    /// Where a tap goes.
    pub page: Option<String>,
    /// Where a tap goes, better than `page`.
    pub mini_program: Option<MiniProgramLink>,
}

/// What fills a message template.
#[derive(Debug, Clone)]
pub struct TemplateWords {
    /// Which; that of the purpose without it.
    pub id: Option<TemplateId>,
    /// Sent once within ten minutes under this key, however often it is tried.
    pub key: ClientMessageId,
    /// Its values.
    pub data: TemplateData,
    /// Where a tap goes.
    pub url: Option<String>,
    /// Where a tap goes first.
    pub mini_program: Option<MiniProgramLink>,
}

/// The account's templates, by what they are for.
#[derive(Debug, Clone, Default)]
pub struct Templates {
    /// For subscription notices.
    pub notices: BTreeMap<Purpose, NoticeTemplateUse>,
    /// For template messages.
    pub messages: BTreeMap<Purpose, TemplateId>,
}

/// A notice template in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeTemplateUse {
    /// By which it is sent.
    pub id: TemplateId,
    /// 长期订阅: a subscription is not used up.
    pub for_good: bool,
}

/// What came of an errand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reached {
    /// The platform took it.
    By(Channel),
    /// Sent, and the answer lost: nobody knows, and it is never sent again.
    Unknown(Channel),
    /// Nothing was sent.
    Not(Unreached),
}

/// Why nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreached {
    /// They want no notices.
    Unwanted,
    /// Nothing reaches them, by any channel.
    Refused(Unreachable),
    /// No channel is open; why, for each.
    NoWay(Vec<(Channel, Shut)>),
    /// The platform or the network is busy: worth another try then.
    Later(Timestamp),
    /// The platform takes nothing from this account until staff have acted.
    Stopped,
}

/// Why a channel is no way to somebody now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shut {
    /// The errand has no words for it.
    Wordless,
    /// The account has no right to it.
    Lacking,
    /// No window is open, or it is used up.
    WindowClosed,
    /// They have no subscription left.
    NotSubscribed,
    /// No template is set for this purpose.
    NoTemplate,
    /// An advertisement may not go this way.
    Advertisement,
    /// A limit is reached until then.
    Paused(Timestamp),
    /// Staff have to act first: on the feature, the template, or what is sent.
    Stopped(Scope),
    /// The platform does not take these words: ours to mend.
    Faulty,
}

impl Shut {
    /// Whether it is so for everybody, whatever they do: there are no words for it, no right to it, or no template.
    pub fn is_for_good(self) -> bool {
        matches!(self, Self::Wordless | Self::Lacking | Self::NoTemplate | Self::Advertisement)
    }
}

impl Reached {
    /// Its name in metrics.
    pub fn id(&self) -> &'static str {
        match self {
            Self::By(_) => "sent",
            Self::Unknown(_) => "unknown",
            Self::Not(Unreached::Unwanted) => "unwanted",
            Self::Not(Unreached::Refused(_)) => "refused",
            Self::Not(Unreached::NoWay(_)) => "no_way",
            Self::Not(Unreached::Later(_)) => "later",
            Self::Not(Unreached::Stopped) => "stopped",
        }
    }

    /// The channel by which it went, if it went.
    pub fn channel(&self) -> Option<Channel> {
        match self {
            Self::By(channel) | Self::Unknown(channel) => Some(*channel),
            Self::Not(_) => None,
        }
    }
}
