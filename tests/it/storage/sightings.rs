//! When followers last did something: the newest wins, whoever tells it and in whatever order.

use guiyan::app::reach::ReachRecords;
use guiyan::app::records::FollowerRecords;
use guiyan::app::sightings::SightingRecords;
use guiyan::domain::dialogue::effect::Effect;
use guiyan::domain::window::{Act, LastActs};
use guiyan::storage::Database;
use jiff::{SignedDuration, Timestamp};

use crate::support::database::{Fixture, fresh_key, noon, openid};

on_both!(
    the_newest_act_of_each_kind_wins_in_any_order,
    who_followed_before_this_server_was_there_is_added_when_they_speak,
    what_somebody_did_before_they_left_brings_nothing_back,
    who_speaks_again_after_leaving_and_following_is_there,
    replicas_that_see_the_same_followers_do_not_wait_for_each_other,
    a_whole_batch_of_followers_is_taken_in_one_go,
);

fn second(n: i64) -> Timestamp {
    noon() + SignedDuration::from_secs(n)
}

fn acted(act: Act, n: i64) -> LastActs {
    LastActs::one(act, second(n))
}

async fn see(db: &Database, who: &str, acts: LastActs) {
    db.see(&[(openid(who), acts)]).await.unwrap();
}

async fn effect(db: &Database, who: &str, effect: Effect, n: i64) {
    db.apply(&fresh_key(), &openid(who), &[effect], second(n)).await.unwrap();
}

async fn the_newest_act_of_each_kind_wins_in_any_order(fixture: Fixture) {
    let db = fixture.open().await;
    effect(&db, "oZhong", Effect::Follow { scene: Some("fair_2026".to_owned()) }, 0).await;
    see(&db, "oZhong", acted(Act::Spoke, 20).with(acted(Act::Tapped, 5))).await;
    see(&db, "oZhong", acted(Act::Spoke, 10).with(acted(Act::Scanned, 7))).await;
    // The same follower twice in one batch.
    let both = [(openid("oZhong"), acted(Act::Tapped, 9)), (openid("oZhong"), acted(Act::Tapped, 8))];
    db.see(&both).await.unwrap();
    let acts = db.standing(&openid("oZhong")).await.unwrap().acts;
    let newest = LastActs {
        spoke: Some(second(20)),
        tapped: Some(second(9)),
        followed: Some(second(0)),
        scanned: Some(second(7)),
    };
    assert_eq!(acts, newest);
    let kept = fixture.text("SELECT scene FROM followers").await;
    assert_eq!(kept, "fair_2026", "what else is known of them stays");
}

async fn who_followed_before_this_server_was_there_is_added_when_they_speak(fixture: Fixture) {
    let db = fixture.open().await;
    see(&db, "oZhong", acted(Act::Spoke, 3)).await;
    see(&db, "oZhong", acted(Act::Tapped, 4)).await;
    assert_eq!(fixture.number("SELECT count(*) FROM followers").await, 1);
    let acts = db.standing(&openid("oZhong")).await.unwrap().acts;
    assert_eq!((acts.spoke, acts.tapped), (Some(second(3)), Some(second(4))));
}

async fn what_somebody_did_before_they_left_brings_nothing_back(fixture: Fixture) {
    let db = fixture.open().await;
    effect(&db, "oZhong", Effect::Follow { scene: None }, 0).await;
    effect(&db, "oZhong", Effect::Leave, 5).await;
    for n in [4, 5] {
        see(&db, "oZhong", acted(Act::Spoke, n)).await;
    }
    assert_eq!(fixture.number("SELECT count(*) FROM followers").await, 0);
}

async fn who_speaks_again_after_leaving_and_following_is_there(fixture: Fixture) {
    let db = fixture.open().await;
    effect(&db, "oZhong", Effect::Leave, 5).await;
    see(&db, "oZhong", acted(Act::Spoke, 6)).await;
    assert_eq!(db.standing(&openid("oZhong")).await.unwrap().acts.spoke, Some(second(6)));
}

async fn replicas_that_see_the_same_followers_do_not_wait_for_each_other(fixture: Fixture) {
    let (one, other) = (fixture.open().await, fixture.open().await);
    for n in 0..20 {
        let mut seen: Vec<_> = (0..50).map(|who| (openid(&format!("oRush{who}")), acted(Act::Spoke, n))).collect();
        let forwards = seen.clone();
        seen.reverse();
        let (first, second) = tokio::join!(one.see(&forwards), other.see(&seen));
        first.unwrap();
        second.unwrap();
    }
    let newest = second(19).as_millisecond();
    let count = format!("SELECT count(*) FROM followers WHERE spoke_at = {newest}");
    assert_eq!(fixture.number(&count).await, 50);
}

async fn a_whole_batch_of_followers_is_taken_in_one_go(fixture: Fixture) {
    let db = fixture.open().await;
    let seen: Vec<_> = (0..500).map(|n| (openid(&format!("oMany{n}")), acted(Act::Spoke, n))).collect();
    db.see(&seen).await.unwrap();
    db.see(&seen).await.unwrap();
    assert_eq!(fixture.number("SELECT count(*) FROM followers").await, 500);
}
