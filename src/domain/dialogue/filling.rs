//! Filling in a form: understanding answers, choosing, skipping, going back, sending.

use super::asking::{
    answer_to, applicable, ask, ask_again, ask_in_brief, asked, asks_for_unit, form_of, labelled, next_stage,
    question_at,
};
use super::button::Button;
use super::effect::Effect;
use super::misunderstood::{misunderstood, not_understood};
use super::piece::Piece;
use super::reply::{Choice, Reply};
use super::state::{Dialogue, FilledFor, Filling, Stage, Topic};
use super::turn::{Step, Then, Turn, World, main_choices};
use super::view::When;
use super::{sign_up, whereabouts};
use crate::domain::activity::{Activity, Ineligible, SessionNumber};
use crate::domain::form::fill::fill_many;
use crate::domain::form::parse::{AnswerError, parse_answer};
use crate::domain::form::photo::PhotoId;
use crate::domain::form::{Answer, AnswerKind, Form, Question};
use crate::domain::id::UnitId;
use crate::domain::sign_up::{WalkIn, Wish};
use crate::domain::text::date::DateProblem;
use crate::domain::text::fold::fold;
use crate::domain::text::pick::pick as pick_option;

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

/// At the review words can correct an answer, or name the one to change.
fn at_review(
    dialogue: Dialogue,
    filling: Filling,
    form: &Form,
    text: &str,
    world: &World<'_>,
) -> Result<Step, Box<NoAnswer>> {
    let questions: Vec<&Question> = form.questions.iter().collect();
    match filling.stage {
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
    let corrected = fill_many(&questions, text, &world.catalog.pack.units, world.today());
    if corrected.is_empty() {
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

/// Why whoever gave these answers may not come.
fn ineligible<'a>(filling: &Filling, world: &World<'a>) -> Option<(Ineligible, &'a Activity)> {
    let activity = world.catalog.activity(filling.activity)?;
    let day = When::day_of(activity.span(filling.session).0);
    let why = activity.eligibility.refuses(filling.answers.iter().map(|(_, answer)| answer), day)?;
    Some((why, activity))
}

/// Says why they may not come. It may have been a slip: the form stays at the answer that says so, which can be given
/// anew.
fn not_eligible(dialogue: Dialogue, filling: Filling, why: Ineligible, activity: &Activity, world: &World<'_>) -> Step {
    let units = activity.eligibility.units.iter().filter_map(|id| world.catalog.pack.unit(*id));
    let piece = Piece::NotEligible {
        title: activity.title.clone(),
        why,
        units: units.map(|unit| unit.name.clone()).collect(),
        hotline: activity.phone.clone(),
    };
    let day = When::day_of(activity.span(filling.session).0);
    let refused = |question: &Question| {
        let answer = answer_to(&filling, question);
        answer.is_some_and(|answer| activity.eligibility.refuses([answer].into_iter(), day).is_some())
    };
    let at = form_of(&filling, world.catalog).and_then(|form| form.questions.iter().position(refused));
    let (topic, edit) = match at {
        Some(at) => (Topic::Filling(Filling { stage: Stage::Asking(at), ..filling }), Some(Button::Edit)),
        None => (Topic::Idle, None),
    };
    let others = [Button::Activities, Button::SignUpOther(activity.id), Button::Human, Button::Home];
    Turn::new(dialogue, topic, Reply::new(piece, edit.into_iter().chain(others))).into()
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

/// A button that answers what is open in the form.
pub fn press(dialogue: Dialogue, filling: Filling, button: Button, world: &World<'_>) -> Step {
    if let (Button::Units(page), true) = (&button, asks_for_unit(&filling, world.catalog)) {
        return whereabouts::page(dialogue, &filling, *page, world);
    }
    let unsettled = filling.pending.is_some() || filling.heard.is_some();
    let filling = Filling { pending: None, heard: None, ..filling };
    let dialogue = Dialogue { topic: Topic::Filling(filling.clone()), ..dialogue };
    match (button, filling.stage) {
        // Half an answer is taken back first.
        (Button::Back, _) if unsettled => again(dialogue, None, world),
        (Button::Cancel, Stage::Consent) => {
            let refused = Piece::ConsentRefused { hotline: world.hotline() };
            Turn::new(dialogue, Topic::Idle, Reply::new(refused, main_choices())).into()
        }
        (Button::Cancel, _) => Turn::new(dialogue, Topic::Idle, Reply::new(Piece::FormLeft, main_choices())).into(),
        (Button::Confirm, Stage::Consent) => {
            let version = world.catalog.pack.county.privacy.version.clone();
            Step::Do { effects: vec![Effect::Consent { version }], dialogue, then: Then::Consented(filling) }
        }
        (Button::Confirm, Stage::Review) => submit(dialogue, filling, world),
        (Button::Pick(n), Stage::ChoosingForm) => pick_form(dialogue, filling, n, world),
        (Button::Pick(n), Stage::ChoosingSession) => pick_session(dialogue, filling, SessionNumber(n), world),
        (Button::Edit, Stage::Review) => go_on(dialogue, Filling { stage: Stage::ChoosingEdit, ..filling }, world),
        (Button::Edit, Stage::Asking(_)) => again(dialogue, None, world),
        (Button::Pick(n), Stage::ChoosingEdit) => match usize::from(n).checked_sub(1) {
            Some(at) if question_at(&filling, at, world.catalog).is_some() => {
                go_on(dialogue, Filling { stage: Stage::Editing(at), ..filling }, world)
            }
            // Behind the questions stands the session.
            Some(_) if filling.session.is_some() => {
                go_on(dialogue, Filling { session: None, stage: Stage::ChoosingSession, ..filling }, world)
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
    let reply = match piece {
        Some(piece) => ask_in_brief(&dialogue, world).map(|reply| reply.after(piece)),
        None => ask_again(&dialogue, world),
    };
    match reply {
        Some(reply) => Turn::stay(dialogue, reply).into(),
        None => gone(dialogue),
    }
}

fn pick(dialogue: Dialogue, filling: Filling, n: u8, world: &World<'_>) -> Step {
    let picked = asked(&filling, world.catalog).and_then(|(at, question)| match &question.kind {
        AnswerKind::Choice { options } => {
            Some((at, Answer::Choice(options.get(usize::from(n).checked_sub(1)?)?.clone())))
        }
        kind => sign_up::own_number(&filling, kind, world)
            .and_then(|_| Some((at, Answer::Mobile(world.known.mobile.clone()?)))),
    });
    match picked {
        Some((at, answer)) => accept(dialogue, filling, vec![(at, answer)], world),
        None => again(dialogue, None, world),
    }
}

fn pick_form(dialogue: Dialogue, filling: Filling, n: u8, world: &World<'_>) -> Step {
    let forms = world.catalog.activity(filling.activity).map(|activity| activity.forms.as_slice());
    let picked = usize::from(n).checked_sub(1).and_then(|at| forms?.get(at));
    match picked.cloned() {
        Some(form) => {
            let filling = Filling { form: Some(form), ..filling };
            // What is known is told to this form's questions too.
            let answers = sign_up::known_answers(&filling, world);
            let filling = Filling { answers, ..filling };
            sign_up::start(dialogue, filling, world)
        }
        None => again(dialogue, None, world),
    }
}

fn pick_session(dialogue: Dialogue, filling: Filling, number: SessionNumber, world: &World<'_>) -> Step {
    let Some(session) = world.catalog.activity(filling.activity).and_then(|activity| activity.session(number)) else {
        return again(dialogue, None, world);
    };
    let left = world.known.seats.as_ref().and_then(|seats| seats.left_in(session.number));
    let filling = Filling { session: Some(session.number), ..filling };
    if left == Some(0) && !filling.queues {
        return sign_up::session_full(dialogue, filling, world);
    }
    sign_up::start(dialogue, filling, world)
}

/// A session by its name: 上午.
fn session_in_words(
    dialogue: Dialogue,
    filling: Filling,
    text: &str,
    world: &World<'_>,
) -> Result<Step, Box<NoAnswer>> {
    let sessions = world.catalog.activity(filling.activity).map_or(&[][..], |activity| activity.sessions.as_slice());
    let names: Vec<Vec<&str>> = sessions.iter().map(|session| vec![session.name.as_str()]).collect();
    match pick_option(text, &names).and_then(|at| sessions.get(at)) {
        Some(session) => Ok(pick_session(dialogue, filling, session.number, world)),
        None => Err(Box::new(NoAnswer { dialogue, problem: None, open: None })),
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
        Stage::Consent | Stage::ChoosingForm | Stage::ChoosingSession => 0,
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
        // Before the first question stands what was chosen.
        None if filling.session.is_some() && filling.stage != Stage::ChoosingSession => {
            go_on(dialogue, Filling { session: None, stage: Stage::ChoosingSession, ..filling }, world)
        }
        None => again(dialogue, Some(Piece::NothingToDo), world),
    }
}

/// Sends the form. It is the message's only effect, so that a rush for the last seats can be told apart
/// and answered together.
pub fn submit(dialogue: Dialogue, filling: Filling, world: &World<'_>) -> Step {
    let Some(form) = form_of(&filling, world.catalog) else { return gone(dialogue) };
    let county = &world.catalog.pack.county;
    let activity = world.catalog.activity(filling.activity);
    let answers = filling.answers.clone();
    let effect = match filling.filled_for {
        FilledFor::Change(id) => Effect::ChangeSignUp { id, session: filling.session, answers },
        FilledFor::Own | FilledFor::Other => Effect::SignUp(Box::new(Wish {
            activity: filling.activity,
            session: filling.session,
            form: form.id.clone(),
            answers,
            own: filling.filled_for == FilledFor::Own,
            queues: filling.queues,
            consent: Some(county.privacy.version.clone()),
            most: county.sign_up.most_people,
            door: filling.door.clone().zip(activity).map(|(code, activity)| WalkIn {
                code,
                queue_is_over: county.sign_up.queue_is_over(activity, world.now),
            }),
        })),
    };
    Step::Do { effects: vec![effect], dialogue, then: Then::Receipt(Box::new(filling)) }
}
