//! The pages that machines ask.

use super::sign_up::{FAIR, openid};
use crate::support::phone::Phones;
use crate::support::postgres::Postgres;
use crate::support::push::event;
use crate::support::redis::RedisServer;
use crate::support::serve::Home;

#[tokio::test]
async fn readiness_names_what_is_missing_and_life_goes_on() {
    let mut redis = RedisServer::start();
    let postgres = Postgres::start();
    let database = postgres.fresh_database().await;
    let serve = Home::new().with("database.url", &database).with("cache.url", &redis.url()).start();
    let page = |path| serve.get(path).unwrap();
    assert_eq!(page("/readyz"), (200, r#"{"missing":[],"ready":true}"#.to_owned()));
    redis.kill();
    assert_eq!(page("/readyz"), (503, r#"{"missing":["cache"],"ready":false}"#.to_owned()));
    postgres.crash();
    assert_eq!(page("/readyz"), (503, r#"{"missing":["cache","database"],"ready":false}"#.to_owned()));
    assert_eq!(page("/healthz"), (200, "ok\n".to_owned()));
}

#[tokio::test]
async fn metrics_tell_of_the_way_of_a_message() {
    let redis = RedisServer::start();
    let serve = Home::new().with("cache.url", &redis.url()).start();
    let phones = Phones::plain();
    let message = phones.words(&openid(1), "工资多少");
    phones.deliver(serve.port, &message).await.unwrap();
    phones.deliver(serve.port, &message).await.unwrap();
    phones.click(serve.port, &openid(1), FAIR).await;
    let strange = phones.push(&openid(1), &event(&openid(1), "something_new", ""));
    assert_eq!(phones.deliver(serve.port, &strange).await.unwrap(), None);
    let forged = serve.get("/wechat?signature=0&timestamp=1&nonce=1&echostr=1").unwrap();
    assert_eq!(forged, (403, String::new()));

    let (status, page) = serve.get("/metrics").unwrap();
    assert_eq!(status, 200);
    for line in [
        r#"guiyan_callback_total{outcome="reply"} 3"#,
        r#"guiyan_callback_total{outcome="success"} 1"#,
        r#"guiyan_callback_refused_total{reason="signature"} 1"#,
        r#"guiyan_callback_unknown_total{kind="event"} 1"#,
        "guiyan_callback_deadline_margin_seconds_count 4",
        "guiyan_callback_seconds_count 4",
        "guiyan_inbox_replays_total 1",
        r#"guiyan_cache_seconds_count{op="begin"}"#,
    ] {
        assert!(page.contains(line), "no `{line}` in:\n{page}");
    }
}

#[test]
fn a_server_shows_its_phone_pages() {
    let serve = Home::new().start();
    for (path, words) in [("/jobs", "共 69 家"), ("/activities", "【样例】"), ("/policies/brochure", "附件2")] {
        let (status, page) = serve.get(path).unwrap();
        assert!(status == 200 && page.contains(words), "{path}: {status}\n{page}");
    }
    let (status, page) = serve.get("/nowhere").unwrap();
    assert!(status == 404 && page.contains("没有这一页"), "{status}\n{page}");
}
