//! A cache under test, whatever it stands on, and a time machine for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use guiyan::app::clock::Clock;
use guiyan::app::dialogue_cache::{
    AnswerWays, Begin, CacheUnavailable, Claim, DIALOGUE_TTL, DialogueCache, DialogueChange, Stored,
};
use guiyan::app::message_key::MessageKey;
use guiyan::app::platform::capabilities::CapabilityStore;
use guiyan::app::platform::rates::Rates;
use guiyan::app::platform::token::TokenStore;
use guiyan::app::staff::ConsoleCache;
use guiyan::cache::embedded::EmbeddedCache;
use guiyan::cache::redis::RedisCache;
use guiyan::domain::id::OpenId;
use jiff::Timestamp;

use crate::support::redis::admin;

/// Where the contract is tested.
pub struct Place {
    /// The cache.
    pub cache: Arc<dyn DialogueCache>,
    /// What another replica of the service sees: another client, or inside one process the same cache.
    pub replica: Arc<dyn DialogueCache>,
    /// What it shares about the platform, and of the console.
    pub platform: Arc<dyn PlatformPorts>,
    /// The same, as another replica sees it.
    pub platform_replica: Arc<dyn PlatformPorts>,
    time: Time,
}

/// The ports that the outward client and the console stand on.
pub trait PlatformPorts: TokenStore + Rates + CapabilityStore + AnswerWays + ConsoleCache {}

impl<T: TokenStore + Rates + CapabilityStore + AnswerWays + ConsoleCache> PlatformPorts for T {}

enum Time {
    Manual(Arc<ManualClock>),
    /// Of these servers.
    Theirs(Vec<u16>),
}

impl Place {
    pub async fn embedded() -> Self {
        Self::embedded_keeping(DIALOGUE_TTL).await
    }

    /// The same, for dialogues of another life.
    pub async fn embedded_keeping(life: Duration) -> Self {
        let clock = Arc::new(ManualClock::default());
        let cache = Arc::new(EmbeddedCache::open(clock.clone(), None).await.unwrap().keeping(life));
        let (platform, platform_replica) = (cache.clone(), cache.clone());
        Self { replica: cache.clone(), cache, platform, platform_replica, time: Time::Manual(clock) }
    }

    /// On Redis; `masters` are the ports of all servers that hold keys.
    pub fn redis(url: &str, masters: &[u16]) -> Self {
        Self::redis_keeping(DIALOGUE_TTL, url, masters)
    }

    /// The same, for dialogues of another life.
    pub fn redis_keeping(life: Duration, url: &str, masters: &[u16]) -> Self {
        let connect = || Arc::new(RedisCache::connect(url, "wx0123").unwrap().keeping(life));
        let (cache, replica) = (connect(), connect());
        let (platform, platform_replica) = (cache.clone(), replica.clone());
        Self { cache, replica, platform, platform_replica, time: Time::Theirs(masters.to_vec()) }
    }

    /// Lets time pass: the clock is set forward, or the life of every key is shortened.
    pub async fn pass(&self, time: Duration) {
        match &self.time {
            Time::Manual(clock) => clock.pass(time),
            Time::Theirs(masters) => {
                for &master in masters {
                    shorten_lives(master, i64::try_from(time.as_millis()).unwrap()).await;
                }
            }
        }
    }
}

async fn shorten_lives(port: u16, by_ms: i64) {
    let mut server = admin(port).await;
    let keys: Vec<String> = redis::cmd("KEYS").arg("*").query_async(&mut server).await.unwrap();
    for key in keys {
        let left: i64 = redis::cmd("PTTL").arg(&key).query_async(&mut server).await.unwrap();
        assert_ne!(left, -1, "{key} would stay for ever");
        // An end in the past deletes the key.
        redis::cmd("PEXPIRE").arg(&key).arg(left - by_ms).exec_async(&mut server).await.unwrap();
    }
}

/// A clock that goes when it is told to.
pub struct ManualClock(AtomicI64);

impl Default for ManualClock {
    fn default() -> Self {
        Self(AtomicI64::new(1_795_000_000_000))
    }
}

impl ManualClock {
    pub fn pass(&self, time: Duration) {
        self.0.fetch_add(i64::try_from(time.as_millis()).unwrap(), Ordering::Relaxed);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::Relaxed)).unwrap()
    }
}

/// A follower whom nobody else has.
pub fn follower() -> OpenId {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    OpenId::parse(&format!("oTest-{:05}_follower", NEXT.fetch_add(1, Ordering::Relaxed))).unwrap()
}

/// The key of a follower's message.
pub fn message(of: &OpenId, name: &str) -> MessageKey {
    MessageKey::of([of.as_str(), name])
}

/// Begins a message that nobody has yet.
pub async fn fresh(cache: &Arc<dyn DialogueCache>, who: &OpenId, name: &str) -> (Claim, Stored) {
    match cache.begin(&message(who, name), who, None).await.unwrap() {
        Begin::Fresh { claim, stored } => (claim, stored),
        other => panic!("{name} is not fresh: {other:?}"),
    }
}

pub fn put(expected: u64, dialogue: &[u8]) -> DialogueChange {
    DialogueChange::Put { expected, dialogue: dialogue.to_vec() }
}

pub fn stored(dialogue: &[u8], version: u64) -> Stored {
    Stored { dialogue: Some(dialogue.to_vec()), version }
}

/// A call must end, well or not. The cache promises one second; this only tells a slow machine from one that hangs.
pub async fn ends<T>(call: impl Future<Output = Result<T, CacheUnavailable>>) -> Result<T, CacheUnavailable> {
    tokio::time::timeout(Duration::from_secs(5), call).await.expect("the call hangs")
}

/// Asks until the cache answers, as the platform and the followers do.
pub async fn recovers(cache: &Arc<dyn DialogueCache>, who: &OpenId) {
    let asking = async {
        while let Err(CacheUnavailable(_)) = ends(cache.reload(who)).await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), asking).await.expect("the cache does not recover");
}
