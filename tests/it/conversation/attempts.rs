//! Attempts of the platform at one message, and what happens when a server is slow or away.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use futures_util::future::try_join_all;
use guiyan::app::dialogue_cache::{
    Ahead, Begin, CacheUnavailable, Claim, Committed, DialogueCache, DialogueChange, Stored,
};
use guiyan::app::inbox::{Answer, Inbound, Inbox, InboxParts, RecentDialogues, TakesMessages};
use guiyan::app::message_key::MessageKey;
use guiyan::app::platform::id::TemplateId;
use guiyan::app::reach::ReachRecords;
use guiyan::app::records::{FollowerRecords, StoreError};
use guiyan::app::render::Renderer;
use guiyan::app::render::as_read;
use guiyan::app::sightings::Sightings;
use guiyan::app::vault::Vault;
use guiyan::domain::dialogue::effect::{Effect, Known, Outcome};
use guiyan::domain::dialogue::input::{Input, NoticeChoice, Picture};
use guiyan::domain::id::{ActivityId, OpenId};
use guiyan::domain::passive_reply::Trigger;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use tokio_util::task::TaskTracker;

use crate::support::house::{KEY, TestHouse};

/// Records that are slow, or fail a few times, before they do what they should.
struct Troubled {
    records: Arc<dyn FollowerRecords>,
    delay: Duration,
    failures: AtomicU32,
    applied: AtomicU32,
}

impl Troubled {
    fn new(house: &TestHouse, delay_ms: u64, failures: u32) -> Arc<Self> {
        Arc::new(Self {
            records: Arc::new(house.house.database.clone()),
            delay: Duration::from_millis(delay_ms),
            failures: failures.into(),
            applied: 0.into(),
        })
    }

    async fn trouble(&self) -> Result<(), StoreError> {
        tokio::time::sleep(self.delay).await;
        let left = self.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        left.map_or(Ok(()), |_| Err(StoreError::Unavailable("planted".into())))
    }
}

#[async_trait]
impl FollowerRecords for Troubled {
    async fn known(&self, openid: &OpenId, seats_of: Option<ActivityId>) -> Result<Known, StoreError> {
        self.records.known(openid, seats_of).await
    }

    async fn apply(
        &self,
        key: &MessageKey,
        openid: &OpenId,
        effects: &[Effect],
        now: Timestamp,
    ) -> Result<Vec<Outcome>, StoreError> {
        self.trouble().await?;
        self.applied.fetch_add(1, Ordering::SeqCst);
        self.records.apply(key, openid, effects, now).await
    }
}

/// Records whose code has a bug.
struct Buggy;

#[async_trait]
impl FollowerRecords for Buggy {
    async fn known(&self, _: &OpenId, _: Option<ActivityId>) -> Result<Known, StoreError> {
        panic!("planted")
    }
    async fn apply(&self, _: &MessageKey, _: &OpenId, _: &[Effect], _: Timestamp) -> Result<Vec<Outcome>, StoreError> {
        panic!("planted")
    }
}

/// A cache that cannot be reached a few times.
struct Shaky {
    cache: Arc<dyn DialogueCache>,
    failures: AtomicU32,
}

impl Shaky {
    fn trouble(&self) -> Result<(), CacheUnavailable> {
        let left = self.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        left.map_or(Ok(()), |_| Err(CacheUnavailable("planted".into())))
    }
}

#[async_trait]
impl DialogueCache for Shaky {
    async fn begin(
        &self,
        key: &MessageKey,
        openid: &OpenId,
        ahead: Option<Ahead<'_>>,
    ) -> Result<Begin, CacheUnavailable> {
        self.trouble()?;
        self.cache.begin(key, openid, ahead).await
    }
    async fn reload(&self, openid: &OpenId) -> Result<Stored, CacheUnavailable> {
        self.trouble()?;
        self.cache.reload(openid).await
    }
    async fn commit(&self, claim: &Claim, change: DialogueChange, reply: &[u8]) -> Result<Committed, CacheUnavailable> {
        self.trouble()?;
        self.cache.commit(claim, change, reply).await
    }
    async fn renew(&self, claim: &Claim) -> Result<bool, CacheUnavailable> {
        self.trouble()?;
        self.cache.renew(claim).await
    }
    async fn release(&self, claim: &Claim) -> Result<(), CacheUnavailable> {
        self.trouble()?;
        self.cache.release(claim).await
    }
    async fn ping(&self) -> Result<(), CacheUnavailable> {
        self.trouble()
    }
}

/// A cache that is away.
struct Away;

#[async_trait]
impl DialogueCache for Away {
    async fn begin(&self, _: &MessageKey, _: &OpenId, _: Option<Ahead<'_>>) -> Result<Begin, CacheUnavailable> {
        Err(CacheUnavailable("planted".into()))
    }
    async fn reload(&self, _: &OpenId) -> Result<Stored, CacheUnavailable> {
        Err(CacheUnavailable("planted".into()))
    }
    async fn commit(&self, _: &Claim, _: DialogueChange, _: &[u8]) -> Result<Committed, CacheUnavailable> {
        Err(CacheUnavailable("planted".into()))
    }
    async fn renew(&self, _: &Claim) -> Result<bool, CacheUnavailable> {
        Err(CacheUnavailable("planted".into()))
    }
    async fn release(&self, _: &Claim) -> Result<(), CacheUnavailable> {
        Err(CacheUnavailable("planted".into()))
    }
    async fn ping(&self) -> Result<(), CacheUnavailable> {
        Err(CacheUnavailable("planted".into()))
    }
}

pub fn now() -> Timestamp {
    "2026-02-07T01:00:00Z".parse().unwrap()
}

fn inbox(
    house: &TestHouse,
    records: Arc<dyn FollowerRecords>,
    cache: Arc<dyn DialogueCache>,
    deadline_ms: u64,
) -> Inbox {
    Inbox::new(InboxParts { cache, records, deadline: Duration::from_millis(deadline_ms), ..inbox_parts(house) })
}

/// All that a house has.
pub fn inbox_parts(house: &TestHouse) -> InboxParts {
    InboxParts {
        cache: Arc::clone(&house.house.cache),
        records: Arc::new(house.house.database.clone()),
        vault: Arc::new(Vault::new(&SecretString::from(KEY.to_owned())).unwrap()),
        clock: Arc::clone(&house.clock) as _,
        catalog: Arc::clone(&house.house.catalog),
        renderer: Arc::new(Renderer::new(None).unwrap()),
        sightings: Arc::new(Sightings::new(Arc::new(house.house.database.clone()))),
        words: Arc::clone(&house.house.words),
        recent: RecentDialogues::default(),
        late: None,
        deadline: Duration::from_secs(4),
        late_work: TaskTracker::new(),
    }
}

pub fn message(id: &str, input: Input) -> Inbound {
    Inbound {
        key: MessageKey::of([id]),
        openid: OpenId::parse("oAttempts").unwrap(),
        created_at: now(),
        input,
        trigger: Trigger::Message,
    }
}

pub fn typed(id: &str, text: &str) -> Inbound {
    message(id, Input::Text(text.into()))
}

pub async fn say(inbox: &Inbox, inbound: Inbound) -> String {
    match inbox.take(inbound, Instant::now()).await {
        Answer::Reply(reply) => as_read(&reply),
        Answer::Nothing => String::new(),
    }
}

/// Up to the review of a sign-up; the next 确认 has an effect.
async fn up_to_review(inbox: &Inbox) {
    say(inbox, message("join", Input::Click("join_1".into()))).await;
    say(inbox, typed("consent", "同意")).await;
    let review = say(inbox, typed("all", "张三 13800000001 长冈乡")).await;
    assert!(review.contains("请看一下对不对"), "{review}");
}

#[tokio::test]
async fn the_second_and_third_attempt_get_the_identical_reply_and_no_second_effect() {
    let house = TestHouse::open(now()).await;
    let records = Troubled::new(&house, 0, 0);
    let inbox = inbox(&house, records.clone(), Arc::clone(&house.house.cache), 4000);
    up_to_review(&inbox).await;
    let before = records.applied.load(Ordering::SeqCst);
    let first = say(&inbox, typed("yes", "1")).await;
    assert!(first.contains("报名成功"), "{first}");
    assert_eq!(say(&inbox, typed("yes", "1")).await, first);
    assert_eq!(say(&inbox, typed("yes", "1")).await, first);
    assert_eq!(records.applied.load(Ordering::SeqCst), before + 1);
}

#[tokio::test]
async fn an_attempt_that_arrives_while_the_first_is_running_waits_for_its_answer() {
    let house = TestHouse::open(now()).await;
    let records = Troubled::new(&house, 300, 0);
    let inbox = inbox(&house, records.clone(), Arc::clone(&house.house.cache), 4000);
    up_to_review(&inbox).await;
    let before = records.applied.load(Ordering::SeqCst);
    let (first, second) = tokio::join!(say(&inbox, typed("yes", "1")), say(&inbox, typed("yes", "1")));
    assert!(first.contains("报名成功"), "{first}");
    assert_eq!(first, second);
    assert_eq!(records.applied.load(Ordering::SeqCst), before + 1);
}

#[tokio::test]
async fn a_failed_attempt_says_so_and_releases_its_claim_so_that_the_next_succeeds() {
    let house = TestHouse::open(now()).await;
    let healthy = inbox(&house, Troubled::new(&house, 0, 0), Arc::clone(&house.house.cache), 4000);
    up_to_review(&healthy).await;
    // More failures than one attempt tries again for.
    let troubled = inbox(&house, Troubled::new(&house, 0, 4), Arc::clone(&house.house.cache), 4000);
    let first = say(&troubled, typed("yes", "1")).await;
    assert!(first.contains("系统忙") && first.contains("12333"), "{first}");
    let second = say(&troubled, typed("yes", "1")).await;
    assert!(second.contains("报名成功"), "{second}");
}

#[tokio::test]
async fn a_database_that_is_away_for_a_moment_is_not_noticed() {
    let house = TestHouse::open(now()).await;
    let inbox = inbox(&house, Troubled::new(&house, 0, 2), Arc::clone(&house.house.cache), 4000);
    up_to_review(&inbox).await;
    let receipt = say(&inbox, typed("yes", "1")).await;
    assert!(receipt.contains("报名成功"), "{receipt}");
}

#[tokio::test]
async fn who_waits_for_staff_is_answered_while_the_records_are_away() {
    let house = TestHouse::open(now()).await;
    let records = Troubled::new(&house, 0, 0);
    let inbox = inbox(&house, records.clone(), Arc::clone(&house.house.cache), 4000);
    say(&inbox, message("call", Input::Click("human".into()))).await;
    // What they say right after it is for staff, whatever it is.
    say(&inbox, typed("home", "菜单")).await;
    let away = || records.failures.store(4, Ordering::SeqCst);
    away();
    let jobs = say(&inbox, typed("jobs", "找服装厂的活")).await;
    assert!(jobs.contains("服装") && !jobs.contains("系统忙"), "{jobs}");
    away();
    let lost = say(&inbox, typed("tell", "阿巴阿巴")).await;
    assert!(lost.contains("系统忙"), "what is for staff alone is not said to be kept: {lost}");
    let kept = say(&inbox, typed("tell", "阿巴阿巴")).await;
    assert!(kept.contains("记下了"), "{kept}");
}

#[tokio::test]
async fn past_the_deadline_the_work_goes_on_and_its_answer_is_kept_for_the_retry() {
    let house = TestHouse::open(now()).await;
    let patient = inbox(&house, Troubled::new(&house, 0, 0), Arc::clone(&house.house.cache), 4000);
    up_to_review(&patient).await;
    let hasty = inbox(&house, Troubled::new(&house, 400, 0), Arc::clone(&house.house.cache), 100);
    assert_eq!(say(&hasty, typed("yes", "1")).await, "");
    tokio::time::sleep(Duration::from_millis(900)).await;
    let retry = say(&patient, typed("yes", "1")).await;
    assert!(retry.contains("报名成功"), "{retry}");
}

#[tokio::test]
async fn messages_of_one_follower_at_once_are_handled_one_after_another() {
    let house = TestHouse::open(now()).await;
    let inbox = Arc::new(inbox(&house, Troubled::new(&house, 0, 0), Arc::clone(&house.house.cache), 4000));
    say(&inbox, message("join", Input::Click("join_1".into()))).await;
    say(&inbox, typed("consent", "同意")).await;
    // Three answers on three connections; each is certain wherever the form stands.
    let answers = ["张三", "13800000001", "长冈乡"];
    let tasks: Vec<_> = answers
        .iter()
        .map(|text| {
            let inbox = Arc::clone(&inbox);
            let inbound = typed(text, text);
            tokio::spawn(async move { say(&inbox, inbound).await })
        })
        .collect();
    for task in tasks {
        assert!(!task.await.unwrap().is_empty());
    }
    // None overwrote another: whatever was asked again is asked, and nothing given before is asked twice.
    for (id, text) in [("n", "张三"), ("m", "13800000001"), ("u", "长冈乡"), ("s", "跳过")] {
        say(&inbox, typed(id, text)).await;
    }
    let known = say(&inbox, typed("yes", "确认")).await;
    assert!(known.contains("报名成功") || known.contains("请看一下"), "{known}");
}

#[tokio::test]
async fn without_the_cache_questions_are_answered_and_forms_put_off() {
    let house = TestHouse::open(now()).await;
    let records = Troubled::new(&house, 0, 0);
    let inbox = inbox(&house, records.clone(), Arc::new(Away), 4000);
    let jobs = say(&inbox, typed("1", "服装厂")).await;
    assert!(jobs.contains("服装"), "{jobs}");
    let form = say(&inbox, message("2", Input::Click("join_1".into()))).await;
    assert!(form.contains("系统忙") && form.contains("12333"), "{form}");
    assert_eq!(records.applied.load(Ordering::SeqCst), 0);
    // Who leaves is erased all the same.
    let gone = inbox.take(message("3", Input::Leave), Instant::now()).await;
    assert_eq!(gone, Answer::Nothing);
    assert_eq!(records.applied.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn when_another_try_would_end_too_late_it_says_so_in_time() {
    let house = TestHouse::open(now()).await;
    let inbox = inbox(&house, Troubled::new(&house, 1200, 4), Arc::clone(&house.house.cache), 2000);
    let put_off = say(&inbox, message("1", Input::Click("human".into()))).await;
    assert!(put_off.contains("系统忙") && put_off.contains("12333"), "{put_off}");
}

#[tokio::test]
async fn a_bug_is_told_as_a_failure_and_the_next_attempt_can_succeed() {
    let house = TestHouse::open(now()).await;
    let buggy = inbox(&house, Arc::new(Buggy), Arc::clone(&house.house.cache), 4000);
    let first = say(&buggy, message("1", Input::Click("human".into()))).await;
    assert!(first.contains("系统忙") && first.contains("12333"), "{first}");
    let sound = inbox(&house, Troubled::new(&house, 0, 0), Arc::clone(&house.house.cache), 4000);
    let second = say(&sound, message("1", Input::Click("human".into()))).await;
    assert!(second.contains("12333") && !second.contains("系统忙"), "{second}");
}

#[tokio::test]
async fn what_somebody_chooses_of_notices_is_written_down_and_their_form_goes_on() {
    let house = TestHouse::open(now()).await;
    let inbox = inbox(&house, Troubled::new(&house, 0, 0), Arc::clone(&house.house.cache), 4000);
    up_to_review(&inbox).await;
    let choice = NoticeChoice { template: "alerts".to_owned(), accepted: true };
    for _ in 0..2 {
        let popup = message("popup", Input::Notices(vec![choice.clone()]));
        assert_eq!(inbox.take(popup, Instant::now()).await, Answer::Nothing);
    }
    let alerts = TemplateId::parse("alerts").unwrap();
    let who = OpenId::parse("oAttempts").unwrap();
    let spent = [(); 2].map(|()| house.house.database.spend_credit(&who, &alerts, false));
    assert_eq!(try_join_all(spent).await.unwrap(), [true, false]);
    let receipt = say(&inbox, typed("yes", "1")).await;
    assert!(receipt.contains("报名成功"), "{receipt}");
}

#[tokio::test]
async fn when_somebody_last_did_something_is_known_soon_after() {
    let house = TestHouse::open(now()).await;
    let database = house.house.database.clone();
    let sightings = Arc::new(Sightings::new(Arc::new(database.clone())));
    let acts = async || {
        sightings.flush().await.unwrap();
        database.standing(&OpenId::parse("oAttempts").unwrap()).await.unwrap().acts
    };
    let inbox = Inbox::new(InboxParts { sightings: Arc::clone(&sightings), ..inbox_parts(&house) });
    let seconds = |n: i64| now() - SignedDuration::from_secs(n);
    let sent = |n: i64, input| Inbound { created_at: seconds(n), ..message(&n.to_string(), input) };
    // The platform promises no order.
    for (n, input) in [
        (30, Input::Text("招聘会".into())),
        (40, Input::Picture(Picture::default())),
        (20, Input::Tap { id: "home".into(), text: String::new() }),
        (25, Input::Click("home".into())),
        (10, Input::Scan { scene: "fair_2026".into() }),
        (5, Input::Notices(vec![])),
    ] {
        inbox.take(sent(n, input), Instant::now()).await;
    }
    let seen = acts().await;
    assert_eq!((seen.spoke, seen.tapped, seen.scanned), (Some(seconds(30)), Some(seconds(20)), Some(seconds(10))));
    // A platform whose clock is ahead of ours opens no longer window.
    inbox.take(sent(-3600, Input::Text("招聘会".into())), Instant::now()).await;
    assert_eq!(acts().await.spoke, Some(now()));
}

/// Signed up, and at the beginning of a second form.
async fn settle(inbox: &Inbox) {
    up_to_review(inbox).await;
    let receipt = say(inbox, typed("yes", "1")).await;
    assert!(receipt.contains("报名成功"), "{receipt}");
    let second = say(inbox, message("join 2", Input::Click("join_2".into()))).await;
    assert!(second.contains("请看一下对不对"), "{second}");
}

/// Waits until nothing is left of them: no profile, no consent, no place, no dialogue.
async fn until_forgotten(house: &TestHouse) {
    let who = OpenId::parse("oAttempts").unwrap();
    let begun = Instant::now();
    loop {
        let known = house.house.database.known(&who, None).await.unwrap();
        let stored = house.house.cache.reload(&who).await.unwrap();
        if known == Known::default() && stored.dialogue.is_none() {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "still there: {known:?} {stored:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn who_leaves_while_the_records_are_away_is_forgotten_once_they_are_back() {
    let house = TestHouse::open(now()).await;
    let records = Troubled::new(&house, 0, 0);
    let inbox = inbox(&house, records.clone(), Arc::clone(&house.house.cache), 4000);
    settle(&inbox).await;
    records.failures.store(6, Ordering::SeqCst);
    assert_eq!(say(&inbox, message("gone", Input::Leave)).await, "");
    until_forgotten(&house).await;
}

#[tokio::test]
async fn who_leaves_while_the_cache_is_away_has_no_dialogue_once_it_is_back() {
    let house = TestHouse::open(now()).await;
    let cache = Arc::new(Shaky { cache: Arc::clone(&house.house.cache), failures: 0.into() });
    let inbox = inbox(&house, Troubled::new(&house, 0, 0), Arc::clone(&cache) as _, 4000);
    settle(&inbox).await;
    cache.failures.store(3, Ordering::SeqCst);
    assert_eq!(say(&inbox, message("gone", Input::Leave)).await, "");
    until_forgotten(&house).await;
}

#[tokio::test]
async fn a_form_that_is_begun_while_everything_is_erased_does_not_outlive_it() {
    let house = TestHouse::open(now()).await;
    let prompt = inbox(&house, Troubled::new(&house, 0, 0), Arc::clone(&house.house.cache), 4000);
    settle(&prompt).await;
    say(&prompt, message("erase", Input::Click("erase_me".into()))).await;
    let slow = inbox(&house, Troubled::new(&house, 500, 0), Arc::clone(&house.house.cache), 4000);
    let (erased, form) = tokio::join!(say(&slow, typed("sure", "1")), async {
        tokio::time::sleep(Duration::from_millis(150)).await;
        // With the name and the number that are still known.
        say(&prompt, message("join 3", Input::Click("join_2".into()))).await
    });
    assert!(form.contains("请看一下对不对"), "{form}");
    assert!(erased.contains("已经删除"), "{erased}");
    until_forgotten(&house).await;
}
