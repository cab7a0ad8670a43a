//! One activity changed by staff: nobody loses a seat by it, nobody's change is lost, and whoever has to know is told.

use guiyan::app::console::{ActivityChange, ActivityRecords};
use guiyan::app::export::roster::RosterRecords;
use guiyan::app::records::ContentRecords;
use guiyan::domain::activity::{Activity, Session, SessionNumber};
use guiyan::domain::dialogue::effect::{Effect, Outcome};
use guiyan::domain::sign_up::Wish;
use guiyan::storage::Database;
use jiff::SignedDuration;

use crate::support::database::{Fixture, apply, fair, noon, put_fair, sign_up_with, wish};

on_both!(
    a_change_is_one_revision_and_one_line_of_the_audit,
    whoever_signed_up_is_told_of_another_place_once,
    nobody_loses_the_seat_that_they_have,
    a_session_with_people_in_it_stays,
    what_somebody_else_changed_meanwhile_is_not_undone,
);

const STAFF: (&str, &str) = ("王芳", "activity changed");

async fn read(db: &Database, activity: &Activity) -> Activity {
    let id = put_fair(db, activity).await;
    RosterRecords::activity(db, id).await.unwrap().unwrap()
}

async fn change(db: &Database, before: &Activity, after: &Activity) -> ActivityChange {
    db.change_activity(before, after, STAFF, noon()).await.unwrap()
}

async fn sign_up(db: &Database, activity: &Activity, people: usize) {
    for n in 0..people {
        apply(db, &format!("oPerson{n}"), sign_up_with(activity.id, Vec::new())).await;
    }
}

async fn a_change_is_one_revision_and_one_line_of_the_audit(fixture: Fixture) {
    let db = fixture.open().await;
    let before = read(&db, &fair("spring", Some(300))).await;
    let revision = db.revision().await.unwrap();
    let after =
        Activity { title: "春风行动大型招聘会".to_owned(), slug: "another".to_owned(), ..before.clone() };
    assert_eq!(change(&db, &before, &after).await, ActivityChange::Done);
    let there = RosterRecords::activity(&db, before.id).await.unwrap().unwrap();
    assert_eq!(there, Activity { slug: before.slug.clone(), ..after }, "it keeps what it is found by");
    assert_eq!(change(&db, &there, &there).await, ActivityChange::Done);
    assert_eq!(db.revision().await.unwrap(), revision + 1, "what changes nothing is none");
    assert_eq!(fixture.number("SELECT count(*) FROM audit WHERE actor = '王芳'").await, 1);
}

async fn whoever_signed_up_is_told_of_another_place_once(fixture: Fixture) {
    let db = fixture.open().await;
    let before = read(&db, &fair("spring", Some(300))).await;
    sign_up(&db, &before, 2).await;
    let told = "SELECT count(*) FROM errands WHERE kind = 'moved'";
    let more = Activity { capacity: Some(400), ..before.clone() };
    assert_eq!(change(&db, &before, &more).await, ActivityChange::Done);
    assert_eq!(fixture.number(told).await, 0, "more seats are no news to whoever has one");
    let moved = Activity { place: "县体育馆".to_owned(), ..more.clone() };
    assert_eq!(change(&db, &more, &moved).await, ActivityChange::Done);
    assert_eq!(change(&db, &more, &moved).await, ActivityChange::Meanwhile, "sent twice");
    assert_eq!(fixture.number(told).await, 2);
}

async fn nobody_loses_the_seat_that_they_have(fixture: Fixture) {
    let db = fixture.open().await;
    let before = read(&db, &fair("spring", Some(300))).await;
    sign_up(&db, &before, 3).await;
    let seats = |seats| Activity { capacity: seats, ..before.clone() };
    let refused = ActivityChange::TooFewSeats { session: None, taken: 3 };
    assert_eq!(change(&db, &before, &seats(Some(2))).await, refused);
    assert_eq!(RosterRecords::activity(&db, before.id).await.unwrap().unwrap(), before);
    assert_eq!(change(&db, &before, &seats(Some(3))).await, ActivityChange::Done);
    assert_eq!(change(&db, &seats(Some(3)), &seats(None)).await, ActivityChange::Done);
}

async fn a_session_with_people_in_it_stays(fixture: Fixture) {
    let db = fixture.open().await;
    let plain = fair("spring", None);
    let session = |number: u8, name: &str| Session {
        number: SessionNumber(number),
        name: name.to_owned(),
        starts_at: plain.starts_at,
        ends_at: plain.ends_at,
        capacity: Some(10),
    };
    let both = Activity { sessions: vec![session(1, "上午场"), session(2, "下午场")], ..plain.clone() };
    let before = read(&db, &both).await;
    let first = Some(SessionNumber(1));
    let wish = Wish { session: first, ..wish(before.id, Vec::new()) };
    assert!(matches!(apply(&db, "oZhong", Effect::SignUp(Box::new(wish))).await, Outcome::SignedUp(_)));
    let none = Activity { sessions: Vec::new(), ..before.clone() };
    let held = ActivityChange::SessionHeld { session: SessionNumber(1), people: 1 };
    assert_eq!(change(&db, &before, &none).await, held);
    let mut small = before.clone();
    small.sessions[0].capacity = Some(0);
    assert_eq!(change(&db, &before, &small).await, ActivityChange::TooFewSeats { session: first, taken: 1 });
    let one = Activity { sessions: vec![session(1, "早场"), session(3, "晚场")], ..before.clone() };
    assert_eq!(change(&db, &before, &one).await, ActivityChange::Done, "nobody is in the second");
    let there = RosterRecords::activity(&db, before.id).await.unwrap().unwrap();
    assert_eq!(there.sessions, one.sessions);
}

async fn what_somebody_else_changed_meanwhile_is_not_undone(fixture: Fixture) {
    let (one, other) = (fixture.open().await, fixture.open().await);
    let before = read(&one, &fair("spring", Some(300))).await;
    let later = SignedDuration::from_hours(1);
    let moved = Activity { ends_at: before.ends_at + later, ..before.clone() };
    let renamed = Activity { title: "招聘会".to_owned(), ..before.clone() };
    let both = tokio::join!(change(&one, &before, &moved), change(&other, &before, &renamed));
    let done = [both.0, both.1].iter().filter(|change| **change == ActivityChange::Done).count();
    assert_eq!(done, 1, "{both:?}");
    let gone = Activity { id: guiyan::domain::id::ActivityId(4711), ..before };
    assert_eq!(change(&one, &gone, &gone).await, ActivityChange::Meanwhile);
}
