//! Starts that cannot go well end at once, with words for the engineer and no port taken.

use std::net::TcpListener;

use super::sign_up::{AGREE, OUTING, fill_in, openid};
use crate::support::phone::Phones;
use crate::support::redis::RedisServer;
use crate::support::serve::Home;

/// Runs `serve` to its end; what it says on standard error.
fn refused(home: &Home, port: u16) -> String {
    let output = home.run_on(port);
    let words = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{words}");
    assert!(!words.contains("panicked") && words.lines().count() < 12, "not in plain words: {words}");
    words
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn a_second_process_on_an_embedded_database_is_refused() {
    let home = Home::new();
    let serve = home.start();
    let words = refused(&home, free_port());
    assert!(words.contains("another guiyan already uses this database"), "{words}");
    assert!(words.contains("cache.url"), "it does not say what to do: {words}");
    assert_eq!(serve.get("/readyz").unwrap().0, 200, "the first one goes on");
}

#[test]
fn a_second_process_with_a_redis_of_its_own_on_an_embedded_database_is_refused() {
    let redis = RedisServer::start();
    let home = Home::new();
    let _embedded = home.start();
    let words = refused(&home.with("cache.url", &redis.url()), free_port());
    assert!(words.contains("give both the same Redis in cache.url"), "{words}");
}

#[test]
fn a_port_that_is_taken_is_told() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let words = refused(&Home::new(), port);
    assert!(words.contains(&format!("127.0.0.1:{port} is taken by another program")), "{words}");
    assert!(words.contains("server.listen"), "it does not say what to do: {words}");
}

#[test]
fn a_missing_privacy_key_is_told_with_how_to_make_one() {
    let words = refused(&Home::new().with("privacy.key", ""), free_port());
    assert!(words.contains("privacy.key"), "{words}");
    assert!(words.contains("openssl rand -base64 32"), "it does not say what to do: {words}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_privacy_key_than_the_one_that_the_records_are_sealed_with_is_told() {
    let home = Home::new();
    {
        let serve = home.start();
        let phones = Phones::plain();
        fill_in(&phones, |_| serve.port, 1, OUTING).await;
        let receipt = phones.say(serve.port, &openid(1), AGREE).await;
        assert!(receipt.contains("报名成功"), "{receipt}");
    }
    let other = home.with("privacy.key", "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=");
    let words = tokio::task::spawn_blocking(move || refused(&other, free_port())).await.unwrap();
    assert!(words.contains("the database holds personal data under the key"), "{words}");
    assert!(words.contains("privacy.key"), "it does not say what to do: {words}");
}
