//! People on paper: the same seats, the same promises about their data.

use guiyan::app::content;
use guiyan::app::import::read::read_table;
use guiyan::app::import::sign_ups::{ImportedSignUps, sign_ups};
use guiyan::app::paper::PaperRecords;
use guiyan::app::records::ContentRecords;
use guiyan::domain::activity::Activity;
use guiyan::domain::dialogue::effect::{Effect, Outcome};
use guiyan::domain::form::Answer;
use guiyan::domain::id::ActivityId;
use guiyan::domain::person::{MobileNumber, PersonName};
use guiyan::domain::sign_up::{ReceiptNumber, Wish};
use guiyan::storage::Database;
use jiff::SignedDuration;

use crate::support::database::{Fixture, apply, fair, noon, put_fair, sign_up_with};

on_both!(
    people_on_paper_share_the_seats_with_everybody,
    a_list_that_is_imported_twice_puts_nobody_down_twice,
    two_lists_at_once_give_no_seat_twice,
    who_has_everything_erased_is_off_the_paper_too,
    what_was_written_down_goes_when_its_time_is_over,
);

fn answers(name: &str, mobile: &str) -> Vec<(String, Answer)> {
    vec![
        ("name".to_owned(), Answer::Name(PersonName::parse(name).unwrap())),
        ("mobile".to_owned(), Answer::Mobile(MobileNumber::parse(mobile).unwrap())),
    ]
}

/// The rows of a list for an activity.
fn read(db_activity: &Activity, rows: &str) -> ImportedSignUps {
    let pack = content::load(&content::built_in()).unwrap().pack;
    let table = read_table("名单.csv", format!("序号,姓名,手机号,乡镇\n{rows}").as_bytes()).unwrap();
    sign_ups(&table, db_activity, &pack, jiff::civil::date(2026, 2, 6)).unwrap()
}

async fn put(db: &Database, capacity: Option<u32>, queues: bool) -> Activity {
    let id = put_fair(db, &Activity { queues, ..fair("spring", capacity) }).await;
    db.load(noon()).await.unwrap().activities.into_iter().find(|activity| activity.id == id).unwrap()
}

fn wishes(read: &ImportedSignUps) -> Vec<Wish> {
    read.people.iter().map(|person| person.wish.clone()).collect()
}

fn receipt(activity: ActivityId, sequence: u32) -> ReceiptNumber {
    ReceiptNumber { activity, sequence }
}

const THREE: &str = "1,张三,13800000001,长冈乡\n2,李四,138 0000 0002,\n3,王五,13800000003,火星乡\n";

async fn people_on_paper_share_the_seats_with_everybody(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put(&db, Some(3), true).await;
    apply(&db, "oZhong", sign_up_with(activity.id, answers("张三", "13800000001"))).await;
    apply(&db, "oLiu", sign_up_with(activity.id, answers("刘小红", "13800000009"))).await;
    let read = read(&activity, THREE);
    assert_eq!((read.people.len(), read.flaws.len()), (3, 1), "{:#?}", read.flaws);
    let outcomes = db.put_down(&wishes(&read), "test", noon()).await.unwrap();
    let expected = [
        Outcome::AlreadySignedUp(receipt(activity.id, 1)),
        Outcome::SignedUp(receipt(activity.id, 3)),
        Outcome::Queued { number: receipt(activity.id, 4), ahead: 0 },
    ];
    assert_eq!(outcomes, expected);
    assert_eq!(fixture.number("SELECT taken FROM activities").await, 3);
    // On WeChat they are found by who they are.
    let again = apply(&db, "oLi", sign_up_with(activity.id, answers("李四", "13800000002"))).await;
    assert_eq!(again, Outcome::AlreadySignedUp(receipt(activity.id, 3)));
    let noted = fixture.text("SELECT detail FROM audit WHERE action = 'paper_taken'").await;
    assert_eq!(noted, format!("activity {}: 2 of 3 people on paper", activity.id));
    for private in ["13800000002", "李四"] {
        let everything = fixture.everything().await;
        assert!(
            !everything.windows(private.len()).any(|window| window == private.as_bytes()),
            "{private} in the clear"
        );
    }
}

async fn a_list_that_is_imported_twice_puts_nobody_down_twice(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put(&db, Some(2), false).await;
    let people = wishes(&read(&activity, THREE));
    let first = db.put_down(&people, "test", noon()).await.unwrap();
    assert_eq!(first[2], Outcome::Full, "nobody queues here");
    let second = db.put_down(&people, "test", noon()).await.unwrap();
    let kept = |number| Outcome::AlreadySignedUp(receipt(activity.id, number));
    assert_eq!(second, [kept(1), kept(2), Outcome::Full]);
    let later = activity.closes_at + SignedDuration::from_secs(1);
    assert_eq!(db.put_down(&people[2..], "test", later).await.unwrap(), [Outcome::NotOpen]);
}

async fn two_lists_at_once_give_no_seat_twice(fixture: Fixture) {
    let (one, other) = (fixture.open().await, fixture.open().await);
    let activity = put(&one, Some(40), false).await;
    let row = |number: u32| format!("{number},张三,138{number:08},\n");
    let (a, b): (String, String) = ((0..60).map(row).collect(), (30..90).map(row).collect());
    let (a, b) = (wishes(&read(&activity, &a)), wishes(&read(&activity, &b)));
    let (a, b) = tokio::join!(one.put_down(&a, "test", noon()), other.put_down(&b, "test", noon()));
    let outcomes = [a.unwrap(), b.unwrap()].concat();
    assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Outcome::SignedUp(_))).count(), 40);
    assert_eq!(fixture.number("SELECT taken FROM activities").await, 40);
    assert_eq!(fixture.number("SELECT count(DISTINCT person_key) FROM sign_ups").await, 40);
}

async fn who_has_everything_erased_is_off_the_paper_too(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put(&db, Some(9), true).await;
    db.put_down(&wishes(&read(&activity, THREE)), "test", noon()).await.unwrap();
    let Answer::Name(name) = answers("李四", "13800000002")[0].1.clone() else { unreachable!() };
    let mobile = MobileNumber::parse("13800000002").unwrap();
    apply(&db, "oLi", Effect::Remember { name: Some(name), mobile: Some(mobile), unit: None }).await;
    assert_eq!(apply(&db, "oLi", Effect::Erase).await, Outcome::Erased { sign_ups: 1 });
    assert_eq!(fixture.number("SELECT taken FROM activities").await, 2);
    assert_eq!(fixture.number("SELECT count(*) FROM sign_ups WHERE answers_sealed IS NOT NULL").await, 2);
    assert_eq!(fixture.number("SELECT count(*) FROM sign_ups WHERE person_key IS NULL").await, 1);
}

async fn what_was_written_down_goes_when_its_time_is_over(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = put(&db, Some(9), true).await;
    db.put_down(&wishes(&read(&activity, THREE)), "test", noon()).await.unwrap();
    let day = |days: i64| activity.ends_at + SignedDuration::from_hours(24 * days);
    assert_eq!(db.expire(365, day(365)).await.unwrap(), 0);
    assert_eq!(db.expire(365, day(366)).await.unwrap(), 3);
    let left = "SELECT count(*) FROM sign_ups WHERE answers_sealed IS NOT NULL OR person_key IS NOT NULL \
                OR mobile_hash IS NOT NULL OR tail_hash IS NOT NULL";
    assert_eq!(fixture.number(left).await, 0);
    assert_eq!(fixture.number("SELECT taken FROM activities").await, 3, "they stay counted");
}
