//! A database that is away, held, or failing: said in time, without a value, and healed when it is back.

use std::time::Duration;

use guiyan::app::message_key::MessageKey;
use guiyan::app::records::{ContentRecords, FollowerRecords, StoreError};
use guiyan::domain::dialogue::effect::{Effect, Outcome};

use crate::support::database::{Fixture, apply, noon, openid};
use crate::support::postgres::Postgres;

on_both!(a_failing_statement_tells_no_value, missing_tables_are_unavailable);

/// The platform gives up after 5 s; nothing here may take longer than what is left for the reply.
const BOUND: Duration = Duration::from_secs(4);

async fn a_failing_statement_tells_no_value(fixture: Fixture) {
    let db = fixture.open().await;
    fixture.refuse_rows_of("consents", "13800000001 belongs to oZhong").await;
    let effects = [Effect::SetMuted(true), Effect::Consent { version: "2026-01".to_owned() }];
    let refused = db.apply(&MessageKey::of(["one"]), &openid("oZhong"), &effects, noon()).await.unwrap_err();
    assert!(matches!(refused, StoreError::Unavailable(_)), "{refused:?}");
    let words = format!("{refused} {refused:?}");
    assert!(!words.contains("13800000001") && !words.contains("oZhong"), "{words}");
    assert!(!db.known(&openid("oZhong"), None).await.unwrap().muted, "all of a message's effects, or none");
}

async fn missing_tables_are_unavailable(fixture: Fixture) {
    fixture.forget_everything().await;
    let db = fixture.open().await;
    assert!(matches!(db.known(&openid("oZhong"), None).await, Err(StoreError::Unavailable(_))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_fails_spoils_nobody_elses() {
    let fixture = Fixture::sqlite().await;
    let db = fixture.open().await;
    fixture.refuse_rows_of("consents", "no").await;
    let tasks: Vec<_> = (0..40)
        .map(|person| {
            let db = db.clone();
            tokio::spawn(async move {
                let spoilt = person % 8 == 0;
                let effect = if spoilt { Effect::Consent { version: "1".to_owned() } } else { Effect::SetMuted(true) };
                let (key, who) = (MessageKey::of([&person.to_string()[..]]), openid(&format!("oPerson{person}")));
                (spoilt, db.apply(&key, &who, &[effect], noon()).await)
            })
        })
        .collect();
    for task in tasks {
        let (spoilt, applied) = task.await.unwrap();
        assert_eq!(applied.is_err(), spoilt, "{applied:?}");
    }
    assert_eq!(fixture.number("SELECT count(*) FROM followers WHERE muted").await, 35);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_held_by_another_program_is_unavailable_until_it_lets_go() {
    let fixture = Fixture::sqlite().await;
    let db = fixture.open().await;
    let holder = fixture.hold_for_writing().await;
    let key = MessageKey::of(["one"]);
    let effects = [Effect::CallHuman];
    let applied = tokio::time::timeout(BOUND, db.apply(&key, &openid("oZhong"), &effects, noon())).await.unwrap();
    assert!(matches!(applied, Err(StoreError::Unavailable(_))), "{applied:?}");
    db.known(&openid("oZhong"), None).await.expect("readers go on");
    holder.rollback().await.unwrap();
    assert_eq!(db.apply(&key, &openid("oZhong"), &effects, noon()).await.unwrap(), [Outcome::Done]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_told_that_nothing_was_saved_is_not_served_behind_their_back() {
    let fixture = Fixture::sqlite().await;
    let db = fixture.open().await;
    let holder = fixture.hold_for_writing().await;
    let tasks: Vec<_> = (0..20)
        .map(|person| {
            let db = db.clone();
            let (key, who) = (MessageKey::of([&person.to_string()[..]]), openid(&format!("oPerson{person}")));
            tokio::spawn(async move { db.apply(&key, &who, &[Effect::CallHuman], noon()).await })
        })
        .collect();
    for task in tasks {
        assert!(matches!(task.await.unwrap(), Err(StoreError::Unavailable(_))));
    }
    holder.rollback().await.unwrap();
    // Behind all of them in the queue.
    apply(&db, "oZhong", Effect::CallHuman).await;
    assert_eq!(fixture.text("SELECT min(openid) FROM followers").await, "oZhong");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_crashed_is_unavailable_in_time_and_used_again_when_it_is_back() {
    let server = Postgres::start();
    let fixture = Fixture::at(server.fresh_database().await).await;
    let db = fixture.open().await;
    apply(&db, "oZhong", Effect::SetMuted(true)).await;
    server.crash();
    let key = MessageKey::of(["during"]);
    let who = openid("oZhong");
    for _ in 0..3 {
        let known = tokio::time::timeout(BOUND, db.known(&who, None)).await.unwrap();
        assert!(matches!(known, Err(StoreError::Unavailable(_))), "{known:?}");
    }
    let applied = tokio::time::timeout(BOUND, db.apply(&key, &who, &[Effect::SetMuted(false)], noon())).await.unwrap();
    assert!(matches!(applied, Err(StoreError::Unavailable(_))), "{applied:?}");
    assert!(db.ping().await.is_err());
    assert!(server.resume());
    assert!(db.known(&who, None).await.unwrap().muted, "what was answered is still there");
    assert_eq!(db.apply(&key, &who, &[Effect::SetMuted(false)], noon()).await.unwrap(), [Outcome::Done]);
}
