//! The follower's places: all of them as a list, one of them, and the list of those that can be given up.

use super::button::Button;
use super::label::Label;
use super::mine::ask_cancel;
use super::piece::Piece;
use super::reply::{Choice, Reply};
use super::state::{Dialogue, Topic};
use super::turn::{Step, Turn, World};
use super::view::Receipt;
use crate::domain::activity::Admission;
use crate::domain::id::SignUpId;
use crate::domain::sign_up::{SignUp, SignUpState};

/// Places a page: with their links, as many as the platform takes in a text, however long their names are.
const PAGE: usize = 4;

/// 我的报名: what is still to come, a page from 1; the only one with all its ways out.
pub fn sign_ups(dialogue: Dialogue, page: u8, world: &World<'_>) -> Step {
    let is_coming =
        |place: &&SignUp| world.catalog.activity(place.activity).is_some_and(|activity| activity.ends_at > world.now);
    let coming: Vec<&SignUp> = world.known.sign_ups.iter().filter(is_coming).collect();
    let next = [Button::Activities, Button::Home];
    let reply = match coming.as_slice() {
        [] => Reply::new(Piece::NoSignUps, [Button::Activities, Button::Openings, Button::Home]),
        [only] => match receipt(only.id, world) {
            Some(receipt) => shown(only, receipt, next, world),
            None => Reply::new(Piece::NoSignUps, next),
        },
        several => {
            let page = Page::of(several, page);
            let piece = Piece::MySignUps { total: several.len(), first: page.first, last: page.last };
            let choices = page.choices(Button::MySignUp, Button::MySignUpsPage, world);
            Reply { pieces: vec![piece], choices: choices.chain(next.map(Choice::plain)).collect() }
        }
    };
    Turn::new(dialogue, Topic::Idle, reply).into()
}

/// One of their places.
pub fn sign_up(dialogue: Dialogue, id: SignUpId, world: &World<'_>) -> Step {
    let place = world.known.sign_ups.iter().find(|sign_up| sign_up.id == id);
    match place.zip(receipt(id, world)) {
        Some((place, receipt)) => {
            let reply = shown(place, receipt, [Button::MySignUps, Button::Home], world);
            Turn::new(dialogue, Topic::Idle, reply).into()
        }
        None => sign_ups(dialogue, 1, world),
    }
}

/// A place with what can still be done with it by message, or that nothing can.
fn shown(place: &SignUp, receipt: Receipt, next: [Button; 2], world: &World<'_>) -> Reply {
    let ways = ways_of(place, world);
    let fixed = ways.is_empty() && !place.came;
    let too_late = fixed.then(|| Piece::TooLate { hotline: receipt.phone.clone() });
    let pieces = [Piece::MySignUp(Box::new(receipt))].into_iter().chain(too_late).collect();
    Reply { pieces, choices: ways.into_iter().chain(next).map(Choice::plain).collect() }
}

/// What can still be done with a place by message.
fn ways_of(place: &SignUp, world: &World<'_>) -> Vec<Button> {
    let open = world.catalog.activity(place.activity).map(|activity| activity.admission(world.now));
    let change = !place.came && open == Some(Admission::Open);
    let taken = matches!(place.state, SignUpState::Offered { .. }).then_some(Button::TakeOffer(place.id));
    let given_up = can_give_up(place, world).then_some(Button::CancelSignUp(place.id));
    let changed = change.then_some(Button::ChangeSignUp(place.id));
    [taken, given_up, changed].into_iter().flatten().collect()
}

/// Whether a place can still be given up by message: nobody has come to it, and it is not about to begin.
pub fn can_give_up(place: &SignUp, world: &World<'_>) -> bool {
    !place.came && world.catalog.activity(place.activity).is_some_and(|activity| activity.can_cancel(world.now))
}

/// The receipt of a place of theirs.
pub fn receipt(id: SignUpId, world: &World<'_>) -> Option<Receipt> {
    let place = world.known.sign_ups.iter().find(|sign_up| sign_up.id == id)?;
    Some(Receipt::of_sign_up(world.catalog.activity(place.activity)?, place, &world.catalog.pack.county))
}

/// They do not come: asks before their one place is given up, or which of several, a page from 1.
pub fn give_up(dialogue: Dialogue, page: u8, world: &World<'_>) -> Step {
    let places: Vec<&SignUp> = world.known.sign_ups.iter().filter(|place| can_give_up(place, world)).collect();
    match places.as_slice() {
        [] => match world.known.sign_ups.as_slice() {
            [fixed] if !fixed.came => ask_cancel(dialogue, fixed.id, world),
            _ => sign_ups(dialogue, 1, world),
        },
        [only] => ask_cancel(dialogue, only.id, world),
        several => {
            let choices = Page::of(several, page).choices(Button::CancelSignUp, Button::GiveUpPage, world);
            let choices = choices.chain([Choice::plain(Button::Home)]).collect();
            Turn::new(dialogue, Topic::Idle, Reply { pieces: vec![Piece::WhichToCancel], choices }).into()
        }
    }
}

/// A page of a list of places.
struct Page<'a> {
    places: &'a [&'a SignUp],
    /// Its first place, from 1, and its last.
    first: usize,
    last: usize,
    /// The page behind it, if there is one.
    next: Option<u8>,
}

impl<'a> Page<'a> {
    /// That page of these places, from 1; beyond the last it is the first again.
    fn of(all: &'a [&'a SignUp], page: u8) -> Self {
        let pages = || (1..=u8::MAX).zip(all.chunks(PAGE));
        let (page, places) = pages().find(|(n, _)| *n == page).or_else(|| pages().next()).unwrap_or((1, all));
        let before = usize::from(page.saturating_sub(1)) * PAGE;
        let last = before + places.len();
        Self { places, first: before + 1, last, next: page.checked_add(1).filter(|_| last < all.len()) }
    }

    /// Its places as what `open` does with them, then the way to the next page.
    fn choices(
        self,
        open: fn(SignUpId) -> Button,
        turn: fn(u8) -> Button,
        world: &World<'_>,
    ) -> impl Iterator<Item = Choice> {
        let labelled = move |place: &&SignUp| {
            let receipt = receipt(place.id, world)?;
            Some(Choice::labelled(open(place.id), Label::place(receipt)))
        };
        let next = self.next.map(|page| Choice::plain(turn(page)));
        self.places.iter().filter_map(labelled).chain(next).collect::<Vec<_>>().into_iter()
    }
}
