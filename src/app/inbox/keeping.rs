//! What is kept of a turn: the dialogue after it, and the answer for the platform's further attempts.

use super::Answer;
use super::act::Done;
use super::turn::{Opened, seal_answer, seal_dialogue};
use super::work::Attempt;
use crate::app::dialogue_cache::DialogueChange;
use crate::domain::dialogue::drop_off::{FormStep, form_steps};
use crate::domain::dialogue::state::Dialogue;
use crate::domain::dialogue::turn::Turn;

/// The answer, and what is to be committed with it.
pub(super) struct Keeping {
    pub(super) answer: Answer,
    /// The answer again, sealed.
    pub(super) sealed: Vec<u8>,
    pub(super) change: DialogueChange,
    /// To be counted once all of it is kept.
    pub(super) steps: Vec<FormStep>,
}

impl Attempt<'_> {
    /// Seals what came of the dialogue that was `opened`. `Err` if nothing can be kept; this is said all the same.
    pub(super) fn keeping(&self, opened: &Opened, turn: Turn, done: Done) -> Result<Keeping, Answer> {
        let (vault, inbound) = (&self.parts.vault, self.inbound);
        let answer = self.words(&turn.reply).ok_or(Answer::Nothing)?;
        let steps = form_steps(&opened.kept, &turn.dialogue, &self.catalog);
        let change = if done == Done::Erased {
            DialogueChange::Drop
        } else if turn.dialogue == Dialogue::default() && opened.awake == turn.dialogue {
            DialogueChange::Keep
        } else {
            let dialogue = seal_dialogue(vault, &inbound.openid, turn.dialogue, opened.now);
            DialogueChange::Put { expected: opened.version, dialogue: dialogue.map_err(|_| Answer::Nothing)? }
        };
        match seal_answer(vault, &inbound.key, &answer) {
            Ok(sealed) => Ok(Keeping { answer, sealed, change, steps }),
            Err(_) => Err(answer),
        }
    }
}

/// Counts where people get to in forms: once a message, when what came of it is kept.
pub(super) fn count(steps: Vec<FormStep>) {
    for FormStep { form, question, step } in steps {
        let labels = [("form", form.to_string()), ("question", question), ("step", step.name().to_owned())];
        metrics::counter!("guiyan_form_steps_total", &labels).increment(1);
    }
}
