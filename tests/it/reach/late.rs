//! Answers that miss the deadline go out as messages, once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use guiyan::app::clock::Clock;
use guiyan::app::inbox::{Answer, Inbound, Inbox, InboxParts, LateAnswers, RecentDialogues, TakesMessages};
use guiyan::app::message_key::MessageKey;
use guiyan::app::reach::{Channel, ReachRecords, Templates};
use guiyan::app::records::{FollowerRecords, StoreError};
use guiyan::app::render::Renderer;
use guiyan::app::sightings::Sightings;
use guiyan::cache::embedded::EmbeddedCache;
use guiyan::domain::county::AccountKind;
use guiyan::domain::dialogue::effect::{Effect, Known, Outcome};
use guiyan::domain::dialogue::input::Input;
use guiyan::domain::id::{ActivityId, OpenId};
use guiyan::domain::passive_reply::Trigger;
use jiff::{SignedDuration, Timestamp};
use tokio_util::task::TaskTracker;

use crate::support::database::{noon, openid, vault};
use crate::support::house::{KEY, TestHouse};
use crate::support::outward::{Outward, reach};

/// What the planted slowness takes, and what an attempt that misses the deadline has.
const SLOW: Duration = Duration::from_millis(500);
const HASTY: Duration = Duration::from_millis(100);
/// Longer than anything planted here takes.
const PATIENT: Duration = Duration::from_secs(20);

/// Records that take their time for effects.
struct Slow {
    records: Arc<dyn FollowerRecords>,
    delay_ms: AtomicU64,
}

#[async_trait]
impl FollowerRecords for Slow {
    async fn known(&self, openid: &OpenId, seats_of: Option<ActivityId>) -> Result<Known, StoreError> {
        self.records.known(openid, seats_of).await
    }
    async fn apply(
        &self,
        key: &MessageKey,
        openid: &OpenId,
        effects: &[Effect],
        sent: Timestamp,
    ) -> Result<Vec<Outcome>, StoreError> {
        tokio::time::sleep(Duration::from_millis(self.delay_ms.load(Ordering::SeqCst))).await;
        self.records.apply(key, openid, effects, sent).await
    }
}

/// A house whose answers with effects are slow, and two doors to it: one replica has little time, the other much.
struct Scene {
    house: TestHouse,
    outward: Arc<Outward>,
    hasty: Inbox,
    patient: Inbox,
    late_work: TaskTracker,
}

impl Scene {
    async fn new() -> Self {
        Self::of(AccountKind::Service).await
    }

    async fn of(kind: AccountKind) -> Self {
        let house = TestHouse::open(noon()).await;
        let (outward, late_work) = (Arc::new(Outward::default()), TaskTracker::new());
        let ways = Arc::new(EmbeddedCache::open(house.clock.clone(), None).await.unwrap());
        let delay_ms = u64::try_from(SLOW.as_millis()).unwrap().into();
        let records = Arc::new(Slow { records: Arc::new(house.house.database.clone()), delay_ms });
        let mut doors = Vec::new();
        for deadline in [HASTY, PATIENT] {
            let database = Arc::new(house.house.database.clone());
            let reach = reach(&outward, database.clone(), (kind, Templates::default()), house.clock.clone()).await;
            doors.push(Inbox::new(InboxParts {
                cache: Arc::clone(&house.house.cache),
                records: records.clone(),
                vault: vault(KEY),
                clock: house.clock.clone(),
                catalog: Arc::clone(&house.house.catalog),
                renderer: Arc::new(Renderer::new(None).unwrap()),
                sightings: Arc::new(Sightings::new(database)),
                words: Arc::clone(&house.house.words),
                recent: RecentDialogues::default(),
                late: Some(LateAnswers { reach: Arc::new(reach), ways: ways.clone() }),
                deadline,
                late_work: late_work.clone(),
            }));
        }
        let [hasty, patient] = <[Inbox; 2]>::try_from(doors).ok().unwrap();
        Self { house, outward, hasty, patient, late_work }
    }

    /// Asks for a person by the menu: an answer with an effect.
    fn tap(&self) -> Inbound {
        Inbound {
            key: MessageKey::of(["tap"]),
            openid: openid("oZhong"),
            created_at: self.house.clock.now(),
            input: Input::Click("human".into()),
            trigger: Trigger::Event,
        }
    }

    /// What was sent, once everything is done that goes on in the background.
    async fn sent(&self) -> Vec<String> {
        self.late_work.close();
        self.late_work.wait().await;
        self.late_work.reopen();
        let asked = self.outward.asked();
        assert!(asked.iter().all(|(channel, who, _)| *channel == Channel::Message && *who == openid("oZhong")));
        asked.into_iter().map(|(_, _, words)| words).collect()
    }
}

async fn take(inbox: &Inbox, inbound: Inbound) -> Answer {
    inbox.take(inbound, Instant::now()).await
}

#[tokio::test]
async fn a_late_answer_goes_out_as_a_message_and_no_attempt_gets_it_again() {
    let scene = Scene::new().await;
    assert_eq!(take(&scene.hasty, scene.tap()).await, Answer::Nothing);
    let sent = scene.sent().await;
    assert!(sent.len() == 1 && sent[0].contains("12333"), "{sent:?}");
    for inbox in [&scene.patient, &scene.hasty] {
        assert_eq!(take(inbox, scene.tap()).await, Answer::Nothing);
    }
    assert_eq!(scene.sent().await, [""; 0]);
}

#[tokio::test]
async fn an_answer_in_time_is_not_sent() {
    let scene = Scene::new().await;
    let answer = take(&scene.patient, scene.tap()).await;
    assert!(matches!(&answer, Answer::Reply(_)));
    // Nor after a further attempt, which gets the same.
    assert_eq!(take(&scene.patient, scene.tap()).await, answer);
    assert_eq!(scene.sent().await, [""; 0]);
}

#[tokio::test]
async fn what_a_further_attempt_fetches_is_not_sent() {
    let scene = Scene::new().await;
    let deadline = Duration::from_secs(3);
    let received = Instant::now() - PATIENT + deadline;
    // The platform hangs up; then it comes again and waits for what the first attempt has begun.
    let hung_up = tokio::time::timeout(HASTY, scene.patient.take(scene.tap(), received)).await;
    assert!(hung_up.is_err());
    let fetched = take(&scene.patient, scene.tap()).await;
    assert!(matches!(&fetched, Answer::Reply(_)), "{fetched:?}");
    assert_eq!(scene.sent().await, [""; 0]);
    // And once more.
    assert_eq!(take(&scene.patient, scene.tap()).await, fetched);
}

#[tokio::test]
async fn who_was_hung_up_on_and_never_asked_for_again_gets_it_after_the_deadline() {
    let scene = Scene::new().await;
    let received = Instant::now() - PATIENT + 2 * SLOW;
    let hung_up = tokio::time::timeout(HASTY, scene.patient.take(scene.tap(), received)).await;
    assert!(hung_up.is_err());
    assert_eq!(scene.sent().await.len(), 1);
}

#[tokio::test]
async fn attempts_on_all_sides_bring_one_answer() {
    for round in 0..5 {
        let scene = Scene::new().await;
        let later = |n: u32| tokio::time::sleep(SLOW * n / 4);
        let (first, second, third) = tokio::join!(
            take(&scene.hasty, scene.tap()),
            async {
                later(round).await;
                take(&scene.patient, scene.tap()).await
            },
            async {
                later(round + 2).await;
                take(&scene.patient, scene.tap()).await
            }
        );
        assert_eq!(first, Answer::Nothing);
        let fetched = [&second, &third].into_iter().any(|answer| matches!(answer, Answer::Reply(_)));
        assert_eq!(usize::from(fetched) + scene.sent().await.len(), 1, "{second:?} {third:?}");
    }
}

#[tokio::test]
async fn an_answer_to_a_tap_of_more_than_a_minute_ago_is_not_sent() {
    let scene = Scene::new().await;
    // Another follow or message of theirs would open the window.
    let tap = Inbound { created_at: scene.house.clock.now() - SignedDuration::from_secs(61), ..scene.tap() };
    assert_eq!(take(&scene.hasty, tap).await, Answer::Nothing);
    assert_eq!(scene.sent().await, [""; 0]);
}

#[tokio::test]
async fn an_answer_to_words_of_an_hour_ago_is_sent() {
    let scene = Scene::new().await;
    let words = Inbound {
        created_at: scene.house.clock.now() - SignedDuration::from_hours(1),
        input: Input::Text("人工".into()),
        trigger: Trigger::Message,
        ..scene.tap()
    };
    assert_eq!(take(&scene.hasty, words).await, Answer::Nothing);
    assert_eq!(scene.sent().await.len(), 1);
}

#[tokio::test]
async fn who_left_meanwhile_is_not_written_to() {
    let scene = Scene::new().await;
    assert_eq!(take(&scene.hasty, scene.tap()).await, Answer::Nothing);
    let records = &scene.house.house.database;
    let left = scene.house.clock.now() + SignedDuration::from_secs(1);
    records.apply(&MessageKey::of(["left"]), &openid("oZhong"), &[Effect::Leave], left).await.unwrap();
    assert_eq!(scene.sent().await, [""; 0]);
    assert_eq!(records.standing(&openid("oZhong")).await.unwrap().acts.latest(), None);
}
