//! `cache.url`.

use guiyan::cache::redis::{CacheConfigError, RedisCache};

fn refusal(url: &str) -> CacheConfigError {
    RedisCache::connect(url, "wx0123").err().unwrap_or_else(|| panic!("{url} was taken"))
}

#[tokio::test]
async fn every_kind_of_address_is_taken_while_nothing_is_there() {
    for url in [
        "redis://127.0.0.1",
        "redis://user:secret@cache.example:6380/3",
        "rediss://:secret@cache.example:6380",
        "redis-sentinel://127.0.0.1:26379/guiyan",
        "redis-sentinel://user:secret@one.example:26379,two.example:26379/guiyan.main/2",
        "rediss-sentinel://one.example:26379,[::1]:26379/guiyan",
        "redis-cluster://127.0.0.1:7000,127.0.0.1:7001",
        "redis-cluster://127.0.0.1:7000/",
        "rediss-cluster://:secret@one.example:7000,two.example:7000",
    ] {
        assert!(RedisCache::connect(url, "wx0123").is_ok(), "{url} was refused");
    }
}

#[tokio::test]
async fn a_bad_address_says_how_to_write_it_and_never_the_password() {
    for (url, expected) in [
        ("", CacheConfigError::Scheme),
        ("localhost:6379", CacheConfigError::Scheme),
        ("memcached://hunter2@host", CacheConfigError::Scheme),
        ("redis://:hunter2@host:99999", CacheConfigError::Single),
        ("redis://:hunter2@host/first", CacheConfigError::Single),
        ("redis-sentinel://:hunter2@host:26379", CacheConfigError::Sentinel),
        ("redis-sentinel://:hunter2@host:26379/", CacheConfigError::Sentinel),
        ("redis-sentinel://:hunter2@host/guiyan", CacheConfigError::Sentinel),
        ("redis-sentinel://:hunter2@host:26379/guiyan/x", CacheConfigError::Sentinel),
        ("redis-sentinel://:hunter2@one:1,,two:2/guiyan", CacheConfigError::Sentinel),
        ("redis-cluster://:hunter2@", CacheConfigError::Cluster),
        ("redis-cluster://:hunter2@host", CacheConfigError::Cluster),
        ("redis-cluster://:hunter2@host:7000/1", CacheConfigError::Cluster),
        ("redis-cluster://:hun/ter2@host:7000", CacheConfigError::Cluster),
    ] {
        let error = refusal(url);
        assert_eq!(error, expected, "{url}");
        assert!(!format!("{error} {error:?}").contains("ter2"), "the password is in: {error}");
    }
}

#[tokio::test]
async fn an_app_id_that_would_break_the_keys_is_refused() {
    for app_id in ["", "wx{0}", "wx:0", "wx 0", "微信"] {
        let refused = RedisCache::connect("redis://127.0.0.1", app_id).err();
        assert_eq!(refused, Some(CacheConfigError::AppId), "{app_id}");
    }
}
