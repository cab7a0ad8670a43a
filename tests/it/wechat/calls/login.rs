//! Platform sheet 7.12 and 7.13: what concerns a page inside WeChat.

use guiyan::app::platform::failure::Decision;
use guiyan::app::platform::js_sdk::{JsSdkGateway, JsTicket};
use guiyan::app::platform::login::{Grant, LoginGateway, LoginState, Scope};
use jiff::Timestamp;
use secrecy::ExposeSecret;

use super::worker;
use crate::support::lone_api::lone_api;
use crate::support::recording::play;

fn grant() -> Grant {
    Grant {
        openid: worker(),
        access_token: "USER_TOKEN".into(),
        expires_in: 7200,
        refresh_token: "REFRESH_TOKEN".into(),
        scope: "snsapi_userinfo".into(),
        is_snapshot: false,
        union_id: None,
    }
}

#[tokio::test]
async fn the_address_of_the_login_has_its_parameters_in_order() {
    let state = LoginState::parse("a1B2").unwrap();
    let api = lone_api("http://127.0.0.1:9").await;
    let address = api.address("https://example.gov.cn/jobs?a=1&b=2", Scope::Base, &state);
    assert_eq!(
        address,
        "https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx0123456789abcdef\
         &redirect_uri=https%3A%2F%2Fexample.gov.cn%2Fjobs%3Fa%3D1%26b%3D2&response_type=code\
         &scope=snsapi_base&state=a1B2#wechat_redirect"
    );
    let asking = api.address("https://example.gov.cn/", Scope::UserInfo, &state);
    assert!(asking.contains("&scope=snsapi_userinfo&"), "{asking}");
}

#[test]
fn a_state_is_letters_and_digits() {
    assert!(LoginState::parse(&"a".repeat(128)).is_ok());
    for wrong in ["", "a b", "a-b", "归雁", &"a".repeat(129)] {
        assert!(LoginState::parse(wrong).is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn a_code_becomes_a_grant_and_a_snapshot_visitor_is_told() {
    let grant = play("login/exchange", |api| async move { api.exchange("CODE").await }).await.unwrap();
    assert_eq!(grant.openid, worker());
    assert_eq!(grant.access_token.expose_secret(), "USER_TOKEN");
    assert_eq!(grant.refresh_token.expose_secret(), "REFRESH_TOKEN");
    assert_eq!((grant.expires_in, &*grant.scope, grant.is_snapshot), (7200, "snsapi_base", true));
    assert_eq!(grant.union_id.as_ref().unwrap().as_str(), "oUNION0000000000000000000001");
    let shown = format!("{grant:?}");
    assert!(!shown.contains("USER_TOKEN") && !shown.contains("REFRESH_TOKEN") && !shown.contains("oUNION"), "{shown}");
}

#[tokio::test]
async fn a_used_code_means_to_log_in_again() {
    let used = play("login/exchange_used", |api| async move { api.exchange("CODE").await }).await;
    assert_eq!(used.unwrap_err().decision(), Decision::LoginAgain);
}

#[tokio::test]
async fn a_refresh_brings_new_tokens() {
    let new = play("login/refresh", |api| async move { api.refresh(&grant()).await }).await.unwrap();
    assert_eq!(new.access_token.expose_secret(), "USER_TOKEN_2");
    assert_eq!(new.refresh_token.expose_secret(), "REFRESH_TOKEN_2");
    assert!(!new.is_snapshot);
}

#[tokio::test]
async fn a_profile_has_name_and_picture() {
    let profile = play("login/userinfo", |api| async move { api.profile(&grant()).await }).await.unwrap();
    assert_eq!((&profile.openid, &*profile.nickname), (&worker(), "归雁"));
    assert_eq!((&*profile.picture_url, &profile.union_id), ("https://thirdwx.qlogo.cn/made-up", &None));
    assert!(!format!("{profile:?}").contains("归雁"), "a log line shows a name");
}

#[tokio::test]
async fn a_grant_is_good_or_not() {
    assert!(play("login/auth", |api| async move { api.is_valid(&grant()).await }).await.unwrap());
    assert!(!play("login/auth_invalid", |api| async move { api.is_valid(&grant()).await }).await.unwrap());
}

#[tokio::test]
async fn the_ticket_is_fetched_once_kept_and_never_shown() {
    let tickets = play("js_sdk/ticket", |api| async move { [api.ticket().await, api.ticket().await] }).await;
    for ticket in tickets.map(Result::unwrap) {
        assert!(ticket.0.expose_secret().starts_with("sM4AOVdW"));
        assert!(!format!("{ticket:?}").contains("sM4A"));
    }
}

#[test]
fn the_documented_page_signature_comes_out() {
    let ticket = "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg";
    let ticket = JsTicket(ticket.into());
    let at = Timestamp::from_second(1_414_587_457).unwrap();
    for url in ["http://mp.weixin.qq.com?params=value", "http://mp.weixin.qq.com?params=value#part"] {
        let signed = ticket.sign("Wm3WZYTPz0wzccnW", at, url);
        assert_eq!(signed.signature, "0f9de62fce790f9a083d5c99e95740ceb90c27ed");
        assert_eq!((signed.timestamp, &*signed.nonce), (1_414_587_457, "Wm3WZYTPz0wzccnW"));
    }
}
