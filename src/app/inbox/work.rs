//! One attempt at a message, from the claim to the commit.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::turn::{open_answer, open_dialogue, seal_answer, seal_dialogue};
use super::{Answer, Inbound, InboxParts};
use crate::app::dialogue_cache::{Begin, CLAIM_TTL, Claim, Committed, DialogueChange, Stored};
use crate::app::records::StoreError;
use crate::domain::catalog::Catalog;
use crate::domain::dialogue::effect::{Effect, Known, Outcome};
use crate::domain::dialogue::intent::Intent;
use crate::domain::dialogue::needs::{needs, stands_alone};
use crate::domain::dialogue::piece::Piece;
use crate::domain::dialogue::reply::Reply;
use crate::domain::dialogue::route::route;
use crate::domain::dialogue::state::{Dialogue, Topic};
use crate::domain::dialogue::step::{conclude, step};
use crate::domain::dialogue::turn::{Step, Turn, World};
use crate::domain::dialogue::view::CountyFacts;

/// How often a message may lose the race for its dialogue. A follower types one message at a time; more
/// races than this are somebody's script.
const RACES: usize = 8;
/// First wait for another attempt's answer; it doubles up to a quarter of a second.
const FIRST_WAIT: Duration = Duration::from_millis(40);
/// Pauses between tries at a database that does not answer; well inside the deadline together.
const STORE_PAUSES: [Duration; 3] =
    [Duration::from_millis(100), Duration::from_millis(300), Duration::from_millis(800)];

/// What came of working on a claimed message.
enum Worked {
    /// This is the answer, and it is kept.
    Done(Answer),
    /// The records cannot be reached: nothing was changed, and nothing is kept.
    Failed,
}

/// Answers a message, or finds its answer.
pub(super) async fn attempt(parts: &Arc<InboxParts>, inbound: &Inbound, deadline: Instant) -> Answer {
    let mut wait = FIRST_WAIT;
    loop {
        match parts.cache.begin(&inbound.key, &inbound.openid).await {
            Ok(Begin::Fresh { claim, stored }) => return claimed(parts, inbound, &claim, stored).await,
            Ok(Begin::Answered(sealed)) => {
                metrics::counter!("guiyan_inbox_replays_total").increment(1);
                return open_answer(&parts.vault, &inbound.key, &sealed);
            }
            Ok(Begin::InProgress) => {
                metrics::counter!("guiyan_inbox_waits_total").increment(1);
                if Instant::now() + wait >= deadline {
                    return Answer::Nothing;
                }
                tokio::time::sleep(wait).await;
                wait = (wait * 2).min(Duration::from_millis(250));
            }
            Err(error) => {
                tracing::warn!(%error, "answering without the cache");
                return without_cache(parts, inbound).await;
            }
        }
    }
}

/// Works on a message that is ours, and holds the claim for as long as it takes.
async fn claimed(parts: &Arc<InboxParts>, inbound: &Inbound, claim: &Claim, stored: Stored) -> Answer {
    let work = work(parts, inbound, claim, stored);
    tokio::pin!(work);
    let worked = loop {
        tokio::select! {
            worked = &mut work => break worked,
            () = tokio::time::sleep(CLAIM_TTL / 2) => {
                // If it is lost, the commit will say so; if the cache is away, so will it.
                let _still_ours = parts.cache.renew(claim).await;
            }
        }
    };
    match worked {
        Worked::Done(answer) => answer,
        Worked::Failed => {
            metrics::counter!("guiyan_inbox_failures_total", "reason" => "records").increment(1);
            if let Err(error) = parts.cache.release(claim).await {
                tracing::warn!(%error, "a claim could not be released and will time out");
            }
            busy(parts)
        }
    }
}

/// Steps, does the effects, renders and commits; runs again with the newer dialogue after a lost race.
async fn work(parts: &Arc<InboxParts>, inbound: &Inbound, claim: &Claim, mut stored: Stored) -> Worked {
    let catalog = parts.catalog.load_full();
    for _ in 0..RACES {
        let now = parts.clock.now();
        let before = open_dialogue(&parts.vault, &inbound.openid, stored.dialogue.as_deref(), now);
        let intent = route(&before, &inbound.input, &catalog);
        let leaving = intent == Intent::Leave;
        let (turn, acted) = match run(parts, inbound, before.clone(), intent, &catalog).await {
            Ok(done) => done,
            Err(error) => {
                tracing::error!(%error, "the records cannot be reached");
                return Worked::Failed;
            }
        };
        let Some(answer) = words(parts, &turn.reply) else { return Worked::Done(Answer::Nothing) };
        let untouched = before == Dialogue::default() && turn.dialogue == before;
        let change = if leaving {
            DialogueChange::Drop
        } else if untouched {
            DialogueChange::Keep
        } else {
            match seal_dialogue(&parts.vault, &inbound.openid, turn.dialogue, now) {
                Ok(dialogue) => DialogueChange::Put { expected: stored.version, dialogue },
                Err(_) => return Worked::Done(Answer::Nothing),
            }
        };
        let Ok(sealed) = seal_answer(&parts.vault, &inbound.key, &answer) else { return Worked::Done(answer) };
        if change == DialogueChange::Keep {
            keep_later(parts, claim.clone(), sealed);
            return Worked::Done(answer);
        }
        match parts.cache.commit(claim, change, &sealed).await {
            Ok(Committed::Stored) => return Worked::Done(answer),
            // Whoever took the message over has the same outcomes and gives the same words.
            Ok(Committed::ClaimLost) => return Worked::Done(answer),
            // The effects are done, once; the other message's dialogue stays.
            Ok(Committed::Conflict) if acted => {
                let _kept = parts.cache.commit(claim, DialogueChange::Keep, &sealed).await;
                return Worked::Done(answer);
            }
            Ok(Committed::Conflict) => match parts.cache.reload(&inbound.openid).await {
                Ok(newer) => stored = newer,
                Err(_) => return Worked::Failed,
            },
            // What was done stays done and is said; a question whose state is lost is not asked.
            Err(error) => {
                tracing::warn!(%error, "a dialogue could not be kept");
                return if acted { Worked::Done(answer) } else { Worked::Failed };
            }
        }
    }
    Worked::Failed
}

/// Runs one step and its effects. Says also whether anything was done to the records.
async fn run(
    parts: &Arc<InboxParts>,
    inbound: &Inbound,
    dialogue: Dialogue,
    intent: Intent,
    catalog: &Catalog,
) -> Result<(Turn, bool), StoreError> {
    let now = parts.clock.now();
    let needs = needs(&dialogue, &intent);
    let known = if needs.is_nothing() {
        Known::default()
    } else {
        parts.records.known(&inbound.openid, needs.seats_of).await?
    };
    let world = World { catalog, known: &known, now };
    match step(dialogue, intent, &world) {
        Step::Say(turn) => Ok((turn, false)),
        Step::Do { effects, dialogue, then } => {
            let outcomes = apply(parts, inbound, &effects).await?;
            Ok((conclude(dialogue, then, &outcomes, &world), true))
        }
    }
}

/// Applies effects; a database that is away for a moment is waited for. Safe to repeat: effects are keyed.
async fn apply(parts: &Arc<InboxParts>, inbound: &Inbound, effects: &[Effect]) -> Result<Vec<Outcome>, StoreError> {
    let mut pauses = STORE_PAUSES.iter();
    loop {
        let now = parts.clock.now();
        match parts.records.apply(&inbound.key, &inbound.openid, effects, now).await {
            Err(StoreError::Unavailable(_)) if pauses.len() > 0 => {
                tokio::time::sleep(pauses.next().copied().unwrap_or_default()).await;
            }
            done => return done,
        }
    }
}

/// Keeps an answer that changed no dialogue, behind the follower's back: nobody need wait for it.
fn keep_later(parts: &Arc<InboxParts>, claim: Claim, sealed: Vec<u8>) {
    let cache = Arc::clone(&parts.cache);
    parts.late_work.spawn(async move {
        if let Err(error) = cache.commit(&claim, DialogueChange::Keep, &sealed).await {
            tracing::warn!(%error, "an answer could not be kept");
        }
    });
}

/// What can be answered without knowing the dialogue, is; whatever builds on one is put off, in words.
async fn without_cache(parts: &Arc<InboxParts>, inbound: &Inbound) -> Answer {
    metrics::counter!("guiyan_inbox_without_cache_total").increment(1);
    let catalog = parts.catalog.load_full();
    let known = Known::default();
    let world = World { catalog: &catalog, known: &known, now: parts.clock.now() };
    let dialogue = Dialogue::default();
    let intent = route(&dialogue, &inbound.input, &catalog);
    if !stands_alone(&inbound.input, &intent) || !needs(&dialogue, &intent).is_nothing() {
        return busy(parts);
    }
    match step(dialogue, intent, &world) {
        Step::Say(turn) if matches!(turn.dialogue.topic, Topic::Idle | Topic::Openings { .. }) => {
            words(parts, &turn.reply).unwrap_or(Answer::Nothing)
        }
        Step::Say(_) => busy(parts),
        // Effects that build on no dialogue: coming, going, asking for a person.
        Step::Do { effects, dialogue, then } => match apply(parts, inbound, &effects).await {
            Ok(outcomes) => {
                let turn = conclude(dialogue, then, &outcomes, &world);
                words(parts, &turn.reply).unwrap_or(Answer::Nothing)
            }
            Err(_) => busy(parts),
        },
    }
}

/// The words of a reply. `None` if a template is broken, which its test should have seen.
fn words(parts: &Arc<InboxParts>, reply: &Reply) -> Option<Answer> {
    match parts.renderer.render(reply) {
        Ok(Some(reply)) => Some(Answer::Reply(reply)),
        Ok(None) => Some(Answer::Nothing),
        Err(error) => {
            tracing::error!(%error, "a reply has no words");
            None
        }
    }
}

/// Nothing can be saved or looked up just now; says so, with a number to ring.
fn busy(parts: &Arc<InboxParts>) -> Answer {
    let county = CountyFacts::from(&parts.catalog.load().pack.county);
    words(parts, &Reply::new(Piece::Busy(county), [])).unwrap_or(Answer::Nothing)
}
