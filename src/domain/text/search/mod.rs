//! Openings by trade, place, enterprise, headcount and nearness, out of one message.

mod asides;
mod company_name;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
mod title;
mod vocabulary;

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use self::title::Titles;
use self::vocabulary::{Named, Vocabulary};
use super::fold::fold;
use crate::domain::id::{EnterpriseId, OpeningId, PlaceId, TradeId, UnitId};
use crate::domain::opening::{Enterprise, Opening};
use crate::domain::pack::Pack;

/// What someone is looking for. Serialised into the dialogue for 下一页.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OpeningQuery {
    /// Any of these trades.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub trades: Vec<TradeId>,
    /// With any of these, folded, in the job's title. They come first; what else was named follows them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub titles: Vec<String>,
    /// The trades that those titles belong to: they follow where no trade was named.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub trades_of_titles: Vec<TradeId>,
    /// In any of these places.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<PlaceId>,
    /// These openings by name of enterprise, best first; then trades and places are ignored.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<OpeningId>,
    /// This enterprise, which offers nothing now; nothing else was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nothing_at: Option<EnterpriseId>,
    /// At least so many people wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u32>,
    /// Those who want the most people first.
    pub most_first: bool,
    /// Said "near home" without saying where, or named a unit that no place is near to.
    pub near_home: bool,
}

impl OpeningQuery {
    /// Nothing in particular: all openings.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a trade or a job is named.
    pub fn names_work(&self) -> bool {
        !self.trades.is_empty() || !self.titles.is_empty()
    }
}

/// How much a list holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Extent {
    /// Openings.
    pub openings: usize,
    /// The enterprises that they are of.
    pub enterprises: usize,
    /// How many people they want, of those that say it.
    pub people: u32,
}

/// All enterprises and openings, searchable.
#[derive(Debug, Clone)]
pub struct OpeningIndex {
    enterprises: Vec<Enterprise>,
    /// In the order of their enterprises.
    openings: Vec<Opening>,
    /// Their titles, in the same order.
    titles: Titles,
    enterprise_at: HashMap<EnterpriseId, usize>,
    opening_at: HashMap<OpeningId, usize>,
    near: Vec<(UnitId, Vec<PlaceId>)>,
    vocabulary: Vocabulary,
}

impl OpeningIndex {
    /// Builds the index. An opening whose enterprise is missing is left out.
    pub fn build(pack: &Pack, enterprises: Vec<Enterprise>, mut openings: Vec<Opening>) -> Self {
        let enterprise_at: HashMap<_, _> = enterprises.iter().enumerate().map(|(at, of)| (of.id, at)).collect();
        openings.retain(|opening| enterprise_at.contains_key(&opening.enterprise));
        openings.sort_by_key(|opening| (enterprise_at.get(&opening.enterprise).copied(), opening.id));
        let opening_at = openings.iter().enumerate().map(|(at, opening)| (opening.id, at)).collect();
        let titles = Titles::of(&openings, &pack.keywords);
        let vocabulary = Vocabulary::build(pack, &enterprises, &titles.words);
        Self { enterprise_at, opening_at, near: places_by_unit(pack), vocabulary, enterprises, openings, titles }
    }

    /// What `text` (as typed) asks for; empty if it names no trade, job title, place, enterprise, number or nearness.
    ///
    /// A unit stands for the places that list it in `near_units`. Where none does, it is `near_home`: work
    /// there has to be looked for around it, and [`OpeningIndex::unit_named`] says which it was.
    pub fn understand(&self, text: &str) -> OpeningQuery {
        let folded = fold(text);
        let Named { mut trades, mut titles, mut trades_of_titles, mut places, units, enterprises } =
            self.vocabulary.named_in(text);
        let asked_for = vocabulary::asked_for(&folded);
        let elsewhere = !places.is_empty() || !units.is_empty() || !enterprises.is_empty();
        if titles.is_empty() && !elsewhere && self.titles.any_holds(asked_for) {
            titles.push(asked_for.to_owned());
            trades_of_titles = std::mem::take(&mut trades);
        }
        if places.is_empty() {
            places = units.iter().flat_map(|unit| self.places_near(*unit)).cloned().collect();
        }
        let nowhere = places.is_empty();
        let named = enterprises.iter().flat_map(|id| self.openings.iter().filter(|opening| opening.enterprise == *id));
        let named: Vec<OpeningId> = named.map(|opening| opening.id).collect();
        let no_work = trades.is_empty() && titles.is_empty();
        let nothing_else = named.is_empty() && no_work && nowhere && units.is_empty();
        OpeningQuery {
            nothing_at: enterprises.first().copied().filter(|_| nothing_else),
            named,
            at_least: asides::at_least(&folded),
            most_first: asides::most_first(&folded),
            near_home: nowhere && (!units.is_empty() || asides::near(&folded)),
            trades,
            titles,
            trades_of_titles,
            places,
        }
    }

    /// The unit that `text` names, as a place to look for work around.
    pub fn unit_named(&self, text: &str) -> Option<UnitId> {
        self.vocabulary.named_in(text).units.first().copied()
    }

    /// The openings that fit, in the order to show them; expired ones are left out. Empty if nothing fits.
    pub fn find(&self, query: &OpeningQuery, now: Timestamp) -> Vec<OpeningId> {
        let mut found: Vec<&Opening> = if query.named.is_empty() {
            self.openings.iter().filter(|opening| self.fits(opening, query)).collect()
        } else {
            query.named.iter().filter_map(|id| self.opening(*id)).collect()
        };
        if query.nothing_at.is_some() {
            found.clear();
        }
        found.retain(|opening| is_open(opening, now));
        if query.most_first {
            found.sort_by_key(|opening| std::cmp::Reverse(opening.headcount));
        }
        let (titled, others): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|opening| self.is_titled(opening, &query.titles));
        titled.into_iter().chain(others).map(|opening| opening.id).collect()
    }

    fn fits(&self, opening: &Opening, query: &OpeningQuery) -> bool {
        let Some(enterprise) = self.enterprise(opening.enterprise) else { return false };
        let enough = |least| opening.headcount.is_some_and(|headcount| headcount >= least);
        self.is_work(opening, enterprise.trade.as_ref(), query)
            && one_of(&query.places, enterprise.place.as_ref())
            && query.at_least.is_none_or(enough)
    }

    /// Whether it is of a trade or has a title that was named.
    fn is_work(&self, opening: &Opening, trade: Option<&TradeId>, query: &OpeningQuery) -> bool {
        if query.titles.is_empty() || !query.trades.is_empty() {
            return one_of(&query.trades, trade);
        }
        self.is_titled(opening, &query.titles) || trade.is_some_and(|trade| query.trades_of_titles.contains(trade))
    }

    fn is_titled(&self, opening: &Opening, titles: &[String]) -> bool {
        self.opening_at.get(&opening.id).is_some_and(|at| self.titles.holds_any(*at, titles))
    }

    /// How much these are.
    pub fn extent(&self, openings: &[OpeningId]) -> Extent {
        let known: Vec<&Opening> = openings.iter().filter_map(|id| self.opening(*id)).collect();
        let enterprises: HashSet<EnterpriseId> = known.iter().map(|opening| opening.enterprise).collect();
        Extent {
            openings: known.len(),
            enterprises: enterprises.len(),
            people: known.iter().filter_map(|opening| opening.headcount).sum(),
        }
    }

    /// One opening with its enterprise.
    pub fn get(&self, id: OpeningId) -> Option<(&Opening, &Enterprise)> {
        let opening = self.opening(id)?;
        Some((opening, self.enterprise(opening.enterprise)?))
    }

    /// All openings with their enterprises, in the order of the enterprises.
    pub fn iter(&self) -> impl Iterator<Item = (&Opening, &Enterprise)> {
        self.openings.iter().filter_map(|opening| Some((opening, self.enterprise(opening.enterprise)?)))
    }

    /// All enterprises, also those without an opening.
    pub fn enterprises(&self) -> &[Enterprise] {
        &self.enterprises
    }

    /// How many openings there are.
    pub fn len(&self) -> usize {
        self.openings.len()
    }

    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.openings.is_empty()
    }

    /// The trades that enterprises with openings are of, with the number of those enterprises, most first.
    pub fn trades_present(&self, now: Timestamp) -> Vec<(TradeId, usize)> {
        counted(self.hiring(now).filter_map(|enterprise| enterprise.trade.as_ref()))
    }

    /// The places where enterprises with openings are, with the number of those enterprises, most first.
    pub fn places_present(&self, now: Timestamp) -> Vec<(PlaceId, usize)> {
        counted(self.hiring(now).filter_map(|enterprise| enterprise.place.as_ref()))
    }

    /// The enterprises that have an opening now.
    fn hiring(&self, now: Timestamp) -> impl Iterator<Item = &Enterprise> {
        let open = self.openings.iter().filter(move |opening| is_open(opening, now));
        let mut enterprises: Vec<EnterpriseId> = open.map(|opening| opening.enterprise).collect();
        // The openings stand in the order of their enterprises.
        enterprises.dedup();
        enterprises.into_iter().filter_map(|id| self.enterprise(id))
    }

    /// The places that count as near home for someone of this unit, in the order of the pack.
    pub fn places_near(&self, unit: UnitId) -> &[PlaceId] {
        self.near.iter().find(|(id, _)| *id == unit).map_or(&[], |(_, places)| places)
    }

    fn opening(&self, id: OpeningId) -> Option<&Opening> {
        self.openings.get(*self.opening_at.get(&id)?)
    }

    /// One enterprise.
    pub fn enterprise(&self, id: EnterpriseId) -> Option<&Enterprise> {
        self.enterprises.get(*self.enterprise_at.get(&id)?)
    }
}

fn is_open(opening: &Opening, now: Timestamp) -> bool {
    opening.expires_at.is_none_or(|end| now < end)
}

/// Anything is one of none.
fn one_of<T: PartialEq>(wanted: &[T], is: Option<&T>) -> bool {
    wanted.is_empty() || is.is_some_and(|is| wanted.contains(is))
}

fn counted<'a, T: Clone + Eq + Hash + 'a>(items: impl Iterator<Item = &'a T>) -> Vec<(T, usize)> {
    let mut order: HashMap<&T, usize> = HashMap::new();
    let mut counts: Vec<(T, usize)> = Vec::new();
    for item in items {
        let at = *order.entry(item).or_insert(counts.len());
        match counts.get_mut(at) {
            Some((_, count)) => *count += 1,
            None => counts.push((item.clone(), 1)),
        }
    }
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts
}

fn places_by_unit(pack: &Pack) -> Vec<(UnitId, Vec<PlaceId>)> {
    let near = |name: &str| {
        let places = pack.places.iter().filter(|place| place.near_units.iter().any(|unit| unit == name));
        places.map(|place| place.id.clone()).collect()
    };
    pack.units.iter().map(|unit| (unit.id, near(&unit.name))).collect()
}
