//! One attempt at a call: permitted, sent, timed, judged, counted.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use jiff::ToSpan;
use metrics::{counter, histogram};
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, Response, StatusCode, redirect, retry};
use tokio::time::Instant;

use super::ApiConfigError;
use super::answer;
use super::call::Call;
use super::request::Request;
use crate::app::clock::Clock;
use crate::app::platform::capabilities::CapabilityMap;
use crate::app::platform::errcode::{self, Errcode};
use crate::app::platform::failure::{Cause, Decision, PlatformError};
use crate::app::platform::rates::{Permit, Rates};

/// Longest time for a connection: the platform is near, and there may be more than one try.
const CONNECT_LIMIT: Duration = Duration::from_secs(2);
/// An idle connection is not used after this: the platform may be closing it, and a message that meets that is neither
/// sent nor not.
const IDLE_LIMIT: Duration = Duration::from_secs(15);
/// Largest answer. A page of twenty drafts of 1 MB is the largest that there is.
const MAX_ANSWER: usize = 32 << 20;

/// The way to the platform.
pub(super) struct Wire {
    pub(super) http: Client,
    /// `https://api.weixin.qq.com`, without a slash at the end.
    pub(super) base: String,
    pub(super) rates: Arc<dyn Rates>,
    pub(super) capabilities: Arc<CapabilityMap>,
    pub(super) clock: Arc<dyn Clock>,
}

/// An answer that is no refusal, as far as can be seen from outside.
pub(super) struct Answer {
    pub(super) content_type: String,
    pub(super) body: Bytes,
}

/// A client that does nothing on its own: it follows no redirect and sends nothing twice.
pub(super) fn client(base: &str) -> Result<Client, ApiConfigError> {
    let address = reqwest::Url::parse(base).map_err(|_| ApiConfigError::Base)?;
    if !matches!(address.scheme(), "http" | "https") || address.query().is_some() {
        return Err(ApiConfigError::Base);
    }
    // One provider a process; it is no error if somebody was first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder().redirect(redirect::Policy::none()).retry(retry::never());
    let client = client.connect_timeout(CONNECT_LIMIT).pool_idle_timeout(IDLE_LIMIT).referer(false);
    // What stands in for the platform in tests is on this machine: no proxy leads there.
    let client = if address.scheme() == "http" { client.no_proxy() } else { client };
    client.build().map_err(|_| ApiConfigError::Tls)
}

impl Wire {
    /// Makes one attempt. A pause or a missing right that the platform tells of is remembered for all replicas.
    pub(super) async fn attempt(
        &self,
        call: &'static Call,
        request: &Request<'_>,
        token: Option<&str>,
    ) -> Result<Answer, PlatformError> {
        self.permit(call).await?;
        let started = Instant::now();
        let answer = self.send(call, request, token).await;
        histogram!("guiyan_api_seconds", "api" => call.name).record(started.elapsed());
        count(call, answer.as_ref().err());
        if let Err(error) = &answer {
            note(error);
            self.remember(call, error).await;
        }
        answer
    }

    /// Asks the shared counts. While the cache is away nobody counts: then the platform itself says when it is enough.
    async fn permit(&self, call: &'static Call) -> Result<(), PlatformError> {
        match self.rates.take(&call.limit, self.clock.now()).await {
            Ok(Permit::Wait(until)) => {
                let error = PlatformError::new(call.name, Cause::HeldBack, Decision::Pause { until });
                count(call, Some(&error));
                Err(error)
            }
            Ok(Permit::Go) | Err(_) => Ok(()),
        }
    }

    async fn send(
        &self,
        call: &'static Call,
        request: &Request<'_>,
        token: Option<&str>,
    ) -> Result<Answer, PlatformError> {
        let lost = || PlatformError::new(call.name, Cause::Lost, Decision::Unknown);
        let mut prepared = request.build(&self.http, &[&self.base, call.path].concat());
        if let Some(token) = token {
            prepared = prepared.query(&[("access_token", token)]);
        }
        // The error itself is dropped: its address has the token in it.
        let mut response = prepared
            .send()
            .await
            .map_err(|error| if error.is_connect() || error.is_builder() { not_sent(call) } else { lost() })?;
        self.check_status(call, response.status())?;
        let content_type = response.headers().get(CONTENT_TYPE);
        let content_type = content_type.and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
        let body = read(&mut response).await.map_err(|_| lost())?;
        let body = body.ok_or_else(|| PlatformError::new(call.name, Cause::Garbled, Decision::Unknown))?;
        answer::check(call.name, &content_type, &body, self.clock.now())?;
        Ok(Answer { content_type, body })
    }

    /// The platform answers everything with 200; other statuses come from what stands before it.
    fn check_status(&self, call: &'static Call, status: StatusCode) -> Result<(), PlatformError> {
        let now = self.clock.now();
        let decision = match status {
            StatusCode::OK => return Ok(()),
            StatusCode::TOO_MANY_REQUESTS => Decision::Pause { until: now.saturating_add(60.seconds()).unwrap_or(now) },
            status if status.is_server_error() => Decision::Unknown,
            _ => Decision::Bug,
        };
        Err(PlatformError::new(call.name, Cause::Status(status.as_u16()), decision))
    }

    async fn remember(&self, call: &'static Call, error: &PlatformError) {
        if let Decision::Pause { until } = error.decision() {
            // Without the cache the platform says the same to the next replica.
            let _ = self.rates.pause(call.name, until, self.clock.now()).await;
        }
        if let (Some(Errcode::NO_RIGHT), Some(feature)) = (error.errcode(), call.needs) {
            self.capabilities.learn(feature).await;
        }
    }
}

fn not_sent(call: &Call) -> PlatformError {
    PlatformError::new(call.name, Cause::NotSent, Decision::Retry { after: Duration::ZERO })
}

/// The whole body; `None` if it is too large.
async fn read(response: &mut Response) -> reqwest::Result<Option<Bytes>> {
    let mut whole = BytesMut::new();
    while let Some(piece) = response.chunk().await? {
        if whole.len() + piece.len() > MAX_ANSWER {
            return Ok(None);
        }
        whole.extend_from_slice(&piece);
    }
    Ok(Some(whole.freeze()))
}

/// Counts an attempt, or a call that was not to be made. Labels are bounded: an errcode that is in no table is one of `other`.
pub(super) fn count(call: &Call, error: Option<&PlatformError>) {
    let outcome = match error.map(PlatformError::cause) {
        None => "ok".into(),
        Some(Cause::Refused(errcode)) if errcode::is_known(*errcode) => errcode.to_string(),
        Some(Cause::Refused(_)) => "other".into(),
        Some(Cause::Status(_)) => "status".into(),
        Some(Cause::NotSent) => "not_sent".into(),
        Some(Cause::Lost) => "lost".into(),
        Some(Cause::Garbled) => "garbled".into(),
        Some(Cause::Unwritable) => "unwritable".into(),
        Some(Cause::Lacking(_)) => "lacking".into(),
        Some(Cause::HeldBack) => "held_back".into(),
    };
    counter!("guiyan_api_total", "api" => call.name, "outcome" => outcome).increment(1);
}

/// What a campaign meets a thousand times is no warning.
fn note(error: &PlatformError) {
    match error.decision() {
        Decision::DropFollower(_) | Decision::AlreadyDone | Decision::Harmless | Decision::LoginAgain => {
            tracing::debug!(%error, "platform: a call was refused");
        }
        decision => tracing::warn!(%error, ?decision, "platform: a call failed"),
    }
}
