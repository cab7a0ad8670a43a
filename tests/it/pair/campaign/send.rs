//! One send: what it is, and one try at it.

use guiyan::app::platform::customer_service::{CustomerServiceGateway, CustomerServiceMessage};
use guiyan::app::platform::failure::PlatformError;
use guiyan::app::platform::id::{ClientMessageId, MessageId, TemplateId};
use guiyan::app::platform::limit::Bytes;
use guiyan::app::platform::mass::{MassContent, MassGateway, PreviewTo, Receivers};
use guiyan::app::platform::notice::{NoticeGateway, SubscriptionNotice};
use guiyan::app::platform::template::{TemplateGateway, TemplateMessage};
use guiyan::app::platform::template_data::{NoticeData, TemplateData};
use guiyan::domain::id::OpenId;
use jiff::SignedDuration;

use crate::support::pair::Pair;

/// By which way it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A customer-service message.
    Message,
    /// A template message.
    Card,
    /// A subscription notice.
    Notice,
    /// A mass send's preview.
    Preview,
    /// A mass send to a list.
    List,
}

impl Kind {
    /// How long the platform knows a second one by its key.
    pub fn remembered(self) -> Option<SignedDuration> {
        match self {
            Self::Card => Some(SignedDuration::from_mins(10)),
            Self::List => Some(SignedDuration::from_hours(24)),
            Self::Message | Self::Notice | Self::Preview => None,
        }
    }
}

/// A send.
pub struct Send {
    pub number: usize,
    pub kind: Kind,
    pub to: Vec<OpenId>,
    pub template: Option<TemplateId>,
}

impl Send {
    /// What is found on the phones of those who got it, and of nobody else.
    pub fn words(&self) -> String {
        format!("第{}号", self.number)
    }

    /// One try; the id by which its result is told, where there is one.
    pub async fn attempt(&self, pair: &Pair) -> Result<Option<MessageId>, PlatformError> {
        match self.kind {
            Kind::Message => {
                let words = CustomerServiceMessage::try_from(self.words()).unwrap();
                CustomerServiceGateway::send(&*pair.api, &self.to[0], &words, None).await.map(|()| None)
            }
            Kind::Card => TemplateGateway::send(&*pair.api, &self.card()).await.map(Some),
            Kind::Notice => NoticeGateway::send(&*pair.api, &self.notice()).await.map(|()| None),
            Kind::Preview => {
                let to = PreviewTo::Follower(self.to[0].clone());
                pair.api.preview(&to, &self.text()).await.map(|()| None)
            }
            Kind::List => {
                let to = Receivers::new(self.to.clone()).unwrap();
                pair.api.send_to(&to, &self.text(), &self.key()).await.map(|receipt| Some(receipt.id))
            }
        }
    }

    fn key(&self) -> ClientMessageId {
        ClientMessageId::parse(&format!("storm-{}", self.number)).unwrap()
    }

    fn text(&self) -> MassContent {
        MassContent::Text(Bytes::new(self.words()).unwrap())
    }

    fn card(&self) -> TemplateMessage {
        TemplateMessage {
            to: self.to[0].clone(),
            template: self.template.clone().unwrap(),
            key: self.key(),
            url: None,
            mini_program: None,
            data: TemplateData::new([("thing1", self.words().as_str())]).unwrap(),
        }
    }

    fn notice(&self) -> SubscriptionNotice {
        SubscriptionNotice {
            to: self.to[0].clone(),
            template: self.template.clone().unwrap(),
            page: None,
            mini_program: None,
            data: NoticeData::new([("thing1", self.words().as_str()), ("thing3", "某某公司")]).unwrap(),
        }
    }
}
