//! `/policies/brochure`: all policies and openings, for the phone and for paper (the notice, 二（一）1: 宣传册).

use jiff::civil::Date;
use serde::Serialize;

use super::Moment;
use super::address::SiteAddress;
use super::policies::PolicyRow;
use crate::domain::dialogue::view::{OpeningView, When};
use crate::domain::text::search::OpeningQuery;

/// The whole brochure.
#[derive(Debug, Serialize)]
pub struct Brochure {
    /// The day it shows: on paper it grows old.
    pub as_of: When,
    /// Policies, but those that are over.
    pub policies: Vec<PolicyRow>,
    /// All openings, by place.
    pub groups: Vec<Group>,
    /// How many openings there are.
    pub total: usize,
    /// How many people are wanted, as far as is known.
    pub people: u32,
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
    /// How many people they want, as far as is known.
    pub people: u32,
}

impl Moment {
    /// The brochure of today.
    pub fn brochure(&self, address: &SiteAddress) -> Brochure {
        let county = self.county();
        let groups = self.groups();
        let page = address.reaches_phones().then(|| address.page("/jobs"));
        Brochure {
            as_of: When::of(self.now, None),
            policies: self.living_policies(),
            total: groups.iter().map(|group| group.openings.len()).sum(),
            people: groups.iter().map(|group| group.people).sum(),
            groups,
            paper: county.source.clone(),
            paper_date: county.source_date,
            code: county.follow_link.clone().or(page),
            follows: county.follow_link.is_some(),
        }
    }

    /// Places with the most openings first; those without a place last.
    fn groups(&self) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        let all = self.catalog.openings.find(&OpeningQuery::default(), self.now);
        for (opening, enterprise) in all.iter().filter_map(|id| self.catalog.openings.get(*id)) {
            let place = self.place_of(enterprise);
            let view = OpeningView::of(opening, enterprise, &self.catalog.pack);
            let headcount = opening.headcount.unwrap_or_default();
            match groups.iter_mut().find(|group| group.place.as_deref() == place) {
                Some(group) => {
                    group.people += headcount;
                    group.openings.push(view);
                }
                None => groups.push(Group { place: place.map(str::to_owned), openings: vec![view], people: headcount }),
            }
        }
        groups.sort_by_key(|group| (group.place.is_none(), std::cmp::Reverse(group.openings.len())));
        groups
    }
}
