//! Sign-ups a second on both databases, beside the least that can be done: a conditional update of the capacity and an
//! insert, in one transaction.
//!
//! ```sh
//! cargo bench --bench sign_ups                 # some two minutes, on a machine that has nothing else to do
//! cargo bench --bench sign_ups -- --quick      # does it run? The numbers mean nothing
//! ```
//!
//! Both keep the same promise to the disk: SQLite with `synchronous=FULL` in WAL, PostgreSQL as the tests start it
//! (without fsync, for both alike). Ours does besides what a sign-up needs: each message once, in the order of its
//! follower, one place a person, sealed answers, what is known of who comes. The rounds take turns on a fresh activity
//! each, so read the ratios. Time is never asserted; a seat too many, or a lost one, is.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a measurement that cannot go on should stop there, and the terminal is where it reports"
)]

mod bare;
mod ours;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[path = "../../tests/it/support/database.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod database;
#[path = "../../tests/it/support/postgres.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod postgres;

use std::time::{Duration, Instant};

use database::Fixture;

/// People at once, as many as a busy server has in hand.
const AT_ONCE: u32 = 64;

/// How many sign up in a round, and how many rounds there are.
struct Pace {
    people: u32,
    rounds: usize,
}

const FULL: Pace = Pace { people: 4_000, rounds: 7 };
const QUICK: Pace = Pace { people: 200, rounds: 2 };

#[tokio::main]
async fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let pace = if quick { QUICK } else { FULL };
    println!("{} people at once, {} a round, {} rounds each, in turns", AT_ONCE, pace.people, pace.rounds);
    for (name, fixture) in [("SQLite", Fixture::sqlite().await), ("PostgreSQL", Fixture::postgres().await)] {
        let (ours, bare) = (ours::Contestant::new(&fixture).await, bare::Contestant::new(&fixture.url).await);
        let mut times = (Vec::new(), Vec::new());
        for round in 0..pace.rounds {
            let began = Instant::now();
            ours.round(round, pace.people).await;
            times.0.push(began.elapsed());
            let began = Instant::now();
            bare.round(round, pace.people).await;
            times.1.push(began.elapsed());
        }
        let (ours, bare) = (a_second(&mut times.0, pace.people), a_second(&mut times.1, pace.people));
        println!("{name:<11} ours {ours:>7.0}/s   bare {bare:>7.0}/s   {:.2} of it (aim 0.70)", ours / bare);
    }
}

/// The median of the rounds, as people a second.
fn a_second(times: &mut [Duration], people: u32) -> f64 {
    times.sort_unstable();
    f64::from(people) / times[times.len() / 2].as_secs_f64()
}
