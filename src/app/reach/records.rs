//! The port of what is known about reaching a follower.

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use crate::app::platform::failure::Unreachable;
use crate::app::platform::id::TemplateId;
use crate::app::records::StoreError;
use crate::domain::id::OpenId;
use crate::domain::window::LastActs;

/// How long a refusal is believed where nothing tells that it is over. To find out costs one refused call.
pub const BELIEVED: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What decides whether somebody is written to at all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// They want no notices.
    pub muted: bool,
    /// What the platform last answered about them, and when.
    pub refused: Option<(Unreachable, Timestamp)>,
    /// What they did last.
    pub acts: LastActs,
}

impl Standing {
    /// Why the platform would refuse a message to them, whichever it is: what it said last, unless they have done
    /// something since.
    pub fn refused(&self, now: Timestamp) -> Option<Unreachable> {
        let (why, at) = self.refused?;
        let acted = self.acts.latest().is_some_and(|act| act > at);
        (!acted && now.duration_since(at) < BELIEVED).then_some(why)
    }
}

/// What is known about reaching followers, shared by replicas. Nothing is kept of who left.
#[async_trait]
pub trait ReachRecords: Send + Sync {
    /// How a follower stands; of an unknown one nothing is known.
    async fn standing(&self, openid: &OpenId) -> Result<Standing, StoreError>;

    /// Counts a customer-service message as sent at `now`, if their window still has one, and says whether it had.
    /// `acts` is what they did that the records may not have heard of yet; it is taken in first. Two replicas never
    /// get the same one.
    async fn count_message(&self, openid: &OpenId, acts: LastActs, now: Timestamp) -> Result<bool, StoreError>;

    /// A message that was counted at `at` did not go out.
    async fn uncount_message(&self, openid: &OpenId, at: Timestamp) -> Result<(), StoreError>;

    /// The platform says that their window is closed, or used up; the next act opens it.
    async fn shut_window(&self, openid: &OpenId, at: Timestamp) -> Result<(), StoreError>;

    /// Spends a subscription, if they have one, and says whether they had; one that is `for_good` is not used up.
    async fn spend_credit(&self, openid: &OpenId, of: &TemplateId, for_good: bool) -> Result<bool, StoreError>;

    /// A notice did not go out: its subscription is theirs again.
    async fn return_credit(&self, openid: &OpenId, of: &TemplateId) -> Result<(), StoreError>;

    /// The platform says that they have no subscription.
    async fn drop_credits(&self, openid: &OpenId, of: &TemplateId) -> Result<(), StoreError>;

    /// The platform says that no message reaches them.
    async fn refuse(&self, openid: &OpenId, why: Unreachable, at: Timestamp) -> Result<(), StoreError>;
}
