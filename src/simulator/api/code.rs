//! Parametric QR codes (platform sheet 7.8).

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use super::call::{Api, Call, Outcome, data, put};
use crate::simulator::account::Right;
use crate::simulator::errcode::{BAD_ACTION_INFO, BAD_ACTION_NAME, Refusal};
use crate::simulator::picture;
use crate::simulator::platform::Platform;

pub const APIS: &[Api] = &[Api::post("/cgi-bin/qrcode/create", Right::QrCode, create).daily(100_000)];

/// Longest life of a temporary code, in seconds: 30 days.
const LONGEST: u64 = 2_592_000;

#[derive(Deserialize)]
struct CreateRequest {
    #[serde(default)]
    expire_seconds: Option<u64>,
    action_name: String,
    action_info: ActionInfo,
}

#[derive(Deserialize)]
struct ActionInfo {
    scene: Scene,
}

#[derive(Deserialize)]
struct Scene {
    #[serde(default)]
    scene_id: Option<u64>,
    #[serde(default)]
    scene_str: Option<String>,
}

fn create(call: &mut Call<'_>) -> Outcome {
    let request: CreateRequest = call.json()?;
    let Scene { scene_id, scene_str } = request.action_info.scene;
    let scene = match request.action_name.as_str() {
        "QR_SCENE" => scene_id.filter(|id| (1..=u64::from(u32::MAX)).contains(id)).map(|id| id.to_string()),
        "QR_LIMIT_SCENE" => scene_id.filter(|id| (1..=100_000).contains(id)).map(|id| id.to_string()),
        "QR_STR_SCENE" | "QR_LIMIT_STR_SCENE" => scene_str.filter(|scene| (1..=64).contains(&scene.chars().count())),
        _ => return Err(Refusal::of(BAD_ACTION_NAME)),
    };
    let scene = scene.ok_or_else(|| Refusal::of(BAD_ACTION_INFO))?;
    let permanent = request.action_name.starts_with("QR_LIMIT");
    let seconds = request.expire_seconds.unwrap_or(call.settings.rules.qr_life.as_secs());
    if !permanent && !(1..=LONGEST).contains(&seconds) {
        return Err(Refusal::of(BAD_ACTION_INFO));
    }
    let life = (!permanent).then(|| Duration::from_secs(seconds));
    let code = call.world.codes.make(&scene, life, call.now)?;
    let mut answer = json!({ "ticket": code.ticket.as_ref(), "url": code.url });
    if !permanent {
        put(&mut answer, "expire_seconds", seconds.into());
    }
    data(answer)
}

/// `GET /cgi-bin/showqrcode?ticket=`: the picture, or 404.
pub async fn show(State(platform): State<Arc<Platform>>, Query(query): Query<HashMap<String, String>>) -> Response {
    let ticket = query.get("ticket").map(String::as_str).unwrap_or_default();
    let url = platform.with(|world, _| world.codes.by_ticket(ticket).map(|code| code.url.clone()));
    match url.and_then(|url| picture::code(&url)) {
        Some(png) => ([(CONTENT_TYPE, "image/png")], png).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
