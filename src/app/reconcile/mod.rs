//! Once a night: our followers against the platform's list (platform sheet 7.7).
//!
//! Events get lost, above all while nobody listens. But list and events also race, so the list alone decides nothing:
//! whoever is on one side only is asked about, and what the platform then says is done. Who left is forgotten in the
//! very way of an unfollow. One replica has the round, in a row of the records; each step is written down, so that
//! another goes on where it stopped, the same night or the next.

mod roll;

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use metrics::counter;

pub use self::roll::{Arrival, FollowerRoll, HELD, Progress, Round};
use super::clock::Clock;
use super::inbox::{Inbound, TakesMessages};
use super::message_key::MessageKey;
use super::platform::capabilities::CapabilityMap;
use super::platform::china_day::hour_in_china;
use super::platform::failure::{Decision, PlatformError, Unreachable};
use super::platform::followers::{FollowerGateway, FollowerInfo, Following, InfoBatch};
use super::records::StoreError;
use crate::domain::account::Feature;
use crate::domain::dialogue::input::Input;
use crate::domain::id::OpenId;
use crate::domain::passive_reply::Trigger;

/// When few people write: hours of the day in China.
const NIGHT: std::ops::Range<i8> = 3..5;
/// How often it is looked whether it is time, and whether a round can go on that could not before.
const LOOK: Duration = Duration::from_secs(600);
/// A round is due this long after the last began: every night, whatever the minute.
const DUE_AFTER: SignedDuration = SignedDuration::from_hours(12);
/// Followers asked about in one call (platform sheet 7.7).
const ASKED_AT_ONCE: usize = 100;
/// What the platform says of an openid that is no follower's (40003).
const NOT_OURS: Decision = Decision::DropFollower(Unreachable::Gone);
/// Most characters of a scene (platform sheet 7.8).
const SCENE: usize = 64;

/// What a round works with.
pub struct ReconcileParts {
    /// The platform's list. Its limit of 500 calls a day is kept behind this port.
    pub gateway: Arc<dyn FollowerGateway>,
    /// Ours.
    pub roll: Arc<dyn FollowerRoll>,
    /// Forgets who left, as after an unfollow.
    pub inbox: Arc<dyn TakesMessages>,
    /// What the account may.
    pub capabilities: Arc<CapabilityMap>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// Brings our followers up to date; one a process.
pub struct Reconcile {
    parts: ReconcileParts,
}

/// Why a round stops before its end. It goes on later.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// The platform.
    #[error(transparent)]
    Platform(#[from] PlatformError),
    /// The records.
    #[error(transparent)]
    Records(#[from] StoreError),
    /// Another replica has it.
    #[error("another replica has gone on with it")]
    Taken,
    /// It is morning.
    #[error("the night is over")]
    Morning,
}

/// What a stretch of a round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// On the platform's list.
    pub listed: u64,
    /// Were not among ours.
    pub added: u64,
    /// Were among ours and follow no more.
    pub gone: u64,
}

impl Reconcile {
    /// With these ports.
    pub fn new(parts: ReconcileParts) -> Self {
        Self { parts }
    }

    /// A round every night. Never ends: spawn it.
    pub async fn run(&self) {
        loop {
            self.look().await;
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Does what there is to do now: nothing by day, or while another replica does it.
    pub async fn look(&self) {
        if !self.is_night() || !self.parts.capabilities.may(Feature::Followers).await {
            return;
        }
        let now = self.parts.clock.now();
        let taken = self.parts.roll.take(now.saturating_sub(DUE_AFTER).unwrap_or(now), now).await;
        match taken {
            Ok(Some(round)) => self.through(round).await,
            Ok(None) => {}
            Err(error) => tracing::warn!(%error, "followers: it cannot be told whether a round is due"),
        }
    }

    async fn through(&self, mut round: Round) {
        let mut tally = Tally::default();
        let ended = self.all_steps(&mut round, &mut tally).await;
        let Tally { listed, added, gone } = tally;
        match ended {
            Ok(()) => tracing::info!(listed, added, gone, "followers: compared with the platform's list"),
            Err(error) => {
                tracing::warn!(%error, listed, added, gone, "followers: the round stops here and goes on later");
                if let Err(error) = self.parts.roll.let_go(&round, self.parts.clock.now()).await {
                    tracing::warn!(%error, "followers: the round cannot be let go of; its hold ends by itself");
                }
            }
        }
    }

    async fn all_steps(&self, round: &mut Round, tally: &mut Tally) -> Result<(), Stopped> {
        while let Progress::Listing(after) = round.progress.clone() {
            self.still_night()?;
            round.progress = self.list(round, after.as_ref(), tally).await?;
            self.go_on(round).await?;
            tracing::info!(listed = tally.listed, added = tally.added, "followers: a page of the list is done");
        }
        let mut after = None;
        loop {
            self.still_night()?;
            let some = self.parts.roll.unmarked(round.began_at, after.as_ref(), ASKED_AT_ONCE as u64).await?;
            let Some(last) = some.last() else { break };
            after = Some(last.clone());
            tally.gone += self.ask(round, &some).await?.gone;
            self.go_on(round).await?;
        }
        round.progress = Progress::Done;
        self.go_on(round).await
    }

    /// One page of the platform's list. A page that leads nowhere is the last.
    async fn list(&self, round: &Round, after: Option<&OpenId>, tally: &mut Tally) -> Result<Progress, Stopped> {
        let page = self.parts.gateway.list(after).await?;
        tally.listed += page.openids.len() as u64;
        let unknown = self.parts.roll.mark(&page.openids, round.began_at).await?;
        for some in unknown.chunks(ASKED_AT_ONCE) {
            self.still_night()?;
            tally.added += self.ask(round, some).await?.added;
            // A first night has thousands of them.
            self.go_on(&Round { progress: Progress::Listing(after.cloned()), ..round.clone() }).await?;
        }
        Ok(match page.next {
            Some(next) if !page.openids.is_empty() && Some(&next) != after => Progress::Listing(Some(next)),
            _ => Progress::Asking,
        })
    }

    /// Asks the platform about these and does what it says; of whom it says nothing, nothing is done.
    async fn ask(&self, round: &Round, openids: &[OpenId]) -> Result<Tally, Stopped> {
        let Ok(batch) = InfoBatch::new(openids.to_vec()) else { return Ok(Tally::default()) };
        let asked_at = self.parts.clock.now();
        let infos = match self.parts.gateway.infos(&batch).await {
            // One that the platform does not know at all spoils the answer about the others.
            Err(error) if error.decision() == NOT_OURS => self.ask_each(openids).await?,
            infos => infos?,
        };
        let (mut arrivals, mut gone) = (Vec::new(), 0);
        for FollowerInfo { openid, following } in infos.into_iter().filter(|info| openids.contains(&info.openid)) {
            match following {
                Some(following) => arrivals.push(arrival(openid, &following, round.began_at)),
                None => {
                    gone += 1;
                    self.forget(openid, asked_at).await;
                }
            }
        }
        let added = self.parts.roll.add(&arrivals, round.began_at, asked_at).await?;
        counter!("guiyan_reconciled_total", "change" => "added").increment(added);
        counter!("guiyan_reconciled_total", "change" => "gone").increment(gone);
        Ok(Tally { listed: 0, added, gone })
    }

    async fn ask_each(&self, openids: &[OpenId]) -> Result<Vec<FollowerInfo>, PlatformError> {
        let mut infos = Vec::with_capacity(openids.len());
        for openid in openids {
            infos.push(match self.parts.gateway.info(openid).await {
                Err(error) if error.decision() == NOT_OURS => FollowerInfo { openid: openid.clone(), following: None },
                info => info?,
            });
        }
        Ok(infos)
    }

    /// As if the unfollow had come now. Who followed again after the question is not touched: the records know.
    async fn forget(&self, openid: OpenId, asked_at: Timestamp) {
        let key = MessageKey::of(["reconcile", openid.as_str(), &asked_at.as_millisecond().to_string()]);
        let left = Inbound { key, openid, created_at: asked_at, input: Input::Leave, trigger: Trigger::Event };
        self.parts.inbox.take(left, Instant::now()).await;
    }

    async fn go_on(&self, round: &Round) -> Result<(), Stopped> {
        if self.parts.roll.go_on(round, self.parts.clock.now()).await? { Ok(()) } else { Err(Stopped::Taken) }
    }

    fn still_night(&self) -> Result<(), Stopped> {
        if self.is_night() { Ok(()) } else { Err(Stopped::Morning) }
    }

    fn is_night(&self) -> bool {
        NIGHT.contains(&hour_in_china(self.parts.clock.now()))
    }
}

/// Where the platform does not say since when, it is since before the round.
fn arrival(openid: OpenId, following: &Following, began_at: Timestamp) -> Arrival {
    let number = following.qr_scene.filter(|number| *number > 0).map(|number| number.to_string());
    let scene = following.qr_scene_text.clone().filter(|text| !text.is_empty()).or(number);
    let scene = scene.map(|scene| scene.chars().take(SCENE).collect());
    Arrival { openid, since: following.since.unwrap_or(began_at), scene }
}
