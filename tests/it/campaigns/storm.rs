//! Campaigns in a storm, on two replicas that share PostgreSQL and Redis: a fifth of all calls fails, in every way that
//! the simulator knows, callbacks get lost, and three times a replica is killed. At the end each recipient is in one
//! final state, and what it says is true of their phone.
//!
//! At full size with `GUIYAN_CAMPAIGN=100000` in the environment.

use std::collections::{BTreeMap, HashMap};
use std::process::Child;
use std::sync::Arc;
use std::time::{Duration, Instant};

use guiyan::app::campaigns::records::{CampaignRecords, DeliveryRecords, Receipt};
use guiyan::app::clock::Clock;
use guiyan::app::platform::id::MessageId;
use guiyan::domain::campaign::{Audience, CampaignState, Condition, Draft, Fields, Group, Words};
use guiyan::domain::id::{CampaignId, OpenId};
use guiyan::simulator::act::Act;
use guiyan::simulator::chat::{Author, Content};
use guiyan::simulator::fault::{CallbackFaults, Fault, Manner};
use guiyan::storage::Database;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::mpsc;

use crate::support::campaigns::{news, released, service, whole};
use crate::support::child::{self, Fast};
use crate::support::database::{Fixture, KEY, vault};
use crate::support::push::APP_ID;
use crate::support::redis::RedisServer;
use crate::support::sender::{Calls, api, sender};
use crate::support::simulated::{Answer, Heard, SECRET, Simulated};

/// Enough for every trouble to strike, and little enough for a dev build.
const PEOPLE: usize = 300;
/// A claim of five minutes ends after less than one. Faster, a call that hangs would outlast its claim.
const FASTER: u32 = 6;
/// Longer than any storm takes that gets forward at all, for each thousand recipients.
const PATIENCE: Duration = Duration::from_secs(600);

const SENDING: [&str; 2] = ["/cgi-bin/message/custom/send", "/cgi-bin/message/template/send"];

/// About a fifth of all sends.
const TROUBLE: [(f64, Manner); 9] = [
    (0.05, Manner::Errcode { errcode: -1 }),
    (0.04, Manner::BadGateway),
    (0.02, Manner::HangAfter),
    (0.01, Manner::HangBefore),
    (0.03, Manner::Slow { millis: 300 }),
    (0.01, Manner::Errcode { errcode: 43004 }),
    (0.01, Manner::Errcode { errcode: 47003 }),
    (0.01, Manner::Errcode { errcode: 40001 }),
    (0.01, Manner::Errcode { errcode: 42001 }),
];
/// How often each call is told that the minute's calls are used up: then everybody waits for the next one.
const MINUTES: u32 = 10;

/// A replica's sender, as a process of its own. It is started by the storm, and does nothing otherwise.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_replica_of_the_storm() {
    let Some(role) = child::role() else { return };
    let [database, redis, base, from] = role.split(' ').collect::<Vec<_>>()[..] else { panic!("{role}") };
    let from = Timestamp::from_millisecond(from.parse().unwrap()).unwrap();
    let clock: Arc<dyn Clock> = Arc::new(Fast::from(from, FASTER));
    let records = Arc::new(Database::open(database, vault(KEY), Arc::clone(&clock)).await.unwrap());
    let calls = Calls { base, app_id: APP_ID, app_secret: SECRET };
    let sender = sender(&records, redis, &calls, &clock);
    loop {
        if sender.step().await.is_ok_and(|step| !step.is_idle()) {
            continue;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// What the platform told of a message.
struct Told {
    message: MessageId,
    to: OpenId,
    receipt: Receipt,
}

fn told(heard: &Heard) -> Option<Told> {
    if heard.name() != "TEMPLATESENDJOBFINISH" {
        return None;
    }
    let receipt = if heard.field("Status") == "success" { Receipt::Delivered } else { Receipt::Failed };
    let (message, to) = (heard.field("MsgID"), heard.field("FromUserName"));
    Some(Told { message: MessageId::parse(&message).unwrap(), to: OpenId::parse(&to).unwrap(), receipt })
}

/// Everything that a replica needs to be told.
struct Scene {
    fixture: Fixture,
    db: Database,
    redis: RedisServer,
    simulated: Simulated,
    people: Vec<OpenId>,
}

impl Scene {
    async fn of(people: usize) -> Self {
        let (fixture, redis) = (Fixture::postgres().await, RedisServer::start());
        let morning = "2026-02-06T09:00:00+08:00".parse().unwrap();
        let (tell, mut hear) = mpsc::unbounded_channel();
        let simulated = Simulated::by(
            Arc::new(Fast::from(morning, FASTER)),
            |settings| settings.rules.held_back = Duration::from_millis(200),
            move |heard| {
                if let Some(told) = told(heard) {
                    tell.send(told).unwrap();
                }
                Answer::body("success")
            },
        )
        .await;
        for path in SENDING {
            simulated.platform.set_daily_limit(path, 10_000_000);
        }
        let (db, clock) = (fixture.open().await, simulated.platform.clock());
        // As every server does at start. With a fifth of all calls in vain, the usual 100,000 a day are too few.
        let calls = Calls { base: &simulated.address, app_id: APP_ID, app_secret: SECRET };
        api(&redis.url(), &calls, &clock).reconcile().await.unwrap();
        let ledger = db.clone();
        tokio::spawn(async move {
            while let Some(Told { message, to, receipt }) = hear.recv().await {
                ledger.receipt(&message, &to, receipt, clock.now()).await.unwrap();
            }
        });
        let seeded = simulated.platform.seed_followers(people);
        let people = seeded.iter().map(|openid| OpenId::parse(openid).unwrap()).collect();
        Self { fixture, db, redis, simulated, people }
    }

    fn now(&self) -> Timestamp {
        self.simulated.platform.now()
    }

    /// All follow; half of them have just spoken.
    async fn speak(&self) {
        use guiyan::app::sightings::SightingRecords;
        use guiyan::domain::window::{Act as Did, LastActs};
        let now = self.now();
        let before = LastActs::one(Did::Followed, now - SignedDuration::from_hours(2));
        let spoke = before.with(LastActs::one(Did::Spoke, now));
        let seen: Vec<_> = self
            .people
            .iter()
            .enumerate()
            .map(|(n, openid)| {
                if n.is_multiple_of(2) {
                    self.simulated.platform.act(openid.as_str(), Act::Say { text: "在吗".to_owned() }).unwrap();
                }
                (openid.clone(), if n.is_multiple_of(2) { spoke } else { before })
            })
            .collect();
        for some in seen.chunks(500) {
            self.db.see(some).await.unwrap();
        }
    }

    fn replica(&self) -> Child {
        let (database, redis) = (&self.fixture.url, self.redis.url());
        let now = self.now().as_millisecond();
        let role = format!("{database} {redis} {} {now}", self.simulated.address);
        child::start("campaigns::storm::a_replica_of_the_storm", &role)
    }

    /// What became of each recipient of a campaign.
    async fn states(&self, id: CampaignId) -> HashMap<String, &'static str> {
        let sql = format!(
            "SELECT CAST(CASE WHEN receipt = 'failed' THEN 3 WHEN state = 'sent' AND (channel = 'message' OR receipt IS NOT \
             NULL) THEN 1 WHEN state IN ('sent', 'unknown') THEN 2 ELSE 3 END AS BIGINT), openid FROM deliveries WHERE campaign_id \
             = {id}"
        );
        let named = |code| ["arrived", "perhaps", "not"][usize::try_from(code).unwrap() - 1];
        self.fixture.pairs(&sql).await.into_iter().map(|(code, openid)| (openid, named(code))).collect()
    }

    /// How often each phone shows what fits.
    fn shown(&self, fits: impl Fn(&Content) -> bool) -> HashMap<String, usize> {
        let count = |openid: &OpenId| {
            let chat = self.simulated.platform.chat(openid.as_str(), 0);
            chat.iter().filter(|entry| entry.from == Author::Account && fits(&entry.content)).count()
        };
        self.people.iter().map(|openid| (openid.as_str().to_owned(), count(openid))).collect()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::print_stdout, reason = "how the storm went is worth knowing")]
async fn a_campaign_in_a_storm_with_three_kills_reaches_each_once_and_says_what_is_true() {
    let people = std::env::var("GUIYAN_CAMPAIGN").map_or(PEOPLE, |text| text.parse().unwrap());
    let scene = Scene::of(people).await;
    scene.speak().await;
    let template = scene.simulated.platform.add_template("补贴发放通知", &[("补贴项目", "thing1")]).unwrap();
    let fields = [("thing1".to_owned(), "稳岗补贴已经到账".to_owned())].into();
    let fields = Fields { id: template.to_string(), lasting: false, fields };
    let cards = Draft { words: Words { template: Some(fields), ..Words::default() }, ..service(Audience::default()) };
    let open = Audience { any: vec![Group(vec![Condition::WindowOpen])], except: Vec::new() };
    let both = [released(&scene.db, &cards, scene.now()).await, released(&scene.db, &news(open), scene.now()).await];
    for api in SENDING {
        for (rate, manner) in TROUBLE {
            scene.simulated.platform.spoil(Fault { api: api.to_owned(), rate, times: None, manner });
        }
        let manner = Manner::Errcode { errcode: 45011 };
        scene.simulated.platform.spoil(Fault { api: api.to_owned(), rate: 0.01, times: Some(MINUTES), manner });
    }
    scene.simulated.platform.spoil(Fault {
        api: SENDING[1].to_owned(),
        rate: 0.01,
        times: None,
        manner: Manner::Result { status: "failed: system failed".to_owned() },
    });
    scene.simulated.platform.spoil_callbacks(CallbackFaults { drop: 0.03, repeat: 0.03, reorder: 0.03 });

    let began = Instant::now();
    let kills = go(&scene, both, people).await;
    scene.simulated.platform.heal();
    tokio::time::sleep(Duration::from_secs(1)).await;
    println!("{people} recipients in {:?}, {kills} kills", began.elapsed());
    let card = scene.shown(|content| matches!(content, Content::TemplateCard(_)));
    let text = news(Audience::default()).words.message.unwrap();
    let words = scene.shown(|content| matches!(content, Content::Text { text: shown } if *shown == text));
    check(&scene, both[0], &card, people).await;
    check(&scene, both[1], &words, people.div_ceil(2)).await;
}

/// Until both are done. A replica is killed at a quarter, at half and at three quarters, and started again.
async fn go(scene: &Scene, both: [CampaignId; 2], people: usize) -> usize {
    let all = people + people.div_ceil(2);
    let mut replicas = [scene.replica(), scene.replica()];
    let (began, mut kills) = (Instant::now(), 0);
    let patience = PATIENCE * u32::try_from(people.div_ceil(1_000)).unwrap();
    loop {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let tallies = [whole(&scene.db, both[0]).await, whole(&scene.db, both[1]).await];
        let settled: u32 =
            tallies.iter().map(|tally| tally.planned.saturating_sub(tally.waiting + tally.in_hand)).sum();
        if kills < 3 && usize::try_from(settled).unwrap() >= all * (kills + 1) / 4 {
            let replica = &mut replicas[kills % 2];
            replica.kill().unwrap();
            replica.wait().unwrap();
            *replica = scene.replica();
            kills += 1;
        }
        let mut done = true;
        for id in both {
            let state = scene.db.campaign(id).await.unwrap().unwrap().state;
            assert!(!matches!(state, CampaignState::Paused { .. }), "{state:?}");
            done &= state == CampaignState::Done;
        }
        if done {
            break;
        }
        assert!(began.elapsed() < patience, "the campaigns do not end: {tallies:?}");
    }
    for mut replica in replicas {
        replica.kill().unwrap();
        replica.wait().unwrap();
    }
    assert_eq!(kills, 3);
    kills
}

/// Nobody twice, nobody missed, and each state true.
#[expect(clippy::print_stdout, reason = "how the storm went is worth knowing")]
async fn check(scene: &Scene, id: CampaignId, shown: &HashMap<String, usize>, people: usize) {
    let tally = whole(&scene.db, id).await;
    println!("{tally:?}");
    assert_eq!(usize::try_from(tally.planned).unwrap(), people, "nobody is missed");
    assert_eq!((tally.waiting, tally.in_hand), (0, 0), "all are final");
    let states = scene.states(id).await;
    assert_eq!(states.len(), people);
    let mut wrong = BTreeMap::new();
    for (openid, state) in states {
        let times = shown.get(&openid).copied().unwrap_or_default();
        let is_true = match state {
            "arrived" => times == 1,
            "perhaps" => times <= 1,
            _ => times == 0,
        };
        if !is_true {
            *wrong.entry((state, times)).or_insert(0) += 1;
        }
    }
    assert!(wrong.is_empty(), "what the ledger says, and how often the phone shows it: {wrong:?}");
}
