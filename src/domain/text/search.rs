//! Openings by trade, place, enterprise, headcount and nearness, out of one message.

use serde::{Deserialize, Serialize};

use crate::domain::catalog::Pack;
use crate::domain::id::{OpeningId, PlaceId, TradeId};
use crate::domain::opening::{Enterprise, Opening};

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
    /// At least so many people wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_least: Option<u32>,
    /// Those who want the most people first.
    pub most_first: bool,
    /// Said "near home" without saying where.
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
    openings: Vec<Opening>,
}

impl OpeningIndex {
    /// Builds the index.
    pub fn build(_pack: &Pack, enterprises: Vec<Enterprise>, openings: Vec<Opening>) -> Self {
        Self { enterprises, openings }
    }

    /// What `text` (as typed) asks for; empty if it names no trade, place, enterprise, number or nearness.
    pub fn understand(&self, _text: &str) -> OpeningQuery {
        OpeningQuery::default()
    }

    /// The openings that fit, in the order to show them; expired ones are left out.
    pub fn find(&self, _query: &OpeningQuery, _now: jiff::Timestamp) -> Vec<OpeningId> {
        Vec::new()
    }

    /// One opening with its enterprise.
    pub fn get(&self, id: OpeningId) -> Option<(&Opening, &Enterprise)> {
        let opening = self.openings.iter().find(|opening| opening.id == id)?;
        let enterprise = self.enterprises.iter().find(|enterprise| enterprise.id == opening.enterprise)?;
        Some((opening, enterprise))
    }

    /// How many openings there are.
    pub fn len(&self) -> usize {
        self.openings.len()
    }

    /// There are none.
    pub fn is_empty(&self) -> bool {
        self.openings.is_empty()
    }
}
