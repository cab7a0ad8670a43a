//! Redis goes away, hangs, refuses, and comes back: without a new client, and without a call that hangs.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use guiyan::app::dialogue_cache::{Begin, Committed, DialogueCache, DialogueChange};
use guiyan::cache::redis::RedisCache;
use metrics_exporter_prometheus::PrometheusBuilder;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

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
        assert!(ends(cache.begin(&message(&who, "during"), &who, None)).await.is_err());
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
    assert!(ends(cache.begin(&message(&who, "early"), &who, None)).await.is_err());
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
        tokio::spawn(async move { ends(cache.begin(&message(&who, "during"), &who, None)).await.is_err() })
    });
    for call in calls.collect::<Vec<_>>() {
        assert!(call.await.unwrap());
    }
    server.restart();
    recovers(&cache, &who).await;
    let calls = (0..200).map(|_| (cache.clone(), follower())).map(|(cache, who)| {
        tokio::spawn(async move {
            matches!(cache.begin(&message(&who, "after"), &who, None).await, Ok(Begin::Fresh { .. }))
        })
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
    assert!(ends(cache.begin(&message(&who, "during"), &who, None)).await.is_err());
    recovers(&cache, &who).await;
    fresh(&cache, &who, "after").await;
    sleep.await.unwrap();
}

/// A firewall or a load balancer that forgets a connection tells neither end.
#[tokio::test]
async fn a_connection_that_falls_silent_is_replaced() {
    let server = RedisServer::start();
    let proxy = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let cache = connect(&format!("redis://{}", proxy.local_addr().unwrap()));
    let accepted = Arc::new(AtomicUsize::new(0));
    let forwarding = tokio::spawn({
        let accepted = accepted.clone();
        async move {
            let mut silent = Vec::new();
            loop {
                let (mut near, _) = proxy.accept().await.unwrap();
                let mut far = TcpStream::connect(("127.0.0.1", server.port)).await.unwrap();
                if accepted.fetch_add(1, Ordering::Relaxed) > 0 {
                    tokio::spawn(async move { tokio::io::copy_bidirectional(&mut near, &mut far).await });
                    continue;
                }
                // The first connection works for a moment, then both ends stay open and nothing passes any more.
                let moment = Duration::from_millis(300);
                let _ = timeout(moment, tokio::io::copy_bidirectional(&mut near, &mut far)).await;
                silent.push((near, far));
            }
        }
    });
    let who = follower();
    cache.ping().await.unwrap();
    while ends(cache.ping()).await.is_ok() {
        tokio::task::yield_now().await;
    }
    recovers(&cache, &who).await;
    fresh(&cache, &who, "after").await;
    assert_eq!(accepted.load(Ordering::Relaxed), 2);
    forwarding.abort();
}

#[test]
fn calls_and_failures_are_counted_by_operation() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    metrics::with_local_recorder(&recorder, || {
        runtime.block_on(async {
            let mut server = RedisServer::start();
            let cache = connect(&server.url());
            let who = follower();
            let (claim, _) = fresh(&cache, &who, "first").await;
            cache.renew(&claim).await.unwrap();
            cache.commit(&claim, DialogueChange::Keep, b"answer").await.unwrap();
            server.kill();
            cache.commit(&claim, DialogueChange::Keep, b"answer").await.unwrap_err();
            cache.release(&claim).await.unwrap_err();
        });
    });
    let metrics = recorder.handle().render();
    for line in [
        r#"guiyan_cache_seconds_count{op="begin"} 1"#,
        r#"guiyan_cache_seconds_count{op="renew"} 1"#,
        r#"guiyan_cache_seconds_count{op="commit"} 2"#,
        r#"guiyan_cache_seconds_count{op="release"} 1"#,
        r#"guiyan_cache_errors_total{op="commit"} 1"#,
        r#"guiyan_cache_errors_total{op="release"} 1"#,
    ] {
        assert!(metrics.contains(line), "no {line} in\n{metrics}");
    }
    assert!(!metrics.contains(r#"errors_total{op="begin"}"#));
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
