//! Mass sends (platform sheet 7.5).

use std::sync::Arc;

use guiyan::simulator::account::{Account, Kind};
use guiyan::simulator::chat::Content;
use guiyan::simulator::fault::{Fault, Manner};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::simulated::{Simulated, VERIFIED_SERVICE, code};

const TO_MANY: &str = "/cgi-bin/message/mass/sendall";
const TO_LIST: &str = "/cgi-bin/message/mass/send";
const SUBSCRIPTION: Account = Account { kind: Kind::Subscription, ..VERIFIED_SERVICE };

fn to_all(words: &str) -> Value {
    json!({ "filter": { "is_to_all": true }, "msgtype": "text", "text": { "content": words } })
}

fn to_list(openids: &[Arc<str>], words: &str) -> Value {
    let openids: Vec<&str> = openids.iter().map(|openid| &**openid).collect();
    json!({ "touser": openids, "msgtype": "text", "text": { "content": words } })
}

/// The status of a job that is over.
async fn finished(simulated: &Simulated, job: &Value) -> crate::support::simulated::Heard {
    let id = job["msg_id"].to_string();
    let told = |simulated: &Simulated| {
        simulated.heard_of("MASSSENDJOBFINISH").into_iter().find(|heard| heard.field("MsgID") == id)
    };
    simulated.until("the end of the job", told).await
}

fn received(simulated: &Simulated, openid: &str, words: &str) -> usize {
    let wanted = Content::Text { text: words.to_owned() };
    simulated.chat(openid).iter().filter(|entry| *entry.content == wanted).count()
}

#[tokio::test]
async fn everybody_gets_it_and_the_counts_come_later() {
    let simulated = Simulated::new().await;
    let openids = simulated.platform.seed_followers(5_000);
    simulated.platform.set_receiving(&openids[0], false);
    let job = simulated.post(TO_MANY, to_all("春风行动")).await;
    assert_eq!((code(&job), job["errmsg"].as_str()), (0, Some("send job submission success")));
    let told = finished(&simulated, &job).await;
    assert_eq!(told.field("Status"), "send success");
    let counts = ["TotalCount", "FilterCount", "SentCount", "ErrorCount"].map(|name| told.field(name));
    assert_eq!(counts, ["5000", "4999", "4999", "0"].map(str::to_owned));
    assert_eq!((told.field("FromUserName"), told.query.get("openid")), ("mphelper".into(), None));
    assert_eq!(
        (received(&simulated, &openids[4_999], "春风行动"), received(&simulated, &openids[0], "春风行动")),
        (1, 0)
    );
    let status = simulated.post("/cgi-bin/message/mass/get", json!({ "msg_id": job["msg_id"].to_string() })).await;
    assert_eq!(status["msg_status"], "SEND_SUCCESS");
}

#[tokio::test]
async fn a_tag_narrows_it_down() {
    let simulated = Simulated::new().await;
    let openids = simulated.platform.seed_followers(3);
    let created = simulated.post("/cgi-bin/tags/create", json!({ "tag": { "name": "返乡" } })).await;
    let tag = &created["tag"]["id"];
    let batch = json!({ "openid_list": [&*openids[1]], "tagid": tag });
    simulated.post("/cgi-bin/tags/members/batchtagging", batch).await;
    let body = |tag: &Value| json!({ "filter": { "is_to_all": false, "tag_id": tag }, "msgtype": "text", "text": { "content": "给返乡的" } });
    let job = simulated.post(TO_MANY, body(tag)).await;
    assert_eq!(finished(&simulated, &job).await.field("TotalCount"), "1");
    let counts: Vec<usize> = openids.iter().map(|openid| received(&simulated, openid, "给返乡的")).collect();
    assert_eq!(counts, [0, 1, 0]);
    assert_eq!(code(&simulated.post(TO_MANY, body(&json!(999))).await), 40152);
}

#[tokio::test]
async fn a_follower_of_a_service_account_gets_four_a_month() {
    let simulated = Simulated::new().await;
    let openids = simulated.platform.seed_followers(2);
    for n in 0..5 {
        let job = simulated.post(TO_LIST, to_list(&openids, "本月")).await;
        let told = finished(&simulated, &job).await;
        assert_eq!(told.field("SentCount"), if n < 4 { "2" } else { "0" }, "send {n}");
    }
    assert_eq!(received(&simulated, &openids[0], "本月"), 4);
    simulated.wait(SignedDuration::from_hours(24 * 30));
    let token = simulated.fetch_token().await;
    let job = simulated.post_as(&token, TO_LIST, &to_list(&openids, "下月")).await;
    assert_eq!(finished(&simulated, &job).await.field("SentCount"), "2");
}

#[tokio::test]
async fn a_service_account_sends_to_everybody_once_a_day() {
    let mut simulated = Simulated::new().await;
    simulated.platform.seed_followers(1);
    assert_eq!(code(&simulated.post(TO_MANY, to_all("一")).await), 0);
    assert_eq!(code(&simulated.post(TO_MANY, to_all("二")).await), 45028);
    simulated.wait(SignedDuration::from_hours(24));
    simulated.renew().await;
    assert_eq!(code(&simulated.post(TO_MANY, to_all("三")).await), 0);
}

#[tokio::test]
async fn a_subscription_account_has_one_successful_send_a_day_and_none_by_list() {
    let simulated = Simulated::new().await;
    let openids = simulated.platform.seed_followers(2);
    simulated.platform.set_account(SUBSCRIPTION);
    assert_eq!(code(&simulated.post(TO_LIST, to_list(&openids, "名单")).await), 48001);
    let manner = Manner::Result { status: "err(20008)".into() };
    simulated.platform.spoil(Fault { api: TO_MANY.into(), rate: 1.0, times: Some(1), manner });
    let failed = simulated.post(TO_MANY, to_all("一")).await;
    assert_eq!(finished(&simulated, &failed).await.field("Status"), "err(20008)");
    let status = simulated.post("/cgi-bin/message/mass/get", json!({ "msg_id": failed["msg_id"] })).await;
    assert_eq!(status["msg_status"], "SEND_FAIL");
    assert_eq!(code(&simulated.post(TO_MANY, to_all("二")).await), 0);
    assert_eq!(code(&simulated.post(TO_MANY, to_all("三")).await), 45028);
}

#[tokio::test]
async fn a_clientmsgid_is_one_job_for_a_day() {
    let mut simulated = Simulated::new().await;
    let openids = simulated.platform.seed_followers(2);
    let mut body = to_list(&openids, "招聘会");
    body["clientmsgid"] = json!("camp-20260302-1");
    let first = simulated.post(TO_LIST, body.clone()).await;
    let at_once = simulated.post(TO_LIST, body.clone()).await;
    assert_eq!((code(&at_once), &at_once["msg_id"]), (45066, &first["msg_id"]));
    simulated.wait(SignedDuration::from_mins(1));
    let later = simulated.post(TO_LIST, body.clone()).await;
    assert_eq!((code(&later), &later["msg_id"]), (45065, &first["msg_id"]));
    finished(&simulated, &first).await;
    assert_eq!(received(&simulated, &openids[0], "招聘会"), 1);
    simulated.wait(SignedDuration::from_hours(24));
    simulated.renew().await;
    assert_eq!(code(&simulated.post(TO_LIST, body.clone()).await), 0);
    body["clientmsgid"] = json!("x".repeat(33));
    assert_eq!(code(&simulated.post(TO_LIST, body).await), 45067);
}

#[tokio::test]
async fn a_list_has_two_to_ten_thousand_openids_and_somebody_among_them() {
    let simulated = Simulated::new().await;
    let openids = simulated.platform.seed_followers(1);
    assert_eq!(code(&simulated.post(TO_LIST, to_list(&openids, "一人")).await), 40130);
    let many: Vec<Arc<str>> = (0..10_001).map(|n| format!("o{n}").into()).collect();
    assert_eq!(code(&simulated.post(TO_LIST, to_list(&many, "太多")).await), 40032);
    assert_eq!(code(&simulated.post(TO_LIST, to_list(&many[..2], "生人")).await), 40031);
}

#[tokio::test]
async fn sixty_requests_a_minute_are_enough() {
    let simulated = Simulated::new().await;
    let openids = simulated.platform.seed_followers(2);
    for _ in 0..60 {
        assert_eq!(code(&simulated.post(TO_LIST, to_list(&openids, "快")).await), 0);
    }
    assert_eq!(code(&simulated.post(TO_LIST, to_list(&openids, "快")).await), 42010);
    simulated.wait(SignedDuration::from_mins(1));
    assert_eq!(code(&simulated.post(TO_LIST, to_list(&openids, "慢")).await), 0);
}

#[tokio::test]
async fn articles_come_from_a_draft_that_is_gone_afterwards() {
    let simulated = Simulated::new().await;
    let openids = simulated.platform.seed_followers(2);
    let thumb = simulated.upload("/cgi-bin/material/add_material", "image", ("a.jpg", vec![1; 10])).await;
    let article = json!({ "title": "春风行动", "content": "<p>周六</p>", "thumb_media_id": thumb["media_id"] });
    let draft = simulated.post("/cgi-bin/draft/add", json!({ "articles": [article] })).await;
    let list: Vec<&str> = openids.iter().map(|openid| &**openid).collect();
    let body = json!({ "touser": list, "msgtype": "mpnews", "mpnews": { "media_id": draft["media_id"] } });
    let job = simulated.post(TO_LIST, body).await;
    let told = finished(&simulated, &job).await;
    assert_eq!(told.field("CopyrightCheckResult/CheckState"), "1");
    assert!(told.field("ArticleUrlResult/ResultList/item/ArticleUrl").starts_with("https://mp.weixin.qq.com/s"));
    simulated.sees(&openids[0], "the article", |shown| matches!(shown, Content::MassArticle { .. })).await;
    let gone = simulated.post("/cgi-bin/draft/get", json!({ "media_id": draft["media_id"] })).await;
    assert_eq!(code(&gone), 40007);
    assert_eq!(code(&simulated.post("/cgi-bin/message/mass/delete", json!({ "msg_id": job["msg_id"] })).await), 0);
    let status = simulated.post("/cgi-bin/message/mass/get", json!({ "msg_id": job["msg_id"] })).await;
    assert_eq!(status["msg_status"], "DELETE");
}

#[tokio::test]
async fn words_cannot_be_taken_back() {
    let simulated = Simulated::new().await;
    simulated.platform.seed_followers(1);
    let job = simulated.post(TO_MANY, to_all("说出去的话")).await;
    let delete = json!({ "msg_id": job["msg_id"] });
    assert_eq!(code(&simulated.post("/cgi-bin/message/mass/delete", delete).await), 40008);
    assert_eq!(code(&simulated.post("/cgi-bin/message/mass/delete", json!({ "msg_id": 1 })).await), 40059);
}

#[tokio::test]
async fn a_preview_goes_to_one_and_counts_for_nothing() {
    let simulated = Simulated::new().await;
    let openids = simulated.platform.seed_followers(1);
    let body = json!({ "touser": &*openids[0], "msgtype": "text", "text": { "content": "看看" } });
    assert_eq!(code(&simulated.post("/cgi-bin/message/mass/preview", body).await), 0);
    assert_eq!(received(&simulated, &openids[0], "看看"), 1);
    assert_eq!(code(&simulated.post(TO_MANY, to_all("真的")).await), 0);
    let by_name = json!({ "towxname": "somebody", "msgtype": "text", "text": { "content": "看看" } });
    assert_eq!(code(&simulated.post("/cgi-bin/message/mass/preview", by_name).await), 40132);
}

#[tokio::test]
async fn the_speed_is_one_of_five() {
    let simulated = Simulated::new().await;
    let get = async || simulated.post("/cgi-bin/message/mass/speed/get", json!({})).await;
    assert_eq!(code(&get().await), 45084);
    let set =
        async |speed: u8| code(&simulated.post("/cgi-bin/message/mass/speed/set", json!({ "speed": speed })).await);
    assert_eq!((set(5).await, set(4).await), (45083, 0));
    assert_eq!((&get().await["speed"], &get().await["realspeed"]), (&json!(4), &json!(10)));
}
