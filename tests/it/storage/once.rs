//! A message has its effects once, whoever delivers it how often.

use guiyan::app::message_key::MessageKey;
use guiyan::app::records::FollowerRecords;
use guiyan::domain::dialogue::effect::{Effect, Outcome};
use guiyan::domain::id::ActivityId;
use jiff::SignedDuration;

use crate::support::database::{Fixture, fair, noon, openid, put_fair, sign_up_with};

on_both!(
    a_message_that_comes_again_gets_the_first_answer,
    the_last_seat_is_confirmed_again_to_the_same_message,
    two_replicas_with_one_message_give_one_answer,
    a_key_is_forgotten_after_a_week,
    no_effects_need_no_record,
);

fn effects(activity: ActivityId) -> [Effect; 2] {
    [sign_up_with(activity, Vec::new()), Effect::CallHuman]
}

async fn a_message_that_comes_again_gets_the_first_answer(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("spring", Some(5))).await;
    let key = MessageKey::of(["one"]);
    let first = db.apply(&key, &openid("oZhong"), &effects(activity), noon()).await.unwrap();
    let again = fixture.open().await.apply(&key, &openid("oZhong"), &effects(activity), noon()).await.unwrap();
    assert!(matches!(first.as_slice(), [Outcome::SignedUp(_), Outcome::Done]), "{first:?}");
    assert_eq!(again, first, "not AlreadySignedUp");
    assert_eq!(fixture.number("SELECT count(*) FROM audit WHERE action = 'human_called'").await, 1);
}

async fn the_last_seat_is_confirmed_again_to_the_same_message(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("spring", Some(1))).await;
    let sign_up = [sign_up_with(activity, Vec::new())];
    let key = MessageKey::of(["last seat"]);
    let first = db.apply(&key, &openid("oZhong"), &sign_up, noon()).await.unwrap();
    assert!(matches!(first.as_slice(), [Outcome::SignedUp(_)]), "{first:?}");
    assert_eq!(db.apply(&key, &openid("oZhong"), &sign_up, noon()).await.unwrap(), first);
    let late = db.apply(&MessageKey::of(["late"]), &openid("oLiu"), &sign_up, noon()).await.unwrap();
    assert_eq!(late, [Outcome::Full]);
}

async fn two_replicas_with_one_message_give_one_answer(fixture: Fixture) {
    let (one, other) = (fixture.open().await, fixture.open().await);
    let activity = put_fair(&one, &fair("spring", Some(100))).await;
    for round in 0..20 {
        let (key, who) = (MessageKey::of(["race", &round.to_string()]), openid(&format!("oZhong{round}")));
        let effects = effects(activity);
        let both = tokio::join!(one.apply(&key, &who, &effects, noon()), other.apply(&key, &who, &effects, noon()));
        let (a, b) = (both.0.unwrap(), both.1.unwrap());
        assert!(matches!(a.as_slice(), [Outcome::SignedUp(_), Outcome::Done]), "{a:?}");
        assert_eq!(a, b);
    }
    assert_eq!(fixture.number("SELECT taken FROM activities").await, 20);
    assert_eq!(fixture.number("SELECT count(*) FROM audit WHERE action = 'human_called'").await, 20);
}

async fn a_key_is_forgotten_after_a_week(fixture: Fixture) {
    let db = fixture.open().await;
    let key = MessageKey::of(["one"]);
    db.apply(&key, &openid("oZhong"), &[Effect::CallHuman], noon()).await.unwrap();
    db.tidy(noon() + SignedDuration::from_hours(24 * 7)).await.unwrap();
    assert_eq!(fixture.number("SELECT count(*) FROM applied_messages").await, 1);
    db.tidy(noon() + SignedDuration::from_hours(24 * 7 + 1)).await.unwrap();
    assert_eq!(fixture.number("SELECT count(*) FROM applied_messages").await, 0);
}

async fn no_effects_need_no_record(fixture: Fixture) {
    let db = fixture.open().await;
    let none = db.apply(&MessageKey::of(["one"]), &openid("oZhong"), &[], noon()).await.unwrap();
    assert!(none.is_empty());
    assert_eq!(fixture.number("SELECT count(*) FROM applied_messages").await, 0);
}
