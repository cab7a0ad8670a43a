//! A keyword rule as it is typed, held against the others of the draft before anybody saves it.

use super::Centre;
use super::keywords::WordingError;
use super::typed_rule::TypedRule;
use crate::app::content::rule_book::{RuleEdits, RuleFlaw};
use crate::app::staff::{Action, Permit};
use crate::domain::id::RuleId;
use crate::domain::keyword::KeywordRule;
use crate::domain::text::fold::fold;

/// What there is to say of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleLook {
    /// The rule that is meant.
    pub rule: KeywordRule,
    /// What is wrong with it, and with others because of it.
    pub flaws: Vec<RuleFlaw>,
    /// Words that a rule of another priority has too, which, and whether that one answers to them.
    pub shared: Vec<(String, RuleId, bool)>,
}

impl Centre {
    /// A rule as it is typed. Nothing is saved.
    ///
    /// # Errors
    /// It cannot be a rule, it is not theirs to change, or the records do not answer.
    pub async fn look_at_rule(
        &self,
        permit: &Permit,
        id: Option<&RuleId>,
        typed: &TypedRule,
    ) -> Result<RuleLook, WordingError> {
        permit.is_for(Action::ChangeWording)?;
        let now = self.answering::<RuleEdits>().await?;
        let (rule, mut edits) = self.typed_rule(&now.edits, id, typed).await?;
        let book = self.keeper.rules();
        let before = book.flaws(&edits);
        edits.put(rule.clone());
        let mut flaws = book.flaws(&edits);
        flaws.retain(|flaw| flaw.rule.as_ref() == Some(&rule.id) || !before.contains(flaw));
        let shared = shared(&rule, &book.edited(&edits));
        Ok(RuleLook { rule, flaws, shared })
    }
}

/// Words that rules of another priority have too. Of two of one priority nobody knows which answers: that is a flaw.
fn shared(rule: &KeywordRule, all: &[KeywordRule]) -> Vec<(String, RuleId, bool)> {
    let words = |rule: &'_ KeywordRule| rule.words.iter().chain(&rule.exact).cloned().collect::<Vec<_>>();
    let others = all.iter().filter(|other| other.id != rule.id && other.priority != rule.priority);
    let others: Vec<_> =
        others.flat_map(|other| words(other).into_iter().map(move |word| (fold(&word), other))).collect();
    let theirs = words(rule).into_iter().flat_map(|word| {
        let folded = fold(&word);
        let same = others.iter().filter(move |(other, _)| *other == folded);
        same.map(move |(_, other)| (word.clone(), other.id.clone(), other.priority > rule.priority))
    });
    theirs.collect()
}
