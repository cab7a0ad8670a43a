//! What a campaign is about. People choose topics by message, and the platform's rules differ by them.

use serde::{Deserialize, Serialize};

use super::purpose::Purpose;

/// A topic that people can have alone: 只要招聘.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Openings.
    Jobs,
    /// Fairs, outings, classes.
    Activities,
    /// Policies and money.
    Policies,
    /// Good wishes.
    Greetings,
    /// Something they are in the middle of: a claim, a class, a sign-up. No news, and no advertisement.
    Service,
}

impl Topic {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Jobs, Self::Activities, Self::Policies, Self::Greetings, Self::Service];

    /// Its name in records and settings.
    pub fn id(self) -> &'static str {
        match self {
            Self::Jobs => "jobs",
            Self::Activities => "activities",
            Self::Policies => "policies",
            Self::Greetings => "greetings",
            Self::Service => "service",
        }
    }

    /// The topic of that name.
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.id() == id)
    }

    /// As people and staff call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jobs => "招聘",
            Self::Activities => "活动",
            Self::Policies => "政策",
            Self::Greetings => "问候",
            Self::Service => "办事",
        }
    }

    /// What a message about it is for.
    pub fn purpose(self) -> Purpose {
        match self {
            Self::Jobs => Purpose::JobAlert,
            Self::Activities => Purpose::ActivityNews,
            Self::Policies => Purpose::PolicyNews,
            Self::Greetings => Purpose::Greeting,
            Self::Service => Purpose::ServiceNews,
        }
    }

    /// Whether somebody who chose these topics gets it. What they are in the middle of, they get in any case.
    pub fn is_among(self, chosen: &[Self]) -> bool {
        self == Self::Service || chosen.contains(&self)
    }
}
