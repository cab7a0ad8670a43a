//! Where people get to in a form, and where they leave it: counted, never by whom.

use super::asking::{asked, form_of};
use super::state::{Dialogue, Filling, Topic};
use crate::domain::catalog::Catalog;
use crate::domain::form::Answer;
use crate::domain::id::FormId;

/// Something that happened to a question of a form. Its names are the pack's, so there are no more of them than there
/// are questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormStep {
    /// The form.
    pub form: FormId,
    /// The question.
    pub question: String,
    /// What happened.
    pub step: QuestionStep,
}

/// What can happen to a question. Who goes back, or begins again, leaves nothing: it is asked once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuestionStep {
    /// It was asked.
    Asked,
    /// It has an answer, or another one; skipped is an answer.
    Answered,
    /// It was open when the form was left: given up, for something else, or because it fell asleep.
    Left,
}

impl QuestionStep {
    /// The label.
    pub fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Answered => "answered",
            Self::Left => "left",
        }
    }
}

/// What a message did to forms, from the dialogue as it was kept `before` (awake or asleep) and the one `after`.
/// A form that nobody comes back to is not counted as left: there is no message.
pub fn form_steps(before: &Dialogue, after: &Dialogue, catalog: &Catalog) -> Vec<FormStep> {
    let (was, is) = (filling(before), filling(after));
    // A form that was left and waits still has its answers.
    let goes_on = is.or(after.paused.as_ref()).filter(|is| was.is_none_or(|was| was.activity == is.activity));
    let open_before = was.and_then(|was| open_question(was, catalog));
    let open_after = is.and_then(|is| open_question(is, catalog));
    let mut steps = Vec::new();
    if let (Some(was), Some(goes_on)) = (was, goes_on) {
        steps.extend(answered(was, goes_on, catalog));
    }
    let answered_now = |open: &(FormId, String)| steps.iter().any(|step| step.question == open.1);
    if let Some(open) = open_before.as_ref().filter(|open| is.is_none() && !answered_now(open)) {
        steps.push(FormStep { form: open.0.clone(), question: open.1.clone(), step: QuestionStep::Left });
    }
    if let Some((form, question)) = open_after.filter(|open| open_before.as_ref() != Some(open)) {
        steps.push(FormStep { form, question, step: QuestionStep::Asked });
    }
    steps
}

fn filling(dialogue: &Dialogue) -> Option<&Filling> {
    match &dialogue.topic {
        Topic::Filling(filling) => Some(filling),
        _ => None,
    }
}

fn open_question(filling: &Filling, catalog: &Catalog) -> Option<(FormId, String)> {
    let (_, question) = asked(filling, catalog)?;
    Some((form_of(filling, catalog)?.id.clone(), question.id.clone()))
}

/// Questions whose answers are new.
fn answered(was: &Filling, is: &Filling, catalog: &Catalog) -> Vec<FormStep> {
    let Some(form) = form_of(is, catalog) else { return Vec::new() };
    let of = |answers: &[(String, Answer)], id: &str| {
        answers.iter().find(|(of, _)| of == id).map(|(_, answer)| answer.clone())
    };
    let new = form.questions.iter().filter(|question| {
        let answer = of(&is.answers, &question.id);
        answer.is_some() && answer != of(&was.answers, &question.id)
    });
    new.map(|question| FormStep { form: form.id.clone(), question: question.id.clone(), step: QuestionStep::Answered })
        .collect()
}
