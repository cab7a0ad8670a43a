//! The outward client: our calls to the platform (platform sheet 6 and 7).
//!
//! A call is a [`Call`] and goes through one of the doors of [`Api`]: `get`, `post`, `upload`, `download`, or the two
//! that carry no access token. Behind the door, for all calls alike: what the account lacks is refused, limits are
//! kept, the token is put on and renewed, time is bounded, what may be repeated is, and everything is counted.

mod access;
mod answer;
mod articles;
mod auto_replies;
mod body;
mod call;
mod customer_service;
mod diagnostics;
mod draft;
mod followers;
mod form;
mod js_sdk;
mod json;
mod login;
mod mass;
mod media;
mod menu;
mod menu_shown;
mod notice;
mod openids;
mod publish;
mod qr;
mod quota;
mod repeat;
mod request;
mod send_quota;
mod state;
mod statistics;
mod tags;
mod template;
mod wire;

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;

use self::access::TokenLender;
use self::call::Call;
use self::form::{Ask, Downloaded, Upload};
use self::repeat::repeated;
use self::request::Request;
use self::wire::{Answer, Wire};
use crate::app::clock::Clock;
use crate::app::platform::capabilities::{CapabilityMap, CapabilityStore};
use crate::app::platform::failure::{Cause, Decision, PlatformError, Scope};
use crate::app::platform::keeper::{Keeper, KeeperParts};
use crate::app::platform::rates::Rates;
use crate::app::platform::token::{Loan, TokenStore};
use crate::app::vault::Vault;
use crate::domain::account::Account;

/// What the client works with.
pub struct ApiParts {
    /// Where the platform is: `https://api.weixin.qq.com`.
    pub base: String,
    /// 开发者ID.
    pub app_id: String,
    /// AppSecret.
    pub app_secret: SecretString,
    /// Kind and verification, as the content pack says.
    pub account: Account,
    /// Shared by replicas: the token.
    pub tokens: Arc<dyn TokenStore>,
    /// Shared by replicas: counts and pauses.
    pub rates: Arc<dyn Rates>,
    /// Shared by replicas: what the account lacks.
    pub capabilities: Arc<dyn CapabilityStore>,
    /// Seals the token before the cache sees it.
    pub vault: Arc<Vault>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// The client cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum ApiConfigError {
    /// The address is none.
    #[error("wechat.api_base is no address: it is https://api.weixin.qq.com, with nothing after it")]
    Base,
    /// No TLS: most often the system has no root certificates.
    #[error("no HTTPS client can be made: are the root certificates (ca-certificates) installed?")]
    Tls,
}

/// The client; one a process, shared by all tasks.
pub struct Api {
    wire: Wire,
    token: Keeper,
    ticket: Keeper,
    app_id: String,
    app_secret: SecretString,
}

impl Api {
    /// Builds the client; nothing is sent yet.
    ///
    /// # Errors
    /// A base that is no address, or a system without root certificates.
    pub fn new(parts: ApiParts) -> Result<Self, ApiConfigError> {
        let ApiParts { base, app_id, app_secret, account, tokens, rates, capabilities, vault, clock } = parts;
        let http = wire::client(&base)?;
        let keeping = KeeperParts { store: tokens, rates: Arc::clone(&rates), vault, clock: Arc::clone(&clock) };
        let capabilities = Arc::new(CapabilityMap::new(account, capabilities, Arc::clone(&clock)));
        let base = base.trim_end_matches('/').to_owned();
        let wire = Wire { http, base, rates, capabilities, clock };
        let ticket = Keeper::new(Loan::JsapiTicket, keeping.clone());
        Ok(Self { wire, token: Keeper::new(Loan::AccessToken, keeping), ticket, app_id, app_secret })
    }

    /// What the account can do, for those who choose a way to a follower.
    pub fn capabilities(&self) -> Arc<CapabilityMap> {
        Arc::clone(&self.wire.capabilities)
    }

    /// Renews the access token if it is due, ahead of its end.
    ///
    /// # Errors
    /// None could be had; the present one is good for minutes.
    pub async fn renew_ahead(&self) -> Result<(), PlatformError> {
        self.token.renew_ahead(&self.lender()).await
    }

    /// Renews the access token again and again. Never ends: spawn it.
    pub async fn keep_fresh(&self) {
        self.token.keep_fresh(&self.lender()).await;
    }

    /// The AppID, for requests that name it.
    fn app_id(&self) -> &str {
        &self.app_id
    }

    /// A GET with the access token.
    async fn get<A: DeserializeOwned>(&self, call: &'static Call, query: &[(&str, &str)]) -> Result<A, PlatformError> {
        let answer = self.with_token(call, &Request::get(query)).await?;
        answer::read(call.name, &answer.body)
    }

    /// A POST of JSON with the access token.
    async fn post<Q: Serialize + ?Sized + Sync, A: DeserializeOwned>(
        &self,
        call: &'static Call,
        body: &Q,
    ) -> Result<A, PlatformError> {
        let answer = self.with_token(call, &Request::post(write(call, body)?)).await?;
        answer::read(call.name, &answer.body)
    }

    /// A POST of a file with the access token.
    async fn upload<A: DeserializeOwned>(
        &self,
        call: &'static Call,
        query: &[(&str, &str)],
        form: Upload,
    ) -> Result<A, PlatformError> {
        let answer = self.with_token(call, &Request::upload(query, &form)).await?;
        answer::read(call.name, &answer.body)
    }

    /// A GET or POST with the access token that brings a file.
    async fn download(&self, call: &'static Call, ask: Ask<'_>) -> Result<Downloaded, PlatformError> {
        let request = match ask {
            Ask::Query(query) => Request::get(query),
            Ask::Body(body) => Request::post(write(call, body)?),
        };
        let Answer { content_type, body } = self.with_token(call, &request.for_file()).await?;
        if answer::is_file(&content_type, &body) {
            return Ok(Downloaded::File { content_type, bytes: body });
        }
        answer::read(call.name, &body).map(Downloaded::Json)
    }

    /// A GET that proves who we are by AppID and AppSecret in place of a token: `/sns/oauth2/access_token`.
    async fn get_with_secret<A: DeserializeOwned>(
        &self,
        call: &'static Call,
        query: &[(&str, &str)],
    ) -> Result<A, PlatformError> {
        let ours = [("appid", self.app_id()), ("secret", self.app_secret.expose_secret())];
        self.get_bare(call, &[&ours, query].concat()).await
    }

    /// A GET with nothing of ours: the follower's own token is in the query (`/sns/userinfo`).
    async fn get_bare<A: DeserializeOwned>(
        &self,
        call: &'static Call,
        query: &[(&str, &str)],
    ) -> Result<A, PlatformError> {
        self.check_right(call).await?;
        let request = Request::get(query);
        let answer = repeated(call, || self.wire.attempt(call, &request, None)).await?;
        answer::read(call.name, &answer.body)
    }

    async fn with_token(&self, call: &'static Call, request: &Request<'_>) -> Result<Answer, PlatformError> {
        self.check_right(call).await?;
        repeated(call, || self.attempt(call, request)).await
    }

    /// One attempt; and one more with another token, if this one was not taken.
    async fn attempt(&self, call: &'static Call, request: &Request<'_>) -> Result<Answer, PlatformError> {
        let token = self.token.current(&self.lender()).await?;
        match self.wire.attempt(call, request, Some(token.secret())).await {
            Err(error) if error.decision() == Decision::RefreshToken => {
                let token = self.token.renew(&token, &self.lender()).await?;
                self.wire.attempt(call, request, Some(token.secret())).await
            }
            answered => answered,
        }
    }

    /// What the account lacks is not asked for.
    async fn check_right(&self, call: &'static Call) -> Result<(), PlatformError> {
        match call.needs {
            Some(feature) if !self.wire.capabilities.may(feature).await => {
                let error = PlatformError::new(call.name, Cause::Lacking(feature), Decision::Stop(Scope::Feature));
                wire::count(call, Some(&error));
                Err(error)
            }
            _ => Ok(()),
        }
    }

    fn lender(&self) -> TokenLender<'_> {
        TokenLender { wire: &self.wire, app_id: &self.app_id, app_secret: &self.app_secret }
    }
}

fn write<Q: Serialize + ?Sized>(call: &Call, body: &Q) -> Result<Vec<u8>, PlatformError> {
    json::write(body).map_err(|_| PlatformError::new(call.name, Cause::Unwritable, Decision::Bug))
}
