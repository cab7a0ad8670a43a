//! Everything that is said to people later: reminders, seats that came free, activities that moved or were called off.
//!
//! An errand is a row. Whoever claims it looks whether it is still true, notes that it goes out, and sends it once by
//! the best way that `reach` finds; what came of it is noted on the row. So each is sent, or held, or stands on the
//! call list of a unit, or is missed and seen as such. One that no way reaches goes to the call list at once, and is due
//! again when its follower turns up while it is in time: then it leaves the list.

pub mod calls;
mod records;
pub mod templates;
mod words;

use std::sync::Arc;

use arc_swap::ArcSwap;
use futures_util::StreamExt;
use jiff::{SignedDuration, Timestamp};
use metrics::{counter, gauge};
use tokio::sync::Mutex;

pub use self::records::{Begun, Claimed, ErrandRecords, Matter, Round, Tally};
use self::templates::TemplatePlan;
use self::words::Wording;
use super::clock::Clock;
use super::reach::{Channel, Patience, Reach, Reached, Unreached};
use super::records::StoreError;
use super::render::Renderer;
use super::site::address::SiteAddress;
use crate::domain::activity::Activity;
use crate::domain::catalog::Catalog;
use crate::domain::errand::{ErrandState, Why};
use crate::domain::sign_up::SignUpRules;

/// Errands a claim: they are done before the claim ends, also by a platform that answers slowly.
const BATCH: u64 = 48;
/// Errands at once: the platform is asked in parallel, the database stays free for those who write to us.
const AT_ONCE: usize = 8;
/// How long a claim lasts.
const CLAIM: SignedDuration = SignedDuration::from_mins(5);
/// How long a message may be on its way: longer than all attempts of the client together.
const SENDING: SignedDuration = SignedDuration::from_mins(5);
/// How soon something is tried again that could not be sent because the records were away.
const SOON: SignedDuration = SignedDuration::from_mins(1);
/// So long after it was too late, a round that nobody planned is planned still, so that it is seen as missed: longer
/// than any time that a server is away for, the holidays among them.
const LOOK_BACK: SignedDuration = SignedDuration::from_hours(14 * 24);

/// What errands are done with.
pub struct ErrandParts {
    /// The errands.
    pub records: Arc<dyn ErrandRecords>,
    /// Sends; `None` where there is no AppSecret: then everything is for the call list.
    pub reach: Option<Arc<Reach>>,
    /// Gives them their words.
    pub renderer: Arc<Renderer>,
    /// The account's templates.
    pub templates: Vec<TemplatePlan>,
    /// Where the pages are, if phones can open them.
    pub pages: Option<SiteAddress>,
    /// The activities and the county's rules.
    pub catalog: Arc<ArcSwap<Catalog>>,
    /// Whether people are reminded of samples too.
    pub samples: bool,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
}

/// Does errands; one a process.
pub struct Errands {
    parts: ErrandParts,
    /// What came of errands and could not be noted yet; never more than one batch, since nothing is claimed before.
    unsettled: Mutex<Vec<(Claimed, Outcome)>>,
}

/// What came of an errand, and by which way.
type Outcome = (ErrandState, Option<Channel>);

impl Errands {
    /// With these parts.
    pub fn new(parts: ErrandParts) -> Self {
        Self { parts, unsettled: Mutex::default() }
    }

    /// Plans the rounds of reminders that fell due. Answers how many errands they made.
    ///
    /// # Errors
    /// The records cannot be asked; the next time goes on from there.
    pub async fn plan(&self) -> Result<u64, StoreError> {
        let now = self.parts.clock.now();
        let catalog = self.parts.catalog.load_full();
        let due: Vec<Round> = self.activities(&catalog).flat_map(|activity| rounds(&catalog, activity, now)).collect();
        if due.is_empty() {
            return Ok(0);
        }
        let mut planned = 0;
        for round in self.parts.records.unplanned(due).await? {
            planned += self.parts.records.plan(&round, now).await?;
        }
        Ok(planned)
    }

    fn activities<'c>(&self, catalog: &'c Catalog) -> impl Iterator<Item = &'c Activity> {
        let samples = self.parts.samples;
        catalog.activities.iter().filter(move |activity| !activity.called_off && (samples || !activity.sample))
    }

    /// Makes due again what can be said after all, to those who turned up. Answers how many errands.
    ///
    /// # Errors
    /// The records cannot be asked; the next time finds them still.
    pub async fn reopen(&self) -> Result<u64, StoreError> {
        self.parts.records.reopen(self.parts.clock.now()).await
    }

    /// Does one batch of errands whose time has come, once all that came of those before is noted. Answers how many there were; fewer than a full batch is all.
    ///
    /// # Errors
    /// The records cannot be asked.
    pub async fn deliver(&self) -> Result<u64, StoreError> {
        self.settle_the_rest().await?;
        let now = self.parts.clock.now();
        let claimed = self.parts.records.claim(BATCH, later(now, CLAIM), now).await?;
        let count = claimed.len();
        let mut done =
            futures_util::stream::iter(claimed.into_iter().map(|one| self.one(one))).buffer_unordered(AT_ONCE);
        let mut failure = None;
        while let Some(one) = done.next().await {
            failure = one.err().or(failure);
        }
        failure.map_or(Ok(u64::try_from(count).unwrap_or(u64::MAX)), Err)
    }

    /// Whether a batch of this size was all that was due.
    pub fn is_all(delivered: u64) -> bool {
        delivered < BATCH
    }

    /// Brings the counts on the metrics page up to date.
    ///
    /// # Errors
    /// The records cannot be asked.
    pub async fn show(&self) -> Result<(), StoreError> {
        for Tally { state, errands } in self.parts.records.tally(self.parts.clock.now()).await? {
            #[expect(clippy::cast_precision_loss, reason = "a gauge; there are never 2^52 errands")]
            gauge!("guiyan_errands", "state" => state).set(errands as f64);
        }
        Ok(())
    }

    async fn one(&self, claimed: Claimed) -> Result<(), StoreError> {
        let now = self.parts.clock.now();
        let rules = self.rules();
        if let Some(waits) = untimely(&claimed, &rules, now) {
            return self.settle(&claimed, (waits, None)).await;
        }
        let matter = match self.parts.records.begin(&claimed, later(now, SENDING), now).await? {
            Begun::Send(matter) => matter,
            Begun::Dropped => {
                count(&claimed, ErrandState::Dropped(Why::Outdated));
                return Ok(());
            }
            Begun::Lost => return Ok(()),
        };
        let outcome = self.sent(&claimed, &matter, &rules).await;
        self.settle(&claimed, outcome).await
    }

    fn rules(&self) -> SignUpRules {
        self.parts.catalog.load().pack.county.sign_up.clone()
    }

    async fn sent(&self, claimed: &Claimed, matter: &Matter, rules: &SignUpRules) -> Outcome {
        let now = self.parts.clock.now();
        if matter.activity.sample && !self.parts.samples {
            return (ErrandState::Dropped(Why::Outdated), None);
        }
        let Some(to) = &claimed.to else { return (ErrandState::Dropped(Why::Gone), None) };
        let Some(reach) = &self.parts.reach else { return (to_the_list(claimed, Why::NoClient), None) };
        let ErrandParts { renderer, templates, pages, .. } = &self.parts;
        let wording = Wording { renderer, templates, pages: pages.as_ref() };
        let catalog = self.parts.catalog.load();
        let errand = match wording.errand((claimed.id, claimed.kind), to, matter, &catalog.pack.county) {
            Ok(errand) => errand,
            Err(error) => {
                tracing::error!(%error, kind = claimed.kind.id(), "errands: there are no words for it");
                return (to_the_list(claimed, Why::NoWay), None);
            }
        };
        match reach.send(&errand).await {
            Ok(reached) => (outcome(claimed, &reached, rules, now), reached.channel()),
            Err(error) => {
                tracing::warn!(%error, "errands: nobody can tell who can be reached");
                (listed(claimed, patience(claimed, rules).again(later(now, SOON), Why::Busy)), None)
            }
        }
    }

    /// Notes what came of it. What cannot be noted just now is kept for the next time; if this process ends before,
    /// what went out is unknown once the claim is over.
    async fn settle(&self, claimed: &Claimed, outcome: Outcome) -> Result<(), StoreError> {
        match self.parts.records.settle(claimed, outcome, self.parts.clock.now()).await {
            Ok(settled) => {
                if settled {
                    count(claimed, outcome.0);
                }
                Ok(())
            }
            Err(error) => {
                self.unsettled.lock().await.push((claimed.clone(), outcome));
                Err(error)
            }
        }
    }

    /// Notes what came of errands while the records were away.
    async fn settle_the_rest(&self) -> Result<(), StoreError> {
        let rest = std::mem::take(&mut *self.unsettled.lock().await);
        let mut failure = None;
        for (claimed, outcome) in rest {
            failure = self.settle(&claimed, outcome).await.err().or(failure);
        }
        failure.map_or(Ok(()), Err)
    }
}

/// The rounds of one activity that are due, and not long over.
fn rounds(catalog: &Catalog, activity: &Activity, now: Timestamp) -> Vec<Round> {
    let rules = catalog.pack.reminders.iter().filter(|rule| rule.kinds.contains(&activity.kind));
    let sessions = || activity.sessions.iter().map(|session| Some(session.number)).chain([None]);
    let all = rules.flat_map(|rule| sessions().map(move |session| (rule, session)));
    let round = |(rule, session): (&crate::domain::reminder::ReminderRule, _)| {
        let span = activity.span(session);
        let (due_at, not_after) = (rule.due(span)?, rule.not_after(span));
        let now_or_missed = due_at <= now && now < later(not_after, LOOK_BACK);
        now_or_missed.then(|| Round {
            activity: activity.id,
            session,
            rule: rule.id.clone(),
            kind: rule.says(),
            starts_at: span.0,
            due_at,
            not_after,
        })
    };
    all.filter_map(round).collect()
}

/// What becomes of it instead of being sent now: it is too late, or nobody is to be disturbed.
fn untimely(claimed: &Claimed, rules: &SignUpRules, now: Timestamp) -> Option<ErrandState> {
    if now >= claimed.not_after {
        return Some(ErrandState::Missed(Why::TooLate));
    }
    let morning = rules.after_quiet(now);
    if morning <= now {
        return None;
    }
    if morning < claimed.not_after {
        return Some(ErrandState::Held { until: morning, why: Why::Quiet });
    }
    (!claimed.kind.wakes()).then_some(ErrandState::Missed(Why::Quiet))
}

fn outcome(claimed: &Claimed, reached: &Reached, rules: &SignUpRules, now: Timestamp) -> ErrandState {
    let unreached = match reached {
        Reached::By(_) => return ErrandState::Sent,
        Reached::Unknown(_) => return ErrandState::Unknown,
        Reached::Not(unreached) => unreached,
    };
    // They need not be reminded; that they would come for nothing they are told.
    if *unreached == Unreached::Unwanted && !claimed.kind.wakes() {
        return ErrandState::Dropped(Why::Muted);
    }
    listed(claimed, patience(claimed, rules).after(unreached, now))
}

fn patience<'a>(claimed: &Claimed, rules: &'a SignUpRules) -> Patience<'a> {
    Patience { not_after: claimed.not_after, tries: claimed.tries, quiet: Some(rules) }
}

/// Whom nobody rings about this is let be.
fn listed(claimed: &Claimed, state: ErrandState) -> ErrandState {
    match state {
        ErrandState::Unreachable(why) => to_the_list(claimed, why),
        state => state,
    }
}

fn to_the_list(claimed: &Claimed, why: Why) -> ErrandState {
    if claimed.kind.worth_a_call() { ErrandState::Unreachable(why) } else { ErrandState::Dropped(why) }
}

fn count(claimed: &Claimed, outcome: ErrandState) {
    counter!("guiyan_errands_total", "kind" => claimed.kind.id(), "outcome" => outcome.id()).increment(1);
}

fn later(from: Timestamp, by: SignedDuration) -> Timestamp {
    from.checked_add(by).unwrap_or(from)
}
