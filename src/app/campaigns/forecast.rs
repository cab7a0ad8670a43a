//! What staff see before a release: how many, by which way, and whether the account may.

use jiff::Timestamp;

use crate::app::platform::failure::Unreachable;
use crate::domain::account::{Account, Feature};
use crate::domain::campaign::mass::{Allowance, MassHow};
use crate::domain::campaign::{Draft, Way, Words};
use crate::domain::id::UnitId;
use crate::domain::topic::Topic;

/// By which ways a campaign could go, to be counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// What about.
    pub topic: Topic,
    /// Whether it has words for the conversation, and the account may.
    pub message: bool,
    /// The notice template that it has words for, if the account may.
    pub notice: Option<String>,
    /// Whether it has words for a template message, and the account may.
    pub template: bool,
    /// How often the account may send to many, if that is how it goes and the account may.
    pub mass: Option<Allowance>,
    /// Most of the topic in so many days; `None` where nobody counts.
    pub cap: Option<(u32, u16)>,
}

impl Ask {
    /// Of these words by this account.
    pub fn of(draft: &Draft, words: &Words, account: &Account, rules: &crate::domain::campaign::Rules) -> Self {
        let may = |feature| account.may(feature);
        let notice = words.notice.as_ref().filter(|_| may(Feature::SubscriptionNotice));
        Self {
            topic: draft.topic,
            message: words.message.is_some() && may(Feature::CustomerService) && draft.way == Way::Each,
            notice: notice.map(|fields| fields.id.clone()),
            mass: (draft.way == Way::Mass && MassHow::of(account).is_some()).then(|| Allowance::of(account.kind)),
            template: words.template.is_some() && may(Feature::TemplateMessage) && draft.topic == Topic::Service,
            cap: (!draft.is_uncapped()).then_some((rules.most, rules.most_in_days)),
        }
    }
}

/// An audience, counted. Everybody of `audience` is in exactly one of the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// All of them.
    pub audience: u64,
    /// Want none of it.
    pub unwanted: u64,
    /// The platform said that nothing reaches them.
    pub refused: u64,
    /// Had enough of it these days.
    pub capped: u64,
    /// Have spoken in the last two days: a message reaches them.
    pub message: u64,
    /// Subscribed to a notice.
    pub notice: u64,
    /// A template message reaches them.
    pub template: u64,
    /// A mass send reaches them.
    pub mass: u64,
    /// Had all the mass sends of this month.
    pub month_used_up: u64,
    /// Nothing reaches them before they speak.
    pub waiting: u64,
}

impl Counts {
    /// Whom it reaches now.
    pub fn now(&self) -> u64 {
        self.message + self.notice + self.template + self.mass
    }
}

/// One of an audience. The openid is shortened where it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sampled {
    /// Who.
    pub openid: crate::domain::id::OpenId,
    /// Of which unit.
    pub unit: Option<UnitId>,
    /// When they were last here.
    pub seen_at: Option<Timestamp>,
    /// What the platform said of them.
    pub refused: Option<Unreachable>,
}
