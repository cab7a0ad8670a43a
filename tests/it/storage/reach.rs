//! Whether a follower can be reached, counted where replicas share it.

use guiyan::app::message_key::MessageKey;
use guiyan::app::platform::failure::Unreachable;
use guiyan::app::platform::id::TemplateId;
use guiyan::app::reach::{ReachRecords, Standing};
use guiyan::app::records::FollowerRecords;
use guiyan::domain::dialogue::effect::{Effect, Outcome};
use guiyan::domain::dialogue::input::NoticeChoice;
use guiyan::domain::window::{Act, LastActs};
use guiyan::storage::Database;
use jiff::{SignedDuration, Timestamp};

use crate::support::database::{Fixture, apply, apply_all, fresh_key, noon, openid};

on_both!(
    a_message_opens_five_for_all_replicas_together,
    a_message_that_did_not_go_out_can_be_sent_after_all,
    a_window_that_was_shut_opens_with_the_next_act,
    nobody_unknown_or_gone_is_written_to,
    a_refusal_is_kept_until_they_do_something,
    each_acceptance_is_one_notice_and_a_subscription_for_good_any_number,
    an_event_that_comes_again_is_no_further_acceptance,
    who_withdraws_or_leaves_has_no_subscription,
);

fn second(n: i64) -> Timestamp {
    noon() + SignedDuration::from_secs(n)
}

fn spoke(n: i64) -> LastActs {
    LastActs::one(Act::Spoke, second(n))
}

fn template(id: &str) -> TemplateId {
    TemplateId::parse(id).unwrap()
}

fn choice(accepted: bool) -> Effect {
    Effect::ChooseNotice(NoticeChoice { template: "alerts".to_owned(), accepted })
}

async fn count(db: &Database, acts: LastActs, n: i64) -> bool {
    db.count_message(&openid("oZhong"), acts, second(n)).await.unwrap()
}

async fn a_message_opens_five_for_all_replicas_together(fixture: Fixture) {
    let (one, other) = (fixture.open().await, fixture.open().await);
    assert!(count(&one, spoke(0), 1).await);
    let mut sent = 1;
    for n in 2..8 {
        let (here, there) = tokio::join!(count(&one, LastActs::default(), n), count(&other, LastActs::default(), n));
        sent += i32::from(here) + i32::from(there);
    }
    assert_eq!(sent, 5);
    assert!(count(&other, spoke(20), 21).await, "they wrote again");
}

async fn a_message_that_did_not_go_out_can_be_sent_after_all(fixture: Fixture) {
    let db = fixture.open().await;
    for n in 1..=5 {
        assert!(count(&db, spoke(0), n).await);
    }
    assert!(!count(&db, LastActs::default(), 6).await);
    // Finer than the column is.
    db.uncount_message(&openid("oZhong"), second(5) + SignedDuration::from_nanos(7)).await.unwrap();
    assert!(count(&db, LastActs::default(), 7).await);
    assert!(!count(&db, LastActs::default(), 8).await);
}

async fn a_window_that_was_shut_opens_with_the_next_act(fixture: Fixture) {
    let db = fixture.open().await;
    assert!(count(&db, spoke(0), 1).await);
    db.shut_window(&openid("oZhong"), second(2)).await.unwrap();
    assert!(!count(&db, LastActs::default(), 3).await);
    assert!(count(&db, spoke(4), 5).await);
}

async fn nobody_unknown_or_gone_is_written_to(fixture: Fixture) {
    let db = fixture.open().await;
    assert!(!count(&db, LastActs::default(), 1).await);
    assert_eq!(db.standing(&openid("oZhong")).await.unwrap(), Standing::default());
    db.apply(&fresh_key(), &openid("oZhong"), &[Effect::Leave], second(5)).await.unwrap();
    assert!(!count(&db, spoke(4), 6).await, "an answer to what they said before they left");
    assert_eq!(fixture.number("SELECT count(*) FROM followers").await, 0);
}

async fn a_refusal_is_kept_until_they_do_something(fixture: Fixture) {
    let db = fixture.open().await;
    apply(&db, "oZhong", Effect::Follow { scene: None }).await;
    for why in [Unreachable::Blacklisted, Unreachable::Protected, Unreachable::Gone, Unreachable::Muted] {
        db.refuse(&openid("oZhong"), why, second(10)).await.unwrap();
        let standing = db.standing(&openid("oZhong")).await.unwrap();
        assert_eq!(standing.refused, Some((why, second(10))));
        assert_eq!(standing.refused(second(11)), Some(why));
        assert_eq!(standing.refused(second(11) + SignedDuration::from_hours(7 * 24)), None);
    }
    count(&db, spoke(12), 13).await;
    assert_eq!(db.standing(&openid("oZhong")).await.unwrap().refused(second(14)), None);
}

async fn each_acceptance_is_one_notice_and_a_subscription_for_good_any_number(fixture: Fixture) {
    let db = fixture.open().await;
    let (who, alerts) = (openid("oZhong"), template("alerts"));
    assert!(!db.spend_credit(&who, &alerts, false).await.unwrap());
    apply_all(&db, "oZhong", &[choice(true), choice(true)]).await;
    assert!(db.spend_credit(&who, &alerts, true).await.unwrap());
    for _ in 0..2 {
        assert!(db.spend_credit(&who, &alerts, false).await.unwrap());
    }
    assert!(!db.spend_credit(&who, &alerts, false).await.unwrap());
    assert!(!db.spend_credit(&who, &alerts, true).await.unwrap());
    db.return_credit(&who, &alerts).await.unwrap();
    assert!(!db.spend_credit(&who, &template("others"), false).await.unwrap());
    assert!(db.spend_credit(&who, &alerts, false).await.unwrap());
}

async fn an_event_that_comes_again_is_no_further_acceptance(fixture: Fixture) {
    let db = fixture.open().await;
    for _ in 0..3 {
        let outcomes = db.apply(&MessageKey::of(["popup"]), &openid("oZhong"), &[choice(true)], noon()).await.unwrap();
        assert_eq!(outcomes, [Outcome::Done]);
    }
    assert_eq!(fixture.number("SELECT credits FROM notice_credits").await, 1);
}

async fn who_withdraws_or_leaves_has_no_subscription(fixture: Fixture) {
    let db = fixture.open().await;
    let (who, alerts) = (openid("oZhong"), template("alerts"));
    for end in [choice(false), Effect::Leave, Effect::Erase] {
        let n = fixture.number("SELECT count(*) FROM audit").await + 1;
        db.apply(&fresh_key(), &who, &[choice(true)], second(n)).await.unwrap();
        db.apply(&fresh_key(), &who, &[end], second(n)).await.unwrap();
        assert!(!db.spend_credit(&who, &alerts, true).await.unwrap());
        assert_eq!(fixture.number("SELECT count(*) FROM notice_credits").await, 0);
    }
    apply(&db, "oLiu", choice(true)).await;
    db.drop_credits(&openid("oLiu"), &alerts).await.unwrap();
    assert!(!db.spend_credit(&openid("oLiu"), &alerts, true).await.unwrap());
}
