//! One step of a conversation and what it does to the records.

use std::time::{Duration, Instant};

use super::work::Attempt;
use crate::app::records::StoreError;
use crate::domain::dialogue::effect::{Effect, Known, Outcome};
use crate::domain::dialogue::intent::Intent;
use crate::domain::dialogue::needs::needs;
use crate::domain::dialogue::state::Dialogue;
use crate::domain::dialogue::step::{conclude, step};
use crate::domain::dialogue::turn::{Step, Turn, World};

/// Pauses between tries at a database that does not answer.
const PAUSES: [Duration; 3] = [Duration::from_millis(100), Duration::from_millis(300), Duration::from_millis(800)];

/// What was done to the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    /// Nothing.
    Nothing,
    /// Something.
    Something,
    /// Everything of the follower's was deleted, and so must their dialogue be.
    Erased,
}

impl Done {
    fn by(effects: &[Effect]) -> Self {
        let erases = |effect: &Effect| matches!(effect, Effect::Erase | Effect::Leave);
        if effects.iter().any(erases) { Self::Erased } else { Self::Something }
    }
}

impl Attempt<'_> {
    /// Runs one step and its effects.
    pub(super) async fn run(&self, dialogue: Dialogue, intent: Intent) -> Result<(Turn, Done), StoreError> {
        let needs = needs(&dialogue, &intent);
        let known = if needs.is_nothing() {
            Known::default()
        } else {
            self.parts.records.known(&self.inbound.openid, needs.seats_of).await?
        };
        let world = World { catalog: &self.catalog, known: &known, now: self.parts.clock.now() };
        match step(dialogue, &self.inbound.input, intent, &world) {
            Step::Say(turn) => Ok((turn, Done::Nothing)),
            Step::Do { effects, dialogue, then } => {
                let outcomes = match (self.apply(&effects).await, effects.as_slice()) {
                    (Err(error), [only]) if only.is_beside() => {
                        tracing::error!(%error, "what somebody said is answered, and not kept for staff");
                        Vec::new()
                    }
                    (applied, _) => applied?,
                };
                Ok((conclude(dialogue, then, &outcomes, &world), Done::by(&effects)))
            }
        }
    }

    /// Applies effects; a database that is away for a moment is waited for, as long as another try that takes as
    /// long as the last leaves time to say that it failed. Safe to repeat: effects are keyed.
    async fn apply(&self, effects: &[Effect]) -> Result<Vec<Outcome>, StoreError> {
        let mut pauses = PAUSES.into_iter();
        loop {
            let begun = Instant::now();
            let tried = self.parts.records.apply(&self.inbound.key, &self.inbound.openid, effects, self.sent).await;
            match (tried, pauses.next()) {
                (Err(StoreError::Unavailable(_)), Some(pause))
                    if Instant::now() + pause + begun.elapsed() < self.deadline =>
                {
                    tokio::time::sleep(pause).await;
                }
                (tried, _) => return tried,
            }
        }
    }
}
