//! A form that was left: offered again, gone on with, begun anew.

use super::button::Button;
use super::filling;
use super::obstacle::obstacle;
use super::piece::Piece;
use super::reply::Reply;
use super::sign_up::{begin, begin_afresh, begin_change, begin_other};
use super::state::{Dialogue, FilledFor, Filling, Topic};
use super::turn::{Step, Turn, World};

/// Begins a form anew that was left, with what is known.
pub fn begin_again(dialogue: Dialogue, form: &Filling, world: &World<'_>) -> Step {
    if form.door.is_some() {
        return begin_afresh(dialogue, form, world);
    }
    match form.filled_for {
        FilledFor::Own => begin(Dialogue { paused: None, ..dialogue }, form.activity, world),
        FilledFor::Other => begin_other(dialogue, form.activity, world),
        FilledFor::Change(id) => begin_change(dialogue, id, world),
    }
}

/// Offers a form that waits: go on, begin again, or leave it; or says that it filled up or closed meanwhile. `None` if
/// no form waits.
pub fn offer_to_go_on(dialogue: Dialogue, world: &World<'_>) -> Option<Turn> {
    let form = dialogue.paused.clone()?;
    let activity = match (obstacle(&form, world), world.catalog.activity(form.activity)) {
        (None, Some(activity)) => activity,
        (Some(reply), _) => return Some(stopped(dialogue, form, reply)),
        (None, None) => return None,
    };
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
    match obstacle(&filling, world) {
        Some(reply) => stopped(dialogue, filling, reply).into(),
        None => filling::go_on(Dialogue { paused: None, ..dialogue }, filling, world),
    }
}

/// The form cannot go on; it waits where it can go on in the queue.
fn stopped(dialogue: Dialogue, form: Filling, why: Reply) -> Turn {
    let can_queue = why.choices.iter().any(|choice| matches!(choice.button, Button::Queue(_)));
    let paused = can_queue.then_some(form);
    Turn::new(Dialogue { paused, ..dialogue }, Topic::Idle, why)
}
