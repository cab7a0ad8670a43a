//! Openings by trade, place, enterprise, headcount and nearness, out of one message.

mod asides;
mod company_name;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
mod vocabulary;

use std::collections::HashMap;
use std::hash::Hash;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

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
}

/// All enterprises and openings, searchable.
#[derive(Debug, Clone)]
pub struct OpeningIndex {
    enterprises: Vec<Enterprise>,
    /// In the order of their enterprises.
    openings: Vec<Opening>,
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
        let vocabulary = Vocabulary::build(pack, &enterprises);
        Self { enterprise_at, opening_at, near: places_by_unit(pack), vocabulary, enterprises, openings }
    }

    /// What `text` (as typed) asks for; empty if it names no trade, place, enterprise, number or nearness.
    ///
    /// A unit stands for the places that list it in `near_units`. Where none does, it is `near_home`: work
    /// there has to be looked for around it, and [`OpeningIndex::unit_named`] says which it was.
    pub fn understand(&self, text: &str) -> OpeningQuery {
        let folded = fold(text);
        let Named { trades, mut places, units, enterprises } = self.vocabulary.named_in(text);
        if places.is_empty() {
            places = units.iter().flat_map(|unit| self.places_near(*unit)).cloned().collect();
        }
        let nowhere = places.is_empty();
        let named = enterprises.iter().flat_map(|id| self.openings.iter().filter(|opening| opening.enterprise == *id));
        let named: Vec<OpeningId> = named.map(|opening| opening.id).collect();
        let nothing_else = named.is_empty() && trades.is_empty() && nowhere && units.is_empty();
        OpeningQuery {
            nothing_at: enterprises.first().copied().filter(|_| nothing_else),
            named,
            at_least: asides::at_least(&folded),
            most_first: asides::most_first(&folded),
            near_home: nowhere && (!units.is_empty() || asides::near(&folded)),
            trades,
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
        found.retain(|opening| opening.expires_at.is_none_or(|end| now < end));
        if query.most_first {
            found.sort_by_key(|opening| std::cmp::Reverse(opening.headcount));
        }
        found.into_iter().map(|opening| opening.id).collect()
    }

    fn fits(&self, opening: &Opening, query: &OpeningQuery) -> bool {
        let Some(enterprise) = self.enterprise(opening.enterprise) else { return false };
        let enough = |least| opening.headcount.is_some_and(|headcount| headcount >= least);
        one_of(&query.trades, enterprise.trade.as_ref())
            && one_of(&query.places, enterprise.place.as_ref())
            && query.at_least.is_none_or(enough)
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

    /// The trades that have openings, with their number, most first.
    pub fn trades_present(&self) -> Vec<(TradeId, usize)> {
        counted(self.iter().filter_map(|(_, enterprise)| enterprise.trade.as_ref()))
    }

    /// The places that have openings, with their number, most first.
    pub fn places_present(&self) -> Vec<(PlaceId, usize)> {
        counted(self.iter().filter_map(|(_, enterprise)| enterprise.place.as_ref()))
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
