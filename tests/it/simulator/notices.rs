//! Subscription notices (platform sheet 7.4, 3.7).

use std::sync::Arc;

use guiyan::simulator::act::Act;
use guiyan::simulator::chat::Content;
use serde_json::{Value, json};

use crate::support::simulated::{Simulated, code};

const SEND: &str = "/cgi-bin/message/subscribe/bizsend";

/// An account with one template of this title.
async fn ready(tid: u64) -> (Simulated, Arc<str>, String) {
    let simulated = Simulated::new().await;
    let body = json!({ "tid": tid.to_string(), "kidList": [1, 2], "sceneDesc": "岗位提醒" });
    let answer = simulated.post("/wxaapi/newtmpl/addtemplate", body).await;
    let openid = simulated.follower();
    (simulated, openid, answer["priTmplId"].as_str().unwrap().to_owned())
}

fn notice(openid: &str, template: &str, when: &str) -> Value {
    let data = json!({ "thing1": { "value": "电焊工 3 名" }, "date2": { "value": when } });
    json!({ "touser": openid, "template_id": template, "page": "https://example.gov.cn/jobs/881", "data": data })
}

fn answer(template: &str, accept: bool) -> Act {
    Act::AnswerNotice { template_id: template.to_owned(), accept }
}

#[tokio::test]
async fn one_consent_is_one_notice() {
    let (simulated, openid, template) = ready(100).await;
    let send = async || code(&simulated.post(SEND, notice(&openid, &template, "2026年3月8日")).await);
    assert_eq!(send().await, 43101);
    simulated.act(&openid, answer(&template, true));
    simulated.act(&openid, answer(&template, true));
    assert_eq!((send().await, send().await, send().await), (0, 0, 43101));
    let told = simulated.hears("subscribe_msg_sent_event").await;
    let item = "SubscribeMsgSentEvent/List";
    assert_eq!(told.field(&format!("{item}/TemplateId")), template);
    assert_eq!(told.field(&format!("{item}/ErrorCode")), "0");
    simulated.sees(&openid, "the notice", |shown| matches!(shown, Content::NoticeCard(_))).await;
}

#[tokio::test]
async fn a_consent_to_a_public_service_lasts_until_it_is_withdrawn() {
    let (simulated, openid, template) = ready(99).await;
    let send = async || code(&simulated.post(SEND, notice(&openid, &template, "2026-03-08")).await);
    simulated.act(&openid, answer(&template, true));
    for _ in 0..5 {
        assert_eq!(send().await, 0);
    }
    simulated.act(&openid, Act::WithdrawNotice { template_id: template.clone() });
    assert_eq!(send().await, 43101);
    let told = simulated.hears("subscribe_msg_change_event").await;
    assert_eq!(told.field("SubscribeMsgChangeEvent/List/SubscribeStatusString"), "reject");
}

#[tokio::test]
async fn who_refuses_is_told_about_and_gets_nothing() {
    let (simulated, openid, template) = ready(100).await;
    simulated.act(&openid, answer(&template, false));
    let told = simulated.hears("subscribe_msg_popup_event").await;
    assert_eq!(told.field("SubscribeMsgPopupEvent/List/SubscribeStatusString"), "reject");
    assert_eq!(code(&simulated.post(SEND, notice(&openid, &template, "2026-03-08")).await), 43101);
}

#[tokio::test]
async fn who_does_not_follow_may_agree_on_a_page_and_gets_it() {
    let (simulated, _, template) = ready(100).await;
    let stranger = simulated.platform.newcomer().unwrap();
    simulated.act(&stranger, answer(&template, true));
    assert_eq!(code(&simulated.post(SEND, notice(&stranger, &template, "2026-03-08")).await), 0);
    simulated.sees(&stranger, "the notice", |shown| matches!(shown, Content::NoticeCard(_))).await;
}

#[tokio::test]
async fn a_value_that_does_not_fit_costs_no_consent() {
    let (simulated, openid, template) = ready(100).await;
    simulated.act(&openid, answer(&template, true));
    let refused = simulated.post(SEND, notice(&openid, &template, "明天")).await;
    assert_eq!(code(&refused), 47003);
    assert!(refused["errmsg"].as_str().unwrap().contains("data.date2.value invalid"), "{refused}");
    assert_eq!(code(&simulated.post(SEND, notice(&openid, &template, "2026-03-08")).await), 0);
}

#[tokio::test]
async fn templates_are_chosen_from_categories_titles_and_keywords() {
    let (simulated, _, template) = ready(99).await;
    let categories = simulated.get("/wxaapi/newtmpl/getcategory", &[]).await;
    let ids: Vec<String> = categories["data"].as_array().unwrap().iter().map(|one| one["id"].to_string()).collect();
    let titles = async |ids: &str, start: &str, limit: &str| {
        let query = [("ids", ids), ("start", start), ("limit", limit)];
        simulated.get("/wxaapi/newtmpl/getpubtemplatetitles", &query).await
    };
    assert_eq!(titles(&ids.join(","), "0", "30").await["count"], 3);
    assert_eq!(titles(&ids.join(","), "2", "30").await["data"].as_array().unwrap().len(), 1);
    for (ids, start, limit, errcode) in
        [("", "0", "30", 200018), ("x", "0", "30", 200019), ("2", "x", "30", 200016), ("2", "0", "31", 200017)]
    {
        assert_eq!(code(&titles(ids, start, limit).await), errcode);
    }
    let keywords = simulated.get("/wxaapi/newtmpl/getpubtemplatekeywords", &[("tid", "99")]).await;
    assert_eq!((&keywords["count"], &keywords["data"][0]["name"]), (&json!(4), &json!("岗位名称")));
    let list = simulated.get("/wxaapi/newtmpl/gettemplate", &[]).await;
    assert_eq!((&list["data"][0]["priTmplId"], &list["data"][0]["type"]), (&json!(template), &json!(3)));
    let delete = json!({ "priTmplId": template });
    assert_eq!(code(&simulated.post("/wxaapi/newtmpl/deltemplate", delete).await), 0);
    let refused = [
        (json!({ "tid": "1", "kidList": [1, 2] }), 200014),
        (json!({ "tid": "99", "kidList": [1] }), 200020),
        (json!({ "tid": "99", "kidList": [1, 9] }), 200020),
        (json!({ "tid": "99", "kidList": [1, 2], "sceneDesc": "长".repeat(16) }), 200021),
    ];
    for (body, errcode) in refused {
        assert_eq!(code(&simulated.post("/wxaapi/newtmpl/addtemplate", body).await), errcode);
    }
}

#[tokio::test]
async fn a_one_time_message_needs_its_own_consent() {
    let (simulated, openid, template) = ready(100).await;
    let body = json!({
        "touser": &*openid, "template_id": template, "scene": "1", "title": "报名结果",
        "data": { "content": { "value": "已通过" } },
    });
    let send = async || code(&simulated.post("/cgi-bin/message/template/subscribe", body.clone()).await);
    assert_eq!(send().await, 43101);
    simulated.act(&openid, answer(&template, true));
    assert_eq!((send().await, send().await), (0, 43101));
}
