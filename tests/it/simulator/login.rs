//! Web login (platform sheet 7.12).

use std::collections::HashMap;

use jiff::SignedDuration;
use serde_json::Value;

use crate::support::push::APP_ID;
use crate::support::simulated::{SECRET, Simulated, code};

const BACK: &str = "https://example.gov.cn/back?from=oa";

/// Opens the page on this phone; what the page that asked gets back, or the page that asks who it is.
async fn open(simulated: &Simulated, scope: &str, cookie: &str) -> (u16, HashMap<String, String>) {
    let query =
        [("appid", APP_ID), ("redirect_uri", BACK), ("response_type", "code"), ("scope", scope), ("state", "a1B2")];
    let request = simulated.client.get(format!("{}/connect/oauth2/authorize", simulated.address)).query(&query);
    let response = request.header("cookie", cookie).send().await.unwrap();
    let status = response.status().as_u16();
    let back = response.headers().get("location").map(|back| reqwest::Url::parse(back.to_str().unwrap()).unwrap());
    let pairs = back.map(|back| back.query_pairs().into_owned().collect()).unwrap_or_default();
    (status, pairs)
}

async fn code_for(simulated: &Simulated, openid: &str, scope: &str) -> String {
    let (status, back) = open(simulated, scope, &format!("other=1; simulator_openid={openid}")).await;
    assert_eq!((status, back["from"].as_str(), back["state"].as_str()), (303, "oa", "a1B2"));
    back["code"].clone()
}

async fn redeem(simulated: &Simulated, login: &str) -> Value {
    let query = [("appid", APP_ID), ("secret", SECRET), ("code", login), ("grant_type", "authorization_code")];
    simulated.get_as("", "/sns/oauth2/access_token", &query).await
}

#[tokio::test]
async fn a_code_becomes_tokens_once() {
    let simulated = Simulated::new().await;
    let openid = simulated.follower();
    let login = code_for(&simulated, &openid, "snsapi_base").await;
    let tokens = redeem(&simulated, &login).await;
    assert_eq!((tokens["openid"].as_str(), tokens["scope"].as_str()), (Some(&*openid), Some("snsapi_base")));
    assert_eq!(code(&redeem(&simulated, &login).await), 40163);
    assert_eq!(code(&redeem(&simulated, "none").await), 40029);
    assert_eq!(code(&redeem(&simulated, "").await), 41008);
}

#[tokio::test]
async fn a_code_lives_five_minutes() {
    let simulated = Simulated::new().await;
    let openid = simulated.follower();
    let login = code_for(&simulated, &openid, "snsapi_base").await;
    simulated.wait(SignedDuration::from_mins(5));
    assert_eq!(code(&redeem(&simulated, &login).await), 42003);
}

#[tokio::test]
async fn the_openid_alone_does_not_open_the_profile() {
    let simulated = Simulated::new().await;
    let openid = simulated.follower();
    for (scope, errcode) in [("snsapi_base", 48001), ("snsapi_userinfo", 0)] {
        let tokens = redeem(&simulated, &code_for(&simulated, &openid, scope).await).await;
        let token = tokens["access_token"].as_str().unwrap();
        let profile = simulated.get_as(token, "/sns/userinfo", &[("openid", &openid)]).await;
        assert_eq!(code(&profile), errcode, "{scope}");
        assert_eq!(code(&simulated.get_as(token, "/sns/auth", &[("openid", &openid)]).await), 0);
    }
}

#[tokio::test]
async fn a_users_token_expires_and_is_renewed_for_thirty_days() {
    let simulated = Simulated::new().await;
    let openid = simulated.follower();
    let tokens = redeem(&simulated, &code_for(&simulated, &openid, "snsapi_base").await).await;
    let auth = async |token: &Value| {
        code(&simulated.get_as(token.as_str().unwrap(), "/sns/auth", &[("openid", &openid)]).await)
    };
    let renew = async |refresh: &Value| {
        let query = [("appid", APP_ID), ("grant_type", "refresh_token"), ("refresh_token", refresh.as_str().unwrap())];
        simulated.get_as("", "/sns/oauth2/refresh_token", &query).await
    };
    simulated.wait(SignedDuration::from_hours(2));
    assert_eq!(auth(&tokens["access_token"]).await, 42001);
    let renewed = renew(&tokens["refresh_token"]).await;
    assert_eq!(code(&renew(&tokens["refresh_token"]).await), 40030, "it is good once");
    assert_eq!(auth(&renewed["access_token"]).await, 0);
    simulated.wait(SignedDuration::from_hours(30 * 24));
    assert_eq!(code(&renew(&renewed["refresh_token"]).await), 42002);
}

#[tokio::test]
async fn the_token_of_the_account_is_none_of_a_user() {
    let simulated = Simulated::new().await;
    let openid = simulated.follower();
    assert_eq!(code(&simulated.get("/sns/auth", &[("openid", &openid)]).await), 40001);
}

#[tokio::test]
async fn a_browser_of_which_nobody_knows_whose_it_is_is_asked() {
    let simulated = Simulated::new().await;
    assert_eq!(open(&simulated, "snsapi_base", "simulator_openid=oNobody").await.0, 200);
    assert_eq!(open(&simulated, "snsapi_everything", "").await.0, 400);
}
