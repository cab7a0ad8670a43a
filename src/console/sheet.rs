//! `/desk/{token}/sheet`: the list on paper, with room to sign, and the code for the door.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::qr::QRBuilder;
use minijinja::context;
use minijinja::value::{Serde, Value};

use super::answer::Instead;
use super::{Pages, words};

/// Empty lines for those who come without a place.
const EMPTY: usize = 12;

/// The sheet.
pub async fn page(State(pages): State<Arc<Pages>>, Path(token): Path<String>) -> Result<Response, Instead> {
    let at = pages.enter(&token)?;
    let places = pages.desk.records.list(at.activity.id).await.map_err(|error| pages.failed(&error))?;
    let rows: Vec<words::Row> = places.iter().map(|place| words::row(&at, place)).collect();
    let code = pages.desk.door_address(&at).await.as_deref().and_then(svg).map(Value::from_safe_string);
    Ok(pages.show(&at, "sheet.html", context! { rows => Serde(rows), code, empty => EMPTY }))
}

/// A code that says `text`; `None` if that is too long for one.
pub fn svg(text: &str) -> Option<String> {
    let code = QRBuilder::new(text).build().ok()?;
    Some(SvgBuilder::default().to_str(&code))
}
