//! The desk on both databases: each counts once whoever looks, a mark that comes twice is one, walk-ins share what is
//! free, and every tick leaves its line.

use guiyan::app::attendance::AttendanceRecords;
use guiyan::app::desk::{DeskRecords, Look, Ruling, Tick, Verdict};
use guiyan::app::door;
use guiyan::domain::activity::{Activity, ActivityKind};
use guiyan::domain::form::Answer;
use guiyan::domain::id::ActivityId;
use guiyan::domain::person::{MobileNumber, PersonName};
use guiyan::domain::sign_up::{AttendedBy, ReceiptNumber, WalkIn, Wish};
use jiff::{SignedDuration, Timestamp};

use crate::support::database::{Fixture, KEY, apply, fair, noon, put_fair, sign_up_with, vault, wish};

on_both!(
    a_tick_counts_once_on_two_replicas,
    a_mark_that_comes_twice_is_one,
    walk_ins_at_the_desk_share_what_is_free,
    places_are_found_by_tail_and_number,
    whom_the_desk_wrote_down_is_forgotten_in_time,
    activities_count_towards_the_year_once_they_are_over,
);

fn there() -> Timestamp {
    noon() + SignedDuration::from_hours(49)
}

fn person(n: usize) -> Vec<(String, Answer)> {
    vec![
        ("name".to_owned(), Answer::Name(PersonName::parse("刘老四").unwrap())),
        ("mobile".to_owned(), Answer::Mobile(MobileNumber::parse(&format!("138{n:08}")).unwrap())),
    ]
}

fn stranger(activity: ActivityId, n: usize) -> Wish {
    let code = door::code(&vault(KEY), activity).unwrap();
    Wish { own: false, door: Some(WalkIn { code, queue_is_over: true }), ..wish(activity, person(n)) }
}

fn tick(activity: ActivityId, mark: Option<&str>) -> Tick {
    let number = ReceiptNumber { activity, sequence: 1 };
    Tick { number, by: AttendedBy::Offline, mark: mark.map(str::to_owned), at: there() }
}

fn verdict(ruling: Ruling) -> Verdict {
    ruling.verdict
}

async fn a_tick_counts_once_on_two_replicas(fixture: Fixture) {
    let (one, other) = (fixture.open().await, fixture.open().await);
    let activity = put_fair(&one, &fair("spring", Some(50))).await;
    apply(&one, "oZhong", sign_up_with(activity, person(1))).await;
    let tick = tick(activity, None);
    let both = tokio::join!(one.tick(&tick), other.tick(&tick));
    let both = [verdict(both.0.unwrap()), verdict(both.1.unwrap())];
    assert!(both.contains(&Verdict::In) && both.contains(&Verdict::InBefore), "{both:?}");
    assert_eq!(one.tally(activity).await.unwrap().came, 1);
    assert_eq!(fixture.number("SELECT count(*) FROM audit WHERE action = 'desk_checked_in'").await, 1);
}

async fn a_mark_that_comes_twice_is_one(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("spring", Some(50))).await;
    apply(&db, "oZhong", sign_up_with(activity, person(1))).await;
    for _ in 0..2 {
        assert_eq!(verdict(db.tick(&tick(activity, Some("a"))).await.unwrap()), Verdict::In, "its answer was lost");
    }
    assert_eq!(verdict(db.tick(&tick(activity, Some("b"))).await.unwrap()), Verdict::InBefore);
    let number = ReceiptNumber { activity, sequence: 1 };
    let tomorrow = there() + SignedDuration::from_hours(24);
    assert_eq!(verdict(db.untick(number, tomorrow).await.unwrap()), Verdict::NothingToUndo, "of the same day alone");
    assert_eq!(verdict(db.untick(number, there()).await.unwrap()), Verdict::Undone);
    assert_eq!(verdict(db.tick(&tick(activity, Some("b"))).await.unwrap()), Verdict::In);
    assert_eq!(fixture.number("SELECT count(*) FROM audit WHERE action LIKE 'desk_%'").await, 3);
}

async fn walk_ins_at_the_desk_share_what_is_free(fixture: Fixture) {
    let replicas = [fixture.open().await, fixture.open().await];
    let activity = put_fair(&replicas[0], &fair("spring", Some(5))).await;
    let tasks: Vec<_> = (0..20)
        .map(|n| {
            let (db, wish) = (replicas[n % 2].clone(), stranger(activity, n));
            tokio::spawn(async move { db.seat(&wish, there()).await.unwrap().verdict })
        })
        .collect();
    let mut seated = 0;
    for task in tasks {
        match task.await.unwrap() {
            Verdict::In => seated += 1,
            verdict => assert_eq!(verdict, Verdict::Full),
        }
    }
    assert_eq!((seated, fixture.number("SELECT taken FROM activities").await), (5, 5));
    let tally = replicas[0].tally(activity).await.unwrap();
    assert_eq!((tally.expected, tally.came, tally.walk_ins), (5, 5, 5));
}

async fn places_are_found_by_tail_and_number(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("spring", None)).await;
    apply(&db, "oZhong", sign_up_with(activity, person(15_678))).await;
    db.seat(&stranger(activity, 25_678), there()).await.unwrap();
    let find = async |look: Look| {
        let found = db.find(activity, &[look]).await.unwrap();
        found.into_iter().map(|place| (place.number.sequence, place.name, place.tail)).collect::<Vec<_>>()
    };
    let shown = |sequence| (sequence, Some("刘**".to_owned()), Some("5678".to_owned()));
    assert_eq!(find(Look::Tail("5678".to_owned())).await, [shown(1), shown(2)], "also whom the desk wrote down");
    assert_eq!(find(Look::Number(2)).await, [shown(2)]);
    assert_eq!(find(Look::Mobile(MobileNumber::parse("13800015678").unwrap())).await, [shown(1)]);
    assert_eq!(find(Look::Tail("0000".to_owned())).await, []);
}

async fn whom_the_desk_wrote_down_is_forgotten_in_time(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("spring", None)).await;
    db.seat(&stranger(activity, 1), there()).await.unwrap();
    let year = SignedDuration::from_hours(24 * 365);
    db.expire(365, noon() + year).await.unwrap();
    assert_eq!(fixture.number("SELECT count(*) FROM sign_ups WHERE answers_sealed IS NOT NULL").await, 1, "not yet");
    db.expire(365, there() + year + SignedDuration::from_hours(24)).await.unwrap();
    let left = "SELECT count(*) FROM sign_ups WHERE answers_sealed IS NOT NULL OR tail_hash IS NOT NULL \
                OR person_key IS NOT NULL";
    assert_eq!(fixture.number(left).await, 0);
    assert_eq!(db.turnout(activity).await.unwrap().all.walk_ins, 1, "the number stays");
}

async fn activities_count_towards_the_year_once_they_are_over(fixture: Fixture) {
    let db = fixture.open().await;
    let film = Activity { kind: ActivityKind::FilmDay, ..fair("film", None) };
    for activity in [
        fair("fair", None),
        fair("another", None),
        film,
        Activity { sample: true, ..fair("sample", None) },
        Activity { called_off: true, ..fair("off", None) },
    ] {
        put_fair(&db, &activity).await;
    }
    assert_eq!(db.held(2026, there()).await.unwrap(), [], "they are still on");
    let over = there() + SignedDuration::from_hours(3);
    let mut held: Vec<_> =
        db.held(2026, over).await.unwrap().iter().map(|held| (held.kind, held.month, held.count)).collect();
    held.sort_by_key(|(_, _, count)| *count);
    assert_eq!(held, [(ActivityKind::FilmDay, 2, 1), (ActivityKind::JobFair, 2, 2)]);
    assert_eq!(db.held(2025, over).await.unwrap(), []);
}
