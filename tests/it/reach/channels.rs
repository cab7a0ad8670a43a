//! Which way something goes to a follower, and what is learnt from a refusal.

use std::sync::Arc;

use guiyan::app::clock::Clock;
use guiyan::app::platform::failure::{Scope, Unreachable};
use guiyan::app::platform::id::{ClientMessageId, TemplateId};
use guiyan::app::platform::template_data::{NoticeData, TemplateData};
use guiyan::app::reach::{
    Channel, Errand, NoticeTemplateUse, NoticeWords, Reach, Reached, Shut, TemplateWords, Templates, Unreached,
};
use guiyan::app::sightings::SightingRecords;
use guiyan::domain::county::AccountKind;
use guiyan::domain::dialogue::effect::Effect;
use guiyan::domain::dialogue::input::NoticeChoice;
use guiyan::domain::purpose::Purpose;
use guiyan::domain::window::{Act, LastActs};
use guiyan::storage::Database;
use jiff::SignedDuration;

use crate::support::database::{Fixture, apply, openid};
use crate::support::outward::{Outward, lost, reach, refused};

use Channel::{Message, Notice, Template};

const WHO: &str = "oZhong";

/// Somebody who follows, and everything to write to them with.
struct Scene {
    fixture: Fixture,
    db: Database,
    outward: Arc<Outward>,
    reach: Reach,
}

impl Scene {
    async fn new() -> Self {
        Self::of(AccountKind::Service).await
    }

    async fn of(kind: AccountKind) -> Self {
        let fixture = Fixture::sqlite().await;
        let (db, outward) = (fixture.open().await, Arc::new(Outward::default()));
        apply(&db, WHO, Effect::Follow { scene: None }).await;
        // The minute after a follow is over.
        fixture.clock.advance(SignedDuration::from_mins(5));
        let clock = Arc::clone(&fixture.clock) as Arc<dyn Clock>;
        let reach = reach(&outward, Arc::new(db.clone()), (kind, plan()), clock).await;
        Self { fixture, db, outward, reach }
    }

    async fn speaks(&self) {
        self.fixture.clock.advance(SignedDuration::from_secs(1));
        self.db.see(&[(openid(WHO), LastActs::one(Act::Spoke, self.fixture.now()))]).await.unwrap();
        self.fixture.clock.advance(SignedDuration::from_secs(1));
    }

    async fn subscribes(&self) {
        let choice = NoticeChoice { template: "notice".to_owned(), accepted: true };
        apply(&self.db, WHO, Effect::ChooseNotice(choice)).await;
    }

    async fn send(&self, errand: &Errand) -> Reached {
        self.reach.send(errand).await.unwrap()
    }

    fn fails(&self, errcode: i64) {
        self.outward.fails([refused(errcode, self.fixture.now())]);
    }

    /// What the platform was asked for by this errand, and what came of it.
    async fn tries(&self, errand: &Errand) -> (Vec<Channel>, Reached) {
        let reached = self.send(errand).await;
        (self.outward.channels(), reached)
    }
}

fn template(id: &str) -> TemplateId {
    TemplateId::parse(id).unwrap()
}

fn plan() -> Templates {
    let notice = || NoticeTemplateUse { id: template("notice"), for_good: false };
    Templates {
        notices: [(Purpose::Reminder, notice()), (Purpose::JobAlert, notice())].into(),
        // By mistake also one for advertisements.
        messages: [Purpose::Reminder, Purpose::JobAlert].map(|purpose| (purpose, template("template"))).into(),
    }
}

/// With words for every channel.
fn errand(purpose: Purpose) -> Errand {
    let notice = NoticeWords {
        of: None,
        data: NoticeData::new([("thing1", "招聘会")]).unwrap(),
        page: None,
        mini_program: None,
    };
    let template = TemplateWords {
        id: None,
        key: ClientMessageId::parse("fair-1-oZhong").unwrap(),
        data: TemplateData::new([("thing1", "招聘会")]).unwrap(),
        url: None,
        mini_program: None,
    };
    Errand {
        message: Some("明天上午九点招聘会".to_owned().try_into().unwrap()),
        notice: Some(notice),
        template: Some(template),
        ..Errand::new(openid(WHO), purpose)
    }
}

fn no_way(shut: [Shut; 3]) -> Reached {
    Reached::Not(Unreached::NoWay([Message, Notice, Template].into_iter().zip(shut).collect()))
}

#[tokio::test]
async fn the_best_open_way_is_taken_and_the_next_when_it_is_used_up() {
    let scene = Scene::new().await;
    let reminder = errand(Purpose::Reminder);
    scene.speaks().await;
    scene.subscribes().await;
    for channel in [Message, Message, Message, Message, Message, Notice, Template, Template] {
        assert_eq!(scene.tries(&reminder).await, (vec![channel], Reached::By(channel)));
    }
}

#[tokio::test]
async fn what_they_just_did_opens_the_window_before_the_records_hear_of_it() {
    let scene = Scene::new().await;
    let tapped = LastActs::one(Act::Tapped, scene.fixture.now());
    let reminder = Errand { acts: tapped, ..errand(Purpose::Reminder) };
    for channel in [Message, Message, Message, Template] {
        assert_eq!(scene.send(&reminder).await, Reached::By(channel));
    }
}

#[tokio::test]
async fn an_advertisement_never_goes_by_template() {
    let scene = Scene::new().await;
    let expected = no_way([Shut::WindowClosed, Shut::NotSubscribed, Shut::Advertisement]);
    assert_eq!(scene.tries(&errand(Purpose::JobAlert)).await, (vec![], expected));
    scene.subscribes().await;
    assert_eq!(scene.send(&errand(Purpose::JobAlert)).await, Reached::By(Notice));
}

#[tokio::test]
async fn a_way_needs_words_a_template_and_the_right_to_it() {
    let scene = Scene::of(AccountKind::Subscription).await;
    scene.speaks().await;
    let without_words = Errand::new(openid(WHO), Purpose::Reminder);
    assert_eq!(scene.send(&without_words).await, no_way([Shut::Wordless; 3]));
    let without_template = Errand { message: None, ..errand(Purpose::CheckIn) };
    assert_eq!(scene.send(&without_template).await, no_way([Shut::Wordless, Shut::NoTemplate, Shut::NoTemplate]));
    let without_right = Errand { message: None, ..errand(Purpose::Reminder) };
    assert_eq!(scene.send(&without_right).await, no_way([Shut::Wordless, Shut::NotSubscribed, Shut::Lacking]));
    assert_eq!(scene.outward.channels(), []);
}

#[tokio::test]
async fn who_wants_no_notices_gets_answers_alone() {
    let scene = Scene::new().await;
    scene.speaks().await;
    apply(&scene.db, WHO, Effect::SetMuted(true)).await;
    let unwanted = Reached::Not(Unreached::Unwanted);
    assert_eq!(scene.tries(&errand(Purpose::Reminder)).await, (vec![], unwanted));
    assert_eq!(scene.send(&errand(Purpose::Answer)).await, Reached::By(Message));
}

#[tokio::test]
async fn what_may_have_gone_out_is_never_sent_again_by_any_way() {
    let scene = Scene::new().await;
    scene.speaks().await;
    scene.subscribes().await;
    for channel in [Message, Notice, Template] {
        scene.outward.fails([lost()]);
        let mut reminder = errand(Purpose::Reminder);
        if channel != Message {
            reminder.message = None;
        }
        assert_eq!(scene.tries(&reminder).await, (vec![channel], Reached::Unknown(channel)));
    }
    // All of it counts as sent.
    for _ in 0..4 {
        assert_eq!(scene.send(&errand(Purpose::Reminder)).await, Reached::By(Message));
    }
    assert_eq!(scene.send(&errand(Purpose::Reminder)).await, Reached::By(Template));
}

#[tokio::test]
async fn a_window_that_the_platform_calls_closed_is_left_alone_until_they_act() {
    for errcode in [45015, 45047] {
        let scene = Scene::new().await;
        scene.speaks().await;
        scene.fails(errcode);
        let reminder = errand(Purpose::Reminder);
        assert_eq!(scene.tries(&reminder).await, (vec![Message, Template], Reached::By(Template)));
        assert_eq!(scene.tries(&reminder).await, (vec![Template], Reached::By(Template)));
        scene.speaks().await;
        assert_eq!(scene.send(&reminder).await, Reached::By(Message));
    }
}

#[tokio::test]
async fn a_follower_whom_nothing_reaches_is_left_alone_until_they_act() {
    let cases = [
        (43004, Unreachable::Gone),
        (43019, Unreachable::Blacklisted),
        (48002, Unreachable::Muted),
        (70000, Unreachable::Protected),
    ];
    for (errcode, why) in cases {
        let scene = Scene::new().await;
        scene.speaks().await;
        scene.fails(errcode);
        let (reminder, refused) = (errand(Purpose::Reminder), Reached::Not(Unreached::Refused(why)));
        assert_eq!(scene.tries(&reminder).await, (vec![Message], refused.clone()));
        assert_eq!(scene.tries(&reminder).await, (vec![], refused));
        scene.speaks().await;
        assert_eq!(scene.send(&reminder).await, Reached::By(Message));
    }
}

#[tokio::test]
async fn a_subscription_that_the_platform_does_not_know_is_forgotten() {
    let scene = Scene::new().await;
    scene.subscribes().await;
    scene.subscribes().await;
    scene.fails(43101);
    let reminder = errand(Purpose::Reminder);
    assert_eq!(scene.tries(&reminder).await, (vec![Notice, Template], Reached::By(Template)));
    assert_eq!(scene.tries(&reminder).await, (vec![Template], Reached::By(Template)));
}

#[tokio::test]
async fn what_surely_did_not_go_out_costs_nothing() {
    let scene = Scene::new().await;
    let now = scene.fixture.now();
    scene.speaks().await;
    scene.subscribes().await;
    let busy = |_| refused(-1, now);
    let reminder = errand(Purpose::Reminder);
    scene.outward.fails((0..9).map(busy));
    for _ in 0..9 {
        let (tried, reached) = scene.tries(&reminder).await;
        assert!(matches!(reached, Reached::Not(Unreached::Later(_))), "{reached:?}");
        assert_eq!(tried, [Message]);
    }
    // 45009 of messages and of notices: the template is open.
    scene.outward.fails([refused(45009, now), refused(45009, now)]);
    assert_eq!(scene.tries(&reminder).await, (vec![Message, Notice, Template], Reached::By(Template)));
    for channel in [Message, Message, Message, Message, Message, Notice] {
        assert_eq!(scene.send(&reminder).await, Reached::By(channel));
    }
}

#[tokio::test]
async fn what_is_ours_to_mend_shuts_one_way_and_what_is_wrong_with_the_account_all() {
    let scene = Scene::new().await;
    scene.subscribes().await;
    scene.fails(47003);
    scene.fails(43116);
    let reminder = errand(Purpose::Reminder);
    let expected = no_way([Shut::WindowClosed, Shut::Faulty, Shut::Stopped(Scope::Template)]);
    assert_eq!(scene.tries(&reminder).await, (vec![Notice, Template], expected));
    scene.fails(40164);
    assert_eq!(scene.tries(&reminder).await, (vec![Notice], Reached::Not(Unreached::Stopped)));
}
