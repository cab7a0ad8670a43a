//! The public pages, before they have words: what each of them shows, out of the catalog. Nothing here is about a
//! person, and nothing asks the database.

mod activities;
pub mod address;
mod brochure;
mod calendar;
pub mod card;
mod openings;
mod policies;
mod poster;
pub mod sign;

pub use activities::{ActivityPage, ActivityRow, SessionRow};
pub use brochure::{Brochure, Group};
pub use openings::{Note, OpeningPage, OpeningRow, OpeningsAsk, OpeningsPage, Pick};
pub use policies::{PolicyPage, PolicyRow};
pub use poster::{Leads, Poster};

use std::sync::Arc;

use arc_swap::ArcSwap;
use jiff::Timestamp;

use self::address::SiteAddress;
use super::clock::Clock;
use crate::domain::catalog::Catalog;
use crate::domain::county::County;
use crate::domain::dialogue::view::CountyFacts;

/// The public pages of one county.
pub struct Site {
    catalog: Arc<ArcSwap<Catalog>>,
    clock: Arc<dyn Clock>,
    address: SiteAddress,
}

impl Site {
    /// Pages of what `catalog` holds at the time, at `address`.
    pub fn new(catalog: Arc<ArcSwap<Catalog>>, clock: Arc<dyn Clock>, address: SiteAddress) -> Self {
        Self { catalog, clock, address }
    }

    /// Where the pages are.
    pub fn address(&self) -> &SiteAddress {
        &self.address
    }

    /// The content as it is now: one page is made of one moment.
    pub fn now(&self) -> Moment {
        Moment { catalog: self.catalog.load_full(), now: self.clock.now() }
    }
}

/// The content at one moment. Each kind of page is a method, in a file of its own.
pub struct Moment {
    catalog: Arc<Catalog>,
    now: Timestamp,
}

impl Moment {
    /// What stands on every page.
    pub fn facts(&self) -> CountyFacts {
        CountyFacts::from(self.county())
    }

    fn county(&self) -> &County {
        &self.catalog.pack.county
    }

    /// A map of an address, if the pack names one.
    fn map_of(&self, address: &str) -> Option<String> {
        self.county().map_of(address)
    }
}
