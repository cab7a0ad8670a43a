//! What is kept of a turn: the dialogue after it, and the answer for the platform's further attempts.

use super::Answer;
use super::act::Done;
use super::turn::{Opened, seal_answer, seal_dialogue};
use super::work::Attempt;
use crate::app::dialogue_cache::DialogueChange;
use crate::domain::dialogue::credit::{Credit, credit};
use crate::domain::dialogue::drop_off::{FormStep, form_steps};
use crate::domain::dialogue::intent::Intent;
use crate::domain::dialogue::state::Dialogue;
use crate::domain::dialogue::turn::Turn;

/// The answer, and what is to be committed with it.
pub(super) struct Keeping {
    pub(super) answer: Answer,
    /// The answer again, sealed.
    pub(super) sealed: Vec<u8>,
    pub(super) change: DialogueChange,
    /// To be counted once all of it is kept.
    pub(super) counts: Counts,
}

/// What is counted of a message.
pub(super) struct Counts {
    steps: Vec<FormStep>,
    credit: Option<Credit>,
}

impl Attempt<'_> {
    /// What a message that meant this is counted for among keywords.
    pub(super) fn credit(&self, opened: &Opened, intent: &Intent) -> Option<Credit> {
        credit(&opened.awake, (&self.inbound.input, intent), &self.catalog, opened.now)
    }

    /// Seals what came of the dialogue that was `opened`. `Err` if nothing can be kept; this is said all the same.
    pub(super) fn keeping(
        &self,
        opened: &Opened,
        (turn, done): (Turn, Done),
        credit: Option<Credit>,
    ) -> Result<Keeping, Answer> {
        let (vault, inbound) = (&self.parts.vault, self.inbound);
        let answer = self.words(&turn.reply).ok_or(Answer::Nothing)?;
        let counts = Counts { steps: form_steps(&opened.kept, &turn.dialogue, &self.catalog), credit };
        let change = if done == Done::Erased {
            DialogueChange::Drop
        } else if turn.dialogue == Dialogue::default() && opened.awake == turn.dialogue {
            DialogueChange::Keep
        } else {
            let dialogue = seal_dialogue(vault, &inbound.openid, turn.dialogue, opened.now);
            DialogueChange::Put { expected: opened.version, dialogue: dialogue.map_err(|_| Answer::Nothing)? }
        };
        match seal_answer(vault, &inbound.key, &answer) {
            Ok(sealed) => Ok(Keeping { answer, sealed, change, counts }),
            Err(_) => Err(answer),
        }
    }

    /// Counts where people get to in forms, and which keywords answer: once a message, when what came of it is kept.
    pub(super) fn count(&self, Counts { steps, credit }: Counts) {
        for FormStep { form, question, step } in steps {
            let labels = [("form", form.to_string()), ("question", question), ("step", step.name().to_owned())];
            metrics::counter!("guiyan_form_steps_total", &labels).increment(1);
        }
        if let Some(credit) = credit {
            self.parts.words.note(credit, self.sent);
        }
    }
}
