//! A cluster of three masters, one of them with a replica.

use std::time::Duration;

use guiyan::domain::id::OpenId;
use redis::aio::MultiplexedConnection;

use super::place::{Place, ends, follower, fresh, message, put, recovers, stored};
use super::{console, contract, platform};
use crate::support::redis::RedisServer;

const SLOTS: [(u16, u16); 3] = [(0, 5_460), (5_461, 10_922), (10_923, 16_383)];

struct Cluster {
    masters: Vec<RedisServer>,
    replica: RedisServer,
}

impl Cluster {
    /// Starts the nodes and joins them. The replica follows the first master.
    async fn start() -> Self {
        let node = || RedisServer::start_with(&["--cluster-enabled", "yes", "--cluster-node-timeout", "1500"]);
        let cluster = Self { masters: vec![node(), node(), node()], replica: node() };
        let mut first = cluster.masters[0].admin().await;
        for (number, (server, (from, to))) in cluster.masters.iter().zip(SLOTS).enumerate() {
            let mut node = server.admin().await;
            let epoch = (number + 1).to_string();
            command(&mut node, &["CLUSTER", "SET-CONFIG-EPOCH", &epoch]).await;
            command(&mut node, &["CLUSTER", "ADDSLOTSRANGE", &from.to_string(), &to.to_string()]).await;
        }
        for server in cluster.masters.iter().skip(1).chain([&cluster.replica]) {
            command(&mut first, &["CLUSTER", "MEET", "127.0.0.1", &server.port.to_string()]).await;
        }
        for server in cluster.masters.iter().chain([&cluster.replica]) {
            until_says(server, &["CLUSTER", "INFO"], "cluster_known_nodes:4").await;
            until_says(server, &["CLUSTER", "INFO"], "cluster_state:ok").await;
        }
        let id: String = redis::cmd("CLUSTER").arg("MYID").query_async(&mut first).await.unwrap();
        command(&mut cluster.replica.admin().await, &["CLUSTER", "REPLICATE", &id]).await;
        until_says(&cluster.replica, &["INFO", "replication"], "master_link_status:up").await;
        for server in &cluster.masters {
            until_says(server, &["CLUSTER", "NODES"], &format!("slave {id}")).await;
        }
        cluster
    }

    fn place(&self) -> Place {
        let ports: Vec<u16> = self.masters.iter().map(|server| server.port).collect();
        // One node is enough to find the others; the second stands in when the first is down.
        Place::redis(&format!("redis-cluster://127.0.0.1:{},127.0.0.1:{}", ports[0], ports[1]), &ports)
    }
}

async fn command(node: &mut MultiplexedConnection, words: &[&str]) {
    redis::cmd(words[0]).arg(&words[1..]).exec_async(node).await.unwrap();
}

async fn until_says(server: &RedisServer, words: &[&str], line: &str) {
    let mut node = server.admin().await;
    let waiting = async {
        loop {
            let said: String = redis::cmd(words[0]).arg(&words[1..]).query_async(&mut node).await.unwrap();
            if said.contains(line) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), waiting).await.unwrap_or_else(|_| panic!("no {line}"));
}

async fn slot_of(node: &mut MultiplexedConnection, key: &str) -> u16 {
    redis::cmd("CLUSTER").arg("KEYSLOT").arg(key).query_async(node).await.unwrap()
}

/// A follower whose keys are on the given master.
async fn follower_on(cluster: &Cluster, master: usize) -> OpenId {
    let mut node = cluster.masters[0].admin().await;
    let (from, to) = SLOTS[master];
    loop {
        let who = follower();
        if (from..=to).contains(&slot_of(&mut node, &format!("{{{}}}", who.as_str())).await) {
            return who;
        }
    }
}

#[tokio::test]
async fn the_contract_holds_on_a_cluster_and_each_follower_has_one_slot() {
    let cluster = Cluster::start().await;
    contract::all(&cluster.place()).await;

    let mut followers = 0;
    for server in &cluster.masters {
        let mut node = server.admin().await;
        let keys: Vec<String> = redis::cmd("KEYS").arg("*").query_async(&mut node).await.unwrap();
        for key in keys {
            assert!(key.starts_with("guiyan:wx0123:{oTest-"), "{key}");
            let openid = &key[key.find('{').unwrap()..=key.find('}').unwrap()];
            assert_eq!(slot_of(&mut node, &key).await, slot_of(&mut node, openid).await, "{key}");
            followers += 1;
        }
    }
    assert!(followers > 0);
    platform::all(&cluster.place()).await;
    console::all(&cluster.place()).await;
}

#[tokio::test]
async fn a_master_that_dies_is_replaced_and_the_others_serve_on() {
    let mut cluster = Cluster::start().await;
    let cache = cluster.place().cache;
    let who = follower_on(&cluster, 0).await;
    let (claim, _) = fresh(&cache, &who, "before").await;
    cache.commit(&claim, put(0, b"dialogue"), b"answer").await.unwrap();
    cluster.masters[0].replicate(&format!("{{{}}}", who.as_str())).await;

    cluster.masters[0].kill();
    for attempt in 0..3 {
        // Well or not: it ends.
        let _ = ends(cache.begin(&message(&who, &format!("during {attempt}")), &who, None)).await;
    }
    recovers(&cache, &who).await;
    assert_eq!(fresh(&cache, &who, "after").await.1, stored(b"dialogue", 1));
    let other = follower_on_survivor(&cluster).await;
    recovers(&cache, &other).await;
    fresh(&cache, &other, "after").await;
}

async fn follower_on_survivor(cluster: &Cluster) -> OpenId {
    let mut node = cluster.masters[1].admin().await;
    loop {
        let who = follower();
        if slot_of(&mut node, &format!("{{{}}}", who.as_str())).await >= SLOTS[1].0 {
            return who;
        }
    }
}

#[tokio::test]
async fn a_service_that_starts_before_its_cluster_works_once_it_is_there() {
    let mut servers = [RedisServer::start(), RedisServer::start()];
    servers.iter_mut().for_each(RedisServer::kill);
    let [absent, late] = &servers;
    let place = Place::redis(&format!("redis-cluster://127.0.0.1:{},127.0.0.1:{}", absent.port, late.port), &[]);
    let who = follower();
    assert!(ends(place.cache.begin(&message(&who, "early"), &who, None)).await.is_err());

    let [_absent, mut late] = servers;
    late.restart_with(&["--cluster-enabled", "yes"]);
    command(&mut late.admin().await, &["CLUSTER", "ADDSLOTSRANGE", "0", "16383"]).await;
    until_says(&late, &["CLUSTER", "INFO"], "cluster_state:ok").await;
    recovers(&place.cache, &who).await;
    fresh(&place.cache, &who, "late").await;
}
