//! What followers do is written behind their answers.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use guiyan::app::records::StoreError;
use guiyan::app::sightings::{SightingRecords, Sightings};
use guiyan::domain::id::OpenId;
use guiyan::domain::window::{Act, LastActs};
use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

use crate::support::database::{noon, openid};

/// Records that can be away.
#[derive(Default)]
struct Records {
    away: AtomicBool,
    written: Mutex<HashMap<OpenId, LastActs>>,
    longest: Mutex<usize>,
}

#[async_trait]
impl SightingRecords for Records {
    async fn see(&self, seen: &[(OpenId, LastActs)]) -> Result<(), StoreError> {
        if self.away.load(Ordering::SeqCst) {
            return Err(StoreError::Unavailable("planted".into()));
        }
        let mut longest = self.longest.lock().unwrap();
        *longest = longest.max(seen.len());
        self.written.lock().unwrap().extend(seen.iter().cloned());
        Ok(())
    }
}

fn second(n: i64) -> Timestamp {
    noon() + SignedDuration::from_secs(n)
}

#[tokio::test]
async fn what_cannot_be_written_is_kept_with_what_comes_meanwhile() {
    let records = Arc::new(Records::default());
    let sightings = Sightings::new(records.clone());
    records.away.store(true, Ordering::SeqCst);
    sightings.note(&openid("oZhong"), Act::Spoke, second(5));
    sightings.flush().await.unwrap_err();
    sightings.note(&openid("oZhong"), Act::Spoke, second(3));
    sightings.note(&openid("oZhong"), Act::Tapped, second(7));
    records.away.store(false, Ordering::SeqCst);
    sightings.flush().await.unwrap();
    let expected = LastActs { spoke: Some(second(5)), tapped: Some(second(7)), ..LastActs::default() };
    assert_eq!(records.written.lock().unwrap()[&openid("oZhong")], expected);
}

#[tokio::test]
async fn a_rush_is_written_in_batches_and_all_of_it_when_the_process_ends() {
    let records = Arc::new(Records::default());
    let sightings = Arc::new(Sightings::new(records.clone()));
    for n in 0..2_000 {
        sightings.note(&openid(&format!("oRush{n}")), Act::Spoke, second(n));
    }
    let stop = CancellationToken::new();
    stop.cancel();
    sightings.run(stop).await;
    assert_eq!(records.written.lock().unwrap().len(), 2_000);
    assert!(*records.longest.lock().unwrap() <= 500);
}

#[tokio::test]
async fn a_database_that_stays_away_does_not_fill_the_memory() {
    let records = Arc::new(Records::default());
    let sightings = Sightings::new(records.clone());
    for n in 0..50_100 {
        sightings.note(&openid(&format!("oRush{n}")), Act::Spoke, second(n));
    }
    // Those who are there already stay true.
    sightings.note(&openid("oRush0"), Act::Spoke, second(60_000));
    sightings.flush().await.unwrap();
    let written = records.written.lock().unwrap();
    assert_eq!(written.len(), 50_000);
    assert_eq!(written[&openid("oRush0")].spoke, Some(second(60_000)));
}
