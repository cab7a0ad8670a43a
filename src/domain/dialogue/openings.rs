//! Finding a job: by trade, place, enterprise, nearness, number of people wanted.

use super::button::Button;
use super::effect::Effect;
use super::intent::Wish;
use super::label::Label;
use super::misunderstood::misunderstood;
use super::piece::Piece;
use super::reply::{Choice, Reply};
use super::state::{Dialogue, Topic, Viewed};
use super::turn::{Step, Then, Turn, World, main_choices};
use super::view::{OpeningView, PhoneView};
use crate::domain::id::{OpeningId, PlaceId, RuleId, TradeId, UnitId};
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
    search(dialogue, OpeningQuery { trades: vec![trade], ..OpeningQuery::default() }, world)
}

/// Openings of a place.
pub fn of_place(dialogue: Dialogue, place: PlaceId, world: &World<'_>) -> Step {
    search(dialogue, OpeningQuery { places: vec![place], ..OpeningQuery::default() }, world)
}

/// Those who want the most people.
pub fn most_wanted(dialogue: Dialogue, world: &World<'_>) -> Step {
    search(dialogue, OpeningQuery { most_first: true, ..OpeningQuery::default() }, world)
}

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
pub fn near_location(dialogue: Dialogue, label: &str, world: &World<'_>) -> Step {
    let label = fold(label);
    match world.catalog.pack.units.iter().find(|unit| label.contains(&fold(&unit.name))) {
        Some(unit) => near(dialogue, unit.id, OpeningQuery::default(), world),
        None => ask_home(dialogue, OpeningQuery::default()),
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
    let places = openings.places_present().into_iter().take(1).map(|(place, _)| place);
    let places = if wider.is_empty() { places.collect() } else { Vec::new() };
    before(elsewhere, list(dialogue, OpeningQuery { places, ..wider }, 0, world))
}

/// Openings as they are wished for; what no list says of them is said first.
pub fn find(dialogue: Dialogue, wish: Wish, world: &World<'_>) -> Step {
    let Wish { query, near: unit, unlisted } = wish;
    let found = match unit {
        Some(unit) => near(dialogue, unit, query, world),
        None if query.near_home => near_home(dialogue, query, world),
        None => search(dialogue, query, world),
    };
    let rule = unlisted.and_then(|rule| world.catalog.pack.keywords.rule(&rule));
    match rule.and_then(|rule| rule.unlisted.clone()) {
        Some(what) => before(Piece::Unlisted { what }, found),
        None => found,
    }
}

fn before(piece: Piece, step: Step) -> Step {
    match step {
        Step::Say(turn) => Step::Say(Turn { reply: turn.reply.after(piece), ..turn }),
        other => other,
    }
}

/// Openings like these. One is shown at once; where trade and place have nothing in common, that is said
/// and the trade alone follows.
fn search(dialogue: Dialogue, query: OpeningQuery, world: &World<'_>) -> Step {
    match world.catalog.openings.find(&query, world.now).as_slice() {
        [only] => detail(dialogue, *only, world),
        [] => {
            let words = what(&query, world);
            if query.trades.is_empty() || query.places.is_empty() {
                return none(dialogue, words, world);
            }
            let none = Piece::OpeningsNone { what: words, hotline: world.hotline() };
            let wider = OpeningQuery { trades: query.trades, ..OpeningQuery::default() };
            before(none, list(dialogue, wider, 0, world))
        }
        _ => list(dialogue, query, 0, world),
    }
}

/// There are none of `what`.
pub fn none(dialogue: Dialogue, what: String, world: &World<'_>) -> Step {
    let piece = Piece::OpeningsNone { what, hotline: world.hotline() };
    let reply = Reply::new(piece, [Button::Openings, Button::MostWanted, Button::Human]);
    Turn::new(dialogue, Topic::Idle, reply).into()
}

/// A page of what was found, from `first` on.
fn list(dialogue: Dialogue, query: OpeningQuery, first: usize, world: &World<'_>) -> Step {
    let found = world.catalog.openings.find(&query, world.now);
    let shown = found.len().min(first + PAGE);
    let choices = page(&found, first, world);
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

/// A row for each opening of the page that begins at `first`, and what leads on from it.
fn page(found: &[OpeningId], first: usize, world: &World<'_>) -> Vec<Choice> {
    let rows = found.iter().skip(first).take(PAGE).filter_map(|id| row(*id, world));
    let more = (first + PAGE < found.len()).then_some(Button::NextPage);
    rows.chain(more.into_iter().chain([Button::Openings]).map(Choice::plain)).collect()
}

/// Where the page begins that was shown up to `shown`.
fn first_of_page(shown: usize) -> usize {
    shown.saturating_sub(1) / PAGE * PAGE
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
    let places: Vec<&str> = query.places.iter().filter_map(|id| Some(pack.place(id)?.name.as_str())).collect();
    let trades: Vec<&str> = query.trades.iter().filter_map(|id| Some(pack.trade(id)?.name.as_str())).collect();
    [places.join("、"), trades.join("、")].join(" ").trim().to_owned()
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

/// From an opening to its list, from a page to the one before, from the first page to all trades.
pub fn back(dialogue: Dialogue, query: OpeningQuery, shown: usize, world: &World<'_>) -> Step {
    let first = first_of_page(shown);
    match dialogue.viewed {
        Some(_) => list(dialogue, query, first, world),
        None if first >= PAGE => list(dialogue, query, first - PAGE, world),
        None => overview(dialogue, world),
    }
}

/// The page that was shown, and a person; `None` outside a list.
pub fn ask_again(dialogue: &Dialogue, world: &World<'_>) -> Option<Reply> {
    let Topic::Openings { query, shown } = &dialogue.topic else { return None };
    let found = world.catalog.openings.find(query, world.now);
    let rows = page(&found, first_of_page(*shown), world);
    Some(Reply::of_choices(rows.into_iter().chain([Choice::plain(Button::Human)])))
}

/// One opening: what is known, and whom to ring about the rest. The list stays open for 下一页.
pub fn detail(dialogue: Dialogue, id: OpeningId, world: &World<'_>) -> Step {
    let live = world.catalog.openings.get(id).filter(|(opening, _)| opening.expires_at.is_none_or(|at| at > world.now));
    let Some((opening, enterprise)) = live else {
        let reply = Reply::new(Piece::OpeningGone, [Button::Openings, Button::MostWanted, Button::Human]);
        return Turn::new(dialogue, Topic::Idle, reply).into();
    };
    show(dialogue, id, Piece::Opening(view(opening, enterprise, world)))
}

/// What was asked of an opening: whom to ask where no list says it, else everything that is known.
pub fn about(dialogue: Dialogue, id: OpeningId, rule: &RuleId, world: &World<'_>) -> Step {
    let unlisted = world.catalog.pack.keywords.rule(rule).and_then(|rule| rule.unlisted.clone());
    match (unlisted, world.catalog.openings.get(id)) {
        (Some(what), Some((opening, enterprise))) if opening.wage.is_none() && opening.requirements.is_none() => {
            show(dialogue, id, Piece::AskThem { what, opening: view(opening, enterprise, world) })
        }
        _ => detail(dialogue, id, world),
    }
}

/// Shows something of one opening; the list that it stands in stays open.
fn show(dialogue: Dialogue, id: OpeningId, piece: Piece) -> Step {
    let topic = match &dialogue.topic {
        Topic::Openings { .. } => dialogue.topic.clone(),
        _ => Topic::Idle,
    };
    let reply = Reply::new(piece, after_one(&dialogue));
    let mut turn = Turn::new(dialogue, topic, reply);
    turn.dialogue.viewed = Some(Viewed::Opening(id));
    turn.into()
}

/// What follows one opening.
fn after_one(dialogue: &Dialogue) -> Vec<Button> {
    let more = matches!(dialogue.topic, Topic::Openings { .. }).then_some(Button::NextPage);
    more.into_iter().chain([Button::Openings, Button::Activities, Button::Home]).collect()
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
