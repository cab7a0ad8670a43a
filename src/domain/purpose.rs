//! What a message of ours is for. It decides by which ways it may go, and whether those get it who want no notices.

/// The reason for writing to a follower.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Answers what they asked, by program or by a person.
    Answer,
    /// Confirms what they did: a sign-up, a cancellation.
    Receipt,
    /// Reminds them of what they signed up for.
    Reminder,
    /// What they signed up for is moved or called off.
    Change,
    /// A seat came free for them, as they asked when they queued.
    Offer,
    /// Asks how something was that they came to.
    Feedback,
    /// Asks how they are doing in a job that we found for them.
    CheckIn,
    /// Openings that fit what they looked for.
    JobAlert,
    /// A fair or another activity to come.
    ActivityNews,
    /// A policy that is new.
    PolicyNews,
    /// Good wishes.
    Greeting,
    /// How something stands that they are in the middle of: a claim, a class.
    ServiceNews,
}

impl Purpose {
    /// Its name in metrics and settings.
    pub fn id(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Receipt => "receipt",
            Self::Reminder => "reminder",
            Self::Change => "change",
            Self::Offer => "offer",
            Self::Feedback => "feedback",
            Self::CheckIn => "check_in",
            Self::JobAlert => "job_alert",
            Self::ActivityNews => "activity_news",
            Self::PolicyNews => "policy_news",
            Self::Greeting => "greeting",
            Self::ServiceNews => "service_news",
        }
    }

    /// Whether they asked for it themselves: then they get it, whatever they said about notices.
    pub fn answers_them(self) -> bool {
        matches!(self, Self::Answer | Self::Receipt | Self::Offer)
    }

    /// Whether the platform takes it for marketing, which gets the account penalties if it goes by template (platform
    /// sheet 7.3). Good wishes confirm nothing either.
    pub fn is_advertisement(self) -> bool {
        matches!(self, Self::JobAlert | Self::ActivityNews | Self::PolicyNews | Self::Greeting)
    }
}
