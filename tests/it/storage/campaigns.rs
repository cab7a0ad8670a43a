//! Campaigns and their ledger: everybody of an audience once, nobody twice, and each state true.

use std::collections::{BTreeSet, HashSet};

use guiyan::app::campaigns::forecast::Ask;
use guiyan::app::campaigns::records::{
    Begun, CampaignRecords, Cap, Change, ChangeError, Claimed, DeliveryRecords, Receipt, Settled,
};
use guiyan::app::campaigns::saved::{AudienceName, AudienceRecords};
use guiyan::app::platform::id::MessageId;
use guiyan::app::reach::Channel;
use guiyan::app::records::FollowerRecords;
use guiyan::domain::campaign::{Audience, CampaignState, Condition, Group, Pause, Schedule, Term};
use guiyan::domain::dialogue::effect::Effect;
use guiyan::domain::errand::{ErrandState, Why};
use guiyan::domain::form::Answer;
use guiyan::domain::form::village::{Village, VillageName};
use guiyan::domain::id::{CampaignId, UnitId};
use guiyan::domain::topic::Topic;
use guiyan::storage::Database;
use jiff::{SignedDuration, Timestamp};

use crate::support::campaigns::{
    AUTHOR, RELEASER, drawn_up, name, news, peopled, released, report, service, speak, whole,
};
use crate::support::database::{Fixture, KEY, apply, fair, fresh_key, noon, openid, put_fair, sign_up_with, vault};

on_both!(
    an_audience_is_counted_by_what_is_known_and_by_the_way_that_reaches,
    nobody_releases_what_they_wrote_or_what_they_did_not_read,
    everybody_is_planned_once_however_many_plan_and_wherever_they_stopped,
    no_two_claims_get_the_same_delivery,
    whoever_dies_leaves_it_due_known_by_its_key_or_unknown,
    who_wants_none_or_had_enough_or_left_is_dropped_and_counted,
    a_cancelled_campaign_drops_whoever_is_left_and_a_done_one_is_done,
    a_cancelled_campaign_leaves_nobody_on_the_way,
    whoever_speaks_is_woken,
    what_the_platform_tells_is_noted_by_its_id_or_clears_up_the_one_that_is_unknown,
    a_group_is_begun_and_noted_together_and_each_of_it_by_itself,
    a_tag_is_given_to_an_audience_and_taken_away,
    an_audience_is_saved_under_a_name_and_counts_whoever_is_in_it_now,
    an_altered_draft_is_not_what_was_released,
    nothing_points_at_who_left,
);

pub(super) const UNCAPPED: Cap = Cap { topic: Topic::Activities, most: None, in_days: 7 };

fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

fn all_of(conditions: impl IntoIterator<Item = Condition>) -> Audience {
    Audience { any: vec![Group(conditions.into_iter().collect())], except: Vec::new() }
}

fn ask() -> Ask {
    Ask { topic: Topic::Activities, message: true, notice: None, template: false, mass: None, cap: None }
}

pub(super) async fn plan_all(db: &Database, id: CampaignId, now: Timestamp) -> u64 {
    let mut planned = 0;
    loop {
        let step = db.plan_deliveries(id, 7, now).await.unwrap();
        planned += step;
        if step < 7 {
            return planned;
        }
    }
}

pub(super) async fn claim(db: &Database, id: CampaignId, most: u64, now: Timestamp) -> Vec<Claimed> {
    db.claim_deliveries(id, most, now + minutes(5), now).await.unwrap()
}

pub(super) async fn begin(db: &Database, claimed: &Claimed, cap: Cap, now: Timestamp) -> Begun {
    db.begin_deliveries(std::slice::from_ref(claimed), cap, now + minutes(5), now).await.unwrap()[0]
}

/// What came of one; whether it was still ours.
pub(super) async fn settle(
    db: &Database,
    claimed: &Claimed,
    (state, channel, message): (ErrandState, Option<Channel>, Option<MessageId>),
    now: Timestamp,
) -> bool {
    let settled = Settled { claimed: claimed.clone(), state, channel, message };
    db.settle_deliveries(&[settled], now).await.unwrap().contains(&claimed.id)
}

async fn sent(db: &Database, claimed: &Claimed, now: Timestamp) {
    assert!(settle(db, claimed, (ErrandState::Sent, Some(Channel::Message), None), now).await);
}

/// Ten people, planned.
async fn ten(fixture: &Fixture, draft: &guiyan::domain::campaign::Draft) -> (std::sync::Arc<Database>, CampaignId) {
    let db = peopled(fixture, 10).await;
    let id = released(&db, draft, noon()).await;
    assert_eq!(plan_all(&db, id, noon()).await, 10);
    (db, id)
}

async fn an_audience_is_counted_by_what_is_known_and_by_the_way_that_reaches(fixture: Fixture) {
    let db = peopled(&fixture, 20).await;
    let activity = put_fair(&db, &fair("spring", None)).await;
    for n in 0..6 {
        apply(&db, &name(n), sign_up_with(activity, Vec::new())).await;
    }
    speak(&db, 3..9, noon()).await;
    apply(&db, &name(4), Effect::SetMuted(true)).await;
    let now = noon() + minutes(60);
    let counts = db.count_audience(&Audience::default(), &ask(), now).await.unwrap();
    assert_eq!((counts.audience, counts.unwanted, counts.message, counts.waiting), (20, 1, 5, 14));
    let counted = async |audience: Audience| db.count_audience(&audience, &ask(), now).await.unwrap().audience;
    assert_eq!(counted(all_of([Condition::SignedUp(Term::Activity(activity))])).await, 6);
    assert_eq!(counted(all_of([Condition::SignedUp(Term::Any), Condition::WindowOpen])).await, 3);
    assert_eq!(counted(all_of([Condition::Came(Term::Any)])).await, 0);
    assert_eq!(counted(all_of([Condition::SilentForDays(3)])).await, 0, "they began to follow an hour ago");
    assert_eq!(counted(all_of([Condition::Wants(Topic::Jobs)])).await, 19);
    let stone = Village { unit: UnitId(3), name: VillageName::parse("石燕村").unwrap() };
    apply(&db, &name(15), sign_up_with(activity, vec![("village".to_owned(), Answer::Village(stone))])).await;
    assert_eq!(counted(all_of([Condition::Villages(vec!["石燕".to_owned()])])).await, 1, "with 村 or without");
    let wanted = |option: &str| vec![("subject".to_owned(), Answer::Choice(option.to_owned()))];
    let chose =
        |option: &str| all_of([Condition::Chose { question: "subject".to_owned(), options: vec![option.to_owned()] }]);
    apply(&db, &name(16), sign_up_with(activity, wanted("电子信息"))).await;
    apply(&db, &name(17), sign_up_with(activity, wanted("纺织服装"))).await;
    assert_eq!(counted(chose("电子信息")).await, 1);
    let second = put_fair(&db, &fair("second", None)).await;
    apply(&db, &name(16), sign_up_with(second, wanted("纺织服装"))).await;
    assert_eq!((counted(chose("电子信息")).await, counted(chose("纺织服装")).await), (0, 2), "the last word counts");
    let listed = Condition::Listed((0..3).map(|n| vault(KEY).subject(&openid(&name(n)))).collect());
    let except = Audience { any: Vec::new(), except: vec![Group(vec![listed])] };
    assert_eq!(counted(except).await, 17);
    let two = Audience {
        any: vec![Group(vec![Condition::WindowOpen]), Group(vec![Condition::SignedUp(Term::Any)])],
        except: Vec::new(),
    };
    assert_eq!(counted(two).await, 12, "either");
    let sample = db.sample_audience(&all_of([Condition::WindowOpen]), 3, now).await.unwrap();
    assert_eq!(sample.len(), 3);
    assert!(sample.iter().all(|one| one.seen_at == Some(noon())));
}

async fn nobody_releases_what_they_wrote_or_what_they_did_not_read(fixture: Fixture) {
    let db = fixture.open().await;
    let id = drawn_up(&db, &news(Audience::default()), noon()).await;
    let hash = db.campaign(id).await.unwrap().unwrap().hash;
    let release = |hash: &str| Change::Release { starts_at: noon(), not_after: noon(), hash: hash.to_owned() };
    let own = db.change_campaign(id, release(&hash), AUTHOR, noon()).await;
    assert!(matches!(own, Err(ChangeError::Invalid(_))), "{own:?}");
    let unread = db.change_campaign(id, release("another"), RELEASER, noon()).await;
    assert!(matches!(unread, Err(ChangeError::Altered)), "{unread:?}");
    assert_eq!(fixture.number("SELECT count(*) FROM audit WHERE action = 'campaign_changed'").await, 2);
    let state = db.change_campaign(id, release(&hash), RELEASER, noon()).await.unwrap();
    assert_eq!(state, CampaignState::Released { starts_at: noon() });
    let told =
        fixture.text("SELECT detail FROM audit WHERE action = 'campaign_changed' ORDER BY id DESC LIMIT 1").await;
    assert!(told.contains(&hash) && told.contains("春节招工"), "{told}");
    let none = db.change_campaign(CampaignId(99), Change::Cancel, RELEASER, noon()).await;
    assert!(matches!(none, Err(ChangeError::NoSuch(_))));
}

/// listmonk#3022 and #2278: whoever goes on skips nobody and does not begin again.
async fn everybody_is_planned_once_however_many_plan_and_wherever_they_stopped(fixture: Fixture) {
    let db = peopled(&fixture, 50).await;
    let id = released(&db, &news(Audience::default()), noon()).await;
    let other = fixture.open().await;
    let both = tokio::join!(plan_all(&db, id, noon()), plan_all(&other, id, noon()));
    assert_eq!(both.0 + both.1, 50);
    let campaign = db.campaign(id).await.unwrap().unwrap();
    assert!(campaign.wholly_planned && campaign.planned == 50);
    assert_eq!(plan_all(&db, id, noon()).await, 0);
    assert_eq!(fixture.number("SELECT count(DISTINCT openid) FROM deliveries").await, 50);
}

async fn no_two_claims_get_the_same_delivery(fixture: Fixture) {
    let draft = news(Audience::default());
    let db = peopled(&fixture, 60).await;
    let id = released(&db, &draft, noon()).await;
    plan_all(&db, id, noon()).await;
    let other = fixture.open().await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..8 {
        let db = if n % 2 == 0 { Database::clone(&db) } else { other.clone() };
        tasks.spawn(async move { claim(&db, id, 10, noon()).await });
    }
    let claims: Vec<Claimed> = tasks.join_all().await.into_iter().flatten().collect();
    let ids: BTreeSet<i64> = claims.iter().map(|claimed| claimed.id.0).collect();
    assert_eq!(ids.len(), claims.len());
    let keys: BTreeSet<&str> = claims.iter().map(|claimed| claimed.key.as_str()).collect();
    assert!(keys.len() == claims.len() && keys.iter().all(|key| key.len() <= 32));
}

/// WxJava#2098: what may have gone out goes out again only where the platform knows it by its key.
async fn whoever_dies_leaves_it_due_known_by_its_key_or_unknown(fixture: Fixture) {
    let (db, id) = ten(&fixture, &service(Audience::default())).await;
    let claims = claim(&db, id, 4, noon()).await;
    let [claimed, sending, left, long_left] = claims.as_slice() else { panic!("{claims:?}") };
    for one in [sending, left, long_left] {
        assert_eq!(begin(&db, one, UNCAPPED, noon()).await, Begun::Send);
    }
    db.leaves_by_template(left, noon()).await.unwrap();
    db.leaves_by_template(long_left, noon() - minutes(30)).await.unwrap();
    let later = noon() + minutes(6);
    let again = claim(&db, id, 100, later).await;
    let ids: BTreeSet<i64> = again.iter().map(|claimed| claimed.id.0).collect();
    assert!(ids.contains(&claimed.id.0) && ids.contains(&left.id.0));
    assert!(!ids.contains(&sending.id.0) && !ids.contains(&long_left.id.0), "nobody knows whether they went out");
    let once_more = again.iter().find(|one| one.id == left.id).unwrap();
    assert_eq!((&once_more.key, once_more.left_at), (&left.key, Some(noon())));
    assert_eq!(begin(&db, claimed, UNCAPPED, later).await, Begun::Lost, "somebody else has it");
    assert!(!settle(&db, claimed, (ErrandState::Sent, None, None), later).await);
    let tally = whole(&db, id).await;
    assert_eq!((tally.unknown, tally.in_hand), (2, 8));
    // Whoever sent it knows better, however late.
    sent(&db, sending, later).await;
    assert_eq!(whole(&db, id).await.unknown, 1);
}

async fn who_wants_none_or_had_enough_or_left_is_dropped_and_counted(fixture: Fixture) {
    let (db, first) = ten(&fixture, &news(Audience::default())).await;
    let capped = Cap { most: Some(1), ..UNCAPPED };
    for claimed in claim(&db, first, 5, noon()).await {
        assert_eq!(begin(&db, &claimed, capped, noon()).await, Begun::Send);
        sent(&db, &claimed, noon()).await;
    }
    fixture.execute(&format!("UPDATE followers SET topics = '[\"jobs\"]' WHERE openid = '{}'", name(9))).await;
    let second = released(&db, &news(Audience::default()), noon()).await;
    plan_all(&db, second, noon()).await;
    fixture.execute(&format!("DELETE FROM followers WHERE openid = '{}'", name(8))).await;
    let mut begun = Vec::new();
    for claimed in claim(&db, second, 10, noon() + minutes(1)).await {
        let cap = Cap { topic: Topic::Activities, ..capped };
        begun.push(begin(&db, &claimed, cap, noon() + minutes(1)).await);
    }
    let dropped = |why| begun.iter().filter(|begun| **begun == Begun::Dropped(why)).count();
    assert_eq!((dropped(Why::Capped), dropped(Why::Muted), dropped(Why::Gone)), (5, 1, 1));
    let reasons = report(&db, second).await.reasons;
    assert_eq!(reasons.get(&Why::Capped), Some(&5));
    let week_later = noon() + SignedDuration::from_hours(8 * 24);
    let counts = db.count_audience(&Audience::default(), &Ask { cap: Some((1, 7)), ..ask() }, noon()).await.unwrap();
    assert_eq!(counts.capped, 5);
    let counts =
        db.count_audience(&Audience::default(), &Ask { cap: Some((1, 7)), ..ask() }, week_later).await.unwrap();
    assert_eq!(counts.capped, 0);
}

async fn a_cancelled_campaign_drops_whoever_is_left_and_a_done_one_is_done(fixture: Fixture) {
    let (db, id) = ten(&fixture, &news(Audience::default())).await;
    for claimed in claim(&db, id, 3, noon()).await {
        begin(&db, &claimed, UNCAPPED, noon()).await;
        sent(&db, &claimed, noon()).await;
    }
    assert!(!db.finish_campaign(id).await.unwrap());
    db.change_campaign(id, Change::Pause(Pause::Staff), RELEASER, noon()).await.unwrap();
    assert!(db.at_work().await.unwrap().is_empty());
    db.change_campaign(id, Change::Cancel, RELEASER, noon()).await.unwrap();
    assert_eq!(db.at_work().await.unwrap().len(), 1, "seven are left");
    assert_eq!(db.drop_cancelled(id, 5, noon()).await.unwrap(), 5);
    assert_eq!(db.drop_cancelled(id, 5, noon()).await.unwrap(), 2);
    assert!(db.at_work().await.unwrap().is_empty());
    let tally = whole(&db, id).await;
    assert_eq!((tally.sent, tally.dropped), (3, 7));
    let other = released(&db, &news(all_of([Condition::WindowOpen])), noon()).await;
    assert_eq!(plan_all(&db, other, noon()).await, 0);
    assert!(db.finish_campaign(other).await.unwrap());
    assert_eq!(db.campaign(other).await.unwrap().unwrap().state, CampaignState::Done);
}

async fn a_cancelled_campaign_leaves_nobody_on_the_way(fixture: Fixture) {
    let (db, id) = ten(&fixture, &service(Audience::default())).await;
    let claims = claim(&db, id, 3, noon()).await;
    for claimed in &claims {
        assert_eq!(begin(&db, claimed, UNCAPPED, noon()).await, Begun::Send);
        db.leaves_by_template(claimed, noon()).await.unwrap();
    }
    // The first may be out and waits for another try; whoever had the other two is gone.
    let held = ErrandState::Held { until: noon() + minutes(1), why: Why::Busy };
    settle(&db, &claims[0], (held, Some(Channel::Template), None), noon()).await;
    db.change_campaign(id, Change::Cancel, RELEASER, noon()).await.unwrap();
    assert_eq!(db.drop_cancelled(id, 100, noon()).await.unwrap(), 7);
    assert_eq!(db.at_work().await.unwrap().len(), 1, "two may still be on their way");
    db.drop_cancelled(id, 100, noon() + minutes(6)).await.unwrap();
    assert!(db.at_work().await.unwrap().is_empty());
    let tally = whole(&db, id).await;
    assert_eq!((tally.dropped, tally.unknown, tally.in_hand), (7, 3, 0));
}

async fn whoever_speaks_is_woken(fixture: Fixture) {
    let (db, id) = ten(&fixture, &news(Audience::default())).await;
    let until = noon() + SignedDuration::from_hours(24);
    for claimed in claim(&db, id, 10, noon()).await {
        begin(&db, &claimed, UNCAPPED, noon()).await;
        let held = ErrandState::Held { until, why: Why::NoWay };
        settle(&db, &claimed, (held, None, None), noon()).await;
    }
    let later = noon() + minutes(30);
    assert!(claim(&db, id, 10, later).await.is_empty());
    assert_eq!(db.wake(noon(), later).await.unwrap(), 0);
    speak(&db, [2, 5], later).await;
    assert_eq!(db.wake(noon(), later).await.unwrap(), 2);
    let woken: BTreeSet<String> =
        claim(&db, id, 10, later).await.iter().map(|one| one.to.as_ref().unwrap().as_str().to_owned()).collect();
    assert_eq!(woken, BTreeSet::from([name(2), name(5)]));
    assert_eq!(claim(&db, id, 10, until).await.len(), 10, "at the end everybody is dealt with");
}

async fn what_the_platform_tells_is_noted_by_its_id_or_clears_up_the_one_that_is_unknown(fixture: Fixture) {
    let (db, id) = ten(&fixture, &service(Audience::default())).await;
    let claims = claim(&db, id, 3, noon()).await;
    for claimed in &claims {
        begin(&db, claimed, UNCAPPED, noon()).await;
        db.leaves_by_template(claimed, noon()).await.unwrap();
    }
    let message = |id: &str| MessageId::parse(id).unwrap();
    let to = |claimed: &Claimed| claimed.to.clone().unwrap();
    let outcome = (ErrandState::Sent, Some(Channel::Template), Some(message("11")));
    settle(&db, &claims[0], outcome, noon()).await;
    settle(&db, &claims[1], (ErrandState::Unknown, Some(Channel::Template), None), noon()).await;
    assert!(db.receipt(&message("11"), &to(&claims[0]), Receipt::Blocked, noon()).await.unwrap());
    assert!(db.receipt(&message("12"), &to(&claims[1]), Receipt::Delivered, noon()).await.unwrap());
    // The platform is quicker than its own answer.
    assert!(db.receipt(&message("13"), &to(&claims[2]), Receipt::Delivered, noon()).await.unwrap());
    assert!(!settle(&db, &claims[2], (ErrandState::Unknown, None, None), noon()).await);
    let tally = whole(&db, id).await;
    assert_eq!((tally.sent, tally.delivered, tally.rejected, tally.unknown), (3, 2, 1, 0));
    assert!(!db.receipt(&message("99"), &openid("oElse"), Receipt::Delivered, noon()).await.unwrap());
    let late = claim(&db, id, 1, noon()).await.remove(0);
    begin(&db, &late, UNCAPPED, noon()).await;
    db.leaves_by_template(&late, noon()).await.unwrap();
    settle(&db, &late, (ErrandState::Unknown, Some(Channel::Template), None), noon()).await;
    let reminder = db.receipt(&message("14"), &to(&late), Receipt::Delivered, noon() + minutes(60)).await;
    assert!(!reminder.unwrap(), "what is told an hour later is of a reminder");
}

async fn a_group_is_begun_and_noted_together_and_each_of_it_by_itself(fixture: Fixture) {
    let (db, id) = ten(&fixture, &news(Audience::default())).await;
    fixture.execute(&format!("UPDATE followers SET topics = '[\"jobs\"]' WHERE openid = '{}'", name(2))).await;
    let mut claims = claim(&db, id, 5, noon()).await;
    claims[0].holder = "somebody else".to_owned();
    let begun = db.begin_deliveries(&claims, UNCAPPED, noon() + minutes(5), noon()).await.unwrap();
    let those = [Begun::Lost, Begun::Send, Begun::Dropped(Why::Muted), Begun::Send, Begun::Send];
    assert_eq!(begun, those, "in their order");
    claims[1].holder = "somebody else".to_owned();
    let outcomes = [ErrandState::Sent, ErrandState::Sent, ErrandState::Sent, ErrandState::Sent, ErrandState::Unknown];
    let settled: Vec<Settled> = std::iter::zip(&claims, outcomes)
        .map(|(claimed, state)| Settled {
            claimed: claimed.clone(),
            state,
            channel: Some(Channel::Message),
            message: None,
        })
        .collect();
    let noted = db.settle_deliveries(&settled, noon()).await.unwrap();
    assert_eq!(noted, HashSet::from([claims[3].id, claims[4].id]));
    let tally = whole(&db, id).await;
    assert_eq!((tally.sent, tally.unknown, tally.dropped, tally.in_hand), (1, 1, 1, 2));
}

async fn a_tag_is_given_to_an_audience_and_taken_away(fixture: Fixture) {
    let db = peopled(&fixture, 10).await;
    speak(&db, 0..4, noon()).await;
    let open = all_of([Condition::WindowOpen]);
    assert_eq!(db.tag(&open, "电子厂意向", true, noon()).await.unwrap(), 4);
    assert_eq!(db.tag(&open, "电子厂意向", true, noon()).await.unwrap(), 0, "they have it");
    let tagged = all_of([Condition::Tags(vec!["电子厂意向".to_owned()])]);
    assert_eq!(db.count_audience(&tagged, &ask(), noon()).await.unwrap().audience, 4);
    let everything = fixture.everything().await;
    let word = "电子厂意向".as_bytes();
    assert!(!everything.windows(word.len()).any(|bytes| bytes == word), "what staff call people is not in the clear");
    assert_eq!(db.tag(&Audience::default(), "电子厂意向", false, noon()).await.unwrap(), 4);
    assert_eq!(db.count_audience(&tagged, &ask(), noon()).await.unwrap().audience, 0);
}

async fn an_audience_is_saved_under_a_name_and_counts_whoever_is_in_it_now(fixture: Fixture) {
    let db = peopled(&fixture, 10).await;
    let name = AudienceName::parse("说过话的").unwrap();
    db.save_audience(&name, &all_of([Condition::SeenInDays(3)]), AUTHOR, noon()).await.unwrap();
    let open = all_of([Condition::WindowOpen]);
    db.save_audience(&name, &open, RELEASER, noon() + minutes(1)).await.unwrap();
    let [saved] = &db.saved_audiences().await.unwrap()[..] else { panic!("one name, one audience") };
    assert_eq!((&saved.name, &saved.audience, saved.saved_by.as_str()), (&name, &open, RELEASER.name));
    let audience = saved.audience.clone();
    let counted = async || db.count_audience(&audience, &ask(), noon() + minutes(2)).await.unwrap().audience;
    assert_eq!(counted().await, 0);
    speak(&db, 0..4, noon() + minutes(1)).await;
    assert_eq!(counted().await, 4);
    assert!(db.drop_audience(&name, AUTHOR, noon()).await.unwrap());
    assert!(!db.drop_audience(&name, AUTHOR, noon()).await.unwrap());
    assert!(db.saved_audiences().await.unwrap().is_empty());
    assert_eq!(fixture.number("SELECT count(*) FROM audit WHERE action = 'audience_changed'").await, 3);
}

async fn an_altered_draft_is_not_what_was_released(fixture: Fixture) {
    let db = fixture.open().await;
    let id = released(&db, &news(Audience::default()), noon()).await;
    assert!(db.campaign(id).await.unwrap().unwrap().is_as_released());
    fixture.execute("UPDATE campaigns SET draft = replace(draft, '招聘会', '免费领奖')").await;
    assert!(!db.campaign(id).await.unwrap().unwrap().is_as_released());
}

async fn nothing_points_at_who_left(fixture: Fixture) {
    let draft = news(Audience::default());
    let (db, id) = ten(&fixture, &draft).await;
    let claims = claim(&db, id, 1, noon()).await;
    begin(&db, &claims[0], UNCAPPED, noon()).await;
    sent(&db, &claims[0], noon()).await;
    db.tag(&Audience::default(), "老乡", true, noon()).await.unwrap();
    for who in [claims[0].to.clone().unwrap(), openid(&name(7))] {
        db.apply(&fresh_key(), &who, &[Effect::Leave], noon() + minutes(1)).await.unwrap();
        let rows = format!("SELECT count(*) FROM deliveries WHERE openid = '{}'", who.as_str());
        assert_eq!(fixture.number(&rows).await, 0);
        assert_eq!(fixture.number(&rows.replace("deliveries", "facts")).await, 0);
    }
    let tally = whole(&db, id).await;
    assert_eq!((tally.planned, tally.sent, tally.dropped, tally.waiting), (10, 1, 1, 8));
    let spread = Schedule { spread_hours: 6, ..draft.when.clone() };
    let slow = released(&db, &guiyan::domain::campaign::Draft { when: spread, ..draft }, noon()).await;
    assert_eq!(plan_all(&db, slow, noon()).await, 8);
    assert!(claim(&db, slow, 100, noon() + minutes(180)).await.len() < 8, "the rest has its turn later");
}
