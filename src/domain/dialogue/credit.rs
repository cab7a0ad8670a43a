//! Which keyword rule a message was answered by, or that nobody understood it: counted for staff, who mend the rules.

use jiff::Timestamp;

use super::button::Button;
use super::input::Input;
use super::intent::{Intent, Wish};
use super::state::Dialogue;
use super::talk;
use crate::domain::catalog::Catalog;
use crate::domain::id::RuleId;
use crate::domain::keyword::KeywordRule;
use crate::domain::unknown::UnknownSentence;

/// What is counted of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credit {
    /// This rule led to the answer.
    Rule(RuleId),
    /// Nobody understood this.
    Unknown(UnknownSentence),
}

/// What is counted of an input that meant `intent` in `dialogue`; `None` if nothing is. What answers a question, or may
/// answer one of a form that waits, and what staff answer, is theirs and counted nowhere.
pub fn credit(
    dialogue: &Dialogue,
    (input, intent): (&Input, &Intent),
    catalog: &Catalog,
    now: Timestamp,
) -> Option<Credit> {
    let text = words(input)?;
    if dialogue.talk.is_some_and(|talk| talk.is_attended(now)) {
        return None;
    }
    match intent.without_offer() {
        // It may be for a seat that is kept for them.
        Intent::Unknown if matches!(intent, Intent::OnOffer(..)) => None,
        Intent::Unknown if talk::is_free(dialogue) && dialogue.paused.is_none() && dialogue.talk.is_none() => {
            UnknownSentence::of(text, &catalog.pack.units).map(Credit::Unknown)
        }
        intent => rule_behind(intent, text, catalog).map(|rule| Credit::Rule(rule.id.clone())),
    }
}

/// The rule that made `text` mean `intent`; `None` if it was something else.
pub fn rule_behind<'a>(intent: &Intent, text: &str, catalog: &'a Catalog) -> Option<&'a KeywordRule> {
    let keywords = &catalog.pack.keywords;
    match intent {
        Intent::Say(id) | Intent::About(_, id) | Intent::Find(Wish { unlisted: Some(id), .. }) => keywords.rule(id),
        Intent::Press(button) => {
            let (rule, _) = keywords.find(text)?;
            let leads_to = rule.button.as_deref().and_then(|id| Button::parse(id).ok());
            (leads_to.as_ref() == Some(button)).then_some(rule)
        }
        _ => None,
    }
}

/// What was said in words; a tap and a number are none.
fn words(input: &Input) -> Option<&str> {
    match input {
        Input::Text(text) | Input::Voice { transcript: Some(text) } => Some(text),
        _ => None,
    }
}
