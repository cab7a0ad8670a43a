//! `/desk/{token}/offline`: a page that goes on without network, and tells us later whom it ticked.
//!
//! It knows numbers, masked names and phone tails alone. A service worker keeps page and script for the day, so that a
//! phone that closed the page in a village opens it again.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;

use super::answer::Instead;
use super::form::{MarkIn, Marks};
use super::{Pages, words};
use crate::app::desk::{MOST_MARKS, Mark, Verdict};

/// This page of the desk alone runs a script, and asks this server.
const POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; style-src 'self'; \
                      img-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
/// Longest name of a mark.
const MOST_ID: usize = 40;

/// The page.
pub async fn page(State(pages): State<Arc<Pages>>, Path(token): Path<String>) -> Result<Response, Instead> {
    let at = pages.enter(&token)?;
    let places = pages.desk.records.list(at.activity.id).await.map_err(|error| pages.failed(&error))?;
    let rows: Vec<words::Row> = places.iter().map(|place| words::row(&at, place)).collect();
    let context = context! { rows => Serde(rows), until_ms => at.pass.until.as_millisecond(), now_ms => at.now.as_millisecond(), most => MOST_MARKS };
    let page = pages.show(&at, "offline.html", context);
    Ok(([(header::CONTENT_SECURITY_POLICY, POLICY)], page).into_response())
}

/// The service worker, below the link so that it keeps nothing else.
pub async fn worker(State(pages): State<Arc<Pages>>, Path(token): Path<String>) -> Result<Response, Instead> {
    pages.enter(&token)?;
    // A worker obeys the policy that it came with.
    let headers = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CONTENT_SECURITY_POLICY, POLICY)];
    Ok((headers, include_str!("../../templates/assets/desk-worker.js")).into_response())
}

/// What came of one mark.
#[derive(Serialize)]
struct Told {
    id: String,
    /// Counted by this mark.
    counted: bool,
    /// Counted before, by something else.
    before: bool,
    words: String,
}

/// Marks that were made without network.
pub async fn marks(
    State(pages): State<Arc<Pages>>,
    Path(token): Path<String>,
    Json(sent): Json<Marks>,
) -> Result<Response, Instead> {
    let at = pages.enter_by_form(&token, &sent.form)?;
    let read = |mark: MarkIn| Mark {
        id: mark.id.chars().take(MOST_ID).collect(),
        number: mark.number,
        at: Timestamp::from_millisecond(mark.at).unwrap_or(at.now),
    };
    let marks: Vec<Mark> = sent.marks.into_iter().take(MOST_MARKS).map(read).collect();
    let rulings = pages.desk.take_marks(&at, &marks).await.map_err(|error| pages.failed(&error))?;
    let told: Vec<Told> = marks
        .into_iter()
        .zip(&rulings)
        .map(|(mark, ruling)| Told {
            id: mark.id,
            counted: ruling.verdict == Verdict::In,
            before: ruling.verdict == Verdict::InBefore,
            words: words::verdict(&at, ruling).1,
        })
        .collect();
    Ok(Json(told).into_response())
}
