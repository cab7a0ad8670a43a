//! Web login (platform sheet 7.12): the calls, and the page that asks the user.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::{COOKIE, HeaderMap};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde_json::json;

use super::call::{Api, Call, Outcome, data, done};
use super::token::check_account;
use crate::simulator::account::Right;
use crate::simulator::errcode::{
    BAD_APP_ID, BAD_GRANT_TYPE, BAD_OPENID, NO_CODE, NO_OPENID, NO_REFRESH_TOKEN, NO_RIGHT, Refusal,
};
use crate::simulator::login::{Grant, Pair};
use crate::simulator::platform::Platform;

pub const APIS: &[Api] = &[
    Api::get("/sns/oauth2/access_token", Right::OAuth, redeem).per_minute(50_000).without_token(),
    Api::get("/sns/oauth2/refresh_token", Right::OAuth, renew).per_minute(50_000).without_token(),
    Api::get("/sns/userinfo", Right::OAuth, profile).per_minute(50_000).without_token(),
    Api::get("/sns/auth", Right::OAuth, check).without_token(),
];

/// Whose phone it is: the phone page sets it, so that a page opened from the conversation knows its user.
pub const PHONE: &str = "simulator_openid";
/// Asks which phone it is, where nobody has said.
const WHO: &str = include_str!("../../../templates/simulator/authorize.html");
/// Longest `state`.
const STATE: usize = 128;

fn redeem(call: &mut Call<'_>) -> Outcome {
    check_account(call.settings, call.param("appid"), call.param("secret"))?;
    if call.param("grant_type") != "authorization_code" {
        return Err(Refusal::of(BAD_GRANT_TYPE));
    }
    let code = call.param("code").to_owned();
    if code.is_empty() {
        return Err(Refusal::of(NO_CODE));
    }
    let pair = call.world.logins.redeem(&code, call.now)?;
    tokens(&pair)
}

fn renew(call: &mut Call<'_>) -> Outcome {
    if call.param("appid") != call.settings.app_id {
        return Err(Refusal::of(BAD_APP_ID));
    }
    if call.param("grant_type") != "refresh_token" {
        return Err(Refusal::of(BAD_GRANT_TYPE));
    }
    let refresh = call.param("refresh_token").to_owned();
    if refresh.is_empty() {
        return Err(Refusal::of(NO_REFRESH_TOKEN));
    }
    let pair = call.world.logins.renew(&refresh, call.now)?;
    tokens(&pair)
}

fn tokens(pair: &Pair) -> Outcome {
    data(json!({
        "access_token": pair.access,
        "expires_in": 7200,
        "refresh_token": pair.refresh,
        "openid": pair.grant.openid.as_ref(),
        "scope": pair.grant.scope(),
    }))
}

fn profile(call: &mut Call<'_>) -> Outcome {
    let openid = call.param("openid");
    if openid.is_empty() {
        return Err(Refusal::of(NO_OPENID));
    }
    if !call.world.logins.check(call.param("access_token"), openid, call.now)?.profile {
        return Err(Refusal::of(NO_RIGHT));
    }
    let follower = call.world.roster.get(openid).ok_or_else(|| Refusal::of(BAD_OPENID))?;
    let (openid, nickname) = (follower.openid.as_ref(), follower.name());
    data(json!({ "openid": openid, "nickname": nickname, "sex": 0, "headimgurl": "", "privilege": [] }))
}

fn check(call: &mut Call<'_>) -> Outcome {
    call.world.logins.check(call.param("access_token"), call.param("openid"), call.now)?;
    done()
}

/// `GET /connect/oauth2/authorize`: back to the page that asked, with a code. The phone is known by the cookie that the
/// phone page sets, or by `openid` in the query; a browser without either is asked.
pub async fn authorize(
    State(platform): State<Arc<Platform>>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let param = |name: &str| query.get(name).map_or("", String::as_str);
    let (scope, state) = (param("scope"), param("state"));
    let sound = param("appid") == platform.settings.app_id
        && param("response_type") == "code"
        && matches!(scope, "snsapi_base" | "snsapi_userinfo")
        && state.len() <= STATE
        && state.bytes().all(|b| b.is_ascii_alphanumeric());
    let Some(mut back) = reqwest::Url::parse(param("redirect_uri")).ok().filter(|_| sound) else {
        return (StatusCode::BAD_REQUEST, Html("<meta charset=utf-8>链接参数错误")).into_response();
    };
    let phone = query.get("openid").cloned().or_else(|| cookie(&headers, PHONE));
    let code = phone.and_then(|openid| {
        platform.with(|world, now| {
            let openid = Arc::clone(&world.roster.get(&openid)?.openid);
            Some(world.logins.agree(Grant { openid, profile: scope == "snsapi_userinfo" }, now))
        })
    });
    let Some(code) = code else { return Html(WHO).into_response() };
    back.query_pairs_mut().append_pair("code", &code).append_pair("state", state);
    Redirect::to(back.as_str()).into_response()
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let pairs = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok()).flat_map(|all| all.split(';'));
    let mut pairs = pairs.filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value.to_owned())
}
