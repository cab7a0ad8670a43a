//! `/policies/brochure`: all policies and openings, for the phone and for paper (the notice, 二（一）1: 宣传册).

use jiff::civil::Date;
use serde::Serialize;

use super::Moment;
use super::address::SiteAddress;
use super::policies::PolicyRow;
use crate::domain::dialogue::view::{OpeningView, When};
use crate::domain::id::OpeningId;
use crate::domain::text::search::{Extent, OpeningQuery};

/// The whole brochure.
#[derive(Debug, Serialize)]
pub struct Brochure {
    /// The day it shows: on paper it grows old.
    pub as_of: When,
    /// Policies, but those that are over.
    pub policies: Vec<PolicyRow>,
    /// All openings, by place.
    pub groups: Vec<Group>,
    /// How much the groups hold together.
    pub extent: Extent,
    /// The paper that it comes from.
    pub paper: String,
    /// The day on the paper.
    pub paper_date: Option<Date>,
    /// What its QR code says; `None` while no phone could open it.
    pub code: Option<String>,
    /// The code lets one follow the account; otherwise it opens the openings.
    pub follows: bool,
}

/// Openings of one place.
#[derive(Debug, Serialize)]
pub struct Group {
    /// `None` where no rule of the pack knows the place.
    pub place: Option<String>,
    /// The openings.
    pub openings: Vec<OpeningView>,
    /// How much that is.
    pub extent: Extent,
}

impl Moment {
    /// The brochure of today.
    pub fn brochure(&self, address: &SiteAddress) -> Brochure {
        let county = self.county();
        let index = &self.catalog.openings;
        let all = index.find(&OpeningQuery::default(), self.now);
        let page = address.reaches_phones().then(|| address.page("/jobs"));
        Brochure {
            as_of: When::of(self.now, None),
            policies: self.living_policies(),
            extent: index.extent(&all),
            groups: self.groups(all),
            paper: county.source.clone(),
            paper_date: county.source_date,
            code: county.follow_link.clone().or(page),
            follows: county.follow_link.is_some(),
        }
    }

    /// Places with the most openings first; those without a place last.
    fn groups(&self, all: Vec<OpeningId>) -> Vec<Group> {
        let index = &self.catalog.openings;
        let mut places: Vec<(Option<&str>, Vec<OpeningId>)> = Vec::new();
        for id in all {
            let place = index.get(id).and_then(|(_, enterprise)| self.place_of(enterprise));
            match places.iter_mut().find(|(known, _)| *known == place) {
                Some((_, openings)) => openings.push(id),
                None => places.push((place, vec![id])),
            }
        }
        places.sort_by_key(|(place, openings)| (place.is_none(), std::cmp::Reverse(openings.len())));
        let view = |id: &OpeningId| {
            let (opening, enterprise) = index.get(*id)?;
            Some(OpeningView::of(opening, enterprise, &self.catalog.pack))
        };
        let group = |(place, openings): (Option<&str>, Vec<OpeningId>)| Group {
            place: place.map(str::to_owned),
            extent: index.extent(&openings),
            openings: openings.iter().filter_map(view).collect(),
        };
        places.into_iter().map(group).collect()
    }
}
