//! What the embedded cache has for itself: the archive, and its bounds.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use guiyan::app::dialogue_cache::{
    ArchivedDialogue, Begin, DIALOGUE_TTL, DialogueArchive, DialogueCache, DialogueChange, Stored,
};
use guiyan::app::records::StoreError;
use guiyan::cache::embedded::EmbeddedCache;
use guiyan::domain::id::OpenId;
use tokio_util::sync::CancellationToken;

use super::place::{ManualClock, follower, fresh, message, put, stored};

/// An archive in memory, which can be told to fail.
#[derive(Default)]
struct FakeArchive {
    rows: Mutex<BTreeMap<OpenId, ArchivedDialogue>>,
    saves: AtomicUsize,
    fails: AtomicBool,
    hangs: AtomicBool,
}

#[async_trait]
impl DialogueArchive for FakeArchive {
    async fn load(&self, now_ms: i64) -> Result<Vec<ArchivedDialogue>, StoreError> {
        let rows = self.rows.lock().unwrap();
        Ok(rows.values().filter(|row| row.expires_at_ms > now_ms).cloned().collect())
    }

    async fn save(&self, changed: &[(OpenId, Option<ArchivedDialogue>)], now_ms: i64) -> Result<(), StoreError> {
        if self.hangs.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
        if self.fails.load(Ordering::Relaxed) {
            return Err(StoreError::Unavailable("the disk is full".to_owned()));
        }
        self.saves.fetch_add(1, Ordering::Relaxed);
        let mut rows = self.rows.lock().unwrap();
        for (openid, row) in changed {
            match row {
                Some(row) => rows.insert(openid.clone(), row.clone()),
                None => rows.remove(openid),
            };
        }
        rows.retain(|_, row| row.expires_at_ms > now_ms);
        Ok(())
    }
}

struct Fixture {
    clock: Arc<ManualClock>,
    archive: Arc<FakeArchive>,
}

impl Fixture {
    fn new() -> Self {
        Self { clock: Arc::default(), archive: Arc::default() }
    }

    async fn open(&self) -> (Arc<EmbeddedCache>, Arc<dyn DialogueCache>) {
        let cache = Arc::new(EmbeddedCache::open(self.clock.clone(), Some(self.archive.clone())).await.unwrap());
        (cache.clone(), cache)
    }
}

async fn answer(cache: &Arc<dyn DialogueCache>, who: &OpenId, name: &str, change: DialogueChange) {
    let (claim, _) = fresh(cache, who, name).await;
    cache.commit(&claim, change, b"answer").await.unwrap();
}

#[tokio::test]
async fn dialogues_outlive_the_process_with_version_and_end() {
    let fixture = Fixture::new();
    let (stays, dropped) = (follower(), follower());
    let (cache, port) = fixture.open().await;
    answer(&port, &stays, "first", put(0, b"old")).await;
    answer(&port, &stays, "second", put(1, b"new")).await;
    answer(&port, &dropped, "first", put(0, b"short-lived")).await;
    cache.flush().await.unwrap();
    answer(&port, &dropped, "second", DialogueChange::Drop).await;
    cache.flush().await.unwrap();
    drop((cache, port));

    fixture.clock.pass(DIALOGUE_TTL - Duration::from_secs(1));
    let (_, port) = fixture.open().await;
    assert_eq!(port.reload(&stays).await.unwrap(), stored(b"new", 2));
    assert_eq!(port.reload(&dropped).await.unwrap(), Stored::default());
    fixture.clock.pass(Duration::from_secs(1));
    assert_eq!(port.reload(&stays).await.unwrap(), Stored::default());
    assert_eq!(fixture.open().await.1.reload(&stays).await.unwrap(), Stored::default());
}

#[tokio::test]
async fn nothing_is_written_where_nothing_changed() {
    let fixture = Fixture::new();
    let who = follower();
    let (cache, port) = fixture.open().await;
    answer(&port, &who, "first", DialogueChange::Keep).await;
    cache.flush().await.unwrap();
    assert_eq!(fixture.archive.saves.load(Ordering::Relaxed), 0);
    answer(&port, &who, "second", put(0, b"dialogue")).await;
    cache.flush().await.unwrap();
    cache.flush().await.unwrap();
    assert_eq!(fixture.archive.saves.load(Ordering::Relaxed), 1);
}

#[tokio::test]
async fn many_changes_are_all_written() {
    let fixture = Fixture::new();
    let (cache, port) = fixture.open().await;
    let followers: Vec<_> = (0..1_234).map(|_| follower()).collect();
    for who in &followers {
        answer(&port, who, "first", put(0, who.as_str().as_bytes())).await;
    }
    cache.flush().await.unwrap();
    let (_, port) = fixture.open().await;
    for who in &followers {
        assert_eq!(port.reload(who).await.unwrap(), stored(who.as_str().as_bytes(), 1));
    }
}

#[tokio::test]
async fn what_the_archive_refused_is_written_the_next_time_as_it_is_then() {
    let fixture = Fixture::new();
    let who = follower();
    let (cache, port) = fixture.open().await;
    answer(&port, &who, "first", put(0, b"old")).await;
    fixture.archive.fails.store(true, Ordering::Relaxed);
    assert!(cache.flush().await.is_err());
    answer(&port, &who, "second", put(1, b"new")).await;
    fixture.archive.fails.store(false, Ordering::Relaxed);
    cache.flush().await.unwrap();
    assert_eq!(fixture.open().await.1.reload(&who).await.unwrap(), stored(b"new", 2));
}

#[tokio::test]
async fn a_flush_that_was_given_up_loses_nothing() {
    let fixture = Fixture::new();
    let who = follower();
    let (cache, port) = fixture.open().await;
    answer(&port, &who, "first", put(0, b"dialogue")).await;
    fixture.archive.hangs.store(true, Ordering::Relaxed);
    tokio::time::timeout(Duration::from_millis(20), cache.flush()).await.unwrap_err();
    fixture.archive.hangs.store(false, Ordering::Relaxed);
    cache.flush().await.unwrap();
    assert_eq!(fixture.open().await.1.reload(&who).await.unwrap(), stored(b"dialogue", 1));
}

#[tokio::test]
async fn the_flusher_writes_by_itself_goes_on_after_errors_and_writes_at_the_end() {
    let fixture = Fixture::new();
    let (early, late) = (follower(), follower());
    let (cache, port) = fixture.open().await;
    let stop = CancellationToken::new();
    let flusher = tokio::spawn({
        let stop = stop.clone();
        async move { cache.run_flusher(stop).await }
    });
    fixture.archive.fails.store(true, Ordering::Relaxed);
    answer(&port, &early, "first", put(0, b"early")).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    fixture.archive.fails.store(false, Ordering::Relaxed);
    let written = async {
        while !fixture.archive.rows.lock().unwrap().contains_key(&early) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), written).await.expect("the flusher never writes");

    answer(&port, &late, "first", put(0, b"late")).await;
    stop.cancel();
    flusher.await.unwrap().unwrap();
    assert_eq!(fixture.open().await.1.reload(&late).await.unwrap(), stored(b"late", 1));
}

#[tokio::test]
async fn replies_beyond_the_budget_push_out_the_oldest() {
    let clock = Arc::<ManualClock>::default();
    let cache: Arc<dyn DialogueCache> = Arc::new(EmbeddedCache::open(clock.clone(), None).await.unwrap());
    let who = follower();
    let reply = vec![b'r'; 1 << 20];
    for n in 0..100 {
        clock.pass(Duration::from_millis(1));
        let (claim, _) = fresh(&cache, &who, &n.to_string()).await;
        cache.commit(&claim, DialogueChange::Keep, &reply).await.unwrap();
    }
    let mut kept = 0;
    for n in 0..100 {
        match cache.begin(&message(&who, &n.to_string()), &who, None).await.unwrap() {
            Begin::Answered(_) => kept += 1,
            Begin::Fresh { .. } => assert_eq!(kept, 0, "message {n} is gone, an older one is not"),
            Begin::InProgress | Begin::Committed => panic!("nobody is at it"),
        }
    }
    assert_eq!(kept, 63, "64 MiB hold 63 replies of 1 MiB with their keys");
}

#[tokio::test]
async fn dialogues_beyond_the_budget_push_out_those_that_rested_longest() {
    let clock = Arc::<ManualClock>::default();
    let cache: Arc<dyn DialogueCache> = Arc::new(EmbeddedCache::open(clock.clone(), None).await.unwrap());
    let followers: Vec<_> = (0..70).map(|_| follower()).collect();
    let dialogue = vec![b'd'; 1 << 20];
    for who in &followers {
        clock.pass(Duration::from_secs(1));
        answer(&cache, who, "first", put(0, &dialogue)).await;
    }
    assert_eq!(cache.reload(&followers[0]).await.unwrap(), Stored::default());
    assert_eq!(cache.reload(&followers[6]).await.unwrap(), Stored::default());
    assert_eq!(cache.reload(&followers[7]).await.unwrap(), stored(&dialogue, 1));
    assert_eq!(cache.reload(&followers[69]).await.unwrap(), stored(&dialogue, 1));
}
