//! What the account may do: the platform's rules by kind and verification, and what a refusal has taught us.

use std::collections::BTreeSet;

use super::county::AccountKind;

/// What an account may have or lack: a row of the capability matrix (platform sheet 8.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feature {
    /// The custom menu by API.
    Menu,
    /// Customer-service messages and typing.
    CustomerService,
    /// Mass send to all or to a tag.
    MassSend,
    /// Mass send to a list of openids.
    MassSendToList,
    /// Template messages.
    TemplateMessage,
    /// Subscription notices.
    SubscriptionNotice,
    /// QR codes with a parameter.
    ParametricQr,
    /// User list and info, tags, remarks, blacklist, statistics.
    Followers,
    /// Login by OAuth on a phone page.
    WebLogin,
    /// Publishing drafts.
    Publish,
}

impl Feature {
    /// All of them, in the order of the matrix.
    pub const ALL: [Self; 10] = [
        Self::Menu,
        Self::CustomerService,
        Self::MassSend,
        Self::MassSendToList,
        Self::TemplateMessage,
        Self::SubscriptionNotice,
        Self::ParametricQr,
        Self::Followers,
        Self::WebLogin,
        Self::Publish,
    ];

    /// Its name in keys, metrics and log.
    pub fn id(self) -> &'static str {
        match self {
            Self::Menu => "menu",
            Self::CustomerService => "customer_service",
            Self::MassSend => "mass_send",
            Self::MassSendToList => "mass_send_to_list",
            Self::TemplateMessage => "template_message",
            Self::SubscriptionNotice => "subscription_notice",
            Self::ParametricQr => "parametric_qr",
            Self::Followers => "followers",
            Self::WebLogin => "web_login",
            Self::Publish => "publish",
        }
    }

    /// As staff call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Menu => "自定义菜单",
            Self::CustomerService => "客服消息",
            Self::MassSend => "群发（全部或按标签）",
            Self::MassSendToList => "群发（按名单）",
            Self::TemplateMessage => "模板消息",
            Self::SubscriptionNotice => "订阅通知",
            Self::ParametricQr => "带参数二维码",
            Self::Followers => "用户与标签管理",
            Self::WebLogin => "网页授权登录",
            Self::Publish => "发布文章",
        }
    }
}

/// Whether an account has a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Right {
    /// The rules grant it.
    Granted,
    /// The rules leave it open: tried, and believed until the platform refuses it.
    Likely,
    /// The rules deny it to this kind of account.
    Denied,
    /// The platform refused it with 48001.
    Refused,
}

/// The account: its kind, and what the platform has refused it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// 公众号 or 服务号.
    pub kind: AccountKind,
    /// 资质认证 passed.
    pub verified: bool,
    /// What was answered with 48001.
    pub refused: BTreeSet<Feature>,
}

impl Account {
    /// An account of which nothing but its kind is known.
    pub fn new(kind: AccountKind, verified: bool) -> Self {
        Self { kind, verified, refused: BTreeSet::new() }
    }

    /// The right to a feature, by the matrix and by what was learnt.
    pub fn right(&self, feature: Feature) -> Right {
        if self.refused.contains(&feature) { Right::Refused } else { by_matrix(self.kind, self.verified, feature) }
    }

    /// Whether a call for this feature is worth making.
    pub fn may(&self, feature: Feature) -> bool {
        matches!(self.right(feature), Right::Granted | Right::Likely)
    }
}

/// The matrix of platform sheet 8.1.
fn by_matrix(kind: AccountKind, verified: bool, feature: Feature) -> Right {
    use AccountKind::{Service, Subscription};
    use Feature::{
        CustomerService, Followers, MassSend, MassSendToList, Menu, ParametricQr, Publish, SubscriptionNotice,
        TemplateMessage, WebLogin,
    };
    match (kind, verified, feature) {
        (Service, true, _) => Right::Granted,
        (Subscription, true, Menu | CustomerService | MassSend | Followers | Publish) => Right::Granted,
        // Notices: two official pages disagree. Login: for government and media accounts alone.
        (Subscription, true, SubscriptionNotice | WebLogin) => Right::Likely,
        (Subscription, true, MassSendToList | TemplateMessage | ParametricQr) => Right::Denied,
        // An older table grants it, the pages of 2026 do not.
        (Service, false, Menu) => Right::Likely,
        (Service | Subscription, false, _) => Right::Denied,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The matrix as the sheet prints it: verified subscription, unverified service; the other two columns are
    /// all denied and all granted.
    #[test]
    fn the_matrix_is_that_of_the_platform() {
        use Right::{Denied, Granted, Likely};
        let verified_subscription =
            [Granted, Granted, Granted, Denied, Denied, Likely, Denied, Granted, Likely, Granted];
        for (feature, right) in Feature::ALL.into_iter().zip(verified_subscription) {
            assert_eq!(Account::new(AccountKind::Subscription, true).right(feature), right, "{feature:?}");
            assert_eq!(Account::new(AccountKind::Subscription, false).right(feature), Denied, "{feature:?}");
            assert_eq!(Account::new(AccountKind::Service, true).right(feature), Granted, "{feature:?}");
            let unverified = if feature == Feature::Menu { Likely } else { Denied };
            assert_eq!(Account::new(AccountKind::Service, false).right(feature), unverified, "{feature:?}");
        }
    }

    #[test]
    fn what_the_platform_refused_is_not_tried_again() {
        let mut account = Account::new(AccountKind::Service, true);
        assert!(account.may(Feature::WebLogin));
        account.refused.insert(Feature::WebLogin);
        assert_eq!(account.right(Feature::WebLogin), Right::Refused);
        assert!(!account.may(Feature::WebLogin) && account.may(Feature::Menu));
    }
}
