//! One attempt at a message, from the claim to the commit.

use std::convert::Infallible;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use jiff::Timestamp;

use super::act::Done;
use super::guess::Guess;
use super::keeping::Keeping;
use super::turn::{Opened, open_answer, open_dialogue};
use super::{Answer, Inbound, InboxParts};
use crate::app::dialogue_cache::{Begin, CLAIM_TTL, Claim, Committed, DialogueChange, Stored};
use crate::domain::catalog::Catalog;
use crate::domain::dialogue::intent::Intent;
use crate::domain::dialogue::needs::{needs, stands_alone};
use crate::domain::dialogue::piece::Piece;
use crate::domain::dialogue::reply::Reply;
use crate::domain::dialogue::route::route;
use crate::domain::dialogue::state::{Dialogue, Topic};
use crate::domain::dialogue::view::{CountyFacts, When};
use crate::domain::passive_reply::Trigger;

/// How often a message may lose the race for its dialogue. A follower types one message at a time; more
/// races than this are somebody's script.
const RACES: usize = 8;
/// First wait for another attempt's answer; it doubles up to a quarter of a second.
const FIRST_WAIT: Duration = Duration::from_millis(40);

/// One attempt.
pub(super) struct Attempt<'a> {
    pub(super) parts: &'a InboxParts,
    pub(super) inbound: &'a Inbound,
    /// When the platform is answered, whatever has come of it.
    pub(super) deadline: Instant,
    pub(super) catalog: Arc<Catalog>,
    /// When the follower did it. The platform's clock may be ahead of ours; nothing is from the future.
    pub(super) sent: Timestamp,
}

/// An answer, and who sees to it that it gets to the follower if nobody waits for it here.
pub(super) struct Answered {
    pub(super) answer: Answer,
    pub(super) by: By,
}

/// Who came by an answer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// This attempt: it is ours to see to.
    Us,
    /// Another attempt.
    Others,
    /// Nobody: it only says that there is none for now.
    Nobody,
}

impl By {
    pub(super) fn answer(self, answer: Answer) -> Answered {
        Answered { answer, by: self }
    }
}

/// What came of working on a claimed message.
enum Worked {
    /// This is the answer, and it is kept.
    Done(Answer),
    /// Somebody took the message over, has the same outcomes and gives the same words.
    Taken(Answer),
    /// Nothing is kept, so that the next attempt can succeed. Why, for the metric.
    Failed(&'static str),
}

impl<'a> Attempt<'a> {
    pub(super) fn new(parts: &'a InboxParts, inbound: &'a Inbound, deadline: Instant) -> Self {
        let sent = inbound.created_at.min(parts.clock.now());
        Self { parts, inbound, deadline, catalog: parts.catalog.load_full(), sent }
    }

    /// Answers the message, or finds its answer.
    pub(super) async fn answer(&self) -> Answered {
        let mut wait = FIRST_WAIT;
        let guess = self.guess();
        loop {
            let ahead = guess.as_ref().map(Guess::ahead);
            match self.parts.cache.begin(&self.inbound.key, &self.inbound.openid, ahead).await {
                Ok(Begin::Committed) => return self.committed(guess),
                Ok(Begin::Fresh { claim, stored }) => return self.claimed(&claim, stored).await,
                Ok(Begin::Answered(sealed)) => {
                    metrics::counter!("guiyan_inbox_replays_total").increment(1);
                    return By::Others.answer(open_answer(&self.parts.vault, &self.inbound.key, &sealed));
                }
                Ok(Begin::InProgress) => {
                    metrics::counter!("guiyan_inbox_waits_total").increment(1);
                    if Instant::now() + wait >= self.deadline {
                        return By::Nobody.answer(Answer::Nothing);
                    }
                    tokio::time::sleep(wait).await;
                    wait = (wait * 2).min(Duration::from_millis(250));
                }
                Err(error) => {
                    tracing::warn!(%error, "answering without the cache");
                    return By::Nobody.answer(self.without_cache().await);
                }
            }
        }
    }

    /// Works on a message that is ours, and holds the claim for as long as it takes.
    async fn claimed(&self, claim: &Claim, stored: Stored) -> Answered {
        // A panic is one more failure: whatever it left half-way was in a transaction.
        let work = AssertUnwindSafe(self.work(claim, stored)).catch_unwind();
        let worked = tokio::select! {
            worked = work => worked.unwrap_or_else(|_panic| {
                tracing::error!("the work on a message panicked");
                Worked::Failed("crash")
            }),
            never = self.hold(claim) => match never {},
        };
        match worked {
            Worked::Done(answer) => By::Us.answer(answer),
            Worked::Taken(answer) => By::Others.answer(answer),
            Worked::Failed(reason) => {
                metrics::counter!("guiyan_inbox_failures_total", "reason" => reason).increment(1);
                if let Err(error) = self.parts.cache.release(claim).await {
                    tracing::warn!(%error, "a claim could not be released and will time out");
                }
                By::Nobody.answer(self.busy())
            }
        }
    }

    /// Renews the claim for as long as it is waited for.
    async fn hold(&self, claim: &Claim) -> Infallible {
        loop {
            tokio::time::sleep(CLAIM_TTL / 2).await;
            // If it is lost, the commit will say so; if the cache is away, so will it.
            let _still_ours = self.parts.cache.renew(claim).await;
        }
    }

    /// Steps, does the effects, renders and commits; runs again with the newer dialogue after a lost race.
    async fn work(&self, claim: &Claim, mut stored: Stored) -> Worked {
        let Inbound { openid, .. } = self.inbound;
        let (cache, recent) = (&self.parts.cache, &self.parts.recent);
        for _ in 0..RACES {
            let opened = self.open(&stored);
            let intent = self.intent(&opened);
            let credit = self.credit(&opened, &intent);
            let run = match self.run(opened.awake.clone(), intent).await {
                Ok(run) => run,
                Err(error) => {
                    tracing::error!(%error, "the records cannot be reached");
                    return Worked::Failed("records");
                }
            };
            let done = run.1;
            let Keeping { answer, sealed, change, counts } = match self.keeping(&opened, run, credit) {
                Ok(keeping) => keeping,
                Err(answer) => return Worked::Done(answer),
            };
            if change == DialogueChange::Keep {
                self.keep_later(claim.clone(), sealed);
                self.count(counts);
                return Worked::Done(answer);
            }
            match cache.commit(claim, change.clone(), &sealed).await {
                Ok(Committed::Stored) => {
                    recent.note(openid, change);
                    self.count(counts);
                    return Worked::Done(answer);
                }
                Ok(Committed::ClaimLost) => return Worked::Taken(answer),
                Ok(Committed::Conflict) if done == Done::Nothing => match cache.reload(openid).await {
                    Ok(newer) => stored = newer,
                    Err(_) => return Worked::Failed("cache"),
                },
                // The effects are done, once; the other message's dialogue stays.
                Ok(Committed::Conflict) => {
                    let _kept = cache.commit(claim, DialogueChange::Keep, &sealed).await;
                    return Worked::Done(answer);
                }
                // What was done stays done and is said; a question whose state is lost is not asked.
                Err(error) => {
                    tracing::warn!(%error, "a dialogue could not be kept");
                    return if done == Done::Nothing { Worked::Failed("cache") } else { Worked::Done(answer) };
                }
            }
        }
        Worked::Failed("races")
    }

    /// Keeps an answer that changed no dialogue, behind the follower's back: nobody need wait for it.
    fn keep_later(&self, claim: Claim, sealed: Vec<u8>) {
        let cache = Arc::clone(&self.parts.cache);
        self.parts.late_work.spawn(async move {
            if let Err(error) = cache.commit(&claim, DialogueChange::Keep, &sealed).await {
                tracing::warn!(%error, "an answer could not be kept");
            }
        });
    }

    /// What can be answered without knowing the dialogue, is; whatever builds on one is put off, in words.
    async fn without_cache(&self) -> Answer {
        metrics::counter!("guiyan_inbox_without_cache_total").increment(1);
        let dialogue = Dialogue::default();
        let today = When::day_of(self.parts.clock.now());
        let intent = route(&dialogue, &self.inbound.input, &self.catalog, today);
        if !stands_alone(&self.inbound.input, &intent) || !needs(&dialogue, &intent).is_nothing() {
            return self.busy();
        }
        match self.run(dialogue, intent).await {
            // Effects that build on no dialogue: coming, asking for a person.
            Ok((turn, Done::Something | Done::Erased)) => self.words(&turn.reply).unwrap_or(Answer::Nothing),
            Ok((turn, Done::Nothing)) if matches!(turn.dialogue.topic, Topic::Idle | Topic::Openings { .. }) => {
                self.words(&turn.reply).unwrap_or(Answer::Nothing)
            }
            Ok(_) | Err(_) => self.busy(),
        }
    }

    /// The follower's dialogue, from what is stored.
    pub(super) fn open(&self, stored: &Stored) -> Opened {
        open_dialogue(&self.parts.vault, &self.inbound.openid, stored, self.parts.clock.now())
    }

    /// What the message means in it.
    pub(super) fn intent(&self, opened: &Opened) -> Intent {
        route(&opened.awake, &self.inbound.input, &self.catalog, When::day_of(opened.now))
    }

    /// The words of a reply. `None` if a template is broken, which its test should have seen.
    pub(super) fn words(&self, reply: &Reply) -> Option<Answer> {
        let cards = self.catalog.pack.county.cards && self.inbound.trigger == Trigger::Event;
        match self.parts.renderer.answer(reply, cards) {
            Ok(Some(reply)) => Some(Answer::Reply(reply)),
            Ok(None) => Some(Answer::Nothing),
            Err(error) => {
                tracing::error!(%error, "a reply has no words");
                None
            }
        }
    }

    /// Nothing can be saved or looked up just now; says so, with a number to ring.
    fn busy(&self) -> Answer {
        let county = CountyFacts::from(&self.catalog.pack.county);
        self.words(&Reply::new(Piece::Busy(county), [])).unwrap_or(Answer::Nothing)
    }
}
