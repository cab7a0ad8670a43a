//! What is kept beside the token: the ticket that signs pages, and the counts that the platform tells.

use guiyan::app::clock::Clock;
use guiyan::app::platform::failure::Decision;
use guiyan::app::platform::js_signer::JsSigner;
use guiyan::app::platform::rates::Rates;
use guiyan::domain::county::AccountKind;
use serde_json::{Value, json};

use super::bench::Bench;
use crate::support::scripted::Reply;

const TICKET: &str = "/cgi-bin/ticket/getticket";
const QUOTA: &str = "/cgi-bin/openapi/quota/get";

/// The vector of platform sheet 7.13.
#[tokio::test]
async fn pages_are_signed_with_one_ticket_on_all_replicas_until_it_ends() {
    let bench = Bench::new().await;
    let ticket = "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg";
    let answer = json!({"errcode": 0, "errmsg": "ok", "ticket": ticket, "expires_in": 7200});
    bench.platform.always(TICKET, Reply::Json(answer));
    let replicas = [bench.api(), bench.api()].map(|api| JsSigner::new(api, bench.keeping()));
    let at = jiff::Timestamp::from_second(1_414_587_457).unwrap();
    for n in 0..6 {
        let page = "http://mp.weixin.qq.com?params=value";
        let signed = replicas[n % 2].sign("Wm3WZYTPz0wzccnW", at, page).await.unwrap();
        assert_eq!(signed.signature, "0f9de62fce790f9a083d5c99e95740ceb90c27ed");
    }
    assert_eq!(bench.platform.asked(TICKET).len(), 1);
    bench.pass(7200);
    replicas[0].sign("n", at, "https://example.gov.cn/jobs").await.unwrap();
    assert_eq!(bench.platform.asked(TICKET).len(), 2);
}

#[tokio::test]
async fn the_platform_s_own_counts_replace_ours_and_calls_that_the_account_lacks_are_left_out() {
    let bench = Bench::new().await;
    let api = bench.api_of(AccountKind::Subscription, bench.cache.clone());
    let quota = json!({"errcode": 0, "quota": {"daily_limit": 800, "used": 300, "remain": 500}, "rate_limit": {}});
    // One of which the platform does not tell: the others are told all the same.
    bench.platform.next(QUOTA, Reply::refusal(76022));
    bench.platform.always(QUOTA, Reply::Json(quota));
    api.reconcile().await.unwrap();

    let now = bench.clock.now();
    let used = bench.cache.used("user_get", now).await.unwrap();
    assert_eq!((used.today, used.this_month, used.per_day), (300, 300, Some(800)));
    let paths =
        bench.platform.asked(QUOTA).into_iter().map(|asked| {
            serde_json::from_slice::<Value>(&asked.body).unwrap()["cgi_path"].as_str().unwrap().to_owned()
        });
    let paths: Vec<String> = paths.collect();
    assert!(paths.contains(&"/cgi-bin/message/custom/send".to_owned()), "{paths:?}");
    assert!(!paths.contains(&"/cgi-bin/message/template/send".to_owned()), "{paths:?}");
}

#[tokio::test]
async fn a_platform_that_cannot_be_asked_for_its_counts_ends_the_asking() {
    let bench = Bench::new().await;
    bench.platform.always(QUOTA, Reply::refusal(45009));
    let error = bench.api().reconcile().await.unwrap_err();
    assert!(matches!(error.decision(), Decision::Pause { .. }), "{error}");
    assert_eq!(bench.platform.asked(QUOTA).len(), 1);
}
