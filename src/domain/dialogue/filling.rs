//! Filling in a form: asking, understanding answers, questions in between, going back.

use super::button::Button;
use super::effect::Effect;
use super::general::{self, main_choices};
use super::intent::Intent;
use super::reply::{Choice, Label, Piece, Reply, Row};
use super::state::{Dialogue, Filling, Stage, Topic};
use super::step::{self, Step, Then, Turn, World};
use super::{route, sign_up};
use crate::domain::activity::Admission;
use crate::domain::catalog::Catalog;
use crate::domain::form::fill::fill_many;
use crate::domain::form::parse::{AnswerError, parse_answer};
use crate::domain::form::{Answer, AnswerKind, Form, Question};
use crate::domain::id::UnitId;

/// The form that is being filled in.
pub fn form_of<'a>(filling: &Filling, catalog: &'a Catalog) -> Option<&'a Form> {
    catalog.activity(filling.activity).and_then(|activity| catalog.pack.form(&activity.form))
}

/// Question `at` of the form.
pub fn question_at<'a>(filling: &Filling, at: usize, catalog: &'a Catalog) -> Option<&'a Question> {
    form_of(filling, catalog)?.questions.get(at)
}

fn asked<'a>(filling: &Filling, catalog: &'a Catalog) -> Option<(usize, &'a Question)> {
    match filling.stage {
        Stage::Asking(at) | Stage::Editing(at) => Some((at, question_at(filling, at, catalog)?)),
        Stage::Consent | Stage::Review | Stage::ChoosingEdit => None,
    }
}

/// Whether `text` answers what was just asked.
pub fn fits(filling: &Filling, text: &str, catalog: &Catalog) -> bool {
    asked(filling, catalog).is_some_and(|(_, question)| {
        parse_answer(&question.kind, text, &catalog.pack.units).is_ok()
            || matches!(parse_answer(&question.kind, text, &catalog.pack.units), Err(AnswerError::UnitAmbiguous(_)))
    })
}

/// A name is asked for.
pub fn asks_for_name(filling: &Filling, catalog: &Catalog) -> bool {
    asked(filling, catalog).is_some_and(|(_, question)| question.kind == AnswerKind::Name)
}

/// A unit is asked for, so that a button with a unit on it is the answer.
pub fn asks_for_unit(dialogue: &Dialogue, world: &World<'_>) -> bool {
    match &dialogue.topic {
        Topic::Filling(form) => {
            asked(form, world.catalog).is_some_and(|(_, question)| question.kind == AnswerKind::Unit)
        }
        _ => false,
    }
}

/// The answer is this unit.
pub fn answer_unit(dialogue: Dialogue, unit: UnitId, world: &World<'_>) -> Step {
    match dialogue.topic.clone() {
        Topic::Filling(form) => match asked(&form, world.catalog) {
            Some((at, _)) => accept(dialogue, form, vec![(at, Answer::Unit(unit))], world),
            None => general::not_understood(dialogue, world),
        },
        _ => general::not_understood(dialogue, world),
    }
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

fn answer_to<'a>(filling: &'a Filling, question: &Question) -> Option<&'a Answer> {
    filling.answers.iter().find(|(id, _)| *id == question.id).map(|(_, answer)| answer)
}

/// The questions that are asked, given the answers so far.
fn applicable<'a>(form: &'a Form, answers: &'a [(String, Answer)]) -> impl Iterator<Item = (usize, &'a Question)> {
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

/// An answer, or a question in between, or neither.
pub fn answer(dialogue: Dialogue, filling: Filling, text: &str, world: &World<'_>) -> Step {
    let Some(form) = form_of(&filling, world.catalog) else { return gone(dialogue) };
    let units = &world.catalog.pack.units;
    let Some((at, question)) = asked(&filling, world.catalog) else {
        return at_review(dialogue, filling, form, text, world);
    };
    // Several answers in one message: those that are certain, for what is still open.
    let open: Vec<(usize, &Question)> = applicable(form, &filling.answers)
        .filter(|(other, question)| *other == at || answer_to(&filling, question).is_none())
        .collect();
    let questions: Vec<&Question> = open.iter().map(|(_, question)| *question).collect();
    let many: Vec<(usize, Answer)> = fill_many(&questions, text, units)
        .into_iter()
        .filter_map(|(n, answer)| Some((open.get(n)?.0, answer)))
        .collect();
    if many.len() > 1 {
        return accept(dialogue, filling, many, world);
    }
    match parse_answer(&question.kind, text, units) {
        Ok(answer) => accept(dialogue, filling, vec![(at, answer)], world),
        Err(AnswerError::UnitAmbiguous(units)) => which_unit(dialogue, &units, world),
        Err(error) => in_between(&dialogue, text, world).unwrap_or_else(|| problem(dialogue, question, &error, world)),
    }
}

/// At the review (or the consent) words can correct an answer, or ask something.
fn at_review(dialogue: Dialogue, filling: Filling, form: &Form, text: &str, world: &World<'_>) -> Step {
    if filling.stage != Stage::Consent {
        let questions: Vec<&Question> = form.questions.iter().collect();
        let corrected = fill_many(&questions, text, &world.catalog.pack.units);
        if !corrected.is_empty() {
            return accept(dialogue, filling, corrected, world);
        }
    }
    in_between(&dialogue, text, world).unwrap_or_else(|| general::not_understood(dialogue, world))
}

/// Something else is asked half-way: it is answered, and the form goes on from where it was.
fn in_between(dialogue: &Dialogue, text: &str, world: &World<'_>) -> Option<Step> {
    let intent = match route::meaning(text, world.catalog) {
        Intent::Unknown | Intent::Press(_) => return None,
        // Where home is, is no answer to a question about openings.
        Intent::Find(query) if query.near_home => return None,
        intent => intent,
    };
    let aside = match step::step(Dialogue::default(), intent, world) {
        Step::Say(turn) => turn.reply,
        Step::Do { .. } => return None,
    };
    let rows: Vec<Label> = aside.choices.into_iter().filter_map(|choice| choice.label).collect();
    let mut pieces = aside.pieces;
    if !rows.is_empty() {
        pieces.push(Piece::Rows { rows });
    }
    pieces.push(Piece::BackToForm);
    let open = ask_again(dialogue, world)?;
    pieces.extend(open.pieces);
    Some(Turn::stay(dialogue.clone(), Reply { pieces, choices: open.choices }).into())
}

fn which_unit(dialogue: Dialogue, units: &[UnitId], world: &World<'_>) -> Step {
    let named = units.iter().filter_map(|id| world.catalog.pack.unit(*id));
    let choices = named.map(|unit| Choice::worded(Button::Near(unit.id), &unit.name)).collect();
    Turn::stay(dialogue, Reply { pieces: vec![Piece::HomeWhich], choices }).into()
}

fn problem(dialogue: Dialogue, question: &Question, error: &AnswerError, world: &World<'_>) -> Step {
    let piece = Piece::AnswerProblem { problem: error.clone(), help: question.help.clone() };
    general::misunderstood(dialogue, piece, world)
}

/// Takes answers (question, answer) and goes on.
fn accept(dialogue: Dialogue, mut filling: Filling, given: Vec<(usize, Answer)>, world: &World<'_>) -> Step {
    let Some(form) = form_of(&filling, world.catalog) else { return gone(dialogue) };
    for (at, answer) in given {
        if let Some(question) = form.questions.get(at) {
            filling.answers.retain(|(id, _)| *id != question.id);
            filling.answers.push((question.id.clone(), answer));
        }
    }
    // An answer whose condition no longer holds goes with it.
    let kept: Vec<String> = applicable(form, &filling.answers).map(|(_, question)| question.id.clone()).collect();
    filling.answers.retain(|(id, _)| kept.contains(id));
    let only_required = !matches!(filling.stage, Stage::Asking(_));
    filling.stage = next_stage(form, &filling.answers, only_required);
    go_on(dialogue, filling, world)
}

/// Asks what is open now.
pub fn go_on(dialogue: Dialogue, filling: Filling, world: &World<'_>) -> Step {
    match ask(&filling, world) {
        Some(reply) => Turn::new(dialogue, Topic::Filling(filling), reply).into(),
        None => gone(dialogue),
    }
}

/// The form or its activity is gone from the content.
fn gone(dialogue: Dialogue) -> Step {
    Turn::new(dialogue, Topic::Idle, Reply::new(Piece::ActivityGone, main_choices())).into()
}

/// What a question is about, then the question again.
pub fn help(dialogue: Dialogue, world: &World<'_>) -> Step {
    let question = match &dialogue.topic {
        Topic::Filling(filling) => asked(filling, world.catalog),
        _ => None,
    };
    let piece = match question {
        Some((_, question)) => Piece::QuestionHelp { help: question.help.clone(), optional: question.optional },
        None => Piece::Help(world.county()),
    };
    match ask_again(&dialogue, world) {
        Some(reply) => Turn::stay(dialogue, reply.after(piece)).into(),
        None => general::help(dialogue, world),
    }
}

/// A button that answers what is open in the form.
pub fn press(dialogue: Dialogue, filling: Filling, button: Button, world: &World<'_>) -> Step {
    match (button, filling.stage) {
        (Button::Cancel, Stage::Consent) => {
            let refused = Piece::ConsentRefused { hotline: world.hotline() };
            Turn::new(dialogue, Topic::Idle, Reply::new(refused, main_choices())).into()
        }
        (Button::Cancel, _) => Turn::new(dialogue, Topic::Idle, Reply::new(Piece::FormLeft, main_choices())).into(),
        (Button::Restart, _) => sign_up::begin_afresh(dialogue, filling.activity, world),
        (Button::Confirm, Stage::Consent) => {
            let version = world.catalog.pack.county.privacy.version.clone();
            Step::Do { effects: vec![Effect::Consent { version }], dialogue, then: Then::Consented(filling) }
        }
        (Button::Confirm, Stage::Review) => submit(dialogue, filling),
        (Button::Edit, Stage::Review) => go_on(dialogue, Filling { stage: Stage::ChoosingEdit, ..filling }, world),
        (Button::Pick(n), Stage::ChoosingEdit) => match usize::from(n).checked_sub(1) {
            Some(at) if question_at(&filling, at, world.catalog).is_some() => {
                go_on(dialogue, Filling { stage: Stage::Editing(at), ..filling }, world)
            }
            _ => again(dialogue, None, world),
        },
        (Button::Pick(n), Stage::Asking(_) | Stage::Editing(_)) => pick(dialogue, filling, n, world),
        (Button::Skip, Stage::Asking(at) | Stage::Editing(at)) => skip(dialogue, filling, at, world),
        (Button::Back, _) => back(dialogue, filling, world),
        (Button::Resume, _) => again(dialogue, None, world),
        _ => again(dialogue, Some(Piece::NothingToDo), world),
    }
}

fn again(dialogue: Dialogue, piece: Option<Piece>, world: &World<'_>) -> Step {
    let Some(reply) = ask_again(&dialogue, world) else { return gone(dialogue) };
    let reply = match piece {
        Some(piece) => reply.after(piece),
        None => reply,
    };
    Turn::stay(dialogue, reply).into()
}

fn pick(dialogue: Dialogue, filling: Filling, n: u8, world: &World<'_>) -> Step {
    let picked = asked(&filling, world.catalog).and_then(|(at, question)| match &question.kind {
        AnswerKind::Choice { options } => Some((at, options.get(usize::from(n).checked_sub(1)?)?.clone())),
        _ => None,
    });
    match picked {
        Some((at, option)) => accept(dialogue, filling, vec![(at, Answer::Choice(option))], world),
        None => again(dialogue, None, world),
    }
}

fn skip(dialogue: Dialogue, filling: Filling, at: usize, world: &World<'_>) -> Step {
    match question_at(&filling, at, world.catalog) {
        Some(question) if question.optional => accept(dialogue, filling, vec![(at, Answer::Skipped)], world),
        _ => again(dialogue, Some(Piece::MustAnswer), world),
    }
}

/// One question back; its answer is asked anew.
fn back(dialogue: Dialogue, mut filling: Filling, world: &World<'_>) -> Step {
    let Some(form) = form_of(&filling, world.catalog) else { return gone(dialogue) };
    let before = match filling.stage {
        Stage::Editing(_) | Stage::ChoosingEdit => {
            return go_on(dialogue, Filling { stage: Stage::Review, ..filling }, world);
        }
        Stage::Consent => 0,
        Stage::Asking(at) => at,
        Stage::Review => form.questions.len(),
    };
    let previous = applicable(form, &filling.answers).take_while(|(at, _)| *at < before).last();
    match previous.map(|(at, question)| (at, question.id.clone())) {
        Some((at, id)) => {
            filling.answers.retain(|(other, _)| *other != id);
            filling.stage = Stage::Asking(at);
            go_on(dialogue, filling, world)
        }
        None => again(dialogue, Some(Piece::NothingToDo), world),
    }
}

/// Sends the form. It is the message's only effect, so that a rush for the last seats can be told apart
/// and answered together.
fn submit(dialogue: Dialogue, filling: Filling) -> Step {
    let activity = filling.activity;
    let effects = vec![Effect::SignUp { activity, answers: filling.answers }];
    Step::Do { effects, dialogue, then: Then::Receipt(activity) }
}

/// Offers a form that waits: go on, begin again, or leave it. `None` if one cannot sign up any more.
pub fn offer_to_go_on(dialogue: Dialogue, world: &World<'_>) -> Option<Turn> {
    let activity = world.catalog.activity(dialogue.paused.as_ref()?.activity)?;
    if activity.admission(world.now) != Admission::Open {
        return None;
    }
    let piece = Piece::Unfinished { title: activity.title.clone() };
    let reply = Reply::new(piece, [Button::Resume, Button::Restart, Button::Cancel]);
    Some(Turn::new(dialogue, Topic::Idle, reply))
}

/// Goes on with a form that waited; its activity may have filled up or closed meanwhile.
pub fn resume(dialogue: Dialogue, filling: Filling, world: &World<'_>) -> Step {
    let dialogue = Dialogue { paused: None, ..dialogue };
    match sign_up::obstacle(filling.activity, world) {
        Some(reply) => Turn::new(dialogue, Topic::Idle, reply).into(),
        None => go_on(dialogue, filling, world),
    }
}
