//! A form's questions: which one is open, how it is asked, and the review before the end.

use super::button::Button;
use super::piece::Piece;
use super::reply::{Choice, Reply};
use super::state::{Dialogue, Filling, Stage, Topic};
use super::turn::World;
use super::view::Row;
use crate::domain::catalog::Catalog;
use crate::domain::form::parse::{AnswerError, parse_answer};
use crate::domain::form::{Answer, AnswerKind, Form, Question};

/// The form that is being filled in.
pub fn form_of<'a>(filling: &Filling, catalog: &'a Catalog) -> Option<&'a Form> {
    catalog.activity(filling.activity).and_then(|activity| catalog.pack.form(&activity.form))
}

/// Question `at` of the form.
pub fn question_at<'a>(filling: &Filling, at: usize, catalog: &'a Catalog) -> Option<&'a Question> {
    form_of(filling, catalog)?.questions.get(at)
}

/// The question that waits for its answer, and its place.
pub fn asked<'a>(filling: &Filling, catalog: &'a Catalog) -> Option<(usize, &'a Question)> {
    match filling.stage {
        Stage::Asking(at) | Stage::Editing(at) => Some((at, question_at(filling, at, catalog)?)),
        Stage::Consent | Stage::Review | Stage::ChoosingEdit => None,
    }
}

/// Whether `text` answers what was just asked.
pub fn fits(filling: &Filling, text: &str, catalog: &Catalog) -> bool {
    asked(filling, catalog).is_some_and(|(_, question)| {
        matches!(parse_answer(&question.kind, text, &catalog.pack.units), Ok(_) | Err(AnswerError::UnitAmbiguous(_)))
    })
}

/// A name is asked for.
pub fn asks_for_name(filling: &Filling, catalog: &Catalog) -> bool {
    asked(filling, catalog).is_some_and(|(_, question)| question.kind == AnswerKind::Name)
}

/// A unit is asked for, so that a button with a unit on it is the answer.
pub fn asks_for_unit(filling: &Filling, catalog: &Catalog) -> bool {
    asked(filling, catalog).is_some_and(|(_, question)| question.kind == AnswerKind::Unit)
}

/// What is open in a form, asked once more; `None` outside a form.
pub fn ask_again(dialogue: &Dialogue, world: &World<'_>) -> Option<Reply> {
    match &dialogue.topic {
        Topic::Filling(form) => ask(form, world),
        _ => None,
    }
}

/// What is open in this form; `None` if the form or its activity is gone.
pub fn ask(filling: &Filling, world: &World<'_>) -> Option<Reply> {
    let form = form_of(filling, world.catalog)?;
    let county = &world.catalog.pack.county;
    Some(match filling.stage {
        Stage::Consent => Reply::new(
            Piece::Consent { purpose: county.privacy.purpose.clone(), retention: county.privacy.retention.clone() },
            [Button::Confirm, Button::Cancel],
        ),
        Stage::Asking(at) | Stage::Editing(at) => question(filling, form, at)?,
        Stage::Review => review(filling, form, world),
        Stage::ChoosingEdit => {
            let picks = applicable(form, &filling.answers).filter_map(|(at, question)| {
                Some(Choice::worded(Button::Pick(u8::try_from(at + 1).ok()?), &question.label))
            });
            Reply { pieces: vec![Piece::WhichToEdit], choices: picks.collect() }
        }
    })
}

fn question(filling: &Filling, form: &Form, at: usize) -> Option<Reply> {
    let question = form.questions.get(at)?;
    let number = applicable(form, &filling.answers).take_while(|(other, _)| *other <= at).count();
    let piece = Piece::Question {
        prompt: question.prompt.clone(),
        number,
        of: applicable(form, &filling.answers).count(),
        optional: question.optional,
    };
    let mut choices = Vec::new();
    if let AnswerKind::Choice { options } = &question.kind {
        for (n, option) in (1..=u8::MAX).zip(options) {
            choices.push(Choice::worded(Button::Pick(n), option));
        }
    }
    if question.optional {
        choices.push(Choice::plain(Button::Skip));
    }
    Some(Reply { pieces: vec![piece], choices })
}

fn review(filling: &Filling, form: &Form, world: &World<'_>) -> Reply {
    let rows = applicable(form, &filling.answers).map(|(_, question)| Row {
        label: question.label.clone(),
        value: answer_to(filling, question).and_then(|answer| shown(answer, world.catalog)),
    });
    let title = world.catalog.activity(filling.activity).map_or(String::new(), |activity| activity.title.clone());
    Reply::new(Piece::Review { title, rows: rows.collect() }, [Button::Confirm, Button::Edit, Button::Cancel])
}

/// An answer as its owner may see it over somebody's shoulder.
fn shown(answer: &Answer, catalog: &Catalog) -> Option<String> {
    match answer {
        Answer::Name(name) => Some(name.masked()),
        Answer::Mobile(mobile) => Some(mobile.masked()),
        Answer::IdNumber(number) => Some(number.masked()),
        Answer::Unit(unit) => catalog.pack.unit(*unit).map(|unit| unit.name.clone()),
        Answer::Choice(option) => Some(option.clone()),
        Answer::Number(number) => Some(number.to_string()),
        Answer::Text(text) => Some(text.clone()),
        Answer::Skipped => None,
    }
}

/// The answer to a question, if it has one.
pub fn answer_to<'a>(filling: &'a Filling, question: &Question) -> Option<&'a Answer> {
    filling.answers.iter().find(|(id, _)| *id == question.id).map(|(_, answer)| answer)
}

/// The questions that are asked, given the answers so far.
pub fn applicable<'a>(form: &'a Form, answers: &'a [(String, Answer)]) -> impl Iterator<Item = (usize, &'a Question)> {
    form.questions.iter().enumerate().filter(|(_, question)| match &question.only_if {
        None => true,
        Some(condition) => answers.iter().any(|(id, answer)| {
            *id == condition.question && matches!(answer, Answer::Choice(chosen) if condition.is.contains(chosen))
        }),
    })
}

/// Where a form goes next: the first question without an answer, or the review. With `only_required`,
/// optional ones do not count: whoever is known, or corrects something, is not asked them again.
pub fn next_stage(form: &Form, answers: &[(String, Answer)], only_required: bool) -> Stage {
    let answered = |question: &Question| answers.iter().any(|(id, _)| *id == question.id);
    let open = |question: &Question| !answered(question) && (!only_required || !question.optional);
    applicable(form, answers).find(|(_, question)| open(question)).map_or(Stage::Review, |(at, _)| Stage::Asking(at))
}
