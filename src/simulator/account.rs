//! What kind of account it is, and what that lets it do (platform sheet 8.1).

use serde::{Deserialize, Serialize};

use super::settings::Rules;

/// 公众号 or 服务号 (platform sheet 0.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 订阅号, today simply 公众号.
    Subscription,
    /// 服务号.
    Service,
}

/// The account as the platform has it on file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Which of the two.
    pub kind: Kind,
    /// 资质认证 passed and not expired.
    pub verified: bool,
    /// Verified as government or media: such a subscription account may use OAuth (platform sheet 8.2).
    pub government: bool,
}

/// A group of APIs that is granted or refused as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// Token, callback addresses, JS-SDK, drafts, diagnosis: everybody's.
    Basic,
    /// Custom menu by API.
    Menu,
    /// Customer-service messages and typing.
    CustomerService,
    /// Mass send to all or to a tag.
    Mass,
    /// Mass send to a list of openids.
    MassByList,
    /// Template messages.
    Template,
    /// Parametric QR codes.
    QrCode,
    /// Subscription notices.
    Notice,
    /// User list and information, tags, remarks, blacklist, statistics.
    Users,
    /// Web login.
    OAuth,
    /// Publishing.
    Publish,
}

impl Account {
    /// Whether the account has it. The cells that the sheet's matrix leaves open are rules.
    pub fn may(self, right: Right, rules: &Rules) -> bool {
        let service = self.kind == Kind::Service;
        match right {
            Right::Basic => true,
            Right::Menu => self.verified || (service && rules.unverified_service_menu),
            Right::CustomerService | Right::Mass | Right::Users | Right::Publish => self.verified,
            Right::MassByList | Right::Template | Right::QrCode => self.verified && service,
            Right::Notice => self.verified && (service || rules.subscription_account_notices),
            Right::OAuth => self.verified && (service || self.government),
        }
    }
}
