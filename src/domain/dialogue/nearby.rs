//! Work near home, and wishes of several parts: where home is is asked, told, or sent as a place.

use super::button::Button;
use super::effect::Effect;
use super::intent::Wish;
use super::misunderstood::misunderstood;
use super::openings::{before, list, overview, search, what};
use super::piece::Piece;
use super::reply::{Choice, Reply};
use super::state::{Dialogue, Topic};
use super::turn::{Step, Then, Turn, World};
use super::whereabouts::in_label;
use crate::domain::id::UnitId;
use crate::domain::text::search::OpeningQuery;
use crate::domain::text::unit::{self, UnitMatch};

/// Openings near home: where that is may be known.
pub fn near_home(dialogue: Dialogue, wish: OpeningQuery, world: &World<'_>) -> Step {
    match world.known.unit {
        Some(unit) => near(dialogue, unit, wish, world),
        None => ask_home(dialogue, wish),
    }
}

fn ask_home(dialogue: Dialogue, wish: OpeningQuery) -> Step {
    let reply = Reply { pieces: vec![Piece::AskHome], choices: Vec::new() };
    Turn::new(dialogue, Topic::AskingHome(wish), reply).into()
}

/// Where home is, typed.
pub fn answer_home(dialogue: Dialogue, wish: OpeningQuery, text: &str, world: &World<'_>) -> Step {
    match unit::find(text, &world.catalog.pack.units) {
        UnitMatch::One(unit) => home_told(dialogue, unit, wish, world),
        UnitMatch::Several(units) => {
            let named = units.iter().filter_map(|id| world.catalog.pack.unit(*id));
            let choices = named.map(|unit| Choice::worded(Button::Near(unit.id), &unit.name)).collect();
            Turn::new(dialogue, Topic::AskingHome(wish), Reply { pieces: vec![Piece::HomeWhich], choices }).into()
        }
        UnitMatch::None => misunderstood(dialogue, Piece::HomeUnknown, None, world),
    }
}

/// Home is remembered for whoever has agreed to that, so that it is never asked again.
fn home_told(dialogue: Dialogue, unit: UnitId, wish: OpeningQuery, world: &World<'_>) -> Step {
    let consented = world.known.consent.is_some();
    match near(dialogue.clone(), unit, wish, world) {
        Step::Say(turn) if consented => {
            let effects = vec![Effect::Remember { name: None, mobile: None, unit: Some(unit) }];
            Step::Do { effects, dialogue, then: Then::Say(Box::new(turn)) }
        }
        step => step,
    }
}

/// A place that was sent: its label may name a unit of the county.
pub fn near_location(dialogue: Dialogue, wish: OpeningQuery, label: &str, world: &World<'_>) -> Step {
    match in_label(label, &world.catalog.pack.units) {
        Some(unit) => near(dialogue, unit, wish, world),
        None => ask_home(dialogue, wish),
    }
}

/// Openings like these near a unit; where there are none, that is said, and those of the county follow.
pub fn near(dialogue: Dialogue, unit: UnitId, wish: OpeningQuery, world: &World<'_>) -> Step {
    let Some(unit) = world.catalog.pack.unit(unit) else { return overview(dialogue, world) };
    let openings = &world.catalog.openings;
    let anywhere = OpeningQuery { near_home: false, places: Vec::new(), ..wish };
    let nearby = OpeningQuery { places: openings.places_near(unit.id).to_vec(), ..anywhere.clone() };
    if !nearby.places.is_empty() && !openings.find(&nearby, world.now).is_empty() {
        return list(dialogue, nearby, 0, world);
    }
    let elsewhere = Piece::OpeningsElsewhere { unit: unit.name.clone(), what: what(&anywhere, world) };
    let wider = if openings.find(&anywhere, world.now).is_empty() { OpeningQuery::default() } else { anywhere };
    // Of all openings, those where most of the county's are: everybody can get there.
    let places = openings.places_present(world.now).into_iter().take(1).map(|(place, _)| place);
    let places = if wider.is_empty() { places.collect() } else { Vec::new() };
    before(elsewhere, list(dialogue, OpeningQuery { places, ..wider }, 0, world))
}

/// Openings as they are wished for; what no list says of them is said first.
pub fn find(dialogue: Dialogue, wish: Wish, world: &World<'_>) -> Step {
    let Wish { query, near: unit, unlisted } = wish;
    let rule = unlisted.and_then(|rule| world.catalog.pack.keywords.rule(&rule));
    let unlisted = rule
        .and_then(|rule| rule.unlisted.clone())
        .map(|what| Piece::Unlisted { what, some_say: some_say(&query, world) });
    let found = match unit {
        Some(unit) => near(dialogue, unit, query, world),
        None if query.near_home => near_home(dialogue, query, world),
        None => search(dialogue, query, world),
    };
    match unlisted {
        Some(piece) => before(piece, found),
        None => found,
    }
}

/// Whether an enterprise wrote of pay, or of whom it wants, in one of these.
fn some_say(query: &OpeningQuery, world: &World<'_>) -> bool {
    let openings = &world.catalog.openings;
    let says =
        |id| openings.get(id).is_some_and(|(opening, _)| opening.wage.is_some() || opening.requirements.is_some());
    openings.find(query, world.now).into_iter().any(says)
}
