//! Template messages (platform sheet 7.3).

use std::sync::Arc;

use guiyan::simulator::act::Act;
use guiyan::simulator::chat::Content;
use guiyan::simulator::fault::{Fault, Manner};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::simulated::{Simulated, code};

const SEND: &str = "/cgi-bin/message/template/send";

async fn added(simulated: &Simulated) -> String {
    let names = json!(["活动名称", "时间", "地点", "报名编号"]);
    let body = json!({ "template_id_short": "47123", "keyword_name_list": names });
    let answer = simulated.post("/cgi-bin/template/api_add_template", body).await;
    answer["template_id"].as_str().unwrap().to_owned()
}

fn message(openid: &str, template: &str) -> Value {
    json!({
        "touser": openid,
        "template_id": template,
        "url": "https://example.gov.cn/fair/ticket/8F3K",
        "data": {
            "first": { "value": "早已没有的开头" },
            "thing1": { "value": "春风行动招聘会" },
            "time2": { "value": "2026年3月8日 09:00" },
            "thing3": { "value": "县体育馆东门\n二楼" },
            "character_string4": { "value": "BF-0042" },
        },
    })
}

async fn ready() -> (Simulated, Arc<str>, String) {
    let simulated = Simulated::new().await;
    let openid = simulated.follower();
    let template = added(&simulated).await;
    (simulated, openid, template)
}

#[tokio::test]
async fn a_message_arrives_as_a_card_and_its_success_is_told_later() {
    let (simulated, openid, template) = ready().await;
    let answer = simulated.post(SEND, message(&openid, &template)).await;
    assert_eq!(code(&answer), 0);
    let entry = simulated.sees(&openid, "the card", |shown| matches!(shown, Content::TemplateCard(_))).await;
    let Content::TemplateCard(sheet) = &*entry.content else { panic!("no card") };
    assert_eq!(sheet.title, "报名成功通知");
    let values: Vec<&str> = sheet.rows.iter().map(|row| row.value.as_str()).collect();
    assert_eq!(values, ["春风行动招聘会", "2026年3月8日 09:00", "县体育馆东门", "BF-0042"]);
    let told = simulated.hears("TEMPLATESENDJOBFINISH").await;
    assert_eq!((told.field("MsgID"), told.field("Status")), (answer["msgid"].to_string(), "success".into()));
}

#[tokio::test]
async fn a_value_that_does_not_fit_its_kind_is_named() {
    let (simulated, openid, template) = ready().await;
    let wrong = [
        ("thing1", "一二三四五六七八九十一二三四五六七八九十多"),
        ("thing1", ""),
        ("time2", "下周六"),
        ("time2", "2026年13月8日"),
        ("character_string4", "编号42"),
        ("character_string4", "123456789012345678901234567890123"),
    ];
    for (key, value) in wrong {
        let mut body = message(&openid, &template);
        body["data"][key]["value"] = json!(value);
        let answer = simulated.post(SEND, body).await;
        assert_eq!(code(&answer), 47003, "{key} = {value}");
        assert!(answer["errmsg"].as_str().unwrap().contains(&format!("data.{key}.value invalid")), "{answer}");
    }
    let mut missing = message(&openid, &template);
    missing["data"].as_object_mut().unwrap().remove("thing3");
    assert_eq!(code(&simulated.post(SEND, missing).await), 47003);
}

#[tokio::test]
async fn the_same_client_msg_id_is_delivered_once_in_ten_minutes_to_one_follower() {
    let (simulated, openid, template) = ready().await;
    let other = simulated.follower();
    let cards = |openid: &str| {
        simulated.chat(openid).iter().filter(|entry| matches!(&*entry.content, Content::TemplateCard(_))).count()
    };
    let mut body = message(&openid, &template);
    body["client_msg_id"] = json!("fair-confirm");
    let first = simulated.post(SEND, body.clone()).await;
    let again = simulated.post(SEND, body.clone()).await;
    assert_eq!((code(&again), &again["msgid"]), (0, &first["msgid"]));
    assert_eq!(cards(&openid), 1);
    let mut to_other = body.clone();
    to_other["touser"] = json!(&*other);
    simulated.post(SEND, to_other).await;
    assert_eq!(cards(&other), 1);
    simulated.wait(SignedDuration::from_mins(10));
    simulated.post(SEND, body).await;
    assert_eq!(cards(&openid), 2);
}

#[tokio::test]
async fn whoever_refuses_messages_blocks_this_one_and_the_event_says_so() {
    let (simulated, openid, template) = ready().await;
    simulated.platform.set_receiving(&openid, false);
    assert_eq!(code(&simulated.post(SEND, message(&openid, &template)).await), 0);
    assert_eq!(simulated.hears("TEMPLATESENDJOBFINISH").await.field("Status"), "failed:user block");
    assert!(!simulated.chat(&openid).iter().any(|entry| matches!(&*entry.content, Content::TemplateCard(_))));
}

#[tokio::test]
async fn a_failure_of_the_platform_is_told_by_the_event_alone() {
    let (simulated, openid, template) = ready().await;
    let manner = Manner::Result { status: "failed: system failed".into() };
    simulated.platform.spoil(Fault { api: SEND.into(), rate: 1.0, times: Some(1), manner });
    assert_eq!(code(&simulated.post(SEND, message(&openid, &template)).await), 0);
    assert_eq!(simulated.hears("TEMPLATESENDJOBFINISH").await.field("Status"), "failed: system failed");
}

#[tokio::test]
async fn only_followers_get_templates_and_only_from_templates_in_use() {
    let (simulated, openid, template) = ready().await;
    assert_eq!(code(&simulated.post(SEND, message("oNobody", &template)).await), 40003);
    assert_eq!(code(&simulated.post(SEND, message(&openid, "short")).await), 40036);
    assert_eq!(code(&simulated.post(SEND, message(&openid, &"x".repeat(43))).await), 40037);
    simulated.act(&openid, Act::Unfollow);
    assert_eq!(code(&simulated.post(SEND, message(&openid, &template)).await), 43004);
}

#[tokio::test]
async fn templates_are_added_from_the_library_listed_and_deleted() {
    let (simulated, _, template) = ready().await;
    let add = async |short: &str, names: Value| {
        let body = json!({ "template_id_short": short, "keyword_name_list": names });
        code(&simulated.post("/cgi-bin/template/api_add_template", body).await)
    };
    assert_eq!(add("TM00015", json!([])).await, 40247);
    assert_eq!(add("47123", json!(["没有的词"])).await, 40246);
    assert_eq!(add("1", json!(["活动名称"])).await, 40037);
    let list = simulated.get("/cgi-bin/template/get_all_private_template", &[]).await;
    let listed = &list["template_list"][0];
    assert_eq!(listed["template_id"], template.as_str());
    assert!(listed["content"].as_str().unwrap().contains("时间：{{time2.DATA}}"), "{listed}");
    for _ in 1..25 {
        assert_eq!(add("47124", json!(["活动名称"])).await, 0);
    }
    assert_eq!(add("47124", json!(["活动名称"])).await, 45026);
    let delete = json!({ "template_id": template });
    assert_eq!(code(&simulated.post("/cgi-bin/template/del_private_template", delete.clone()).await), 0);
    assert_eq!(code(&simulated.post("/cgi-bin/template/del_private_template", delete).await), 40037);
}

#[tokio::test]
async fn industries_change_once_a_month_and_take_their_templates_along() {
    let (mut simulated, ..) = ready().await;
    let set = json!({ "industry_id1": "1", "industry_id2": 4 });
    assert_eq!(code(&simulated.post("/cgi-bin/template/api_set_industry", set.clone()).await), 0);
    let list = simulated.get("/cgi-bin/template/get_all_private_template", &[]).await;
    assert_eq!(list["template_list"], json!([]));
    assert_eq!(code(&simulated.post("/cgi-bin/template/api_set_industry", set.clone()).await), 43100);
    simulated.wait(SignedDuration::from_hours(24 * 31));
    simulated.renew().await;
    assert_eq!(code(&simulated.post("/cgi-bin/template/api_set_industry", set).await), 0);
    let industry = simulated.get("/cgi-bin/template/get_industry", &[]).await;
    assert_eq!(industry["secondary_industry"]["second_class"], "4");
}
