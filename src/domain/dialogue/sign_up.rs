//! Signing up for an activity: whether one can, consent, form and session, what is known already, the receipt.

use super::button::Button;
use super::effect::Outcome;
use super::piece::Piece;
use super::reply::{Choice, Reply};
use super::state::{Dialogue, FilledFor, Filling, Stage, Topic, Viewed};
use super::turn::{Step, Turn, World, main_choices};
use super::view::{Receipt, SeatState};
use super::{activities, asking, door, filling};
use crate::domain::activity::{Activity, Admission, Seats, SessionNumber};
use crate::domain::form::{Answer, AnswerKind};
use crate::domain::id::{ActivityId, SignUpId};
use crate::domain::sign_up::{Door, ReceiptNumber};

/// What follows a receipt or a refusal.
fn next_to(activity: ActivityId) -> [Button; 4] {
    [Button::MySignUps, Button::SignUpOther(activity), Button::Openings, Button::Home]
}

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
                filling::submit(dialogue, form, world)
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
    let agreed = world.known.consent.as_deref() == Some(&world.catalog.pack.county.privacy.version);
    // For somebody else one has to have asked them, each time.
    if agreed && form.filled_for != FilledFor::Other {
        start(dialogue, form, world)
    } else {
        filling::go_on(dialogue, form, world)
    }
}

/// Goes on once the consent is on disk.
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

/// Why one cannot go on with this form, as a reply; `None` if one can.
pub fn obstacle(form: &Filling, world: &World<'_>) -> Option<Reply> {
    let Some(activity) = world.catalog.activity(form.activity) else {
        return Some(Reply::new(Piece::ActivityGone, [Button::Activities, Button::Home]));
    };
    let own = |place: &&crate::domain::sign_up::SignUp| place.activity == activity.id && place.own;
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
    let opens = activity.opens_at.map(|opens| super::view::When::of(opens, None));
    let piece = Piece::NotOpen { title, admission, opens, hotline };
    Reply::new(piece, [Button::Activities, Button::Openings, Button::Human])
}

/// No seat: a place in the queue, where there is one.
fn full(activity: &Activity, session: Option<String>, world: &World<'_>) -> Reply {
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

/// What can be tapped instead of typing a number of theirs for somebody who has no phone.
pub fn own_number(form: &Filling, kind: &AnswerKind, world: &World<'_>) -> Option<Choice> {
    let known = world.known.mobile.as_ref().filter(|_| form.filled_for == FilledFor::Other)?;
    let label = super::label::Label::OwnNumber { mobile: known.masked() };
    (*kind == AnswerKind::Mobile).then(|| Choice::labelled(Button::Pick(1), label))
}
