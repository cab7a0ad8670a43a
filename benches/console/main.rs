//! The staff console beside the callback: fifty people page and search while five hundred callbacks a second arrive.
//!
//! ```sh
//! cargo bench --bench console                 # some four minutes, on a machine that has nothing else to do
//! cargo bench --bench console -- --quick      # does it run? The numbers mean nothing
//! ```
//!
//! A release build of `guiyan serve` (SQLite, then PostgreSQL; a real Redis) holds 100,000 people and 5,000 openings.
//! Callbacks come at their own pace, whether the last one was answered or not, and are timed from when they were due, so
//! that a server that stalls is seen to. They are measured alone first, then with fifty signed-in members of staff who
//! open a page a second each. Load and servers share the machine. Every answer is held against what it has to say; one
//! wrong answer, or one after the deadline of the platform, and the run fails.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a measurement that cannot go on should stop there, and the terminal is where it reports"
)]

mod callbacks;
mod clerks;
mod seed;
mod timing;

#[path = "../../tests/it/support/database.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod database;
#[path = "../../tests/it/support/http.rs"]
mod http;
#[path = "../../tests/it/support/postgres.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod postgres;
#[path = "../../tests/it/support/push.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod push;
#[path = "../../tests/it/support/redis.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod redis_server;
#[path = "../../tests/it/support/serve.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod serve;
#[path = "../../tests/it/support/staff_account.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod staff_account;
#[path = "../../tests/it/support/watchdog.rs"]
mod watchdog;

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::time::Duration;

use database::{Fixture, KEY};
use redis_server::RedisServer;
use serve::Home;

/// How much there is, and how long it is looked at.
struct Pace {
    people: u32,
    openings: u32,
    length: Duration,
}

const FULL: Pace = Pace { people: 100_000, openings: 5_000, length: Duration::from_secs(30) };
const QUICK: Pace = Pace { people: 500, openings: 100, length: Duration::from_secs(3) };

#[tokio::main]
async fn main() -> ExitCode {
    http::ready();
    let pace = if std::env::args().any(|argument| argument == "--quick") { QUICK } else { FULL };
    let mut flaws = 0;
    for (name, fixture) in [("SQLite", Fixture::sqlite().await), ("PostgreSQL", Fixture::postgres().await)] {
        println!("\n{name}: {} people, {} openings", pace.people, pace.openings);
        flaws += measure(&fixture, &pace).await;
    }
    println!("\n{flaws} wrong or late");
    if flaws == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// How many answers were wrong or late.
async fn measure(fixture: &Fixture, pace: &Pace) -> usize {
    seed::fill(fixture, pace.people, pace.openings).await;
    let redis = RedisServer::start();
    let home = Home::new().with("cache.url", &redis.url()).with("database.url", &fixture.url).with("privacy.key", KEY);
    let server = home.start();
    let clerks = clerks::signed_in(fixture, server.port).await;
    let crowd = callbacks::Crowd::new(server.port, pace.people);
    crowd.run(Duration::from_secs(1)).await;
    let alone = crowd.run(pace.length).await;
    let (beside, pages) = tokio::join!(crowd.run(pace.length), clerks::work(clerks, pace.length));
    println!("  callbacks alone          {}", alone.timing);
    println!("  callbacks beside staff   {}", beside.timing);
    let complaints: Vec<&String> = [&alone.wrong, &beside.wrong, &pages.wrong].into_iter().flatten().collect();
    pages.report();
    let kinds: BTreeSet<&String> = complaints.iter().copied().collect();
    kinds.iter().take(20).for_each(|complaint| println!("  {complaint}"));
    complaints.len()
}
