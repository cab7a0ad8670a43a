//! Leaving and erasing: nothing that points at a person stays, and their seats are free.

use guiyan::app::dialogue_cache::{ArchivedDialogue, DialogueArchive};
use guiyan::app::records::FollowerRecords;
use guiyan::domain::dialogue::effect::{Effect, Known, Outcome};
use guiyan::domain::form::Answer;
use guiyan::domain::id::ActivityId;
use guiyan::domain::person::{MobileNumber, PersonName};
use guiyan::storage::Database;

use crate::support::database::{Fixture, apply, apply_all, fair, noon, openid, put_fair, sign_up_with};

on_both!(
    who_leaves_is_gone_and_their_seats_are_free,
    who_erases_goes_on_following_as_a_stranger,
    who_comes_back_begins_afresh,
    others_are_left_alone,
);

/// Somebody with everything: a profile, a consent, two live places and a cancelled one.
async fn settle(db: &Database, who: &str) -> [ActivityId; 3] {
    let mut activities = [ActivityId(0); 3];
    for (at, slug) in ["one", "two", "three"].iter().enumerate() {
        activities[at] = put_fair(db, &fair(slug, Some(2))).await;
    }
    let name = PersonName::parse("钟秀英").unwrap();
    let mobile = MobileNumber::parse("13800000001").unwrap();
    let answers = vec![("name".to_owned(), Answer::Name(name.clone()))];
    apply(db, who, Effect::Follow { scene: Some("fair_2026".to_owned()) }).await;
    apply(db, who, Effect::Consent { version: "2026-01".to_owned() }).await;
    apply(db, who, Effect::Remember { name: Some(name), mobile: Some(mobile), unit: None }).await;
    for activity in activities {
        let outcome = apply(db, who, sign_up_with(activity, answers.clone())).await;
        assert!(matches!(outcome, Outcome::SignedUp(_)));
    }
    apply(db, who, Effect::Tell { words: "想问个事".to_owned() }).await;
    let last = db.known(&openid(who), None).await.unwrap().sign_ups.pop().unwrap();
    assert_eq!(apply(db, who, Effect::CancelSignUp(last.id)).await, Outcome::Done);
    let now_ms = noon().as_millisecond();
    let dialogue = ArchivedDialogue {
        openid: openid(who),
        dialogue: b"sealed".to_vec(),
        version: 1,
        expires_at_ms: now_ms + 60_000,
    };
    db.save(&[(openid(who), Some(dialogue))], now_ms).await.unwrap();
    activities
}

async fn assert_nothing_points_at(fixture: &Fixture, who: &str) {
    for table in ["people", "consents", "sign_ups", "dialogues", "talks"] {
        let theirs = format!("SELECT count(*) FROM {table} WHERE openid = '{who}'");
        assert_eq!(fixture.number(&theirs).await, 0, "{table}");
    }
    let places = fixture.number("SELECT count(*) FROM sign_ups WHERE openid IS NULL").await;
    assert_eq!(places, 3, "the places stay, for the count");
    let sealed = "SELECT count(*) FROM sign_ups WHERE answers_sealed IS NOT NULL OR state <> 'cancelled'";
    assert_eq!(fixture.number(sealed).await, 0);
    assert_eq!(fixture.number("SELECT count(*) FROM activities WHERE taken <> 0").await, 0);
}

async fn who_leaves_is_gone_and_their_seats_are_free(fixture: Fixture) {
    let db = fixture.open().await;
    settle(&db, "oZhong").await;
    assert_eq!(apply(&db, "oZhong", Effect::Leave).await, Outcome::Done);
    assert_nothing_points_at(&fixture, "oZhong").await;
    assert_eq!(fixture.number("SELECT count(*) FROM followers").await, 0);
    assert_eq!(fixture.number("SELECT count(*) FROM audit WHERE action = 'left'").await, 1);
    assert_eq!(fixture.number("SELECT count(*) FROM audit WHERE subject LIKE '%oZhong%'").await, 0);
    assert_eq!(db.known(&openid("oZhong"), None).await.unwrap(), Known::default());
}

async fn who_erases_goes_on_following_as_a_stranger(fixture: Fixture) {
    let db = fixture.open().await;
    settle(&db, "oZhong").await;
    apply(&db, "oZhong", Effect::SetMuted(true)).await;
    assert_eq!(apply(&db, "oZhong", Effect::Erase).await, Outcome::Erased { sign_ups: 2 });
    assert_nothing_points_at(&fixture, "oZhong").await;
    assert_eq!(fixture.number("SELECT count(*) FROM followers WHERE scene IS NULL").await, 1);
    let known = db.known(&openid("oZhong"), None).await.unwrap();
    assert_eq!(known, Known { muted: true, ..Known::default() });
    assert_eq!(apply(&db, "oZhong", Effect::Erase).await, Outcome::Erased { sign_ups: 0 });
}

async fn who_comes_back_begins_afresh(fixture: Fixture) {
    let db = fixture.open().await;
    let [activity, ..] = settle(&db, "oZhong").await;
    apply_all(&db, "oZhong", &[Effect::SetMuted(true), Effect::Leave]).await;
    apply(&db, "oZhong", Effect::Follow { scene: None }).await;
    assert_eq!(db.known(&openid("oZhong"), None).await.unwrap(), Known::default());
    let again = apply(&db, "oZhong", sign_up_with(activity, Vec::new())).await;
    assert!(matches!(again, Outcome::SignedUp(number) if number.sequence == 2), "{again:?}");
}

async fn others_are_left_alone(fixture: Fixture) {
    let db = fixture.open().await;
    settle(&db, "oZhong").await;
    settle(&db, "oLiu").await;
    let before = db.known(&openid("oLiu"), None).await.unwrap();
    apply(&db, "oZhong", Effect::Leave).await;
    assert_eq!(db.known(&openid("oLiu"), None).await.unwrap(), before);
}
