//! `/c/{code}`: the short link of one recipient, which leads to a public page.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::app::campaigns::clicks::Clicks;

/// Where somebody is led whose link does not lead anywhere: better than a dead end.
const ELSEWHERE: &str = "/activities";

/// The route of the links.
pub fn routes(clicks: Arc<Clicks>) -> Router {
    Router::new().route("/c/{code}", get(open)).with_state(clicks)
}

async fn open(State(clicks): State<Arc<Clicks>>, Path(code): Path<String>) -> Response {
    let page = clicks.open(&code).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "who opened a link could not be noted");
        None
    });
    let page = page.and_then(|page| HeaderValue::try_from(page).ok());
    let page = page.unwrap_or(HeaderValue::from_static(ELSEWHERE));
    // Each opening is asked for anew, and the next page does not learn which link it was.
    let headers: [(HeaderName, HeaderValue); 3] = [
        (header::LOCATION, page),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    ];
    (StatusCode::SEE_OTHER, headers).into_response()
}
