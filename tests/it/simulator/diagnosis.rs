//! Quotas, failed calls, addresses (platform sheet 6.5, 7.14).

use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::push::APP_ID;
use crate::support::simulated::{SECRET, Simulated, code};

const SEND: &str = "/cgi-bin/message/custom/send";

async fn quota(simulated: &Simulated, path: &str) -> Value {
    simulated.post("/cgi-bin/openapi/quota/get", json!({ "cgi_path": path })).await
}

#[tokio::test]
async fn a_used_up_day_is_refused_until_midnight_in_china_or_until_it_is_cleared() {
    let mut simulated = Simulated::new().await;
    simulated.platform.set_daily_limit("/cgi-bin/tags/get", 2);
    let list = async |simulated: &Simulated| code(&simulated.get("/cgi-bin/tags/get", &[]).await);
    assert_eq!((list(&simulated).await, list(&simulated).await, list(&simulated).await), (0, 0, 45009));
    let told = quota(&simulated, "/cgi-bin/tags/get").await;
    assert_eq!(told["quota"], json!({ "daily_limit": 2, "used": 2, "remain": 0 }));
    let path = json!({ "cgi_path": "/cgi-bin/tags/get" });
    assert_eq!(code(&simulated.post("/cgi-bin/openapi/quota/clear", path).await), 0);
    assert_eq!((list(&simulated).await, list(&simulated).await, list(&simulated).await), (0, 0, 45009));
    // It is ten in the morning there: fourteen hours later the next day begins.
    simulated.wait(SignedDuration::from_hours(14) - SignedDuration::from_secs(1));
    simulated.renew().await;
    assert_eq!(list(&simulated).await, 45009);
    simulated.wait(SignedDuration::from_secs(1));
    assert_eq!(list(&simulated).await, 0);
}

#[tokio::test]
async fn the_limits_are_those_of_a_new_account() {
    let simulated = Simulated::new().await;
    let limits = [
        (SEND, 500_000),
        ("/cgi-bin/message/template/send", 100_000),
        ("/cgi-bin/message/mass/sendall", 100),
        ("/cgi-bin/menu/create", 1_000),
        ("/cgi-bin/user/get", 500),
        ("/cgi-bin/token", 2_000),
    ];
    for (path, limit) in limits {
        assert_eq!(quota(&simulated, path).await["quota"]["daily_limit"], limit, "{path}");
    }
    let stable = quota(&simulated, "/cgi-bin/stable_token").await;
    assert_eq!(stable["rate_limit"], json!({ "call_count": 10_000, "refresh_second": 60 }));
    assert_eq!(code(&quota(&simulated, "/cgi-bin/nothing").await), 76021);
}

#[tokio::test]
async fn all_counts_are_cleared_ten_times_a_month_by_either_way() {
    let simulated = Simulated::new().await;
    let by_secret = json!({ "appid": APP_ID, "appsecret": SECRET });
    for _ in 0..5 {
        assert_eq!(code(&simulated.post("/cgi-bin/clear_quota", json!({ "appid": APP_ID })).await), 0);
        assert_eq!(code(&simulated.post_as("", "/cgi-bin/clear_quota/v2", &by_secret).await), 0);
    }
    assert_eq!(code(&simulated.post("/cgi-bin/clear_quota", json!({ "appid": APP_ID })).await), 48006);
    assert_eq!(code(&simulated.post("/cgi-bin/clear_quota", json!({ "appid": "wx" })).await), 40013);
}

#[tokio::test]
async fn a_failed_call_can_be_looked_up_for_a_week() {
    let mut simulated = Simulated::new().await;
    let failed = simulated.post(SEND, json!({ "touser": "oNobody", "msgtype": "text" })).await;
    let rid = failed["errmsg"].as_str().unwrap().rsplit_once("rid: ").unwrap().1.to_owned();
    assert_eq!(rid.split('-').map(str::len).collect::<Vec<_>>(), [8, 8, 8]);
    let look = async |simulated: &Simulated| simulated.post("/cgi-bin/openapi/rid/get", json!({ "rid": rid })).await;
    let found = look(&simulated).await;
    assert_eq!(found["request"]["request_url"], SEND);
    assert!(found["request"]["request_body"].as_str().unwrap().contains("oNobody"));
    simulated.wait(SignedDuration::from_hours(7 * 24));
    simulated.renew().await;
    assert_eq!(code(&look(&simulated).await), 76001);
}

#[tokio::test]
async fn the_callback_is_resolved_and_reached_or_not() {
    let simulated = Simulated::new().await;
    let check = async |action: &str, operator: &str| {
        simulated.post("/cgi-bin/callback/check", json!({ "action": action, "check_operator": operator })).await
    };
    let all = check("all", "DEFAULT").await;
    assert_eq!((&all["dns"][0]["ip"], &all["ping"][0]["package_loss"]), (&json!("127.0.0.1"), &json!("0%")));
    simulated.platform.set_callback_url("http://127.0.0.1:9/wechat");
    let ping = check("ping", "CAP").await;
    assert_eq!((ping.get("dns"), &ping["ping"][0]["package_loss"]), (None, &json!("100%")));
    assert_eq!(code(&check("guess", "DEFAULT").await), 40201);
    assert_eq!(code(&check("all", "NOBODY").await), 40202);
}

#[tokio::test]
async fn callbacks_come_from_the_addresses_that_are_told() {
    let simulated = Simulated::new().await;
    for path in ["/cgi-bin/getcallbackip", "/cgi-bin/get_api_domain_ip"] {
        assert_eq!(simulated.get(path, &[]).await, json!({ "ip_list": ["127.0.0.1"] }));
    }
}
