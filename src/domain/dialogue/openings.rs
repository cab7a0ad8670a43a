//! Finding a job: by trade, place, enterprise, nearness, number of people wanted.

use super::button::Button;
use super::effect::Effect;
use super::label::Label;
use super::misunderstood::misunderstood;
use super::piece::Piece;
use super::reply::{Choice, Reply};
use super::state::{Dialogue, Topic};
use super::turn::{Step, Then, Turn, World, main_choices};
use super::view::{OpeningView, PhoneView};
use crate::domain::id::{OpeningId, PlaceId, TradeId, UnitId};
use crate::domain::opening::{Enterprise, Opening, PhoneKind};
use crate::domain::text::fold::fold;
use crate::domain::text::search::OpeningQuery;
use crate::domain::text::unit::{self, UnitMatch};

/// Rows of a page: as many as fit a small screen beside the rest.
const PAGE: usize = 5;
/// Trades offered at once.
const TRADES: usize = 5;

/// All openings, by trade.
pub fn overview(dialogue: Dialogue, world: &World<'_>) -> Step {
    let index = &world.catalog.openings;
    let all = index.find(&OpeningQuery::default(), world.now);
    let people = people(&all, world);
    let mut choices: Vec<Choice> = index
        .trades_present()
        .into_iter()
        .take(TRADES)
        .filter_map(|(id, count)| {
            let name = &world.catalog.pack.trade(&id)?.name;
            let label = Label::Trade { name: name.clone(), count };
            Some(Choice::labelled(Button::Trade(id), label))
        })
        .collect();
    choices.extend([Button::NearHome, Button::MostWanted].map(Choice::plain));
    let piece = Piece::OpeningsOverview { total: all.len(), people };
    Turn::new(dialogue, Topic::Idle, Reply { pieces: vec![piece], choices }).into()
}

fn people(openings: &[OpeningId], world: &World<'_>) -> u32 {
    let known = openings.iter().filter_map(|id| world.catalog.openings.get(*id));
    known.filter_map(|(opening, _)| opening.headcount).sum()
}

/// Openings of a trade.
pub fn of_trade(dialogue: Dialogue, trade: TradeId, world: &World<'_>) -> Step {
    find(dialogue, OpeningQuery { trades: vec![trade], ..OpeningQuery::default() }, world)
}

/// Openings of a place.
pub fn of_place(dialogue: Dialogue, place: PlaceId, world: &World<'_>) -> Step {
    find(dialogue, OpeningQuery { places: vec![place], ..OpeningQuery::default() }, world)
}

/// Those who want the most people.
pub fn most_wanted(dialogue: Dialogue, world: &World<'_>) -> Step {
    find(dialogue, OpeningQuery { most_first: true, ..OpeningQuery::default() }, world)
}

/// Openings near home: where that is may be known.
pub fn near_home(dialogue: Dialogue, world: &World<'_>) -> Step {
    match world.known.unit {
        Some(unit) => near(dialogue, unit, world),
        None => ask_home(dialogue, Piece::AskHome),
    }
}

fn ask_home(dialogue: Dialogue, piece: Piece) -> Step {
    let reply = Reply { pieces: vec![piece], choices: Vec::new() };
    Turn::new(dialogue, Topic::AskingHome, reply).into()
}

/// Where home is, typed.
pub fn answer_home(dialogue: Dialogue, text: &str, world: &World<'_>) -> Step {
    match unit::find(text, &world.catalog.pack.units) {
        UnitMatch::One(unit) => home_told(dialogue, unit, world),
        UnitMatch::Several(units) => {
            let named = units.iter().filter_map(|id| world.catalog.pack.unit(*id));
            let choices = named.map(|unit| Choice::worded(Button::Near(unit.id), &unit.name)).collect();
            Turn::new(dialogue, Topic::AskingHome, Reply { pieces: vec![Piece::HomeWhich], choices }).into()
        }
        UnitMatch::None => misunderstood(dialogue, Piece::HomeUnknown, None, world),
    }
}

/// Home is remembered for whoever has agreed to that, so that it is never asked again.
fn home_told(dialogue: Dialogue, unit: UnitId, world: &World<'_>) -> Step {
    let consented = world.known.consent.is_some();
    match near(dialogue.clone(), unit, world) {
        Step::Say(turn) if consented => {
            let effects = vec![Effect::Remember { name: None, mobile: None, unit: Some(unit) }];
            Step::Do { effects, dialogue, then: Then::Say(Box::new(turn)) }
        }
        step => step,
    }
}

/// A place that was sent: its label may name a unit of the county.
pub fn near_location(dialogue: Dialogue, label: &str, world: &World<'_>) -> Step {
    let label = fold(label);
    match world.catalog.pack.units.iter().find(|unit| label.contains(&fold(&unit.name))) {
        Some(unit) => near(dialogue, unit.id, world),
        None => ask_home(dialogue, Piece::AskHome),
    }
}

/// Openings near a unit; where there are none, that is said, and those of the county follow.
pub fn near(dialogue: Dialogue, unit: UnitId, world: &World<'_>) -> Step {
    let Some(unit) = world.catalog.pack.unit(unit) else { return overview(dialogue, world) };
    let places = world.catalog.pack.places.iter().filter(|place| place.near_units.contains(&unit.name));
    let places: Vec<PlaceId> = places.map(|place| place.id.clone()).collect();
    let query = OpeningQuery { places, ..OpeningQuery::default() };
    if query.is_empty() || world.catalog.openings.find(&query, world.now).is_empty() {
        let elsewhere = Piece::OpeningsElsewhere { unit: unit.name.clone() };
        // Where most of the county's openings are, everybody can get to.
        let places = world.catalog.openings.places_present().into_iter().take(1).map(|(place, _)| place).collect();
        return before(elsewhere, list(dialogue, OpeningQuery { places, ..OpeningQuery::default() }, 0, world));
    }
    list(dialogue, query, 0, world)
}

fn before(piece: Piece, step: Step) -> Step {
    match step {
        Step::Say(turn) => Step::Say(Turn { reply: turn.reply.after(piece), ..turn }),
        other => other,
    }
}

/// Openings like these. One is shown at once; where trade and place have nothing in common, that is said
/// and the trade alone follows.
pub fn find(dialogue: Dialogue, query: OpeningQuery, world: &World<'_>) -> Step {
    if query.near_home {
        return near_home(dialogue, world);
    }
    match world.catalog.openings.find(&query, world.now).as_slice() {
        [only] => detail(dialogue, *only, world),
        [] => {
            let none = Piece::OpeningsNone { what: what(&query, world), hotline: world.hotline() };
            if query.trades.is_empty() || query.places.is_empty() {
                let reply = Reply::new(none, [Button::Openings, Button::MostWanted, Button::Human]);
                return Turn::new(dialogue, Topic::Idle, reply).into();
            }
            let wider = OpeningQuery { trades: query.trades, ..OpeningQuery::default() };
            before(none, list(dialogue, wider, 0, world))
        }
        _ => list(dialogue, query, 0, world),
    }
}

/// A page of what was found, from `first` on.
fn list(dialogue: Dialogue, query: OpeningQuery, first: usize, world: &World<'_>) -> Step {
    let found = world.catalog.openings.find(&query, world.now);
    let page: Vec<OpeningId> = found.iter().skip(first).take(PAGE).copied().collect();
    let shown = first + page.len();
    let mut choices: Vec<Choice> = page.iter().filter_map(|id| row(*id, world)).collect();
    if shown < found.len() {
        choices.push(Choice::plain(Button::NextPage));
    }
    choices.push(Choice::plain(Button::Openings));
    let piece = Piece::OpeningsList {
        what: what(&query, world),
        at_least: query.at_least,
        total: found.len(),
        first: first + 1,
        last: shown,
        people: people(&found, world),
    };
    Turn::new(dialogue, Topic::Openings { query, shown }, Reply { pieces: vec![piece], choices }).into()
}

fn row(id: OpeningId, world: &World<'_>) -> Option<Choice> {
    let (opening, enterprise) = world.catalog.openings.get(id)?;
    let label = Label::Opening { name: short(&enterprise.name).to_owned(), headcount: opening.headcount };
    Some(Choice::labelled(Button::Opening(id), label))
}

/// A name without its legal form, for a list.
fn short(name: &str) -> &str {
    ["有限责任公司", "股份有限公司", "有限公司"].iter().find_map(|form| name.strip_suffix(form)).unwrap_or(name)
}

/// What was asked for, in a few words: `洪门工业园 服装`.
fn what(query: &OpeningQuery, world: &World<'_>) -> String {
    let pack = &world.catalog.pack;
    let places = query.places.iter().filter_map(|id| pack.place(id)).map(|place| place.name.as_str());
    let trades = query.trades.iter().filter_map(|id| pack.trade(id)).map(|trade| trade.name.as_str());
    let mut words: Vec<&str> = places.chain(trades).collect();
    words.dedup();
    words.join(" ")
}

/// The next page of the list that was shown last.
pub fn next_page(dialogue: Dialogue, world: &World<'_>) -> Step {
    match dialogue.topic.clone() {
        Topic::Openings { query, shown } => {
            if shown < world.catalog.openings.find(&query, world.now).len() {
                list(dialogue, query, shown, world)
            } else {
                Turn::new(dialogue, Topic::Idle, Reply::new(Piece::NoMore, main_choices())).into()
            }
        }
        _ => overview(dialogue, world),
    }
}

/// One opening: what is known, and whom to ring about the rest. The list stays open for 下一页.
pub fn detail(dialogue: Dialogue, id: OpeningId, world: &World<'_>) -> Step {
    let live = world.catalog.openings.get(id).filter(|(opening, _)| opening.expires_at.is_none_or(|at| at > world.now));
    let Some((opening, enterprise)) = live else {
        let reply = Reply::new(Piece::OpeningGone, [Button::Openings, Button::MostWanted, Button::Human]);
        return Turn::new(dialogue, Topic::Idle, reply).into();
    };
    let more = matches!(dialogue.topic, Topic::Openings { .. }).then_some(Button::NextPage);
    let buttons = more.into_iter().chain([Button::Openings, Button::Activities, Button::Home]);
    let reply = Reply::new(Piece::Opening(view(opening, enterprise, world)), buttons);
    let topic = match dialogue.topic.clone() {
        Topic::Openings { query, shown } => Topic::Openings { query, shown },
        _ => Topic::Idle,
    };
    let mut turn = Turn::new(dialogue, topic, reply);
    turn.dialogue.viewed = Some(id);
    turn.into()
}

fn view(opening: &Opening, enterprise: &Enterprise, world: &World<'_>) -> OpeningView {
    let trade = enterprise.trade.as_ref().and_then(|id| world.catalog.pack.trade(id));
    let phones = enterprise.phones.iter().map(|phone| PhoneView {
        printed: phone.printed.clone(),
        doubt: match &phone.kind {
            PhoneKind::Doubtful { reason } => Some(reason.clone()),
            PhoneKind::Mobile | PhoneKind::Landline => None,
        },
    });
    OpeningView {
        name: enterprise.name.clone(),
        trade: trade.map(|trade| trade.name.clone()),
        address: enterprise.address.clone(),
        title: opening.title.clone(),
        headcount: opening.headcount,
        wage: opening.wage.clone(),
        requirements: opening.requirements.clone(),
        contacts: enterprise.contacts.clone(),
        phones: phones.collect(),
        wechat_same_number: enterprise.wechat_same_number,
        source: opening.source.clone(),
    }
}
