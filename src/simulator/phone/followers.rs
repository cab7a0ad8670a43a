//! Whose phone it can be.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use super::Phone;
use crate::simulator::account::Account;
use crate::simulator::platform::FollowerSummary;

/// Most people in one answer; the page asks for more when somebody wants more.
const MAX_PAGE: usize = 100;

/// The account whose followers they are.
#[derive(Serialize)]
pub struct AccountView {
    name: String,
    /// Another one after each start, when all numbers begin anew.
    run: String,
    #[serde(flatten)]
    account: Account,
}

/// Which part of the list.
#[derive(Deserialize)]
pub struct Part {
    #[serde(default)]
    from: usize,
    #[serde(default = "all")]
    count: usize,
}

/// A part of the list.
#[derive(Serialize)]
pub struct People {
    /// Altogether.
    people: usize,
    followers: Vec<FollowerSummary>,
}

/// Who has just been handed a phone.
#[derive(Serialize)]
pub struct Newcomer {
    openid: Arc<str>,
}

fn all() -> usize {
    MAX_PAGE
}

/// `GET /simulator/account`.
pub async fn account(State(phone): State<Arc<Phone>>) -> Json<AccountView> {
    Json(AccountView { name: phone.account.clone(), run: phone.run.clone(), account: phone.platform.account() })
}

/// `GET /simulator/followers?from=0&count=50`: whom the account met last comes first.
pub async fn list(State(phone): State<Arc<Phone>>, Query(Part { from, count }): Query<Part>) -> Json<People> {
    let people = phone.platform.people();
    let end = people.saturating_sub(from);
    let start = end.saturating_sub(count.min(MAX_PAGE));
    let mut followers = phone.platform.followers(start, end - start);
    followers.reverse();
    Json(People { people, followers })
}

/// Nothing has to be said about somebody new.
#[derive(Deserialize)]
pub struct Somebody {}

/// `POST /simulator/followers`: somebody more, who does not follow yet. It has to be asked for in JSON, which no other
/// site can send without being asked first.
pub async fn add(
    State(phone): State<Arc<Phone>>,
    Json(Somebody {}): Json<Somebody>,
) -> Result<Json<Newcomer>, StatusCode> {
    // The platform is full: as with a real one, there is nothing to be done about it here.
    let openid = phone.platform.newcomer().ok_or(StatusCode::INSUFFICIENT_STORAGE)?;
    Ok(Json(Newcomer { openid }))
}
