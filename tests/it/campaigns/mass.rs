//! Mass sends with a platform that does as it is told.

use std::collections::BTreeSet;
use std::sync::Arc;

use guiyan::app::campaigns::mass::records::{MassRecords, MassResult};
use guiyan::app::campaigns::receipts::{Receipts, SendResult, TakesResults};
use guiyan::app::campaigns::records::{CampaignRecords, Change};
use guiyan::app::clock::Clock;
use guiyan::app::platform::mass::{MassContent, MassStatus};
use guiyan::domain::campaign::mass::{MassCounts, MassHow, Verdict};
use guiyan::domain::campaign::{Audience, CampaignState, Pause, Variant};
use guiyan::domain::county::AccountKind;
use guiyan::domain::errand::{ErrandState, Why};
use guiyan::domain::id::CampaignId;
use jiff::SignedDuration;

use crate::support::campaigns::{RELEASER, article, drawn_up, followers, name, released, report, to_many, whole};
use crate::support::database::{Fixture, noon, openid};
use crate::support::errands::{Replica, at};
use crate::support::mass::{Fail, MassOut, number};
use crate::support::outward::{lost, refused};

/// A county with so many followers, and what it sends to many by.
struct Scene {
    fixture: Fixture,
    out: Arc<MassOut>,
    replica: Replica,
    kind: AccountKind,
}

impl Scene {
    async fn of(kind: AccountKind, people: usize) -> Self {
        let (fixture, out) = (Fixture::sqlite().await, Arc::new(MassOut::default()));
        let replica = another(&fixture, &out, kind).await;
        followers(&fixture, &replica.db, people).await;
        Self { fixture, out, replica, kind }
    }

    async fn service(people: usize) -> Self {
        Self::of(AccountKind::Service, people).await
    }

    async fn subscription(people: usize) -> Self {
        Self::of(AccountKind::Subscription, people).await
    }

    /// A campaign of everybody, sent as far as it goes now.
    async fn send(&self) -> CampaignId {
        let id = released(&self.replica.db, &to_many(Audience::default()), self.fixture.now()).await;
        run(&self.replica).await;
        id
    }

    async fn wait(&self, minutes: i64) {
        self.fixture.clock.advance(SignedDuration::from_mins(minutes));
        run(&self.replica).await;
    }

    async fn state(&self, id: CampaignId) -> CampaignState {
        self.replica.db.campaign(id).await.unwrap().unwrap().state
    }

    async fn why(&self, id: CampaignId) -> Pause {
        match self.state(id).await {
            CampaignState::Paused { why, .. } => why,
            state => panic!("it should stand still, and is {state:?}"),
        }
    }

    async fn resume(&self, id: CampaignId) {
        self.replica.db.change_campaign(id, Change::Resume, RELEASER, self.fixture.now()).await.unwrap();
        run(&self.replica).await;
    }

    /// The platform's event of the campaign's first batch.
    async fn told(&self, key: &str, result: MassResult) {
        let records = || Arc::new(self.replica.db.clone());
        let clock = Arc::clone(&self.fixture.clock) as Arc<dyn Clock>;
        let receipts = Receipts { ledger: records(), mass: records(), campaigns: records(), clock };
        receipts.take(SendResult::Mass { message: number(key), result }).await;
    }

    async fn key(&self) -> String {
        self.fixture.text("SELECT key FROM mass_batches ORDER BY id DESC LIMIT 1").await
    }
}

async fn another(fixture: &Fixture, out: &Arc<MassOut>, kind: AccountKind) -> Replica {
    let platform = out.platform(kind, Arc::clone(&fixture.clock) as Arc<dyn Clock>).await;
    Replica::sending_to_many(fixture, platform, kind).await
}

/// Steps until nothing is left to be done now.
async fn run(replica: &Replica) {
    while !replica.step().await.campaigns.is_idle() {}
}

fn everybody(people: usize) -> BTreeSet<String> {
    (0..people).map(name).collect()
}

fn result(verdict: Verdict, total: u32) -> MassResult {
    let counts = MassCounts { total, filtered: total, sent: total, failed: 0 };
    MassResult { verdict, counts: Some(counts) }
}

#[tokio::test]
async fn a_service_account_sends_one_list_to_everybody_once() {
    let scene = Scene::service(30).await;
    let id = scene.send().await;
    let sends = scene.out.sends();
    assert_eq!((sends.len(), scene.out.calls(), sends[0].by_tag), (1, 1, false));
    assert_eq!(sends[0].to, everybody(30));
    assert!(matches!(&sends[0].content, MassContent::Text(text) if text.as_str().starts_with("正月初六")));
    assert_eq!((whole(&scene.replica.db, id).await.sent, scene.state(id).await), (30, CampaignState::Done));
    assert_eq!(report(&scene.replica.db, id).await.channels["mass"].sent, 30);
}

#[tokio::test]
async fn more_than_a_list_takes_go_in_several_and_two_replicas_send_each_once() {
    let scene = Scene::service(10_001).await;
    let other = another(&scene.fixture, &scene.out, scene.kind).await;
    let id = released(&scene.replica.db, &to_many(Audience::default()), noon()).await;
    tokio::join!(run(&scene.replica), run(&other));
    run(&scene.replica).await;
    let sizes: Vec<usize> = scene.out.sends().iter().map(|send| send.to.len()).collect();
    assert!(sizes.len() == 2 && sizes.iter().all(|size| (2..=10_000).contains(size)), "{sizes:?}");
    let received = scene.out.received();
    assert_eq!((received.len(), received.into_iter().collect::<BTreeSet<_>>()), (10_001, everybody(10_001)));
    assert_eq!(whole(&scene.replica.db, id).await.sent, 10_001);
}

#[tokio::test]
async fn one_alone_gets_it_by_a_tag_since_a_list_has_two() {
    let scene = Scene::service(1).await;
    scene.send().await;
    let sends = scene.out.sends();
    assert_eq!((sends.len(), sends[0].by_tag, &sends[0].to), (1, true, &everybody(1)));
}

/// WxJava#2098 and #623: what may have gone out goes again under the same key, and the platform sends it once.
#[tokio::test]
async fn a_lost_answer_is_sent_again_under_its_key_and_nobody_gets_it_twice() {
    let scene = Scene::service(20).await;
    scene.out.fails([Fail::After(lost()), Fail::Before(lost()), Fail::Before(refused(45066, noon()))]);
    let id = scene.send().await;
    assert_eq!(whole(&scene.replica.db, id).await.in_hand, 20, "they may have it");
    for _ in 0..4 {
        scene.wait(2).await;
    }
    assert_eq!((scene.out.sends().len(), scene.out.calls()), (1, 4));
    assert_eq!((whole(&scene.replica.db, id).await.sent, scene.state(id).await), (20, CampaignState::Done));
}

#[tokio::test]
async fn a_send_that_stays_lost_is_unknown_once_the_platform_has_forgotten_its_key() {
    let scene = Scene::service(5).await;
    let mut draft = to_many(Audience::default());
    draft.when.tried_hours = 48;
    scene.out.fails(std::iter::repeat_with(|| Fail::Before(lost())).take(500));
    let id = released(&scene.replica.db, &draft, noon()).await;
    for _ in 0..14 {
        scene.wait(120).await;
    }
    assert_eq!(whole(&scene.replica.db, id).await.unknown, 5);
    let calls = scene.out.calls();
    scene.wait(120).await;
    assert_eq!(scene.out.calls(), calls, "never again");
}

/// The process dies after the platform took it: `kill -9` between the call and its answer.
#[tokio::test]
async fn whoever_is_killed_while_it_goes_out_leaves_it_to_the_others_and_nobody_gets_it_twice() {
    let scene = Scene::service(8).await;
    let other = another(&scene.fixture, &scene.out, scene.kind).await;
    let id = scene.send().await;
    // What the one that died did not come to write down.
    scene.fixture.execute("UPDATE mass_batches SET state = 'sending', message_id = NULL, settled_at = NULL").await;
    scene.fixture.execute("UPDATE deliveries SET state = 'sending', settled_at = NULL").await;
    scene.fixture.execute("UPDATE campaigns SET state = 'released'").await;
    scene.fixture.clock.advance(SignedDuration::from_mins(6));
    run(&other).await;
    assert_eq!((scene.out.calls(), scene.out.sends().len()), (2, 1));
    assert_eq!(whole(&scene.replica.db, id).await.sent, 8);
}

#[tokio::test]
async fn the_event_may_come_before_the_answer_and_says_how_it_ended() {
    let scene = Scene::service(6).await;
    scene.out.fails([Fail::After(lost())]);
    let id = scene.send().await;
    let key = scene.key().await;
    scene.told(&key, result(Verdict::Sent, 6)).await;
    let tally = whole(&scene.replica.db, id).await;
    assert_eq!((tally.sent, tally.delivered, tally.in_hand), (6, 6, 0));
    scene.wait(2).await;
    assert_eq!(scene.out.calls(), 1, "it is known");
    assert_eq!(scene.state(id).await, CampaignState::Done);
}

#[tokio::test]
async fn what_the_review_stops_stops_the_campaign_and_is_told() {
    let scene = Scene::service(10_001).await;
    let id = released(&scene.replica.db, &to_many(Audience::default()), noon()).await;
    while scene.out.calls() == 0 {
        scene.replica.step().await;
    }
    scene.told(&scene.key().await, result(Verdict::Refused(10001), 9_998)).await;
    run(&scene.replica).await;
    assert_eq!((scene.why(id).await, scene.out.calls()), (Pause::MassRefused, 1));
    let line = scene.replica.db.batches(id).await.unwrap().remove(0);
    assert_eq!(line.result.unwrap().verdict, Verdict::Refused(10001));
    assert_eq!(whole(&scene.replica.db, id).await.rejected, 9_998);
}

#[tokio::test]
async fn a_batch_of_which_nobody_told_is_asked_after_a_while() {
    let scene = Scene::service(4).await;
    let id = scene.send().await;
    scene.wait(31).await;
    assert_eq!(scene.replica.db.batches(id).await.unwrap()[0].result, None, "it is still sending");
    scene.out.says(MassStatus::Sent);
    scene.wait(31).await;
    let told = scene.replica.db.batches(id).await.unwrap()[0].result;
    assert_eq!(told, Some(MassResult { verdict: Verdict::Sent, counts: None }));
}

#[tokio::test]
async fn it_stops_by_itself_without_right_or_quota_and_the_same_batch_goes_when_it_goes_on() {
    let scene = Scene::service(5).await;
    scene.out.fails([
        Fail::Before(refused(45028, noon())),
        Fail::Before(refused(40032, noon())),
        Fail::Before(refused(48001, noon())),
    ]);
    let id = scene.send().await;
    for why in [Pause::NoQuota, Pause::MassRefused, Pause::NoRight] {
        assert_eq!(scene.why(id).await, why);
        let line = scene.replica.db.batches(id).await.unwrap().remove(0);
        assert!(line.error.is_some() && line.state.is_open(), "{line:?}");
        assert_eq!(whole(&scene.replica.db, id).await.waiting, 5, "nobody is lost");
        scene.resume(id).await;
    }
    assert_eq!((scene.out.received().len(), scene.state(id).await), (5, CampaignState::Done));
    assert_eq!(scene.replica.db.batches(id).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_subscription_account_sends_by_a_tag_that_goes_when_it_is_over() {
    let scene = Scene::subscription(120).await;
    let id = scene.send().await;
    let sends = scene.out.sends();
    assert_eq!((sends.len(), sends[0].by_tag, &sends[0].to), (1, true, &everybody(120)));
    assert_eq!(scene.out.tags(), [format!("guiyan-{id}-1")]);
    scene.told(&scene.key().await, result(Verdict::Sent, 120)).await;
    scene.wait(1).await;
    assert_eq!(scene.out.tags(), [""; 0]);
    let line = scene.replica.db.batches(id).await.unwrap().remove(0);
    assert_eq!((line.how, line.recipients), (Some(MassHow::Tag), 120));
}

#[tokio::test]
async fn a_tag_that_a_crash_left_is_taken_up_and_only_the_recipients_have_it() {
    let scene = Scene::subscription(3).await;
    let id = released(&scene.replica.db, &to_many(Audience::default()), noon()).await;
    scene.out.tag_is_there(&format!("guiyan-{id}-1"), openid("oStranger"));
    run(&scene.replica).await;
    assert_eq!((scene.out.tags().len(), scene.out.received().len()), (1, 3));
    assert_eq!(scene.out.sends()[0].to, everybody(3));
}

#[tokio::test]
async fn whoever_has_twenty_tags_is_for_those_who_ring_and_the_others_get_it() {
    let scene = Scene::subscription(60).await;
    scene.out.have_twenty_tags([name(3), name(55)]);
    let id = scene.send().await;
    assert_eq!(scene.out.received().len(), 58);
    let tally = whole(&scene.replica.db, id).await;
    assert_eq!((tally.sent, tally.unreachable), (58, 2));
    assert_eq!(report(&scene.replica.db, id).await.reasons[&Why::NoWay], 2);
}

#[tokio::test]
async fn a_subscription_account_sends_once_a_day_and_the_second_waits_until_tomorrow() {
    let scene = Scene::subscription(4).await;
    let first = scene.send().await;
    let second = scene.send().await;
    assert_eq!((scene.out.calls(), scene.state(first).await), (1, CampaignState::Done));
    assert_eq!(whole(&scene.replica.db, second).await.waiting, 4);
    scene.fixture.clock.advance(at("2026-02-07T09:00").duration_since(noon()));
    run(&scene.replica).await;
    assert_eq!(scene.out.calls(), 2);
    assert_eq!(scene.state(second).await, CampaignState::Done);
}

#[tokio::test]
async fn an_article_is_uploaded_once_however_often_it_is_tried() {
    let scene = Scene::service(5).await;
    scene.out.fails([Fail::Before(refused(-1, noon())), Fail::After(lost())]);
    let id = released(&scene.replica.db, &article(Audience::default()), noon()).await;
    for _ in 0..4 {
        scene.wait(2).await;
    }
    assert_eq!((scene.out.sends().len(), scene.out.calls()), (1, 3));
    assert_eq!(scene.out.library(), (0, 1), "one picture, and the draft went with the send");
    assert_eq!(whole(&scene.replica.db, id).await.sent, 5);
}

#[tokio::test]
async fn a_draft_that_somebody_deleted_is_made_again() {
    let scene = Scene::service(5).await;
    scene.out.fails([Fail::Before(refused(40007, noon()))]);
    let id = released(&scene.replica.db, &article(Audience::default()), noon()).await;
    scene.wait(0).await;
    scene.wait(2).await;
    assert_eq!((scene.out.sends().len(), scene.out.library().1), (1, 2));
    assert_eq!(scene.state(id).await, CampaignState::Done);
}

#[tokio::test]
async fn a_trial_goes_to_one_by_the_platforms_preview_and_leaves_nothing_behind() {
    let scene = Scene::service(3).await;
    for draft in [to_many(Audience::default()), article(Audience::default())] {
        let id = drawn_up(&scene.replica.db, &draft, noon()).await;
        scene.replica.db.add_preview(id, &openid(&name(1)), Variant::A, noon()).await.unwrap();
        run(&scene.replica).await;
        assert_eq!(whole(&scene.replica.db, id).await.planned, 0);
    }
    assert_eq!((scene.out.previews().len(), scene.out.calls(), scene.out.library().0), (2, 0, 0));
}

#[tokio::test]
async fn what_is_too_late_does_not_go_out() {
    let scene = Scene::service(3).await;
    scene.out.fails([Fail::Before(refused(45009, noon()))]);
    let id = scene.send().await;
    assert!(matches!(scene.replica.db.batches(id).await.unwrap()[0].state, ErrandState::Held { why: Why::Limit, .. }));
    scene.wait(25 * 60).await;
    let tally = whole(&scene.replica.db, id).await;
    assert_eq!((scene.out.sends().len(), tally.missed, scene.state(id).await), (0, 3, CampaignState::Done));
}
