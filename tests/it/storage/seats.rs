//! Seats: never one twice, none lost, none kept from those who come after a cancellation.

use std::collections::BTreeSet;

use guiyan::app::records::{ContentRecords, FollowerRecords};
use guiyan::domain::activity::Activity;
use guiyan::domain::dialogue::effect::{Effect, Outcome};
use guiyan::domain::form::Answer;
use guiyan::domain::id::{ActivityId, SignUpId};
use guiyan::domain::sign_up::{ReceiptNumber, SignUpState};
use jiff::SignedDuration;

use crate::support::database::{
    Fixture, apply, apply_all, fair, fresh_key, noon, openid, put_fair, seats, sign_up_with,
};

on_both!(
    a_sign_up_has_a_receipt_and_is_known,
    a_second_sign_up_gets_the_first_receipt,
    two_messages_of_one_person_at_once_take_one_seat,
    six_hundred_from_two_replicas_share_a_hundred_seats,
    two_thousand_at_the_same_moment_are_all_answered,
    without_a_limit_everybody_gets_in,
    a_cancelled_seat_goes_to_the_next_under_a_new_number,
    nobody_cancels_what_is_not_theirs,
    a_place_is_given_up_once,
    nobody_gets_in_when_sign_up_is_over,
    a_refused_sign_up_does_not_undo_the_rest,
    sign_ups_show_until_a_week_after_the_end,
    signing_up_again_after_cancelling_takes_a_new_seat,
);

fn sign_up(activity: ActivityId) -> Effect {
    sign_up_with(activity, vec![("note".to_owned(), Answer::Text("想进电子厂".to_owned()))])
}

fn receipt(activity: ActivityId, sequence: u32) -> ReceiptNumber {
    ReceiptNumber { activity, sequence }
}

async fn a_sign_up_has_a_receipt_and_is_known(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("spring", Some(2))).await;
    assert_eq!(apply(&db, "oZhong", sign_up(activity)).await, Outcome::SignedUp(receipt(activity, 1)));
    let known = db.known(&openid("oZhong"), Some(activity)).await.unwrap();
    let [mine] = known.sign_ups.as_slice() else { panic!("{:?}", known.sign_ups) };
    assert_eq!((mine.activity, mine.number, mine.state), (activity, receipt(activity, 1), SignUpState::Confirmed));
    assert_eq!(mine.made_at, noon());
    assert_eq!(known.seats, Some(seats(2, 1)));
}

async fn a_second_sign_up_gets_the_first_receipt(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("spring", Some(1))).await;
    apply(&db, "oZhong", sign_up(activity)).await;
    assert_eq!(apply(&db, "oZhong", sign_up(activity)).await, Outcome::AlreadySignedUp(receipt(activity, 1)));
    assert_eq!(apply(&db, "oLiu", sign_up(activity)).await, Outcome::Full);
}

async fn two_messages_of_one_person_at_once_take_one_seat(fixture: Fixture) {
    let (one, other) = (fixture.open().await, fixture.open().await);
    let activity = put_fair(&one, &fair("spring", Some(50))).await;
    for round in 0..10 {
        let who = format!("oZhong{round}");
        let both = tokio::join!(apply(&one, &who, sign_up(activity)), apply(&other, &who, sign_up(activity)));
        assert!(
            matches!(both, (Outcome::SignedUp(a), Outcome::AlreadySignedUp(b))
                | (Outcome::AlreadySignedUp(a), Outcome::SignedUp(b)) if a == b),
            "{both:?}"
        );
    }
    assert_eq!(fixture.number("SELECT taken FROM activities").await, 10);
}

async fn six_hundred_from_two_replicas_share_a_hundred_seats(fixture: Fixture) {
    let replicas = [fixture.open().await, fixture.open().await];
    let activity = put_fair(&replicas[0], &fair("spring", Some(100))).await;
    let tasks = (0..32).map(|task| {
        let db = replicas[task % 2].clone();
        tokio::spawn(async move {
            let mut outcomes = Vec::new();
            for person in (task..600).step_by(32) {
                outcomes.push(apply(&db, &format!("oPerson{person}"), sign_up(activity)).await);
            }
            outcomes
        })
    });
    let mut outcomes = Vec::new();
    for task in tasks.collect::<Vec<_>>() {
        outcomes.extend(task.await.unwrap());
    }
    let seated = outcomes.iter().filter_map(|outcome| match outcome {
        Outcome::SignedUp(number) => Some(number.sequence),
        _ => None,
    });
    assert_eq!(seated.collect::<BTreeSet<_>>(), (1..=100).collect(), "a hundred, each with a number of its own");
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Outcome::Full).count(), 500);
    assert_eq!(fixture.number("SELECT taken FROM activities").await, 100);
    assert_eq!(fixture.number("SELECT count(DISTINCT openid) FROM sign_ups").await, 100);
}

async fn two_thousand_at_the_same_moment_are_all_answered(fixture: Fixture) {
    let replicas = [fixture.open().await, fixture.open().await];
    let activity = put_fair(&replicas[0], &fair("spring", Some(60))).await;
    let tasks: Vec<_> = (0..2_000)
        .map(|person| {
            let db = replicas[person % 2].clone();
            tokio::spawn(async move { apply(&db, &format!("oPerson{person}"), sign_up(activity)).await })
        })
        .collect();
    let (mut seated, mut full) = (BTreeSet::new(), 0);
    for task in tasks {
        match task.await.unwrap() {
            Outcome::SignedUp(number) => assert!(seated.insert(number.sequence), "{number} twice"),
            Outcome::Full => full += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((seated.len(), full), (60, 1_940));
    assert_eq!(fixture.number("SELECT count(*) FROM sign_ups WHERE state = 'confirmed'").await, 60);
}

async fn without_a_limit_everybody_gets_in(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("village", None)).await;
    for person in 1..=5 {
        let outcome = apply(&db, &format!("oPerson{person}"), sign_up(activity)).await;
        assert_eq!(outcome, Outcome::SignedUp(receipt(activity, person)));
    }
}

async fn mine(fixture: &Fixture, who: &str) -> SignUpId {
    let known = fixture.open().await.known(&openid(who), None).await.unwrap();
    known.sign_ups.first().unwrap().id
}

async fn a_cancelled_seat_goes_to_the_next_under_a_new_number(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("spring", Some(1))).await;
    apply(&db, "oZhong", sign_up(activity)).await;
    let place = mine(&fixture, "oZhong").await;
    assert_eq!(apply(&db, "oZhong", Effect::CancelSignUp(place)).await, Outcome::Done);
    assert_eq!(apply(&db, "oLiu", sign_up(activity)).await, Outcome::SignedUp(receipt(activity, 2)));
    assert!(db.known(&openid("oZhong"), None).await.unwrap().sign_ups.is_empty());
}

async fn nobody_cancels_what_is_not_theirs(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("spring", Some(1))).await;
    apply(&db, "oZhong", sign_up(activity)).await;
    let place = mine(&fixture, "oZhong").await;
    assert_eq!(apply(&db, "oLiu", Effect::CancelSignUp(place)).await, Outcome::NothingToCancel);
    assert_eq!(apply(&db, "oLiu", Effect::CancelSignUp(SignUpId(4_711))).await, Outcome::NothingToCancel);
    assert_eq!(mine(&fixture, "oZhong").await, place);
}

async fn a_place_is_given_up_once(fixture: Fixture) {
    let (one, other) = (fixture.open().await, fixture.open().await);
    let activity = put_fair(&one, &fair("spring", Some(2))).await;
    apply(&one, "oLiu", sign_up(activity)).await;
    apply(&one, "oZhong", sign_up(activity)).await;
    let cancel = Effect::CancelSignUp(mine(&fixture, "oZhong").await);
    let both = tokio::join!(apply(&one, "oZhong", cancel.clone()), apply(&other, "oZhong", cancel.clone()));
    let both = BTreeSet::from([format!("{:?}", both.0), format!("{:?}", both.1)]);
    assert_eq!(both, BTreeSet::from(["Done".to_owned(), "NothingToCancel".to_owned()]));
    assert_eq!(fixture.number("SELECT taken FROM activities").await, 1);
}

async fn nobody_gets_in_when_sign_up_is_over(fixture: Fixture) {
    let db = fixture.open().await;
    let closed = put_fair(&db, &Activity { closes_at: noon(), ..fair("a", Some(9)) }).await;
    let off = put_fair(&db, &Activity { called_off: true, ..fair("b", Some(9)) }).await;
    for activity in [closed, off, ActivityId(4_711)] {
        assert_eq!(apply(&db, "oZhong", sign_up(activity)).await, Outcome::NotOpen);
    }
    assert_eq!(fixture.number("SELECT count(*) FROM sign_ups").await, 0);
}

async fn a_refused_sign_up_does_not_undo_the_rest(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("spring", Some(0))).await;
    let effects = [Effect::SetMuted(true), sign_up(activity), Effect::Consent { version: "2026-01".to_owned() }];
    assert_eq!(apply_all(&db, "oZhong", &effects).await, [Outcome::Done, Outcome::Full, Outcome::Done]);
    let known = db.known(&openid("oZhong"), None).await.unwrap();
    assert!(known.muted);
    assert_eq!(known.consent.as_deref(), Some("2026-01"));
}

async fn sign_ups_show_until_a_week_after_the_end(fixture: Fixture) {
    let db = fixture.open().await;
    let later = Activity { ends_at: noon() + SignedDuration::from_hours(24 * 30), ..fair("later", None) };
    let (soon, later) = (put_fair(&db, &fair("soon", None)).await, put_fair(&db, &later).await);
    for activity in [later, soon] {
        db.apply(&fresh_key(), &openid("oZhong"), &[sign_up(activity)], noon()).await.unwrap();
    }
    let shown = async || {
        let known = db.known(&openid("oZhong"), None).await.unwrap();
        known.sign_ups.iter().map(|place| place.activity).collect::<Vec<_>>()
    };
    assert_eq!(shown().await, [later, soon], "newest last");
    fixture.clock.advance(SignedDuration::from_hours(51 + 7 * 24));
    assert_eq!(shown().await, [later]);
    assert_eq!(db.load(fixture.now()).await.unwrap().activities.len(), 2, "the catalog keeps it for a month");
}

async fn signing_up_again_after_cancelling_takes_a_new_seat(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("spring", Some(1))).await;
    for round in 1..=3 {
        assert_eq!(apply(&db, "oZhong", sign_up(activity)).await, Outcome::SignedUp(receipt(activity, round)));
        let place = mine(&fixture, "oZhong").await;
        assert_eq!(apply(&db, "oZhong", Effect::CancelSignUp(place)).await, Outcome::Done);
    }
    assert_eq!(fixture.number("SELECT taken FROM activities").await, 0);
}
