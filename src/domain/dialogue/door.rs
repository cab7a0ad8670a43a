//! At the door: the code that hangs there was scanned. Whoever has a place is in, whoever has none signs up on the
//! spot; and afterwards, what they thought of it.

use super::button::Button;
use super::effect::{Effect, Outcome};
use super::label::Label;
use super::piece::Piece;
use super::reply::{Choice, Reply};
use super::state::{Dialogue, FilledFor, Filling, Topic};
use super::turn::{Step, Then, Turn, World, main_choices};
use super::view::{Arrival, Guest, Receipt, SessionView, When};
use super::{obstacle, sign_up};
use crate::domain::activity::{Activity, Admission, Session};
use crate::domain::id::{ActivityId, SignUpId};
use crate::domain::sign_up::{Along, Arrivals, Door, DoorCode, Rating, ReceiptNumber, SignUp};

/// As many names as one message offers; after one was tapped, whoever is left is offered.
const MOST_NAMES: usize = 8;
/// What follows at the door.
const NEXT: [Button; 3] = [Button::MySignUps, Button::Openings, Button::Home];

/// They are here: counts them in, and whoever is along, or says why not.
pub fn arrive(dialogue: Dialogue, id: ActivityId, code: DoorCode, along: Along, world: &World<'_>) -> Step {
    match closed(id, world) {
        Some(reply) => Turn::new(dialogue, Topic::Idle, reply).into(),
        None => check_in(dialogue, id, code, along),
    }
}

fn check_in(dialogue: Dialogue, activity: ActivityId, code: DoorCode, along: Along) -> Step {
    let effects = vec![Effect::CheckIn { activity, code: code.clone(), along }];
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
        Door::Over => Some(obstacle::not_open(activity, Admission::Over)),
        Door::CalledOff => Some(obstacle::not_open(activity, Admission::CalledOff)),
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
        _ => Turn::new(dialogue, Topic::Idle, obstacle::not_open(activity, Admission::Over)),
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
    let enters = arrivals.none_own.then(|| Button::Enter(activity.id, code.clone()));
    if arrivals.expected.is_empty() {
        let next = enters.into_iter().chain([Button::Bring(activity.id, code)]).chain(NEXT);
        return Turn::new(dialogue, Topic::Idle, Reply::new(piece, next));
    }
    let reply = Reply::new(piece, [Button::Confirm, Button::Cancel].into_iter().chain(enters));
    Turn::new(dialogue, Topic::Arriving(activity.id, code), reply)
}

/// Whether all of theirs came along.
pub fn answer(dialogue: Dialogue, id: ActivityId, code: DoorCode, button: &Button, world: &World<'_>) -> Step {
    match button {
        Button::Confirm => check_in(dialogue, id, code, Along::Everybody),
        _ => who_came(dialogue, id, &code, world).into(),
    }
}

/// Not all of theirs came along: those who did are tapped one by one.
fn who_came(dialogue: Dialogue, id: ActivityId, code: &DoorCode, world: &World<'_>) -> Turn {
    let expected = |place: &&SignUp| place.activity == id && !place.own && !place.came && place.state.holds_seat();
    let names: Vec<Choice> = world
        .known
        .sign_ups
        .iter()
        .filter(expected)
        .take(MOST_NAMES)
        .map(|place| {
            let Guest { number, name } = Guest::of(place);
            let came = Button::Came(id, code.clone(), place.number.sequence);
            Choice::labelled(came, Label::Guest { number, name })
        })
        .collect();
    if names.len() < 2 {
        return Turn::new(dialogue, Topic::Idle, Reply::new(Piece::OthersLater, NEXT));
    }
    let choices = names.into_iter().chain([Button::MySignUps, Button::Home].map(Choice::plain)).collect();
    Turn::new(dialogue, Topic::Idle, Reply { pieces: vec![Piece::WhoCame], choices })
}

/// Somebody without a place is here: the follower, or who came along.
pub fn come_in(
    dialogue: Dialogue,
    id: ActivityId,
    (code, filled_for): (DoorCode, FilledFor),
    world: &World<'_>,
) -> Step {
    if let Some(reply) = closed(id, world) {
        return Turn::new(dialogue, Topic::Idle, reply).into();
    }
    match world.catalog.activity(id) {
        Some(activity) => walk_in(dialogue, activity, (code, filled_for), world).into(),
        None => Turn::new(dialogue, Topic::Idle, Reply::new(Piece::ActivityGone, main_choices())).into(),
    }
}

/// The form on the spot, in the session that is on or comes next and has a seat.
fn walk_in(
    dialogue: Dialogue,
    activity: &Activity,
    (code, filled_for): (DoorCode, FilledFor),
    world: &World<'_>,
) -> Turn {
    let own = filled_for == FilledFor::Own;
    let session = session_on_the_spot(activity, world);
    let form =
        Filling { door: Some(code), session: session.map(|it| it.number), ..Filling::new(activity.id, filled_for) };
    let turn = sign_up::begin_at_door(dialogue, form, world);
    let begun = matches!(turn.dialogue.topic, Topic::Filling(_));
    if own && begun {
        let session = session.map(|session| SessionView::of(session, None));
        let piece = Piece::WalkIn { title: activity.title.clone(), session };
        return Turn { reply: turn.reply.after(piece), ..turn };
    }
    turn
}

/// The first session that is not over and has a seat; where none has, the one that is on or comes next.
fn session_on_the_spot<'a>(activity: &'a Activity, world: &World<'_>) -> Option<&'a Session> {
    let mut coming: Vec<&Session> = activity.sessions.iter().filter(|session| session.ends_at > world.now).collect();
    coming.sort_by_key(|session| session.ends_at);
    let free = |session: &&&Session| !obstacle::door_is_full(Some(session.number), activity, world);
    coming.iter().find(free).or(coming.first()).copied()
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
        _ => Piece::NotRated { hotline: world.hotline() },
    };
    Turn::new(dialogue, Topic::Idle, Reply::new(piece, [Button::Activities, Button::Openings, Button::Home]))
}
