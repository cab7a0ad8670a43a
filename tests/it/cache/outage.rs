//! Redis goes away, hangs, refuses, and comes back: without a new client, and without a call that hangs.

use std::sync::Arc;

use guiyan::app::dialogue_cache::{Begin, Committed, DialogueCache, DialogueChange};
use guiyan::cache::redis::RedisCache;

use super::place::{ends, follower, fresh, message, put, recovers, stored};
use crate::support::redis::RedisServer;

fn connect(url: &str) -> Arc<dyn DialogueCache> {
    Arc::new(RedisCache::connect(url, "wx0123").unwrap())
}

#[tokio::test]
async fn a_killed_server_fails_every_call_and_serves_them_again_when_it_is_back() {
    let mut server = RedisServer::start();
    let cache = connect(&server.url());
    let who = follower();
    let (claim, _) = fresh(&cache, &who, "before").await;

    server.kill();
    for _ in 0..3 {
        assert!(ends(cache.begin(&message(&who, "during"), &who)).await.is_err());
        assert!(ends(cache.reload(&who)).await.is_err());
        assert!(ends(cache.commit(&claim, DialogueChange::Keep, b"answer")).await.is_err());
        assert!(ends(cache.renew(&claim)).await.is_err());
        assert!(ends(cache.release(&claim)).await.is_err());
        assert!(ends(cache.ping()).await.is_err());
    }

    server.restart();
    recovers(&cache, &who).await;
    // The server is empty: the scripts have to be sent again, and the claim is one that nobody holds.
    assert_eq!(cache.commit(&claim, put(0, b"dialogue"), b"answer").await.unwrap(), Committed::Stored);
    assert_eq!(fresh(&cache, &who, "after").await.1, stored(b"dialogue", 1));
}

#[tokio::test]
async fn a_service_that_starts_before_its_server_works_once_it_is_there() {
    let mut server = RedisServer::start();
    server.kill();
    let cache = connect(&server.url());
    let who = follower();
    assert!(ends(cache.begin(&message(&who, "early"), &who)).await.is_err());
    server.restart();
    recovers(&cache, &who).await;
    fresh(&cache, &who, "late").await;
}

#[tokio::test]
async fn many_callers_at_once_all_get_their_error_and_then_their_answer() {
    let mut server = RedisServer::start();
    let cache = connect(&server.url());
    let who = follower();
    cache.ping().await.unwrap();
    server.kill();
    let calls: Vec<_> = (0..200).map(|_| (cache.clone(), follower())).collect();
    let calls = calls.into_iter().map(|(cache, who)| {
        tokio::spawn(async move { ends(cache.begin(&message(&who, "during"), &who)).await.is_err() })
    });
    for call in calls.collect::<Vec<_>>() {
        assert!(call.await.unwrap());
    }
    server.restart();
    recovers(&cache, &who).await;
    let calls = (0..200).map(|_| (cache.clone(), follower())).map(|(cache, who)| {
        tokio::spawn(async move { matches!(cache.begin(&message(&who, "after"), &who).await, Ok(Begin::Fresh { .. })) })
    });
    for call in calls.collect::<Vec<_>>() {
        assert!(call.await.unwrap());
    }
}

#[tokio::test]
async fn a_server_that_hangs_fails_the_calls_and_serves_them_when_it_wakes() {
    let server = RedisServer::start_with(&["--enable-debug-command", "yes"]);
    let cache = connect(&server.url());
    let who = follower();
    cache.ping().await.unwrap();
    let mut admin = server.admin().await;
    let sleep = tokio::spawn(async move {
        // The answer comes after the test's own client gave up waiting for it.
        let _ = redis::cmd("DEBUG").arg("SLEEP").arg(3).exec_async(&mut admin).await;
    });
    while ends(cache.ping()).await.is_ok() {
        tokio::task::yield_now().await;
    }
    assert!(ends(cache.begin(&message(&who, "during"), &who)).await.is_err());
    recovers(&cache, &who).await;
    fresh(&cache, &who, "after").await;
    sleep.await.unwrap();
}

#[tokio::test]
async fn scripts_that_the_server_forgot_are_sent_again() {
    let server = RedisServer::start();
    let cache = connect(&server.url());
    let who = follower();
    let (claim, _) = fresh(&cache, &who, "first").await;
    let mut admin = server.admin().await;
    redis::cmd("SCRIPT").arg("FLUSH").exec_async(&mut admin).await.unwrap();
    assert!(cache.renew(&claim).await.unwrap());
    redis::cmd("SCRIPT").arg("FLUSH").exec_async(&mut admin).await.unwrap();
    assert_eq!(cache.commit(&claim, put(0, b"dialogue"), b"answer").await.unwrap(), Committed::Stored);
}

#[tokio::test]
async fn a_login_that_was_refused_works_once_the_server_takes_it() {
    let server = RedisServer::start();
    let mut admin = server.admin().await;
    redis::cmd("CONFIG").arg("SET").arg("requirepass").arg("another").exec_async(&mut admin).await.unwrap();
    let cache = connect(&format!("redis://:hunter2@127.0.0.1:{}", server.port));
    let error = ends(cache.ping()).await.unwrap_err();
    assert!(!error.to_string().contains("hunter2"), "the password is in: {error}");
    redis::cmd("CONFIG").arg("SET").arg("requirepass").arg("hunter2").exec_async(&mut admin).await.unwrap();
    recovers(&cache, &follower()).await;
}

#[tokio::test]
async fn tls_to_a_server_that_speaks_none_is_an_error_in_words() {
    let server = RedisServer::start();
    let cache = connect(&format!("rediss://127.0.0.1:{}", server.port));
    assert!(ends(cache.ping()).await.is_err());
}
