//! A master, its replica and their Sentinel.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use guiyan::app::dialogue_cache::DialogueCache;
use guiyan::domain::id::OpenId;

use super::contract;
use super::place::{Place, ends, follower, fresh, message, put, recovers, stored};
use crate::support::redis::RedisServer;

struct Watched {
    master: RedisServer,
    _replica: RedisServer,
    sentinel: RedisServer,
    url: String,
}

impl Watched {
    async fn start() -> Self {
        let master = RedisServer::start();
        let replica = RedisServer::start_with(&["--replicaof", "127.0.0.1", &master.port.to_string()]);
        until_info(&replica, "replication", "master_link_status:up").await;
        let sentinel = RedisServer::start_sentinel(master.port);
        // It looks at the servers ten times a second, not every ten seconds.
        let mut hurry = redis::cmd("SENTINEL");
        hurry.arg("DEBUG").arg(&["info-period", "100", "ping-period", "100", "publish-period", "100"]);
        hurry.exec_async(&mut sentinel.admin().await).await.unwrap();
        until_info(&sentinel, "sentinel", "slaves=1").await;
        until_promotable(&sentinel).await;
        let mut gone = RedisServer::start();
        gone.kill();
        // The first Sentinel of the list is down: that must not matter.
        let url = format!("redis-sentinel://127.0.0.1:{},127.0.0.1:{}/guiyan", gone.port, sentinel.port);
        Self { master, _replica: replica, sentinel, url }
    }

    fn place(&self) -> Place {
        Place::redis(&self.url, &[self.master.port])
    }

    /// Stores a dialogue and waits until the replica has it, so that a failover does not lose it.
    async fn store(&self, cache: &Arc<dyn DialogueCache>) -> OpenId {
        let who = follower();
        let (claim, _) = fresh(cache, &who, "before").await;
        cache.commit(&claim, put(0, b"dialogue"), b"answer").await.unwrap();
        self.master.replicate("barrier").await;
        who
    }

    /// Has the Sentinel make another server the master. On a slow machine it may find none whose answers are fresh
    /// enough, or give up half-way, and by itself it does not try again while the master lives.
    async fn fail_over(&self) {
        let mut sentinel = self.sentinel.admin().await;
        let asking = async {
            while self.master_port(&mut sentinel).await == self.master.port {
                let asked: redis::RedisResult<()> =
                    redis::cmd("SENTINEL").arg("FAILOVER").arg("guiyan").exec_async(&mut sentinel).await;
                if let Err(refused) = asked {
                    let passes = ["NOGOODSLAVE", "INPROG"].map(Some).contains(&refused.code());
                    assert!(passes, "no failover: {refused}");
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), asking).await.expect("the Sentinel promotes nobody");
    }

    async fn master_port(&self, sentinel: &mut redis::aio::MultiplexedConnection) -> u16 {
        let mut asked = redis::cmd("SENTINEL");
        let (_, port): (String, u16) =
            asked.arg("GET-MASTER-ADDR-BY-NAME").arg("guiyan").query_async(sentinel).await.unwrap();
        port
    }
}

async fn until_info(server: &RedisServer, section: &str, line: &str) {
    let client = redis::Client::open(server.url()).unwrap();
    let waiting = async {
        loop {
            // Each time on a connection of its own: a failover closes those that are open, or just being opened.
            let info: redis::RedisResult<String> = async {
                let mut connection = client.get_multiplexed_async_connection().await?;
                redis::cmd("INFO").arg(section).query_async(&mut connection).await
            }
            .await;
            if info.is_ok_and(|info| info.contains(line)) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting).await.unwrap_or_else(|_| panic!("no {line}"));
}

/// Waits until the Sentinel has looked at the replica itself; before, it would not promote it, and a failover that
/// finds nothing to promote is tried again only after twice its time limit.
async fn until_promotable(sentinel: &RedisServer) {
    let mut admin = sentinel.admin().await;
    let waiting = async {
        loop {
            let replicas: Vec<HashMap<String, String>> =
                redis::cmd("SENTINEL").arg("REPLICAS").arg("guiyan").query_async(&mut admin).await.unwrap();
            if replicas.iter().any(|replica| replica.get("master-link-status").is_some_and(|link| link == "ok")) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting).await.expect("the Sentinel never sees the replica");
}

#[tokio::test]
async fn the_contract_holds_behind_sentinels() {
    let watched = Watched::start().await;
    contract::all(&watched.place()).await;
}

#[tokio::test]
async fn when_the_master_dies_the_calls_find_the_new_one() {
    let mut watched = Watched::start().await;
    let cache = watched.place().cache;
    let who = watched.store(&cache).await;
    watched.master.kill();
    recovers(&cache, &who).await;
    let (claim, seen) = fresh(&cache, &who, "after").await;
    assert_eq!(seen, stored(b"dialogue", 1));
    cache.commit(&claim, put(1, b"and on"), b"answer").await.unwrap();
}

/// The old master lives on as a replica: it takes connections and reads, and refuses every write.
#[tokio::test]
async fn when_the_master_is_demoted_the_calls_find_the_new_one() {
    let watched = Watched::start().await;
    let cache = watched.place().cache;
    let who = watched.store(&cache).await;
    watched.fail_over().await;
    until_info(&watched.master, "replication", "role:slave").await;

    // A read would do on a replica; only a write shows that the new master was found.
    let mut attempt = 0;
    let writing = async {
        while ends(cache.begin(&message(&who, &format!("during {attempt}")), &who, None)).await.is_err() {
            attempt += 1;
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), writing).await.expect("the cache stays with the old master");
    assert_eq!(fresh(&cache, &who, "after").await.1, stored(b"dialogue", 1));
}
