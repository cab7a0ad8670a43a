//! Signing up for an activity: whether one can, consent, what is known already, the receipt.

use super::button::Button;
use super::effect::{Known, Outcome};
use super::piece::Piece;
use super::reply::Reply;
use super::state::{Dialogue, Filling, Stage, Topic, Viewed};
use super::turn::{Step, Turn, World, main_choices};
use super::view::Receipt;
use super::{asking, filling};
use crate::domain::activity::Admission;
use crate::domain::catalog::Catalog;
use crate::domain::form::{Answer, AnswerKind};
use crate::domain::id::ActivityId;

/// What follows a receipt or a refusal.
const NEXT: [Button; 3] = [Button::MySignUps, Button::Openings, Button::Home];

/// Begins the form, with what is known already filled in, or goes on with it.
pub fn begin(dialogue: Dialogue, activity: ActivityId, world: &World<'_>) -> Step {
    // A form for it that was left half-way is the one to go on with.
    if let Some(form) = dialogue.paused.clone().filter(|form| form.activity == activity) {
        return resume(dialogue, form, world);
    }
    let answers = known_answers(activity, world.known, world.catalog);
    begin_with(dialogue, activity, answers, world)
}

/// Begins the form with nothing filled in.
pub fn begin_afresh(dialogue: Dialogue, activity: ActivityId, world: &World<'_>) -> Step {
    begin_with(dialogue, activity, Vec::new(), world)
}

fn begin_with(dialogue: Dialogue, id: ActivityId, answers: Vec<(String, Answer)>, world: &World<'_>) -> Step {
    let dialogue = Dialogue { paused: None, ..dialogue };
    if let Some(reply) = obstacle(id, world) {
        return Turn::new(dialogue, Topic::Idle, reply).into();
    }
    let form = Filling { activity: id, stage: Stage::Consent, answers };
    if world.known.consent.as_deref() == Some(&world.catalog.pack.county.privacy.version) {
        start(dialogue, form, world)
    } else {
        filling::go_on(dialogue, form, world)
    }
}

/// Goes on once the consent is on disk.
pub fn consented(dialogue: Dialogue, form: Filling, world: &World<'_>) -> Turn {
    match start(dialogue.clone(), form, world) {
        Step::Say(turn) => turn,
        Step::Do { .. } => Turn::new(dialogue, Topic::Idle, Reply::new(Piece::ActivityGone, main_choices())),
    }
}

fn start(dialogue: Dialogue, filling: Filling, world: &World<'_>) -> Step {
    let only_required = !filling.answers.is_empty();
    let stage = match asking::form_of(&filling, world.catalog) {
        Some(form) => asking::next_stage(form, &filling.answers, only_required),
        None => Stage::Review,
    };
    filling::go_on(dialogue, Filling { stage, ..filling }, world)
}

/// Why one cannot sign up, as a reply; `None` if one can.
pub fn obstacle(id: ActivityId, world: &World<'_>) -> Option<Reply> {
    let Some(activity) = world.catalog.activity(id) else {
        return Some(Reply::new(Piece::ActivityGone, [Button::Activities, Button::Home]));
    };
    if let Some(mine) = world.known.sign_ups.iter().find(|sign_up| sign_up.activity == id) {
        let receipt = Box::new(Receipt::of(activity, mine.number));
        return Some(Reply::new(Piece::AlreadySignedUp(receipt), NEXT));
    }
    let (title, hotline) = (activity.title.clone(), activity.phone.clone());
    let other = [Button::Activities, Button::Openings, Button::Human];
    match activity.admission(world.now) {
        Admission::Open if world.known.seats.is_some_and(|seats| seats.full()) => {
            Some(Reply::new(Piece::Full { title, hotline }, other))
        }
        Admission::Open => None,
        admission => Some(Reply::new(Piece::NotOpen { title, admission, hotline }, other)),
    }
}

/// Answers that we know already, for the questions of the activity's form.
fn known_answers(activity: ActivityId, known: &Known, catalog: &Catalog) -> Vec<(String, Answer)> {
    let form = catalog.activity(activity).and_then(|activity| catalog.pack.form(&activity.form));
    let Some(form) = form else { return Vec::new() };
    let known_for = |kind: &AnswerKind| match kind {
        AnswerKind::Name => known.name.clone().map(Answer::Name),
        AnswerKind::Mobile => known.mobile.clone().map(Answer::Mobile),
        AnswerKind::Unit => known.unit.map(Answer::Unit),
        _ => None,
    };
    form.questions.iter().filter_map(|question| Some((question.id.clone(), known_for(&question.kind)?))).collect()
}

/// The receipt, or why there is none.
pub fn receipt(dialogue: Dialogue, id: ActivityId, outcomes: &[Outcome], world: &World<'_>) -> Turn {
    let Some(activity) = world.catalog.activity(id) else {
        return Turn::new(dialogue, Topic::Idle, Reply::new(Piece::ActivityGone, main_choices()));
    };
    let (title, hotline) = (activity.title.clone(), activity.phone.clone());
    let reply = match outcomes.last() {
        Some(Outcome::SignedUp(number)) => Reply::new(Piece::Receipt(Box::new(Receipt::of(activity, number))), NEXT),
        Some(Outcome::AlreadySignedUp(number)) => {
            Reply::new(Piece::AlreadySignedUp(Box::new(Receipt::of(activity, number))), NEXT)
        }
        Some(Outcome::Full) => {
            Reply::new(Piece::Full { title, hotline }, [Button::Activities, Button::Openings, Button::Human])
        }
        _ => {
            let admission = match activity.admission(world.now) {
                Admission::Open => Admission::Closed,
                admission => admission,
            };
            Reply::new(Piece::NotOpen { title, admission, hotline }, [Button::Activities, Button::Openings])
        }
    };
    let mut turn = Turn::new(dialogue, Topic::Idle, reply);
    turn.dialogue.viewed = Some(Viewed::Activity(id));
    turn
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

/// Words for a form that waits: its answer, come late.
pub fn answer_late(dialogue: Dialogue, form: Filling, text: &str, world: &World<'_>) -> Step {
    match resume(dialogue, form.clone(), world) {
        Step::Say(Turn { dialogue, .. }) if matches!(dialogue.topic, Topic::Filling(_)) => {
            match filling::answer(dialogue, form, text, world).unwrap_or_else(|none| none.say(world)) {
                Step::Say(turn) => Step::Say(Turn { reply: turn.reply.after(Piece::BackToForm), ..turn }),
                other => other,
            }
        }
        other => other,
    }
}

/// Goes on with a form that waited; its activity may have filled up or closed meanwhile.
pub fn resume(dialogue: Dialogue, filling: Filling, world: &World<'_>) -> Step {
    let dialogue = Dialogue { paused: None, ..dialogue };
    match obstacle(filling.activity, world) {
        Some(reply) => Turn::new(dialogue, Topic::Idle, reply).into(),
        None => filling::go_on(dialogue, filling, world),
    }
}
