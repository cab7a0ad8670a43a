//! Errands: planned once, claimed by one, never sent twice.

use std::collections::BTreeSet;

use guiyan::app::errands::{Begun, Claimed, ErrandRecords, Round};
use guiyan::app::reach::Channel;
use guiyan::app::records::{FollowerRecords, QueueRecords};
use guiyan::app::sightings::SightingRecords;
use guiyan::domain::activity::Activity;
use guiyan::domain::dialogue::effect::{Effect, Outcome};
use guiyan::domain::dialogue::input::NoticeChoice;
use guiyan::domain::errand::{ErrandKind, ErrandState, Why};
use guiyan::domain::id::{ActivityId, ReminderId};
use guiyan::domain::sign_up::{SignUpRules, Wish};
use guiyan::domain::window::{Act, LastActs};
use guiyan::storage::Database;
use jiff::{SignedDuration, Timestamp};

use crate::support::database::{Fixture, apply, fair, fresh_key, noon, openid, put_fair, sign_up_with, wish};

on_both!(
    a_round_is_planned_once_however_many_plan_it,
    whoever_signs_up_after_it_fell_due_gets_none,
    a_round_of_an_old_time_is_not_planned,
    no_two_claims_get_the_same_errand,
    whoever_dies_before_sending_leaves_it_due_and_in_the_middle_unknown,
    what_is_not_true_any_more_is_dropped,
    an_offer_is_written_with_its_seat_and_dropped_with_it,
    nothing_of_who_left_is_said_or_kept,
    whoever_turns_up_is_tried_again_unless_more_was_said_since,
    what_was_settled_long_ago_is_deleted_and_what_is_open_stays,
);

fn after(minutes: i64) -> Timestamp {
    noon() + SignedDuration::from_mins(minutes)
}

/// One that falls due an hour after noon.
fn round(activity: ActivityId) -> Round {
    let starts_at = fair("spring", None).starts_at;
    let rule = ReminderId::parse("eve").unwrap();
    let kind = ErrandKind::Reminder;
    Round { activity, session: None, rule, kind, starts_at, due_at: after(60), not_after: starts_at }
}

async fn spring_with(db: &Database, people: usize) -> ActivityId {
    let activity = put_fair(db, &fair("spring", None)).await;
    for person in 0..people {
        apply(db, &format!("oPerson{person}"), sign_up_with(activity, Vec::new())).await;
    }
    activity
}

async fn planned(db: &Database, people: usize) -> ActivityId {
    let activity = spring_with(db, people).await;
    assert_eq!(db.plan(&round(activity), after(60)).await.unwrap(), u64::try_from(people).unwrap());
    activity
}

async fn claim(db: &Database, now: Timestamp) -> Vec<Claimed> {
    db.claim(100, now + SignedDuration::from_mins(5), now).await.unwrap()
}

async fn begin(db: &Database, claimed: &Claimed, now: Timestamp) -> Begun {
    db.begin(claimed, now + SignedDuration::from_mins(5), now).await.unwrap()
}

async fn a_round_is_planned_once_however_many_plan_it(fixture: Fixture) {
    let (one, other) = (fixture.open().await, fixture.open().await);
    let activity = spring_with(&one, 30).await;
    let round = round(activity);
    assert_eq!(one.unplanned(vec![round.clone()]).await.unwrap(), std::slice::from_ref(&round));
    let (a, b) = tokio::join!(one.plan(&round, after(60)), other.plan(&round, after(60)));
    assert_eq!(BTreeSet::from([a.unwrap(), b.unwrap()]), BTreeSet::from([0, 30]));
    assert_eq!(one.unplanned(vec![round]).await.unwrap(), []);
    assert_eq!(fixture.number("SELECT count(*) FROM errands").await, 30);
}

async fn whoever_signs_up_after_it_fell_due_gets_none(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = spring_with(&db, 1).await;
    let late = sign_up_with(activity, Vec::new());
    db.apply(&fresh_key(), &openid("oLate"), &[late], after(61)).await.unwrap();
    assert_eq!(db.plan(&round(activity), after(90)).await.unwrap(), 1, "they have just got a receipt");
}

async fn a_round_of_an_old_time_is_not_planned(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = spring_with(&db, 1).await;
    let moved = Round { starts_at: noon(), ..round(activity) };
    assert_eq!(db.plan(&moved, after(60)).await.unwrap(), 0);
    let off = Activity { called_off: true, ..fair("spring", None) };
    put_fair(&db, &off).await;
    assert_eq!(db.plan(&round(activity), after(60)).await.unwrap(), 0);
}

async fn no_two_claims_get_the_same_errand(fixture: Fixture) {
    let replicas = [fixture.open().await, fixture.open().await];
    planned(&replicas[0], 60).await;
    let tasks = (0..8).map(|task| {
        let db = replicas[task % 2].clone();
        tokio::spawn(async move { db.claim(10, after(65), after(60)).await.unwrap() })
    });
    let mut ids = Vec::new();
    for task in tasks.collect::<Vec<_>>() {
        ids.extend(task.await.unwrap().into_iter().map(|claimed| claimed.id));
    }
    ids.extend(claim(&replicas[0], after(60)).await.into_iter().map(|claimed| claimed.id));
    assert_eq!((ids.len(), ids.iter().collect::<BTreeSet<_>>().len()), (60, 60));
    assert_eq!(claim(&replicas[1], after(64)).await, []);
}

async fn whoever_dies_before_sending_leaves_it_due_and_in_the_middle_unknown(fixture: Fixture) {
    let db = fixture.open().await;
    planned(&db, 2).await;
    let [sending, waiting] = claim(&db, after(60)).await.try_into().unwrap();
    assert!(matches!(begin(&db, &sending, after(61)).await, Begun::Send(_)));
    assert_eq!(claim(&db, after(64)).await, [], "they may still live");
    // The claim is over before the other one's turn came: it is somebody else's now.
    let [again] = claim(&db, after(67)).await.try_into().unwrap();
    assert_eq!((again.id, again.tries), (waiting.id, 1));
    assert_eq!(begin(&db, &waiting, after(67)).await, Begun::Lost);
    assert_eq!(fixture.number("SELECT count(*) FROM errands WHERE state = 'unknown'").await, 1);
    assert!(matches!(begin(&db, &again, after(67)).await, Begun::Send(_)));
    let sent = (ErrandState::Sent, Some(Channel::Message));
    assert!(db.settle(&again, sent, after(68)).await.unwrap());
    assert!(!db.settle(&again, sent, after(68)).await.unwrap(), "once");
    assert!(!db.settle(&waiting, (ErrandState::Missed(Why::TooLate), None), after(68)).await.unwrap());
    // Whoever was slow and not dead knows better.
    assert!(db.settle(&sending, sent, after(69)).await.unwrap());
    assert_eq!(fixture.number("SELECT count(*) FROM errands WHERE state = 'sent' AND channel = 'message'").await, 2);
    assert_eq!(claim(&db, after(600)).await, []);
}

async fn what_is_not_true_any_more_is_dropped(fixture: Fixture) {
    let db = fixture.open().await;
    planned(&db, 1).await;
    let place = db.known(&openid("oPerson0"), None).await.unwrap().sign_ups[0].id;
    assert_eq!(apply(&db, "oPerson0", Effect::CancelSignUp(place)).await, Outcome::Done);
    let [claimed] = claim(&db, after(60)).await.try_into().unwrap();
    assert_eq!(begin(&db, &claimed, after(60)).await, Begun::Dropped);
    assert_eq!(fixture.text("SELECT why FROM errands").await, "outdated");
}

fn rules() -> SignUpRules {
    SignUpRules {
        most_people: 20,
        offer_hours: 6,
        offer_ends_minutes_before: 60,
        quiet_from: jiff::civil::time(21, 0, 0, 0),
        quiet_to: jiff::civil::time(8, 0, 0, 0),
        door_opens_minutes_before: 180,
    }
}

async fn an_offer_is_written_with_its_seat_and_dropped_with_it(fixture: Fixture) {
    let (one, other) = (fixture.open().await, fixture.open().await);
    let activity = put_fair(&one, &fair("spring", Some(1))).await;
    apply(&one, "oLiu", sign_up_with(activity, Vec::new())).await;
    for who in ["oZhong", "oZeng"] {
        let queues = Effect::SignUp(Box::new(Wish { queues: true, ..wish(activity, Vec::new()) }));
        assert!(matches!(apply(&one, who, queues).await, Outcome::Queued { .. }));
    }
    let place = one.known(&openid("oLiu"), None).await.unwrap().sign_ups[0].id;
    apply(&one, "oLiu", Effect::CancelSignUp(place)).await;
    let rules = rules();
    let kept = tokio::join!(one.keep_queues(&rules, after(1)), other.keep_queues(&rules, after(1)));
    assert_eq!(kept.0.unwrap().offered + kept.1.unwrap().offered, 1);
    assert_eq!(fixture.number("SELECT count(*) FROM errands WHERE kind = 'offer'").await, 1);
    // It lapses, and goes on to the next.
    assert_eq!(one.keep_queues(&rules, after(6 * 60 + 2)).await.unwrap().lapsed, 1);
    assert_eq!(fixture.number("SELECT count(*) FROM errands WHERE state = 'dropped'").await, 1);
    let [claimed] = claim(&one, after(6 * 60 + 3)).await.try_into().unwrap();
    assert_eq!((claimed.kind, claimed.to.clone()), (ErrandKind::Offer, Some(openid("oZeng"))));
    let Begun::Send(matter) = begin(&one, &claimed, after(6 * 60 + 3)).await else { panic!("it is true") };
    assert!(matches!(matter.places[0].state, guiyan::domain::sign_up::SignUpState::Offered { .. }));
}

async fn nothing_of_who_left_is_said_or_kept(fixture: Fixture) {
    let db = fixture.open().await;
    planned(&db, 2).await;
    let [held, _] = claim(&db, after(60)).await.try_into().unwrap();
    let quiet = ErrandState::Held { until: after(90), why: Why::Quiet };
    assert!(db.settle(&held, (quiet, None), after(60)).await.unwrap());
    db.apply(&fresh_key(), &openid("oPerson0"), &[Effect::Leave], after(70)).await.unwrap();
    db.apply(&fresh_key(), &openid("oPerson1"), &[Effect::Erase], after(70)).await.unwrap();
    assert_eq!(fixture.number("SELECT count(*) FROM errands WHERE openid IS NULL AND state = 'dropped'").await, 2);
    assert_eq!(claim(&db, after(600)).await, []);
}

/// All that is due goes to the call list at `minutes` past noon.
async fn nobody_is_reached(db: &Database, minutes: i64) {
    for claimed in claim(db, after(minutes)).await {
        assert!(matches!(begin(db, &claimed, after(minutes)).await, Begun::Send(_)));
        assert!(db.settle(&claimed, (ErrandState::Unreachable(Why::NoWay), None), after(minutes)).await.unwrap());
    }
}

async fn acts(db: &Database, who: &str, act: Act, minutes: i64) {
    db.see(&[(openid(who), LastActs::one(act, after(minutes)))]).await.unwrap();
}

async fn whoever_turns_up_is_tried_again_unless_more_was_said_since(fixture: Fixture) {
    let db = fixture.open().await;
    let activity = planned(&db, 4).await;
    for person in 0..4 {
        apply(&db, &format!("oPerson{person}"), Effect::Follow { scene: None }).await;
        acts(&db, &format!("oPerson{person}"), Act::Spoke, 30).await;
    }
    nobody_is_reached(&db, 60).await;
    assert_eq!(db.reopen(after(61)).await.unwrap(), 0, "they were there before it was tried");

    acts(&db, "oPerson0", Act::Tapped, 62).await;
    acts(&db, "oPerson1", Act::Spoke, 62).await;
    apply(&db, "oPerson1", Effect::SetMuted(true)).await;
    assert_eq!(db.reopen(after(63)).await.unwrap(), 1, "who wants no notices stays on the list");
    assert_eq!(db.reopen(after(63)).await.unwrap(), 0, "once");
    let notice = NoticeChoice { template: "t".to_owned(), accepted: true };
    apply(&db, "oPerson2", Effect::ChooseNotice(notice)).await;
    let again = claim(&db, after(64)).await;
    let who: BTreeSet<_> = again.iter().filter_map(|claimed| claimed.to.clone()).collect();
    assert_eq!(who, BTreeSet::from([openid("oPerson0"), openid("oPerson2")]));

    // The second reminder of the same says all that the first did.
    let second = Round { rule: ReminderId::parse("hours").unwrap(), due_at: after(70), ..round(activity) };
    assert_eq!(db.plan(&second, after(70)).await.unwrap(), 4);
    acts(&db, "oPerson3", Act::Spoke, 71).await;
    assert_eq!(db.reopen(after(72)).await.unwrap(), 0);
    let late = round(activity).not_after;
    assert_eq!(db.reopen(late).await.unwrap(), 0, "it is too late for anything");
}

async fn what_was_settled_long_ago_is_deleted_and_what_is_open_stays(fixture: Fixture) {
    let db = fixture.open().await;
    planned(&db, 2).await;
    let [one] = db.claim(1, after(65), after(60)).await.unwrap().try_into().unwrap();
    assert!(matches!(begin(&db, &one, after(60)).await, Begun::Send(_)));
    assert!(db.settle(&one, (ErrandState::Sent, Some(Channel::Message)), after(60)).await.unwrap());
    let day = SignedDuration::from_hours(24);
    db.tidy_errands(30, after(60) + day * 30).await.unwrap();
    assert_eq!(fixture.number("SELECT count(*) FROM errands").await, 2);
    db.tidy_errands(30, after(61) + day * 30).await.unwrap();
    assert_eq!(fixture.text("SELECT state FROM errands").await, "due");
}
