//! Statistics are what happened here (platform sheet 7.11).

use std::sync::Arc;

use guiyan::simulator::act::Act;
use guiyan::simulator::trace::{Direction, Trace};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::simulated::{Simulated, code};

async fn cube(simulated: &Simulated, name: &str, begin: &str, end: &str) -> Value {
    let body = json!({ "begin_date": begin, "end_date": end });
    simulated.post(&format!("/datacube/{name}"), body).await
}

#[tokio::test]
async fn yesterday_is_told_as_it_was() {
    let mut simulated = Simulated::new().await;
    simulated.platform.seed_followers(10);
    let openid = simulated.platform.newcomer().unwrap();
    simulated.act(&openid, Act::Follow { scene: Some("gate".into()) });
    let other = simulated.follower();
    simulated.say(&other, "一");
    simulated.say(&other, "二");
    simulated.act(&openid, Act::Unfollow);
    let pushed = |trace: &&Arc<Trace>| trace.direction == Direction::Callback;
    let five = |simulated: &Simulated| simulated.platform.trace(0).iter().filter(pushed).count() == 5;
    simulated.until("the callbacks", |simulated| five(simulated).then_some(())).await;
    simulated.wait(SignedDuration::from_hours(24));
    simulated.renew().await;
    let day = "2026-03-02";
    let summary = cube(&simulated, "getusersummary", day, day).await;
    assert_eq!(
        summary["list"],
        json!([
            { "ref_date": day, "user_source": 0, "new_user": 1, "cancel_user": 0 },
            { "ref_date": day, "user_source": 30, "new_user": 1, "cancel_user": 0 },
            { "ref_date": day, "user_source": 0, "new_user": 0, "cancel_user": 1 },
        ])
    );
    assert_eq!(cube(&simulated, "getusercumulate", day, day).await["list"][0]["cumulate_user"], 11);
    let messages = cube(&simulated, "getupstreammsg", day, day).await;
    assert_eq!(messages["list"], json!([{ "ref_date": day, "msg_type": 1, "msg_user": 1, "msg_count": 2 }]));
    let hours = cube(&simulated, "getupstreammsghour", day, day).await;
    assert_eq!(hours["list"][0]["ref_hour"], 1_000);
    let callbacks = cube(&simulated, "getinterfacesummary", day, day).await;
    assert_eq!((&callbacks["list"][0]["callback_count"], &callbacks["list"][0]["fail_count"]), (&json!(5), &json!(0)));
}

#[tokio::test]
async fn a_span_ends_yesterday_and_is_not_too_long() {
    let simulated = Simulated::new().await;
    for (begin, end, errcode) in [
        ("2026-03-02", "2026-03-02", 61501),
        ("2026-02-22", "2026-03-01", 61501),
        ("2026-03-01", "2026-02-28", 61501),
        ("gestern", "2026-03-01", 61500),
        ("2026-02-23", "2026-03-01", 0),
    ] {
        assert_eq!(code(&cube(&simulated, "getusersummary", begin, end).await), errcode, "{begin} to {end}");
    }
    let week = cube(&simulated, "getusercumulate", "2026-02-23", "2026-03-01").await;
    assert_eq!(week["list"].as_array().unwrap().len(), 7);
}
