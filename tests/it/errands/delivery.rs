//! Reminders, offers and changes on their way, through gateways that do as they are told.

use std::collections::BTreeMap;
use std::sync::Arc;

use guiyan::app::content;
use guiyan::app::errands::calls::{Call, CallRecords, CallsOf};
use guiyan::app::errands::templates::{Says, TemplatePlan, Way};
use guiyan::app::import::activities;
use guiyan::app::import::read::read_table;
use guiyan::app::platform::id::TemplateId;
use guiyan::app::reach::Channel;
use guiyan::domain::activity::Activity;
use guiyan::domain::dialogue::effect::{Effect, Outcome};
use guiyan::domain::errand::{ErrandKind, ErrandState, Why};
use guiyan::domain::form::Answer;
use guiyan::domain::id::ActivityId;
use guiyan::domain::person::{MobileNumber, PersonName};
use guiyan::domain::purpose::Purpose;
use guiyan::domain::sign_up::Wish;
use jiff::{SignedDuration, Timestamp};

use crate::support::database::{Fixture, apply, fair, noon, openid, put_fair, wish};
use crate::support::errands::{Replica, at};
use crate::support::outward::{Outward, lost, refused};

const WHO: &str = "oZhong";

struct Scene {
    fixture: Fixture,
    outward: Arc<Outward>,
    replica: Replica,
}

impl Scene {
    async fn new() -> Self {
        let (fixture, outward) = (Fixture::sqlite().await, Arc::new(Outward::default()));
        let replica = Replica::of(&fixture, &outward).await;
        apply(&replica.db, WHO, Effect::Follow { scene: None }).await;
        Self { fixture, outward, replica }
    }

    /// The clock goes on to that time, at which everything due is done; then what was said.
    async fn comes(&self, time: Timestamp) -> Vec<String> {
        self.fixture.clock.advance(time.duration_since(self.fixture.now()));
        self.replica.step().await;
        self.said()
    }

    fn said(&self) -> Vec<String> {
        self.outward.asked().into_iter().map(|(_, _, words)| words).collect()
    }

    /// They write at that time, so that the window is open.
    async fn speaks(&self, time: Timestamp) {
        self.fixture.clock.advance(time.duration_since(self.fixture.now()));
        self.replica.spoke(WHO).await;
    }

    async fn calls(&self) -> Vec<Call> {
        self.replica.db.calls(CallsOf::default(), self.fixture.now()).await.unwrap()
    }
}

/// A place for somebody, by name and number.
fn for_somebody(activity: ActivityId, name: &str, mobile: &str, own: bool) -> Effect {
    let answers = vec![
        ("name".to_owned(), Answer::Name(PersonName::parse(name).unwrap())),
        ("mobile".to_owned(), Answer::Mobile(MobileNumber::parse(mobile).unwrap())),
    ];
    Effect::SignUp(Box::new(Wish { own, queues: true, ..wish(activity, answers) }))
}

fn own(activity: ActivityId) -> Effect {
    for_somebody(activity, "钟大明", "13800000001", true)
}

/// In the morning of the day after the day after tomorrow.
fn in_the_morning() -> Activity {
    let starts_at = at("2026-02-09T09:00");
    Activity { starts_at, ends_at: at("2026-02-09T11:30"), closes_at: starts_at, ..fair("morning", None) }
}

#[tokio::test]
async fn the_evening_before_and_two_hours_before_everybody_with_a_seat_is_reminded_once() {
    let scene = Scene::new().await;
    let activity = put_fair(&scene.replica.db, &fair("spring", None)).await;
    apply(&scene.replica.db, WHO, own(activity)).await;
    scene.speaks(at("2026-02-07T12:00")).await;
    assert_eq!(scene.comes(at("2026-02-07T17:59")).await, Vec::<String>::new());
    let said = scene.comes(at("2026-02-07T18:00")).await;
    let [words] = said.as_slice() else { panic!("{said:?}") };
    for part in
        ["快开始了", "春风行动招聘会", "编号 1-0001", "2月8日 周日 12:00", "县就业中心一楼", "身份证", "leave_1"]
    {
        assert!(words.contains(part), "{part} is missing in\n{words}");
    }
    assert!(!words.contains('＜'), "links are links:\n{words}");
    assert_eq!(scene.comes(at("2026-02-07T18:05")).await.len(), 0);
    assert_eq!(scene.comes(at("2026-02-08T10:00")).await.len(), 1, "two hours before");
    assert_eq!(scene.comes(at("2026-02-08T11:00")).await.len(), 0);
}

#[tokio::test]
async fn a_family_on_one_phone_gets_one_reminder_with_all_its_numbers() {
    let scene = Scene::new().await;
    let activity = put_fair(&scene.replica.db, &fair("spring", None)).await;
    apply(&scene.replica.db, WHO, own(activity)).await;
    apply(&scene.replica.db, WHO, for_somebody(activity, "李小红", "13800000002", false)).await;
    scene.speaks(at("2026-02-07T12:00")).await;
    let said = scene.comes(at("2026-02-07T18:00")).await;
    let [words] = said.as_slice() else { panic!("{said:?}") };
    assert!(words.contains("编号 1-0001、1-0002（李**）") || words.contains("编号 1-0001、1-0002（李*）"), "{words}");
    assert!(words.contains("my_sign_ups") && !words.contains("李小红"), "{words}");
}

#[tokio::test]
async fn what_falls_into_the_quiet_hours_waits_for_the_morning_or_is_missed() {
    let scene = Scene::new().await;
    let later = put_fair(&scene.replica.db, &in_the_morning()).await;
    let starts_at = at("2026-02-09T07:40");
    let early = put_fair(&scene.replica.db, &Activity { slug: "early".into(), starts_at, ..in_the_morning() }).await;
    apply(&scene.replica.db, WHO, own(later)).await;
    apply(&scene.replica.db, WHO, own(early)).await;
    scene.speaks(at("2026-02-08T12:00")).await;
    assert_eq!(scene.comes(at("2026-02-08T18:00")).await.len(), 2);
    assert_eq!(scene.comes(at("2026-02-09T05:40")).await.len(), 0, "nobody is woken");
    let [missed] = scene.calls().await.try_into().unwrap();
    assert_eq!((missed.activity, missed.state), (early, ErrandState::Missed(Why::Quiet)));
    assert_eq!(scene.comes(at("2026-02-09T07:00")).await.len(), 0, "two hours before the other one");
    let held = ErrandState::Held { until: at("2026-02-09T08:00"), why: Why::Quiet };
    assert!(scene.calls().await.iter().any(|call| call.activity == later && call.state == held));
    let said = scene.comes(at("2026-02-09T08:00")).await;
    assert_eq!(said.len(), 1);
    assert!(said[0].contains("9:00–11:30"), "{said:?}");
}

#[tokio::test]
async fn what_fell_due_while_the_server_was_away_over_the_holidays_is_seen_as_missed() {
    let scene = Scene::new().await;
    let activity = put_fair(&scene.replica.db, &fair("spring", None)).await;
    apply(&scene.replica.db, WHO, own(activity)).await;
    assert_eq!(scene.comes(at("2026-02-16T09:00")).await.len(), 0, "it is over for a week");
    let missed = "SELECT count(*) FROM errands WHERE state = 'missed'";
    assert_eq!(scene.fixture.number(missed).await, 2, "the evening before, and two hours before");
}

#[tokio::test]
async fn who_has_cancelled_is_not_reminded() {
    let scene = Scene::new().await;
    let activity = put_fair(&scene.replica.db, &in_the_morning()).await;
    apply(&scene.replica.db, WHO, own(activity)).await;
    scene.speaks(at("2026-02-08T12:00")).await;
    scene.comes(at("2026-02-08T18:00")).await;
    scene.comes(at("2026-02-09T07:30")).await;
    let place = scene.replica.db.place_of(WHO).await;
    apply(&scene.replica.db, WHO, Effect::CancelSignUp(place)).await;
    assert_eq!(scene.comes(at("2026-02-09T08:00")).await.len(), 0, "it was held for the morning");
    assert_eq!(scene.calls().await, []);
}

#[tokio::test]
async fn what_may_have_gone_out_is_unknown_and_never_sent_again() {
    let scene = Scene::new().await;
    let activity = put_fair(&scene.replica.db, &fair("spring", None)).await;
    apply(&scene.replica.db, WHO, own(activity)).await;
    scene.speaks(at("2026-02-07T12:00")).await;
    scene.outward.fails([lost()]);
    assert_eq!(scene.comes(at("2026-02-07T18:00")).await.len(), 1);
    assert_eq!(scene.fixture.number("SELECT count(*) FROM errands WHERE state = 'unknown'").await, 1);
    assert_eq!(scene.comes(at("2026-02-07T20:00")).await.len(), 0);
}

#[tokio::test]
async fn a_busy_platform_is_asked_again_and_after_some_tries_somebody_rings() {
    let scene = Scene::new().await;
    let activity = put_fair(&scene.replica.db, &fair("spring", None)).await;
    apply(&scene.replica.db, WHO, own(activity)).await;
    scene.speaks(at("2026-02-07T12:00")).await;
    let now = scene.fixture.now();
    scene.outward.fails((0..40).map(|_| refused(-1, now)));
    let mut tries = 0;
    for minute in 0..40 {
        tries += scene.comes(at("2026-02-07T18:00") + SignedDuration::from_mins(minute)).await.len();
    }
    assert_eq!(tries, 11);
    let [call] = scene.calls().await.try_into().unwrap();
    assert_eq!(call.state, ErrandState::Unreachable(Why::Busy));
}

#[tokio::test]
async fn whom_no_way_reaches_stands_on_the_call_list_of_the_unit() {
    let scene = Scene::new().await;
    let activity = put_fair(&scene.replica.db, &fair("spring", None)).await;
    apply(&scene.replica.db, WHO, own(activity)).await;
    assert_eq!(scene.comes(at("2026-02-08T18:00")).await.len(), 0, "they have not written for days");
    let scene = Scene::new().await;
    let unit = guiyan::domain::id::UnitId(24);
    let activity = put_fair(&scene.replica.db, &Activity { unit: Some(unit), ..fair("spring", None) }).await;
    apply(&scene.replica.db, WHO, own(activity)).await;
    scene.comes(at("2026-02-07T18:00")).await;
    let [call] = scene.calls().await.try_into().unwrap();
    assert_eq!(
        (call.kind, call.state, call.unit),
        (ErrandKind::Reminder, ErrandState::Unreachable(Why::NoWay), Some(unit))
    );
    assert_eq!(call.name.unwrap().masked(), "钟**");
    assert_eq!(call.mobile.unwrap().masked(), "138****0001");
    let other = CallsOf { unit: Some(guiyan::domain::id::UnitId(1)), ..CallsOf::default() };
    assert_eq!(scene.replica.db.calls(other, scene.fixture.now()).await.unwrap(), []);
    // A later word says all that was not said before.
    scene.speaks(at("2026-02-08T09:00")).await;
    assert_eq!(scene.comes(at("2026-02-08T10:00")).await.len(), 1);
    assert_eq!(scene.calls().await, []);
}

#[tokio::test]
async fn without_a_client_everything_is_for_the_call_list() {
    let fixture = Fixture::sqlite().await;
    let replica = Replica::with(&fixture, None, Vec::new()).await;
    let activity = put_fair(&replica.db, &fair("spring", None)).await;
    apply(&replica.db, WHO, own(activity)).await;
    fixture.clock.advance(at("2026-02-07T18:00").duration_since(noon()));
    replica.step().await;
    let [call] = replica.db.calls(CallsOf::default(), fixture.now()).await.unwrap().try_into().unwrap();
    assert_eq!(call.state, ErrandState::Unreachable(Why::NoClient));
}

#[tokio::test]
async fn a_limit_of_the_platform_holds_it_until_the_limit_is_over() {
    let scene = Scene::new().await;
    let activity = put_fair(&scene.replica.db, &fair("spring", None)).await;
    apply(&scene.replica.db, WHO, own(activity)).await;
    scene.speaks(at("2026-02-07T12:00")).await;
    scene.fixture.clock.advance(at("2026-02-07T18:00").duration_since(scene.fixture.now()));
    scene.outward.fails([refused(45009, scene.fixture.now())]);
    scene.comes(at("2026-02-07T18:00")).await;
    assert_eq!(scene.fixture.text("SELECT why FROM errands").await, "limit");
    assert_eq!(scene.comes(at("2026-02-08T08:30")).await.len(), 1, "a new day");
}

#[tokio::test]
async fn who_wants_no_notices_is_not_reminded_but_somebody_rings_when_it_is_called_off() {
    let scene = Scene::new().await;
    let spring = fair("spring", None);
    let activity = put_fair(&scene.replica.db, &spring).await;
    apply(&scene.replica.db, WHO, own(activity)).await;
    apply(&scene.replica.db, WHO, Effect::SetMuted(true)).await;
    scene.speaks(at("2026-02-07T12:00")).await;
    assert_eq!(scene.comes(at("2026-02-07T18:00")).await.len(), 0);
    assert_eq!(scene.calls().await, []);
    scene.replica.put(&Activity { called_off: true, ..spring }).await;
    assert_eq!(scene.comes(at("2026-02-07T18:10")).await.len(), 0);
    let [call] = scene.calls().await.try_into().unwrap();
    assert_eq!((call.kind, call.state), (ErrandKind::CalledOff, ErrandState::Unreachable(Why::Muted)));
}

#[tokio::test]
async fn what_is_moved_is_said_at_once_and_reminded_of_by_the_new_time_alone() {
    let scene = Scene::new().await;
    let spring = fair("spring", None);
    let activity = put_fair(&scene.replica.db, &spring).await;
    apply(&scene.replica.db, WHO, own(activity)).await;
    scene.speaks(at("2026-02-07T12:00")).await;
    let day = SignedDuration::from_hours(24);
    let (starts_at, ends_at) = (spring.starts_at + day, spring.ends_at + day);
    scene.replica.put(&Activity { starts_at, ends_at, place: "县体育馆".to_owned(), ..spring.clone() }).await;
    let said = scene.comes(at("2026-02-07T12:01")).await;
    let [words] = said.as_slice() else { panic!("{said:?}") };
    assert!(words.contains("有变动") && words.contains("2月9日 周一 12:00") && words.contains("县体育馆"), "{words}");
    assert_eq!(scene.comes(at("2026-02-07T18:00")).await.len(), 0, "that was the old eve");
    assert_eq!(scene.comes(at("2026-02-08T18:00")).await.len(), 1);
    // The same once more is no news.
    scene.replica.put(&Activity { starts_at, ends_at, place: "县体育馆".to_owned(), ..spring }).await;
    assert_eq!(scene.comes(at("2026-02-08T18:01")).await.len(), 0);
}

#[tokio::test]
async fn a_family_that_was_told_of_another_time_is_not_reminded_at_once() {
    let scene = Scene::new().await;
    let spring = fair("spring", None);
    let activity = put_fair(&scene.replica.db, &spring).await;
    apply(&scene.replica.db, WHO, own(activity)).await;
    apply(&scene.replica.db, WHO, for_somebody(activity, "李小红", "13800000002", false)).await;
    scene.speaks(at("2026-02-07T12:00")).await;
    assert_eq!(scene.comes(at("2026-02-07T18:00")).await.len(), 1);
    scene.fixture.clock.advance(SignedDuration::from_hours(1));
    let earlier = SignedDuration::from_hours(-1);
    let (starts_at, closes_at) = (spring.starts_at + earlier, spring.closes_at + earlier);
    scene.replica.put(&Activity { starts_at, closes_at, ..spring }).await;
    let said = scene.comes(at("2026-02-07T19:01")).await;
    assert!(matches!(&said[..], [words] if words.contains("有变动")), "{said:?}");
    assert_eq!(scene.comes(at("2026-02-07T19:10")).await, Vec::<String>::new());
}

#[tokio::test]
async fn whoever_was_not_told_of_a_move_is_rung_whatever_was_said_to_the_family_since() {
    let scene = Scene::new().await;
    let spring = fair("spring", Some(1));
    let activity = put_fair(&scene.replica.db, &spring).await;
    apply(&scene.replica.db, WHO, own(activity)).await;
    apply(&scene.replica.db, WHO, for_somebody(activity, "李小红", "13800000002", false)).await;
    let elsewhere = Activity { place: "县体育馆".to_owned(), ..spring };
    scene.replica.put(&elsewhere).await;
    assert_eq!(scene.comes(at("2026-02-06T12:10")).await, Vec::<String>::new(), "no window is open");
    scene.replica.put(&Activity { capacity: Some(2), ..elsewhere }).await;
    scene.comes(at("2026-02-06T12:20")).await;
    let kinds: Vec<_> = scene.calls().await.iter().map(|call| (call.kind, call.number.sequence)).collect();
    assert_eq!(kinds, [(ErrandKind::Moved, 1), (ErrandKind::Offer, 2)]);
}

#[tokio::test]
async fn what_is_called_off_in_the_night_is_said_before_they_set_out() {
    let scene = Scene::new().await;
    let starts_at = at("2026-02-09T07:40");
    let early = Activity { starts_at, ..in_the_morning() };
    let activity = put_fair(&scene.replica.db, &early).await;
    apply(&scene.replica.db, WHO, own(activity)).await;
    scene.speaks(at("2026-02-08T20:00")).await;
    scene.fixture.clock.advance(SignedDuration::from_hours(3));
    scene.replica.put(&Activity { called_off: true, ..early }).await;
    let said = scene.comes(at("2026-02-08T23:01")).await;
    let [words] = said.as_slice() else { panic!("{said:?}") };
    assert!(words.contains("取消了") && words.contains("1-0001"), "{words}");
    assert_eq!(apply(&scene.replica.db, WHO, own(activity)).await, Outcome::NotOpen);
    assert_eq!(scene.fixture.number("SELECT taken FROM activities").await, 0);
    assert_eq!(scene.fixture.text("SELECT state FROM sign_ups").await, "called_off");
}

/// One seat, taken by somebody else; ours queues for it.
async fn queued(scene: &Scene, activity: &Activity) -> ActivityId {
    let id = put_fair(&scene.replica.db, activity).await;
    apply(&scene.replica.db, "oLiu", for_somebody(id, "刘一", "13800000009", true)).await;
    assert!(matches!(apply(&scene.replica.db, WHO, own(id)).await, Outcome::Queued { .. }));
    id
}

async fn the_other_gives_up(scene: &Scene) {
    let place = scene.replica.db.place_of("oLiu").await;
    apply(&scene.replica.db, "oLiu", Effect::CancelSignUp(place)).await;
}

#[tokio::test]
async fn a_seat_that_came_free_is_offered_with_a_tap_to_take_it() {
    let scene = Scene::new().await;
    queued(&scene, &fair("spring", Some(1))).await;
    // Whoever queues has asked for it, whatever they said about notices.
    apply(&scene.replica.db, WHO, Effect::SetMuted(true)).await;
    scene.speaks(at("2026-02-06T12:30")).await;
    the_other_gives_up(&scene).await;
    let said = scene.comes(at("2026-02-06T13:00")).await;
    let [words] = said.as_slice() else { panic!("{said:?}") };
    let place = scene.replica.db.place_of(WHO).await;
    for part in ["有名额了", "2月7日 周六 1:00", &format!("take_{place}"), &format!("leave_{place}"), "不要了"]
    {
        assert!(words.contains(part), "{part} is missing in\n{words}");
    }
    assert_eq!(scene.comes(at("2026-02-06T14:00")).await.len(), 0);
}

#[tokio::test]
async fn an_offer_that_was_not_sent_is_dropped_when_it_lapses() {
    let scene = Scene::new().await;
    queued(&scene, &fair("spring", Some(1))).await;
    the_other_gives_up(&scene).await;
    scene.speaks(at("2026-02-06T13:00")).await;
    scene.outward.fails([refused(-1, scene.fixture.now())]);
    scene.comes(at("2026-02-06T13:00")).await;
    assert_eq!(scene.fixture.text("SELECT state FROM errands").await, "held");
    assert_eq!(scene.comes(at("2026-02-07T08:00")).await, Vec::<String>::new(), "it was kept for twelve hours");
    assert_eq!(scene.fixture.text("SELECT state FROM errands").await, "dropped");
    assert_eq!(scene.fixture.text("SELECT state FROM sign_ups WHERE openid = 'oZhong'").await, "lapsed");
}

/// pretix/pretix#1031: somebody was offered a seat at what had begun.
#[tokio::test]
async fn no_seat_is_offered_at_what_has_begun_and_no_offer_sent_that_was_made_before() {
    let scene = Scene::new().await;
    let spring = Activity { closes_at: at("2026-02-08T12:00"), ..fair("spring", Some(1)) };
    queued(&scene, &spring).await;
    scene.speaks(at("2026-02-08T10:00")).await;
    the_other_gives_up(&scene).await;
    scene.outward.fails([refused(-1, scene.fixture.now())]);
    assert_eq!(scene.comes(at("2026-02-08T10:30")).await.len(), 1, "the platform is busy");
    // It begins sooner than was thought when the seat was offered.
    let starts_at = at("2026-02-08T10:31");
    scene.fixture.execute(&format!("UPDATE activities SET starts_at = {}", starts_at.as_millisecond())).await;
    assert_eq!(scene.comes(at("2026-02-08T10:45")).await, Vec::<String>::new());
    let scene = Scene::new().await;
    queued(&scene, &spring).await;
    scene.speaks(at("2026-02-08T12:00")).await;
    scene.fixture.execute("UPDATE sign_ups SET state = 'cancelled' WHERE openid = 'oLiu'").await;
    scene.fixture.execute("UPDATE activities SET taken = 0").await;
    assert_eq!(scene.comes(at("2026-02-08T12:01")).await, Vec::<String>::new());
    assert_eq!(scene.fixture.number("SELECT count(*) FROM errands WHERE kind = 'offer'").await, 0);
}

#[tokio::test]
async fn the_account_s_templates_carry_it_where_no_window_is_open() {
    let (fixture, outward) = (Fixture::sqlite().await, Arc::new(Outward::default()));
    let plan = TemplatePlan {
        purpose: Purpose::Reminder,
        way: Way::Template,
        id: TemplateId::parse("near").unwrap(),
        lasting: false,
        fields: BTreeMap::from([("thing1".to_owned(), Says::Title), ("time2".to_owned(), Says::When)]),
    };
    let replica = Replica::with(&fixture, Some(&outward), vec![plan]).await;
    let title = "兴国县春风行动暨就业援助月大型现场招聘会（第一场）".to_owned();
    let activity = put_fair(&replica.db, &Activity { title, ..fair("spring", None) }).await;
    apply(&replica.db, WHO, own(activity)).await;
    fixture.clock.advance(at("2026-02-07T18:00").duration_since(noon()));
    replica.step().await;
    assert_eq!(outward.asked(), [(Channel::Template, openid(WHO), "near".to_owned())]);
}

/// Nobody is told twice because the records went away in between.
#[tokio::test]
async fn what_could_not_be_noted_is_noted_as_soon_as_the_records_are_back() {
    let scene = Scene::new().await;
    let activity = put_fair(&scene.replica.db, &fair("spring", None)).await;
    apply(&scene.replica.db, WHO, own(activity)).await;
    scene.speaks(at("2026-02-07T12:00")).await;
    assert_eq!(scene.comes(at("2026-02-07T17:59")).await.len(), 0);
    scene.fixture.clock.advance(SignedDuration::from_mins(1));
    let away =
        "CREATE TRIGGER away BEFORE UPDATE ON errands WHEN NEW.state = 'sent' BEGIN SELECT RAISE(ABORT, ''); END";
    scene.fixture.execute(away).await;
    assert!(scene.replica.worker.step().await.is_err());
    assert_eq!(scene.said().len(), 1);
    // Longer than its claim lasts: by then it counts as unknown for everybody else.
    assert!(scene.replica.worker.step().await.is_err(), "still away");
    scene.fixture.clock.advance(SignedDuration::from_mins(20));
    scene.fixture.execute("DROP TRIGGER away").await;
    scene.replica.step().await;
    assert_eq!(scene.said(), Vec::<String>::new());
    assert_eq!(scene.fixture.text("SELECT state FROM errands").await, "sent");
}

#[tokio::test]
async fn who_turns_up_while_it_is_in_time_is_told_and_leaves_the_call_list() {
    let scene = Scene::new().await;
    let activity = put_fair(&scene.replica.db, &fair("spring", None)).await;
    apply(&scene.replica.db, WHO, own(activity)).await;
    assert_eq!(scene.comes(at("2026-02-07T18:00")).await.len(), 0, "they have not written for days");
    assert_eq!(scene.calls().await.len(), 1);
    scene.speaks(at("2026-02-07T19:00")).await;
    let said = scene.comes(at("2026-02-07T19:01")).await;
    let [words] = said.as_slice() else { panic!("{said:?}") };
    assert!(words.contains("快开始了"), "{words}");
    assert_eq!(scene.calls().await, []);
    assert_eq!(scene.comes(at("2026-02-07T19:02")).await.len(), 0, "once");
}

/// A table as staff fill it in, imported; what stands in it twice is the newer one.
async fn import(scene: &Scene, row: &str) {
    let heading = "编号,名称,类别,日期,开始,结束,地点,带什么,电话,状态\n";
    let table = read_table("a.csv", (heading.to_owned() + row).as_bytes()).unwrap();
    let pack = content::load(&content::built_in()).unwrap().pack;
    let read = activities(&table, &pack, scene.fixture.now()).unwrap();
    let [activity] = read.activities.as_slice() else { panic!("{:#?}", read.flaws) };
    scene.replica.put(activity).await;
}

#[tokio::test]
async fn a_table_that_moves_an_activity_or_calls_it_off_tells_those_who_have_places() {
    let scene = Scene::new().await;
    import(&scene, "CF01,春风行动招聘会,招聘会,2026-03-07,9:00,11:30,县就业之家,身份证,12333,\n").await;
    apply(&scene.replica.db, WHO, own(ActivityId(1))).await;
    scene.speaks(at("2026-02-07T12:00")).await;
    import(&scene, "CF01,春风行动招聘会,招聘会,2026-03-08,9:00,11:30,县体育馆,身份证,12333,\n").await;
    let said = scene.comes(at("2026-02-07T12:01")).await;
    let [words] = said.as_slice() else { panic!("{said:?}") };
    assert!(words.contains("有变动") && words.contains("3月8日") && words.contains("县体育馆"), "{words}");
    import(&scene, "CF01,春风行动招聘会,招聘会,2026-03-08,9:00,11:30,县体育馆,身份证,12333,取消\n").await;
    let said = scene.comes(at("2026-02-07T12:02")).await;
    let [words] = said.as_slice() else { panic!("{said:?}") };
    assert!(words.contains("取消了"), "{words}");
    assert_eq!(scene.fixture.text("SELECT state FROM sign_ups").await, "called_off");
}

/// A look at somebody's only place.
trait PlaceOf {
    async fn place_of(&self, who: &str) -> guiyan::domain::id::SignUpId;
}

impl PlaceOf for guiyan::storage::Database {
    async fn place_of(&self, who: &str) -> guiyan::domain::id::SignUpId {
        use guiyan::app::records::FollowerRecords;
        self.known(&openid(who), None).await.unwrap().sign_ups.first().unwrap().id
    }
}
