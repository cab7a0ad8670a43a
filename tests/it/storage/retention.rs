//! What the privacy notice promises: a year after the last activity, nothing that points at a person is left.

use guiyan::app::records::FollowerRecords;
use guiyan::domain::dialogue::effect::{Effect, Known, Outcome};
use guiyan::domain::form::Answer;
use guiyan::domain::person::{MobileNumber, PersonName};
use guiyan::domain::sign_up::Wish;
use guiyan::storage::Database;
use jiff::{SignedDuration, Timestamp};

use crate::support::database::{Fixture, apply, fair, fresh_key, noon, openid, put_fair, sign_up_with, wish};

on_both!(
    a_year_after_the_last_activity_they_are_forgotten_and_the_counts_stay,
    a_day_too_early_nothing_is_forgotten,
    who_agreed_and_never_signed_up_is_forgotten_too,
    who_put_down_others_alone_is_found_by_their_places,
    who_told_us_something_since_is_kept,
    what_is_done_is_done_once,
);

const KEPT_DAYS: u32 = 365;

fn days_after(from: Timestamp, days: i64) -> Timestamp {
    from + SignedDuration::from_hours(24 * days)
}

/// Somebody who agreed at noon and has a place at a fair two days later.
async fn sign_up(db: &Database, who: &str) {
    let activity = put_fair(db, &fair("fair", Some(5))).await;
    let name = PersonName::parse("钟秀英").unwrap();
    apply(db, who, Effect::Follow { scene: None }).await;
    apply(db, who, Effect::Consent { version: "2026-01".to_owned() }).await;
    let answers = vec![("name".to_owned(), Answer::Name(name))];
    let outcome = apply(db, who, sign_up_with(activity, answers)).await;
    assert!(matches!(outcome, Outcome::SignedUp(_)));
}

async fn a_year_after_the_last_activity_they_are_forgotten_and_the_counts_stay(fixture: Fixture) {
    let db = fixture.open().await;
    sign_up(&db, "oZhong").await;
    sign_up(&db, "oLi").await;
    assert_eq!(db.expire(KEPT_DAYS, days_after(noon(), 368)).await.unwrap(), 2);
    for table in ["people", "consents"] {
        assert_eq!(fixture.number(&format!("SELECT count(*) FROM {table}")).await, 0, "{table}");
    }
    let linked = "SELECT count(*) FROM sign_ups WHERE openid IS NOT NULL OR answers_sealed IS NOT NULL";
    assert_eq!(fixture.number(linked).await, 0);
    assert_eq!(fixture.number("SELECT count(*) FROM sign_ups WHERE state = 'confirmed'").await, 2);
    assert_eq!(fixture.number("SELECT taken FROM activities").await, 2);
    assert_eq!(fixture.number("SELECT count(*) FROM followers").await, 2, "they still follow");
    assert_eq!(fixture.number("SELECT count(*) FROM audit WHERE action = 'expired'").await, 2);
    assert_eq!(db.known(&openid("oZhong"), None).await.unwrap(), Known::default());
}

async fn a_day_too_early_nothing_is_forgotten(fixture: Fixture) {
    let db = fixture.open().await;
    sign_up(&db, "oZhong").await;
    // The fair is two days after the consent, and it is the fair that counts.
    assert_eq!(db.expire(KEPT_DAYS, days_after(noon(), 366)).await.unwrap(), 0);
    assert!(db.known(&openid("oZhong"), None).await.unwrap().name.is_some());
}

async fn who_agreed_and_never_signed_up_is_forgotten_too(fixture: Fixture) {
    let db = fixture.open().await;
    apply(&db, "oZhong", Effect::Consent { version: "2026-01".to_owned() }).await;
    assert_eq!(db.expire(KEPT_DAYS, days_after(noon(), 364)).await.unwrap(), 0);
    assert_eq!(db.expire(KEPT_DAYS, days_after(noon(), 366)).await.unwrap(), 1);
    assert_eq!(fixture.number("SELECT count(*) FROM consents").await, 0);
}

async fn who_put_down_others_alone_is_found_by_their_places(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("fair", Some(5))).await;
    let name = PersonName::parse("刘老四").unwrap();
    let wish = Wish { own: false, ..wish(activity, vec![("name".to_owned(), Answer::Name(name))]) };
    assert!(matches!(apply(&db, "oCadre", Effect::SignUp(Box::new(wish))).await, Outcome::SignedUp(_)));
    assert_eq!(fixture.number("SELECT count(*) FROM consents").await, 0, "nobody asked the one who holds the phone");
    assert_eq!(db.expire(KEPT_DAYS, days_after(noon(), 366)).await.unwrap(), 0, "the fair was two days later");
    assert_eq!(db.expire(KEPT_DAYS, days_after(noon(), 368)).await.unwrap(), 1);
    let linked = "SELECT count(*) FROM sign_ups WHERE openid IS NOT NULL OR answers_sealed IS NOT NULL";
    assert_eq!(fixture.number(linked).await, 0);
    assert_eq!(db.expire(KEPT_DAYS, days_after(noon(), 400)).await.unwrap(), 0, "once is enough");
}

async fn who_told_us_something_since_is_kept(fixture: Fixture) {
    let db = fixture.open().await;
    sign_up(&db, "oZhong").await;
    let mobile = MobileNumber::parse("13800000001").unwrap();
    let told = Effect::Remember { name: None, mobile: Some(mobile), unit: None };
    db.apply(&fresh_key(), &openid("oZhong"), &[told], days_after(noon(), 300)).await.unwrap();
    assert_eq!(db.expire(KEPT_DAYS, days_after(noon(), 400)).await.unwrap(), 0);
    assert_eq!(db.expire(KEPT_DAYS, days_after(noon(), 666)).await.unwrap(), 1);
}

async fn what_is_done_is_done_once(fixture: Fixture) {
    let db = fixture.open().await;
    sign_up(&db, "oZhong").await;
    let (one, other) = (fixture.open().await, fixture.open().await);
    let then = days_after(noon(), 400);
    let (one, other) = tokio::join!(one.expire(KEPT_DAYS, then), other.expire(KEPT_DAYS, then));
    assert_eq!(one.unwrap() + other.unwrap(), 1);
    assert_eq!(fixture.number("SELECT count(*) FROM audit WHERE action = 'expired'").await, 1);
}
