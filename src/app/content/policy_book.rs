//! The policies of a pack as they are written, and what staff change over them: checked by what checks the pack.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::files::PackFiles;
use super::flaw::{Flaws, Severity};
use super::policies;
use crate::app::editions::{Revision, Subject};
use crate::domain::id::PolicyId;
use crate::domain::policy::Policy;
use crate::domain::policy_field::PolicyField;

/// The policies as they are written.
#[derive(Debug, Clone)]
pub struct PolicyBook {
    written: Vec<Policy>,
}

/// What staff change over the policies of a pack; all of it, so that one edition says all. A field that is not in it is
/// as the pack has it, also when there is a newer pack.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyEdits {
    /// The text of each field that they changed.
    pub changed: BTreeMap<PolicyId, BTreeMap<PolicyField, String>>,
}

impl Revision for PolicyEdits {
    const SUBJECT: Subject = Subject::Policies;
}

/// What is wrong with an edited policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyFlaw {
    /// An `Error` keeps the policies from being published.
    pub severity: Severity,
    /// Which policy.
    pub policy: PolicyId,
    /// Where in it; `None` where it is what all of it comes to.
    pub field: Option<PolicyField>,
    /// What is wrong and what to do, in Chinese.
    pub reason: String,
}

impl PolicyBook {
    /// Of these policies.
    pub fn new(written: Vec<Policy>) -> Self {
        Self { written }
    }

    /// The edits that make a policy what it is here, beside those of the others.
    pub fn with(&self, mut edits: PolicyEdits, policy: &Policy) -> PolicyEdits {
        let there = self.written.iter().find(|written| written.id == policy.id);
        let differs = |field: &PolicyField| there.is_some_and(|there| field.text(there) != field.text(policy));
        let fields = PolicyField::ALL.into_iter().filter(differs);
        let changed: BTreeMap<PolicyField, String> = fields.map(|field| (field, field.text(policy))).collect();
        match changed.is_empty() {
            true => edits.changed.remove(&policy.id),
            false => edits.changed.insert(policy.id.clone(), changed),
        };
        edits
    }

    /// The policies with these edits, as they answer. Those of a policy that do not fit the pack, because it is a newer
    /// one by now, are left out: of which policies is answered too.
    pub fn fitting(&self, edits: &PolicyEdits) -> (Vec<Policy>, Vec<PolicyId>) {
        let errors = self.flaws(edits).into_iter().filter(|flaw| flaw.severity == Severity::Error);
        let mut unfit: Vec<PolicyId> = errors.map(|flaw| flaw.policy).collect();
        unfit.dedup();
        let mut fit = edits.clone();
        fit.changed.retain(|policy, _| !unfit.contains(policy));
        (self.edited(&fit), unfit)
    }

    /// The policies with these edits, whether they fit together or not.
    pub fn edited(&self, edits: &PolicyEdits) -> Vec<Policy> {
        let laid_over = |written: &Policy| {
            let mut policy = written.clone();
            for (field, text) in edits.changed.get(&policy.id).into_iter().flatten() {
                // What cannot stand there was never published.
                let _ = field.set(&mut policy, text);
            }
            policy
        };
        self.written.iter().map(laid_over).collect()
    }

    /// Everything that is wrong with the policies that these edits change, as `guiyan check` would say.
    pub fn flaws(&self, edits: &PolicyEdits) -> Vec<PolicyFlaw> {
        let edited = self.edited(edits).into_iter().filter(|policy| edits.changed.contains_key(&policy.id));
        edited.flat_map(|policy| flaws(&policy)).collect()
    }
}

/// What is wrong with one policy.
pub fn flaws(policy: &Policy) -> Vec<PolicyFlaw> {
    let mut files = PackFiles::new("");
    // What was read can be written.
    files.insert(format!("policies/{}.toml", policy.id), toml::to_string(policy).unwrap_or_default());
    let mut flaws = Flaws::default();
    policies::read(&files, &mut flaws);
    let field = |key: &str| match key {
        "valid" => Some(PolicyField::Until),
        key => PolicyField::ALL.into_iter().find(|field| field.key() == key),
    };
    let told = flaws.in_order().into_iter().map(|flaw| PolicyFlaw {
        severity: flaw.severity,
        policy: policy.id.clone(),
        field: flaw.field.as_deref().and_then(field),
        reason: flaw.reason,
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn edits_that_do_not_fit_a_newer_pack_leave_it_its_own_answer() {
        let file = include_str!("../../../config/xingguo/policies/1_graduate_living.toml");
        let mut policy: Policy = toml::from_str(file).unwrap();
        let until = BTreeMap::from([(PolicyField::Until, "2026-12-31".to_owned())]);
        let edits = PolicyEdits { changed: BTreeMap::from([(policy.id.clone(), until)]) };

        let (answers, unfit) = PolicyBook::new(vec![policy.clone()]).fitting(&edits);
        assert_eq!((answers[0].valid.until, unfit), (Some(date(2026, 12, 31)), vec![]));

        policy.valid.from = Some(date(2027, 1, 1));
        let (answers, unfit) = PolicyBook::new(vec![policy.clone()]).fitting(&edits);
        assert_eq!((answers, unfit), (vec![policy.clone()], vec![policy.id]));
    }
}
