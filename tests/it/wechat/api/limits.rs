//! What is held back before it goes out.

use guiyan::app::clock::Clock;
use guiyan::app::platform::diagnostics::DiagnosticsGateway;
use guiyan::app::platform::failure::{Cause, Decision};
use guiyan::app::platform::followers::FollowerGateway;
use guiyan::app::platform::rates::Rates;
use jiff::ToSpan;
use metrics_exporter_prometheus::PrometheusBuilder;
use serde_json::json;

use super::bench::Bench;
use crate::support::scripted::Reply;

const LIST: &str = "/cgi-bin/user/get";
const CLEAR: &str = "/cgi-bin/openapi/quota/clear";

#[tokio::test]
async fn a_used_up_day_pauses_all_replicas_until_it_is_over() {
    let bench = Bench::new().await;
    let replicas = [bench.api(), bench.api()];
    bench.platform.next(CLEAR, Reply::refusal(45009));
    let error = replicas[0].clear_quota("/a").await.unwrap_err();
    let Decision::Pause { until } = error.decision() else { panic!("{error}") };
    for api in &replicas {
        let error = api.clear_quota("/a").await.unwrap_err();
        assert_eq!((error.cause(), error.decision()), (&Cause::HeldBack, Decision::Pause { until }));
    }
    assert_eq!(bench.platform.asked(CLEAR).len(), 1);
    bench.pass(until.duration_since(bench.clock.now()).as_secs().unsigned_abs() + 1);
    replicas[1].clear_quota("/a").await.unwrap();
}

#[tokio::test]
async fn a_limit_of_the_minute_pauses_for_a_minute_and_concerns_its_call_alone() {
    let bench = Bench::new().await;
    let api = bench.api();
    bench.platform.next(CLEAR, Reply::refusal(45011));
    api.clear_quota("/a").await.unwrap_err();
    assert_eq!(api.clear_quota("/a").await.unwrap_err().cause(), &Cause::HeldBack);
    api.clear_all_quotas().await.unwrap();
    bench.pass(60);
    api.clear_quota("/a").await.unwrap();
}

#[tokio::test]
async fn calls_are_counted_and_a_day_that_is_used_up_by_our_own_count_is_not_asked_for() {
    let bench = Bench::new().await;
    let (api, now) = (bench.api(), bench.clock.now());
    bench.platform.always(LIST, Reply::Json(serde_json::json!({"total": 0, "count": 0, "next_openid": ""})));
    api.list(None).await.unwrap();
    let used = bench.cache.used("user_get", now).await.unwrap();
    assert_eq!((used.today, used.this_month), (1, 1));
    // 500 a day (platform sheet 6.5); others use the account as well, and the platform tells.
    bench.cache.reconcile("user_get", 499, 500, now).await.unwrap();
    api.list(None).await.unwrap();
    let error = api.list(None).await.unwrap_err();
    let Decision::Pause { until } = error.decision() else { panic!("{error}") };
    assert!(until > now && until <= now + 24.hours());
    assert_eq!((error.cause(), bench.platform.asked(LIST).len()), (&Cause::HeldBack, 2));
}

#[tokio::test]
async fn while_the_cache_is_away_nobody_counts_and_calls_go_on() {
    let bench = Bench::new().await;
    let api = bench.api_without_cache();
    bench.platform.next(CLEAR, Reply::refusal(45009));
    assert!(matches!(api.clear_quota("/a").await.unwrap_err().decision(), Decision::Pause { .. }));
    api.clear_quota("/a").await.unwrap();
}

#[test]
fn what_is_used_stands_on_the_metrics_page_beside_the_limit() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    metrics::with_local_recorder(&recorder, || {
        runtime.block_on(async {
            let bench = Bench::new().await;
            bench.platform.always(LIST, Reply::Json(json!({"total": 0, "count": 0, "next_openid": ""})));
            let api = bench.api();
            api.list(None).await.unwrap();
            api.list(None).await.unwrap();
            api.show_usage().await.unwrap();
        });
    });
    let page = recorder.handle().render();
    for line in [
        r#"guiyan_api_used{api="user_get",period="day"} 2"#,
        r#"guiyan_api_used{api="user_get",period="month"} 2"#,
        r#"guiyan_api_daily_limit{api="user_get"} 500"#,
    ] {
        assert!(page.contains(line), "no {line} in\n{page}");
    }
}
