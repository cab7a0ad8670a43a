//! At the door: each counts once, whoever looks and however often; walk-ins get what seats there are.

use guiyan::app::door;
use guiyan::app::records::FollowerRecords;
use guiyan::domain::dialogue::effect::{Effect, Outcome};
use guiyan::domain::form::Answer;
use guiyan::domain::id::{ActivityId, SignUpId};
use guiyan::domain::person::{MobileNumber, PersonName};
use guiyan::domain::sign_up::{Along, Arrivals, DoorCode, Rating, ReceiptNumber, WalkIn, Wish};
use guiyan::storage::Database;
use jiff::{SignedDuration, Timestamp};

use crate::support::database::{
    Fixture, KEY, apply, fair, fresh_key, noon, openid, put_fair, sign_up_with, vault, wish,
};

on_both!(
    whoever_scans_twice_at_once_counts_once,
    a_family_comes_by_one_phone,
    whoever_put_down_others_alone_comes_in_too,
    another_code_opens_nothing,
    whoever_queues_and_stands_there_gets_a_free_seat,
    walk_ins_from_two_replicas_share_what_is_free,
    a_walk_in_who_has_a_place_takes_no_second,
    walk_ins_leave_the_queue_its_seat_until_none_is_offered,
    a_rating_is_kept_once_and_can_change,
);

fn code(activity: ActivityId) -> DoorCode {
    door::code(&vault(KEY), activity).unwrap()
}

/// While the fair is on.
fn there() -> Timestamp {
    noon() + SignedDuration::from_hours(49)
}

async fn at(db: &Database, who: &str, effect: Effect, when: Timestamp) -> Outcome {
    db.apply(&fresh_key(), &openid(who), &[effect], when).await.unwrap().remove(0)
}

fn check_in(activity: ActivityId, along: Along) -> Effect {
    Effect::CheckIn { activity, code: code(activity), along }
}

fn person(name: &str, mobile: &str) -> Vec<(String, Answer)> {
    vec![
        ("name".to_owned(), Answer::Name(PersonName::parse(name).unwrap())),
        ("mobile".to_owned(), Answer::Mobile(MobileNumber::parse(mobile).unwrap())),
    ]
}

fn walk_in(activity: ActivityId, answers: Vec<(String, Answer)>, queue_is_over: bool) -> Effect {
    let door = Some(WalkIn { code: code(activity), queue_is_over });
    Effect::SignUp(Box::new(Wish { door, ..wish(activity, answers) }))
}

fn number(activity: ActivityId, sequence: u32) -> ReceiptNumber {
    ReceiptNumber { activity, sequence }
}

const CAME: &str = "SELECT count(*) FROM sign_ups WHERE attended_at IS NOT NULL";
const TAKEN: &str = "SELECT taken FROM activities";

async fn whoever_scans_twice_at_once_counts_once(fixture: Fixture) {
    let (one, other) = (fixture.open().await, fixture.open().await);
    let activity = put_fair(&one, &fair("spring", Some(50))).await;
    for round in 0..8 {
        let who = format!("oZhong{round}");
        apply(&one, &who, sign_up_with(activity, Vec::new())).await;
        let scan = || check_in(activity, Along::Nobody);
        let both = tokio::join!(at(&one, &who, scan(), there()), at(&other, &who, scan(), there()));
        let (Outcome::CheckedIn(a), Outcome::CheckedIn(b)) = both else { panic!("{both:?}") };
        assert_eq!(a.came.len() + b.came.len(), 1, "one of them counts");
        let before = a.before.or(b.before).unwrap();
        assert_eq!(before.1, there(), "the other says when");
    }
    assert_eq!(fixture.number(CAME).await, 8);
}

async fn a_family_comes_by_one_phone(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("spring", Some(50))).await;
    apply(&db, "oZhong", sign_up_with(activity, person("张三丰", "13800000001"))).await;
    for name in ["李秀英", "张小明"] {
        let other = Wish { own: false, ..wish(activity, person(name, "13800000001")) };
        apply(&db, "oZhong", Effect::SignUp(Box::new(other))).await;
    }
    let expected = vec![number(activity, 2), number(activity, 3)];
    let first = Arrivals { came: vec![number(activity, 1)], expected, ..Arrivals::default() };
    assert_eq!(at(&db, "oZhong", check_in(activity, Along::Nobody), there()).await, Outcome::CheckedIn(first));
    let before = Some((number(activity, 1), there()));
    let one = Arrivals {
        came: vec![number(activity, 3)],
        expected: vec![number(activity, 2)],
        before,
        ..Arrivals::default()
    };
    assert_eq!(at(&db, "oZhong", check_in(activity, Along::One(3)), there()).await, Outcome::CheckedIn(one));
    let all = Arrivals { came: vec![number(activity, 2)], before, ..Arrivals::default() };
    assert_eq!(at(&db, "oZhong", check_in(activity, Along::Everybody), there()).await, Outcome::CheckedIn(all));
    assert_eq!(fixture.number(CAME).await, 3);
}

async fn whoever_put_down_others_alone_comes_in_too(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("spring", Some(2))).await;
    let others = |name, queues| Wish { own: false, queues, ..wish(activity, person(name, "13800000001")) };
    for (name, queues) in [("李秀英", false), ("张小明", false), ("刘老四", true)] {
        apply(&db, "oCadre", Effect::SignUp(Box::new(others(name, queues)))).await;
    }
    let expected = vec![number(activity, 1), number(activity, 2)];
    let first = Arrivals { expected, none_own: true, ..Arrivals::default() };
    assert_eq!(at(&db, "oCadre", check_in(activity, Along::Nobody), there()).await, Outcome::CheckedIn(first));
    let came = vec![number(activity, 1), number(activity, 2)];
    let no_seat = vec![number(activity, 3)];
    let all = Arrivals { came, no_seat, none_own: true, ..Arrivals::default() };
    assert_eq!(at(&db, "oCadre", check_in(activity, Along::Everybody), there()).await, Outcome::CheckedIn(all));
    // All who have seats are in: what is left to do is to come in oneself.
    assert_eq!(at(&db, "oCadre", check_in(activity, Along::Nobody), there()).await, Outcome::NoPlace);
    // So it is for whoever put down somebody who only queues.
    apply(&db, "oWife", Effect::SignUp(Box::new(others("王五", true)))).await;
    assert_eq!(at(&db, "oWife", check_in(activity, Along::Nobody), there()).await, Outcome::NoPlace);
}

async fn another_code_opens_nothing(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("spring", Some(50))).await;
    apply(&db, "oZhong", sign_up_with(activity, Vec::new())).await;
    let guess = Effect::CheckIn { activity, code: DoorCode::parse("0123456789ab").unwrap(), along: Along::Everybody };
    assert_eq!(at(&db, "oZhong", guess, there()).await, Outcome::WrongCode);
    let door = Some(WalkIn { code: DoorCode::parse("0123456789ab").unwrap(), queue_is_over: true });
    let guess = Effect::SignUp(Box::new(Wish { door, ..wish(activity, Vec::new()) }));
    assert_eq!(at(&db, "oLiu", guess, there()).await, Outcome::WrongCode);
    assert_eq!(at(&db, "oLiu", check_in(activity, Along::Nobody), there()).await, Outcome::NoPlace);
    let over = there() + SignedDuration::from_hours(2);
    assert_eq!(at(&db, "oZhong", check_in(activity, Along::Nobody), over).await, Outcome::NotOpen);
    assert_eq!(fixture.number(CAME).await, 0);
}

async fn whoever_queues_and_stands_there_gets_a_free_seat(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("spring", Some(1))).await;
    apply(&db, "oZhong", sign_up_with(activity, Vec::new())).await;
    for who in ["oLiu", "oChen"] {
        apply(&db, who, Effect::SignUp(Box::new(Wish { queues: true, ..wish(activity, Vec::new()) }))).await;
    }
    let waits = Arrivals { no_seat: vec![number(activity, 3)], ..Arrivals::default() };
    assert_eq!(at(&db, "oChen", check_in(activity, Along::Nobody), there()).await, Outcome::CheckedIn(waits));
    apply(&db, "oZhong", Effect::CancelSignUp(SignUpId(1))).await;
    let comes = Arrivals { came: vec![number(activity, 3)], ..Arrivals::default() };
    let outcome = at(&db, "oChen", check_in(activity, Along::Nobody), there()).await;
    assert_eq!(outcome, Outcome::CheckedIn(comes), "whoever is first in the queue is not there");
    assert_eq!((fixture.number(TAKEN).await, fixture.number("SELECT waiting FROM activities").await), (1, 1));
}

async fn walk_ins_from_two_replicas_share_what_is_free(fixture: Fixture) {
    let replicas = [fixture.open().await, fixture.open().await];
    let activity = put_fair(&replicas[0], &fair("spring", Some(10))).await;
    let tasks: Vec<_> = (0..60)
        .map(|n| {
            let db = replicas[n % 2].clone();
            tokio::spawn(
                async move { at(&db, &format!("oPerson{n}"), walk_in(activity, Vec::new(), true), there()).await },
            )
        })
        .collect();
    let (mut seated, mut full) = (0, 0);
    for task in tasks {
        match task.await.unwrap() {
            Outcome::SignedUp(_) => seated += 1,
            Outcome::Full => full += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((seated, full), (10, 50));
    assert_eq!((fixture.number(TAKEN).await, fixture.number(CAME).await), (10, 10));
    assert_eq!(fixture.number("SELECT count(*) FROM sign_ups WHERE walk_in").await, 10);
}

async fn a_walk_in_who_has_a_place_takes_no_second(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("spring", Some(10))).await;
    let cadre = Wish { own: false, ..wish(activity, person("刘老四", "13800000010")) };
    apply(&db, "oCadre", Effect::SignUp(Box::new(cadre))).await;
    let met = Arrivals { came: vec![number(activity, 1)], ..Arrivals::default() };
    let walks_in = || walk_in(activity, person("刘老四", "13800000010"), true);
    assert_eq!(at(&db, "oLiu", walks_in(), there()).await, Outcome::CheckedIn(met));
    let again = Arrivals { before: Some((number(activity, 1), there())), ..Arrivals::default() };
    assert_eq!(at(&db, "oLiu", walks_in(), there()).await, Outcome::CheckedIn(again));
    assert_eq!((fixture.number(TAKEN).await, fixture.number(CAME).await), (1, 1));
}

async fn walk_ins_leave_the_queue_its_seat_until_none_is_offered(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("spring", Some(1))).await;
    apply(&db, "oZhong", sign_up_with(activity, Vec::new())).await;
    apply(&db, "oLiu", Effect::SignUp(Box::new(Wish { queues: true, ..wish(activity, Vec::new()) }))).await;
    apply(&db, "oZhong", Effect::CancelSignUp(SignUpId(1))).await;
    assert_eq!(at(&db, "oChen", walk_in(activity, Vec::new(), false), there()).await, Outcome::Full);
    let outcome = at(&db, "oChen", walk_in(activity, Vec::new(), true), there()).await;
    assert_eq!(outcome, Outcome::SignedUp(number(activity, 3)));
}

async fn a_rating_is_kept_once_and_can_change(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("spring", Some(2))).await;
    for who in ["oZhong", "oAbsent"] {
        apply(&db, who, sign_up_with(activity, Vec::new())).await;
    }
    let rate = |rating| Effect::Rate { id: SignUpId(1), rating };
    assert_eq!(at(&db, "oZhong", rate(Rating::Useful), noon()).await, Outcome::NotRated, "it has not begun");
    assert_eq!(at(&db, "oLiu", rate(Rating::Useful), there()).await, Outcome::NotRated, "it is not theirs");
    let absent = Effect::Rate { id: SignUpId(2), rating: Rating::Useless };
    assert_eq!(at(&db, "oAbsent", absent, there()).await, Outcome::NotRated, "they did not come");
    at(&db, "oZhong", check_in(activity, Along::Nobody), there()).await;
    for rating in [Rating::Useful, Rating::Useless] {
        assert_eq!(at(&db, "oZhong", rate(rating), there()).await, Outcome::Rated(activity));
    }
    assert_eq!(fixture.number("SELECT rating FROM sign_ups WHERE id = 1").await, 3);
}
