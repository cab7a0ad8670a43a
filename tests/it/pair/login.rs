//! What concerns a page inside WeChat: login and the JS-SDK (platform sheet 7.12, 7.13).

use guiyan::app::platform::failure::Decision;
use guiyan::app::platform::js_sdk::JsSdkGateway;
use guiyan::app::platform::login::{Grant, LoginGateway, LoginState, Scope};
use guiyan::domain::id::OpenId;
use jiff::SignedDuration;
use secrecy::ExposeSecret;

use crate::support::pair::Pair;

/// Opens the login's address on this phone; the code that the page gets.
async fn visited(pair: &Pair, visitor: &OpenId, scope: Scope) -> String {
    let state = LoginState::parse("a1B2").unwrap();
    let address = pair.api.address("https://example.gov.cn/jobs?a=1&b=2", scope, &state);
    // The simulator stands in the place of the login's host as well.
    let address = address.replace("https://open.weixin.qq.com", &pair.simulated.address);
    let request = pair.simulated.client.get(address).header("cookie", format!("simulator_openid={}", visitor.as_str()));
    let response = request.send().await.unwrap();
    let back = reqwest::Url::parse(response.headers()["location"].to_str().unwrap()).unwrap();
    let parameter = |name: &str| back.query_pairs().find(|(found, _)| found == name).unwrap().1.into_owned();
    assert_eq!((parameter("a"), parameter("b"), parameter("state")), ("1".into(), "2".into(), "a1B2".into()));
    parameter("code")
}

async fn granted(pair: &Pair, visitor: &OpenId, scope: Scope) -> Grant {
    pair.api.exchange(&visited(pair, visitor, scope).await).await.unwrap()
}

#[tokio::test]
async fn a_visitor_is_known_after_the_way_there_and_back_and_the_code_is_good_once() {
    let pair = Pair::new().await;
    let follower = pair.follower();
    let code = visited(&pair, &follower, Scope::Base).await;
    let grant = pair.api.exchange(&code).await.unwrap();
    assert_eq!((&grant.openid, &*grant.scope, grant.is_snapshot), (&follower, "snsapi_base", false));
    assert_eq!(pair.api.exchange(&code).await.unwrap_err().decision(), Decision::LoginAgain);
    assert!(pair.api.is_valid(&grant).await.unwrap());
    pair.made(["/sns/oauth2/access_token", "/sns/auth"]);
}

#[tokio::test]
async fn a_profile_is_told_to_whom_it_was_allowed() {
    let pair = Pair::new().await;
    let follower = pair.follower();
    let profile = pair.api.profile(&granted(&pair, &follower, Scope::UserInfo).await).await.unwrap();
    assert_eq!((&profile.openid, &*profile.nickname), (&follower, "乡亲1"));
    let refused = pair.api.profile(&granted(&pair, &follower, Scope::Base).await).await.unwrap_err();
    assert_eq!(refused.errcode().unwrap().0, 48001);
    pair.made(["/sns/userinfo"]);
}

#[tokio::test]
async fn a_grant_that_ended_is_refreshed_once_with_each_refresh_token() {
    let pair = Pair::new().await;
    let first = granted(&pair, &pair.follower(), Scope::Base).await;
    pair.wait(SignedDuration::from_hours(2));
    assert!(!pair.api.is_valid(&first).await.unwrap());
    let second = pair.api.refresh(&first).await.unwrap();
    assert!(pair.api.is_valid(&second).await.unwrap());
    assert_ne!(first.refresh_token.expose_secret(), second.refresh_token.expose_secret());
    assert_eq!(pair.api.refresh(&first).await.unwrap_err().decision(), Decision::LoginAgain);
    pair.wait(SignedDuration::from_hours(24 * 30));
    assert_eq!(pair.api.refresh(&second).await.unwrap_err().decision(), Decision::LoginAgain);
    pair.made(["/sns/oauth2/refresh_token"]);
}

#[tokio::test]
async fn the_ticket_is_fetched_once_and_anew_before_it_ends() {
    let pair = Pair::new().await;
    let ticket = async || pair.api.ticket().await.unwrap().0.expose_secret().to_owned();
    let first = ticket().await;
    assert_eq!((ticket().await, pair.arrivals("/cgi-bin/ticket/getticket", 0)), (first.clone(), 1));
    pair.wait(SignedDuration::from_hours(2));
    assert_ne!(ticket().await, first);
    pair.made(["/cgi-bin/ticket/getticket"]);
}
