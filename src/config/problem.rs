//! What can be wrong with a configuration, in words for the engineer who has to mend it.

use std::fmt;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which key, and where it was set: `wechat.mode (config/guiyan.toml)`.
    pub place: String,
    /// What is wrong with it. Never holds a secret.
    pub wrong: String,
    /// What to do.
    pub fix: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.place, self.wrong, self.fix)
    }
}

/// Everything that is wrong, a line each.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(Problem::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

/// What a parser of values says: the same without the place, which it does not know.
#[derive(Debug)]
pub(super) struct Refused {
    pub wrong: String,
    pub fix: String,
}

impl Refused {
    pub fn new(wrong: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { wrong: wrong.into(), fix: fix.into() }
    }
}
