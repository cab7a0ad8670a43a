//! At the door: the code that hangs there was scanned. Whoever has a place is in, whoever has none signs up on the
//! spot; and afterwards, what they thought of it.

use super::button::Button;
use super::effect::{Effect, Outcome};
use super::piece::Piece;
use super::reply::Reply;
use super::sign_up;
use super::state::{Dialogue, FilledFor, Filling, Topic};
use super::turn::{Step, Then, Turn, World, main_choices};
use super::view::{Arrival, Receipt, When};
use crate::domain::activity::{Activity, Admission, SessionNumber};
use crate::domain::id::{ActivityId, SignUpId};
use crate::domain::sign_up::{Arrivals, Door, DoorCode, Rating, ReceiptNumber};

/// What follows at the door.
const NEXT: [Button; 3] = [Button::MySignUps, Button::Openings, Button::Home];

/// They are here: counts them in, or says why not.
pub fn arrive(dialogue: Dialogue, id: ActivityId, code: DoorCode, world: &World<'_>) -> Step {
    match closed(id, world) {
        Some(reply) => Turn::new(dialogue, Topic::Idle, reply).into(),
        None => check_in(dialogue, id, code, false),
    }
}

fn check_in(dialogue: Dialogue, activity: ActivityId, code: DoorCode, everybody: bool) -> Step {
    let effects = vec![Effect::CheckIn { activity, code: code.clone(), everybody }];
    Step::Do { effects, dialogue, then: Then::Arrived(activity, code) }
}

/// Why nobody comes in just now.
fn closed(id: ActivityId, world: &World<'_>) -> Option<Reply> {
    let Some(activity) = world.catalog.activity(id) else {
        return Some(Reply::new(Piece::ActivityGone, [Button::Activities, Button::Home]));
    };
    match world.catalog.pack.county.sign_up.door(activity, world.now) {
        Door::Open => None,
        Door::Early { opens } => {
            let piece = Piece::DoorEarly { title: activity.title.clone(), opens: When::of(opens, None) };
            Some(Reply::new(piece, [Button::Activity(id), Button::MySignUps, Button::Home]))
        }
        Door::Over => Some(sign_up::not_open(activity, Admission::Over)),
        Door::CalledOff => Some(sign_up::not_open(activity, Admission::CalledOff)),
    }
}

/// Who is in now; whoever has no place is asked for their name.
pub fn arrived(dialogue: Dialogue, id: ActivityId, code: DoorCode, outcomes: &[Outcome], world: &World<'_>) -> Turn {
    let Some(activity) = world.catalog.activity(id) else {
        return Turn::new(dialogue, Topic::Idle, Reply::new(Piece::ActivityGone, main_choices()));
    };
    match outcomes.first() {
        Some(Outcome::CheckedIn(arrivals)) => in_now(dialogue, activity, code, arrivals, world),
        Some(Outcome::NoPlace) => walk_in(dialogue, activity, (code, FilledFor::Own), world),
        Some(Outcome::WrongCode) => wrong_code(dialogue),
        _ => Turn::new(dialogue, Topic::Idle, sign_up::not_open(activity, Admission::Over)),
    }
}

/// Says who is in, and asks for those who came along.
pub fn in_now(dialogue: Dialogue, activity: &Activity, code: DoorCode, arrivals: &Arrivals, world: &World<'_>) -> Turn {
    let shown = |number: &ReceiptNumber| {
        let place = world.known.sign_ups.iter().find(|place| place.number == *number);
        let name = place.filter(|place| !place.own).and_then(|place| place.name()).map(|name| name.masked());
        Arrival { number: number.to_string(), name }
    };
    let piece = Piece::CheckedIn {
        title: activity.title.clone(),
        came: arrivals.came.iter().map(shown).collect(),
        before: arrivals.before.map(|(number, at)| (shown(&number), When::of(at, None))),
        expected: arrivals.expected.iter().map(shown).collect(),
        no_seat: arrivals.no_seat.iter().map(shown).collect(),
    };
    if arrivals.expected.is_empty() {
        let next = [Button::Bring(activity.id, code)].into_iter().chain(NEXT);
        return Turn::new(dialogue, Topic::Idle, Reply::new(piece, next));
    }
    Turn::new(dialogue, Topic::Arriving(activity.id, code), Reply::new(piece, [Button::Confirm, Button::Cancel]))
}

/// Whether all of theirs came along.
pub fn answer(dialogue: Dialogue, id: ActivityId, code: DoorCode, button: &Button) -> Step {
    match button {
        Button::Confirm => check_in(dialogue, id, code, true),
        _ => Turn::new(dialogue, Topic::Idle, Reply::new(Piece::OthersLater, NEXT)).into(),
    }
}

/// Somebody without a place came along.
pub fn bring(dialogue: Dialogue, id: ActivityId, code: DoorCode, world: &World<'_>) -> Step {
    if let Some(reply) = closed(id, world) {
        return Turn::new(dialogue, Topic::Idle, reply).into();
    }
    match world.catalog.activity(id) {
        Some(activity) => walk_in(dialogue, activity, (code, FilledFor::Other), world).into(),
        None => Turn::new(dialogue, Topic::Idle, Reply::new(Piece::ActivityGone, main_choices())).into(),
    }
}

/// The form on the spot, in the session that is on or comes next.
fn walk_in(
    dialogue: Dialogue,
    activity: &Activity,
    (code, filled_for): (DoorCode, FilledFor),
    world: &World<'_>,
) -> Turn {
    let own = filled_for == FilledFor::Own;
    let session = current_session(activity, world);
    let form = Filling { door: Some(code), session, ..Filling::new(activity.id, filled_for) };
    let turn = sign_up::begin_at_door(dialogue, form, world);
    let begun = matches!(turn.dialogue.topic, Topic::Filling(_));
    if own && begun {
        let piece = Piece::WalkIn { title: activity.title.clone() };
        return Turn { reply: turn.reply.after(piece), ..turn };
    }
    turn
}

fn current_session(activity: &Activity, world: &World<'_>) -> Option<SessionNumber> {
    activity.sessions.iter().find(|session| session.ends_at > world.now).map(|session| session.number)
}

/// What came of a form that was filled in at the door; `None` where it is what comes of any form.
pub fn let_in(
    dialogue: Dialogue,
    (activity, code): (&Activity, &DoorCode),
    outcomes: &[Outcome],
    receipt: &dyn Fn(&ReceiptNumber) -> Receipt,
    world: &World<'_>,
) -> Option<Turn> {
    let reply = match outcomes.last()? {
        Outcome::CheckedIn(arrivals) => return Some(in_now(dialogue, activity, code.clone(), arrivals, world)),
        Outcome::WrongCode => return Some(wrong_code(dialogue)),
        Outcome::SignedUp(number) => {
            let next = [Button::Bring(activity.id, code.clone())].into_iter().chain(NEXT);
            Reply::new(Piece::WalkedIn(Box::new(receipt(number))), next)
        }
        Outcome::Full => full(activity),
        _ => return None,
    };
    Some(Turn::new(dialogue, Topic::Idle, reply))
}

/// The code hangs at no door of ours.
fn wrong_code(dialogue: Dialogue) -> Turn {
    Turn::new(dialogue, Topic::Idle, Reply::new(Piece::WrongCode, [Button::MySignUps, Button::Human, Button::Home]))
}

/// No seat for whoever comes without a place.
pub fn full(activity: &Activity) -> Reply {
    let piece = Piece::DoorFull { title: activity.title.clone(), hotline: activity.phone.clone() };
    Reply::new(piece, [Button::Activities, Button::Openings, Button::Home])
}

/// Keeps what they think of it.
pub fn rate(dialogue: Dialogue, id: SignUpId, rating: Rating) -> Step {
    Step::Do { effects: vec![Effect::Rate { id, rating }], dialogue, then: Then::Rated }
}

/// Thanks them.
pub fn rated(dialogue: Dialogue, outcomes: &[Outcome], world: &World<'_>) -> Turn {
    let piece = match outcomes.first() {
        Some(Outcome::Rated(id)) => {
            Piece::Rated { title: world.catalog.activity(*id).map(|activity| activity.title.clone()) }
        }
        _ => Piece::NotRated,
    };
    Turn::new(dialogue, Topic::Idle, Reply::new(piece, [Button::Activities, Button::Openings, Button::Home]))
}
