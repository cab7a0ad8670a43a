//! Where people came from, kept from the follow to the day itself; and what is full.

use guiyan::app::platform::qr::QrCode;
use guiyan::app::records::ContentRecords;
use guiyan::app::sources::{SourceRecords, Tally};
use guiyan::domain::activity::{Activity, Session, SessionNumber};
use guiyan::domain::dialogue::effect::{Effect, Outcome};
use guiyan::domain::id::ActivityId;
use guiyan::domain::sign_up::Wish;
use guiyan::domain::source::{Source, SourceCode, SourceKind};
use guiyan::storage::Database;

use crate::support::database::{Fixture, apply, fair, noon, put_fair, sign_up_with, wish};

on_both!(
    a_source_is_kept_from_the_follow_to_the_day_itself,
    a_word_sent_later_counts_from_then_on,
    a_code_is_given_once_and_its_activity_must_be_there,
    the_platforms_code_is_remembered_and_every_replica_hears_of_it,
    what_has_no_seat_left_is_known_and_what_came_free_too,
);

fn source(code: &str, activity: Option<ActivityId>) -> Source {
    Source {
        code: SourceCode::parse(code).unwrap(),
        kind: SourceKind::Village,
        name: "长冈乡长冈村".to_owned(),
        activity,
        link: None,
    }
}

fn follow(scene: &str) -> Effect {
    Effect::Follow { scene: Some(scene.to_owned()) }
}

async fn tally(db: &Database, code: &str) -> Tally {
    let tallies = db.tallies().await.unwrap();
    tallies.into_iter().find(|(source, _)| source.code.as_str() == code).unwrap().1
}

async fn a_source_is_kept_from_the_follow_to_the_day_itself(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put_fair(&db, &fair("spring", Some(9))).await;
    assert!(db.add_source(&source("A12", Some(activity)), "test", noon()).await.unwrap());
    for who in ["oZhong", "oLiu"] {
        apply(&db, who, follow("src_A12")).await;
    }
    apply(&db, "oWang", follow("join_1")).await;
    assert_eq!(tally(&db, "A12").await, Tally { follows: 2, sign_ups: 0, came: 0 });
    for who in ["oZhong", "oLiu", "oWang"] {
        assert!(matches!(apply(&db, who, sign_up_with(activity, vec![])).await, Outcome::SignedUp(_)));
    }
    assert_eq!(tally(&db, "A12").await, Tally { follows: 2, sign_ups: 2, came: 0 });
    // What leads to a form, or through a door, is no source.
    assert_eq!(fixture.number("SELECT count(source) FROM sign_ups WHERE openid = 'oWang'").await, 0);
    fixture.execute("UPDATE sign_ups SET attended_at = 1 WHERE openid = 'oLiu'").await;
    assert_eq!(tally(&db, "A12").await, Tally { follows: 2, sign_ups: 2, came: 1 });
    // Whoever unfollows is forgotten as a follower; the seat they gave up is nobody's any more.
    apply(&db, "oZhong", Effect::Leave).await;
    assert_eq!(tally(&db, "A12").await, Tally { follows: 1, sign_ups: 1, came: 1 });
}

async fn a_word_sent_later_counts_from_then_on(fixture: Fixture) {
    let db = fixture.open().await;
    let (first, second) = (put_fair(&db, &fair("a", None)).await, put_fair(&db, &fair("b", None)).await);
    for code in ["A12", "B07"] {
        assert!(db.add_source(&source(code, None), "test", noon()).await.unwrap());
    }
    // They followed before this server was there.
    apply(&db, "oZhong", Effect::CameBy { scene: "src_A12".to_owned() }).await;
    apply(&db, "oZhong", sign_up_with(first, vec![])).await;
    apply(&db, "oZhong", Effect::CameBy { scene: "src_B07".to_owned() }).await;
    apply(&db, "oZhong", sign_up_with(second, vec![])).await;
    assert_eq!(tally(&db, "A12").await, Tally { follows: 0, sign_ups: 1, came: 0 });
    assert_eq!(tally(&db, "B07").await, Tally { follows: 1, sign_ups: 1, came: 0 });
}

async fn a_code_is_given_once_and_its_activity_must_be_there(fixture: Fixture) {
    let db = fixture.open().await;
    assert!(!db.add_source(&source("A12", Some(ActivityId(4_711))), "test", noon()).await.unwrap());
    assert!(db.add_source(&source("A12", None), "test", noon()).await.unwrap());
    assert!(!db.add_source(&source("A12", None), "test", noon()).await.unwrap());
    assert_eq!(db.sources().await.unwrap(), [source("A12", None)]);
}

async fn the_platforms_code_is_remembered_and_every_replica_hears_of_it(fixture: Fixture) {
    let (one, other) = (fixture.open().await, fixture.open().await);
    one.add_source(&source("A12", None), "test", noon()).await.unwrap();
    let before = other.revision().await.unwrap();
    let qr = QrCode { ticket: "ticket".to_owned(), expires_in: None, url: "http://weixin.qq.com/q/x".to_owned() };
    one.put_source_qr(&SourceCode::parse("A12").unwrap(), &qr, noon()).await.unwrap();
    let rows = other.load(noon()).await.unwrap();
    assert!(rows.revision > before);
    assert_eq!(rows.sources[0].link.as_deref(), Some("http://weixin.qq.com/q/x"));
}

async fn what_has_no_seat_left_is_known_and_what_came_free_too(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = fair("spring", Some(3));
    let session = |number: u8, capacity| Session {
        number: SessionNumber(number),
        name: format!("第{number}场"),
        starts_at: activity.starts_at,
        ends_at: activity.ends_at,
        capacity: Some(capacity),
    };
    let sessions = vec![session(1, 1), session(2, 2)];
    let id = put_fair(&db, &Activity { sessions, ..activity.clone() }).await;
    let (one, two) = (SessionNumber(1), SessionNumber(2));
    let seat = |session| Effect::SignUp(Box::new(Wish { session: Some(session), ..wish(id, vec![]) }));
    apply(&db, "oA", seat(one)).await;
    let full = db.full(noon()).await.unwrap();
    assert_eq!((full.activity(id), full.session(id, one), full.session(id, two)), (false, true, false));
    apply(&db, "oB", seat(two)).await;
    apply(&db, "oC", seat(two)).await;
    let full = db.full(noon()).await.unwrap();
    assert_eq!((full.activity(id), full.session(id, two)), (true, true));
    apply(&db, "oA", Effect::Leave).await;
    let full = db.full(noon()).await.unwrap();
    assert_eq!((full.activity(id), full.session(id, one), full.session(id, two)), (false, false, true));
    assert!(!db.full(activity.ends_at).await.unwrap().session(id, two), "what is over is not looked at");
}
