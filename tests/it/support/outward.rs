//! Gateways that do as they are told and remember what they were asked for.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use guiyan::app::clock::Clock;
use guiyan::app::platform::capabilities::CapabilityMap;
use guiyan::app::platform::customer_service::{
    ChatLog, CustomerServiceGateway, CustomerServiceMessage, LogRange, LogRows, Typing,
};
use guiyan::app::platform::errcode::Errcode;
use guiyan::app::platform::failure::{Cause, Decision, PlatformError};
use guiyan::app::platform::id::{MessageId, TemplateId};
use guiyan::app::platform::limit::{Chars, Few};
use guiyan::app::platform::notice::{
    Category, Keyword, NoticeGateway, NoticeTemplate, PublicTitles, SubscriptionNotice, TitlePage,
};
use guiyan::app::platform::template::{Industries, Template, TemplateGateway, TemplateMessage};
use guiyan::app::reach::{Channel, Reach, ReachParts, ReachRecords, Templates};
use guiyan::cache::embedded::EmbeddedCache;
use guiyan::domain::account::Account;
use guiyan::domain::county::AccountKind;
use guiyan::domain::id::OpenId;
use jiff::Timestamp;

/// The three ways out. What is not scripted succeeds.
#[derive(Default)]
pub struct Outward {
    script: Mutex<VecDeque<PlatformError>>,
    asked: Mutex<Vec<(Channel, OpenId, String)>>,
    keys: Mutex<Vec<String>>,
}

impl Outward {
    /// The next sends fail so, one after another.
    pub fn fails(&self, errors: impl IntoIterator<Item = PlatformError>) {
        self.script.lock().unwrap().extend(errors);
    }

    /// Nothing fails any more.
    pub fn heals(&self) {
        self.script.lock().unwrap().clear();
    }

    /// How many failures are still to come.
    pub fn scripted(&self) -> usize {
        self.script.lock().unwrap().len()
    }

    /// What was asked for since the last time, well or not.
    pub fn asked(&self) -> Vec<(Channel, OpenId, String)> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }

    /// The keys of the template messages that were asked for since the last time.
    pub fn keys(&self) -> Vec<String> {
        std::mem::take(&mut *self.keys.lock().unwrap())
    }

    /// The same, by channel alone.
    pub fn channels(&self) -> Vec<Channel> {
        self.asked().into_iter().map(|(channel, ..)| channel).collect()
    }

    fn done(&self, channel: Channel, to: &OpenId, what: String) -> Result<(), PlatformError> {
        self.asked.lock().unwrap().push((channel, to.clone(), what));
        self.script.lock().unwrap().pop_front().map_or(Ok(()), Err)
    }
}

/// The platform refuses a call with this code.
pub fn refused(errcode: i64, now: Timestamp) -> PlatformError {
    PlatformError::refused("scripted", Errcode(errcode), now)
}

/// Surely not sent; it may be tried again in a minute.
pub fn not_sent() -> PlatformError {
    PlatformError::new("scripted", Cause::NotSent, Decision::Retry { after: Duration::from_secs(60) })
}

/// Sent, and the answer lost.
pub fn lost() -> PlatformError {
    PlatformError::new("scripted", Cause::Lost, Decision::Unknown)
}

/// A verified account of this kind.
pub async fn capabilities(kind: AccountKind, clock: Arc<dyn Clock>) -> Arc<CapabilityMap> {
    let store = Arc::new(EmbeddedCache::open(Arc::clone(&clock), None).await.unwrap());
    Arc::new(CapabilityMap::new(Account::new(kind, true), store, clock))
}

/// Reaches followers by `outward`.
pub async fn reach(
    outward: &Arc<Outward>,
    records: Arc<dyn ReachRecords>,
    (kind, plan): (AccountKind, Templates),
    clock: Arc<dyn Clock>,
) -> Reach {
    Reach::new(ReachParts {
        messages: outward.clone(),
        notices: outward.clone(),
        templates: outward.clone(),
        capabilities: capabilities(kind, Arc::clone(&clock)).await,
        records,
        plan,
        clock,
    })
}

#[async_trait]
impl CustomerServiceGateway for Outward {
    async fn send(&self, to: &OpenId, message: &CustomerServiceMessage, _: Option<&str>) -> Result<(), PlatformError> {
        let what = match message {
            CustomerServiceMessage::Text(text) => text.as_str().to_owned(),
            CustomerServiceMessage::News(card) => card.title.clone(),
            other => format!("{other:?}"),
        };
        self.done(Channel::Message, to, what)
    }
    async fn typing(&self, _: &OpenId, _: Typing) -> Result<(), PlatformError> {
        unreachable!()
    }
    async fn chat_log(&self, _: LogRange, _: u64, _: LogRows) -> Result<ChatLog, PlatformError> {
        unreachable!()
    }
}

#[async_trait]
impl NoticeGateway for Outward {
    async fn send(&self, notice: &SubscriptionNotice) -> Result<(), PlatformError> {
        self.done(Channel::Notice, &notice.to, notice.template.as_str().to_owned())
    }
    async fn categories(&self) -> Result<Vec<Category>, PlatformError> {
        unreachable!()
    }
    async fn titles(&self, _: &Few<u32, 1, 10>, _: TitlePage) -> Result<PublicTitles, PlatformError> {
        unreachable!()
    }
    async fn keywords(&self, _: &str) -> Result<Vec<Keyword>, PlatformError> {
        unreachable!()
    }
    async fn add(&self, _: &str, _: &Few<u32, 2, 5>, _: &Chars<15>) -> Result<TemplateId, PlatformError> {
        unreachable!()
    }
    async fn list(&self) -> Result<Vec<NoticeTemplate>, PlatformError> {
        unreachable!()
    }
    async fn delete(&self, _: &TemplateId) -> Result<(), PlatformError> {
        unreachable!()
    }
}

#[async_trait]
impl TemplateGateway for Outward {
    async fn send(&self, message: &TemplateMessage) -> Result<MessageId, PlatformError> {
        self.keys.lock().unwrap().push(message.key.as_str().to_owned());
        self.done(Channel::Template, &message.to, message.template.as_str().to_owned())?;
        // One for each follower.
        Ok(MessageId::parse(&format!("20-{}", message.to.as_str())).unwrap())
    }
    async fn list(&self) -> Result<Vec<Template>, PlatformError> {
        unreachable!()
    }
    async fn add(&self, _: &str, _: &Few<Chars<20>, 1, 10>) -> Result<TemplateId, PlatformError> {
        unreachable!()
    }
    async fn delete(&self, _: &TemplateId) -> Result<(), PlatformError> {
        unreachable!()
    }
    async fn set_industries(&self, _: u32, _: u32) -> Result<(), PlatformError> {
        unreachable!()
    }
    async fn industries(&self) -> Result<Industries, PlatformError> {
        unreachable!()
    }
}
