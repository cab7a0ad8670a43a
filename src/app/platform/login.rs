//! Login on a web page inside WeChat: 网页授权 (platform sheet 7.12). Its tokens are those of a visitor and have
//! nothing to do with the account's.

use async_trait::async_trait;
use secrecy::SecretString;

use super::failure::PlatformError;
use super::id::UnionId;
use crate::domain::id::OpenId;

/// What the visitor is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Nothing: the openid comes without a question.
    Base,
    /// Their profile; they are asked.
    UserInfo,
}

/// What ties the answer to a console or page session, against forged requests: 1 to 128 of `[a-zA-Z0-9]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginState(String);

/// The text is no state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a login state has 1 to 128 ASCII letters and digits")]
pub struct InvalidLoginState;

impl LoginState {
    /// Checks alphabet and length.
    pub fn parse(text: &str) -> Result<Self, InvalidLoginState> {
        let sound = (1..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric());
        if sound { Ok(Self(text.to_owned())) } else { Err(InvalidLoginState) }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a visitor allowed.
#[derive(Debug, Clone)]
pub struct Grant {
    /// Who.
    pub openid: OpenId,
    /// Opens `profile`, for `expires_in`.
    pub access_token: SecretString,
    /// Seconds.
    pub expires_in: u64,
    /// Opens `refresh`, for 30 days; each refresh gives a new one.
    pub refresh_token: SecretString,
    /// What they allowed, in the platform's words.
    pub scope: String,
    /// A visitor of a snapshot page: nobody real, so no account is made for them.
    pub is_snapshot: bool,
    /// The same person over the accounts of one open platform.
    pub union_id: Option<UnionId>,
}

/// A visitor's profile.
#[derive(Clone, PartialEq, Eq)]
pub struct Profile {
    /// Who.
    pub openid: OpenId,
    /// What they call themselves.
    pub nickname: String,
    /// Their picture; empty without one.
    pub picture_url: String,
    /// The same person over the accounts of one open platform.
    pub union_id: Option<UnionId>,
}

impl std::fmt::Debug for Profile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Profile").field("openid", &self.openid).finish_non_exhaustive()
    }
}

/// Login. A code or token that is no longer good means: send the visitor to `address` again.
#[async_trait]
pub trait LoginGateway: Send + Sync {
    /// Where to send the visitor; they come back to `back_to`, on a registered domain, with `code` and `state`.
    fn address(&self, back_to: &str, scope: Scope, state: &LoginState) -> String;

    /// Turns a code into a grant. Not repeatable: a code works once, within five minutes.
    async fn exchange(&self, code: &str) -> Result<Grant, PlatformError>;

    /// A new grant for an old one. Not repeatable: the refresh token changes with it.
    async fn refresh(&self, grant: &Grant) -> Result<Grant, PlatformError>;

    /// The profile, if `Scope::UserInfo` was allowed. Repeatable.
    async fn profile(&self, grant: &Grant) -> Result<Profile, PlatformError>;

    /// Whether the grant is still good. Repeatable.
    async fn is_valid(&self, grant: &Grant) -> Result<bool, PlatformError>;
}
