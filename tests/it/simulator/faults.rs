//! Trouble on demand, in the process and over HTTP.

use std::time::Duration;

use guiyan::simulator::act::Act;
use guiyan::simulator::chat::Content;
use guiyan::simulator::fault::{CallbackFaults, Fault, Manner};
use guiyan::simulator::settings::Settings;
use serde_json::{Value, json};

use crate::support::simulated::{Answer, Simulated, code};

const SEND: &str = "/cgi-bin/message/custom/send";

fn fault(manner: Manner, times: Option<u32>) -> Fault {
    Fault { api: SEND.to_owned(), rate: 1.0, times, manner }
}

async fn admin(simulated: &Simulated, path: &str, body: Value) -> u16 {
    let url = format!("{}/simulator/admin/{path}", simulated.address);
    simulated.client.post(url).json(&body).send().await.unwrap().status().as_u16()
}

fn words(simulated: &Simulated, openid: &str) -> usize {
    simulated.chat(openid).iter().filter(|entry| matches!(&*entry.content, Content::Text { .. })).count()
}

#[tokio::test]
async fn an_errcode_strikes_as_often_as_it_was_asked_for_and_nothing_is_done() {
    let simulated = Simulated::new().await;
    let openid = simulated.follower();
    simulated.platform.spoil(fault(Manner::Errcode { errcode: -1 }, Some(2)));
    let mut codes = Vec::new();
    for _ in 0..3 {
        codes.push(simulated.custom(&openid, "好").await);
    }
    assert_eq!((codes, words(&simulated, &openid)), (vec![-1, -1, 0], 1));
    assert!(simulated.platform.faults().is_empty());
}

#[tokio::test]
async fn a_rate_strikes_some_of_the_calls() {
    let simulated = Simulated::new().await;
    let rated = Fault { api: "*".into(), rate: 0.5, times: None, manner: Manner::Errcode { errcode: 45011 } };
    simulated.platform.spoil(rated);
    let mut struck = 0;
    for _ in 0..200 {
        struck += u32::from(code(&simulated.get("/cgi-bin/getcallbackip", &[]).await) == 45011);
    }
    // Outside these bounds once in 10^20 runs.
    assert!((30..=170).contains(&struck), "{struck} of 200");
    simulated.platform.heal();
    assert_eq!(code(&simulated.get("/cgi-bin/getcallbackip", &[]).await), 0);
}

/// Sends, and gives up soon.
async fn impatient(simulated: &Simulated, openid: &str) -> bool {
    let url = format!("{}{SEND}", simulated.address);
    let body = json!({ "touser": openid, "msgtype": "text", "text": { "content": "好" } });
    let request = simulated.client.post(url).query(&[("access_token", simulated.token())]);
    let sent = request.body(body.to_string()).timeout(Duration::from_millis(300)).send().await;
    sent.is_err_and(|error| error.is_timeout())
}

#[tokio::test]
async fn a_call_that_hangs_was_done_or_was_not() {
    let simulated = Simulated::new().await;
    let openid = simulated.follower();
    simulated.platform.spoil(fault(Manner::HangBefore, Some(1)));
    assert!(impatient(&simulated, &openid).await);
    assert_eq!(words(&simulated, &openid), 0);
    simulated.platform.spoil(fault(Manner::HangAfter, Some(1)));
    assert!(impatient(&simulated, &openid).await);
    assert_eq!(words(&simulated, &openid), 1);
}

#[tokio::test]
async fn a_bad_gateway_does_nothing_and_slowness_does_it_all_the_same() {
    let simulated = Simulated::new().await;
    let openid = simulated.follower();
    simulated.platform.spoil(fault(Manner::BadGateway, Some(1)));
    let url = format!("{}{SEND}?access_token={}", simulated.address, simulated.token());
    let response = simulated.client.post(url).body("{}").send().await.unwrap();
    assert_eq!(response.status(), 502);
    simulated.platform.spoil(fault(Manner::Slow { millis: 20 }, None));
    assert_eq!(simulated.custom(&openid, "好").await, 0);
}

#[tokio::test]
async fn callbacks_are_dropped_and_repeated() {
    let simulated = Simulated::answering(|heard| Answer::words(heard, "好")).await;
    simulated.platform.spoil_callbacks(CallbackFaults { drop: 1.0, ..CallbackFaults::default() });
    let openid = simulated.follower();
    let dropped = |simulated: &Simulated| simulated.platform.trace(0).into_iter().find(|trace| trace.status.is_none());
    let trace = simulated.until("the trace", dropped).await;
    assert_eq!((trace.name.as_str(), simulated.heard().len()), ("subscribe", 0));
    simulated.platform.spoil_callbacks(CallbackFaults { repeat: 1.0, ..CallbackFaults::default() });
    simulated.say(&openid, "你好");
    simulated.until("two deliveries", |simulated| (simulated.heard().len() == 2).then_some(())).await;
    let heard = simulated.heard();
    assert_eq!(heard[0].body, heard[1].body);
}

#[tokio::test]
async fn a_callback_that_is_held_back_is_overtaken() {
    let patient = |settings: &mut Settings| settings.rules.held_back = Duration::from_secs(3_600);
    let simulated = Simulated::with(patient, |_| Answer::body("success")).await;
    simulated.platform.spoil_callbacks(CallbackFaults { reorder: 1.0, ..CallbackFaults::default() });
    let openid = simulated.follower();
    simulated.platform.heal();
    simulated.say(&openid, "我先到");
    simulated.until("both", |simulated| (simulated.heard().len() == 2).then_some(())).await;
    let names: Vec<String> = simulated.heard().iter().map(|heard| heard.name()).collect();
    assert_eq!(names, ["text", "subscribe"]);
}

#[tokio::test]
async fn the_admin_api_does_all_that_and_more() {
    let simulated = Simulated::new().await;
    let openid = simulated.follower();
    let manner = json!({ "api": SEND, "manner": "errcode", "errcode": 45009, "times": 1 });
    assert_eq!(admin(&simulated, "faults", manner).await, 204);
    let url = format!("{}/simulator/admin/faults", simulated.address);
    let listed: Value = simulated.client.get(&url).send().await.unwrap().json().await.unwrap();
    assert_eq!(listed["faults"][0]["errcode"], 45009);
    assert_eq!(simulated.custom(&openid, "好").await, 45009);
    assert_eq!(admin(&simulated, "callbacks", json!({ "drop": 0.5 })).await, 204);
    assert_eq!(simulated.client.delete(&url).send().await.unwrap().status(), 204);
    assert_eq!(simulated.platform.callback_faults(), CallbackFaults::default());

    let account = json!({ "kind": "subscription", "verified": false, "government": false });
    assert_eq!(admin(&simulated, "account", account).await, 204);
    assert_eq!(simulated.custom(&openid, "好").await, 48001);
    assert_eq!(admin(&simulated, "followers", json!({ "count": 100_000 })).await, 200);
    assert_eq!(simulated.platform.people(), 100_001);
    assert_eq!(admin(&simulated, "followers", json!({ "count": 100_001 })).await, 422);
    assert_eq!(admin(&simulated, "receiving", json!({ "openid": "oNobody", "receives": false })).await, 404);
    assert_eq!(admin(&simulated, "quota", json!({ "path": "/cgi-bin/getcallbackip", "daily": 0 })).await, 204);
    assert_eq!(code(&simulated.get("/cgi-bin/getcallbackip", &[]).await), 45009);
    assert_eq!(admin(&simulated, "tokens/take_over", json!({})).await, 204);
    assert_eq!(code(&simulated.get("/cgi-bin/tags/get", &[]).await), 40001);
    let before = simulated.platform.now();
    assert_eq!(admin(&simulated, "clock", json!({ "seconds": 60 })).await, 200);
    assert_eq!(before.duration_until(simulated.platform.now()).as_secs(), 60);
    assert_eq!(admin(&simulated, "callback", json!({ "url": "http://127.0.0.1:9/" })).await, 204);
    simulated.act(&openid, Act::Say { text: "有人吗".into() });
    simulated.sees(&openid, "the notice", |shown| matches!(shown, Content::FaultNotice { .. })).await;
}
