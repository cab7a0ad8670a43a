//! Everything that is read on the way of a message, in memory: the pack, the openings, the activities.
//!
//! A `Catalog` never changes; new data makes a new one, which replaces it.

use super::activity::Activity;
use super::county::{County, Place, Trade, Unit};
use super::form::Form;
use super::id::{ActivityId, ClaimantId, FormId, PlaceId, PolicyId, TradeId, UnitId};
use super::keyword::Keywords;
use super::menu::Menu;
use super::opening::{Enterprise, Opening};
use super::policy::{Claimant, Policy};
use super::text::search::OpeningIndex;

/// What the content pack says, checked.
#[derive(Debug, Clone)]
pub struct Pack {
    /// The county.
    pub county: County,
    /// Annex 1.
    pub units: Vec<Unit>,
    /// Where enterprises are.
    pub places: Vec<Place>,
    /// What they make.
    pub trades: Vec<Trade>,
    /// Money.
    pub policies: Vec<Policy>,
    /// Who asks for money.
    pub claimants: Vec<Claimant>,
    /// Sign-up forms.
    pub forms: Vec<Form>,
    /// Words that lead somewhere.
    pub keywords: Keywords,
    /// The custom menu.
    pub menu: Menu,
}

/// The pack and what SQL adds to it, ready to be searched.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// Content revision this was built from.
    pub revision: i64,
    /// The pack.
    pub pack: Pack,
    /// Enterprises and openings.
    pub openings: OpeningIndex,
    /// Activities that are not long over, soonest first.
    pub activities: Vec<Activity>,
}

impl Catalog {
    /// Builds the indexes; takes a few milliseconds.
    pub fn build(
        revision: i64,
        pack: Pack,
        enterprises: Vec<Enterprise>,
        openings: Vec<Opening>,
        mut activities: Vec<Activity>,
    ) -> Self {
        activities.sort_by_key(|activity| (activity.starts_at, activity.id));
        let openings = OpeningIndex::build(&pack, enterprises, openings);
        Self { revision, pack, openings, activities }
    }

    /// The activity with this id.
    pub fn activity(&self, id: ActivityId) -> Option<&Activity> {
        self.activities.iter().find(|activity| activity.id == id)
    }
}

impl Pack {
    /// The policy with this id.
    pub fn policy(&self, id: &PolicyId) -> Option<&Policy> {
        self.policies.iter().find(|policy| policy.id == *id)
    }

    /// The claimant with this id.
    pub fn claimant(&self, id: &ClaimantId) -> Option<&Claimant> {
        self.claimants.iter().find(|claimant| claimant.id == *id)
    }

    /// The form with this id.
    pub fn form(&self, id: &FormId) -> Option<&Form> {
        self.forms.iter().find(|form| form.id == *id)
    }

    /// The unit with this number.
    pub fn unit(&self, id: UnitId) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.id == id)
    }

    /// The place with this id.
    pub fn place(&self, id: &PlaceId) -> Option<&Place> {
        self.places.iter().find(|place| place.id == *id)
    }

    /// The trade with this id.
    pub fn trade(&self, id: &TradeId) -> Option<&Trade> {
        self.trades.iter().find(|trade| trade.id == *id)
    }
}
