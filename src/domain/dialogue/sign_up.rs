//! Beginning to sign up for an activity: for whom, with what is known already, from which question on.

use super::button::Button;
use super::label::Label;
use super::left_form::resume;
use super::obstacle::obstacle;
use super::piece::Piece;
use super::reply::{Choice, Reply};
use super::state::{Dialogue, FilledFor, Filling, Stage, Topic, Viewed};
use super::turn::{Step, Turn, World, main_choices};
use super::{activities, asking, filling, form_keys};
use crate::domain::form::{Answer, AnswerKind};
use crate::domain::id::{ActivityId, SignUpId};

/// Begins the form, with what is known already filled in, or goes on with it.
pub fn begin(dialogue: Dialogue, activity: ActivityId, world: &World<'_>) -> Step {
    // A form for it that was left half-way is the one to go on with.
    if let Some(form) = dialogue.paused.clone().filter(|form| form.activity == activity) {
        return resume(dialogue, form, world);
    }
    let form = Filling::new(activity, FilledFor::Own);
    let answers = known_answers(&form, world);
    begin_with(dialogue, Filling { answers, ..form }, world)
}

/// Begins a form for somebody of theirs, of whom nothing is known.
pub fn begin_other(dialogue: Dialogue, activity: ActivityId, world: &World<'_>) -> Step {
    begin_with(dialogue, Filling::new(activity, FilledFor::Other), world)
}

/// Somebody else is to come: to what was looked at, or to one of what is on.
pub fn for_other(dialogue: Dialogue, world: &World<'_>) -> Step {
    match dialogue.viewed {
        Some(Viewed::Activity(id)) => begin_other(dialogue, id, world),
        _ => match activities::list(dialogue, None, world) {
            Step::Say(turn) => Step::Say(Turn { reply: turn.reply.after(Piece::OtherWhich), ..turn }),
            step => step,
        },
    }
}

/// Somebody else can be put down once the form that is open is done.
pub fn other_later(dialogue: Dialogue, world: &World<'_>) -> Step {
    in_passing(dialogue, Piece::OtherLater, world)
}

/// Nobody is signed up by a form that is still open.
pub fn not_yet(dialogue: Dialogue, world: &World<'_>) -> Step {
    in_passing(dialogue, Piece::NotYet, world)
}

/// Says this, and goes on with the form from where it was.
fn in_passing(dialogue: Dialogue, piece: Piece, world: &World<'_>) -> Step {
    match asking::ask_in_brief(&dialogue, world) {
        Some(open) => Turn::stay(dialogue, open.after(Piece::BackToForm).after(piece)).into(),
        None => filling::gone(dialogue),
    }
}

/// Begins the form with nothing filled in.
pub fn begin_afresh(dialogue: Dialogue, form: &Filling, world: &World<'_>) -> Step {
    // At the door the session is the one that is on.
    let session = form.session.filter(|_| form.door.is_some());
    let new = Filling::new(form.activity, form.filled_for);
    let afresh = Filling { queues: form.queues, door: form.door.clone(), session, ..new };
    begin_with(dialogue, afresh, world)
}

/// Queues for a seat: with the form that met a full activity, or with a new one.
pub fn queue(dialogue: Dialogue, activity: ActivityId, world: &World<'_>) -> Step {
    match dialogue.paused.clone().filter(|form| form.activity == activity) {
        Some(form) => {
            let form = Filling { queues: true, ..form };
            if let Some(reply) = obstacle(&form, world) {
                return Turn::new(Dialogue { paused: None, ..dialogue }, Topic::Idle, reply).into();
            }
            let dialogue = Dialogue { paused: None, ..dialogue };
            if form.stage == Stage::Review {
                form_keys::submit(dialogue, form, world)
            } else {
                start(dialogue, form, world)
            }
        }
        None => {
            let form = Filling { queues: true, ..Filling::new(activity, FilledFor::Own) };
            let answers = known_answers(&form, world);
            begin_with(dialogue, Filling { answers, ..form }, world)
        }
    }
}

/// Begins to say something else for a place that there is; what is known of its owner is filled in.
pub fn begin_change(dialogue: Dialogue, id: SignUpId, world: &World<'_>) -> Step {
    let Some(place) = world.known.sign_ups.iter().find(|place| place.id == id) else {
        return Turn::new(dialogue, Topic::Idle, Reply::new(Piece::NothingToCancel, main_choices())).into();
    };
    let (session, form, answers) = (place.session, place.form.clone(), place.answers.clone());
    let filling = Filling { session, form, answers, ..Filling::new(place.activity, FilledFor::Change(id)) };
    begin_with(dialogue, filling, world)
}

/// Begins the form of somebody who stands at the door, with what is known.
pub fn begin_at_door(dialogue: Dialogue, form: Filling, world: &World<'_>) -> Turn {
    let answers = known_answers(&form, world);
    said(begin_with(dialogue.clone(), Filling { answers, ..form }, world), dialogue)
}

fn begin_with(dialogue: Dialogue, form: Filling, world: &World<'_>) -> Step {
    let dialogue = Dialogue { paused: None, ..dialogue };
    let form = Filling { home: world.known.unit.filter(|_| form.filled_for == FilledFor::Own), ..form };
    if let Some(reply) = obstacle(&form, world) {
        return Turn::new(dialogue, Topic::Idle, reply).into();
    }
    if agreed(&form, world) { start(dialogue, form, world) } else { filling::go_on(dialogue, form, world) }
}

/// The privacy notice was agreed to, as it stands, by whoever the form is of.
fn agreed(form: &Filling, world: &World<'_>) -> bool {
    let themselves = world.known.consent.as_deref() == Some(&world.catalog.pack.county.privacy.version);
    match form.filled_for {
        FilledFor::Own => themselves,
        // One has to have asked them, each time.
        FilledFor::Other => false,
        // Somebody else was asked when their place was taken.
        FilledFor::Change(id) => themselves || world.known.sign_ups.iter().any(|place| place.id == id && !place.own),
    }
}

/// Goes on once a consent of their own is on disk; that of somebody else is kept with their place.
pub fn consented(dialogue: Dialogue, form: Filling, world: &World<'_>) -> Turn {
    said(start(dialogue.clone(), form, world), dialogue)
}

/// What a form says; it does nothing before it is sent.
fn said(step: Step, dialogue: Dialogue) -> Turn {
    match step {
        Step::Say(turn) => turn,
        Step::Do { .. } => Turn::new(dialogue, Topic::Idle, Reply::new(Piece::ActivityGone, main_choices())),
    }
}

/// Goes to the first thing that is still to be said.
pub fn start(dialogue: Dialogue, filling: Filling, world: &World<'_>) -> Step {
    let only_required = !filling.answers.is_empty();
    let stage = asking::next_stage(&filling, world.catalog, only_required);
    filling::go_on(dialogue, Filling { stage, ..filling }, world)
}

/// Answers that we know already, for the questions of the form.
pub fn known_answers(form: &Filling, world: &World<'_>) -> Vec<(String, Answer)> {
    if form.filled_for == FilledFor::Other {
        return Vec::new();
    }
    let known = world.known;
    asking::answers_of(form, world.catalog, |kind| match kind {
        AnswerKind::Name => known.name.clone().map(Answer::Name),
        AnswerKind::Mobile => known.mobile.clone().map(Answer::Mobile),
        AnswerKind::Unit => known.unit.map(Answer::Unit),
        _ => None,
    })
}

/// What can be tapped instead of typing a number of theirs for somebody who has no phone.
pub fn own_number(form: &Filling, kind: &AnswerKind, world: &World<'_>) -> Option<Choice> {
    let known = world.known.mobile.as_ref().filter(|_| form.filled_for == FilledFor::Other)?;
    let label = Label::OwnNumber { mobile: known.masked() };
    (*kind == AnswerKind::Mobile).then(|| Choice::labelled(Button::Pick(1), label))
}
