//! Our client before the simulated platform: what the one asks for is what the other shows.

use std::sync::Arc;

use guiyan::app::vault::Vault;
use guiyan::cache::embedded::EmbeddedCache;
use guiyan::domain::account::Account;
use guiyan::domain::county::AccountKind;
use guiyan::domain::id::OpenId;
use guiyan::simulator::act::Act;
use guiyan::simulator::chat::{Author, Content};
use guiyan::simulator::platform::Platform;
use guiyan::simulator::settings::Settings;
use guiyan::simulator::trace::{Direction, Trace};
use guiyan::wechat::api::{Api, ApiParts};
use guiyan::wechat::event::{Event, EventKind};
use guiyan::wechat::push::{Body, Push};
use jiff::SignedDuration;

use super::push::APP_ID;
use super::simulated::{Answer, Heard, SECRET, Simulated};

/// A verified service account on both sides, with one clock.
pub struct Pair {
    pub simulated: Simulated,
    pub api: Arc<Api>,
}

impl Pair {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// Settings of the platform changed.
    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::of(AccountKind::Service, change).await
    }

    /// Our side takes itself for a verified account of this kind; the other is as the settings say.
    pub async fn of(kind: AccountKind, change: impl FnOnce(&mut Settings)) -> Self {
        let simulated = Simulated::with(change, |_| Answer::body("success")).await;
        let clock = simulated.platform.clock();
        let cache = Arc::new(EmbeddedCache::open(Arc::clone(&clock), None).await.unwrap());
        let parts = ApiParts {
            base: simulated.address.clone(),
            app_id: APP_ID.to_owned(),
            app_secret: SECRET.into(),
            account: Account::new(kind, true),
            tokens: cache.clone(),
            rates: cache.clone(),
            capabilities: cache,
            vault: Arc::new(Vault::new(&"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=".into()).unwrap()),
            clock,
        };
        Self { simulated, api: Arc::new(Api::new(parts).unwrap()) }
    }

    pub fn platform(&self) -> &Platform {
        &self.simulated.platform
    }

    /// Somebody who follows.
    pub fn follower(&self) -> OpenId {
        OpenId::parse(&self.simulated.follower()).unwrap()
    }

    pub fn act(&self, who: &OpenId, act: Act) {
        self.simulated.act(who.as_str(), act);
    }

    pub fn say(&self, who: &OpenId, text: &str) {
        self.simulated.say(who.as_str(), text);
    }

    /// Moves the clock of both.
    pub fn wait(&self, time: SignedDuration) {
        self.simulated.wait(time);
    }

    /// What somebody got from the account, in its order.
    pub fn received(&self, who: &OpenId) -> Vec<Content> {
        let entries = self.simulated.chat(who.as_str()).into_iter();
        entries.filter(|entry| entry.from == Author::Account).map(|entry| (*entry.content).clone()).collect()
    }

    /// The last that somebody got from the account.
    pub fn last_received(&self, who: &OpenId) -> Content {
        self.received(who).pop().unwrap()
    }

    /// The first event of this name that our server was told, read as our server reads it.
    pub async fn told(&self, name: &str) -> EventKind {
        event(&self.simulated.hears(name).await).kind
    }

    /// The number of the last trace.
    pub fn last_trace(&self) -> u64 {
        self.platform().trace(0).last().map_or(0, |trace| trace.id)
    }

    /// How often a call arrived after this trace, whatever came of it.
    pub fn arrivals(&self, path: &str, after: u64) -> usize {
        self.calls(path, after).len()
    }

    /// Each of these calls arrived and was answered well. What a test says here is what the list of calls is held
    /// against (`pair::coverage`).
    pub fn made<const N: usize>(&self, paths: [&str; N]) {
        for path in paths {
            let well = |trace: &Arc<Trace>| trace.status == Some(200) && trace.errcode.unwrap_or(0) == 0;
            assert!(self.calls(path, 0).iter().any(well), "{path} was not made with success");
        }
    }

    fn calls(&self, path: &str, after: u64) -> Vec<Arc<Trace>> {
        let traces = self.platform().trace(after).into_iter();
        traces.filter(|trace| trace.direction == Direction::Call && trace.name == path).collect()
    }
}

/// What a push says, as our server reads it.
pub fn event(heard: &Heard) -> Event {
    match Push::parse(heard.body.as_bytes()).unwrap().body {
        Body::Event(event) => event,
        Body::Message(message) => panic!("no event: {message:?}"),
    }
}
