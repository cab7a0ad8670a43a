//! Job titles as openings have them, and the words by which people ask for them.

use std::collections::{BTreeSet, HashSet};

use crate::domain::keyword::Keywords;
use crate::domain::opening::Opening;
use crate::domain::text::fold::fold;

/// Characters of a word that names a job.
const SHORTEST: usize = 2;

/// The titles of the openings, ready to be searched.
#[derive(Debug, Clone)]
pub struct Titles {
    /// Each title, folded, in the order given; empty where there is none.
    folded: Vec<String>,
    /// What stands between their signs, each once, folded; but what keywords claim.
    pub words: BTreeSet<String>,
    /// What keywords claim that do not speak of jobs: 夜班, 包吃住.
    claimed: HashSet<String>,
}

impl Titles {
    /// Of these openings, without remarks.
    pub fn of(openings: &[Opening], keywords: &Keywords) -> Self {
        let others = keywords.rules().iter().filter(|rule| !rule.titles);
        let claimed: HashSet<String> =
            others.flat_map(|rule| rule.words.iter().chain(&rule.exact)).map(|word| fold(word)).collect();
        let mut words = BTreeSet::new();
        let folded = openings.iter().map(|opening| {
            let title = opening.job().unwrap_or_default();
            let parts = title.split(|c: char| !c.is_alphanumeric()).map(fold);
            words.extend(parts.filter(|word| names_a_job(word) && !claimed.contains(word)));
            fold(title)
        });
        Self { folded: folded.collect(), words, claimed }
    }

    /// Whether the title at this place holds any of these, folded.
    pub fn holds_any(&self, at: usize, wanted: &[String]) -> bool {
        self.folded.get(at).is_some_and(|title| wanted.iter().any(|part| title.contains(part)))
    }

    /// Whether a folded text is a part of any title: 平车 is, of 平车工.
    pub fn any_holds(&self, part: &str) -> bool {
        names_a_job(part) && !self.claimed.contains(part) && self.folded.iter().any(|title| title.contains(part))
    }
}

/// A number alone is a choice.
fn names_a_job(word: &str) -> bool {
    word.chars().count() >= SHORTEST && !word.chars().all(|c| c.is_ascii_digit())
}
