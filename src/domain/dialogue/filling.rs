//! Filling in a form in words: understanding answers, and what comes next.

use super::asking::{answer_to, applicable, ask, ask_in_brief, asked, form_of, labelled, next_stage};
use super::button::Button;
use super::form_keys::{again, session_in_words};
use super::misunderstood::{misunderstood, not_understood};
use super::piece::Piece;
use super::refused::{ineligible, not_eligible};
use super::reply::{Choice, Reply};
use super::state::{Dialogue, Filling, Stage, Topic};
use super::turn::{Step, Turn, World, main_choices};
use super::whereabouts;
use crate::domain::form::fill::fill_many;
use crate::domain::form::parse::{AnswerError, parse_answer};
use crate::domain::form::photo::PhotoId;
use crate::domain::form::{Answer, AnswerKind, Form, Question};
use crate::domain::id::UnitId;
use crate::domain::text::date::DateProblem;
use crate::domain::text::fold::fold;

/// Words that would choose another session.
const WHICH_SESSION: [&str; 5] = ["场次", "换一场", "换场次", "改场次", "时间"];

/// The answer is this picture.
pub fn answer_photo(dialogue: Dialogue, filling: Filling, photo: PhotoId, world: &World<'_>) -> Step {
    match asked(&filling, world.catalog) {
        Some((at, _)) => accept(dialogue, filling, vec![(at, Answer::Photo(photo))], world),
        None => again(dialogue, None, world),
    }
}

/// Takes words for the answer to what is open. `Err` gives the dialogue back with what to say if the words
/// are nothing else either.
pub fn answer(dialogue: Dialogue, filling: Filling, text: &str, world: &World<'_>) -> Result<Step, Box<NoAnswer>> {
    let Some(form) = form_of(&filling, world.catalog) else { return Ok(gone(dialogue)) };
    let units = &world.catalog.pack.units;
    // Whoever types instead of saying yes or no to what was heard corrects it.
    let filling = filling.without_heard();
    let dialogue = Dialogue { topic: Topic::Filling(filling.clone()), ..dialogue };
    let Some((at, question)) = asked(&filling, world.catalog) else {
        return at_review(dialogue, filling, form, text, world);
    };
    if whereabouts::wants_list(question, text) {
        return Ok(whereabouts::page(dialogue, &filling, 1, world));
    }
    if let Some(village) = whereabouts::other_half(filling.pending.as_ref(), text, units) {
        return Ok(accept(dialogue, filling, vec![(at, Answer::Village(village))], world));
    }
    // Several answers in one message: those that are certain, for what is still open.
    let open: Vec<(usize, &Question)> = applicable(form, &filling.answers)
        .filter(|(other, question)| *other == at || answer_to(&filling, question).is_none())
        .collect();
    let questions: Vec<&Question> = open.iter().map(|(_, question)| *question).collect();
    let many: Vec<(usize, Answer)> = fill_many(&questions, text, units, world.today())
        .into_iter()
        .filter_map(|(n, answer)| Some((open.get(n)?.0, answer)))
        .collect();
    if many.len() > 1 {
        return Ok(accept(dialogue, filling, many, world));
    }
    match parse_answer(&question.kind, text, units, world.today()) {
        Ok(answer) => Ok(accept(dialogue, filling, vec![(at, answer)], world)),
        Err(AnswerError::UnitAmbiguous(units)) => Ok(which_unit(dialogue, question, &units, world)),
        Err(problem) => match whereabouts::Half::of(&problem) {
            Some(half) => Ok(whereabouts::complete(dialogue, filling, half, world)),
            None => Err(Box::new(NoAnswer::to(dialogue, &filling, question, problem, world))),
        },
    }
}

/// Words that are no answer to what is open.
pub struct NoAnswer {
    /// The dialogue as it was.
    pub dialogue: Dialogue,
    /// What is wrong with them, if they were meant as one.
    pub problem: Option<Piece>,
    /// How to ask again, where that is another way than the first time.
    pub open: Option<Reply>,
}

impl NoAnswer {
    /// What is wrong with an answer to this question. Who found no unit by its name sees which there are.
    fn to(dialogue: Dialogue, filling: &Filling, question: &Question, problem: AnswerError, world: &World<'_>) -> Self {
        let lost = matches!(problem, AnswerError::UnitUnknown | AnswerError::NotAVillage);
        let open = lost.then(|| whereabouts::units(filling, 1, world));
        let problem = Piece::AnswerProblem { problem, help: question.help.clone() };
        Self { dialogue, problem: Some(problem), open }
    }

    /// Says what is wrong, and asks again.
    pub fn say(self, world: &World<'_>) -> Step {
        let open = self.open.or_else(|| ask_in_brief(&self.dialogue, world));
        match self.problem {
            Some(problem) => misunderstood(self.dialogue, problem, open, world),
            None => not_understood(self.dialogue, open, world),
        }
    }
}

/// At the review words can correct an answer, or name the one to change. Before the consent nothing is taken down.
fn at_review(
    dialogue: Dialogue,
    filling: Filling,
    form: &Form,
    text: &str,
    world: &World<'_>,
) -> Result<Step, Box<NoAnswer>> {
    let questions: Vec<&Question> = form.questions.iter().collect();
    let told = |text: &str| fill_many(&questions, text, &world.catalog.pack.units, world.today());
    match filling.stage {
        Stage::Consent if !told(text).is_empty() => return Ok(again(dialogue, Some(Piece::ConsentFirst), world)),
        Stage::Consent | Stage::ChoosingForm => return Err(Box::new(NoAnswer { dialogue, problem: None, open: None })),
        Stage::ChoosingSession => return session_in_words(dialogue, filling, text, world),
        Stage::ChoosingEdit => {
            if filling.session.is_some() && WHICH_SESSION.contains(&fold(text).as_str()) {
                let filling = Filling { session: None, stage: Stage::ChoosingSession, ..filling };
                return Ok(go_on(dialogue, filling, world));
            }
            if let Some(at) = labelled(&filling, text, world.catalog) {
                return Ok(go_on(dialogue, Filling { stage: Stage::Editing(at), ..filling }, world));
            }
        }
        Stage::Review | Stage::Asking(_) | Stage::Editing(_) => {}
    }
    let corrected = told(text);
    if corrected.is_empty() {
        if filling.stage == Stage::Review
            && let Some(at) = labelled(&filling, text, world.catalog)
        {
            return Ok(go_on(dialogue, Filling { stage: Stage::Editing(at), ..filling }, world));
        }
        return Err(Box::new(match unclear_day(&filling, form, text, world) {
            Some((question, problem)) => NoAnswer::to(dialogue, &filling, question, problem, world),
            None => NoAnswer { dialogue, problem: None, open: None },
        }));
    }
    Ok(accept(dialogue, filling, corrected, world))
}

/// What is wrong with words that mean a day, where the form asks for one; `None` if they mean none.
fn unclear_day<'a>(
    filling: &'a Filling,
    form: &'a Form,
    text: &str,
    world: &World<'_>,
) -> Option<(&'a Question, AnswerError)> {
    let is_day = |question: &&Question| matches!(question.kind, AnswerKind::Date { .. });
    let (_, question) = applicable(form, &filling.answers).find(|(_, question)| is_day(question))?;
    match parse_answer(&question.kind, text, &world.catalog.pack.units, world.today()) {
        Err(AnswerError::Date(DateProblem::NotADate)) => None,
        Err(problem @ AnswerError::Date(_)) => Some((question, problem)),
        _ => None,
    }
}

fn which_unit(dialogue: Dialogue, question: &Question, units: &[UnitId], world: &World<'_>) -> Step {
    let named = units.iter().filter_map(|id| world.catalog.pack.unit(*id));
    let skip = question.optional.then(|| Choice::plain(Button::Skip));
    let choices = named.map(|unit| Choice::worded(Button::Near(unit.id), &unit.name)).chain(skip).collect();
    Turn::stay(dialogue, Reply { pieces: vec![Piece::HomeWhich], choices }).into()
}

/// Takes answers (question, answer) and goes on.
pub fn accept(dialogue: Dialogue, mut filling: Filling, given: Vec<(usize, Answer)>, world: &World<'_>) -> Step {
    let Some(form) = form_of(&filling, world.catalog) else { return gone(dialogue) };
    (filling.pending, filling.heard) = (None, None);
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
    filling.stage = next_stage(&filling, world.catalog, only_required);
    if let Some((why, activity)) = ineligible(&filling, world) {
        return not_eligible(dialogue, filling, why, activity, world);
    }
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
pub fn gone(dialogue: Dialogue) -> Step {
    Turn::new(dialogue, Topic::Idle, Reply::new(Piece::ActivityGone, main_choices())).into()
}

/// What a question is about, then the question again.
pub fn help(dialogue: Dialogue, filling: &Filling, world: &World<'_>) -> Step {
    let piece = match asked(filling, world.catalog) {
        Some((_, question)) => Piece::QuestionHelp { help: question.help.clone(), optional: question.optional },
        None => Piece::Help(world.county()),
    };
    again(dialogue, Some(piece), world)
}

/// Another mobile number, where this form asks for one and has come that far.
pub fn change_mobile(dialogue: Dialogue, filling: Filling, world: &World<'_>) -> Option<Step> {
    let form = form_of(&filling, world.catalog).filter(|_| filling.stage != Stage::Consent)?;
    let at = form.questions.iter().position(|question| question.kind == AnswerKind::Mobile)?;
    let given = answer_to(&filling, form.questions.get(at)?).is_some();
    let stage = if given && filling.stage == Stage::Review { Stage::Editing(at) } else { Stage::Asking(at) };
    Some(go_on(dialogue, Filling { stage, pending: None, heard: None, ..filling }, world))
}
