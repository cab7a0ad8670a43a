//! What is done with a phone.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::Phone;
use crate::simulator::act::{Act, Refused};

/// `POST /simulator/followers/{openid}/acts`: JSON alone, which no other site can send without being asked first.
pub async fn act(State(phone): State<Arc<Phone>>, Path(openid): Path<String>, Json(act): Json<Act>) -> Response {
    match phone.platform.act(&openid, act) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(refused) => (status(refused), Json(json!({ "reason": refused.to_string() }))).into_response(),
    }
}

fn status(refused: Refused) -> StatusCode {
    match refused {
        Refused::Stranger => StatusCode::NOT_FOUND,
        Refused::NoRoom => StatusCode::INSUFFICIENT_STORAGE,
        Refused::FollowsAlready
        | Refused::DoesNotFollow
        | Refused::NoSuchButton
        | Refused::CodeExpired
        | Refused::NoCodes
        | Refused::NoSuchNotice => StatusCode::CONFLICT,
        Refused::Empty | Refused::TooLong => StatusCode::UNPROCESSABLE_ENTITY,
    }
}
