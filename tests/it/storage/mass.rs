//! Batches of mass sends: everybody in one, no two replicas with the same, and each recipient stands as their batch.

use std::collections::BTreeSet;

use guiyan::app::campaigns::mass::records::{Batch, MassRecords, MassResult, Settled, Terms};
use guiyan::app::campaigns::records::{CampaignRecords, Cap, Change, DeliveryRecords};
use guiyan::app::platform::id::{MediaId, MessageId, TagId};
use guiyan::domain::campaign::mass::{Allowance, MassCounts, MassHow, Verdict};
use guiyan::domain::campaign::{Audience, Pause};
use guiyan::domain::errand::{ErrandState, Why};
use guiyan::domain::id::CampaignId;
use guiyan::domain::topic::Topic;
use guiyan::storage::Database;
use jiff::{SignedDuration, Timestamp};

use crate::support::campaigns::{RELEASER, name, peopled, released, report, to_many, whole};
use crate::support::database::{Fixture, noon, openid};

on_both!(
    everybody_is_in_one_batch_and_no_two_claims_get_the_same,
    whoever_dies_leaves_a_batch_due_again_under_its_key_whether_it_left_or_not,
    who_wants_none_had_enough_or_had_the_four_of_the_month_is_left_out,
    a_try_that_did_nothing_leaves_no_trace_and_one_that_may_have_done_it_does,
    a_batch_does_not_leave_once_its_campaign_is_stopped,
    the_event_is_noted_by_its_id_whenever_it_comes,
    an_event_of_a_send_by_hand_is_none_of_ours,
    what_was_stopped_counts_for_no_month_and_no_day,
    what_may_be_out_counts_for_the_day_of_all_others,
    what_was_made_for_a_batch_is_kept_and_the_next_shows_the_same_picture,
    a_cancelled_campaign_leaves_nothing_open,
);

fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

/// Of a service account, without a county's cap.
const TERMS: Terms = Terms {
    how: MassHow::List,
    cap: Cap { topic: Topic::Activities, most: None, in_days: 7 },
    allowance: Allowance::AMonthEach(4),
};

/// So many people, planned.
async fn planned(fixture: &Fixture, people: usize) -> (std::sync::Arc<Database>, CampaignId) {
    let db = peopled(fixture, people).await;
    let id = another(&db, noon()).await;
    (db, id)
}

/// A campaign of everybody, planned.
async fn another(db: &Database, now: Timestamp) -> CampaignId {
    let id = released(db, &to_many(Audience::default()), now).await;
    while db.plan_deliveries(id, 2_000, now).await.unwrap() > 0 {}
    id
}

async fn claim(db: &Database, id: CampaignId, now: Timestamp) -> Option<Batch> {
    db.claim_batch(id, &TERMS, now + minutes(5), now).await.unwrap()
}

async fn recipients(db: &Database, batch: &Batch, now: Timestamp) -> usize {
    db.recipients(batch, &TERMS, now).await.unwrap().len()
}

async fn leaves(db: &Database, batch: &Batch, now: Timestamp) -> bool {
    db.batch_leaves(batch, MassHow::List, now + minutes(5), now).await.unwrap()
}

fn message(id: &str) -> MessageId {
    MessageId::parse(id).unwrap()
}

fn settled(state: ErrandState, id: Option<&str>) -> Settled {
    Settled { state, message: id.map(message), nothing_left: false, media_gone: false, error: None }
}

async fn settle(db: &Database, batch: &Batch, settled: &Settled, now: Timestamp) {
    assert!(db.settle_batch(batch, settled, now).await.unwrap());
}

/// Sends everything of a campaign, the first batch under `id`.
async fn sent(db: &Database, campaign: CampaignId, id: &str, now: Timestamp) -> Batch {
    let batch = claim(db, campaign, now).await.unwrap();
    recipients(db, &batch, now).await;
    assert!(leaves(db, &batch, now).await);
    settle(db, &batch, &settled(ErrandState::Sent, Some(id)), now).await;
    batch
}

fn result(verdict: Verdict, total: u32) -> MassResult {
    let counts = MassCounts { total, filtered: total, sent: total, failed: 0 };
    MassResult { verdict, counts: Some(counts) }
}

async fn everybody_is_in_one_batch_and_no_two_claims_get_the_same(fixture: Fixture) {
    // One more than a list takes: nobody is left alone.
    let (db, id) = planned(&fixture, 10_001).await;
    let other = fixture.open().await;
    let (one, two) = tokio::join!(claim(&db, id, noon()), claim(&other, id, noon()));
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_eq!(claim(&db, id, noon()).await, None);
    assert!(one.key != two.key && one.key.as_str().len() <= 32, "{one:?}");
    assert_eq!(BTreeSet::from([one.number, two.number]), BTreeSet::from([1, 2]));
    let mut all = db.recipients(&one, &TERMS, noon()).await.unwrap();
    let second = other.recipients(&two, &TERMS, noon()).await.unwrap();
    assert!(all.len() >= 2 && second.len() >= 2 && all.len().max(second.len()) <= 10_000);
    all.extend(second);
    let distinct: BTreeSet<&str> = all.iter().map(|one| one.as_str()).collect();
    assert_eq!((all.len(), distinct.len()), (10_001, 10_001));
}

async fn whoever_dies_leaves_a_batch_due_again_under_its_key_whether_it_left_or_not(fixture: Fixture) {
    let (db, id) = planned(&fixture, 5).await;
    let first = claim(&db, id, noon()).await.unwrap();
    assert_eq!(claim(&db, id, noon() + minutes(4)).await, None);
    let second = claim(&db, id, noon() + minutes(5)).await.unwrap();
    assert_eq!((&second.key, second.left_at), (&first.key, None));
    assert!(!leaves(&db, &first, noon() + minutes(5)).await, "somebody else has it");
    assert_eq!(recipients(&db, &second, noon() + minutes(5)).await, 5);
    let left = noon() + minutes(6);
    assert!(leaves(&db, &second, left).await);
    assert_eq!(whole(&db, id).await.in_hand, 5);
    let third = claim(&db, id, left + minutes(5)).await.unwrap();
    assert_eq!((&third.key, third.left_at), (&first.key, Some(left)));
    assert_eq!(recipients(&db, &third, left + minutes(5)).await, 5, "the same people");
    assert!(!db.settle_batch(&second, &settled(ErrandState::Sent, None), left).await.unwrap());
    assert!(leaves(&db, &third, left + minutes(5)).await);
    settle(&db, &third, &settled(ErrandState::Sent, Some("9")), left + minutes(6)).await;
    assert_eq!(report(&db, id).await.channels["mass"].sent, 5);
    assert_eq!(fixture.number("SELECT count(*) FROM mass_batches").await, 1);
}

async fn who_wants_none_had_enough_or_had_the_four_of_the_month_is_left_out(fixture: Fixture) {
    let db = peopled(&fixture, 8).await;
    let change = |set: &str, n: usize| format!("UPDATE followers SET {set} WHERE openid = '{}'", name(n));
    fixture.execute(&change("topics = '[\"jobs\"]'", 7)).await;
    for n in 1..=4 {
        let id = another(&db, noon()).await;
        sent(&db, id, &n.to_string(), noon()).await;
    }
    let used = db.mass_use(&Audience::default(), Allowance::AMonthEach(4).since(noon()), noon()).await.unwrap();
    assert_eq!((used.had, used.sends), (vec![(4, 7)], 4));
    fixture.execute(&change("topics = NULL", 7)).await;
    let fifth = another(&db, noon()).await;
    let batch = claim(&db, fifth, noon()).await.unwrap();
    assert_eq!(db.recipients(&batch, &TERMS, noon()).await.unwrap(), [openid(&name(7))]);
    let tally = whole(&db, fifth).await;
    assert_eq!((tally.unreachable, tally.waiting), (7, 1));
    assert_eq!(report(&db, fifth).await.reasons[&Why::MonthUsedUp], 7);
    // Next month they have four again; the county's own cap still holds.
    let march = noon() + SignedDuration::from_hours(24 * 27);
    let sixth = another(&db, march).await;
    let batch = claim(&db, sixth, march).await.unwrap();
    assert_eq!(recipients(&db, &batch, march).await, 8);
    let capped = Terms { cap: Cap { most: Some(4), in_days: 60, ..TERMS.cap }, ..TERMS };
    assert_eq!(db.recipients(&batch, &capped, march).await.unwrap().len(), 1);
    assert_eq!(whole(&db, sixth).await.dropped, 7);
}

async fn a_try_that_did_nothing_leaves_no_trace_and_one_that_may_have_done_it_does(fixture: Fixture) {
    let (db, id) = planned(&fixture, 3).await;
    let held = |until| ErrandState::Held { until, why: Why::Busy };
    let batch = claim(&db, id, noon()).await.unwrap();
    assert!(leaves(&db, &batch, noon()).await);
    let nothing = Settled { nothing_left: true, ..settled(held(noon() + minutes(1)), None) };
    settle(&db, &batch, &nothing, noon()).await;
    assert_eq!(whole(&db, id).await.waiting, 3);
    assert_eq!(claim(&db, id, noon()).await, None);
    let again = claim(&db, id, noon() + minutes(1)).await.unwrap();
    assert_eq!(again.left_at, None);
    let left = noon() + minutes(1);
    assert!(leaves(&db, &again, left).await);
    settle(&db, &again, &settled(held(left), None), left).await;
    assert_eq!(whole(&db, id).await.in_hand, 3, "they may have it");
    let third = claim(&db, id, left).await.unwrap();
    assert_eq!(third.left_at, Some(left));
    assert!(leaves(&db, &third, left + minutes(1)).await);
    // That this one did nothing says nothing of the one before.
    let nothing = Settled { nothing_left: true, ..settled(held(left + minutes(2)), None) };
    settle(&db, &third, &nothing, left + minutes(1)).await;
    let fourth = claim(&db, id, left + minutes(2)).await.unwrap();
    assert_eq!(fourth.left_at, Some(left));
    settle(&db, &fourth, &settled(ErrandState::Unknown, None), left + minutes(2)).await;
    assert_eq!(whole(&db, id).await.unknown, 3);
}

async fn a_batch_does_not_leave_once_its_campaign_is_stopped(fixture: Fixture) {
    let (db, id) = planned(&fixture, 3).await;
    let batch = claim(&db, id, noon()).await.unwrap();
    db.change_campaign(id, Change::Pause(Pause::Staff), RELEASER, noon()).await.unwrap();
    assert!(!leaves(&db, &batch, noon()).await);
    assert_eq!((claim(&db, id, noon()).await, whole(&db, id).await.waiting), (None, 3));
    db.change_campaign(id, Change::Resume, RELEASER, noon()).await.unwrap();
    let again = claim(&db, id, noon()).await.unwrap();
    assert_eq!(again.key, batch.key);
    assert!(leaves(&db, &again, noon()).await);
}

async fn the_event_is_noted_by_its_id_whenever_it_comes(fixture: Fixture) {
    let (db, id) = planned(&fixture, 4).await;
    let batch = claim(&db, id, noon()).await.unwrap();
    assert!(leaves(&db, &batch, noon()).await);
    // The event is quicker than the answer.
    assert_eq!(db.told(&message("11"), &result(Verdict::Sent, 4), noon()).await.unwrap(), Some(id));
    assert_eq!(whole(&db, id).await.delivered, 4);
    settle(&db, &batch, &settled(ErrandState::Sent, Some("11")), noon()).await;
    let line = db.batches(id).await.unwrap().remove(0);
    assert_eq!((line.recipients, line.state), (4, ErrandState::Sent));
    assert_eq!(line.result, Some(result(Verdict::Sent, 4)));
    // And the usual way; some were filtered out, and nobody knows who.
    let second = another(&db, noon()).await;
    sent(&db, second, "12", noon()).await;
    let counts = MassCounts { total: 4, filtered: 3, sent: 3, failed: 0 };
    let some = MassResult { verdict: Verdict::Sent, counts: Some(counts) };
    for _ in 0..2 {
        assert_eq!(db.told(&message("12"), &some, noon()).await.unwrap(), Some(second));
    }
    let asked = MassResult { verdict: Verdict::Sent, counts: None };
    assert_eq!(db.told(&message("12"), &asked, noon()).await.unwrap(), Some(second));
    assert_eq!(db.batches(second).await.unwrap()[0].result, Some(some), "asking takes nothing away");
    let tally = whole(&db, second).await;
    assert_eq!((tally.sent, tally.delivered), (4, 0));
    assert_eq!(db.pending(noon(), noon() + minutes(60)).await.unwrap(), [], "nothing is to be asked");
}

async fn an_event_of_a_send_by_hand_is_none_of_ours(fixture: Fixture) {
    let (db, id) = planned(&fixture, 4).await;
    let batch = claim(&db, id, noon()).await.unwrap();
    assert!(leaves(&db, &batch, noon()).await);
    assert_eq!(db.told(&message("77"), &result(Verdict::Sent, 5_000), noon()).await.unwrap(), None);
    // One of the same size is taken for ours until the answer says which was.
    db.told(&message("78"), &result(Verdict::Sent, 4), noon()).await.unwrap();
    settle(&db, &batch, &settled(ErrandState::Sent, Some("79")), noon()).await;
    assert_eq!(db.batches(id).await.unwrap()[0].result, None);
    assert_eq!(db.told(&message("79"), &result(Verdict::Sent, 4), noon()).await.unwrap(), Some(id));
    assert_eq!(db.told(&message("78"), &result(Verdict::Sent, 4), noon()).await.unwrap(), None);
}

async fn what_was_stopped_counts_for_no_month_and_no_day(fixture: Fixture) {
    let (db, id) = planned(&fixture, 3).await;
    sent(&db, id, "21", noon()).await;
    let since = Allowance::ADay(1).since(noon());
    assert_eq!(db.sends_since(since, Some(id)).await.unwrap(), 1);
    db.told(&message("21"), &result(Verdict::Refused(10001), 3), noon()).await.unwrap();
    assert_eq!(db.sends_since(since, None).await.unwrap(), 0);
    assert_eq!(db.mass_use(&Audience::default(), since, noon()).await.unwrap().had, []);
    let tally = whole(&db, id).await;
    assert_eq!((tally.sent, tally.rejected), (3, 3));
    assert_eq!(db.sends_since(noon() + minutes(1), None).await.unwrap(), 0);
}

async fn what_may_be_out_counts_for_the_day_of_all_others(fixture: Fixture) {
    let (db, id) = planned(&fixture, 3).await;
    let since = Allowance::ADay(1).since(noon());
    let batch = claim(&db, id, noon()).await.unwrap();
    assert_eq!(db.sends_since(since, None).await.unwrap(), 0, "it has not left");
    assert!(leaves(&db, &batch, noon()).await);
    assert_eq!(db.sends_since(since, None).await.unwrap(), 1);
    assert_eq!(db.sends_since(since, Some(id)).await.unwrap(), 0, "it may go out again under its key");
}

async fn what_was_made_for_a_batch_is_kept_and_the_next_shows_the_same_picture(fixture: Fixture) {
    let (db, id) = planned(&fixture, 10_002).await;
    let mut batch = claim(&db, id, noon()).await.unwrap();
    batch.made.picture = Some(MediaId::parse("PICTURE").unwrap());
    batch.made.draft = Some(MediaId::parse("DRAFT").unwrap());
    batch.made.tag = Some(TagId(101));
    assert!(db.keep_batch(&batch, noon() + minutes(9), noon()).await.unwrap());
    let next = claim(&db, id, noon() + minutes(5)).await.unwrap();
    assert_eq!((next.number, next.made.picture.as_ref()), (2, batch.made.picture.as_ref()));
    assert_eq!((next.made.draft, next.made.tag), (None, None));
    let again = claim(&db, id, noon() + minutes(9)).await.unwrap();
    assert_eq!((again.number, &again.made), (1, &batch.made));
    assert!(!db.keep_batch(&batch, noon() + minutes(20), noon() + minutes(10)).await.unwrap(), "it is another's");
    assert!(leaves(&db, &again, noon() + minutes(9)).await);
    let at = noon() + minutes(10);
    settle(&db, &again, &settled(ErrandState::Sent, Some("31")), at).await;
    let asked = at + minutes(31);
    let pending = db.pending(asked + minutes(30), asked).await.unwrap();
    assert_eq!((pending.len(), &pending[0].untold, pending[0].tag), (1, &Some(message("31")), None));
    assert_eq!(db.pending(asked + minutes(30), asked).await.unwrap(), [], "nobody else asks");
    db.told(&message("31"), &result(Verdict::Sent, 10_000), asked).await.unwrap();
    let pending = db.pending(asked + minutes(30), asked).await.unwrap();
    assert_eq!((&pending[0].untold, pending[0].tag), (&None, Some(TagId(101))));
    db.tag_is_gone(pending[0].id).await.unwrap();
    assert_eq!(db.pending(noon(), asked + minutes(90)).await.unwrap(), []);
}

async fn a_cancelled_campaign_leaves_nothing_open(fixture: Fixture) {
    let (db, waits) = planned(&fixture, 3).await;
    let batch = claim(&db, waits, noon()).await.unwrap();
    let held = ErrandState::Held { until: noon() + minutes(60), why: Why::Limit };
    settle(&db, &batch, &Settled { nothing_left: true, ..settled(held, None) }, noon()).await;
    let left = another(&db, noon()).await;
    let gone = claim(&db, left, noon()).await.unwrap();
    assert!(leaves(&db, &gone, noon()).await);
    for id in [waits, left] {
        db.change_campaign(id, Change::Cancel, RELEASER, noon()).await.unwrap();
        db.drop_cancelled(id, 100, noon()).await.unwrap();
    }
    assert_eq!((whole(&db, waits).await.dropped, whole(&db, left).await.in_hand), (3, 3));
    let later = noon() + minutes(6);
    assert_eq!(db.at_work().await.unwrap().len(), 1);
    db.drop_cancelled(left, 100, later).await.unwrap();
    assert_eq!(whole(&db, left).await.unknown, 3);
    assert!(db.at_work().await.unwrap().is_empty());
    assert_eq!(db.told(&message("41"), &result(Verdict::Sent, 3), later).await.unwrap(), Some(left));
    assert_eq!(whole(&db, left).await.delivered, 3, "the platform knew");
}
