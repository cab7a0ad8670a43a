//! What the inspector sees, and what it must never see.

use guiyan::simulator::trace::Direction;
use serde_json::json;

use crate::support::push::{APP_ID, TOKEN};
use crate::support::simulated::{Answer, SECRET, Simulated, stable_request};
use guiyan::simulator::settings::Mode;

#[tokio::test]
async fn calls_and_callbacks_are_kept_with_their_answers() {
    let simulated = Simulated::answering(|heard| Answer::words(heard, "好")).await;
    let openid = simulated.follower();
    simulated.custom(&openid, "你好").await;
    let answered = |simulated: &Simulated| {
        simulated.platform.trace(0).into_iter().find(|trace| trace.direction == Direction::Callback)
    };
    let callback = simulated.until("the callback", answered).await;
    assert_eq!((callback.name.as_str(), callback.status), ("subscribe", Some(200)));
    assert_eq!(callback.openid.as_deref(), Some(&*openid));
    assert!(callback.raw.contains("<Event><![CDATA[subscribe]]>") && callback.answer.contains("好"));
    let traces = simulated.platform.trace(0);
    let call = traces.iter().find(|trace| trace.name == "/cgi-bin/message/custom/send").unwrap();
    assert_eq!((call.direction, call.errcode), (Direction::Call, Some(0)));
    assert!(call.raw.contains("你好") && call.answer.contains("\"errcode\":0"));
    assert!(simulated.platform.trace(traces.last().unwrap().id).is_empty());
}

#[tokio::test]
async fn a_sealed_callback_is_kept_as_it_travelled_and_as_it_was_meant() {
    let simulated = Simulated::with(|settings| settings.callback.mode = Mode::Safe, |_| Answer::body("success")).await;
    simulated.follower();
    let answered =
        |simulated: &Simulated| simulated.platform.trace(0).into_iter().find(|trace| trace.name == "subscribe");
    let trace = simulated.until("the callback", answered).await;
    assert!(trace.raw.contains("<Encrypt>") && !trace.raw.contains("<Event>"));
    assert!(trace.decrypted.as_deref().unwrap().contains("<Event>"));
}

#[tokio::test]
async fn no_trace_holds_a_token_or_a_secret() {
    let simulated = Simulated::new().await;
    let openid = simulated.follower();
    let query = [("grant_type", "client_credential"), ("appid", APP_ID), ("secret", SECRET)];
    let classic = simulated.get_as("", "/cgi-bin/token", &query).await;
    let ticket = simulated.get("/cgi-bin/ticket/getticket", &[("type", "jsapi")]).await;
    simulated.post_as("", "/cgi-bin/stable_token", &stable_request(true)).await;
    simulated.post_as("", "/cgi-bin/clear_quota/v2", &json!({ "appid": APP_ID, "appsecret": SECRET })).await;
    simulated.post_as("", "/cgi-bin/stable_token", &json!({ "secret": SECRET })).await;
    simulated.custom(&openid, "好").await;
    simulated.hears("subscribe").await;
    let traces = serde_json::to_string(&simulated.platform.trace(0)).unwrap();
    let secrets = [
        SECRET,
        TOKEN,
        simulated.token(),
        classic["access_token"].as_str().unwrap(),
        ticket["ticket"].as_str().unwrap(),
    ];
    for secret in secrets {
        assert!(!traces.contains(secret), "a trace holds {secret}");
    }
}

#[tokio::test]
async fn traces_are_bounded() {
    let simulated = Simulated::new().await;
    for _ in 0..2_100 {
        simulated.get("/cgi-bin/getcallbackip", &[]).await;
    }
    let traces = simulated.platform.trace(0);
    assert_eq!(traces.len(), 2_000);
    assert_eq!(traces.last().unwrap().id - traces[0].id, 1_999);
}
