//! From the ledger to the platform, beside a bare loop.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use guiyan::app::campaigns::Sender;
use guiyan::app::clock::Clock;
use guiyan::app::sightings::SightingRecords;
use guiyan::domain::id::OpenId;
use guiyan::domain::window::{Act, LastActs};
use guiyan::startup::SystemClock;
use guiyan::storage::Database;
use serde_json::{Value, json};

use crate::database::{Fixture, KEY, vault};
use crate::platform::{CUSTOM, Simulated};
use crate::redis::RedisServer;
use crate::sender::sender;
use crate::{Pace, campaign, released};

/// Messages at once, of both.
const AT_ONCE: usize = 32;
/// How long the platform takes, in milliseconds.
const ANSWERS_AFTER: [u64; 2] = [60, 0];

/// What both send with.
struct Scene {
    simulated: Simulated,
    database: Arc<Database>,
    sender: Sender,
    client: reqwest::Client,
    token: String,
}

pub async fn run(pace: &Pace) {
    let (fixture, redis) = (Fixture::postgres().await, RedisServer::start());
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let database = Arc::new(Database::open(&fixture.url, vault(KEY), Arc::clone(&clock)).await.unwrap());
    let simulated = Simulated::with(pace.messages);
    let sender = sender(&database, &redis.url(), &simulated.calls(), &clock);
    let token = simulated.token().await;
    let scene = Scene { simulated, database, sender, client: reqwest::Client::new(), token };
    for millis in ANSWERS_AFTER {
        scene.simulated.slow(millis);
        let mut times = (Vec::new(), Vec::new());
        for _ in 0..pace.rounds {
            times.0.push(scene.once(scene.ours()).await);
            times.1.push(scene.once(scene.bare()).await);
        }
        let (ours, bare) = (a_second(&mut times.0, pace.messages), a_second(&mut times.1, pace.messages));
        println!(
            "answers after {millis:>2} ms: ours {ours:>6.0}/s   bare {bare:>6.0}/s   {:.2} of it (aim 0.80)",
            ours / bare
        );
    }
}

impl Scene {
    /// Everybody speaks, everybody gets one; how long that took.
    async fn once(&self, sending: impl Future<Output = ()>) -> Duration {
        self.simulated.speak();
        let spoke = LastActs::one(Act::Spoke, SystemClock.now());
        let seen: Vec<_> =
            self.simulated.openids.iter().map(|openid| (OpenId::parse(openid).unwrap(), spoke)).collect();
        for some in seen.chunks(500) {
            self.database.see(some).await.unwrap();
        }
        let before = self.simulated.shown();
        let began = Instant::now();
        sending.await;
        let took = began.elapsed();
        assert_eq!(self.simulated.shown() - before, self.simulated.openids.len(), "each once");
        took
    }

    /// From the release to the last one.
    async fn ours(&self) {
        released(&self.database, &campaign(), SystemClock.now()).await;
        while !self.sender.step().await.unwrap().is_idle() {}
    }

    async fn bare(&self) {
        let url = format!("{}{CUSTOM}?access_token={}", self.simulated.base, self.token);
        let words = campaign().words.message.unwrap();
        let send = |openid: &String| {
            let body = json!({ "touser": openid, "msgtype": "text", "text": { "content": words } });
            let sent = self.client.post(&url).body(body.to_string()).send();
            async move {
                let answer: Value = sent.await.unwrap().json().await.unwrap();
                assert_eq!(answer["errcode"], 0, "{answer}");
            }
        };
        futures_util::stream::iter(self.simulated.openids.iter().map(send))
            .buffer_unordered(AT_ONCE)
            .collect::<Vec<()>>()
            .await;
    }
}

/// The median of the rounds, as messages a second.
fn a_second(times: &mut [Duration], messages: usize) -> f64 {
    times.sort_unstable();
    f64::from(u32::try_from(messages).unwrap()) / times[times.len() / 2].as_secs_f64()
}
