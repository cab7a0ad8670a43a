//! Parametric QR codes (platform sheet 7.8).

use guiyan::simulator::act::{Act, Refused};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::simulated::{Simulated, VERIFIED_SERVICE, code};
use guiyan::simulator::account::{Account, Kind};

async fn create(simulated: &Simulated, action: &str, scene: Value, seconds: Option<u64>) -> Value {
    let mut body = json!({ "action_name": action, "action_info": { "scene": scene } });
    if let Some(seconds) = seconds {
        body["expire_seconds"] = json!(seconds);
    }
    simulated.post("/cgi-bin/qrcode/create", body).await
}

#[tokio::test]
async fn a_scanned_code_is_told_with_its_scene_and_ticket() {
    let simulated = Simulated::new().await;
    let made = create(&simulated, "QR_STR_SCENE", json!({ "scene_str": "fair_gate1" }), Some(604_800)).await;
    let ticket = made["ticket"].as_str().unwrap();
    assert!(ticket.starts_with("gQ") && made["url"].as_str().unwrap().starts_with("http://weixin.qq.com/q/"), "{made}");
    let openid = simulated.platform.newcomer().unwrap();
    simulated.act(&openid, Act::Follow { scene: Some("fair_gate1".into()) });
    let heard = simulated.hears("subscribe").await;
    assert_eq!((heard.field("EventKey"), heard.field("Ticket")), ("qrscene_fair_gate1".into(), ticket.into()));
    simulated.act(&openid, Act::Scan { scene: "fair_gate1".into() });
    let heard = simulated.hears("SCAN").await;
    assert_eq!((heard.field("EventKey"), heard.field("Ticket")), ("fair_gate1".into(), ticket.into()));
}

#[tokio::test]
async fn a_temporary_code_expires_and_a_permanent_one_does_not() {
    let simulated = Simulated::new().await;
    let openid = simulated.follower();
    create(&simulated, "QR_SCENE", json!({ "scene_id": 7 }), Some(60)).await;
    create(&simulated, "QR_LIMIT_SCENE", json!({ "scene_id": 8 }), None).await;
    assert_eq!(simulated.platform.codes().len(), 2);
    simulated.wait(SignedDuration::from_secs(60));
    let scan = |scene: &str| simulated.platform.act(&openid, Act::Scan { scene: scene.into() });
    assert_eq!((scan("7"), scan("8")), (Err(Refused::CodeExpired), Ok(())));
    assert_eq!(simulated.platform.codes().iter().map(|code| &*code.scene).collect::<Vec<_>>(), ["8"]);
}

#[tokio::test]
async fn a_permanent_scene_is_one_code_however_often_it_is_made() {
    let simulated = Simulated::new().await;
    let make = async || create(&simulated, "QR_LIMIT_STR_SCENE", json!({ "scene_str": "gate" }), None).await;
    assert_eq!(make().await, make().await);
}

#[tokio::test]
async fn scenes_and_lives_have_limits() {
    let simulated = Simulated::new().await;
    let refused = [
        ("QR_SCENE", json!({ "scene_id": 0 }), Some(60), 40053),
        ("QR_SCENE", json!({ "scene_id": 4_294_967_296_u64 }), Some(60), 40053),
        ("QR_LIMIT_SCENE", json!({ "scene_id": 100_001 }), None, 40053),
        ("QR_STR_SCENE", json!({ "scene_str": "" }), Some(60), 40053),
        ("QR_STR_SCENE", json!({ "scene_str": "x".repeat(65) }), Some(60), 40053),
        ("QR_STR_SCENE", json!({ "scene_str": "x" }), Some(2_592_001), 40053),
        ("QR_HOLOGRAM", json!({ "scene_str": "x" }), Some(60), 40052),
    ];
    for (action, scene, seconds, errcode) in refused {
        assert_eq!(code(&create(&simulated, action, scene.clone(), seconds).await), errcode, "{action} {scene}");
    }
    let longest = create(&simulated, "QR_STR_SCENE", json!({ "scene_str": "x".repeat(64) }), Some(2_592_000)).await;
    assert_eq!(longest["expire_seconds"], 2_592_000);
    let unsaid = create(&simulated, "QR_STR_SCENE", json!({ "scene_str": "x" }), None).await;
    assert_eq!(unsaid["expire_seconds"], 60);
}

#[tokio::test]
async fn the_picture_of_a_ticket_is_a_png_and_of_none_is_404() {
    let simulated = Simulated::new().await;
    let made = create(&simulated, "QR_STR_SCENE", json!({ "scene_str": "gate" }), Some(60)).await;
    let show = async |ticket: &str| {
        let request = simulated.client.get(format!("{}/cgi-bin/showqrcode", simulated.address));
        request.query(&[("ticket", ticket)]).send().await.unwrap()
    };
    let picture = show(made["ticket"].as_str().unwrap()).await;
    assert_eq!((picture.status().as_u16(), &picture.headers()["content-type"]), (200, &"image/png".parse().unwrap()));
    assert!(picture.bytes().await.unwrap().starts_with(b"\x89PNG"));
    assert_eq!(show("none").await.status(), 404);
}

#[tokio::test]
async fn an_account_without_codes_cannot_be_scanned() {
    let simulated = Simulated::new().await;
    let openid = simulated.follower();
    simulated.platform.set_account(Account { kind: Kind::Subscription, ..VERIFIED_SERVICE });
    let scanned = simulated.platform.act(&openid, Act::Scan { scene: "gate".into() });
    assert_eq!(scanned, Err(Refused::NoCodes));
    assert_eq!(code(&create(&simulated, "QR_STR_SCENE", json!({ "scene_str": "gate" }), Some(60)).await), 48001);
}
