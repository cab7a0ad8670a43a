//! A storm on two replicas, one of which is killed in the middle of it: everybody is there once, no seat has two owners
//! and none is offered to two, whatever is cancelled, taken and left to lapse meanwhile.
//!
//! At full size with `GUIYAN_STORM=10000` in the environment.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::process::Child;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use guiyan::app::clock::Clock;
use guiyan::app::message_key::MessageKey;
use guiyan::app::records::{FollowerRecords, QueueRecords, StoreError};
use guiyan::domain::activity::Activity;
use guiyan::domain::dialogue::effect::{Effect, Outcome};
use guiyan::domain::form::Answer;
use guiyan::domain::id::ActivityId;
use guiyan::domain::person::{MobileNumber, PersonName};
use guiyan::domain::sign_up::{SignUpRules, SignUpState, Wish};
use guiyan::storage::Database;
use jiff::{SignedDuration, Timestamp};

use super::places::rules;
use crate::support::child::{self, Fast, tell};
use crate::support::database::{Fixture, KEY, fair, noon, openid, put_fair, vault, wish};

/// Seats there are; people there are as a rule.
const SEATS: u32 = 60;
const PEOPLE: usize = 600;
/// How many of them do something at the same time, on each replica.
const AT_ONCE: usize = 48;
/// An offer of twelve hours lapses after less than a second.
const FASTER: u32 = 60_000;
/// How long offers are taken and left to lapse after everybody is there.
const AFTERMATH: Duration = Duration::from_secs(3);

/// Nobody sleeps.
fn all_day() -> SignUpRules {
    let noon = jiff::civil::time(12, 0, 0, 0);
    SignUpRules { quiet_from: noon, quiet_to: noon, ..rules() }
}

fn spring() -> Activity {
    let starts_at = noon() + SignedDuration::from_hours(24 * 365 * 10);
    let ends_at = starts_at + SignedDuration::from_hours(3);
    Activity { starts_at, ends_at, closes_at: starts_at, ..fair("spring", Some(SEATS)) }
}

fn name(n: usize) -> String {
    format!("oStorm{n:06}")
}

fn joins(activity: ActivityId, n: usize) -> Effect {
    let answers = vec![
        ("name".to_owned(), Answer::Name(PersonName::parse("钟秀英").unwrap())),
        ("mobile".to_owned(), Answer::Mobile(MobileNumber::parse(&format!("138{n:08}")).unwrap())),
    ];
    Effect::SignUp(Box::new(Wish { queues: true, ..wish(activity, answers) }))
}

/// What the platform's retries would do: the same message again until somebody answers.
async fn insist(db: &Database, (n, step): (usize, &str), effect: Effect, at: Timestamp) -> Outcome {
    let key = MessageKey::of(["storm", &n.to_string(), step]);
    for _ in 0..50 {
        match db.apply(&key, &openid(&name(n)), std::slice::from_ref(&effect), at).await {
            Ok(mut outcomes) => return outcomes.remove(0),
            Err(StoreError::Unavailable(_)) => tokio::time::sleep(Duration::from_millis(50)).await,
            Err(error) => panic!("{error}"),
        }
    }
    panic!("the database stays away");
}

async fn lives(db: &Database, activity: ActivityId, n: usize, clock: &Fast) {
    let outcome = insist(db, (n, "in"), joins(activity, n), clock.now()).await;
    let (Outcome::SignedUp(number) | Outcome::Queued { number, .. }) = outcome else {
        panic!("{n} is neither in nor in the queue: {outcome:?}")
    };
    tell(&format!("in {n} {}", number.sequence));
    if n.is_multiple_of(3) {
        let known = db.known(&openid(&name(n)), None).await.unwrap();
        if let Some(place) = known.sign_ups.first() {
            insist(db, (n, "out"), Effect::CancelSignUp(place.id), clock.now()).await;
        }
        tell(&format!("out {n}"));
    }
}

/// One in two takes what is offered; the other lets it lapse.
async fn takes(db: &Database, n: usize, clock: &Fast) {
    let known = db.known(&openid(&name(n)), None).await.unwrap();
    let Some(place) = known.sign_ups.first() else { return };
    if n % 2 == 1 && matches!(place.state, SignUpState::Offered { .. }) {
        insist(db, (n, &format!("take {}", clock.now())), Effect::TakeOffer(place.id), clock.now()).await;
    }
}

/// A replica, as a process of its own. It is started by the storm, and does nothing otherwise.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_of_the_storm() {
    let Some(role) = child::role() else { return };
    let [url, part, people, activity, from] = role.split(' ').collect::<Vec<_>>()[..] else { panic!("{role}") };
    let (part, people): (usize, usize) = (part.parse().unwrap(), people.parse().unwrap());
    let activity = ActivityId(activity.parse().unwrap());
    let from = Timestamp::from_millisecond(from.parse().unwrap()).unwrap();
    let clock = Arc::new(Fast::from(from, FASTER));
    let db = Database::open(url, vault(KEY), clock.clone()).await.unwrap();
    let (keeper, its_clock, over) = (db.clone(), clock.clone(), Arc::new(AtomicBool::new(false)));
    let ends = over.clone();
    let keeping = tokio::spawn(async move {
        while !ends.load(Ordering::Relaxed) {
            // The other replica may be at it; what it could not do is done the next time.
            let _ = keeper.keep_queues(&all_day(), its_clock.now()).await;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    let mine = || stream::iter((0..people).filter(|n| n % 2 == part));
    mine().for_each_concurrent(AT_ONCE, |n| lives(&db, activity, n, &clock)).await;
    let began = Instant::now();
    while began.elapsed() < AFTERMATH {
        mine().for_each_concurrent(AT_ONCE, |n| takes(&db, n, &clock)).await;
    }
    over.store(true, Ordering::Relaxed);
    keeping.await.unwrap();
    tell("done");
}

/// What was acknowledged: who is in under which number, and who is out.
#[derive(Default)]
struct Acknowledged {
    numbers: Mutex<BTreeMap<usize, u32>>,
    out: Mutex<BTreeSet<usize>>,
    count: AtomicUsize,
}

impl Acknowledged {
    /// Whether the replica came to its end.
    fn hear(&self, replica: impl std::io::Read) -> bool {
        let mut done = false;
        for line in BufReader::new(replica).lines() {
            let line = line.unwrap();
            match line.split(' ').collect::<Vec<_>>()[..] {
                ["in", n, number] => {
                    let number = number.parse().unwrap();
                    let before = self.numbers.lock().unwrap().insert(n.parse().unwrap(), number);
                    assert!(before.is_none_or(|before| before == number), "{n} was told another number before");
                    self.count.fetch_add(1, Ordering::Relaxed);
                }
                ["out", n] => drop(self.out.lock().unwrap().insert(n.parse().unwrap())),
                ["done"] => done = true,
                _ => {}
            }
        }
        done
    }
}

fn replica(fixture: &Fixture, part: usize, (people, activity): (usize, ActivityId), now: Timestamp) -> Child {
    let role = format!("{} {part} {people} {activity} {}", fixture.url, now.as_millisecond());
    child::start("storage::storm::a_replica_of_the_storm", &role)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storm_with_a_kill_in_the_middle_keeps_every_seat_on_sqlite() {
    storm(Fixture::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_storm_with_a_kill_in_the_middle_keeps_every_seat_on_postgres() {
    storm(Fixture::postgres().await).await;
}

#[expect(clippy::print_stdout, reason = "the sums are what whoever runs it at full size wants to see")]
async fn storm(fixture: Fixture) {
    let people = std::env::var("GUIYAN_STORM").map_or(PEOPLE, |text| text.parse().unwrap());
    let db = fixture.open().await;
    let activity = put_fair(&db, &spring()).await;
    let began = Instant::now();
    let clock = Fast::from(noon(), FASTER);
    let acknowledged = Arc::new(Acknowledged::default());
    let start = |part| replica(&fixture, part, (people, activity), clock.now());
    let listen = |child: &mut Child| {
        let (out, acknowledged) = (child.stdout.take().unwrap(), acknowledged.clone());
        std::thread::spawn(move || acknowledged.hear(out))
    };
    let (mut one, mut two) = (start(0), start(1));
    let (first, second) = (listen(&mut one), listen(&mut two));
    while acknowledged.count.load(Ordering::Relaxed) < people / 3 {
        assert!(began.elapsed() < Duration::from_secs(600), "the storm does not begin");
        seats_are_kept(&fixture).await;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    one.kill().unwrap();
    one.wait().unwrap();
    assert!(!first.join().unwrap(), "killed in the middle, not at the end");
    let mut again = start(0);
    let third = listen(&mut again);
    while again.try_wait().unwrap().is_none() || two.try_wait().unwrap().is_none() {
        seats_are_kept(&fixture).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(second.join().unwrap() && third.join().unwrap(), "both came to their end");
    while db.keep_queues(&all_day(), clock.now()).await.unwrap() != guiyan::app::records::Kept::default() {}
    everything_is_true(&fixture, &acknowledged, people).await;
    let lapsed = fixture.number("SELECT count(*) FROM sign_ups WHERE state = 'lapsed'").await;
    println!("{people} people in {:?}; {lapsed} let a seat lapse", began.elapsed());
    assert!(lapsed > 0, "offers lapse in the storm");
}

/// Seats that somebody has or is offered are never more than there are.
async fn seats_are_kept(fixture: &Fixture) {
    let held = fixture.number("SELECT count(*) FROM sign_ups WHERE state IN ('confirmed', 'offered')").await;
    assert!(held <= i64::from(SEATS), "{held} of {SEATS}");
}

async fn everything_is_true(fixture: &Fixture, acknowledged: &Acknowledged, people: usize) {
    let rows = fixture.pairs("SELECT sequence, openid FROM sign_ups").await;
    assert_eq!(rows.len(), people, "nobody is lost, and nobody is there twice");
    let there: BTreeMap<String, u32> =
        rows.into_iter().map(|(sequence, openid)| (openid, u32::try_from(sequence).unwrap())).collect();
    assert_eq!(there.len(), people);
    assert_eq!(there.values().collect::<BTreeSet<_>>().len(), people, "a number twice");
    let numbers = acknowledged.numbers.lock().unwrap().clone();
    assert_eq!(numbers.len(), people);
    for (n, number) in &numbers {
        assert_eq!(there[&name(*n)], *number, "{n} was told another number");
    }
    let out: BTreeSet<String> = acknowledged.out.lock().unwrap().iter().map(|n| name(*n)).collect();
    let live = "SELECT sequence, openid FROM sign_ups WHERE state IN ('confirmed', 'offered', 'waiting')";
    for (_, openid) in fixture.pairs(live).await {
        assert!(!out.contains(&openid), "{openid} was told to be out");
    }
    let count = async |what: &str| fixture.number(&format!("SELECT count(*) FROM sign_ups WHERE {what}")).await;
    let (held, waiting) = (count("state IN ('confirmed', 'offered')").await, count("state = 'waiting'").await);
    assert!(held == i64::from(SEATS) || waiting == 0, "{held} seats are held while {waiting} wait");
    assert_eq!(fixture.number("SELECT taken FROM activities").await, held);
    assert_eq!(fixture.number("SELECT waiting FROM activities").await, waiting);
}
