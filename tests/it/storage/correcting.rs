//! Places that staff wrote down, put right: under the same number, filed with whoever it is.

use guiyan::app::console::{
    Correcting, Correction, Merging, PeopleRecords, PeopleSearch, PlaceCorrection, PlaceRecords, StaysAsItIs,
};
use guiyan::app::desk::{DeskRecords, Look};
use guiyan::app::records::ContentRecords;
use guiyan::domain::activity::Activity;
use guiyan::domain::dialogue::effect::Outcome;
use guiyan::domain::form::Answer;
use guiyan::domain::id::{ActivityId, UnitId};
use guiyan::domain::sign_up::{ReceiptNumber, SignUpState, Wish, Written};
use guiyan::storage::Database;
use jiff::ToSpan;

use super::on_paper::{
    IDENTITY, answers, assert_all_are_filed, found, mobile, name, only, put_down, receipt, signs, sought, with_identity,
};
use crate::support::database::{Fixture, apply, fair, noon, put_fair, sign_up_with};

on_both!(
    what_was_mistyped_is_found_by_what_is_right_and_by_nothing_else,
    a_record_with_other_places_stays_and_one_that_is_there_takes_the_place,
    what_was_put_right_in_the_record_before_stays_right,
    a_number_that_was_put_right_in_the_record_stays,
    what_staff_made_one_stays_one,
    where_somebody_is_at_home_is_put_right_where_this_place_alone_said_so,
    of_whom_no_number_is_known_no_record_is_left_over,
    nobody_gets_two_places_by_being_put_right,
    a_followers_place_and_one_that_is_settled_are_left_as_they_are,
    of_two_at_once_one_is_done_and_nothing_is_lost,
);

type Answers = Vec<(String, Answer)>;

async fn correct(
    db: &Database,
    number: ReceiptNumber,
    before: &[(String, Answer)],
    after: &[(String, Answer)],
) -> Correcting {
    let right = PlaceCorrection { before, after };
    db.correct_place(number, right, ("王芳", &format!("{number}: 姓名")), noon()).await.unwrap()
}

async fn told(db: &Database, number: ReceiptNumber) -> Answers {
    db.place(number).await.unwrap().unwrap().filed.answers
}

async fn people(db: &Database) -> usize {
    found(db, &PeopleSearch::default()).await.len()
}

fn of_unit(told: Answers, unit: u16) -> Answers {
    [told, vec![("unit".to_owned(), Answer::Unit(UnitId(unit)))]].concat()
}

/// How often that was noted.
async fn noted(fixture: &Fixture) -> i64 {
    let lines = "SELECT count(*) FROM audit WHERE action = 'place_corrected' AND actor = '王芳' AND subject IS NULL";
    fixture.number(lines).await
}

async fn what_was_mistyped_is_found_by_what_is_right_and_by_nothing_else(fixture: Fixture) {
    let db = &fixture.open().await;
    let activity = put_fair(db, &fair("spring", Some(1))).await;
    let (wrong, is) = (answers("钟秀瑛", "13800000001"), with_identity("钟秀英", "13800000002", IDENTITY));
    let rings = Wish { consent: Some(Written::Telephone.consent("2024-1")), ..signs(activity, wrong.clone()) };
    db.put_down_by_telephone(&rings, "王芳", noon()).await.unwrap();
    put_down(db, signs(activity, answers("刘小红", "13900000003"))).await;
    let number = receipt(activity, 1);
    assert_eq!(correct(db, number, &wrong, &is).await, Correcting::Done);

    let place = db.place(number).await.unwrap().unwrap();
    assert_eq!((&place.filed.answers, place.filed.state), (&is, SignUpState::Confirmed));
    assert_eq!((place.filed.written, place.consent.as_deref()), (Some(Written::Telephone), Some("aloud:2024-1")));
    let line = only(db, "钟秀英").await;
    assert_eq!((Some(line.id), line.mobile), (place.person, Some(mobile("13800000002"))));
    for gone in ["钟秀瑛", "0001", "13800000001"] {
        assert_eq!(found(db, &sought(gone)).await, [], "{gone}");
    }
    assert_eq!(fixture.number("SELECT count(*) FROM people").await, 2, "nothing is left of the mistake");
    assert_eq!(db.with_mobile(activity, &mobile("13800000001")).await.unwrap(), []);
    assert_eq!(db.with_mobile(activity, &mobile("13800000002")).await.unwrap().len(), 1);
    let by_tail = async |tail: &str| db.find(activity, &[Look::Tail(tail.to_owned())]).await.unwrap().len();
    assert_eq!((by_tail("0001").await, by_tail("0002").await), (0, 1), "the desk finds them too");
    assert_eq!(fixture.number("SELECT count(*) FROM sign_ups WHERE identity_hash IS NOT NULL").await, 1);
    // Whoever it is has their place, and whoever it is not has none.
    let again = put_down(db, signs(activity, answers("钟秀英", "13800000002"))).await;
    assert_eq!(again, Outcome::AlreadySignedUp(number));
    let other = put_down(db, signs(activity, wrong.clone())).await;
    assert!(matches!(other, Outcome::Queued { ahead: 1, .. }), "{other:?}");

    assert_eq!(correct(db, number, &wrong, &is).await, Correcting::Before, "the same form a second time");
    assert_eq!(noted(&fixture).await, 1);
    // Who waits keeps their place in the queue.
    let second = receipt(activity, 2);
    correct(db, second, &answers("刘小红", "13900000003"), &answers("刘小虹", "13900000003")).await;
    assert_eq!(db.place(second).await.unwrap().unwrap().ahead, Some(0));
    assert_all_are_filed(&fixture).await;
}

async fn a_record_with_other_places_stays_and_one_that_is_there_takes_the_place(fixture: Fixture) {
    let db = &fixture.open().await;
    let (first, second) = (put_fair(db, &fair("one", None)).await, put_fair(db, &fair("two", None)).await);
    let (wrong, is) = (answers("钟秀瑛", "13800000001"), answers("钟秀英", "13800000001"));
    put_down(db, signs(first, wrong.clone())).await;
    put_down(db, signs(second, wrong.clone())).await;
    assert_eq!(correct(db, receipt(first, 1), &wrong, &is).await, Correcting::Done);
    let places = async |called: &str| {
        let one = db.person(only(db, called).await.id).await.unwrap().unwrap();
        one.places.iter().map(|place| place.number).collect::<Vec<_>>()
    };
    assert_eq!(places("钟秀瑛").await, [receipt(second, 1)], "elsewhere they are still called so");
    assert_eq!(places("钟秀英").await, [receipt(first, 1)]);
    assert_eq!(correct(db, receipt(second, 1), &wrong, &is).await, Correcting::Done);
    assert_eq!(places("钟秀英").await, [receipt(second, 1), receipt(first, 1)]);
    assert_eq!(people(db).await, 1);
    assert_all_are_filed(&fixture).await;
}

async fn what_was_put_right_in_the_record_before_stays_right(fixture: Fixture) {
    let db = &fixture.open().await;
    let activity = put_fair(db, &fair("one", None)).await;
    let (wrong, is) = (of_unit(answers("钟秀瑛", "13800000001"), 24), of_unit(answers("钟秀英", "13800000001"), 24));
    put_down(db, signs(activity, wrong.clone())).await;
    let id = only(db, "钟秀瑛").await.id;
    for right in [Correction::Name(name("钟秀英")), Correction::Unit(UnitId(3))] {
        db.correct(id, &right, ("王芳", "something of person 1"), noon()).await.unwrap();
    }
    assert_eq!(correct(db, receipt(activity, 1), &wrong, &is).await, Correcting::Done);
    let line = only(db, "钟秀英").await;
    assert_eq!((line.id, line.unit), (id, Some(UnitId(3))));
    let elsewhere = of_unit(answers("钟秀英", "13800000001"), 7);
    assert_eq!(correct(db, receipt(activity, 1), &is, &elsewhere).await, Correcting::Done);
    assert_eq!(only(db, "钟秀英").await.unit, Some(UnitId(3)), "the record did not have that from this place");
    assert_eq!(people(db).await, 1);
    assert_all_are_filed(&fixture).await;
}

async fn a_number_that_was_put_right_in_the_record_stays(fixture: Fixture) {
    let db = &fixture.open().await;
    let activity = put_fair(db, &fair("one", None)).await;
    let (wrong, is) = (answers("张山", "13800000001"), answers("张三", "13800000001"));
    put_down(db, signs(activity, wrong.clone())).await;
    let id = only(db, "0001").await.id;
    db.correct(id, &Correction::Mobile(mobile("13900000009")), ("王芳", "mobile of person"), noon()).await.unwrap();
    assert_eq!(correct(db, receipt(activity, 1), &wrong, &is).await, Correcting::Done);
    let line = only(db, "张三").await;
    assert_eq!((line.id, line.mobile), (id, Some(mobile("13900000009"))));
    assert_eq!((people(db).await, found(db, &sought("张山")).await.len()), (1, 0));
    // They are known by both numbers, and by the name that was wrong no more.
    for number in ["13800000001", "13900000009"] {
        let again = put_down(db, signs(activity, answers("张三", number))).await;
        assert_eq!(again, Outcome::AlreadySignedUp(receipt(activity, 1)), "{number}");
    }
    let other = put_down(db, signs(activity, wrong)).await;
    assert!(matches!(other, Outcome::SignedUp(number) if number.sequence > 1), "{other:?}");
    assert_all_are_filed(&fixture).await;
}

async fn what_staff_made_one_stays_one(fixture: Fixture) {
    let db = &fixture.open().await;
    let (first, second) = (put_fair(db, &fair("one", None)).await, put_fair(db, &fair("two", None)).await);
    let by_number = |called: &str| answers(called, "13800000001");
    let by_identity = |called: &str| {
        let told = with_identity(called, "13800000002", IDENTITY).into_iter();
        told.filter(|(_, answer)| !matches!(answer, Answer::Mobile(_))).collect::<Answers>()
    };
    for (place, [old, wrong, is]) in [
        (1, ["张三", "张山", "张珊"].map(by_number)),
        // No number by which they are known is among what they told.
        (2, ["刘小红", "刘小红", "刘小虹"].map(by_identity)),
    ] {
        put_down(db, signs(first, old)).await;
        put_down(db, signs(second, wrong.clone())).await;
        let record = async |of| db.place(receipt(of, place)).await.unwrap().unwrap().person.unwrap();
        let (stays, goes) = (record(first).await, record(second).await);
        let merged = db.merge((stays, goes), ("王芳", "one into the other: 电话核对"), noon()).await.unwrap();
        assert_eq!(merged, Merging::Done);
        assert_eq!(correct(db, receipt(second, place), &wrong, &is).await, Correcting::Done);
        assert_eq!(told(db, receipt(second, place)).await, is);
        let one = db.person(stays).await.unwrap().unwrap();
        assert_eq!(one.places.len(), 2, "{:?}", one.places);
    }
    assert_eq!(people(db).await, 2);
    assert_all_are_filed(&fixture).await;
}

async fn where_somebody_is_at_home_is_put_right_where_this_place_alone_said_so(fixture: Fixture) {
    let db = &fixture.open().await;
    let (first, second) = (put_fair(db, &fair("one", None)).await, put_fair(db, &fair("two", None)).await);
    let at = |unit| of_unit(answers("钟秀英", "13800000001"), unit);
    put_down(db, signs(first, at(24))).await;
    let id = only(db, "0001").await.id;
    assert_eq!(correct(db, receipt(first, 1), &at(24), &at(3)).await, Correcting::Done);
    let line = only(db, "0001").await;
    assert_eq!((line.id, line.unit), (id, Some(UnitId(3))));
    put_down(db, signs(second, at(3))).await;
    assert_eq!(correct(db, receipt(second, 1), &at(3), &at(7)).await, Correcting::Done);
    assert_eq!(only(db, "0001").await.unit, Some(UnitId(3)), "another place says so too");
    assert_eq!(told(db, receipt(second, 1)).await, at(7));
    let units = "SELECT count(*) FROM sign_ups WHERE unit_id = 7";
    assert_eq!(fixture.number(units).await, 1, "the place is counted where it belongs");
}

async fn of_whom_no_number_is_known_no_record_is_left_over(fixture: Fixture) {
    let db = &fixture.open().await;
    let activity = put_fair(db, &fair("one", None)).await;
    let called = |called: &str| vec![("name".to_owned(), Answer::Name(name(called)))];
    put_down(db, signs(activity, called("张山"))).await;
    let number = receipt(activity, 1);
    assert_eq!(correct(db, number, &called("张山"), &called("张三")).await, Correcting::Done);
    assert_eq!(found(db, &sought("张山")).await, []);
    let with_number = answers("张三", "13800000001");
    assert_eq!(correct(db, number, &called("张三"), &with_number).await, Correcting::Done);
    assert_eq!(only(db, "0001").await.name, Some(name("张三")));
    assert_eq!(fixture.number("SELECT count(*) FROM people").await, 1);
    assert_all_are_filed(&fixture).await;
}

async fn nobody_gets_two_places_by_being_put_right(fixture: Fixture) {
    let db = &fixture.open().await;
    let activity = put_fair(db, &fair("one", None)).await;
    apply(db, "oZhong", sign_up_with(activity, answers("张三", "13800000001"))).await;
    let (second, third) = (answers("钟秀英", "13800000002"), answers("刘小红", "13800000003"));
    put_down(db, signs(activity, second.clone())).await;
    put_down(db, signs(activity, third.clone())).await;
    let moved = only(db, "0002").await.id;
    let right = Correction::Mobile(mobile("13900000009"));
    db.correct(moved, &right, ("王芳", "mobile of person"), noon()).await.unwrap();
    for (is, held) in [
        (answers("张三", "13800000001"), 1),
        (answers("钟秀英", "13800000002"), 2),
        // They are known by this number too.
        (answers("钟秀英", "13900000009"), 2),
    ] {
        let corrected = correct(db, receipt(activity, 3), &third, &is).await;
        assert_eq!(corrected, Correcting::Not(StaysAsItIs::Held(receipt(activity, held))), "{is:?}");
    }
    assert_eq!(told(db, receipt(activity, 3)).await, third);
    assert_eq!(noted(&fixture).await, 0);
    let same_person = answers("钟秀英", "13900000009");
    let own = correct(db, receipt(activity, 2), &second, &same_person).await;
    assert_eq!(own, Correcting::Done, "one's own place does not count");
    assert_eq!(only(db, "0009").await.id, moved);
    assert_all_are_filed(&fixture).await;
}

async fn a_followers_place_and_one_that_is_settled_are_left_as_they_are(fixture: Fixture) {
    let db = &fixture.open().await;
    let activity = put_fair(db, &fair("spring", None)).await;
    let wrong = |n: u32| answers("张山", &format!("1380000000{n}"));
    let is = |n: u32| answers("张三", &format!("1380000000{n}"));
    apply(db, "oZhang", sign_up_with(activity, wrong(1))).await;
    for n in 2..=4 {
        put_down(db, signs(activity, wrong(n))).await;
    }
    fixture.execute("UPDATE sign_ups SET attended_at = 1 WHERE sequence = 2").await;
    db.cancel_place(receipt(activity, 3), ("王芳", "test"), noon()).await.unwrap();
    for (n, why) in [(1, StaysAsItIs::ByFollower), (2, StaysAsItIs::Came), (3, StaysAsItIs::Gone)] {
        let corrected = correct(db, receipt(activity, n), &wrong(n), &is(n)).await;
        assert_eq!(corrected, Correcting::Not(why));
        assert_eq!(told(db, receipt(activity, n)).await, wrong(n));
    }
    let gone = Correcting::Not(StaysAsItIs::Gone);
    assert_eq!(correct(db, receipt(activity, 99), &wrong(4), &is(4)).await, gone);
    assert_eq!(correct(db, receipt(ActivityId(4711), 1), &wrong(4), &is(4)).await, gone);
    let right = PlaceCorrection { before: &wrong(4), after: &is(4) };
    let late = db.correct_place(receipt(activity, 4), right, ("王芳", "late"), noon() + 52.hours()).await;
    assert_eq!(late.unwrap(), Correcting::Not(StaysAsItIs::Over));
    let off = Activity { called_off: true, ..fair("spring", None) };
    db.put_activities(&[off], "王芳", "test", noon()).await.unwrap();
    assert_eq!(correct(db, receipt(activity, 4), &wrong(4), &is(4)).await, gone, "it went with the activity");
    assert_eq!(told(db, receipt(activity, 4)).await, wrong(4));
    assert_eq!(noted(&fixture).await, 0);
}

async fn of_two_at_once_one_is_done_and_nothing_is_lost(fixture: Fixture) {
    let (one, other) = (&fixture.open().await, &fixture.open().await);
    let activity = put_fair(one, &fair("one", None)).await;
    let (wrong, is) = (answers("钟秀瑛", "13800000001"), answers("钟秀英", "13800000001"));
    put_down(one, signs(activity, wrong.clone())).await;
    let number = receipt(activity, 1);
    // The same form, twice.
    let (a, b) = tokio::join!(correct(one, number, &wrong, &is), correct(other, number, &wrong, &is));
    assert!([a, b].contains(&Correcting::Done) && [a, b].contains(&Correcting::Before), "{a:?} {b:?}");
    // Two clerks, each with something else.
    let (name, number_too) = (answers("钟绣英", "13800000001"), answers("钟秀英", "13800000002"));
    let (a, b) = tokio::join!(correct(one, number, &is, &name), correct(other, number, &is, &number_too));
    let meanwhile = Correcting::Not(StaysAsItIs::Meanwhile);
    assert!([a, b].contains(&Correcting::Done) && [a, b].contains(&meanwhile), "{a:?} {b:?}");
    let stands = if a == Correcting::Done { name } else { number_too };
    assert_eq!(told(one, number).await, stands);
    assert_eq!((people(one).await, noted(&fixture).await), (1, 2));
    assert_all_are_filed(&fixture).await;
}
