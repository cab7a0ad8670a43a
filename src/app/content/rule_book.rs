//! The keyword rules of a pack as they are written, and what staff change over them: checked by what checks the pack.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::document::Document;
use super::files::PackFiles;
use super::flaw::{Flaw, Flaws, Severity};
use super::keywords::{self, FILE, LIST};
use super::names::Names;
use crate::app::editions::{Revision, Subject};
use crate::domain::id::RuleId;
use crate::domain::keyword::{KeywordRule, Keywords};

/// The rules as they are written, with what they are checked against.
#[derive(Debug, Clone)]
pub struct RuleBook {
    written: Vec<KeywordRule>,
    names: Names,
    hotline: String,
}

/// What staff change over the rules of a pack; all of it, so that one edition says all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleEdits {
    /// Rules that are new, or stand in the place of one of the pack.
    pub put: Vec<KeywordRule>,
    /// Rules that are switched off.
    pub off: BTreeSet<RuleId>,
}

impl Revision for RuleEdits {
    const SUBJECT: Subject = Subject::Keywords;
}

impl RuleEdits {
    /// Puts a rule, in the place of the one of its name if there is one.
    pub fn put(&mut self, rule: KeywordRule) {
        match self.put.iter_mut().find(|there| there.id == rule.id) {
            Some(there) => *there = rule,
            None => self.put.push(rule),
        }
    }
}

/// What is wrong with an edited rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleFlaw {
    /// An `Error` keeps the rules from being published.
    pub severity: Severity,
    /// Which rule.
    pub rule: Option<RuleId>,
    /// What is wrong and what to do, in Chinese.
    pub reason: String,
}

impl RuleBook {
    pub(super) fn read(files: &PackFiles, names: Names, hotline: &str) -> Self {
        // Its flaws are told where it is checked.
        let unheard = &mut Flaws::default();
        let mut written = Vec::new();
        if let Some(document) = Document::open(files, FILE, unheard) {
            written.extend(document.entries::<KeywordRule>(LIST, unheard).into_iter().map(|(rule, _)| rule));
        }
        Self { written, names, hotline: hotline.to_owned() }
    }

    /// What its buttons may lead to.
    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    /// The rules with these edits, as they are written: the phone of the county is still `{hotline}` in them.
    pub fn edited(&self, edits: &RuleEdits) -> Vec<KeywordRule> {
        let put = |id: &RuleId| edits.put.iter().find(|rule| rule.id == *id);
        let theirs = self.written.iter().map(|rule| put(&rule.id).unwrap_or(rule));
        let new = edits.put.iter().filter(|rule| self.written.iter().all(|there| there.id != rule.id));
        theirs.chain(new).filter(|rule| !edits.off.contains(&rule.id)).cloned().collect()
    }

    /// The rules of the pack and of these edits that are switched off, as they are written.
    pub fn switched_off(&self, edits: &RuleEdits) -> Vec<KeywordRule> {
        let all = self.edited(&RuleEdits { put: edits.put.clone(), off: BTreeSet::new() });
        all.into_iter().filter(|rule| edits.off.contains(&rule.id)).collect()
    }

    /// Everything that is wrong with the rules with these edits, as `guiyan check` would say.
    pub fn flaws(&self, edits: &RuleEdits) -> Vec<RuleFlaw> {
        self.checked(&self.edited(edits)).1
    }

    /// The rules with these edits, ready to answer. Edits that do not fit the pack, because it is a newer one by now,
    /// are left out: which ones is answered too.
    pub fn compiled(&self, edits: &RuleEdits) -> (Keywords, Vec<RuleId>) {
        let (rules, flaws) = self.checked(&self.edited(edits));
        let mut unfit: Vec<RuleId> = flaws.into_iter().filter(is_error).filter_map(|flaw| flaw.rule).collect();
        unfit.dedup();
        if unfit.is_empty() {
            return (Keywords::compile(rules), unfit);
        }
        let mut fit = edits.clone();
        fit.put.retain(|rule| !unfit.contains(&rule.id));
        (Keywords::compile(self.checked(&self.edited(&fit)).0), unfit)
    }

    /// The rules as they answer, and what is wrong with them.
    fn checked(&self, rules: &[KeywordRule]) -> (Vec<KeywordRule>, Vec<RuleFlaw>) {
        let (mut text, mut headings, mut line) = (String::new(), Vec::new(), 1);
        for rule in rules {
            headings.push((line, &rule.id));
            // What was read can be written.
            let written = format!("[[{LIST}]]\n{}\n", toml::to_string(rule).unwrap_or_default());
            line += written.matches('\n').count();
            text.push_str(&written);
        }
        let mut files = PackFiles::new("");
        files.insert(FILE, text);
        let mut flaws = Flaws::default();
        let read = keywords::read(&files, &self.names, &self.hotline, &mut flaws);
        let whose = |flaw: &Flaw| {
            let line = flaw.line?;
            headings.iter().rev().find(|(heading, _)| *heading <= line).map(|(_, id)| (*id).clone())
        };
        let told = |flaw: Flaw| RuleFlaw { rule: whose(&flaw), severity: flaw.severity, reason: flaw.reason };
        (read, flaws.in_order().into_iter().map(told).collect())
    }
}

fn is_error(flaw: &RuleFlaw) -> bool {
    flaw.severity == Severity::Error
}
