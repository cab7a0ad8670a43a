//! Platform sheet 7.14.

use guiyan::app::platform::diagnostics::{
    AutoReply, AutoReplyKeyword, Carrier, Check, DiagnosticsGateway, Ping, Quota, RateLimit, Resolved,
};

use crate::support::recording::play;

#[tokio::test]
async fn a_quota_tells_the_day_and_the_rate() {
    let path = "/cgi-bin/message/custom/send";
    let quota = play("diagnostics/quota", |api| async move { api.quota(path).await }).await.unwrap();
    let rate = Some(RateLimit { calls: 5_000, seconds: 60 });
    assert_eq!(quota, Quota { daily_limit: 500_000, used: 12, remain: 499_988, rate });
    let path = "/cgi-bin/user/get";
    let quota = play("diagnostics/quota_without_rate", |api| async move { api.quota(path).await }).await.unwrap();
    assert_eq!(quota, Quota { daily_limit: 500, used: 0, remain: 500, rate: None });
}

#[tokio::test]
async fn quotas_are_cleared_one_or_all() {
    play("diagnostics/clear_quota", |api| async move { api.clear_quota("/cgi-bin/user/get").await }).await.unwrap();
    play("diagnostics/clear_all", |api| async move { api.clear_all_quotas().await }).await.unwrap();
}

#[tokio::test]
async fn a_failed_call_is_told_but_never_shown_in_a_log() {
    let rid = "5f8d2f5a-1a2b3c4d-5e6f7a8b";
    let record = play("diagnostics/rid", |api| async move { api.call_record(rid).await }).await.unwrap();
    assert_eq!((record.at, record.millis, &*record.client_ip), (1_772_323_200, 30, "203.0.113.7"));
    assert_eq!((&*record.request, &*record.response), (r#"{"touser":""}"#, r#"{"errcode":40003}"#));
    assert_eq!(record.url, "access_token=OLD_TOKEN");
    let shown = format!("{record:?}");
    assert!(!shown.contains("TOKEN") && !shown.contains("touser"), "{shown}");
}

#[tokio::test]
async fn the_way_to_our_callback_is_tried() {
    let check = |case, check, carrier| play(case, move |api| async move { api.callback_check(check, carrier).await });
    let all = check("diagnostics/callback_check", Check::All, Carrier::Default).await.unwrap();
    assert_eq!(all.dns, [Resolved { ip: "203.0.113.8".into(), carrier: "UNICOM".into() }]);
    let ping = Ping { ip: "203.0.113.8".into(), from: "UNICOM".into(), loss: "0%".into(), time: "23.079ms".into() };
    assert_eq!(all.ping, [ping]);
    let dns = check("diagnostics/callback_check_dns", Check::Dns, Carrier::Telecom).await.unwrap();
    assert_eq!((dns.dns.len(), dns.ping.len()), (1, 0));
    let ping = check("diagnostics/callback_check_ping", Check::Ping, Carrier::Tencent).await.unwrap();
    assert_eq!((ping.dns.len(), ping.ping.len()), (0, 0));
}

#[tokio::test]
async fn the_platforms_addresses_are_listed() {
    let api = play("diagnostics/api_addresses", |api| async move { api.api_addresses().await }).await.unwrap();
    assert_eq!(api, ["203.0.113.1", "203.0.113.2"]);
    let callback = play("diagnostics/callback_addresses", |api| async move { api.callback_addresses().await }).await;
    assert_eq!(callback.unwrap(), ["203.0.113.0/25", "203.0.113.3"]);
}

#[tokio::test]
async fn the_consoles_automatic_replies_are_read() {
    let replies = play("diagnostics/auto_replies", |api| async move { api.auto_replies().await }).await.unwrap();
    let reply = |kind: &str, content: &str| AutoReply { kind: kind.into(), content: content.into() };
    assert_eq!((replies.greets, replies.answers), (true, false));
    assert_eq!((replies.greeting, replies.otherwise), (Some(reply("text", "欢迎关注")), None));
    let [rule] = &replies.rules[..] else { panic!("{:?}", replies.rules) };
    assert_eq!((&*rule.name, rule.sends_all), ("招聘会", true));
    let keyword = |word: &str, exact| AutoReplyKeyword { word: word.into(), exact };
    assert_eq!(rule.keywords, [keyword("招聘", false), keyword("招聘会", true)]);
    assert_eq!(rule.replies, [reply("news", ""), reply("text", "3月8日，县体育馆")]);
}
