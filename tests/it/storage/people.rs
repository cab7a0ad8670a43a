//! People as staff look for them: by hashes alone, also those who were there before there were any.

use guiyan::app::console::{
    Correction, OnePerson, PeopleRecords, PeopleSearch, PersonLine, SentThing, Sought, TalkState, Whose,
};
use guiyan::app::paper::PaperRecords;
use guiyan::domain::dialogue::effect::Effect;
use guiyan::domain::errand::{ErrandKind, ErrandState, Why};
use guiyan::domain::form::Answer;
use guiyan::domain::id::{PersonId, UnitId};
use guiyan::domain::person::{IdNumber, MobileNumber, PersonName};
use guiyan::domain::sign_up::{SignUpState, Wish, Written};
use guiyan::storage::Database;

use crate::support::database::{Fixture, KEY, apply, fair, noon, openid, put_fair, sign_up_with, vault, wish};

on_both!(
    they_are_found_by_name_by_number_and_by_unit,
    a_name_is_found_in_whichever_characters_it_was_written,
    they_are_read_page_by_page,
    who_was_there_before_is_made_findable,
    what_does_not_open_keeps_nobody_else_from_being_found,
    all_that_is_known_of_one_is_told,
    who_is_erased_is_found_no_more,
    a_hundred_thousand_are_searched,
    what_is_put_right_is_found_and_the_rest_stays,
    what_is_noted_names_nobody,
);

fn name(name: &str) -> PersonName {
    PersonName::parse(name).unwrap()
}

fn mobile(mobile: &str) -> MobileNumber {
    MobileNumber::parse(mobile).unwrap()
}

async fn tell(db: &Database, who: &str, (called, number, unit): (&str, &str, u16)) {
    let unit = Some(UnitId(unit));
    apply(db, who, Effect::Remember { name: Some(name(called)), mobile: Some(mobile(number)), unit }).await;
}

fn sought(typed: &str) -> PeopleSearch {
    PeopleSearch { sought: Some(Sought::parse(typed).unwrap()), ..PeopleSearch::default() }
}

fn of_unit(unit: u16) -> PeopleSearch {
    PeopleSearch { unit: Some(UnitId(unit)), ..PeopleSearch::default() }
}

async fn found(db: &Database, search: &PeopleSearch) -> Vec<PersonLine> {
    db.people(search, 100).await.unwrap()
}

/// The ends of their numbers, who came last first.
async fn tails(db: &Database, search: &PeopleSearch) -> Vec<String> {
    found(db, search).await.iter().map(|line| line.mobile.as_ref().unwrap().tail().to_owned()).collect()
}

async fn only(db: &Database, search: &PeopleSearch) -> OnePerson {
    let [line] = &found(db, search).await[..] else { panic!("not one") };
    db.person(line.id).await.unwrap().unwrap()
}

async fn they_are_found_by_name_by_number_and_by_unit(fixture: Fixture) {
    let db = &fixture.open().await;
    tell(db, "oOne", ("钟秀英", "13800000001", 24)).await;
    tell(db, "oTwo", ("钟秀英", "13900000002", 1)).await;
    tell(db, "oThree", ("刘小红", "13700000001", 24)).await;
    for (search, expected) in [
        (PeopleSearch::default(), &["0001", "0002", "0001"][..]),
        (sought("钟秀英"), &["0002", "0001"]),
        (sought("0001"), &["0001", "0001"]),
        (sought("139 0000 0002"), &["0002"]),
        (of_unit(24), &["0001", "0001"]),
        (PeopleSearch { unit: Some(UnitId(1)), ..sought("钟秀英") }, &["0002"]),
        (PeopleSearch { unit: Some(UnitId(1)), ..sought("0001") }, &[]),
        (sought("钟秀"), &[]),
        (sought("0003"), &[]),
    ] {
        assert_eq!(tails(db, &search).await, expected, "{search:?}");
    }
    tell(db, "oOne", ("钟秀兰", "13800000009", 24)).await;
    assert_eq!(tails(db, &sought("钟秀英")).await, ["0002"], "what was said last counts");
    assert_eq!(tails(db, &sought("0009")).await, ["0009"]);
    let row = fixture.text("SELECT name_hash || tail_hash FROM people WHERE openid = 'oTwo'").await;
    assert_eq!(row.len(), 128, "hashes and nothing else: {row}");
}

async fn a_name_is_found_in_whichever_characters_it_was_written(fixture: Fixture) {
    let db = &fixture.open().await;
    tell(db, "oOne", ("劉偉強", "13800000001", 24)).await;
    for typed in ["劉偉強", "刘伟强"] {
        assert_eq!(tails(db, &sought(typed)).await, ["0001"], "{typed}");
    }
}

async fn they_are_read_page_by_page(fixture: Fixture) {
    let db = &fixture.open().await;
    for n in 0..7 {
        tell(db, &format!("oPerson{n}"), ("钟秀英", &format!("1380000000{n}"), 24)).await;
    }
    let first = db.people(&sought("钟秀英"), 3).await.unwrap();
    assert_eq!(first.len(), 3);
    let behind = PeopleSearch { before: Some(first[2].id), ..sought("钟秀英") };
    assert_eq!(tails(db, &behind).await, ["0003", "0002", "0001", "0000"]);
    assert_eq!(db.person(PersonId(4711)).await.unwrap(), None);
}

/// As a version of the program leaves people that knows nothing of the hashes.
const BEFORE: &str = "UPDATE people SET name_hash = NULL, tail_hash = NULL, hashed_at = NULL";

async fn who_was_there_before_is_made_findable(fixture: Fixture) {
    let db = &fixture.open().await;
    for n in 0..450 {
        let number = format!("138{n:08}");
        tell(db, &format!("oPerson{n}"), ("钟秀英", &number, 24)).await;
    }
    apply(db, "oUnit", Effect::Remember { name: None, mobile: None, unit: Some(UnitId(3)) }).await;
    fixture.execute(BEFORE).await;
    assert_eq!(found(db, &sought("0007")).await.len(), 0);
    let other = fixture.open().await;
    let (made, made_there) = tokio::join!(db.make_findable(), other.make_findable());
    assert!(made.unwrap() + made_there.unwrap() >= 451);
    assert_eq!(tails(db, &sought("0007")).await, ["0007"]);
    assert_eq!(found(db, &sought("钟秀英")).await.len(), 100);
    assert_eq!(db.make_findable().await.unwrap(), 0, "once is enough");

    // An older version wrote another name over it, and knew nothing of the hash.
    fixture
        .execute("UPDATE people SET name_hash = 'another', updated_at = updated_at + 1 WHERE openid = 'oPerson7'")
        .await;
    assert_eq!(db.make_findable().await.unwrap(), 1);
    assert_eq!(found(db, &PeopleSearch { sought: Some(Sought::Name(name("钟秀英"))), ..of_unit(24) }).await.len(), 100);
    let hash = vault(KEY).hash("people.name", "钟秀英");
    assert_eq!(fixture.text("SELECT name_hash FROM people WHERE openid = 'oPerson7'").await, hash);
}

async fn what_does_not_open_keeps_nobody_else_from_being_found(fixture: Fixture) {
    let db = &fixture.open().await;
    tell(db, "oDamaged", ("钟秀英", "13800000001", 24)).await;
    tell(db, "oSound", ("刘小红", "13800000002", 24)).await;
    fixture.execute(BEFORE).await;
    fixture.execute("UPDATE people SET openid = 'oMoved' WHERE openid = 'oDamaged'").await;
    assert_eq!(db.make_findable().await.unwrap(), 1);
    assert_eq!(tails(db, &sought("刘小红")).await, ["0002"]);
}

async fn all_that_is_known_of_one_is_told(fixture: Fixture) {
    let db = &fixture.open().await;
    let activity = put_fair(db, &fair("spring", None)).await;
    let answers = |called: &str, number: &str| {
        vec![("name".to_owned(), Answer::Name(name(called))), ("mobile".to_owned(), Answer::Mobile(mobile(number)))]
    };
    apply(db, "oZhong", Effect::Follow { scene: Some("src_A12".to_owned()) }).await;
    apply(db, "oZhong", Effect::Consent { version: "2024-1".to_owned() }).await;
    let id_number = IdNumber::parse("110101199001010015").unwrap();
    let mut own = answers("钟秀英", "13800000001");
    own.push(("id".to_owned(), Answer::IdNumber(id_number.clone())));
    apply(db, "oZhong", sign_up_with(activity, own)).await;
    let other =
        Wish { own: false, consent: Some("2024-1".to_owned()), ..wish(activity, answers("刘小红", "13800000002")) };
    apply(db, "oZhong", Effect::SignUp(Box::new(other))).await;
    let on_paper = put_fair(db, &fair("paper", None)).await;
    db.put_down(&[wish(on_paper, answers("钟秀英", "13800000001"))], "test", noon()).await.unwrap();
    apply(db, "oZhong", Effect::CallHuman).await;
    apply(db, "oZhong", Effect::SetMuted(true)).await;
    for (kind, state, why) in
        [("reminder", "sent", "NULL"), ("offer", "missed", "'too_late'"), ("feedback", "due", "NULL")]
    {
        fixture
            .execute(&format!(
                "INSERT INTO errands (key, kind, openid, sign_up_id, activity_id, about_at, due_at, not_after, state, \
                 why, channel, next_at, holder, tries, made_at, settled_at) VALUES ('{kind}', '{kind}', 'oZhong', 1, \
                 {activity}, 1, 1, 1, '{state}', {why}, 'message', 1, '', 1, 1, 1767000000000)"
            ))
            .await;
    }

    let one = only(db, &sought("0001")).await;
    let on_wechat = one.on_wechat.unwrap();
    assert_eq!((on_wechat.openid, one.line.name), (openid("oZhong"), Some(name("钟秀英"))));
    assert_eq!(on_wechat.scene.as_deref(), Some("src_A12"));
    assert!(one.line.on_wechat && on_wechat.muted && on_wechat.followed_at == Some(noon()));
    assert_eq!(one.identity, Some(id_number));
    assert_eq!(on_wechat.consents, [("2024-1".to_owned(), noon())]);
    assert_eq!(on_wechat.talk.unwrap().1, TalkState::Waiting);
    let whose: Vec<Whose> = one.places.iter().map(|place| place.whose).collect();
    assert_eq!(whose, [Whose::Written(Written::Paper), Whose::Another, Whose::Own], "the newest first");
    assert!(one.places.iter().all(|place| place.state == SignUpState::Confirmed && place.title == "春风行动招聘会"));
    assert_eq!(one.places[1].consent.as_deref(), Some("2024-1"));
    assert_eq!(one.places[2].source.as_deref(), Some("A12"));
    let sent: Vec<(SentThing, ErrandState)> = on_wechat.sent.into_iter().map(|sent| (sent.what, sent.state)).collect();
    let about = |kind| SentThing::Errand { kind, title: Some("春风行动招聘会".to_owned()) };
    assert_eq!(sent.len(), 2, "{sent:?}");
    assert!(sent.contains(&(about(ErrandKind::Reminder), ErrandState::Sent)));
    assert!(sent.contains(&(about(ErrandKind::Offer), ErrandState::Missed(Why::TooLate))));
}

async fn who_is_erased_is_found_no_more(fixture: Fixture) {
    let db = &fixture.open().await;
    tell(db, "oZhong", ("钟秀英", "13800000001", 24)).await;
    let id = only(db, &sought("钟秀英")).await.line.id;
    apply(db, "oZhong", Effect::Erase).await;
    assert_eq!(found(db, &PeopleSearch::default()).await, []);
    assert_eq!(db.person(id).await.unwrap(), None);
}

async fn a_hundred_thousand_are_searched(fixture: Fixture) {
    let db = &fixture.open().await;
    let (vault, now) = (vault(KEY), noon().as_millisecond());
    let (key, common) = (vault.key_id(), vault.hash("people.name", "钟秀英"));
    let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)";
    let columns = "INSERT INTO people (openid, unit_id, key_id, updated_at, hashed_at, name_hash, tail_hash)";
    let hash = format!("CASE WHEN i % 1000 = 0 THEN '{common}' ELSE 'n' || i END");
    let row = format!("'o' || i, i % 27 + 1, '{key}', {now}, {now}, {hash}, 't' || i % 10000");
    fixture.execute(&format!("{columns} {numbers} SELECT {row} FROM n")).await;
    assert_eq!(found(db, &sought("钟秀英")).await.len(), 100);
    assert_eq!(found(db, &PeopleSearch { unit: Some(UnitId(2)), ..sought("钟秀英") }).await.len(), 4);
    assert_eq!(found(db, &sought("刘小红")).await.len(), 0);
    assert_eq!(found(db, &of_unit(24)).await.len(), 100);
    assert_eq!(found(db, &PeopleSearch { before: Some(PersonId(50)), ..PeopleSearch::default() }).await.len(), 49);
    assert_eq!(db.make_findable().await.unwrap(), 0);
}

async fn what_is_put_right_is_found_and_the_rest_stays(fixture: Fixture) {
    let db = &fixture.open().await;
    tell(db, "oZhong", ("钟秀英", "13800000001", 24)).await;
    let id = only(db, &sought("钟秀英")).await.line.id;
    for right in
        [Correction::Name(name("钟秀兰")), Correction::Mobile(mobile("13900000002")), Correction::Unit(UnitId(1))]
    {
        assert!(db.correct(id, &right, ("王芳", "something of person 1"), noon()).await.unwrap(), "{right:?}");
    }
    assert_eq!(found(db, &sought("钟秀英")).await, []);
    let line = only(db, &PeopleSearch { unit: Some(UnitId(1)), ..sought("钟秀兰") }).await.line;
    assert_eq!((line.id, line.mobile), (id, Some(mobile("13900000002"))));
    assert_eq!(
        fixture.number("SELECT count(*) FROM audit WHERE action = 'person_corrected' AND actor = '王芳'").await,
        3
    );

    apply(db, "oZhong", Effect::Erase).await;
    assert!(!db.correct(id, &Correction::Unit(UnitId(3)), ("王芳", "late"), noon()).await.unwrap());
    assert_eq!(fixture.number("SELECT count(*) FROM people").await, 0, "who is gone is not brought back");
}

async fn what_is_noted_names_nobody(fixture: Fixture) {
    let db = &fixture.open().await;
    tell(db, "oZhong", ("钟秀英", "13800000001", 24)).await;
    db.note_reveal(Some(&openid("oZhong")), ("王芳", "mobile of person 1 in full: 约时间"), noon()).await.unwrap();
    db.note_erasure(&openid("oZhong"), ("王芳", "person 1: 本人打电话要求"), noon()).await.unwrap();
    let subject = vault(KEY).subject(&openid("oZhong"));
    let theirs = format!(
        "SELECT count(*) FROM audit WHERE subject = '{subject}' AND action IN ('person_revealed', 'person_erased')"
    );
    assert_eq!(fixture.number(&theirs).await, 2);
}
