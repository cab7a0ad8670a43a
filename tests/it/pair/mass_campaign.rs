//! Mass campaigns over real HTTP: what the simulated platform shows is each follower once, and its events come back.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use guiyan::app::campaigns::mass::MassPlatform;
use guiyan::app::campaigns::mass::records::MassRecords;
use guiyan::app::campaigns::receipts::Receipts;
use guiyan::app::campaigns::records::CampaignRecords;
use guiyan::app::clock::Clock;
use guiyan::app::inbox::{Answer, Inbound, TakesMessages};
use guiyan::app::sightings::SightingRecords;
use guiyan::domain::campaign::mass::Verdict;
use guiyan::domain::campaign::{Audience, CampaignState, Draft};
use guiyan::domain::county::AccountKind;
use guiyan::domain::id::{CampaignId, OpenId};
use guiyan::domain::window::{Act, LastActs};
use guiyan::simulator::account::{Account, Kind};
use guiyan::simulator::chat::Content;
use guiyan::simulator::fault::{Fault, Manner};
use guiyan::wechat::callback::{self, Callback};
use guiyan::wechat::config::{CallbackConfig, Mode};
use jiff::SignedDuration;
use tokio::net::TcpListener;

use crate::support::campaigns::{article, released, report, to_many, whole};
use crate::support::database::Fixture;
use crate::support::errands::Replica;
use crate::support::pair::Pair;
use crate::support::push::{APP_ID, TOKEN};

const PEOPLE: usize = 120;

/// Results of sends are nobody's message.
struct NobodyAnswers;

#[async_trait]
impl TakesMessages for NobodyAnswers {
    async fn take(&self, inbound: Inbound, _: Instant) -> Answer {
        panic!("nobody waits for an answer to {inbound:?}");
    }
}

/// The platform, a county before it, and its followers.
struct Scene {
    fixture: Fixture,
    pair: Pair,
    replica: Replica,
    people: Vec<OpenId>,
}

impl Scene {
    async fn of(kind: AccountKind) -> Self {
        let simulated = match kind {
            AccountKind::Service => Kind::Service,
            AccountKind::Subscription => Kind::Subscription,
        };
        let account = Account { kind: simulated, verified: true, government: true };
        let pair = Pair::of(kind, |settings| settings.account = account).await;
        let fixture = Fixture::sqlite().await;
        let clock = pair.platform().clock();
        fixture.clock.advance(clock.now().duration_since(fixture.now()));
        let platform = MassPlatform {
            mass: pair.api.clone(),
            tags: pair.api.clone(),
            drafts: pair.api.clone(),
            media: pair.api.clone(),
            capabilities: pair.api.capabilities(),
        };
        let replica = Replica::sending_to_many(&fixture, platform, kind).await;
        let seeded = pair.platform().seed_followers(PEOPLE);
        let people: Vec<OpenId> = seeded.iter().map(|openid| OpenId::parse(openid).unwrap()).collect();
        let followed = LastActs::one(Act::Followed, fixture.now());
        let seen: Vec<_> = people.iter().map(|one| (one.clone(), followed)).collect();
        replica.db.see(&seen).await.unwrap();
        Self { fixture, pair, replica, people }
    }

    async fn send(&self, draft: &Draft) -> CampaignId {
        let id = released(&self.replica.db, draft, self.fixture.now()).await;
        self.run().await;
        id
    }

    async fn run(&self) {
        while !self.replica.step().await.campaigns.is_idle() {}
    }

    /// Both clocks move, and it goes on.
    async fn wait(&self, seconds: i64) {
        let time = SignedDuration::from_secs(seconds);
        self.pair.wait(time);
        self.fixture.clock.advance(time);
        self.run().await;
    }

    /// Our callback gets the event as the platform pushed it.
    async fn hears(&self) {
        let heard = self.pair.simulated.hears("MASSSENDJOBFINISH").await;
        let config = CallbackConfig {
            app_id: APP_ID.into(),
            token: TOKEN.into(),
            mode: Mode::Plain,
            aes_key: None,
            aes_key_previous: None,
            freshness: Duration::from_secs(48 * 3600),
            max_body: 64 * 1024,
            text_limit: 2_000,
        };
        let records = || Arc::new(self.replica.db.clone());
        let clock = Arc::clone(&self.fixture.clock) as Arc<dyn Clock>;
        let receipts = Receipts { ledger: records(), mass: records(), campaigns: records(), clock: Arc::clone(&clock) };
        let callback = Callback::new(config, Arc::new(NobodyAnswers), clock).unwrap().telling(Arc::new(receipts));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/wechat", listener.local_addr().unwrap());
        let router = callback::routes(Arc::new(callback));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        let client = &self.pair.simulated.client;
        let answer = client.post(address).query(&heard.query).body(heard.body).send().await.unwrap();
        assert_eq!(answer.text().await.unwrap(), "success");
        server.abort();
    }

    fn spoil(&self, api: &str, manner: Manner) {
        let fault = Fault { api: format!("/cgi-bin/{api}"), rate: 1.0, times: Some(1), manner };
        self.pair.platform().spoil(fault);
    }

    /// Everybody has exactly this one thing.
    fn each_has_one(&self, fits: impl Fn(&Content) -> bool) {
        for who in &self.people {
            let received = self.pair.received(who);
            assert!(received.len() == 1 && received.iter().all(&fits), "{who:?}: {received:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_whose_answer_was_lost_reaches_each_follower_once_and_the_event_says_so() {
    let scene = Scene::of(AccountKind::Service).await;
    scene.spoil("message/mass/send", Manner::HangAfter);
    let id = scene.send(&to_many(Audience::default())).await;
    for _ in 0..4 {
        scene.wait(70).await;
    }
    scene.hears().await;
    scene.each_has_one(|content| matches!(content, Content::Text { text } if text.starts_with("正月初六")));
    let tally = whole(&scene.replica.db, id).await;
    assert_eq!((tally.sent, tally.delivered, tally.in_hand), (120, 120, 0));
    let line = scene.replica.db.batches(id).await.unwrap().remove(0);
    assert_eq!(line.result.map(|result| result.verdict), Some(Verdict::Sent));
    let state = scene.replica.db.campaign(id).await.unwrap().unwrap().state;
    assert_eq!(state, CampaignState::Done);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_article_of_a_subscription_account_goes_by_a_tag_that_is_deleted_afterwards() {
    let scene = Scene::of(AccountKind::Subscription).await;
    scene.spoil("tags/members/batchtagging", Manner::Errcode { errcode: -1 });
    let id = scene.send(&article(Audience::default())).await;
    scene.hears().await;
    scene.wait(1).await;
    scene.each_has_one(|content| matches!(content, Content::MassArticle { articles } if articles.len() == 1));
    assert_eq!(report(&scene.replica.db, id).await.channels["mass"].delivered, 120);
    let tags = guiyan::app::platform::tags::TagGateway::list(&*scene.pair.api).await.unwrap();
    let ours: BTreeSet<&str> =
        tags.iter().map(|tag| tag.name.as_str()).filter(|name| name.starts_with("guiyan")).collect();
    assert_eq!(ours, BTreeSet::new());
    // The day's one is used up: the next waits, and is sent tomorrow.
    let second = scene.send(&to_many(Audience::default())).await;
    assert_eq!(whole(&scene.replica.db, second).await.waiting, 120);
    scene.wait(23 * 3600).await;
    assert_eq!(whole(&scene.replica.db, second).await.sent, 120);
}
