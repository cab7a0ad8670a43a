//! What went over the wire: a line each, and the bodies of the one that somebody opens.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::Serialize;

use super::Phone;
use super::conversation::After;
use crate::simulator::trace::{Direction, Trace};

/// Most lines in one answer, and in the page.
const MAX_LINES: usize = 300;

/// A trace without its bodies, each of which may have 16 kB.
#[derive(Serialize)]
pub struct Line {
    id: u64,
    at: Timestamp,
    direction: Direction,
    name: String,
    openid: Option<String>,
    attempt: u32,
    status: Option<u16>,
    errcode: Option<i64>,
    fault: Option<String>,
    took_ms: f64,
}

impl From<&Trace> for Line {
    fn from(trace: &Trace) -> Self {
        Self {
            id: trace.id,
            at: trace.at,
            direction: trace.direction,
            name: trace.name.clone(),
            openid: trace.openid.clone(),
            attempt: trace.attempt,
            status: trace.status,
            errcode: trace.errcode,
            fault: trace.fault.clone(),
            took_ms: trace.took.as_secs_f64() * 1000.0,
        }
    }
}

/// `GET /simulator/traces?after=17`: the last ones after that one, oldest first.
pub async fn list(State(phone): State<Arc<Phone>>, Query(After { after }): Query<After>) -> Json<Vec<Line>> {
    let traces = phone.platform.trace(after);
    let skipped = traces.len().saturating_sub(MAX_LINES);
    Json(traces.iter().skip(skipped).map(|trace| Line::from(&**trace)).collect())
}

/// `GET /simulator/traces/{id}`: all of it; 404 once it is no longer kept.
pub async fn one(State(phone): State<Arc<Phone>>, Path(id): Path<u64>) -> Result<Json<Arc<Trace>>, StatusCode> {
    let next = phone.platform.trace(id.saturating_sub(1)).into_iter().next();
    next.filter(|trace| trace.id == id).map(Json).ok_or(StatusCode::NOT_FOUND)
}
