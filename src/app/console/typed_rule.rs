//! A keyword rule as staff type it, and the rule that it is.

use std::collections::HashSet;

use super::keywords::{WordingError, mistyped};
use crate::domain::id::RuleId;
use crate::domain::keyword::KeywordRule;

/// Longest word of a rule, in characters.
pub const WORD: usize = 20;
/// Most words of a rule.
pub(super) const WORDS: usize = 300;
/// Longest text that a rule says, in characters; the platform takes 2,000 bytes.
pub const SAID: usize = 600;

/// A rule as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedRule {
    /// Words, held or whole: with anything between them that is no word.
    pub words: String,
    /// Words that have to be the whole message.
    pub exact: String,
    /// 0 to 100.
    pub priority: String,
    /// The button that it leads to; with none it says `say`.
    pub button: String,
    /// What it says.
    pub say: String,
}

impl TypedRule {
    /// The rule that is meant, on the ground of the one that is there. What is not typed on the page stays.
    ///
    /// # Errors
    /// It cannot be a rule.
    pub(super) fn read(
        &self,
        there: Option<&KeywordRule>,
        id: impl Fn() -> Result<RuleId, WordingError>,
    ) -> Result<KeywordRule, WordingError> {
        let priority = match self.priority.trim() {
            "" => 0,
            typed => typed.parse().map_err(|_| mistyped("priority", "优先级要写 0 到 100 的数".to_owned()))?,
        };
        let say = self.say.replace("\r\n", "\n").trim().to_owned();
        if say.chars().nth(SAID).is_some() {
            return Err(mistyped("say", format!("要说的话太长了，最多 {SAID} 个字")));
        }
        let button = Some(self.button.trim().to_owned()).filter(|button| !button.is_empty());
        let say = Some(say).filter(|say| !say.is_empty() && button.is_none());
        if button.is_none() && say.is_none() {
            return Err(mistyped("button", "请选一个去处，或者写上要说的话".to_owned()));
        }
        Ok(KeywordRule {
            id: there.map(|rule| rule.id.clone()).map_or_else(id, Ok)?,
            words: words(&self.words, "words")?,
            exact: words(&self.exact, "exact")?,
            priority,
            about: there.map(|rule| rule.about.clone()).unwrap_or_default(),
            titles: there.is_some_and(|rule| rule.titles),
            unlisted: there.and_then(|rule| rule.unlisted.clone()),
            button,
            say,
        })
    }
}

/// The words of a field, each once.
pub(super) fn words(typed: &str, field: &'static str) -> Result<Vec<String>, WordingError> {
    let between = |c: char| c.is_whitespace() || matches!(c, '、' | ',' | '，' | ';' | '；');
    let mut seen = HashSet::new();
    let words = typed.split(between).filter(|word| !word.is_empty() && seen.insert(word.to_owned()));
    let words: Vec<String> = words.map(str::to_owned).collect();
    if let Some(long) = words.iter().find(|word| word.chars().nth(WORD).is_some()) {
        return Err(mistyped(field, format!("“{long}”太长了，一个词最多 {WORD} 个字")));
    }
    if words.len() > WORDS {
        return Err(mistyped(field, format!("词太多了，一条规则最多 {WORDS} 个")));
    }
    Ok(words)
}
