//! The platform as one thing: what a phone, a test and the HTTP side hold on to.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use serde::Serialize;
use tokio::sync::{broadcast, mpsc};

use super::act::{self, Act, Refused};
use super::chat::Entry;
use super::clock::MovedClock;
use super::courier::Courier;
use super::errand::{Change, Errand};
use super::follower::Follower;
use super::menu::Menu;
use super::settings::{Settings, SettingsError};
use super::trace::Trace;
use super::world::World;
use crate::app::clock::Clock;

/// Changes that a watcher may be behind before it has to look at everything again.
const WATCHED: usize = 1_024;

/// The simulated platform.
pub struct Platform {
    pub(super) settings: Settings,
    pub(super) clock: Arc<MovedClock>,
    world: Mutex<World>,
    courier: Arc<Courier>,
    errands: mpsc::UnboundedSender<Errand>,
    changes: broadcast::Sender<Change>,
}

/// A follower as a list shows them.
#[derive(Debug, Clone, Serialize)]
pub struct FollowerSummary {
    /// For this account.
    pub openid: Arc<str>,
    /// Made up.
    pub name: String,
    /// Follows at present.
    pub subscribed: bool,
    /// The last entry of the conversation; 0 if there is none.
    pub last_entry: u64,
}

impl Platform {
    /// Starts a platform without followers. What it does by itself ends when the last handle is dropped.
    ///
    /// Call it inside a tokio runtime.
    ///
    /// # Errors
    /// Settings that could never work.
    pub fn start(settings: Settings, clock: Arc<dyn Clock>) -> Result<Arc<Self>, SettingsError> {
        let courier = Courier::new(&settings)?;
        let (errands, to_do) = mpsc::unbounded_channel();
        let platform = Arc::new(Self {
            world: Mutex::new(World::new(&settings)),
            settings,
            clock: Arc::new(MovedClock::new(clock)),
            courier: Arc::clone(&courier),
            errands,
            changes: broadcast::Sender::new(WATCHED),
        });
        tokio::spawn(courier.run(Arc::downgrade(&platform), to_do));
        Ok(platform)
    }

    /// Now, by the platform's clock.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The platform's clock, for a server that is to share it: pushes carry its time.
    pub fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.clock) as _
    }

    /// Asks our server whether it knows the token, as the console does when its address is entered there.
    pub async fn verify_callback(&self) -> bool {
        self.courier.verify(self).await
    }

    /// Somebody who does not follow yet, with a phone in the hand. `None` if there are too many people.
    pub fn newcomer(&self) -> Option<Arc<str>> {
        self.with(|world, _| {
            let openid = format!("oSim{:024}", world.roster.len() + 1);
            world.changes.push(Change::Followers);
            world.roster.meet(&openid).map(|follower| Arc::clone(&follower.openid))
        })
    }

    /// People, in the order in which the account met them; `from` counts from 0. Those who left are among them.
    pub fn followers(&self, from: usize, count: usize) -> Vec<FollowerSummary> {
        self.with(|world, _| world.roster.from(from).take(count).map(summary).collect())
    }

    /// How many people there are, with those who left.
    pub fn people(&self) -> usize {
        self.with(|world, _| world.roster.len())
    }

    /// What somebody does with the phone. Our server hears of it a moment later.
    ///
    /// # Errors
    /// What cannot be done on a phone just now, in words for the page.
    pub fn act(&self, openid: &str, act: Act) -> Result<(), Refused> {
        self.with(|world, now| act::perform(world, openid, act, now))
    }

    /// A conversation's entries after this one; 0 is all that are kept. Empty for a stranger.
    pub fn chat(&self, openid: &str, after: u64) -> Vec<Entry> {
        self.with(|world, _| world.roster.get(openid).map(|follower| follower.chat.after(after)).unwrap_or_default())
    }

    /// The menu that this person sees, conditional menus applied; `None` where there is none, or for who does not
    /// follow.
    pub fn menu_of(&self, openid: &str) -> Option<Menu> {
        self.with(|world, _| {
            let follower = world.roster.get(openid).filter(|follower| follower.subscribed)?;
            world.menus.of(follower).map(|(_, menu)| menu.clone())
        })
    }

    /// What went over the wire after this trace; 0 is all that are kept.
    pub fn trace(&self, after: u64) -> Vec<Arc<Trace>> {
        self.with(|world, _| world.traces.after(after))
    }

    /// Hears of every change from now on. Who lags has to look at everything again.
    pub fn watch(&self) -> broadcast::Receiver<Change> {
        self.changes.subscribe()
    }

    /// Works on the state, then lets out what that caused.
    pub(super) fn with<R>(&self, work: impl FnOnce(&mut World, Timestamp) -> R) -> R {
        let now = self.now();
        // A panic in here is a bug, and what it left is still the best there is to look at.
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        let result = work(&mut world, now);
        let (errands, changes) = (std::mem::take(&mut world.errands), std::mem::take(&mut world.changes));
        drop(world);
        for errand in errands {
            // The courier goes only when the platform does.
            let _ = self.errands.send(errand);
        }
        for change in changes {
            // Nobody watching is fine.
            let _ = self.changes.send(change);
        }
        result
    }
}

fn summary(follower: &Follower) -> FollowerSummary {
    FollowerSummary {
        openid: Arc::clone(&follower.openid),
        name: follower.name(),
        subscribed: follower.subscribed,
        last_entry: follower.chat.last(),
    }
}
