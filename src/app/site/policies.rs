//! `/policies`: money in plain words, with the paper it comes from.

use jiff::civil::Date;
use serde::Serialize;

use super::Moment;
use crate::domain::id::PolicyId;
use crate::domain::policy::Policy;

/// One policy.
#[derive(Debug, Serialize)]
pub struct PolicyPage {
    /// The policy.
    pub policy: Policy,
    /// The paper that it stands in.
    pub paper: String,
    /// The day on the paper.
    pub paper_date: Option<Date>,
}

impl Moment {
    /// All policies, in the order of the pack.
    pub fn policies(&self) -> &[Policy] {
        &self.catalog.pack.policies
    }

    /// One policy.
    pub fn policy(&self, id: &PolicyId) -> Option<PolicyPage> {
        let policy = self.catalog.pack.policy(id)?.clone();
        Some(PolicyPage { policy, paper: self.county().source.clone(), paper_date: self.county().source_date })
    }
}
