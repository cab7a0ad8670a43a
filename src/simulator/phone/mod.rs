//! The phone in the browser, and beside it everything that goes over the wire.
//!
//! A page without a framework (`templates/simulator/phone/`), JSON for what it shows, and one stream that says what to look
//! at again. Whatever a page missed it asks for by the last number that it has, so a connection that broke costs
//! nothing. For the person at the machine: whoever can reach these routes can act in every follower's name.

mod acts;
mod assets;
mod conversation;
mod followers;
mod traces;
mod watch;
pub mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderName, HeaderValue};
use axum::routing::{get, post};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tower_http::set_header::SetResponseHeaderLayer;

use super::platform::Platform;

/// Scripts, styles and pictures are our own or they are not there; nobody frames the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// The largest body: 4,000 characters of text, each escaped at its longest (`\uD83D\uDE00`), and the rest of an act.
const MAX_BODY: usize = 64 * 1024;
/// Pages that watch at one time: an office full of them.
const MAX_WATCHERS: usize = 100;

/// What the pages stand on.
struct Phone {
    platform: Arc<Platform>,
    account: String,
    run: String,
    watchers: Arc<Semaphore>,
    closing: CancellationToken,
}

/// `/simulator` and all below it. `account` is the name over the conversation; when `closing` is cancelled the open
/// streams end, so that a server that stops need not wait for them.
pub fn routes(platform: Arc<Platform>, account: String, closing: CancellationToken) -> Router {
    let (run, watchers) = (format!("{:016x}", rand::random::<u64>()), Arc::new(Semaphore::new(MAX_WATCHERS)));
    Router::new()
        .route("/simulator", get(assets::page))
        .route("/simulator/assets/{name}", get(assets::asset))
        .route("/simulator/account", get(followers::account))
        .route("/simulator/followers", get(followers::list).post(followers::add))
        .route("/simulator/followers/{openid}/chat", get(conversation::chat))
        .route("/simulator/followers/{openid}/menu", get(conversation::menu))
        .route("/simulator/followers/{openid}/acts", post(acts::act))
        .route("/simulator/traces", get(traces::list))
        .route("/simulator/traces/{id}", get(traces::one))
        .route("/simulator/watch", get(watch::watch))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(always(CONTENT_SECURITY_POLICY, POLICY))
        .layer(always(X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(always(REFERRER_POLICY, "no-referrer"))
        .with_state(Arc::new(Phone { platform, account, run, watchers, closing }))
}

fn always(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}
