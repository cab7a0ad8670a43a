//! The nightly round: one replica has it, another goes on where it stopped, and who left is not brought back.

use guiyan::app::reconcile::{Arrival, FollowerRoll, HELD, Progress, Round};
use guiyan::app::records::FollowerRecords;
use guiyan::domain::dialogue::effect::Effect;
use guiyan::domain::id::OpenId;
use guiyan::storage::Database;
use jiff::{SignedDuration, Timestamp};

use crate::support::database::{Fixture, fresh_key, noon, openid};

on_both!(
    one_replica_has_the_round,
    a_round_goes_on_where_it_stopped_after_a_crash,
    a_round_that_was_let_go_of_can_be_taken_at_once,
    a_round_that_is_done_is_not_begun_again_before_it_is_due,
    whoever_lost_the_round_is_told_so,
    those_we_know_are_marked_and_the_others_answered,
    who_is_not_on_the_list_is_found_in_order,
    arrivals_are_added_once_and_as_the_platform_says,
    who_left_meanwhile_is_not_added,
);

fn second(n: i64) -> Timestamp {
    noon() + SignedDuration::from_secs(n)
}

fn crashed() -> SignedDuration {
    SignedDuration::try_from(HELD).unwrap()
}

async fn take(db: &Database, now: Timestamp) -> Option<Round> {
    db.take(now - SignedDuration::from_hours(12), now).await.unwrap()
}

async fn follow(db: &Database, who: &str, n: i64) {
    db.apply(&fresh_key(), &openid(who), &[Effect::Follow { scene: None }], second(n)).await.unwrap();
}

fn openids<const N: usize>(names: [&str; N]) -> [OpenId; N] {
    names.map(openid)
}

fn arrival(who: &str) -> Arrival {
    Arrival { openid: openid(who), since: second(-1_000), scene: Some("fair_2026".to_owned()) }
}

async fn one_replica_has_the_round(fixture: Fixture) {
    let (one, other) = (fixture.open().await, fixture.open().await);
    let (here, there) = tokio::join!(take(&one, second(0)), take(&other, second(0)));
    assert_eq!(i32::from(here.is_some()) + i32::from(there.is_some()), 1);
    let round = here.or(there).unwrap();
    assert_eq!((round.began_at, round.progress), (second(0), Progress::Listing(None)));
}

async fn a_round_goes_on_where_it_stopped_after_a_crash(fixture: Fixture) {
    let db = fixture.open().await;
    let mut round = take(&db, second(0)).await.unwrap();
    for progress in [Progress::Listing(Some(openid("oLiu"))), Progress::Asking] {
        round.progress = progress.clone();
        assert!(db.go_on(&round, second(9)).await.unwrap());
        assert_eq!(take(&db, second(8) + crashed()).await, None);
    }
    let taken = take(&db, second(9) + crashed()).await.unwrap();
    assert_eq!((taken.began_at, taken.progress), (round.began_at, Progress::Asking));
}

async fn a_round_that_was_let_go_of_can_be_taken_at_once(fixture: Fixture) {
    let db = fixture.open().await;
    let mut round = take(&db, second(0)).await.unwrap();
    round.progress = Progress::Listing(Some(openid("oLiu")));
    db.let_go(&round, second(5)).await.unwrap();
    assert_eq!(take(&db, second(5)).await.unwrap().progress, round.progress);
}

async fn a_round_that_is_done_is_not_begun_again_before_it_is_due(fixture: Fixture) {
    let db = fixture.open().await;
    let mut round = take(&db, second(0)).await.unwrap();
    round.progress = Progress::Done;
    assert!(db.go_on(&round, second(1)).await.unwrap());
    assert_eq!(take(&db, second(1) + SignedDuration::from_hours(2)).await, None);
    let next_night = second(0) + SignedDuration::from_hours(24);
    let next = take(&db, next_night).await.unwrap();
    assert_eq!((next.began_at, next.progress), (next_night, Progress::Listing(None)));
}

async fn whoever_lost_the_round_is_told_so(fixture: Fixture) {
    let db = fixture.open().await;
    let lost = take(&db, second(0)).await.unwrap();
    let ours = take(&db, second(1) + crashed()).await.unwrap();
    assert!(!db.go_on(&lost, second(2) + crashed()).await.unwrap());
    db.let_go(&lost, second(2) + crashed()).await.unwrap();
    assert_eq!(take(&db, second(3) + crashed()).await, None);
    assert!(db.go_on(&ours, second(4) + crashed()).await.unwrap());
}

async fn those_we_know_are_marked_and_the_others_answered(fixture: Fixture) {
    let db = fixture.open().await;
    follow(&db, "oLiu", -10).await;
    let many: Vec<OpenId> = (0..1_200).map(|n| openid(&format!("oNew{n}"))).chain(openids(["oLiu"])).collect();
    let mut unknown = db.mark(&many, second(0)).await.unwrap();
    assert_eq!(unknown.len(), 1_200);
    unknown.push(openid("oLiu"));
    assert_eq!(unknown, many);
    assert_eq!(db.unmarked(second(0), None, 100).await.unwrap(), []);
}

async fn who_is_not_on_the_list_is_found_in_order(fixture: Fixture) {
    let db = fixture.open().await;
    for who in ["oD", "oA", "oC", "oB"] {
        follow(&db, who, -10).await;
    }
    // During the round; the list may have been read before.
    follow(&db, "oE", 1).await;
    db.mark(&openids(["oB"]), second(0)).await.unwrap();
    assert_eq!(db.unmarked(second(0), None, 2).await.unwrap(), openids(["oA", "oC"]));
    assert_eq!(db.unmarked(second(0), Some(&openid("oC")), 2).await.unwrap(), openids(["oD"]));
    // The next night all of them are looked for again.
    assert_eq!(db.unmarked(second(9), None, 9).await.unwrap().len(), 5);
}

async fn arrivals_are_added_once_and_as_the_platform_says(fixture: Fixture) {
    let db = fixture.open().await;
    follow(&db, "oLiu", -10).await;
    let arrivals = [arrival("oLiu"), arrival("oZhong")];
    assert_eq!(db.add(&arrivals, second(0), second(1)).await.unwrap(), 1);
    assert_eq!(db.add(&arrivals, second(0), second(1)).await.unwrap(), 0);
    let since = second(-1_000).as_millisecond();
    let as_said = format!("SELECT count(*) FROM followers WHERE scene = 'fair_2026' AND followed_at = {since}");
    assert_eq!(fixture.number(&as_said).await, 1);
    assert_eq!(db.unmarked(second(0), None, 9).await.unwrap(), [], "both are marked");
}

async fn who_left_meanwhile_is_not_added(fixture: Fixture) {
    let db = fixture.open().await;
    for (who, n) in [("oJustNow", 3), ("oCrossed", -50), ("oLongAgo", -90)] {
        db.apply(&fresh_key(), &openid(who), &[Effect::Leave], second(n)).await.unwrap();
    }
    let arrivals = ["oJustNow", "oCrossed", "oLongAgo"].map(arrival);
    assert_eq!(db.add(&arrivals, second(0), second(1)).await.unwrap(), 1);
    assert_eq!(fixture.text("SELECT openid FROM followers").await, "oLongAgo");
}
