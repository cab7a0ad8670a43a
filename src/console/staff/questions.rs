//! The questions of a sign-up form as staff fill it in for somebody, for `staff/questions.html`: what is asked, what was
//! typed, and what is wrong with it.

use serde::Serialize;

use super::fields::Fields;
use crate::app::console::PlaceError;
use crate::app::export::mask;
use crate::app::import::sign_ups::{Slot, Typed, TypedFlaw};
use crate::domain::form::{Answer, AnswerKind, Question};
use crate::domain::pack::Pack;

/// What the name of a question's field begins with.
const QUESTION: &str = "answer-";
/// Longest answer that is looked at, in characters.
const ANSWER: usize = 200;

/// A field as it is shown.
#[derive(Serialize)]
pub struct Field<'a> {
    name: String,
    label: &'a str,
    required: bool,
    text: &'a str,
    /// `text`, `choice`, or `none` of what nobody can say.
    control: &'static str,
    choices: Vec<&'a str>,
    /// What is there already, masked; where this is known, an empty field leaves it so.
    now: Option<String>,
    said: Option<&'a str>,
}

impl<'a> Field<'a> {
    /// Of somebody of whom nothing was told yet.
    pub fn of(question: &'a Question, pack: &'a Pack, typed: &'a Typed, flaws: &'a [TypedFlaw]) -> Self {
        let (control, choices) = match &question.kind {
            AnswerKind::Unit => ("choice", pack.units.iter().map(|unit| unit.name.as_str()).collect()),
            AnswerKind::Choice { options } => ("choice", options.iter().map(String::as_str).collect()),
            AnswerKind::Photo => ("none", Vec::new()),
            _ => ("text", Vec::new()),
        };
        Self {
            name: format!("{QUESTION}{}", question.id),
            label: &question.label,
            required: !question.optional,
            text: typed.answers.get(&question.id).map_or("", String::as_str),
            control,
            choices,
            now: None,
            said: said(flaws, &Slot::Question(question.id.clone())),
        }
    }

    /// The same, of somebody who told this before.
    pub fn over(self, question: &Question, there: &[(String, Answer)], pack: &Pack) -> Self {
        let before = there.iter().find(|(id, _)| *id == question.id);
        let now = before.map_or_else(String::new, |(_, answer)| mask::answer(answer, pack, false));
        Self { now: Some(now), ..self }
    }
}

/// What was typed.
pub fn typed(sent: &Fields) -> Typed {
    let text = |text: &str| text.chars().take(ANSWER).collect::<String>();
    let answers = sent.iter().filter_map(|(name, told)| Some((name.strip_prefix(QUESTION)?.to_owned(), text(told))));
    Typed {
        session: sent.get("session").map(text).unwrap_or_default(),
        agreed: sent.get("agreed").is_some_and(|ticked| !ticked.is_empty()),
        answers: answers.collect(),
    }
}

/// They said that it is somebody else with the same phone.
pub fn another(sent: &Fields) -> bool {
    sent.get("another").is_some_and(|ticked| !ticked.is_empty())
}

/// Whether that is asked. Once it was, the answer stays.
pub fn asks_another(another: bool, error: Option<&PlaceError>) -> bool {
    another || matches!(error, Some(PlaceError::SameMobile { .. }))
}

/// What is wrong, field by field.
pub fn flaws(error: Option<&PlaceError>) -> &[TypedFlaw] {
    match error {
        Some(PlaceError::Flawed(flaws)) => flaws,
        _ => &[],
    }
}

/// What is wrong with this field.
pub fn said<'a>(flaws: &'a [TypedFlaw], slot: &Slot) -> Option<&'a str> {
    flaws.iter().find(|flaw| flaw.slot == *slot).map(|flaw| flaw.reason.as_str())
}

/// What is wrong and stands beside no field.
pub fn told(error: Option<&PlaceError>) -> Option<String> {
    let nowhere = said(flaws(error), &Slot::Nowhere);
    error.map(|error| nowhere.map_or_else(|| error.to_string(), ToOwned::to_owned))
}
