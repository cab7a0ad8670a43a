//! The way of a message: claim, step, effects, reply, commit; or, where nothing but the dialogue is touched, step,
//! reply, and claim and commit at once (`guess`).
//!
//! `take` never fails and never takes longer than the deadline. The work itself outlives whoever waits for it,
//! so that neither the deadline nor a platform that hangs up stops it half-way.

mod act;
mod guess;
mod keeping;
mod late;
mod leave;
mod outliving;
mod recent;
mod turn;
mod work;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use async_trait::async_trait;
use futures_util::FutureExt;
use jiff::Timestamp;
use tokio_util::task::TaskTracker;

pub use self::late::LateAnswers;
use self::outliving::Outliving;
pub use self::recent::RecentDialogues;
use self::work::{Answered, By};
use super::clock::Clock;
use super::dialogue_cache::DialogueCache;
use super::message_key::MessageKey;
use super::records::FollowerRecords;
use super::render::Renderer;
use super::sightings::Sightings;
use super::vault::Vault;
use super::word_counts::WordCounts;
use crate::domain::catalog::Catalog;
use crate::domain::dialogue::input::Input;
use crate::domain::id::OpenId;
use crate::domain::passive_reply::{PassiveReply, Trigger};
use crate::domain::window::Act;

/// A message or event as an adapter hands it in: authentic, parsed, bounded.
#[derive(Debug, Clone, PartialEq)]
pub struct Inbound {
    /// What makes two deliveries the same message.
    pub key: MessageKey,
    /// Who.
    pub openid: OpenId,
    /// When the platform says it happened.
    pub created_at: Timestamp,
    /// What.
    pub input: Input,
    /// What the reply answers.
    pub trigger: Trigger,
}

/// What goes back to the platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// This.
    Reply(PassiveReply),
    /// `success`, and nothing to see.
    Nothing,
}

/// Takes messages. Never fails: whatever goes wrong inside, the follower gets words or nothing, and the
/// platform gets a proper answer inside the deadline.
#[async_trait]
pub trait TakesMessages: Send + Sync {
    /// Answers within the deadline (4 s after `received`).
    async fn take(&self, inbound: Inbound, received: Instant) -> Answer;
}

/// What an inbox works with.
pub struct InboxParts {
    /// Claims, replies, dialogues.
    pub cache: Arc<dyn DialogueCache>,
    /// Effects, and what is known of a follower.
    pub records: Arc<dyn FollowerRecords>,
    /// Seals dialogues and replies before the cache sees them.
    pub vault: Arc<Vault>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Everything public; replaced as a whole when content changes.
    pub catalog: Arc<ArcSwap<Catalog>>,
    /// Gives replies their words.
    pub renderer: Arc<Renderer>,
    /// Remembers when followers last did something.
    pub sightings: Arc<Sightings>,
    /// Counts which keywords answer, and what nobody understands.
    pub words: Arc<WordCounts>,
    /// Dialogues as this process last kept them.
    pub recent: RecentDialogues,
    /// Sends what came too late. Without, it is lost, as the platform has it.
    pub late: Option<LateAnswers>,
    /// How long a delivery may take before it gets `success` and the work goes on.
    pub deadline: Duration,
    /// Holds every piece of work until it is done, also past its deadline; a shutdown waits for it.
    pub late_work: TaskTracker,
}

/// Takes messages by the rules of the design, section 2.
pub struct Inbox {
    parts: Arc<InboxParts>,
}

impl Inbox {
    /// An inbox with nothing in hand.
    pub fn new(parts: InboxParts) -> Self {
        Self { parts: Arc::new(parts) }
    }

    fn note(&self, inbound: &Inbound) {
        if let Some(act) = act(&inbound.input) {
            self.parts.sightings.note(&inbound.openid, act, inbound.created_at.min(self.parts.clock.now()));
        }
    }
}

/// Everything that a message causes; a panic is no answer.
async fn work(parts: Arc<InboxParts>, inbound: Arc<Inbound>, deadline: Instant) -> Answered {
    let work = async {
        match inbound.input {
            Input::Leave => Answered { answer: leave::leave(&parts, &inbound, deadline).await, by: By::Us },
            _ => work::Attempt::new(&parts, &inbound, deadline).answer().await,
        }
    };
    AssertUnwindSafe(work).catch_unwind().await.unwrap_or_else(|_panic| {
        tracing::error!("a message could not be worked on");
        metrics::counter!("guiyan_inbox_failures_total", "reason" => "crash").increment(1);
        Answered { answer: Answer::Nothing, by: By::Nobody }
    })
}

/// What it is to the platform, which counts a tapped choice as a tap and not as a message (platform sheet 5).
fn act(input: &Input) -> Option<Act> {
    match input {
        Input::Text(_)
        | Input::Voice { .. }
        | Input::Location { .. }
        | Input::Picture(_)
        | Input::Video
        | Input::Link
        | Input::Unsupported => Some(Act::Spoke),
        Input::Tap { .. } | Input::Click(_) => Some(Act::Tapped),
        Input::Scan { .. } => Some(Act::Scanned),
        Input::Follow { .. } => Some(Act::Followed),
        Input::Notices(_) | Input::Staff(_) | Input::Erasure | Input::Leave => None,
    }
}

#[async_trait]
impl TakesMessages for Inbox {
    async fn take(&self, inbound: Inbound, received: Instant) -> Answer {
        let deadline = received + self.parts.deadline;
        let inbound = Arc::new(inbound);
        self.note(&inbound);
        let work = work(Arc::clone(&self.parts), Arc::clone(&inbound), deadline);
        let unheard = {
            let (parts, inbound) = (Arc::clone(&self.parts), Arc::clone(&inbound));
            move |answered: Answered| async move { late::send(&parts, &inbound, answered, deadline).await }
        };
        let work = Outliving::new(work, &self.parts.late_work, unheard);
        match tokio::time::timeout_at(deadline.into(), work).await {
            Ok(Answered { answer, by: By::Others }) => late::unless_sent(&self.parts, &inbound, answer).await,
            Ok(Answered { answer, .. }) => answer,
            Err(_) => {
                metrics::counter!("guiyan_inbox_late_total").increment(1);
                Answer::Nothing
            }
        }
    }
}
