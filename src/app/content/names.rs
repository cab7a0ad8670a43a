//! The names that a pack has given, for checking what points at them.

use std::collections::BTreeSet;

use crate::domain::county::{Place, Trade, Unit};
use crate::domain::id::{ClaimantId, PlaceId, PolicyId, TradeId, UnitId};
use crate::domain::policy::Claimant;

/// All names that a button can hold.
#[derive(Debug, Clone)]
pub(super) struct Names {
    pub units: BTreeSet<UnitId>,
    pub trades: BTreeSet<TradeId>,
    pub places: BTreeSet<PlaceId>,
    pub policies: BTreeSet<PolicyId>,
    pub claimants: BTreeSet<ClaimantId>,
}

impl Names {
    pub fn of(
        units: &[Unit],
        trades: &[Trade],
        places: &[Place],
        policies: &BTreeSet<PolicyId>,
        claimants: &[Claimant],
    ) -> Self {
        Self {
            units: units.iter().map(|unit| unit.id).collect(),
            trades: trades.iter().map(|trade| trade.id.clone()).collect(),
            places: places.iter().map(|place| place.id.clone()).collect(),
            policies: policies.clone(),
            claimants: claimants.iter().map(|claimant| claimant.id.clone()).collect(),
        }
    }
}
