//! What a content pack says, checked: everything of one county that is not code.

use super::calendar::WorkingDays;
use super::county::{County, Place, Trade, Unit};
use super::form::Form;
use super::id::{ClaimantId, FormId, PlaceId, PolicyId, TradeId, UnitId};
use super::keyword::Keywords;
use super::menu::Menu;
use super::policy::{Claimant, Policy};
use super::reminder::ReminderRule;

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
    /// On which days the country works.
    pub working_days: WorkingDays,
    /// When people are reminded.
    pub reminders: Vec<ReminderRule>,
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
