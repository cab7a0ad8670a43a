//! What came of a form that was sent, and of a seat that was offered.

use super::button::Button;
use super::door;
use super::effect::Outcome;
use super::obstacle::{admission, full, not_open};
use super::piece::Piece;
use super::reply::Reply;
use super::state::{Dialogue, FilledFor, Filling, Stage, Topic, Viewed};
use super::turn::{Turn, World, main_choices};
use super::view::{Receipt, SeatState};
use crate::domain::activity::Admission;
use crate::domain::id::{ActivityId, SignUpId};
use crate::domain::sign_up::ReceiptNumber;

/// What follows a receipt or a refusal.
pub fn next_to(activity: ActivityId) -> [Button; 4] {
    [Button::MySignUps, Button::SignUpOther(activity), Button::Openings, Button::Home]
}

/// The receipt, or why there is none.
pub fn receipt(dialogue: Dialogue, form: Filling, outcomes: &[Outcome], world: &World<'_>) -> Turn {
    let Some(activity) = world.catalog.activity(form.activity) else {
        return Turn::new(dialogue, Topic::Idle, Reply::new(Piece::ActivityGone, main_choices()));
    };
    let own = form.filled_for != FilledFor::Other;
    let named = form.name().filter(|_| !own).map(|name| name.masked());
    let of = |number: &ReceiptNumber| Receipt {
        name: named.clone(),
        ..Receipt::of(activity, form.session, number, &world.catalog.pack.county)
    };
    if let Some(code) = &form.door
        && let Some(turn) = door::let_in(dialogue.clone(), (activity, code), outcomes, &of, world)
    {
        return turn;
    }
    let next = next_to(activity.id);
    let (mut paused, hotline) = (None, activity.phone.clone());
    let reply = match outcomes.last() {
        Some(Outcome::SignedUp(number)) => Reply::new(Piece::Receipt(Box::new(of(number))), next),
        Some(Outcome::Changed(number)) => Reply::new(Piece::Changed(Box::new(of(number))), next),
        Some(Outcome::Queued { number, ahead }) => {
            let receipt = Receipt { state: SeatState::Waiting, ..of(number) };
            Reply::new(Piece::Queued { receipt: Box::new(receipt), ahead: *ahead }, next)
        }
        Some(Outcome::AlreadySignedUp(number)) => Reply::new(Piece::AlreadySignedUp(Box::new(of(number))), next),
        Some(Outcome::TooMany) => {
            let most = world.catalog.pack.county.sign_up.most_people;
            Reply::new(Piece::TooMany { most, hotline }, [Button::MySignUps, Button::Human, Button::Home])
        }
        Some(Outcome::TooLate) => Reply::new(Piece::TooLate { hotline }, [Button::MySignUps, Button::Home]),
        Some(Outcome::Full) => {
            let session = form.session.and_then(|number| activity.session(number));
            let reply = full(activity, session.map(|session| session.name.clone()), world);
            // All is said already: one tap queues.
            paused = activity.queues.then_some(Filling { stage: Stage::Review, ..form });
            reply
        }
        _ => not_open(
            activity,
            match admission(&form, activity, world) {
                Admission::Open => Admission::Closed,
                admission => admission,
            },
        ),
    };
    let mut turn = Turn::new(Dialogue { paused, ..dialogue }, Topic::Idle, reply);
    turn.dialogue.viewed = Some(Viewed::Activity(activity.id));
    turn
}

/// The seat that was kept for them is theirs, or gone.
pub fn offer_taken(dialogue: Dialogue, id: SignUpId, outcomes: &[Outcome], world: &World<'_>) -> Turn {
    let place = world.known.sign_ups.iter().find(|place| place.id == id);
    let activity = place.and_then(|place| world.catalog.activity(place.activity));
    let reply = match (outcomes.first(), place, activity) {
        (Some(Outcome::SignedUp(_)), Some(place), Some(activity)) => {
            let receipt = Receipt::of_sign_up(activity, place, &world.catalog.pack.county);
            let receipt = Receipt { state: SeatState::Seated, ..receipt };
            Reply::new(Piece::Receipt(Box::new(receipt)), next_to(activity.id))
        }
        _ => Reply::new(Piece::OfferGone, [Button::Activities, Button::MySignUps, Button::Home]),
    };
    Turn::new(dialogue, Topic::Idle, reply)
}
