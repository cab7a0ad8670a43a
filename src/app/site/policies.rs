//! `/policies`: money in plain words, with the paper it comes from, and what is over said to be over.

use jiff::civil::Date;
use serde::Serialize;

use super::Moment;
use crate::domain::dialogue::view::{ValidityView, When};
use crate::domain::id::PolicyId;
use crate::domain::policy::Policy;
use crate::domain::validity::Stands;

/// A policy in a list.
#[derive(Debug, Serialize)]
pub struct PolicyRow {
    /// The policy.
    pub policy: Policy,
    /// How it stands today.
    pub valid: ValidityView,
}

/// One policy.
#[derive(Debug, Serialize)]
pub struct PolicyPage {
    /// The policy.
    pub policy: Policy,
    /// How it stands today.
    pub valid: ValidityView,
    /// What can be claimed today; told where this one is over.
    pub left: Vec<PolicyRow>,
    /// Who answers questions about it.
    pub phone: String,
    /// The paper that it stands in.
    pub paper: String,
    /// The day on the paper, where it is the county's notice.
    pub paper_date: Option<Date>,
}

impl Moment {
    /// All policies in the order of the pack, those that are over last.
    pub fn policies(&self) -> Vec<PolicyRow> {
        let mut rows: Vec<PolicyRow> =
            self.catalog.pack.policies.iter().map(|policy| self.policy_row(policy)).collect();
        rows.sort_by_key(|row| row.valid.stands == Stands::Ended);
        rows
    }

    /// Those that can be claimed today, or later.
    pub(super) fn living_policies(&self) -> Vec<PolicyRow> {
        let rows = self.policies().into_iter();
        rows.filter(|row| row.valid.stands != Stands::Ended).collect()
    }

    /// One policy.
    pub fn policy(&self, id: &PolicyId) -> Option<PolicyPage> {
        let PolicyRow { policy, valid } = self.policy_row(self.catalog.pack.policy(id)?);
        let left = match valid.stands {
            Stands::Ended => self.policies().into_iter().filter(|row| row.valid.closed.is_none()).collect(),
            Stands::NotYet | Stands::InForce => Vec::new(),
        };
        let county = self.county();
        let phone = policy.phone.clone().unwrap_or_else(|| county.hotline.clone());
        let paper_date = county.source_date.filter(|_| policy.paper.is_none());
        let paper = policy.paper.clone().unwrap_or_else(|| county.source.clone());
        Some(PolicyPage { policy, valid, left, phone, paper, paper_date })
    }

    /// With how it stands today.
    pub(super) fn policy_row(&self, policy: &Policy) -> PolicyRow {
        PolicyRow { policy: policy.clone(), valid: ValidityView::of(&policy.valid, When::day_of(self.now)) }
    }
}
