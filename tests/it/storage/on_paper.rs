//! People whom staff wrote down: found, put right and erased as those are who follow.

use guiyan::app::console::{Correction, PeopleRecords, PeopleSearch, PersonLine, Sought, Whose};
use guiyan::app::paper::PaperRecords;
use guiyan::app::records::QueueRecords;
use guiyan::domain::activity::Activity;
use guiyan::domain::dialogue::effect::{Effect, Outcome};
use guiyan::domain::form::Answer;
use guiyan::domain::id::{ActivityId, PersonId, UnitId};
use guiyan::domain::person::{IdNumber, MobileNumber, PersonName};
use guiyan::domain::sign_up::{ReceiptNumber, Wish, Written};
use guiyan::storage::Database;
use jiff::SignedDuration;

use crate::support::database::{Fixture, apply, fair, noon, put_fair, sign_up_with, wish};

on_both!(
    who_is_on_paper_is_found_by_the_same_keys,
    whoever_follows_is_found_once_and_on_paper_again_when_they_leave,
    nobody_is_moved_to_another_unit_by_being_written_down_once_more,
    a_unit_keeps_whom_it_wrote_down_though_they_follow,
    of_whom_no_number_is_known_nobody_is_another,
    who_was_written_down_before_is_found_too,
    what_does_not_open_keeps_nobody_else_on_paper_from_being_found,
    what_is_put_right_is_what_the_next_list_finds_them_by,
    who_wishes_it_is_erased_and_their_seat_is_free,
    who_follows_is_not_erased_as_if_they_were_on_paper,
    who_is_written_down_while_they_are_erased_is_whole_or_gone,
    records_go_when_their_time_is_over,
);

pub fn name(name: &str) -> PersonName {
    PersonName::parse(name).unwrap()
}

pub fn mobile(mobile: &str) -> MobileNumber {
    MobileNumber::parse(mobile).unwrap()
}

/// Made up; the check characters fit.
pub const IDENTITY: &str = "110101199001010015";

pub fn answers(called: &str, number: &str) -> Vec<(String, Answer)> {
    vec![("name".to_owned(), Answer::Name(name(called))), ("mobile".to_owned(), Answer::Mobile(mobile(number)))]
}

pub fn with_identity(called: &str, number: &str, identity: &str) -> Vec<(String, Answer)> {
    let identity = ("id".to_owned(), Answer::IdNumber(IdNumber::parse(identity).unwrap()));
    [answers(called, number), vec![identity]].concat()
}

/// Somebody signs a list with these answers.
pub fn signs(activity: ActivityId, answers: Vec<(String, Answer)>) -> Wish {
    let consent = Some(Written::Paper.consent("2024-1"));
    Wish { queues: true, consent, most: u32::MAX, ..wish(activity, answers) }
}

pub async fn put_down(db: &Database, wish: Wish) -> Outcome {
    db.put_down(&[wish], "王芳", noon()).await.unwrap().remove(0)
}

pub fn sought(typed: &str) -> PeopleSearch {
    PeopleSearch { sought: Some(Sought::parse(typed).unwrap()), ..PeopleSearch::default() }
}

pub async fn found(db: &Database, search: &PeopleSearch) -> Vec<PersonLine> {
    db.people(search, 100).await.unwrap()
}

pub async fn only(db: &Database, typed: &str) -> PersonLine {
    let found = found(db, &sought(typed)).await;
    let [line] = &found[..] else { panic!("not one: {}", found.len()) };
    line.clone()
}

pub fn receipt(activity: ActivityId, sequence: u32) -> ReceiptNumber {
    ReceiptNumber { activity, sequence }
}

/// What staff wrote down of somebody is always some record's that is there.
pub async fn assert_all_are_filed(fixture: &Fixture) {
    let lost = "SELECT count(*) FROM sign_ups WHERE openid IS NULL AND answers_sealed IS NOT NULL AND NOT EXISTS \
                (SELECT 1 FROM people WHERE people.id = sign_ups.person_id AND people.merged_into IS NULL)";
    assert_eq!(fixture.number(lost).await, 0, "a place whose record is gone");
    let astray = "SELECT count(*) FROM people WHERE merged_into IS NOT NULL AND NOT EXISTS \
                  (SELECT 1 FROM people AS whole WHERE whole.id = people.merged_into AND whole.merged_into IS NULL)";
    assert_eq!(fixture.number(astray).await, 0, "a record that leads nowhere");
}

async fn who_is_on_paper_is_found_by_the_same_keys(fixture: Fixture) {
    let db = &fixture.open().await;
    let (first, second) = (put_fair(db, &fair("one", None)).await, put_fair(db, &fair("two", None)).await);
    let of_unit = ("unit".to_owned(), Answer::Unit(UnitId(24)));
    put_down(db, signs(first, with_identity("钟秀英", "13800000001", IDENTITY))).await;
    put_down(db, signs(second, [answers("钟秀英", "13800000001"), vec![of_unit]].concat())).await;
    put_down(db, signs(second, answers("刘小红", "13900000002"))).await;

    let unit = |unit| PeopleSearch { unit: Some(UnitId(unit)), ..PeopleSearch::default() };
    for (search, expected) in [
        (PeopleSearch::default(), &["0002", "0001"][..]),
        (sought("鍾秀英"), &["0001"]),
        (sought("138 0000 0001"), &["0001"]),
        (sought("0002"), &["0002"]),
        (unit(24), &["0001"]),
        (unit(1), &[]),
        (PeopleSearch { unit: Some(UnitId(1)), ..sought("钟秀英") }, &[]),
    ] {
        let lines = found(db, &search).await;
        let tails: Vec<&str> = lines.iter().map(|line| line.mobile.as_ref().unwrap().tail()).collect();
        assert_eq!(tails, expected, "{search:?}");
        assert!(lines.iter().all(|line| !line.on_wechat));
    }

    let one = db.person(only(db, "钟秀英").await.id).await.unwrap().unwrap();
    assert_eq!((one.line.name, one.line.unit), (Some(name("钟秀英")), Some(UnitId(24))));
    assert_eq!((one.on_wechat, one.identity), (None, Some(IdNumber::parse(IDENTITY).unwrap())));
    let numbers: Vec<ReceiptNumber> = one.places.iter().map(|place| place.number).collect();
    assert_eq!(numbers, [receipt(second, 1), receipt(first, 1)], "the newest first");
    for place in &one.places {
        assert_eq!(place.whose, Whose::Written(Written::Paper));
        assert_eq!((place.consent.as_deref(), place.source.as_deref()), (Some("paper"), None));
    }
    assert_eq!(fixture.number("SELECT count(*) FROM people").await, 2, "one a person");
    assert_eq!(db.make_findable().await.unwrap(), 0, "nothing is left to be done");
    let everything = fixture.everything().await;
    for private in ["13800000001", "钟秀英", IDENTITY] {
        assert!(!everything.windows(private.len()).any(|at| at == private.as_bytes()), "{private} in the clear");
    }
}

async fn whoever_follows_is_found_once_and_on_paper_again_when_they_leave(fixture: Fixture) {
    let db = &fixture.open().await;
    let activity = put_fair(db, &fair("spring", None)).await;
    put_down(db, signs(activity, answers("钟秀英", "13800000001"))).await;
    let on_paper = only(db, "钟秀英").await;
    let told = Effect::Remember { name: Some(name("鍾秀英")), mobile: Some(mobile("13800000001")), unit: None };
    apply(db, "oZhong", told).await;
    let line = only(db, "0001").await;
    assert!(line.on_wechat && line.id != on_paper.id);
    let one = db.person(line.id).await.unwrap().unwrap();
    assert_eq!(one.places.len(), 1, "what is on paper is theirs");
    let another = Effect::Remember { name: Some(name("刘小红")), mobile: None, unit: None };
    apply(db, "oZhong", another).await;
    assert_eq!(found(db, &sought("0001")).await.len(), 2, "they are called otherwise now");
    apply(db, "oZhong", Effect::Leave).await;
    assert_eq!(only(db, "0001").await, on_paper);
    assert_all_are_filed(&fixture).await;
}

fn of_unit(unit: u16) -> Vec<(String, Answer)> {
    [answers("钟秀英", "13800000001"), vec![("unit".to_owned(), Answer::Unit(UnitId(unit)))]].concat()
}

async fn nobody_is_moved_to_another_unit_by_being_written_down_once_more(fixture: Fixture) {
    let db = &fixture.open().await;
    let (first, second) = (put_fair(db, &fair("one", None)).await, put_fair(db, &fair("two", None)).await);
    put_down(db, signs(first, of_unit(24))).await;
    put_down(db, signs(second, of_unit(3))).await;
    let line = only(db, "钟秀英").await;
    assert_eq!(line.unit, Some(UnitId(24)), "that is put right, for a reason, or stays");
    let three = PeopleSearch { unit: Some(UnitId(3)), ..PeopleSearch::default() };
    assert_eq!(found(db, &three).await, []);
}

async fn a_unit_keeps_whom_it_wrote_down_though_they_follow(fixture: Fixture) {
    let db = &fixture.open().await;
    put_down(db, signs(put_fair(db, &fair("one", None)).await, of_unit(24))).await;
    let told = Effect::Remember { name: Some(name("钟秀英")), mobile: Some(mobile("13800000001")), unit: None };
    apply(db, "oZhong", told).await;
    let on_wechat = async |unit| {
        let search = PeopleSearch { unit, ..PeopleSearch::default() };
        found(db, &search).await.iter().map(|line| line.on_wechat).collect::<Vec<_>>()
    };
    assert_eq!(on_wechat(Some(UnitId(24))).await, [false], "they did not say that they are of it");
    assert_eq!(on_wechat(None).await, [true]);
    apply(db, "oZhong", Effect::Remember { name: None, mobile: None, unit: Some(UnitId(24)) }).await;
    assert_eq!(on_wechat(Some(UnitId(24))).await, [true]);
}

async fn of_whom_no_number_is_known_nobody_is_another(fixture: Fixture) {
    let db = &fixture.open().await;
    let (first, second) = (put_fair(db, &fair("one", None)).await, put_fair(db, &fair("two", None)).await);
    let called = || vec![("name".to_owned(), Answer::Name(name("张三")))];
    put_down(db, signs(first, called())).await;
    put_down(db, signs(second, called())).await;
    let both = found(db, &sought("张三")).await;
    assert_eq!(both.len(), 2, "a village shares a name");
    for one in both {
        assert_eq!(db.person(one.id).await.unwrap().unwrap().places.len(), 1);
    }
    assert_eq!(put_down(db, signs(first, called())).await, Outcome::AlreadySignedUp(receipt(first, 1)));
}

/// As a version of the program leaves them that knows nothing of records on paper.
const BEFORE: &str = "UPDATE sign_ups SET person_id = NULL, identity_hash = NULL, hashed = false; \
                      DELETE FROM people WHERE openid IS NULL";

async fn who_was_written_down_before_is_found_too(fixture: Fixture) {
    let (db, other) = (&fixture.open().await, &fixture.open().await);
    let (first, second) = (put_fair(db, &fair("one", None)).await, put_fair(db, &fair("two", None)).await);
    for n in 0..250 {
        let told = with_identity("张三", &format!("138{n:08}"), IDENTITY);
        put_down(db, signs(first, told.clone())).await;
        put_down(db, signs(second, told)).await;
    }
    apply(db, "oZhong", sign_up_with(second, with_identity("钟秀英", "13900000001", IDENTITY))).await;
    fixture.execute(BEFORE).await;
    assert_eq!(found(db, &sought("0007")).await, []);
    let (made, made_there) = tokio::join!(db.make_findable(), other.make_findable());
    assert!(made.unwrap() + made_there.unwrap() >= 501);
    assert_eq!(db.make_findable().await.unwrap(), 0, "once is enough");
    assert_eq!(fixture.number("SELECT count(*) FROM people WHERE openid IS NULL").await, 250);
    assert_eq!(fixture.number("SELECT count(*) FROM sign_ups WHERE identity_hash IS NULL").await, 0);
    let one = db.person(only(db, "0007").await.id).await.unwrap().unwrap();
    assert_eq!((one.places.len(), one.line.told_at), (2, noon()));
    assert_all_are_filed(&fixture).await;
}

async fn what_does_not_open_keeps_nobody_else_on_paper_from_being_found(fixture: Fixture) {
    let db = &fixture.open().await;
    let activity = put_fair(db, &fair("spring", None)).await;
    apply(db, "oMoved", sign_up_with(activity, answers("张三", "13800000001"))).await;
    put_down(db, signs(activity, answers("刘小红", "13800000002"))).await;
    fixture.execute(BEFORE).await;
    fixture.execute("UPDATE sign_ups SET openid = NULL WHERE openid = 'oMoved'").await;
    assert_eq!(db.make_findable().await.unwrap(), 1);
    assert_eq!(only(db, "刘小红").await.mobile, Some(mobile("13800000002")));
}

async fn what_is_put_right_is_what_the_next_list_finds_them_by(fixture: Fixture) {
    let db = &fixture.open().await;
    let (first, second) = (put_fair(db, &fair("one", None)).await, put_fair(db, &fair("two", None)).await);
    put_down(db, signs(first, answers("钟秀英", "13800000001"))).await;
    let id = only(db, "0001").await.id;
    for right in [Correction::Mobile(mobile("13900000009")), Correction::Unit(UnitId(3))] {
        assert!(db.correct(id, &right, ("王芳", "something of person 1"), noon()).await.unwrap(), "{right:?}");
    }
    assert_eq!(found(db, &sought("0001")).await, []);
    let line = only(db, "0009").await;
    assert_eq!((line.id, line.unit, line.name), (id, Some(UnitId(3)), Some(name("钟秀英"))));
    let noted = "SELECT count(*) FROM audit WHERE action = 'person_corrected' AND actor = '王芳' AND subject IS NULL";
    assert_eq!(fixture.number(noted).await, 2);
    // By the old number and by the new one, they are who they are.
    for number in ["13800000001", "13900000009"] {
        let again = put_down(db, signs(first, answers("钟秀英", number))).await;
        assert_eq!(again, Outcome::AlreadySignedUp(receipt(first, 1)), "{number}");
    }
    put_down(db, signs(second, answers("钟秀英", "13900000009"))).await;
    let again = put_down(db, signs(second, answers("钟秀英", "13800000001"))).await;
    assert_eq!(again, Outcome::AlreadySignedUp(receipt(second, 1)));
    assert_eq!(found(db, &PeopleSearch::default()).await.len(), 1);
    assert_eq!(db.person(id).await.unwrap().unwrap().places.len(), 2);
    assert!(!db.correct(PersonId(4711), &Correction::Unit(UnitId(3)), ("王芳", "late"), noon()).await.unwrap());
}

async fn who_wishes_it_is_erased_and_their_seat_is_free(fixture: Fixture) {
    let db = &fixture.open().await;
    let full = put_fair(db, &fair("one", Some(1))).await;
    put_down(db, signs(full, with_identity("钟秀英", "13800000001", IDENTITY))).await;
    put_down(db, signs(full, answers("刘小红", "13900000002"))).await;
    let id = only(db, "钟秀英").await.id;
    db.correct(id, &Correction::Mobile(mobile("13700000003")), ("王芳", "mobile of person 1"), noon()).await.unwrap();
    assert!(db.erase_on_paper(id, ("王芳", "person 1: 本人当面要求"), noon()).await.unwrap());
    assert_eq!(db.person(id).await.unwrap(), None);
    assert_eq!(found(db, &PeopleSearch::default()).await.len(), 1, "the other stays");
    let left = "SELECT count(*) FROM sign_ups WHERE sequence = 1 AND (answers_sealed IS NOT NULL OR key_id IS NOT NULL \
                OR person_key IS NOT NULL OR mobile_hash IS NOT NULL OR tail_hash IS NOT NULL OR person_id IS NOT NULL \
                OR identity_hash IS NOT NULL OR state <> 'cancelled')";
    assert_eq!(fixture.number(left).await, 0);
    assert_eq!(fixture.number("SELECT count(*) FROM people").await, 1, "nothing leads to them");
    let rules = guiyan::app::content::load(&guiyan::app::content::built_in()).unwrap().pack.county.sign_up;
    assert_eq!(db.keep_queues(&rules, noon()).await.unwrap().offered, 1, "their seat goes to who waited");
    let lines = fixture.pairs("SELECT id, action || ': ' || detail FROM audit WHERE action LIKE '%erased' ORDER BY id");
    let lines: Vec<String> = lines.await.into_iter().map(|(_, line)| line).collect();
    let said = format!("erased: person {id}, sign-ups given up: 1");
    assert_eq!(lines, ["person_erased: person 1: 本人当面要求", said.as_str()]);
    assert!(!db.erase_on_paper(id, ("王芳", "again"), noon()).await.unwrap());
    assert_eq!(fixture.number("SELECT count(*) FROM audit WHERE detail = 'again'").await, 0);
    // Who comes again begins anew.
    assert!(matches!(put_down(db, signs(full, answers("钟秀英", "13800000001"))).await, Outcome::Queued { .. }));
    assert_all_are_filed(&fixture).await;
}

async fn who_follows_is_not_erased_as_if_they_were_on_paper(fixture: Fixture) {
    let db = &fixture.open().await;
    let told = Effect::Remember { name: Some(name("钟秀英")), mobile: Some(mobile("13800000001")), unit: None };
    apply(db, "oZhong", told).await;
    let id = only(db, "钟秀英").await.id;
    assert!(!db.erase_on_paper(id, ("王芳", "person 1: 本人要求"), noon()).await.unwrap());
    assert_eq!(only(db, "钟秀英").await.id, id);
}

async fn who_is_written_down_while_they_are_erased_is_whole_or_gone(fixture: Fixture) {
    let (db, other) = (&fixture.open().await, &fixture.open().await);
    let mut fairs = Vec::new();
    for n in 0..12 {
        fairs.push(put_fair(db, &fair(&format!("fair-{n}"), Some(9))).await);
    }
    put_down(db, signs(fairs[0], answers("钟秀英", "13800000001"))).await;
    let wishes: Vec<Wish> = fairs.iter().map(|fair| signs(*fair, answers("钟秀英", "13800000001"))).collect();
    let id = only(db, "0001").await.id;
    let (down, erased) = tokio::join!(
        db.put_down(&wishes, "王芳", noon()),
        other.erase_on_paper(id, ("李华", "person 1: 要求"), noon())
    );
    assert!(erased.unwrap() && down.unwrap().len() == 12);
    assert_all_are_filed(&fixture).await;
    let live = "SELECT count(*) FROM sign_ups WHERE answers_sealed IS NULL AND state <> 'cancelled'";
    assert_eq!(fixture.number(live).await, 0, "a seat of nobody");
}

async fn records_go_when_their_time_is_over(fixture: Fixture) {
    let db = &fixture.open().await;
    let later = Activity { slug: "later".to_owned(), ..fair("later", None) };
    let later = Activity { ends_at: later.ends_at + SignedDuration::from_hours(24 * 30), ..later };
    let (first, second) = (put_fair(db, &fair("one", None)).await, put_fair(db, &later).await);
    put_down(db, signs(first, answers("张三", "13800000001"))).await;
    put_down(db, signs(first, answers("钟秀英", "13800000002"))).await;
    put_down(db, signs(second, answers("钟秀英", "13800000002"))).await;
    let ended = fair("one", None).ends_at;
    let day = |days: i64| ended + SignedDuration::from_hours(24 * days);
    assert_eq!(db.expire(365, day(365)).await.unwrap(), 0);
    assert_eq!(db.expire(365, day(366)).await.unwrap(), 2);
    let line = only(db, "0002").await;
    assert_eq!(db.person(line.id).await.unwrap().unwrap().places.len(), 1, "the rest is still to be kept");
    assert_eq!(found(db, &sought("0001")).await, []);
    assert_eq!(db.expire(365, day(397)).await.unwrap(), 1);
    assert_eq!(fixture.number("SELECT count(*) FROM people").await, 0);
}
