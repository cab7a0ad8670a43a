//! Buttons within a form: yes and no, choosing, skipping, going back, sending.

use super::asking::{applicable, ask_again, ask_in_brief, asked, asks_for_unit, form_of, question_at};
use super::button::Button;
use super::effect::Effect;
use super::filling::{NoAnswer, accept, go_on, gone};
use super::obstacle::session_full;
use super::piece::Piece;
use super::reply::Reply;
use super::state::{Dialogue, FilledFor, Filling, Stage, Topic};
use super::turn::{Step, Then, Turn, World, main_choices};
use super::{sign_up, whereabouts};
use crate::domain::activity::SessionNumber;
use crate::domain::form::{Answer, AnswerKind};
use crate::domain::sign_up::{WalkIn, Wish};
use crate::domain::text::pick::pick as pick_option;

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
        // It is not whoever holds the phone who agreed.
        (Button::Confirm, Stage::Consent) if filling.filled_for == FilledFor::Other => {
            sign_up::consented(dialogue, filling, world).into()
        }
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

pub fn again(dialogue: Dialogue, piece: Option<Piece>, world: &World<'_>) -> Step {
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
        return session_full(dialogue, filling, world);
    }
    sign_up::start(dialogue, filling, world)
}

/// A session by its name: 上午.
pub fn session_in_words(
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
