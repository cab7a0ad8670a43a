//! Messages of one follower come in any order: what they said before they left brings nothing back.

use guiyan::app::records::FollowerRecords;
use guiyan::domain::dialogue::effect::{Effect, Known, Outcome};
use guiyan::domain::form::Answer;
use guiyan::domain::id::ActivityId;
use guiyan::domain::person::{MobileNumber, PersonName};
use guiyan::storage::Database;
use jiff::{SignedDuration, Timestamp};

use crate::support::database::{Fixture, fair, fresh_key, noon, openid, put_fair, seats, sign_up_with};

on_both!(
    what_was_said_before_they_left_is_not_done_after,
    what_was_said_before_they_erased_is_not_done_after,
    a_sign_up_and_an_unfollow_at_once_leave_nothing_behind,
    an_unfollow_that_comes_late_does_not_undo_the_follow_after_it,
    who_follows_again_in_the_same_second_is_served,
);

fn second(n: i64) -> Timestamp {
    noon() + SignedDuration::from_secs(n)
}

async fn sent(db: &Database, at: Timestamp, effect: Effect) -> Outcome {
    db.apply(&fresh_key(), &openid("oZhong"), &[effect], at).await.unwrap().remove(0)
}

fn name() -> PersonName {
    PersonName::parse("钟秀英").unwrap()
}

fn sign_up(activity: ActivityId) -> Effect {
    sign_up_with(activity, vec![("name".to_owned(), Answer::Name(name()))])
}

fn follow() -> Effect {
    Effect::Follow { scene: Some("fair_2026".to_owned()) }
}

fn everything_but_follow(activity: ActivityId) -> Vec<Effect> {
    let mobile = MobileNumber::parse("13800000001").unwrap();
    vec![
        Effect::Consent { version: "2026-01".to_owned() },
        Effect::Remember { name: Some(name()), mobile: Some(mobile), unit: None },
        sign_up(activity),
        Effect::SetMuted(true),
        Effect::CallHuman,
    ]
}

/// Rows that point at a follower.
async fn traces(fixture: &Fixture) -> i64 {
    let mut rows = 0;
    for table in ["followers", "people", "consents", "sign_ups"] {
        rows += fixture.number(&format!("SELECT count(*) FROM {table} WHERE openid IS NOT NULL")).await;
    }
    rows
}

async fn what_was_said_before_they_left_is_not_done_after(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("spring", Some(2))).await;
    sent(&db, second(5), Effect::Leave).await;
    for effect in everything_but_follow(activity).into_iter().chain([follow()]) {
        let undone = sent(&db, second(4), effect).await;
        assert!(matches!(undone, Outcome::Done | Outcome::NotOpen), "{undone:?}");
    }
    assert_eq!(traces(&fixture).await, 0);
    let known = db.known(&openid("oZhong"), Some(activity)).await.unwrap();
    assert_eq!(known, Known { seats: Some(seats(2, 0)), ..Known::default() });
}

async fn what_was_said_before_they_erased_is_not_done_after(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("spring", Some(2))).await;
    sent(&db, second(0), follow()).await;
    sent(&db, second(5), Effect::Erase).await;
    assert_eq!(sent(&db, second(4), sign_up(activity)).await, Outcome::NotOpen);
    assert_eq!(sent(&db, second(4), Effect::Erase).await, Outcome::Erased { sign_ups: 0 });
    assert_eq!(traces(&fixture).await, 1, "they still follow, and that is all");
    // They did not leave: what they say next counts.
    assert!(matches!(sent(&db, second(5), sign_up(activity)).await, Outcome::SignedUp(_)));
}

async fn a_sign_up_and_an_unfollow_at_once_leave_nothing_behind(fixture: Fixture) {
    let (one, other) = (fixture.open().await, fixture.open().await);
    let activity = put_fair(&one, &fair("spring", None)).await;
    for round in 0..30 {
        let who = openid(&format!("oZhong{round}"));
        one.apply(&fresh_key(), &who, &[follow()], noon()).await.unwrap();
        let (key, effects) = (fresh_key(), everything_but_follow(activity));
        let (leave, leave_key) = ([Effect::Leave], fresh_key());
        let both =
            tokio::join!(one.apply(&key, &who, &effects, second(1)), other.apply(&leave_key, &who, &leave, second(1)),);
        both.0.unwrap();
        both.1.unwrap();
        assert_eq!(traces(&fixture).await, 0, "round {round}");
    }
    assert_eq!(fixture.number("SELECT taken FROM activities").await, 0);
}

async fn an_unfollow_that_comes_late_does_not_undo_the_follow_after_it(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("spring", Some(2))).await;
    sent(&db, second(8), follow()).await;
    assert!(matches!(sent(&db, second(9), sign_up(activity)).await, Outcome::SignedUp(_)));
    sent(&db, second(3), Effect::Leave).await;
    let known = db.known(&openid("oZhong"), None).await.unwrap();
    assert_eq!((known.name, known.sign_ups.len()), (Some(name()), 1));
    sent(&db, second(10), Effect::Leave).await;
    assert_eq!(traces(&fixture).await, 0);
}

async fn who_follows_again_in_the_same_second_is_served(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("spring", Some(2))).await;
    sent(&db, second(5), Effect::Leave).await;
    sent(&db, second(5), follow()).await;
    assert!(matches!(sent(&db, second(5), sign_up(activity)).await, Outcome::SignedUp(_)));
}
