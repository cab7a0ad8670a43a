//! `/simulator/admin`: trouble on demand, over HTTP. Mounted with the simulator alone, never beside a real account.

use std::sync::Arc;

use axum::extract::{Json, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Router, response::Json as Answer};
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::{Value, json};

use super::account::Account;
use super::fault::{CallbackFaults, Fault};
use super::platform::Platform;

/// Most followers added at one time.
const SEEDED: usize = 100_000;

type Simulator = State<Arc<Platform>>;

/// `faults` (GET, POST, DELETE), and POST `callbacks`, `tokens/take_over`, `clock`, `account`, `followers`, `quota`,
/// `callback`, `receiving`.
pub fn routes() -> Router<Arc<Platform>> {
    let routes = Router::new()
        .route("/faults", get(faults).post(add_fault).delete(clear_faults))
        .route("/callbacks", post(callbacks))
        .route("/tokens/take_over", post(take_over))
        .route("/clock", post(clock))
        .route("/account", get(account).post(set_account))
        .route("/followers", post(followers))
        .route("/quota", post(quota))
        .route("/callback", post(callback))
        .route("/receiving", post(receiving));
    Router::new().nest("/simulator/admin", routes)
}

async fn faults(State(platform): Simulator) -> Answer<Value> {
    Json(json!({ "faults": platform.faults(), "callbacks": platform.callback_faults() }))
}

async fn add_fault(State(platform): Simulator, Json(fault): Json<Fault>) -> StatusCode {
    platform.spoil(fault);
    StatusCode::NO_CONTENT
}

async fn clear_faults(State(platform): Simulator) -> StatusCode {
    platform.heal();
    StatusCode::NO_CONTENT
}

async fn callbacks(State(platform): Simulator, Json(faults): Json<CallbackFaults>) -> StatusCode {
    platform.spoil_callbacks(faults);
    StatusCode::NO_CONTENT
}

async fn take_over(State(platform): Simulator) -> StatusCode {
    platform.take_over_tokens();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Shift {
    seconds: i64,
}

async fn clock(State(platform): Simulator, Json(Shift { seconds }): Json<Shift>) -> Answer<Value> {
    platform.shift_clock(SignedDuration::from_secs(seconds));
    Json(json!({ "now": platform.now() }))
}

async fn account(State(platform): Simulator) -> Answer<Account> {
    Json(platform.account())
}

async fn set_account(State(platform): Simulator, Json(account): Json<Account>) -> StatusCode {
    platform.set_account(account);
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Seeds {
    count: usize,
}

async fn followers(
    State(platform): Simulator,
    Json(Seeds { count }): Json<Seeds>,
) -> Result<Answer<Value>, StatusCode> {
    if count > SEEDED {
        return Err(StatusCode::UNPROCESSABLE_ENTITY);
    }
    Ok(Json(json!({ "added": platform.seed_followers(count).len() })))
}

#[derive(Deserialize)]
struct Quota {
    path: String,
    daily: u32,
}

async fn quota(State(platform): Simulator, Json(Quota { path, daily }): Json<Quota>) -> StatusCode {
    platform.set_daily_limit(&path, daily);
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Callback {
    url: String,
}

async fn callback(State(platform): Simulator, Json(Callback { url }): Json<Callback>) -> StatusCode {
    platform.set_callback_url(&url);
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Receiving {
    openid: String,
    receives: bool,
}

async fn receiving(State(platform): Simulator, Json(Receiving { openid, receives }): Json<Receiving>) -> StatusCode {
    match platform.set_receiving(&openid, receives) {
        true => StatusCode::NO_CONTENT,
        false => StatusCode::NOT_FOUND,
    }
}
