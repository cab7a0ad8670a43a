//! What stands in the way of a sign-up: a place that there is already, no seat, no admission.

use super::button::Button;
use super::piece::Piece;
use super::receipt::next_to;
use super::reply::Reply;
use super::state::{Dialogue, FilledFor, Filling, Topic};
use super::turn::{Step, Turn, World};
use super::view::{Receipt, SeatState, When};
use super::{asking, door, filling};
use crate::domain::activity::{Activity, Admission, Seats, SessionNumber};
use crate::domain::sign_up::{Door, SignUp};

/// Why one cannot go on with this form, as a reply; `None` if one can.
pub fn obstacle(form: &Filling, world: &World<'_>) -> Option<Reply> {
    let Some(activity) = world.catalog.activity(form.activity) else {
        return Some(Reply::new(Piece::ActivityGone, [Button::Activities, Button::Home]));
    };
    let own = |place: &&SignUp| place.activity == activity.id && place.own;
    if form.filled_for == FilledFor::Own
        && let Some(mine) = world.known.sign_ups.iter().find(own)
    {
        let receipt = Receipt::of_sign_up(activity, mine, &world.catalog.pack.county);
        let offered = matches!(receipt.state, SeatState::Offered { .. }).then_some(Button::TakeOffer(mine.id));
        return Some(Reply::new(
            Piece::AlreadySignedUp(Box::new(receipt)),
            offered.into_iter().chain(next_to(activity.id)),
        ));
    }
    match admission(form, activity, world) {
        Admission::Open if form.door.is_some() => {
            door_is_full(form.session, activity, world).then(|| door::full(activity))
        }
        Admission::Open if matches!(form.filled_for, FilledFor::Change(_)) || form.queues => None,
        Admission::Open if world.known.seats.as_ref().is_some_and(|seats| seats.full()) => {
            Some(full(activity, None, world))
        }
        Admission::Open => None,
        _ if matches!(form.filled_for, FilledFor::Change(_)) => {
            let piece = Piece::TooLate { hotline: activity.phone.clone() };
            Some(Reply::new(piece, [Button::MySignUps, Button::Home]))
        }
        admission => Some(not_open(activity, admission)),
    }
}

/// Whether one can sign up by this form: at the door until the end.
pub fn admission(form: &Filling, activity: &Activity, world: &World<'_>) -> Admission {
    if form.door.is_none() {
        return activity.admission(world.now);
    }
    match world.catalog.pack.county.sign_up.door(activity, world.now) {
        Door::Open => Admission::Open,
        Door::Early { .. } => Admission::Early,
        Door::Over => Admission::Over,
        Door::CalledOff => Admission::CalledOff,
    }
}

/// Whether nobody more gets in at the door, to this session where there are some. Once no seat is offered to the queue
/// any more, it keeps none either.
pub fn door_is_full(session: Option<SessionNumber>, activity: &Activity, world: &World<'_>) -> bool {
    let Some(seats) = world.known.seats.as_ref() else { return false };
    let queue_is_over = world.catalog.pack.county.sign_up.queue_is_over(activity, world.now);
    let none_left = |seats: &Seats| if queue_is_over { seats.free() } else { seats.left() } == Some(0);
    let mut chosen = seats.sessions.iter().filter(|(number, _)| session == Some(*number));
    none_left(&seats.all) || chosen.any(|(_, seats)| none_left(seats))
}

/// Why nobody can sign up, or come in.
pub fn not_open(activity: &Activity, admission: Admission) -> Reply {
    let (title, hotline) = (activity.title.clone(), activity.phone.clone());
    let opens = activity.opens_at.map(|opens| When::of(opens, None));
    let piece = Piece::NotOpen { title, admission, opens, hotline };
    Reply::new(piece, [Button::Activities, Button::Openings, Button::Human])
}

/// No seat: a place in the queue, where there is one.
pub fn full(activity: &Activity, session: Option<String>, world: &World<'_>) -> Reply {
    let (title, hotline) = (activity.title.clone(), activity.phone.clone());
    if !activity.queues {
        return Reply::new(Piece::Full { title, hotline }, [Button::Activities, Button::Openings, Button::Human]);
    }
    let waiting = world.known.seats.as_ref().map(|seats| seats.waiting()).filter(|_| session.is_none());
    let piece = Piece::FullButQueue { title, session, waiting };
    Reply::new(piece, [Button::Queue(activity.id), Button::Activities, Button::Home])
}

/// The session that was chosen is full: a place in its queue, or another one.
pub fn session_full(dialogue: Dialogue, form: Filling, world: &World<'_>) -> Step {
    let Some(activity) = world.catalog.activity(form.activity) else { return filling::gone(dialogue) };
    let chosen = form.session.and_then(|number| activity.session(number)).map(|session| session.name.clone());
    let mut reply = full(activity, chosen, world);
    if let Some(again) = asking::ask(&form, world) {
        reply.choices.retain(|choice| matches!(choice.button, Button::Queue(_)));
        // The numbers of the sessions stay what they were.
        let queue = std::mem::take(&mut reply.choices);
        reply.choices = again.choices.into_iter().chain(queue).collect();
    }
    Turn::new(dialogue, Topic::Filling(form), reply).into()
}
