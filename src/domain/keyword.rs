//! Keyword rules: words and phrases that lead somewhere.

use serde::{Deserialize, Serialize};

use super::id::RuleId;

/// One rule of `keywords.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeywordRule {
    /// Its name, for hit counts.
    pub id: RuleId,
    /// Words that mean it: a message that is one of them, or holds one of them, matches.
    pub words: Vec<String>,
    /// Words that match only when they are the whole message.
    #[serde(default)]
    pub exact: Vec<String>,
    /// Higher wins where two rules match words of one length; 0 to 100.
    #[serde(default)]
    pub priority: u8,
    /// Leads to this button of the conversation …
    #[serde(default)]
    pub button: Option<String>,
    /// … or says this.
    #[serde(default)]
    pub say: Option<String>,
}

/// How surely a rule matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// A word with a slip in it, or in pinyin.
    Likely,
    /// The message holds a word.
    Holds,
    /// The message is a word, filler apart.
    Whole,
}

/// All rules, compiled.
#[derive(Debug, Clone, Default)]
pub struct Keywords {
    rules: Vec<KeywordRule>,
}

impl Keywords {
    /// Compiles the rules; their checks are the pack loader's.
    pub fn compile(rules: Vec<KeywordRule>) -> Self {
        Self { rules }
    }

    /// The best rule for a typed message, if any.
    pub fn find(&self, _text: &str) -> Option<(&KeywordRule, Strength)> {
        None
    }

    /// The rules, in the order of the file.
    pub fn rules(&self) -> &[KeywordRule] {
        &self.rules
    }
}
