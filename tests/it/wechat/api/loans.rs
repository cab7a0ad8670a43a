//! What is kept beside the token: the ticket that signs pages, and the counts that the platform tells.

use guiyan::app::clock::Clock;
use guiyan::app::platform::failure::Decision;
use guiyan::app::platform::js_sdk::JsSdkGateway;
use guiyan::app::platform::rates::Rates;
use guiyan::domain::county::AccountKind;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::bench::Bench;
use crate::support::scripted::Reply;

const TICKET: &str = "/cgi-bin/ticket/getticket";
const QUOTA: &str = "/cgi-bin/openapi/quota/get";

#[tokio::test]
async fn replicas_sign_with_one_ticket_until_it_ends() {
    let bench = Bench::new().await;
    let replicas = [bench.api(), bench.api()];
    let ticket = |ticket: &str| Reply::Json(json!({"errcode": 0, "ticket": ticket, "expires_in": 7200}));
    bench.platform.next(TICKET, ticket("first"));
    bench.platform.next(TICKET, ticket("second"));
    for api in [&replicas[0], &replicas[1], &replicas[0]] {
        assert_eq!(api.ticket().await.unwrap().0.expose_secret(), "first");
    }
    bench.pass(7200);
    for api in &replicas {
        assert_eq!(api.ticket().await.unwrap().0.expose_secret(), "second");
    }
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
    let usage = api.usage().await.unwrap();
    let of = |call: &str| usage.iter().find(|usage| usage.call == call).unwrap();
    assert_eq!((of("user_get").per_day, of("user_get").used.today), (800, 300));
    // Not told: the table's own limit.
    assert_eq!((of("template_send").per_day, of("template_send").used.today), (100_000, 0));
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
