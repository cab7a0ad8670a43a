//! Access tokens (platform sheet 6.1).

use secrecy::ExposeSecret;
use serde::Deserialize;
use serde_json::json;

use super::call::{Api, Call, Outcome, data, done_with};
use crate::simulator::account::Right;
use crate::simulator::errcode::{
    BAD_APP_ID, BAD_GRANT_TYPE, BAD_MESSAGE_TYPE, BAD_SECRET, NO_APP_ID, NO_SECRET, Refusal,
};
use crate::simulator::settings::Settings;

pub const APIS: &[Api] = &[
    Api::get("/cgi-bin/token", Right::Basic, classic).daily(2_000).without_token(),
    Api::post("/cgi-bin/stable_token", Right::Basic, stable).daily(500_000).per_minute(10_000).without_token(),
    Api::get("/cgi-bin/ticket/getticket", Right::Basic, ticket).confidential(),
];

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct StableRequest {
    grant_type: String,
    appid: String,
    secret: String,
    force_refresh: bool,
}

fn classic(call: &mut Call<'_>) -> Outcome {
    let (grant_type, id, secret) = (call.param("grant_type"), call.param("appid"), call.param("secret"));
    check(call.settings, grant_type, id, secret)?;
    let (token, expires_in) = call.world.tokens.classic(call.now);
    data(json!({ "access_token": token, "expires_in": expires_in }))
}

fn stable(call: &mut Call<'_>) -> Outcome {
    let request: StableRequest = call.json()?;
    check(call.settings, &request.grant_type, &request.appid, &request.secret)?;
    let tokens = &mut call.world.tokens;
    let (token, expires_in) = if request.force_refresh { tokens.forced(call.now)? } else { tokens.stable(call.now) };
    data(json!({ "access_token": token, "expires_in": expires_in }))
}

fn check(settings: &Settings, grant_type: &str, id: &str, secret: &str) -> Result<(), Refusal> {
    if grant_type != "client_credential" {
        return Err(Refusal::of(BAD_GRANT_TYPE));
    }
    check_account(settings, id, secret)
}

/// Whether these are the account's id and secret.
pub fn check_account(settings: &Settings, id: &str, secret: &str) -> Result<(), Refusal> {
    Err(Refusal::of(match (id, secret) {
        ("", _) => NO_APP_ID,
        (id, _) if id != settings.app_id => BAD_APP_ID,
        (_, "") => NO_SECRET,
        (_, secret) if secret != settings.app_secret.expose_secret() => BAD_SECRET,
        _ => return Ok(()),
    }))
}

/// For the JS-SDK (platform sheet 7.13): one ticket, the same until it expires.
fn ticket(call: &mut Call<'_>) -> Outcome {
    if !matches!(call.param("type"), "jsapi" | "wx_card") {
        return Err(Refusal::of(BAD_MESSAGE_TYPE));
    }
    let kind = call.param("type").to_owned();
    let (ticket, expires_in) = call.world.tickets.get(&kind, call.now);
    done_with(json!({ "ticket": ticket, "expires_in": expires_in }))
}
