//! `GET|POST /wechat`: the platform's way in.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::header::{CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::FutureExt;
use metrics::{counter, histogram};
use secrecy::ExposeSecret;

use super::cipher::Cipher;
use super::config::{CallbackConfig, CallbackConfigError};
use super::delivery::Delivery;
use super::envelope::SealedReply;
use super::key_ring::KeyRing;
use super::query::CallbackQuery;
use super::refusal::Refusal;
use super::reply::{self, Address};
use super::signature::Signature;
use crate::app::campaigns::receipts::{SendResult, TakesResults};
use crate::app::clock::Clock;
use crate::app::inbox::{Answer, Inbound, TakesMessages};
use crate::app::platform::arrivals::Arrivals;

/// What the inbox has promised to keep.
const DEADLINE: Duration = Duration::from_secs(4);
/// When we answer whatever happens: the platform cuts the connection after 5 s and tells the follower that
/// we are out of order.
const LAST_MOMENT: Duration = Duration::from_millis(4_600);
/// "Taken, nothing to show": these seven bytes in plain text, also in safe mode (platform sheet 2.1).
const SUCCESS: &str = "success";

/// Everything the callback needs, built once.
pub struct Callback {
    pub(super) config: CallbackConfig,
    /// `None` in plain mode.
    pub(super) keys: Option<KeyRing>,
    pub(super) clock: Arc<dyn Clock>,
    inbox: Arc<dyn TakesMessages>,
    results: Option<Arc<dyn TakesResults>>,
    arrivals: Arc<Arrivals>,
}

impl Callback {
    /// Checks the settings and builds the key schedules.
    pub fn new(
        config: CallbackConfig,
        inbox: Arc<dyn TakesMessages>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, CallbackConfigError> {
        config.check()?;
        let keys = config.key_ring()?;
        Ok(Self { config, keys, clock, inbox, results: None, arrivals: Arc::default() })
    }

    /// Tells `results` what became of messages that we sent.
    #[must_use]
    pub fn telling(self, results: Arc<dyn TakesResults>) -> Self {
        Self { results: Some(results), ..self }
    }

    /// Counts here what comes, and what of it is refused.
    #[must_use]
    pub fn counting(self, arrivals: Arc<Arrivals>) -> Self {
        Self { arrivals, ..self }
    }

    /// Counts a request.
    fn counted<T>(&self, request: Result<T, Refusal>) -> Result<T, Refusal> {
        let now = self.clock.now();
        match &request {
            Ok(_) => self.arrivals.took(now),
            Err(refusal) => self.arrivals.refused(refusal.reason(), now),
        }
        request
    }

    /// Notes it before the platform hears that it was taken, if that does not take too long.
    async fn note(&self, result: SendResult, received: Instant) {
        let Some(results) = &self.results else { return };
        if tokio::time::timeout_at((received + LAST_MOMENT).into(), results.take(result)).await.is_err() {
            tracing::warn!("what the platform told of a message took too long to note");
        }
    }

    /// The inbox's answer. It never fails and never is late, and if it does, that is nobody's business but
    /// ours: `success`, and a line in the log.
    async fn ask(&self, inbound: Inbound, received: Instant) -> Answer {
        let taken = AssertUnwindSafe(self.inbox.take(inbound, received)).catch_unwind();
        match tokio::time::timeout_at((received + LAST_MOMENT).into(), taken).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_panic)) => {
                tracing::error!("the inbox panicked; answered success");
                Answer::Nothing
            }
            Err(_elapsed) => {
                tracing::error!("the inbox missed its deadline; answered success");
                Answer::Nothing
            }
        }
    }

    /// Seals a reply with the key that opened the message.
    fn seal(&self, xml: &str, cipher: &Cipher) -> String {
        let encrypt = cipher.encrypt(&rand::random(), xml.as_bytes());
        let timestamp = self.clock.now().as_second().to_string();
        let nonce = rand::random::<u64>().to_string();
        let token = self.config.token.expose_secret();
        let msg_signature = Signature::of_message(token, &timestamp, &nonce, &encrypt).as_str().to_owned();
        SealedReply { encrypt, msg_signature, timestamp, nonce }.to_xml()
    }
}

/// `GET|POST /wechat`.
pub fn routes(callback: Arc<Callback>) -> Router {
    Router::new().route("/wechat", get(verify).post(receive)).with_state(callback)
}

/// The console asks whether this server knows the token (platform sheet 1.1). There is nothing here that an
/// old request could do again, so its age does not matter.
async fn verify(State(callback): State<Arc<Callback>>, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    let query = CallbackQuery::parse(query.as_deref().unwrap_or_default());
    callback.counted(knows_the_token(&callback, &query))?;
    tracing::info!("the platform's console verified this server");
    Ok(plain(query.echostr.into_owned()))
}

fn knows_the_token(callback: &Callback, query: &CallbackQuery<'_>) -> Result<(), Refusal> {
    query.check_signature(callback.config.token.expose_secret())?;
    if query.echostr.is_empty() { Err(Refusal::EchoStr) } else { Ok(()) }
}

async fn receive(
    State(callback): State<Arc<Callback>>,
    delivery: Result<Delivery, Refusal>,
) -> Result<Response, Refusal> {
    let Delivery { received, account, inbound, result, cipher } = callback.counted(delivery)?;
    if let Some(result) = result {
        callback.note(result, received).await;
    }
    let xml = match inbound {
        Some(inbound) => answered(&callback, inbound, received, &account).await,
        None => None,
    };
    measure(received, if xml.is_some() { "reply" } else { "success" });
    Ok(match (xml, cipher) {
        (None, _) => plain(SUCCESS),
        (Some(xml), None) => document(xml),
        (Some(xml), Some(cipher)) => document(callback.seal(&xml, &cipher)),
    })
}

async fn answered(callback: &Callback, inbound: Inbound, received: Instant, account: &str) -> Option<String> {
    let (openid, trigger) = (inbound.openid.clone(), inbound.trigger);
    match callback.ask(inbound, received).await {
        Answer::Nothing => None,
        Answer::Reply(passive) => {
            let address = Address { to: openid.as_str(), from: account, at: callback.clock.now() };
            reply::to_xml(&passive, address, trigger, callback.config.text_limit)
        }
    }
}

fn measure(received: Instant, outcome: &'static str) {
    let used = received.elapsed().as_secs_f64();
    counter!("guiyan_callback_total", "outcome" => outcome).increment(1);
    histogram!("guiyan_callback_seconds").record(used);
    histogram!("guiyan_callback_deadline_margin_seconds").record(DEADLINE.as_secs_f64() - used);
}

/// Text that a browser must not take for anything else: the console's `echostr` is whatever was sent.
fn plain(text: impl IntoResponse) -> Response {
    ([(CONTENT_TYPE, "text/plain"), (X_CONTENT_TYPE_OPTIONS, "nosniff")], text).into_response()
}

fn document(xml: String) -> Response {
    ([(CONTENT_TYPE, "text/xml; charset=utf-8")], xml).into_response()
}
