//! Policies as they answer, and one as it is written: what the phone shows, beside its facts.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::Centre;
use super::keywords::WordingError;
use crate::app::content::policy_book::{PolicyBook, PolicyEdits, PolicyFlaw, flaws};
use crate::app::editions::{Draft, Revision, Seen};
use crate::app::import::flaw::Severity;
use crate::app::staff::{Action, Permit};
use crate::domain::catalog::Catalog;
use crate::domain::dialogue::button::Button;
use crate::domain::dialogue::rehearsal::press;
use crate::domain::dialogue::view::{ValidityView, When};
use crate::domain::id::PolicyId;
use crate::domain::pack::Pack;
use crate::domain::passive_reply::PassiveReply;
use crate::domain::policy::Policy;
use crate::domain::policy_field::PolicyField;

/// So many days before its end somebody has to ask what comes after a policy.
pub const ENDS_SOON: i32 = 30;
/// Longest answer of the chat, in bytes; the platform cuts what is longer (platform sheet 5).
const LONGEST_ANSWER: usize = 2_000;

/// What is typed into the form of a policy.
pub type TypedPolicy = BTreeMap<PolicyField, String>;

/// A policy in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyLine {
    /// As it answers.
    pub policy: Policy,
    /// How it stands today.
    pub valid: ValidityView,
    /// So many days are left, if it ends soon.
    pub ends_in: Option<i32>,
    /// Whether staff changed it over the pack.
    pub changed: bool,
}

/// All policies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyOverview {
    /// In the order of the pack.
    pub lines: Vec<PolicyLine>,
    /// What is being written and not published.
    pub draft: Option<Draft>,
}

/// One policy, as the draft has it, or as it is typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnePolicy {
    /// Itself.
    pub policy: Policy,
    /// How it would stand today.
    pub valid: ValidityView,
    /// What stands in each field.
    pub typed: TypedPolicy,
    /// What the chat says of it.
    pub told: String,
    /// What is wrong with it.
    pub flaws: Vec<PolicyFlaw>,
    /// Whether it differs from what answers.
    pub drafted: bool,
    /// What it is a part of, to be shown again by whoever saves.
    pub seen: Seen,
}

impl OnePolicy {
    /// Whether it can be saved.
    pub fn is_sound(&self) -> bool {
        self.flaws.iter().all(|flaw| flaw.severity != Severity::Error)
    }
}

impl Centre {
    /// All policies, as they answer.
    ///
    /// # Errors
    /// They are not theirs to see, or the records do not answer.
    pub async fn policies(&self, permit: &Permit) -> Result<PolicyOverview, WordingError> {
        permit.is_for(Action::SeePolicies)?;
        let (now, today) = (self.answering::<PolicyEdits>().await?.edits, When::day_of(self.clock.now()));
        let lines = self.keeper.policies().edited(&now).into_iter().map(|policy| PolicyLine {
            valid: ValidityView::of(&policy.valid, today),
            ends_in: ends_soon(&policy, today),
            changed: now.changed.contains_key(&policy.id),
            policy,
        });
        Ok(PolicyOverview { lines: lines.collect(), draft: self.editions.draft(PolicyEdits::SUBJECT).await? })
    }

    /// One policy, as the draft has it.
    ///
    /// # Errors
    /// There is none, it is not theirs to see, or the records do not answer.
    pub async fn policy(&self, permit: &Permit, id: &PolicyId) -> Result<OnePolicy, WordingError> {
        permit.is_for(Action::SeePolicies)?;
        self.policy_with(id, None).await
    }

    /// One policy, as it is typed. Nothing is saved.
    ///
    /// # Errors
    /// There is none, it is not theirs to change, or the records do not answer.
    pub async fn look_at_policy(
        &self,
        permit: &Permit,
        id: &PolicyId,
        typed: TypedPolicy,
    ) -> Result<OnePolicy, WordingError> {
        permit.is_for(Action::ChangePolicies)?;
        self.policy_with(id, Some(typed)).await
    }

    async fn policy_with(&self, id: &PolicyId, typed: Option<TypedPolicy>) -> Result<OnePolicy, WordingError> {
        let (book, now) = (self.keeper.policies(), self.answering::<PolicyEdits>().await?);
        let (draft, edits) = self.drafted(&now.edits).await?;
        let mut policy = one(book, &edits, id)?;
        let mut flawed = Vec::new();
        for (field, text) in typed.iter().flatten() {
            let unfit = field.set(&mut policy, text).err();
            flawed.extend(unfit.map(|unfit| flaw(&policy, Some(*field), unfit.to_string())));
        }
        flawed.extend(flaws(&policy));
        let (told, bytes) = self.answer_on(&policy)?;
        if bytes > LONGEST_ANSWER {
            let reason = format!("手机上的一条消息装不下：现在{bytes}字节，最多{LONGEST_ANSWER}，请写短一点");
            flawed.push(flaw(&policy, None, reason));
        }
        let typed = typed.unwrap_or_else(|| PolicyField::ALL.map(|field| (field, field.text(&policy))).into());
        Ok(OnePolicy {
            valid: ValidityView::of(&policy.valid, When::day_of(self.clock.now())),
            drafted: policy != one(book, &now.edits, id)?,
            seen: Seen { draft: draft.map(|draft| draft.version), edition: now.edition },
            policy,
            typed,
            told,
            flaws: flawed,
        })
    }

    /// What the chat says of a policy, and how long that is in bytes.
    fn answer_on(&self, policy: &Policy) -> Result<(String, usize), WordingError> {
        let catalog = self.catalog.load_full();
        let policies = catalog.pack.policies.iter().map(|there| if there.id == policy.id { policy } else { there });
        let pack = Pack { policies: policies.cloned().collect(), ..catalog.pack.clone() };
        let catalog = Arc::new(Catalog { pack, ..Catalog::clone(&catalog) });
        let reply = press(Button::Policy(policy.id.clone()), &catalog, self.clock.now());
        let bytes = match self.renderer.render(&reply)? {
            Some(PassiveReply::Text(text)) => text.len(),
            _ => 0,
        };
        Ok((self.renderer.read(&reply)?, bytes))
    }

    /// Those that end soon, with the days that are left, the soonest first.
    pub(super) fn policies_that_end_soon(&self, today: Date) -> Vec<(Policy, i32)> {
        let catalog = self.catalog.load();
        let policies = catalog.pack.policies.iter();
        let mut ending: Vec<(Policy, i32)> =
            policies.filter_map(|policy| Some((policy.clone(), ends_soon(policy, today)?))).collect();
        ending.sort_by_key(|(_, days)| *days);
        ending
    }
}

/// How many days are left, if it ends soon.
fn ends_soon(policy: &Policy, today: Date) -> Option<i32> {
    policy.valid.days_left(today).filter(|days| *days <= ENDS_SOON)
}

/// The policy of this name, with these edits.
pub(super) fn one(book: &PolicyBook, edits: &PolicyEdits, id: &PolicyId) -> Result<Policy, WordingError> {
    book.edited(edits).into_iter().find(|policy| policy.id == *id).ok_or(WordingError::NoSuch)
}

fn flaw(policy: &Policy, field: Option<PolicyField>, reason: String) -> PolicyFlaw {
    PolicyFlaw { severity: Severity::Error, policy: policy.id.clone(), field, reason }
}
