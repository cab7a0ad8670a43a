//! Many words looked for at once.

use std::ops::Range;

use aho_corasick::AhoCorasick;

/// An automaton and the word behind each of its patterns.
#[derive(Debug, Clone, Default)]
pub struct Patterns {
    /// `None` if there are none (or more than the automaton can count, two thousand million).
    automaton: Option<AhoCorasick>,
    words: Vec<usize>,
}

impl Patterns {
    /// Compiles the patterns, each with the word behind it.
    pub fn build<'a>(patterns: impl Iterator<Item = (usize, &'a str)>) -> Self {
        let (words, patterns): (Vec<_>, Vec<_>) = patterns.unzip();
        Self { automaton: AhoCorasick::new(patterns).ok(), words }
    }

    /// Every occurrence, overlaps included: the word behind it and where it is, in bytes.
    pub fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (usize, Range<usize>)> + 'a {
        let found = self.automaton.iter().flat_map(move |automaton| automaton.find_overlapping_iter(text));
        found.filter_map(|found| Some((*self.words.get(found.pattern().as_usize())?, found.start()..found.end())))
    }
}

/// Whether the letters and digits at its two ends are all of a word: `hr` does not stand apart in `chrome`.
pub fn stands_apart(folded: &str, at: &Range<usize>) -> bool {
    let joined = |left: Option<char>, right: Option<char>| {
        left.is_some_and(|c| c.is_ascii()) && right.is_some_and(|c| c.is_ascii())
    };
    let (Some(before), Some(word), Some(after)) =
        (folded.get(..at.start), folded.get(at.clone()), folded.get(at.end..))
    else {
        return false;
    };
    !joined(before.chars().next_back(), word.chars().next()) && !joined(word.chars().next_back(), after.chars().next())
}
