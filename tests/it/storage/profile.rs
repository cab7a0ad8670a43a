//! What followers tell about themselves comes back as they told it.

use guiyan::app::records::FollowerRecords;
use guiyan::domain::dialogue::effect::{Effect, Known, Outcome};
use guiyan::domain::id::UnitId;
use guiyan::domain::person::{MobileNumber, PersonName};

use crate::support::database::{Fixture, apply, apply_all, openid};

on_both!(
    a_stranger_is_known_by_nothing,
    what_was_told_is_known,
    what_was_not_told_again_stays,
    the_newest_consent_counts,
    muting_lasts_until_it_is_taken_back,
    following_again_keeps_mute_and_profile,
    a_call_for_a_human_can_be_found,
);

fn told(name: &str, mobile: &str, unit: u16) -> Effect {
    Effect::Remember {
        name: Some(PersonName::parse(name).unwrap()),
        mobile: Some(MobileNumber::parse(mobile).unwrap()),
        unit: Some(UnitId(unit)),
    }
}

async fn a_stranger_is_known_by_nothing(fixture: Fixture) {
    let known = fixture.open().await.known(&openid("oNobody"), None).await.unwrap();
    assert_eq!(known, Known::default());
}

async fn what_was_told_is_known(fixture: Fixture) {
    let db = fixture.open().await;
    let effects = [
        Effect::Follow { scene: Some("fair_2026".to_owned()) },
        Effect::Consent { version: "2026-01".to_owned() },
        told("钟秀英", "13800000001", 3),
    ];
    assert_eq!(apply_all(&db, "oZhong", &effects).await, vec![Outcome::Done; 3]);
    let known = fixture.open().await.known(&openid("oZhong"), None).await.unwrap();
    assert_eq!(known.name.unwrap().reveal(), "钟秀英");
    assert_eq!(known.mobile.unwrap().reveal(), "13800000001");
    assert_eq!(known.unit, Some(UnitId(3)));
    assert_eq!(known.consent.as_deref(), Some("2026-01"));
    assert!(!known.muted);
    assert_eq!(fixture.text("SELECT scene FROM followers").await, "fair_2026");
}

async fn what_was_not_told_again_stays(fixture: Fixture) {
    let db = fixture.open().await;
    apply(&db, "oZhong", told("钟秀英", "13800000001", 3)).await;
    let mobile = Some(MobileNumber::parse("13900000002").unwrap());
    apply(&db, "oZhong", Effect::Remember { name: None, mobile, unit: None }).await;
    let known = db.known(&openid("oZhong"), None).await.unwrap();
    assert_eq!(known.name.unwrap().reveal(), "钟秀英");
    assert_eq!(known.mobile.unwrap().reveal(), "13900000002");
    assert_eq!(known.unit, Some(UnitId(3)));
    assert_eq!(fixture.number("SELECT count(*) FROM people").await, 1);
}

async fn the_newest_consent_counts(fixture: Fixture) {
    let db = fixture.open().await;
    for version in ["2026-01", "2026-02", "2026-01"] {
        apply(&db, "oZhong", Effect::Consent { version: version.to_owned() }).await;
    }
    let known = db.known(&openid("oZhong"), None).await.unwrap();
    assert_eq!(known.consent.as_deref(), Some("2026-01"));
    assert_eq!(fixture.number("SELECT count(*) FROM consents").await, 3, "each is evidence");
}

async fn muting_lasts_until_it_is_taken_back(fixture: Fixture) {
    let db = fixture.open().await;
    apply(&db, "oZhong", Effect::SetMuted(true)).await;
    assert!(db.known(&openid("oZhong"), None).await.unwrap().muted);
    apply(&db, "oZhong", Effect::SetMuted(false)).await;
    assert!(!db.known(&openid("oZhong"), None).await.unwrap().muted);
}

async fn following_again_keeps_mute_and_profile(fixture: Fixture) {
    let db = fixture.open().await;
    apply(&db, "oZhong", Effect::Follow { scene: Some("fair_2026".to_owned()) }).await;
    apply_all(&db, "oZhong", &[Effect::SetMuted(true), told("钟秀英", "13800000001", 3)]).await;
    apply(&db, "oZhong", Effect::Follow { scene: None }).await;
    let known = db.known(&openid("oZhong"), None).await.unwrap();
    assert!(known.muted);
    assert!(known.name.is_some());
    assert_eq!(fixture.text("SELECT scene FROM followers").await, "fair_2026");
}

async fn a_call_for_a_human_can_be_found(fixture: Fixture) {
    let db = fixture.open().await;
    apply(&db, "oZhong", Effect::CallHuman).await;
    let caller = "SELECT f.openid FROM audit a JOIN followers f USING (subject) WHERE a.action = 'human_called'";
    assert_eq!(fixture.text(caller).await, "oZhong");
}
