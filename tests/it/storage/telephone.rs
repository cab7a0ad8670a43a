//! Places as the console handles them: whoever rings, and a place given up for its owner.

use guiyan::app::console::{Cancelling, OnePlace, PlaceRecords, PlaceShelf};
use guiyan::app::errands::calls::{CallRecords, CallsOf};
use guiyan::app::records::{ContentRecords, QueueRecords};
use guiyan::domain::activity::Activity;
use guiyan::domain::dialogue::effect::Outcome;
use guiyan::domain::errand::ErrandKind;
use guiyan::domain::form::Answer;
use guiyan::domain::id::ActivityId;
use guiyan::domain::person::{MobileNumber, PersonName};
use guiyan::domain::sign_up::{ReceiptNumber, SignUpRules, SignUpState, Wish, Written};
use guiyan::storage::Database;
use jiff::ToSpan;

use crate::support::database::{Fixture, apply, fair, noon, put_fair, sign_up_with, wish};

on_both!(
    whoever_rings_has_a_seat_or_a_place_in_the_queue_and_has_it_once,
    lists_are_paged_by_number_and_hold_the_living_alone,
    a_place_that_is_given_up_goes_to_the_next_and_its_owner_is_told,
    who_came_and_what_is_over_is_left_as_it_is,
    who_is_not_on_wechat_is_rung_and_their_seat_is_taken_for_them,
    who_is_not_on_wechat_is_rung_when_it_is_called_off,
);

fn answers(name: &str, mobile: &str) -> Vec<(String, Answer)> {
    vec![
        ("name".to_owned(), Answer::Name(PersonName::parse(name).unwrap())),
        ("mobile".to_owned(), Answer::Mobile(MobileNumber::parse(mobile).unwrap())),
    ]
}

/// The wish of the n-th person.
fn rings(activity: ActivityId, n: u32) -> Wish {
    let consent = Some(Written::Telephone.consent("2024-1"));
    Wish { queues: true, consent, ..wish(activity, answers("张三", &format!("1380000000{n}"))) }
}

async fn rang(db: &Database, activity: ActivityId, n: u32) -> Outcome {
    db.put_down_by_telephone(&rings(activity, n), "王芳", noon()).await.unwrap()
}

fn number(activity: ActivityId, sequence: u32) -> ReceiptNumber {
    ReceiptNumber { activity, sequence }
}

async fn place(db: &Database, number: ReceiptNumber) -> OnePlace {
    db.place(number).await.unwrap().unwrap()
}

async fn sequences(db: &Database, activity: ActivityId, shelf: PlaceShelf, behind: u32, most: u64) -> Vec<u32> {
    let places = db.shelved_places(activity, shelf, behind, most).await.unwrap();
    places.iter().map(|place| place.number.sequence).collect()
}

/// A fair with so many seats, and a queue.
async fn with_seats(db: &Database, seats: u32) -> ActivityId {
    put_fair(db, &fair("spring", Some(seats))).await
}

async fn whoever_rings_has_a_seat_or_a_place_in_the_queue_and_has_it_once(fixture: Fixture) {
    let (one, other) = (fixture.open().await, fixture.open().await);
    let activity = with_seats(&one, 1).await;
    assert_eq!(rang(&one, activity, 1).await, Outcome::SignedUp(number(activity, 1)));
    assert_eq!(rang(&one, activity, 1).await, Outcome::AlreadySignedUp(number(activity, 1)));
    assert_eq!(rang(&one, activity, 2).await, Outcome::Queued { number: number(activity, 2), ahead: 0 });
    // The same form twice, at once, on two replicas.
    let (a, b) = tokio::join!(rang(&one, activity, 3), rang(&other, activity, 3));
    let both = [a, b];
    assert!(both.iter().any(|outcome| matches!(outcome, Outcome::Queued { ahead: 1, .. })), "{both:?}");
    assert!(both.iter().any(|outcome| matches!(outcome, Outcome::AlreadySignedUp(_))), "{both:?}");
    // Whoever signed up in the chat has a place too.
    let chat = put_fair(&one, &fair("other", None)).await;
    apply(&one, "oZhong", sign_up_with(chat, answers("张三", "13800000001"))).await;
    assert_eq!(rang(&one, chat, 1).await, Outcome::AlreadySignedUp(number(chat, 1)));

    let theirs = place(&one, number(activity, 1)).await;
    assert_eq!((theirs.filed.written, theirs.follows), (Some(Written::Telephone), false));
    assert_eq!((theirs.consent.as_deref(), theirs.ahead), (Some("aloud:2024-1"), None));
    assert_eq!(theirs.filed.answers, answers("张三", "13800000001"));
    assert_eq!(place(&one, number(activity, 2)).await.ahead, Some(0));
    assert!(one.place(number(activity, 99)).await.unwrap().is_none());
    let lines = "SELECT count(*) FROM audit WHERE action = 'telephone_taken' AND actor = '王芳'";
    assert_eq!(fixture.number(lines).await, 3, "one a place");
}

async fn lists_are_paged_by_number_and_hold_the_living_alone(fixture: Fixture) {
    let db = &fixture.open().await;
    let activity = with_seats(db, 3).await;
    for n in 1..=5 {
        rang(db, activity, n).await;
    }
    db.cancel_place(number(activity, 5), ("王芳", "test"), noon()).await.unwrap();
    assert_eq!(sequences(db, activity, PlaceShelf::Seated, 0, 2).await, [1, 2]);
    assert_eq!(sequences(db, activity, PlaceShelf::Seated, 2, 2).await, [3]);
    assert_eq!(sequences(db, activity, PlaceShelf::Waiting, 0, 9).await, [4]);
    db.cancel_place(number(activity, 1), ("王芳", "test"), noon()).await.unwrap();
    db.keep_queues(&rules(), noon()).await.unwrap();
    assert_eq!(sequences(db, activity, PlaceShelf::Seated, 0, 9).await, [2, 3, 4], "a seat is kept for the first");
}

fn rules() -> SignUpRules {
    guiyan::app::content::load(&guiyan::app::content::built_in()).unwrap().pack.county.sign_up
}

async fn a_place_that_is_given_up_goes_to_the_next_and_its_owner_is_told(fixture: Fixture) {
    let db = &fixture.open().await;
    let activity = with_seats(db, 1).await;
    apply(db, "oZhong", sign_up_with(activity, answers("钟秀英", "13800000009"))).await;
    rang(db, activity, 1).await;
    let first = number(activity, 1);
    let cancelled = db.cancel_place(first, ("王芳", "1-0001: 本人来电"), noon()).await.unwrap();
    assert_eq!(cancelled, Cancelling::Done);
    assert_eq!(place(db, first).await.filed.state, SignUpState::Cancelled);
    let again = db.cancel_place(first, ("王芳", "again"), noon()).await.unwrap();
    assert_eq!(again, Cancelling::Gone);
    db.keep_queues(&rules(), noon()).await.unwrap();
    assert!(matches!(place(db, number(activity, 2)).await.filed.state, SignUpState::Offered { .. }));
    let told = "SELECT count(*) FROM errands WHERE kind = 'place_cancelled' AND openid = 'oZhong' AND state = 'due'";
    assert_eq!(fixture.number(told).await, 1);
    let line = "SELECT count(*) FROM audit WHERE action = 'place_cancelled' AND actor = '王芳' \
                AND detail = '1-0001: 本人来电' AND subject IS NOT NULL";
    assert_eq!(fixture.number(line).await, 1);
    assert_eq!(fixture.number("SELECT count(*) FROM audit WHERE detail = 'again'").await, 0);
}

async fn to_ring(db: &Database) -> Vec<(ErrandKind, u32)> {
    let calls = db.calls(CallsOf::default(), noon()).await.unwrap();
    calls.iter().map(|call| (call.kind, call.number.sequence)).collect()
}

async fn who_is_not_on_wechat_is_rung_and_their_seat_is_taken_for_them(fixture: Fixture) {
    let db = &fixture.open().await;
    let activity = with_seats(db, 1).await;
    for n in 1..=3 {
        rang(db, activity, n).await;
    }
    assert!(!db.take_offer_for(number(activity, 2), "王芳", noon()).await.unwrap(), "no seat is kept for them");
    db.cancel_place(number(activity, 1), ("王芳", "test"), noon()).await.unwrap();
    db.keep_queues(&rules(), noon()).await.unwrap();
    assert_eq!(to_ring(db).await, [(ErrandKind::Offer, 2)], "who rang to give it up need not be rung");
    let SignUpState::Offered { until } = place(db, number(activity, 2)).await.filed.state else {
        panic!("a seat is kept for them")
    };
    let calls = db.calls(CallsOf::default(), noon()).await.unwrap();
    assert_eq!(calls[0].until, Some(until), "whoever rings says until when");
    assert!(db.take_offer_for(number(activity, 2), "王芳", noon()).await.unwrap());
    assert_eq!(place(db, number(activity, 2)).await.filed.state, SignUpState::Confirmed);
    assert_eq!(to_ring(db).await, [], "there is nothing to ring about any more");
    let line = "SELECT count(*) FROM audit WHERE action = 'offer_taken' AND actor = '王芳'";
    assert_eq!(fixture.number(line).await, 1);
    assert!(!db.take_offer_for(number(activity, 99), "王芳", noon()).await.unwrap());
}

async fn who_is_not_on_wechat_is_rung_when_it_is_called_off(fixture: Fixture) {
    let db = &fixture.open().await;
    let activity = with_seats(db, 9).await;
    apply(db, "oZhong", sign_up_with(activity, answers("钟秀英", "13800000009"))).await;
    rang(db, activity, 1).await;
    rang(db, activity, 2).await;
    let off = Activity { called_off: true, ..fair("spring", Some(9)) };
    db.put_activities(&[off], "王芳", "test", noon()).await.unwrap();
    assert_eq!(to_ring(db).await, [(ErrandKind::CalledOff, 2), (ErrandKind::CalledOff, 3)]);
    let calls = db.calls(CallsOf::default(), noon()).await.unwrap();
    assert!(calls.iter().all(|call| call.until.is_none()), "nothing is kept: {calls:?}");
    let due = "SELECT count(*) FROM errands WHERE state = 'due' AND openid = 'oZhong'";
    assert_eq!(fixture.number(due).await, 1, "a follower is written to");
}

async fn who_came_and_what_is_over_is_left_as_it_is(fixture: Fixture) {
    let db = &fixture.open().await;
    let activity = with_seats(db, 3).await;
    rang(db, activity, 1).await;
    rang(db, activity, 2).await;
    fixture.execute("UPDATE sign_ups SET attended_at = 1 WHERE sequence = 1").await;
    let cancel = async |sequence, at| db.cancel_place(number(activity, sequence), ("王芳", "x"), at).await.unwrap();
    assert_eq!(cancel(1, noon()).await, Cancelling::Came);
    assert_eq!(cancel(99, noon()).await, Cancelling::Gone);
    assert_eq!(cancel(2, noon() + 52.hours()).await, Cancelling::Over);
    assert_eq!(sequences(db, activity, PlaceShelf::Seated, 0, 9).await, [1, 2]);
    // Signing up by telephone ends when all signing up does.
    let late = db.put_down_by_telephone(&rings(activity, 3), "王芳", noon() + 25.hours()).await.unwrap();
    assert_eq!(late, Outcome::NotOpen);
    let nowhere: Activity = fair("nowhere", None);
    assert_eq!(rang(db, ActivityId(nowhere.id.0 + 4711), 1).await, Outcome::NotOpen);
}
