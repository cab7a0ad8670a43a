//! The outward client: our calls to the platform (platform sheet 6 and 7).
//!
//! A call is a [`Call`] and goes through one of the doors of [`Api`]: `get`, `post`, `upload`, `download`, or the two
//! that carry no access token. Behind the door, for all calls alike: what the account lacks is refused, limits are
//! kept, the token is put on and renewed, time is bounded, what may be repeated is, and everything is counted.

mod answer;
mod call;
mod form;

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, RequestBuilder, Response};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;

use self::call::Call;
use self::form::{Ask, Downloaded, Upload};
use crate::app::clock::Clock;
use crate::app::platform::capabilities::CapabilityStore;
use crate::app::platform::failure::{Cause, Decision, PlatformError};
use crate::app::platform::rates::Rates;
use crate::app::platform::token::TokenStore;
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
    http: Client,
    parts: ApiParts,
}

impl Api {
    /// Builds the client; nothing is sent yet.
    ///
    /// # Errors
    /// A base that is no address, or a system without root certificates.
    pub fn new(parts: ApiParts) -> Result<Self, ApiConfigError> {
        // One provider a process; it is no error if somebody was first.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(2))
            .timeout(Duration::from_secs(5))
            .build()
            .map_err(|_| ApiConfigError::Tls)?;
        Ok(Self { http, parts })
    }

    /// The AppID, for requests that name it.
    pub(super) fn app_id(&self) -> &str {
        &self.parts.app_id
    }

    /// A GET with the access token.
    pub(super) async fn get<A: DeserializeOwned>(
        &self,
        call: &'static Call,
        query: &[(&str, &str)],
    ) -> Result<A, PlatformError> {
        let answer = self.send(call, self.with_token(self.http.get(self.address(call)).query(query))).await?;
        self.read(call, answer).await
    }

    /// A POST of JSON with the access token.
    pub(super) async fn post<Q: Serialize + ?Sized + Sync, A: DeserializeOwned>(
        &self,
        call: &'static Call,
        body: &Q,
    ) -> Result<A, PlatformError> {
        let answer = self.send(call, self.with_token(self.http.post(self.address(call)).json(body))).await?;
        self.read(call, answer).await
    }

    /// A POST of a file with the access token.
    pub(super) async fn upload<A: DeserializeOwned>(
        &self,
        call: &'static Call,
        query: &[(&str, &str)],
        form: Upload,
    ) -> Result<A, PlatformError> {
        let request = self.http.post(self.address(call)).query(query).multipart(form.form());
        let answer = self.send(call, self.with_token(request)).await?;
        self.read(call, answer).await
    }

    /// A GET or POST with the access token that brings a file.
    pub(super) async fn download(&self, call: &'static Call, ask: Ask<'_>) -> Result<Downloaded, PlatformError> {
        let request = match ask {
            Ask::Query(query) => self.http.get(self.address(call)).query(query),
            Ask::Body(body) => self.http.post(self.address(call)).json(body),
        };
        let answer = self.send(call, self.with_token(request)).await?;
        let content_type = answer.headers().get(reqwest::header::CONTENT_TYPE);
        let content_type = content_type.and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let bytes = answer.bytes().await.map_err(|_| lost(call))?;
        if !bytes.trim_ascii_start().starts_with(b"{") {
            return Ok(Downloaded::File { content_type, bytes });
        }
        answer::read(call.name, &bytes, self.parts.clock.now()).map(Downloaded::Json)
    }

    /// A GET that proves who we are by AppID and AppSecret in place of a token: `/sns/oauth2/access_token`.
    pub(super) async fn get_with_secret<A: DeserializeOwned>(
        &self,
        call: &'static Call,
        query: &[(&str, &str)],
    ) -> Result<A, PlatformError> {
        let ours = [("appid", self.app_id()), ("secret", self.parts.app_secret.expose_secret())];
        let answer = self.send(call, self.http.get(self.address(call)).query(&ours).query(query)).await?;
        self.read(call, answer).await
    }

    /// A GET with nothing of ours: the follower's own token is in the query (`/sns/userinfo`).
    pub(super) async fn get_bare<A: DeserializeOwned>(
        &self,
        call: &'static Call,
        query: &[(&str, &str)],
    ) -> Result<A, PlatformError> {
        let answer = self.send(call, self.http.get(self.address(call)).query(query)).await?;
        self.read(call, answer).await
    }

    fn address(&self, call: &Call) -> String {
        [self.parts.base.trim_end_matches('/'), call.path].concat()
    }

    fn with_token(&self, request: RequestBuilder) -> RequestBuilder {
        request.query(&[("access_token", "TOKEN")])
    }

    async fn send(&self, call: &'static Call, request: RequestBuilder) -> Result<Response, PlatformError> {
        request.send().await.map_err(|error| {
            if error.is_connect() {
                PlatformError::new(call.name, Cause::NotSent, Decision::Retry { after: Duration::ZERO })
            } else {
                lost(call)
            }
        })
    }

    async fn read<A: DeserializeOwned>(&self, call: &'static Call, answer: Response) -> Result<A, PlatformError> {
        let body = answer.bytes().await.map_err(|_| lost(call))?;
        answer::read(call.name, &body, self.parts.clock.now())
    }
}

fn lost(call: &Call) -> PlatformError {
    PlatformError::new(call.name, Cause::Lost, Decision::Unknown)
}
