//! A form's questions: which one is open, how it is asked, and the review before the end.

use jiff::civil::Date;

use super::button::Button;
use super::label::Label;
use super::piece::Piece;
use super::reply::{Choice, Reply};
use super::state::{Dialogue, FilledFor, Filling, Stage, Topic};
use super::turn::World;
use super::view::{Received, Row, When, day_in_words};
use super::{heard, sign_up, whereabouts};
use crate::domain::catalog::Catalog;
use crate::domain::form::parse::{AnswerError, parse_answer};
use crate::domain::form::{Answer, AnswerKind, Form, Question};
use crate::domain::text::pick::pick;

/// The form that is being filled in.
pub fn form_of<'a>(filling: &Filling, catalog: &'a Catalog) -> Option<&'a Form> {
    let activity = catalog.activity(filling.activity)?;
    catalog.pack.form(filling.form.as_ref().or(activity.forms.first())?)
}

/// Answers to those questions of the form to which there is one by their kind.
pub fn answers_of(
    filling: &Filling,
    catalog: &Catalog,
    known: impl Fn(&AnswerKind) -> Option<Answer>,
) -> Vec<(String, Answer)> {
    let questions = form_of(filling, catalog).into_iter().flat_map(|form| &form.questions);
    questions.filter_map(|question| Some((question.id.clone(), known(&question.kind)?))).collect()
}

/// Question `at` of the form.
pub fn question_at<'a>(filling: &Filling, at: usize, catalog: &'a Catalog) -> Option<&'a Question> {
    form_of(filling, catalog)?.questions.get(at)
}

/// The question that waits for its answer, and its place.
pub fn asked<'a>(filling: &Filling, catalog: &'a Catalog) -> Option<(usize, &'a Question)> {
    match filling.stage {
        Stage::Asking(at) | Stage::Editing(at) => Some((at, question_at(filling, at, catalog)?)),
        Stage::Consent | Stage::ChoosingForm | Stage::ChoosingSession | Stage::Review | Stage::ChoosingEdit => None,
    }
}

/// Whether `text` answers on `today` what was just asked.
pub fn fits(filling: &Filling, text: &str, catalog: &Catalog, today: Date) -> bool {
    let units = &catalog.pack.units;
    asked(filling, catalog).is_some_and(|(_, question)| {
        whereabouts::wants_list(question, text)
            || whereabouts::other_half(filling.pending.as_ref(), text, units).is_some()
            || match parse_answer(&question.kind, text, units, today) {
                Ok(_) | Err(AnswerError::UnitAmbiguous(_)) => true,
                Err(problem) => whereabouts::Half::of(&problem).is_some(),
            }
    })
}

/// Asked which answer to change, they name it by its label.
pub fn names_what_to_change(filling: &Filling, text: &str, catalog: &Catalog) -> bool {
    filling.stage == Stage::ChoosingEdit && labelled(filling, text, catalog).is_some()
}

/// The question of the form, from 0, whose label a text is.
pub fn labelled(filling: &Filling, text: &str, catalog: &Catalog) -> Option<usize> {
    let questions = &form_of(filling, catalog)?.questions;
    let labels: Vec<Vec<&str>> = questions.iter().map(|question| vec![question.label.as_str()]).collect();
    pick(text, &labels)
}

/// A name is asked for.
pub fn asks_for_name(filling: &Filling, catalog: &Catalog) -> bool {
    asked(filling, catalog).is_some_and(|(_, question)| question.kind == AnswerKind::Name)
}

/// An identity number is asked for.
pub fn asks_for_id_number(filling: &Filling, catalog: &Catalog) -> bool {
    asked(filling, catalog).is_some_and(|(_, question)| question.kind == AnswerKind::IdNumber)
}

/// A unit is asked for, alone or with its village, so that a button with a unit on it is the answer.
pub fn asks_for_unit(filling: &Filling, catalog: &Catalog) -> bool {
    asked(filling, catalog).is_some_and(|(_, question)| whereabouts::is_about_units(question))
}

/// A picture is asked for.
pub fn asks_for_photo(filling: &Filling, catalog: &Catalog) -> bool {
    asked(filling, catalog).is_some_and(|(_, question)| question.kind == AnswerKind::Photo)
}

/// What is open in a form, asked once more; `None` outside a form.
pub fn ask_again(dialogue: &Dialogue, world: &World<'_>) -> Option<Reply> {
    match &dialogue.topic {
        Topic::Filling(form) => ask(form, world),
        _ => None,
    }
}

/// The same behind something else that was said: who was just told what the data is for is asked in one line.
pub fn ask_in_brief(dialogue: &Dialogue, world: &World<'_>) -> Option<Reply> {
    match &dialogue.topic {
        Topic::Filling(form) if form.stage == Stage::Consent && form.heard.is_none() => {
            let piece = Piece::ConsentAgain { other: form.filled_for == FilledFor::Other };
            Some(Reply::new(piece, [Button::Confirm, Button::Cancel]))
        }
        _ => ask_again(dialogue, world),
    }
}

/// What is open in this form; `None` if the form or its activity is gone.
pub fn ask(filling: &Filling, world: &World<'_>) -> Option<Reply> {
    let form = form_of(filling, world.catalog)?;
    if let Some(words) = &filling.heard {
        return Some(heard::ask(words));
    }
    if let (Some(pending), Some((_, question))) = (&filling.pending, asked(filling, world.catalog)) {
        return whereabouts::ask(filling, pending, question, world);
    }
    Some(match filling.stage {
        Stage::Consent => consent(filling, world),
        Stage::ChoosingForm => which_form(filling, world)?,
        Stage::ChoosingSession => which_session(filling, world)?,
        Stage::Asking(at) | Stage::Editing(at) => question(filling, form, at, world)?,
        Stage::Review => review(filling, form, world),
        Stage::ChoosingEdit => which_to_edit(filling, form),
    })
}

/// Purpose and retention; for somebody else, whether they agree.
fn consent(filling: &Filling, world: &World<'_>) -> Reply {
    let privacy = &world.catalog.pack.county.privacy;
    let (purpose, retention) = (privacy.purpose.clone(), privacy.retention.clone());
    let asks = personal_questions(filling, world);
    let piece = match filling.filled_for {
        FilledFor::Other => Piece::ConsentForOther { asks, purpose, retention },
        FilledFor::Own | FilledFor::Change(_) => Piece::Consent { asks, purpose, retention },
    };
    Reply::new(piece, [Button::Confirm, Button::Cancel])
}

/// What the forms of the activity ask about a person, by its labels.
fn personal_questions(filling: &Filling, world: &World<'_>) -> Vec<String> {
    let forms = world.catalog.activity(filling.activity).map_or(&[][..], |activity| &activity.forms);
    let mut labels: Vec<String> = Vec::new();
    for question in forms.iter().filter_map(|id| world.catalog.pack.form(id)).flat_map(|form| &form.questions) {
        use AnswerKind::{Date, IdNumber, Location, Mobile, Name, Photo, Unit, Village};
        let personal =
            matches!(question.kind, Name | Mobile | IdNumber | Unit | Village | Location | Photo | Date { past: true });
        if personal && !labels.contains(&question.label) {
            labels.push(question.label.clone());
        }
    }
    labels
}

fn which_to_edit(filling: &Filling, form: &Form) -> Reply {
    let pick = |at: usize, label: Label| Some(Choice::labelled(Button::Pick(u8::try_from(at + 1).ok()?), label));
    let questions =
        applicable(form, &filling.answers).filter_map(|(at, question)| pick(at, Label::Words(question.label.clone())));
    let session = filling.session.and_then(|_| pick(form.questions.len(), Label::WhichSession));
    Reply { pieces: vec![Piece::WhichToEdit], choices: questions.chain(session).collect() }
}

fn which_form(filling: &Filling, world: &World<'_>) -> Option<Reply> {
    let forms = &world.catalog.activity(filling.activity)?.forms;
    let titles = forms.iter().filter_map(|id| world.catalog.pack.form(id)).map(|form| form.title.as_str());
    let choices = (1..=u8::MAX).zip(titles).map(|(n, title)| Choice::worded(Button::Pick(n), title));
    Some(Reply { pieces: vec![Piece::WhichForm], choices: choices.collect() })
}

fn which_session(filling: &Filling, world: &World<'_>) -> Option<Reply> {
    let activity = world.catalog.activity(filling.activity)?;
    let choices = activity.sessions.iter().map(|session| {
        let When { from, to, .. } = When::of(session.starts_at, Some(session.ends_at));
        let left = world.known.seats.as_ref().and_then(|seats| seats.left_in(session.number));
        let label = Label::Session { name: session.name.clone(), from, to, left };
        Choice::labelled(Button::Pick(session.number.0), label)
    });
    Some(Reply { pieces: vec![Piece::WhichSession { title: activity.title.clone() }], choices: choices.collect() })
}

fn question(filling: &Filling, form: &Form, at: usize, world: &World<'_>) -> Option<Reply> {
    let question = form.questions.get(at)?;
    let number = applicable(form, &filling.answers).take_while(|(other, _)| *other <= at).count();
    let piece = Piece::Question {
        prompt: question.prompt.clone(),
        number,
        of: applicable(form, &filling.answers).count(),
        optional: question.optional,
        other: filling.filled_for == FilledFor::Other,
    };
    let mut choices: Vec<Choice> = sign_up::own_number(filling, &question.kind, world).into_iter().collect();
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
        value: answer_to(filling, question).and_then(|answer| shown(answer, world)),
        received: answer_to(filling, question).and_then(received),
    });
    let activity = world.catalog.activity(filling.activity);
    let title = activity.map_or(String::new(), |activity| activity.title.clone());
    let session = activity.zip(filling.session).and_then(|(activity, number)| activity.session(number));
    let session = session.map(|session| session.name.clone());
    let piece = Piece::Review { title, session, rows: rows.collect(), queues: filling.queues };
    Reply::new(piece, [Button::Confirm, Button::Edit, Button::Cancel])
}

/// An answer as its owner may see it over somebody's shoulder.
fn shown(answer: &Answer, world: &World<'_>) -> Option<String> {
    match answer {
        Answer::Name(name) => Some(name.masked()),
        Answer::Mobile(mobile) => Some(mobile.masked()),
        Answer::IdNumber(number) => Some(number.masked()),
        Answer::Unit(unit) => world.catalog.pack.unit(*unit).map(|unit| unit.name.clone()),
        Answer::Village(village) => {
            let unit = world.catalog.pack.unit(village.unit).map_or("", |unit| unit.name.as_str());
            Some(format!("{unit}{}", village.name.as_str()))
        }
        Answer::Location(spot) => Some(spot.label().to_owned()).filter(|label| !label.is_empty()),
        Answer::Photo(_) => None,
        Answer::Choice(option) => Some(option.clone()),
        Answer::Number(number) => Some(number.to_string()),
        Answer::Date(day) | Answer::Born(day) => Some(day_in_words(*day, world.today())),
        Answer::Text(text) => Some(text.clone()),
        Answer::Skipped => None,
    }
}

/// What was sent and has no words.
fn received(answer: &Answer) -> Option<Received> {
    match answer {
        Answer::Photo(_) => Some(Received::Photo),
        Answer::Location(spot) if spot.label().is_empty() => Some(Received::Place),
        _ => None,
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

/// Where a form goes next: which form, which session, the first question without an answer, or the review. With
/// `only_required`, optional questions do not count: whoever is known, or corrects something, is not asked them again.
pub fn next_stage(filling: &Filling, catalog: &Catalog, only_required: bool) -> Stage {
    let (Some(activity), Some(form)) = (catalog.activity(filling.activity), form_of(filling, catalog)) else {
        return Stage::Review;
    };
    if activity.forms.len() > 1 && filling.form.is_none() {
        return Stage::ChoosingForm;
    }
    if !activity.sessions.is_empty() && filling.session.is_none() {
        return Stage::ChoosingSession;
    }
    let answers = &filling.answers;
    let answered = |question: &Question| answers.iter().any(|(id, _)| *id == question.id);
    let open = |question: &Question| !answered(question) && (!only_required || !question.optional);
    applicable(form, answers).find(|(_, question)| open(question)).map_or(Stage::Review, |(at, _)| Stage::Asking(at))
}
