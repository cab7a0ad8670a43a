//! What a server takes, measured beside a bare handler that does the least that can be done.
//!
//! ```sh
//! cargo bench --bench callback                 # about five minutes, on a machine that has nothing else to do
//! cargo bench --bench callback -- --quick      # does it run? The numbers mean nothing
//! ```
//!
//! A release build of `guiyan serve` (SQLite, a real Redis, logs to a file) and the bare handler of `bare.rs` (the
//! signature, the XML, three Redis commands one after the other, a constant reply) get the same load: 64 kept-alive
//! connections, each message new and signed, from one of 10,000 followers. Load and servers share the machine, and
//! the rounds take turns, so read the ratios rather than the numbers. Every reply is held against what it has to
//! say; one wrong reply and the run fails. Time is never asserted.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a measurement that cannot go on should stop there, and the terminal is where it reports"
)]

mod at_rest;
mod bare;
mod contest;
mod crowd;
mod load;
mod report;
mod scenarios;
mod server;

#[path = "../../tests/it/support/push.rs"]
mod push;
#[path = "../../tests/it/support/redis.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod redis_server;
#[path = "../../tests/it/support/serve.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod serve;
#[path = "../../tests/it/support/watchdog.rs"]
mod watchdog;

use std::process::ExitCode;
use std::time::Duration;

use contest::Pace;

const FULL: Pace = Pace { warm_up: Duration::from_secs(3), round: Duration::from_secs(4), rounds: 7 };
const QUICK: Pace = Pace { warm_up: Duration::from_millis(500), round: Duration::from_secs(1), rounds: 2 };
/// Wrong replies that are shown in full.
const SHOWN: usize = 5;

fn main() -> ExitCode {
    // Cargo adds an argument of its own.
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--bare", redis_url] => bare::serve(redis_url, false),
        ["--bare", redis_url, "--safe"] => bare::serve(redis_url, true),
        [] => return measure(FULL),
        ["--quick"] => return measure(QUICK),
        _ => {
            println!("only `--quick` is understood, not {arguments:?}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn measure(pace: Pace) -> ExitCode {
    // One thread: the servers shall have the rest.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    report::at_rest(&at_rest::measure());
    let mut wrong = Vec::new();
    for scenario in scenarios::SCENARIOS {
        let (scores, complaints) = runtime.block_on(contest::hold(scenario, pace)).unwrap();
        report::scenario(scenario, &scores);
        wrong.extend(complaints);
    }
    println!("\n{} wrong replies", wrong.len());
    wrong.iter().take(SHOWN).for_each(|complaint| println!("  {complaint}"));
    if wrong.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
