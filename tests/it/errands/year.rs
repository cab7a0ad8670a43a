//! A year of activities: every reminder that falls due is sent once, or held, or listed, and the sum is exact.
//!
//! At full size with `GUIYAN_YEAR=150x40000` in the environment.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

use guiyan::app::content::{built_in, load};
use guiyan::domain::activity::{Activity, ActivityKind};
use guiyan::domain::dialogue::effect::{Effect, Outcome};
use guiyan::domain::errand::ErrandKind;
use guiyan::domain::reminder::ReminderRule;
use guiyan::storage::Database;
use jiff::{SignedDuration, Timestamp};

use crate::support::database::{Fixture, apply, fair, noon, put_fair, sign_up_with};
use crate::support::errands::Replica;
use crate::support::outward::{Outward, lost, refused};

/// Activities and sign-ups.
fn size() -> (usize, usize) {
    let size = std::env::var("GUIYAN_YEAR").unwrap_or_else(|_| "30x2000".to_owned());
    let (activities, sign_ups) = size.split_once('x').unwrap();
    (activities.parse().unwrap(), sign_ups.parse().unwrap())
}

/// People who sign up at the same time: few enough that a database on a busy machine keeps up.
const AT_ONCE: usize = 16;

const KINDS: [ActivityKind; 8] = [
    ActivityKind::JobFair,
    ActivityKind::SingleEmployerFair,
    ActivityKind::SchoolEnterpriseFair,
    ActivityKind::VillageOuting,
    ActivityKind::NativesSymposium,
    ActivityKind::TrainingClass,
    ActivityKind::BirthdayParty,
    ActivityKind::FilmDay,
];

/// The n-th of so many in the year, at all times of day: some begin before anybody may be disturbed.
fn activity(n: usize, of: usize) -> Activity {
    let hours = 6 * 24 + i64::try_from(n * 350 / of).unwrap() * 24 + [-5, -3, 2, 7, -4][n % 5];
    let starts_at = noon() + SignedDuration::from_hours(hours);
    let slug = format!("year_{n}");
    let kind = KINDS[n % KINDS.len()];
    Activity {
        kind,
        starts_at,
        ends_at: starts_at + SignedDuration::from_hours(2),
        closes_at: starts_at,
        ..fair(&slug, None)
    }
}

/// Everybody's sign-ups, made at noon; how many followers each activity has.
async fn sign_up(db: &Database, (activities, sign_ups): (usize, usize)) -> BTreeMap<i64, i64> {
    let followers = (sign_ups / 5).max(1);
    let mut ids = Vec::new();
    for n in 0..activities {
        ids.push(put_fair(db, &activity(n, activities)).await);
    }
    let mut comers = BTreeMap::new();
    let mut tasks = tokio::task::JoinSet::new();
    for place in 0..sign_ups {
        let (id, who) = (ids[place % activities], format!("oYear{}", place / activities % followers));
        *comers.entry(id.0).or_default() += 1;
        let db = db.clone();
        tasks.spawn(async move { apply(&db, &who, sign_up_with(id, Vec::new())).await });
        if tasks.len() >= AT_ONCE {
            assert!(matches!(tasks.join_next().await.unwrap().unwrap(), Outcome::SignedUp(_)));
        }
    }
    for outcome in tasks.join_all().await {
        assert!(matches!(outcome, Outcome::SignedUp(_)), "{outcome:?}");
    }
    comers
}

/// The times at which something may happen, but for a day and a half in which the server was down.
fn times(activities: &[Activity], rules: &[ReminderRule]) -> Vec<Timestamp> {
    let mut times = BTreeSet::new();
    for activity in activities {
        let span = activity.span(None);
        for rule in rules.iter().filter(|rule| rule.kinds.contains(&activity.kind)) {
            let due = rule.due(span).unwrap();
            times.extend([0, 3, 35, 8 * 60, 14 * 60].map(|minutes| due + SignedDuration::from_mins(minutes)));
        }
        times.insert(span.1);
    }
    let down = noon() + SignedDuration::from_hours(100 * 24);
    let up = down + SignedDuration::from_hours(36);
    // It has something to do as soon as it is back.
    times.insert(up);
    times.into_iter().filter(|time| *time < down || *time >= up).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::print_stdout, reason = "the sums are what whoever runs it at full size wants to see")]
async fn every_reminder_of_a_year_is_sent_once_or_held_or_listed_and_the_sum_is_exact() {
    let began = Instant::now();
    let (fixture, outward) = (Fixture::postgres().await, Arc::new(Outward::default()));
    let replicas = [Replica::of(&fixture, &outward).await, Replica::of(&fixture, &outward).await];
    let db = &replicas[0].db;
    let size = size();
    let comers = sign_up(db, size).await;
    // Nobody is counted in at a door here, so nobody is asked how it was.
    let rules = load(&built_in()).unwrap().pack.reminders;
    let rules: Vec<ReminderRule> = rules.into_iter().filter(|rule| rule.says() == ErrandKind::Reminder).collect();
    let activities: Vec<Activity> = (0..size.0).map(|n| activity(n, size.0)).collect();
    // Whoever wrote last is reached; some want none.
    for who in (0..size.1 / 5).step_by(7) {
        apply(db, &format!("oYear{who}"), Effect::SetMuted(true)).await;
    }
    let (mut asked, mut busy) = (Vec::new(), 0);
    let times = times(&activities, &rules);
    let last = times.len() / 2;
    for (n, time) in times.into_iter().enumerate() {
        fixture.clock.advance(time.duration_since(fixture.now()));
        // Some never write; whoever does is told then what no way had reached them with.
        let writing = (n % 3..size.1 / 5).step_by(3).filter(|who| who % 11 != 0);
        let speaking: Vec<String> = writing.map(|who| format!("oYear{who}")).collect();
        replicas[0].speak(&speaking).await;
        // What failed at the end of the last time fails now.
        let errors = [refused(-1, time), lost(), refused(-1, time)];
        if n % 4 == 0 && n < last && outward.scripted() == 0 {
            busy += errors.len() - 1;
            outward.fails(errors);
        }
        tokio::join!(replicas[0].step(), replicas[1].step());
        asked.extend(outward.asked());
    }
    // What was tried again last is settled now.
    fixture.clock.advance(SignedDuration::from_hours(72));
    replicas[0].step().await;
    asked.extend(outward.asked());
    assert_eq!(outward.scripted(), 0, "each failure hit something");

    let due: i64 = activities
        .iter()
        .zip(comers.values())
        .map(|(activity, comers)| {
            let rounds = rules.iter().filter(|rule| rule.kinds.contains(&activity.kind)).count();
            comers * i64::try_from(rounds).unwrap()
        })
        .sum();
    let mut sums = BTreeMap::new();
    for state in ["due", "held", "claimed", "sending", "sent", "unknown", "unreachable", "missed", "dropped"] {
        let count = fixture.number(&format!("SELECT count(*) FROM errands WHERE state = '{state}'")).await;
        sums.insert(state, count);
    }
    println!("{size:?}: {due} reminders, {sums:?}, {} calls, {:?}", asked.len(), began.elapsed());
    assert_eq!(sums.values().sum::<i64>(), due);
    assert_eq!(sums["due"] + sums["held"] + sums["claimed"] + sums["sending"], 0, "nothing is forgotten");
    for state in ["sent", "unknown", "unreachable", "missed", "dropped"] {
        assert!(sums[state] > 0, "a year has some of each: {sums:?}");
    }
    let answered = i64::try_from(asked.len() - busy).unwrap();
    assert_eq!(answered, sums["sent"] + sums["unknown"], "each went out once");
}
