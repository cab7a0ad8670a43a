//! Events about people's authorisations, human agents and the account itself (platform sheet 3.8 to 3.10).

use crate::wechat::xml::{Node, XmlError};

/// A conversation with a human agent (多客服).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgentEvent {
    /// Began.
    Began { agent: String },
    /// Ended.
    Ended { agent: String },
    /// Changed hands.
    Switched { from: String, to: String },
}

/// What a person did with their authorisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthorisationKind {
    /// Changed their nickname or portrait.
    Modified,
    /// Withdrew: their data has to be deleted.
    Revoked,
    /// Closed their WeChat account: their data has to be deleted.
    Cancelled,
}

impl AuthorisationKind {
    /// Its name in metrics.
    pub fn id(self) -> &'static str {
        match self {
            Self::Modified => "modified",
            Self::Revoked => "revoked",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A person changed or withdrew what they had authorised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorisationChange {
    /// What they did.
    pub kind: AuthorisationKind,
    /// Who: the sender of the event may be the platform.
    pub openid: Option<String>,
    /// For which account or mini program.
    pub app_id: Option<String>,
    /// The person over all accounts of one operator.
    pub union_id: Option<String>,
    /// What was withdrawn: 201 address to 207 chosen pictures.
    pub revoked: Option<String>,
}

/// 微信认证 went well, badly, or runs out. Times are epoch seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verification {
    /// Qualification found in order: interface rights begin.
    Qualified { expires: Option<i64> },
    /// Qualification refused.
    NotQualified { at: Option<i64>, reason: String },
    /// Name found in order: the badge appears.
    Named { expires: Option<i64> },
    /// Name refused; the rights remain.
    NotNamed { at: Option<i64>, reason: String },
    /// Runs out soon.
    RenewSoon { expires: Option<i64> },
    /// Has run out: interfaces begin to fail.
    Expired { expires: Option<i64> },
}

impl AgentEvent {
    pub(super) fn read(name: &str, root: Node<'_>) -> Result<Option<Self>, XmlError> {
        let account = |field| Ok::<_, XmlError>(root.id(field)?.unwrap_or_default());
        Ok(Some(match name {
            "kf_create_session" => Self::Began { agent: account("KfAccount")? },
            "kf_close_session" => Self::Ended { agent: account("KfAccount")? },
            "kf_switch_session" => Self::Switched { from: account("FromKfAccount")?, to: account("ToKfAccount")? },
            _ => return Ok(None),
        }))
    }
}

impl AuthorisationChange {
    pub(super) fn read(name: &str, root: Node<'_>) -> Result<Option<Self>, XmlError> {
        let kind = match name {
            "user_info_modified" => AuthorisationKind::Modified,
            "user_authorization_revoke" => AuthorisationKind::Revoked,
            "user_authorization_cancellation" => AuthorisationKind::Cancelled,
            _ => return Ok(None),
        };
        // The open platform spells the ids in lower case (platform sheet 3.6).
        Ok(Some(Self {
            kind,
            openid: root.id("OpenID")?.or(root.id("openid")?),
            app_id: root.id("AppID")?.or(root.id("appid")?),
            union_id: root.id("UnionID")?.or(root.id("unionid")?),
            revoked: root.id("RevokeInfo")?,
        }))
    }
}

impl Verification {
    pub(super) fn read(name: &str, root: Node<'_>) -> Result<Option<Self>, XmlError> {
        let expires = || root.number("ExpiredTime");
        let failed = || Ok::<_, XmlError>((root.number("FailTime")?, root.words("FailReason")?));
        Ok(Some(match name {
            "qualification_verify_success" => Self::Qualified { expires: expires()? },
            "qualification_verify_fail" => failed().map(|(at, reason)| Self::NotQualified { at, reason })?,
            "naming_verify_success" => Self::Named { expires: expires()? },
            "naming_verify_fail" => failed().map(|(at, reason)| Self::NotNamed { at, reason })?,
            "annual_renew" => Self::RenewSoon { expires: expires()? },
            "verify_expired" => Self::Expired { expires: expires()? },
            _ => return Ok(None),
        }))
    }
}
