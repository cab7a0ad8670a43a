//! `/jobs`: openings as a list that can be searched, and one by one.

use serde::Serialize;

use super::Moment;
use crate::domain::dialogue::effect::Known;
use crate::domain::dialogue::openings::what;
use crate::domain::dialogue::turn::World;
use crate::domain::dialogue::view::OpeningView;
use crate::domain::id::{OpeningId, PlaceId, TradeId};
use crate::domain::opening::Enterprise;
use crate::domain::text::search::{Extent, OpeningQuery};

/// Rows of a page: some three screens of a phone, and far below the size that a page may have.
const PAGE: usize = 15;

/// What is looked for. Whatever is unknown or out of bounds in it is passed over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OpeningsAsk {
    /// What was typed, as in the chat.
    pub words: String,
    /// A trade of the list.
    pub trade: Option<TradeId>,
    /// A place of the list.
    pub place: Option<PlaceId>,
    /// Those who want the most people first.
    pub most_first: bool,
    /// From 1.
    pub page: usize,
}

/// A page of openings.
#[derive(Debug, Serialize)]
pub struct OpeningsPage {
    /// What was typed.
    pub words: String,
    /// What was asked for, as it was understood: `洪门工业园 服装`.
    pub what: String,
    /// What should be said of the question.
    pub note: Option<Note>,
    /// Whether those come first who want the most people.
    pub most_first: bool,
    /// How many were found.
    pub extent: Extent,
    /// This page of them.
    pub rows: Vec<OpeningRow>,
    /// From 1.
    pub page: usize,
    /// How many pages there are, at least one.
    pub pages: usize,
    /// Trades to choose from.
    pub trades: Vec<Pick>,
    /// Places to choose from.
    pub places: Vec<Pick>,
    /// The chosen trade.
    pub trade: Option<TradeId>,
    /// The chosen place.
    pub place: Option<PlaceId>,
}

/// What should be said of a question besides its answer.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Note {
    /// No trade, place or enterprise is called that: all openings follow.
    NotUnderstood,
    /// Near home, but where is that?
    HomeUnknown,
    /// No enterprise of the list is near there: others follow.
    NothingNear {
        /// The township.
        unit: String,
    },
}

/// One opening in a list.
#[derive(Debug, Serialize)]
pub struct OpeningRow {
    /// Row id.
    pub id: OpeningId,
    /// Enterprise, without its legal form.
    pub name: String,
    /// Job title.
    pub title: Option<String>,
    /// People wanted.
    pub headcount: Option<u32>,
    /// Pay in their words.
    pub wage: Option<String>,
    /// Trade, inferred.
    pub trade: Option<String>,
    /// Where it is, by the pack's places.
    pub place: Option<String>,
}

/// Something to choose in a list.
#[derive(Debug, Serialize)]
pub struct Pick {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How many openings it has.
    pub count: usize,
}

/// One opening.
#[derive(Debug, Serialize)]
pub struct OpeningPage {
    /// All that is known.
    pub opening: OpeningView,
    /// A map of its address.
    pub map: Option<String>,
    /// Its trade, to look for more of it.
    pub trade: Option<TradeId>,
}

impl Moment {
    /// The openings that fit a question.
    pub fn openings(&self, ask: &OpeningsAsk) -> OpeningsPage {
        let (pack, index) = (&self.catalog.pack, &self.catalog.openings);
        let trade = ask.trade.as_ref().and_then(|id| pack.trade(id));
        let place = ask.place.as_ref().and_then(|id| pack.place(id));
        let (mut query, note) = self.understood(ask);
        let mut found = index.find(&query, self.now);
        found.retain(|id| {
            index.get(*id).is_some_and(|(_, enterprise)| {
                trade.is_none_or(|trade| enterprise.trade.as_ref() == Some(&trade.id))
                    && place.is_none_or(|place| enterprise.place.as_ref() == Some(&place.id))
            })
        });
        query.trades = either(query.trades, trade.map(|trade| trade.id.clone()));
        query.places = either(query.places, place.map(|place| place.id.clone()));
        let pages = found.len().div_ceil(PAGE).max(1);
        let page = ask.page.clamp(1, pages);
        OpeningsPage {
            what: what(&query, &self.world(&Known::default())),
            note,
            most_first: query.most_first,
            extent: index.extent(&found),
            rows: found.iter().skip((page - 1) * PAGE).take(PAGE).filter_map(|id| self.row(*id)).collect(),
            page,
            pages,
            trades: picks(index.trades_present(self.now), |id| pack.trade(id).map(|trade| &trade.name)),
            places: picks(index.places_present(self.now), |id| pack.place(id).map(|place| &place.name)),
            trade: trade.map(|trade| trade.id.clone()),
            place: place.map(|place| place.id.clone()),
            words: ask.words.clone(),
        }
    }

    /// One opening that is still on offer.
    pub fn opening(&self, id: OpeningId) -> Option<OpeningPage> {
        let (opening, enterprise) = self.catalog.openings.get(id)?;
        opening.expires_at.is_none_or(|end| self.now < end).then(|| OpeningPage {
            opening: OpeningView::of(opening, enterprise, &self.catalog.pack),
            map: self.map_of(&enterprise.address),
            trade: enterprise.trade.clone(),
        })
    }

    /// The question as the chat would understand it.
    fn understood(&self, ask: &OpeningsAsk) -> (OpeningQuery, Option<Note>) {
        let index = &self.catalog.openings;
        let query = index.understand(&ask.words);
        let note = if ask.words.trim().is_empty() {
            None
        } else if query.is_empty() {
            Some(Note::NotUnderstood)
        } else if query.near_home {
            let unit = index.unit_named(&ask.words).and_then(|id| self.catalog.pack.unit(id));
            Some(unit.map_or(Note::HomeUnknown, |unit| Note::NothingNear { unit: unit.name.clone() }))
        } else {
            None
        };
        (OpeningQuery { most_first: query.most_first || ask.most_first, ..query }, note)
    }

    pub(super) fn world<'a>(&'a self, nobody: &'a Known) -> World<'a> {
        World { catalog: &self.catalog, known: nobody, now: self.now }
    }

    fn row(&self, id: OpeningId) -> Option<OpeningRow> {
        let (opening, enterprise) = self.catalog.openings.get(id)?;
        let trade = enterprise.trade.as_ref().and_then(|id| self.catalog.pack.trade(id));
        Some(OpeningRow {
            id,
            name: enterprise.short_name().to_owned(),
            title: opening.title.clone(),
            headcount: opening.headcount,
            wage: opening.wage.clone(),
            trade: trade.map(|trade| trade.name.clone()),
            place: self.place_of(enterprise).map(str::to_owned),
        })
    }

    pub(super) fn place_of(&self, enterprise: &Enterprise) -> Option<&str> {
        let place = self.catalog.pack.place(enterprise.place.as_ref()?)?;
        Some(place.name.as_str())
    }
}

/// What can be chosen: all that have openings, by the names that the pack gives them.
fn picks<'p, Id: ToString>(present: Vec<(Id, usize)>, name: impl Fn(&Id) -> Option<&'p String>) -> Vec<Pick> {
    let named = |(id, count): (Id, usize)| Some(Pick { name: name(&id)?.clone(), id: id.to_string(), count });
    present.into_iter().filter_map(named).collect()
}

/// What the words named, or else what was chosen.
fn either<T: PartialEq>(mut named: Vec<T>, chosen: Option<T>) -> Vec<T> {
    named.extend(chosen);
    named.dedup();
    named
}
