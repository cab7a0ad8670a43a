//! Quotas, failed calls and addresses (platform sheet 7.14).

use guiyan::app::platform::diagnostics::{Carrier, Check, DiagnosticsGateway, RateLimit};
use guiyan::app::platform::draft::DraftGateway;
use guiyan::app::platform::failure::Decision;
use guiyan::app::platform::followers::FollowerGateway;
use guiyan::domain::id::OpenId;

use crate::support::pair::Pair;

const LIST: &str = "/cgi-bin/user/get";

#[tokio::test]
async fn a_count_is_told_used_up_and_cleared() {
    let pair = Pair::new().await;
    let list = async || FollowerGateway::list(&*pair.api, None).await;
    list().await.unwrap();
    let quota = pair.api.quota(LIST).await.unwrap();
    assert_eq!((quota.daily_limit, quota.used, quota.remain, quota.rate), (500, 1, 499, None));
    let rate = RateLimit { calls: 10_000, seconds: 60 };
    assert_eq!(pair.api.quota("/cgi-bin/stable_token").await.unwrap().rate, Some(rate));

    pair.platform().set_daily_limit(LIST, 1);
    assert!(matches!(list().await.unwrap_err().decision(), Decision::Pause { .. }));
    pair.api.clear_quota(LIST).await.unwrap();
    assert_eq!(pair.api.quota(LIST).await.unwrap().used, 0);
    pair.api.count().await.unwrap();
    assert_eq!(pair.api.quota("/cgi-bin/draft/count").await.unwrap().used, 1);
    pair.api.clear_all_quotas().await.unwrap();
    assert_eq!(pair.api.quota("/cgi-bin/draft/count").await.unwrap().used, 0);
    pair.made(["/cgi-bin/openapi/quota/get", "/cgi-bin/openapi/quota/clear", "/cgi-bin/clear_quota"]);
}

#[tokio::test]
async fn counts_that_were_set_right_hold_back_and_let_go() {
    let pair = Pair::new().await;
    let list = async || FollowerGateway::list(&*pair.api, None).await;
    pair.platform().set_daily_limit(LIST, 2);
    pair.api.reconcile().await.unwrap();
    list().await.unwrap();
    list().await.unwrap();
    let arrived = pair.arrivals(LIST, 0);
    assert!(matches!(list().await.unwrap_err().decision(), Decision::Pause { .. }));
    assert_eq!(pair.arrivals(LIST, 0), arrived, "it was held back here");
    pair.platform().set_daily_limit(LIST, 3);
    pair.api.reconcile().await.unwrap();
    list().await.unwrap();
}

#[tokio::test]
async fn a_failed_call_is_found_by_its_rid() {
    let pair = Pair::new().await;
    let stranger = OpenId::parse("oNobody").unwrap();
    let error = pair.api.info(&stranger).await.unwrap_err();
    let record = pair.api.call_record(error.rid().unwrap()).await.unwrap();
    assert!(record.request.contains("oNobody") && record.response.contains("40003"), "it is another call");
    assert_eq!(record.at, pair.platform().now().as_second());
    assert_eq!(pair.api.call_record("0-0-0").await.unwrap_err().decision(), Decision::Bug);
    pair.made(["/cgi-bin/openapi/rid/get"]);
}

#[tokio::test]
async fn the_way_to_our_server_is_tried_from_every_network() {
    let pair = Pair::new().await;
    for (carrier, name) in [
        (Carrier::Telecom, "CHINANET"),
        (Carrier::Unicom, "UNICOM"),
        (Carrier::Tencent, "CAP"),
        (Carrier::Default, "DEFAULT"),
    ] {
        let both = pair.api.callback_check(Check::All, carrier).await.unwrap();
        assert_eq!((&*both.dns[0].ip, &*both.dns[0].carrier), ("127.0.0.1", name));
        assert_eq!((&*both.ping[0].from, &*both.ping[0].loss), (name, "0%"));
    }
    let dns = pair.api.callback_check(Check::Dns, Carrier::Default).await.unwrap();
    let ping = pair.api.callback_check(Check::Ping, Carrier::Default).await.unwrap();
    assert_eq!((dns.dns.len(), dns.ping.len(), ping.dns.len(), ping.ping.len()), (1, 0, 0, 1));
    pair.made(["/cgi-bin/callback/check"]);
}

#[tokio::test]
async fn addresses_are_those_that_calls_and_callbacks_use() {
    let pair = Pair::new().await;
    assert_eq!(pair.api.api_addresses().await.unwrap(), ["127.0.0.1"]);
    assert_eq!(pair.api.callback_addresses().await.unwrap(), ["127.0.0.1"]);
    pair.made(["/cgi-bin/get_api_domain_ip", "/cgi-bin/getcallbackip"]);
}
