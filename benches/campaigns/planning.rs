//! From an audience to counts, and to rows of the ledger.

use std::time::{Duration, Instant};

use guiyan::app::campaigns::forecast::Ask;
use guiyan::app::campaigns::records::{CampaignRecords, DeliveryRecords};
use guiyan::domain::account::Account;
use guiyan::domain::county::AccountKind;
use guiyan::domain::id::CampaignId;

use crate::database::{Fixture, noon};
use crate::{Pace, campaign, released};

/// Rows a step, as the sender takes them.
const STEP: u64 = 2_000;

pub async fn run(pace: &Pace) {
    for followers in pace.followers {
        for (name, fixtures) in [
            ("SQLite", [Fixture::sqlite().await, Fixture::sqlite().await]),
            ("PostgreSQL", [Fixture::postgres().await, Fixture::postgres().await]),
        ] {
            for fixture in &fixtures {
                seed(fixture, followers).await;
            }
            let [fixture, bare] = &fixtures;
            one(name, fixture, (followers, filled_bare(bare).await)).await;
        }
    }
}

/// How long the database takes by itself: the same rows in one statement, of its own making, with one commit.
async fn filled_bare(fixture: &Fixture) -> Duration {
    let CampaignId(id) = released(&fixture.open().await, &campaign(), noon()).await;
    let now = noon().as_millisecond();
    let sql = format!(
        "INSERT INTO deliveries (key, campaign_id, openid, unit_id, topic, variant, preview, state, next_at) SELECT \
         'baseline--' || followers.openid, {id}, followers.openid, people.unit_id, 'service', 'a', false, 'due', {now} \
         FROM followers LEFT JOIN people ON people.openid = followers.openid ORDER BY followers.openid"
    );
    let began = Instant::now();
    fixture.execute(&sql).await;
    began.elapsed()
}

async fn one(name: &str, fixture: &Fixture, (followers, bare): (u64, Duration)) {
    let (database, now, draft) = (fixture.open().await, noon(), campaign());
    let ask = Ask::of(&draft, &draft.words, &Account::new(AccountKind::Service, true), &Default::default());
    forget_the_peak();
    let began = Instant::now();
    let counts = database.count_audience(&draft.audience, &ask, now).await.unwrap();
    let counted = began.elapsed();
    assert_eq!(counts.audience, followers);
    let id = released(&database, &draft, now).await;
    let began = Instant::now();
    let mut planned = 0;
    loop {
        let step = database.plan_deliveries(id, STEP, now).await.unwrap();
        planned += step;
        if step == 0 {
            break;
        }
    }
    let filled = began.elapsed();
    assert_eq!(planned, followers, "nobody is missed");
    println!(
        "{name:<11} {followers:>9} followers: counted in {:>6.2} s, ledger filled in {:>6.2} s (aim 10 s for a million; \
         by the database alone {:>6.2} s), at most {:>4} MB (aim 200 MB)",
        counted.as_secs_f64(),
        filled.as_secs_f64(),
        bare.as_secs_f64(),
        peak_in_mb()
    );
}

/// A third have just spoken; half of them told us of which unit they are.
async fn seed(fixture: &Fixture, followers: u64) {
    let now = noon().as_millisecond();
    let numbers = format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {followers})");
    let openid = "'oMany' || CAST(10000000 + i AS TEXT)";
    for sql in [
        format!(
            "INSERT INTO followers (openid, subject, muted, followed_at, spoke_at) {numbers} SELECT {openid}, 's' || CAST(i \
             AS TEXT), false, {now} - 9000000, CASE WHEN i % 3 = 0 THEN {now} - 60000 END FROM n"
        ),
        format!(
            "INSERT INTO people (openid, unit_id, key_id, updated_at) {numbers} SELECT {openid}, i % 27 + 1, 'k', {now} \
             FROM n WHERE i % 2 = 0"
        ),
        "ANALYZE".to_owned(),
    ] {
        fixture.execute(&sql).await;
    }
}

/// What this process needed most, from now on.
fn forget_the_peak() {
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
}

fn peak_in_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}
