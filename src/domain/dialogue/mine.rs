//! What is the follower's own: giving up a place, and their data.

use super::button::Button;
use super::effect::{Effect, Outcome};
use super::misunderstood::misunderstood;
use super::piece::Piece;
use super::places::{can_give_up, receipt};
use super::reply::Reply;
use super::state::{Dialogue, Topic};
use super::turn::{Step, Then, Turn, World, main_choices};
use super::view::SeatState;
use crate::domain::form::parse;
use crate::domain::id::SignUpId;
use crate::domain::sign_up::{SignUp, stays_counted};

/// Takes the seat that came free.
pub fn take_offer(dialogue: Dialogue, id: SignUpId) -> Step {
    Step::Do { effects: vec![Effect::TakeOffer(id)], dialogue, then: Then::OfferTaken(id) }
}

/// Asks before a place is given up.
pub fn ask_cancel(dialogue: Dialogue, id: SignUpId, world: &World<'_>) -> Step {
    if let Some(reply) = too_late(id, world) {
        return Turn::new(dialogue, Topic::Idle, reply).into();
    }
    match cancel_sure(id, world) {
        Some(reply) => Turn::new(dialogue, Topic::Cancelling(id), reply).into(),
        None => {
            let reply = Reply::new(Piece::NothingToCancel, [Button::MySignUps, Button::Activities, Button::Home]);
            Turn::new(dialogue, Topic::Idle, reply).into()
        }
    }
}

/// A place that cannot be given up by message any more; `None` if it can, or if there is none.
fn too_late(id: SignUpId, world: &World<'_>) -> Option<Reply> {
    let place = world.known.sign_ups.iter().find(|sign_up| sign_up.id == id)?;
    let activity = world.catalog.activity(place.activity)?;
    let reply = Reply::new(Piece::TooLate { hotline: activity.phone.clone() }, [Button::MySignUps, Button::Home]);
    (!can_give_up(place, world)).then_some(reply)
}

fn cancel_sure(id: SignUpId, world: &World<'_>) -> Option<Reply> {
    Some(Reply::new(Piece::CancelSure(Box::new(receipt(id, world)?)), [Button::Confirm, Button::Cancel]))
}

/// What was asked of a follower's own things, once more; `None` if nothing was.
pub fn ask_again(dialogue: &Dialogue, world: &World<'_>) -> Option<Reply> {
    match dialogue.topic {
        Topic::Cancelling(id) => cancel_sure(id, world),
        Topic::Erasing => Some(erase_sure(world)),
        Topic::AskingMobile => mobile_asked(world),
        _ => None,
    }
}

/// Yes or no to giving a place up.
pub fn answer_cancel(dialogue: Dialogue, id: SignUpId, button: &Button) -> Step {
    match button {
        Button::Confirm => Step::Do { effects: vec![Effect::CancelSignUp(id)], dialogue, then: Then::Cancelled(id) },
        _ => kept(dialogue),
    }
}

/// It stays as it is.
pub fn kept(dialogue: Dialogue) -> Step {
    Turn::new(dialogue, Topic::Idle, Reply::new(Piece::Kept, [Button::MySignUps, Button::Activities, Button::Home]))
        .into()
}

/// Says that the place is given up.
pub fn cancelled(dialogue: Dialogue, id: SignUpId, outcomes: &[Outcome], world: &World<'_>) -> Turn {
    let piece = match (outcomes.first(), receipt(id, world)) {
        (Some(Outcome::Done), Some(receipt)) => {
            Piece::Cancelled { title: receipt.title, queued: receipt.state == SeatState::Waiting }
        }
        (Some(Outcome::TooLate), Some(receipt)) => Piece::TooLate { hotline: receipt.phone },
        _ => Piece::NothingToCancel,
    };
    Turn::new(dialogue, Topic::Idle, Reply::new(piece, [Button::Activities, Button::Openings, Button::Home]))
}

/// 我的信息, masked.
pub fn info(dialogue: Dialogue, world: &World<'_>) -> Step {
    let known = world.known;
    if known.name.is_none() && known.mobile.is_none() && known.unit.is_none() && known.sign_ups.is_empty() {
        return Turn::new(dialogue, Topic::Idle, Reply::new(Piece::MyInfoNone, main_choices())).into();
    }
    let mobile = known.mobile.as_ref().map(|_| Button::ChangeMobile);
    let buttons = [Button::MySignUps].into_iter().chain(mobile).chain([Button::EraseMe, Button::Home]);
    let piece = Piece::MyInfo {
        name: known.name.as_ref().map(|name| name.masked()),
        mobile: known.mobile.as_ref().map(|mobile| mobile.masked()),
        unit: known.unit.and_then(|unit| world.catalog.pack.unit(unit)).map(|unit| unit.name.clone()),
        sign_ups: known.sign_ups.len(),
        retention: world.catalog.pack.county.privacy.retention.clone(),
    };
    Turn::new(dialogue, Topic::Idle, Reply::new(piece, buttons)).into()
}

/// Asks before everything is erased.
pub fn ask_erase(dialogue: Dialogue, world: &World<'_>) -> Step {
    Turn::new(dialogue, Topic::Erasing, erase_sure(world)).into()
}

fn erase_sure(world: &World<'_>) -> Reply {
    let is_given_up = |place: &&SignUp| {
        let activity = world.catalog.activity(place.activity);
        activity.is_some_and(|activity| !stays_counted(place.came, activity.span(place.session).1, world.now))
    };
    let piece = Piece::EraseSure {
        sign_ups: world.known.sign_ups.iter().filter(is_given_up).count(),
        kept: world.catalog.pack.county.privacy.kept_after_erasure.clone(),
    };
    Reply::new(piece, [Button::Confirm, Button::Cancel])
}

/// Asks for the new mobile number of somebody whose number is known.
pub fn ask_mobile(dialogue: Dialogue, world: &World<'_>) -> Step {
    match mobile_asked(world) {
        Some(reply) => Turn::new(dialogue, Topic::AskingMobile, reply).into(),
        None => info(dialogue, world),
    }
}

fn mobile_asked(world: &World<'_>) -> Option<Reply> {
    let known = world.known.mobile.as_ref()?.masked();
    Some(Reply::new(Piece::AskMobile { known }, [Button::Cancel]))
}

/// The new mobile number, typed.
pub fn answer_mobile(dialogue: Dialogue, text: &str, world: &World<'_>) -> Step {
    let Ok(mobile) = parse::mobile(text) else {
        return misunderstood(dialogue, Piece::MobileUnclear, mobile_asked(world), world);
    };
    let piece = Piece::MobileChanged { mobile: mobile.masked() };
    let turn = Turn::new(dialogue.clone(), Topic::Idle, Reply::new(piece, [Button::MySignUps, Button::Home]));
    let effects = vec![Effect::Remember { name: None, mobile: Some(mobile), unit: None }];
    Step::Do { effects, dialogue, then: Then::Say(Box::new(turn)) }
}

/// Yes or no to erasing.
pub fn answer_erase(dialogue: Dialogue, button: &Button) -> Step {
    match button {
        Button::Confirm => Step::Do { effects: vec![Effect::Erase], dialogue, then: Then::Erased },
        _ => kept(dialogue),
    }
}

/// Staff erase everything at their wish: as if they had said yes themselves, but nothing is said in the chat.
pub fn erased_by_staff() -> Step {
    Step::Do { effects: vec![Effect::Erase], dialogue: Dialogue::default(), then: Then::Silence }
}

/// Says what was erased; nothing of the dialogue remains either.
pub fn erased(outcomes: &[Outcome], world: &World<'_>) -> Turn {
    let sign_ups = match outcomes.first() {
        Some(Outcome::Erased { sign_ups }) => *sign_ups,
        _ => 0,
    };
    let kept = world.catalog.pack.county.privacy.kept_after_erasure.clone();
    Turn::new(Dialogue::default(), Topic::Idle, Reply::new(Piece::Erased { sign_ups, kept }, main_choices()))
}
