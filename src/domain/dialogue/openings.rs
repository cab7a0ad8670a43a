//! Finding a job: by trade, place, enterprise, nearness, number of people wanted.

use super::button::Button;
use super::label::Label;
use super::piece::Piece;
use super::reply::{Choice, Reply};
use super::state::{Dialogue, Topic, Viewed};
use super::turn::{Step, Turn, World, main_choices};
use super::view::OpeningView;
use crate::domain::id::{OpeningId, PlaceId, RuleId, TradeId};
use crate::domain::text::search::OpeningQuery;

/// Rows of a page: as many as fit a small screen beside the rest.
const PAGE: usize = 5;
/// Trades offered at once.
const TRADES: usize = 5;

/// All openings, by trade.
pub fn overview(dialogue: Dialogue, world: &World<'_>) -> Step {
    let index = &world.catalog.openings;
    let all = index.find(&OpeningQuery::default(), world.now);
    let mut choices: Vec<Choice> = index
        .trades_present(world.now)
        .into_iter()
        .take(TRADES)
        .filter_map(|(id, count)| {
            let name = &world.catalog.pack.trade(&id)?.name;
            let label = Label::Trade { name: name.clone(), count };
            Some(Choice::labelled(Button::Trade(id), label))
        })
        .collect();
    choices.extend([Button::NearHome, Button::MostWanted].map(Choice::plain));
    let piece = Piece::OpeningsOverview { extent: index.extent(&all) };
    Turn::new(dialogue, Topic::Idle, Reply { pieces: vec![piece], choices }).into()
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

/// Says `piece` first.
pub fn before(piece: Piece, step: Step) -> Step {
    match step {
        Step::Say(turn) => Step::Say(Turn { reply: turn.reply.after(piece), ..turn }),
        other => other,
    }
}

/// Openings like these. One is shown at once; where work and place have nothing in common, that is said
/// and the work alone follows.
pub fn search(dialogue: Dialogue, query: OpeningQuery, world: &World<'_>) -> Step {
    match world.catalog.openings.find(&query, world.now).as_slice() {
        // It is no row of the list that was open before.
        [only] => detail(Dialogue { topic: Topic::Idle, ..dialogue }, *only, world),
        [] => {
            let words = what(&query, world);
            if !query.names_work() || query.places.is_empty() {
                return none(dialogue, words, world);
            }
            let none = Piece::OpeningsNone { what: words, hotline: world.hotline() };
            let OpeningQuery { trades, titles, trades_of_titles, .. } = query;
            let wider = OpeningQuery { trades, titles, trades_of_titles, ..OpeningQuery::default() };
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
pub fn list(dialogue: Dialogue, query: OpeningQuery, first: usize, world: &World<'_>) -> Step {
    let found = world.catalog.openings.find(&query, world.now);
    let shown = found.len().min(first + PAGE);
    let choices = page(&found, first, world);
    let piece = Piece::OpeningsList {
        what: what(&query, world),
        at_least: query.at_least,
        extent: world.catalog.openings.extent(&found),
        first: first + 1,
        last: shown,
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
    Some(Choice::labelled(Button::Opening(id), Label::opening(opening, enterprise)))
}

/// What was asked for, in a few words: `洪门工业园 服装`, or the enterprise.
pub fn what(query: &OpeningQuery, world: &World<'_>) -> String {
    let openings = &world.catalog.openings;
    let of = |id: &OpeningId| openings.get(*id).map(|(opening, _)| opening.enterprise);
    let same = query.named.first().and_then(of).filter(|one| query.named.iter().all(|id| of(id) == Some(*one)));
    if let Some(enterprise) = query.nothing_at.or(same).and_then(|id| openings.enterprise(id)) {
        return enterprise.short_name().to_owned();
    }
    let pack = &world.catalog.pack;
    let places: Vec<&str> = query.places.iter().filter_map(|id| Some(pack.place(id)?.name.as_str())).collect();
    let trades =
        query.trades.iter().chain(&query.trades_of_titles).filter_map(|id| Some(pack.trade(id)?.name.as_str()));
    let work: Vec<&str> = query.titles.iter().map(String::as_str).chain(trades).collect();
    [places.join("、"), work.join("、")].join(" ").trim().to_owned()
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
    show(dialogue, id, Piece::Opening(OpeningView::of(opening, enterprise, &world.catalog.pack)))
}

/// What was asked of an opening: whom to ask where no list says it, else everything that is known.
pub fn about(dialogue: Dialogue, id: OpeningId, rule: &RuleId, world: &World<'_>) -> Step {
    let unlisted = world.catalog.pack.keywords.rule(rule).and_then(|rule| rule.unlisted.clone());
    match (unlisted, world.catalog.openings.get(id)) {
        (Some(what), Some((opening, enterprise))) if opening.wage.is_none() && opening.requirements.is_none() => show(
            dialogue,
            id,
            Piece::AskThem { what, opening: OpeningView::of(opening, enterprise, &world.catalog.pack) },
        ),
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
