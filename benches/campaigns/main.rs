//! What a campaign costs: from an audience to counts and to rows of the ledger, and from the ledger to the platform.
//!
//! ```sh
//! cargo bench --bench campaigns                # some ten minutes, on a machine that has nothing else to do
//! cargo bench --bench campaigns -- --quick     # does it run? The numbers mean nothing
//! ```
//!
//! **Planning** counts an audience by the way that reaches each and fills the ledger, on both databases, with 100,000
//! followers and with a million: the seconds, and the most memory of this process at any moment. Beside it the same rows
//! by the database alone, in one statement: ours come in steps that let others write, each row with a key of its own.
//!
//! **Sending** puts a campaign through on PostgreSQL and Redis, against the simulated platform, beside a bare reqwest
//! loop that posts the same messages with a token in hand, as many at once, in turns in the same run. Once the platform
//! answers after 60 ms, as the real one does, and once as quickly as it can, where only processor time counts. Ours does
//! besides what a campaign needs: a row for each, its cap, its claim and what came of it. The aim is 0.8 of the bare
//! loop. Time is never asserted; whoever is missed, or gets it twice, is.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a measurement that cannot go on should stop there, and the terminal is where it reports"
)]

mod planning;
mod platform;
mod sending;

#[path = "../../tests/it/support/covers.rs"]
mod covers;
#[path = "../../tests/it/support/database.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod database;
#[path = "../../tests/it/support/postgres.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod postgres;
#[path = "../../tests/it/support/redis.rs"]
#[allow(dead_code, reason = "the tests need more of it")]
mod redis;
#[path = "../../tests/it/support/sender.rs"]
mod sender;

use guiyan::app::campaigns::records::{By, CampaignRecords, Change};
use guiyan::domain::campaign::{Audience, Draft, Schedule, Way, Words};
use guiyan::domain::id::CampaignId;
use guiyan::domain::topic::Topic;
use guiyan::storage::Database;
use jiff::{SignedDuration, Timestamp};

/// How many there are.
struct Pace {
    followers: [u64; 2],
    messages: usize,
    rounds: usize,
}

const FULL: Pace = Pace { followers: [100_000, 1_000_000], messages: 4_000, rounds: 5 };
const QUICK: Pace = Pace { followers: [2_000, 10_000], messages: 300, rounds: 1 };

#[tokio::main]
async fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let pace = if quick { QUICK } else { FULL };
    planning::run(&pace).await;
    sending::run(&pace).await;
}

/// Words for everybody, at any hour, however often.
fn campaign() -> Draft {
    let message = "正月初六有招聘会，回复 招聘会 报名".to_owned();
    Draft {
        title: "正月初六招聘会".to_owned(),
        topic: Topic::Service,
        way: Way::Each,
        urgent: true,
        about: None,
        audience: Audience::default(),
        words: Words { message: Some(message), ..Words::default() },
        other_words: None,
        when: Schedule { start: None, spread_hours: 0, tried_hours: 24 },
    }
}

/// Drawn up by one, released by another, for now.
async fn released(database: &Database, draft: &Draft, now: Timestamp) -> CampaignId {
    let (author, releaser) = (By { name: "王芳", reason: "" }, By { name: "李华", reason: "春节招工" });
    let id = database.add_campaign(draft, author, now).await.unwrap();
    database.change_campaign(id, Change::Submit, author, now).await.unwrap();
    let not_after = now + SignedDuration::from_hours(24);
    let hash = database.campaign(id).await.unwrap().unwrap().hash;
    let release = Change::Release { starts_at: now, not_after, hash };
    database.change_campaign(id, release, releaser, now).await.unwrap();
    id
}
