//! One place that says something to a follower after the answer: by what they can still receive.
//!
//! A customer-service message while their window is open, else a subscription notice if they subscribed, else a
//! template message where the account may and one is set for the purpose, else nothing, and why. What is counted is
//! counted before it is sent, so that replicas never send more than they may together, and given back if it surely
//! did not go out. What may have gone out is never sent again.

mod errand;
mod passage;
mod patience;
mod records;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use metrics::counter;

pub use self::errand::{
    Channel, Errand, NoticeTemplateUse, NoticeWords, Reached, Shut, TemplateWords, Templates, Unreached,
};
pub use self::passage::{Passage, Unwatched};
pub use self::patience::Patience;
pub use self::records::{BELIEVED, ReachRecords, Standing};
use super::clock::Clock;
use super::platform::capabilities::CapabilityMap;
use super::platform::customer_service::CustomerServiceGateway;
use super::platform::failure::{Decision, PlatformError, Scope, Unreachable};
use super::platform::notice::{NoticeGateway, SubscriptionNotice};
use super::platform::template::{TemplateGateway, TemplateMessage};
use super::records::StoreError;
use crate::domain::account::Feature;
use crate::domain::id::OpenId;

/// How soon to come again after a token that was not taken: the client has tried another one already.
const AFTER_TOKEN: SignedDuration = SignedDuration::from_mins(1);

/// What an outreach works with.
pub struct ReachParts {
    /// Customer-service messages.
    pub messages: Arc<dyn CustomerServiceGateway>,
    /// Subscription notices.
    pub notices: Arc<dyn NoticeGateway>,
    /// Template messages.
    pub templates: Arc<dyn TemplateGateway>,
    /// What the account may.
    pub capabilities: Arc<CapabilityMap>,
    /// Who can still be reached.
    pub records: Arc<dyn ReachRecords>,
    /// Which template is for what.
    pub plan: Templates,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// Says things to followers; one a process.
pub struct Reach {
    parts: ReachParts,
}

/// What came of one channel.
enum Tried {
    /// That is it, well or not.
    Done(Reached),
    /// This way is no way; there may be another.
    Shut(Shut),
}

/// What was taken for a message, to be given back if it surely did not go out.
#[derive(Clone, Copy)]
enum Taken<'a> {
    Message(Timestamp),
    Credit(&'a NoticeTemplateUse),
    Nothing,
}

impl Taken<'_> {
    fn channel(self) -> Channel {
        match self {
            Self::Message(_) => Channel::Message,
            Self::Credit(_) => Channel::Notice,
            Self::Nothing => Channel::Template,
        }
    }
}

impl Reach {
    /// With these ports.
    pub fn new(parts: ReachParts) -> Self {
        Self { parts }
    }

    /// Does an errand, once.
    ///
    /// # Errors
    /// The records cannot be asked; nothing was sent.
    pub async fn send(&self, errand: &Errand) -> Result<Reached, StoreError> {
        self.send_watched(errand, &Unwatched).await
    }

    /// The same, and tells `passage` what goes out and what the platform calls it.
    ///
    /// # Errors
    /// The records cannot be asked, or `passage` cannot note it; nothing was sent.
    pub async fn send_watched(&self, errand: &Errand, passage: &dyn Passage) -> Result<Reached, StoreError> {
        let reached = self.choose(errand, passage).await;
        let outcome = reached.as_ref().map_or("records", Reached::id);
        let channel = reached.as_ref().ok().and_then(Reached::channel).map_or("none", Channel::id);
        let purpose = errand.purpose.id();
        counter!("guiyan_reach_total", "purpose" => purpose, "channel" => channel, "outcome" => outcome).increment(1);
        reached
    }

    async fn choose(&self, errand: &Errand, passage: &dyn Passage) -> Result<Reached, StoreError> {
        let standing = self.parts.records.standing(&errand.to).await?;
        let standing = Standing { acts: standing.acts.with(errand.acts), ..standing };
        if standing.muted && !errand.purpose.answers_them() {
            return Ok(Reached::Not(Unreached::Unwanted));
        }
        if let Some(why) = standing.refused(self.parts.clock.now()) {
            return Ok(Reached::Not(Unreached::Refused(why)));
        }
        let mut shut = Vec::with_capacity(Channel::ALL.len());
        for channel in Channel::ALL {
            let tried = match channel {
                Channel::Message => self.by_message(errand).await?,
                Channel::Notice => self.by_notice(errand).await?,
                Channel::Template => self.by_template(errand, passage).await?,
            };
            match tried {
                Tried::Done(reached) => return Ok(reached),
                Tried::Shut(why) => shut.push((channel, why)),
            }
        }
        Ok(Reached::Not(Unreached::NoWay(shut)))
    }

    async fn by_message(&self, errand: &Errand) -> Result<Tried, StoreError> {
        let Some(message) = &errand.message else { return Ok(Tried::Shut(Shut::Wordless)) };
        if !self.parts.capabilities.may(Feature::CustomerService).await {
            return Ok(Tried::Shut(Shut::Lacking));
        }
        let now = self.parts.clock.now();
        if !self.parts.records.count_message(&errand.to, errand.acts, now).await? {
            return Ok(Tried::Shut(Shut::WindowClosed));
        }
        let sent = self.parts.messages.send(&errand.to, message, None).await;
        Ok(self.settle(&errand.to, Taken::Message(now), sent).await)
    }

    async fn by_notice(&self, errand: &Errand) -> Result<Tried, StoreError> {
        let Some(NoticeWords { of, data, page, mini_program }) = errand.notice.clone() else {
            return Ok(Tried::Shut(Shut::Wordless));
        };
        let Some(template) = of.as_ref().or_else(|| self.parts.plan.notices.get(&errand.purpose)) else {
            return Ok(Tried::Shut(Shut::NoTemplate));
        };
        if !self.parts.capabilities.may(Feature::SubscriptionNotice).await {
            return Ok(Tried::Shut(Shut::Lacking));
        }
        if !self.parts.records.spend_credit(&errand.to, &template.id, template.for_good).await? {
            return Ok(Tried::Shut(Shut::NotSubscribed));
        }
        let (to, id) = (errand.to.clone(), template.id.clone());
        let notice = SubscriptionNotice { to, template: id, page, mini_program, data };
        let sent = self.parts.notices.send(&notice).await;
        Ok(self.settle(&errand.to, Taken::Credit(template), sent).await)
    }

    async fn by_template(&self, errand: &Errand, passage: &dyn Passage) -> Result<Tried, StoreError> {
        if errand.purpose.is_advertisement() {
            return Ok(Tried::Shut(Shut::Advertisement));
        }
        let Some(TemplateWords { id, key, data, url, mini_program }) = errand.template.clone() else {
            return Ok(Tried::Shut(Shut::Wordless));
        };
        let Some(template) = id.or_else(|| self.parts.plan.messages.get(&errand.purpose).cloned()) else {
            return Ok(Tried::Shut(Shut::NoTemplate));
        };
        if !self.parts.capabilities.may(Feature::TemplateMessage).await {
            return Ok(Tried::Shut(Shut::Lacking));
        }
        passage.leaving_by_template().await?;
        let message = TemplateMessage { to: errand.to.clone(), template, key, url, mini_program, data };
        let sent = self.parts.templates.send(&message).await.map(|id| passage.taken(&id));
        Ok(self.settle(&errand.to, Taken::Nothing, sent).await)
    }

    /// Takes in what the platform answered; its decision says whether anything went out.
    async fn settle(&self, to: &OpenId, taken: Taken<'_>, sent: Result<(), PlatformError>) -> Tried {
        let channel = taken.channel();
        let Err(error) = sent else { return Tried::Done(Reached::By(channel)) };
        let now = self.parts.clock.now();
        let tried = match error.decision() {
            Decision::AlreadyDone | Decision::Harmless => return Tried::Done(Reached::By(channel)),
            Decision::Unknown => return Tried::Done(Reached::Unknown(channel)),
            Decision::DropFollower(why) => return self.dropped(to, taken, why).await,
            Decision::Retry { after } => {
                let pause = SignedDuration::try_from(after).unwrap_or(AFTER_TOKEN);
                later(now, pause)
            }
            Decision::RefreshToken => later(now, AFTER_TOKEN),
            Decision::Pause { until } => Tried::Shut(Shut::Paused(until)),
            Decision::Stop(Scope::Account) => Tried::Done(Reached::Not(Unreached::Stopped)),
            Decision::Stop(scope) => Tried::Shut(Shut::Stopped(scope)),
            Decision::RetryFailed | Decision::LoginAgain | Decision::UploadAgain | Decision::Bug => {
                Tried::Shut(Shut::Faulty)
            }
        };
        tracing::warn!(channel = channel.id(), %error, "reach: not sent");
        self.give_back(to, taken).await;
        tried
    }

    /// The platform refused this follower: what that says of them is remembered.
    async fn dropped(&self, to: &OpenId, taken: Taken<'_>, why: Unreachable) -> Tried {
        let (records, now) = (&self.parts.records, self.parts.clock.now());
        match (why, taken) {
            (Unreachable::WindowClosed | Unreachable::WindowUsedUp, _) => {
                noted(records.shut_window(to, now).await);
                Tried::Shut(Shut::WindowClosed)
            }
            (Unreachable::NotSubscribed, Taken::Credit(template)) => {
                noted(records.drop_credits(to, &template.id).await);
                Tried::Shut(Shut::NotSubscribed)
            }
            (Unreachable::NotSubscribed, _) => Tried::Shut(Shut::NotSubscribed),
            (why, _) => {
                self.give_back(to, taken).await;
                noted(records.refuse(to, why, now).await);
                Tried::Done(Reached::Not(Unreached::Refused(why)))
            }
        }
    }

    async fn give_back(&self, to: &OpenId, taken: Taken<'_>) {
        noted(match taken {
            Taken::Message(at) => self.parts.records.uncount_message(to, at).await,
            Taken::Credit(NoticeTemplateUse { id, for_good: false }) => self.parts.records.return_credit(to, id).await,
            Taken::Credit(_) | Taken::Nothing => Ok(()),
        });
    }
}

fn later(now: Timestamp, pause: SignedDuration) -> Tried {
    Tried::Done(Reached::Not(Unreached::Later(now.saturating_add(pause).unwrap_or(now))))
}

/// What cannot be noted is found out anew by the next refused call.
fn noted(done: Result<(), StoreError>) {
    if let Err(error) = done {
        counter!("guiyan_reach_unnoted_total").increment(1);
        tracing::warn!(%error, "reach: what the platform said of a follower could not be noted");
    }
}
