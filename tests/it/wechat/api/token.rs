//! The access token: asked for by one, used by all, renewed ahead of time, and never by storm.

use std::time::Duration;

use guiyan::app::platform::diagnostics::DiagnosticsGateway;
use guiyan::app::platform::failure::{Decision, PlatformError, Scope};
use guiyan::app::platform::token::{Loan, TokenStore};
use guiyan::wechat::api::Api;
use serde_json::json;

use super::bench::{APP_ID, Bench, SECRET};
use crate::support::scripted::{Reply, TOKEN_PATH};

const CALL: &str = "/cgi-bin/openapi/quota/clear";

async fn call(api: &Api) -> Result<(), PlatformError> {
    api.clear_quota("/cgi-bin/menu/create").await
}

/// The tokens that calls came with, in order.
fn tokens(bench: &Bench) -> Vec<String> {
    bench.platform.asked(CALL).into_iter().map(|asked| asked.token.unwrap()).collect()
}

#[tokio::test]
async fn the_token_is_asked_for_in_the_usual_way_and_put_on_every_call() {
    let bench = Bench::new().await;
    let api = bench.api();
    for _ in 0..3 {
        call(&api).await.unwrap();
    }
    assert_eq!(tokens(&bench), ["TOKEN-1"; 3]);
    let [asked] = &bench.platform.asked(TOKEN_PATH)[..] else { panic!("more than one question") };
    let body: serde_json::Value = serde_json::from_slice(&asked.body).unwrap();
    let expected =
        json!({"grant_type": "client_credential", "appid": APP_ID, "secret": SECRET, "force_refresh": false});
    assert_eq!((body, &asked.token), (expected, &None));
}

#[tokio::test]
async fn a_hundred_tasks_at_expiry_make_one_refresh() {
    let bench = Bench::new().await;
    let api = bench.api();
    call(&api).await.unwrap();
    bench.pass(7200);
    bench.platform.kill_token();
    let tasks: Vec<_> =
        (0..100).map(|_| api.clone()).map(|api| tokio::spawn(async move { call(&api).await })).collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(bench.platform.token_questions(), (2, 0));
    assert_eq!(tokens(&bench).iter().filter(|token| *token == "TOKEN-2").count(), 100);
}

#[tokio::test]
async fn two_replicas_with_one_cache_ask_once() {
    let bench = Bench::new().await;
    let replicas = [bench.api(), bench.api()];
    for round in 1..=3 {
        let calls = (0..40).map(|n| replicas[n % 2].clone()).map(|api| tokio::spawn(async move { call(&api).await }));
        for task in calls.collect::<Vec<_>>() {
            task.await.unwrap().unwrap();
        }
        assert_eq!(bench.platform.token_questions(), (round, 0));
        bench.pass(7200);
        bench.platform.kill_token();
    }
}

#[tokio::test]
async fn the_token_is_renewed_ahead_of_its_end_and_the_old_one_serves_until_that_has_worked() {
    let bench = Bench::new().await;
    let (api, replica) = (bench.api(), bench.api());
    call(&api).await.unwrap();
    call(&replica).await.unwrap();

    // Not before six minutes from the end: five, and at most one of jitter.
    bench.pass(7200 - 361);
    api.renew_ahead().await.unwrap();
    assert_eq!(bench.platform.token_questions(), (1, 0));

    bench.pass(62);
    bench.platform.renew_token();
    bench.platform.always(TOKEN_PATH, Reply::Status(500));
    api.renew_ahead().await.unwrap_err();
    call(&api).await.unwrap();
    bench.platform.as_usual(TOKEN_PATH);
    bench.pass(60);
    let before = bench.platform.token_questions().0;
    api.renew_ahead().await.unwrap();
    replica.renew_ahead().await.unwrap();
    call(&api).await.unwrap();
    call(&replica).await.unwrap();
    assert_eq!(bench.platform.token_questions(), (before + 1, 0));
    assert_eq!(tokens(&bench), ["TOKEN-1", "TOKEN-1", "TOKEN-1", "TOKEN-2", "TOKEN-2"]);
}

/// Takes the three seconds that a caller waits for another replica.
#[tokio::test]
async fn a_replica_that_died_while_it_asked_does_not_stop_the_others() {
    let bench = Bench::new().await;
    bench.cache.hold(Loan::AccessToken, Duration::from_secs(20)).await.unwrap().unwrap();
    call(&bench.api()).await.unwrap();
    assert_eq!((tokens(&bench).len(), bench.platform.token_questions()), (1, (1, 0)));
}

#[tokio::test]
async fn a_token_that_somebody_killed_is_renewed_and_the_call_made_once_more() {
    let bench = Bench::new().await;
    let (api, replica) = (bench.api(), bench.api());
    call(&api).await.unwrap();
    call(&replica).await.unwrap();
    bench.pass(10);
    bench.platform.kill_token();
    call(&api).await.unwrap();
    assert_eq!(bench.platform.token_questions(), (2, 0));
    // The other finds the new one in the cache: what is stored is no longer what failed.
    call(&replica).await.unwrap();
    assert_eq!(bench.platform.token_questions(), (2, 0));
    assert_eq!(tokens(&bench), ["TOKEN-1", "TOKEN-1", "TOKEN-1", "TOKEN-2", "TOKEN-1", "TOKEN-2"]);
}

#[tokio::test]
async fn a_token_that_another_replica_renewed_is_taken_at_once_however_lately_we_asked() {
    let bench = Bench::new().await;
    let (api, replica) = (bench.api(), bench.api());
    call(&api).await.unwrap();
    call(&replica).await.unwrap();
    bench.platform.kill_token();
    call(&replica).await.unwrap();
    assert_eq!(bench.platform.token_questions(), (2, 0));
    call(&api).await.unwrap();
    assert_eq!(bench.platform.token_questions(), (2, 0));
}

#[tokio::test]
async fn only_a_token_that_comes_back_although_it_is_bad_is_asked_anew_by_force_half_a_minute_apart() {
    let bench = Bench::new().await;
    let api = bench.api();
    call(&api).await.unwrap();
    bench.pass(10);
    bench.platform.distrust_token();
    call(&api).await.unwrap();
    assert_eq!(bench.platform.token_questions(), (3, 1));
    assert_eq!(tokens(&bench), ["TOKEN-1", "TOKEN-1", "TOKEN-2"]);

    bench.pass(10);
    bench.platform.distrust_token();
    assert_eq!(call(&api).await.unwrap_err().decision(), Decision::RefreshToken);
    assert_eq!(bench.platform.token_questions(), (4, 1));

    bench.pass(21);
    call(&api).await.unwrap();
    assert_eq!(bench.platform.token_questions(), (6, 2));
}

#[tokio::test]
async fn a_platform_that_takes_no_token_is_asked_twice_a_call_and_not_for_ever() {
    let bench = Bench::new().await;
    let api = bench.api();
    for errcode in [40001, 40014, 42001] {
        bench.platform.always(CALL, Reply::refusal(errcode));
        let before = tokens(&bench).len();
        assert_eq!(call(&api).await.unwrap_err().decision(), Decision::RefreshToken);
        assert_eq!(tokens(&bench).len() - before, 2);
    }
}

#[tokio::test]
async fn without_the_cache_every_process_asks_once_and_keeps_what_it_got() {
    let bench = Bench::new().await;
    let replicas = [bench.api_without_cache(), bench.api_without_cache()];
    for n in 0..100 {
        call(&replicas[n % 2]).await.unwrap();
    }
    assert_eq!(bench.platform.token_questions(), (2, 0));
    // A bad token that comes back is not asked by force: nobody counts how often that was done.
    bench.pass(10);
    bench.platform.distrust_token();
    call(&replicas[0]).await.unwrap_err();
    assert_eq!(bench.platform.token_questions(), (3, 0));
}

#[tokio::test]
async fn an_hour_without_tokens_costs_a_question_a_minute_and_ends_by_itself() {
    let bench = Bench::new().await;
    let api = bench.api();
    let refusal =
        json!({"errcode": 40164, "errmsg": "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist"});
    bench.platform.always(TOKEN_PATH, Reply::Json(refusal));
    for _ in 0..3600 {
        let error = call(&api).await.unwrap_err();
        assert_eq!((error.decision(), error.detail()), (Decision::Stop(Scope::Account), Some("203.0.113.7")));
        bench.pass(1);
    }
    let (asked, _) = bench.platform.token_questions();
    assert!((20..=70).contains(&asked), "{asked} questions in an hour");
    bench.platform.as_usual(TOKEN_PATH);
    bench.pass(120);
    call(&api).await.unwrap();
}

#[tokio::test]
async fn a_wrong_secret_stops_everything_and_is_no_reason_to_refresh() {
    let bench = Bench::new().await;
    let api = bench.api();
    bench.platform.always(TOKEN_PATH, Reply::refusal(40001));
    let error = call(&api).await.unwrap_err();
    assert_eq!((error.decision(), error.call()), (Decision::Stop(Scope::Account), "stable_token"));
    assert_eq!((bench.platform.token_questions(), tokens(&bench).len()), ((1, 0), 0));
}

#[tokio::test]
async fn what_the_cache_keeps_of_the_token_is_sealed() {
    let bench = Bench::new().await;
    call(&bench.api()).await.unwrap();
    let sealed = bench.cache.load(Loan::AccessToken).await.unwrap().unwrap();
    assert!(!sealed.windows(5).any(|bytes| bytes == b"TOKEN"));
    // What another key sealed, or damage, is as good as nothing: it is asked for, and stored over it.
    let life = Duration::from_secs(7200);
    assert!(bench.cache.replace(Loan::AccessToken, Some(&sealed), b"damage", life).await.unwrap());
    call(&bench.api()).await.unwrap();
    assert_eq!(bench.platform.token_questions(), (2, 0));
    assert_ne!(bench.cache.load(Loan::AccessToken).await.unwrap().unwrap(), b"damage");
}
