//! What a message comes to, worked out before the cache is asked: from the follower's dialogue as this process kept it
//! last, or from none.
//!
//! If the cache finds that this is the dialogue, it takes all of it in the one round trip that would have loaded the
//! dialogue; if not, nothing has happened. So only what asks nothing of the records, and does nothing to them, is
//! worked out ahead.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Answer;
use super::act::Done;
use super::keeping::Keeping;
use super::work::{Answered, Attempt, By};
use crate::app::dialogue_cache::{Ahead, DialogueChange, Stored};
use crate::domain::dialogue::effect::Known;
use crate::domain::dialogue::needs::needs;
use crate::domain::dialogue::step::step;
use crate::domain::dialogue::turn::{Step, World};

/// What it comes to, if the dialogue is this.
pub(super) struct Guess {
    from: Stored,
    keeping: Keeping,
}

impl Guess {
    /// As the cache wants it.
    pub(super) fn ahead(&self) -> Ahead<'_> {
        let dialogue = match &self.keeping.change {
            DialogueChange::Put { dialogue, .. } => Some(dialogue.as_slice()),
            DialogueChange::Keep | DialogueChange::Drop => None,
        };
        Ahead { from: &self.from, dialogue, reply: &self.keeping.sealed }
    }
}

impl Attempt<'_> {
    /// What the message comes to; `None` where that cannot be told ahead.
    pub(super) fn guess(&self) -> Option<Guess> {
        // A panic comes again where the claim is held, and is dealt with there.
        catch_unwind(AssertUnwindSafe(|| self.work_out())).ok().flatten()
    }

    fn work_out(&self) -> Option<Guess> {
        let from = self.parts.recent.of(&self.inbound.openid);
        let opened = self.open(&from);
        let intent = self.intent(&opened);
        if !needs(&opened.awake, &intent).is_nothing() {
            return None;
        }
        let world = World { catalog: &self.catalog, known: &Known::default(), now: opened.now };
        let credit = self.credit(&opened, &intent);
        let Step::Say(turn) = step(opened.awake.clone(), &self.inbound.input, intent, &world) else { return None };
        let keeping = self.keeping(&opened, (turn, Done::Nothing), credit).ok()?;
        Some(Guess { from, keeping })
    }

    /// The guess was right, and all of it is kept.
    pub(super) fn committed(&self, guess: Option<Guess>) -> Answered {
        // The cache commits nothing that it was not given.
        let Some(Guess { keeping, .. }) = guess else { return By::Nobody.answer(Answer::Nothing) };
        self.parts.recent.note(&self.inbound.openid, keeping.change);
        self.count(keeping.counts);
        By::Us.answer(keeping.answer)
    }
}
