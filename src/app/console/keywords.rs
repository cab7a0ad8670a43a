//! Keywords as they answer: the rules with their hits, what nobody understood, and trying a sentence.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Span;
use jiff::civil::Date;

use super::Centre;
use crate::app::content::rule_book::RuleEdits;
use crate::app::editions::{Draft, Revision, Subject};
use crate::app::records::StoreError;
use crate::app::render::RenderError;
use crate::app::staff::{Action, Forbidden, Permit};
use crate::app::word_counts::RuleHits;
use crate::domain::catalog::Catalog;
use crate::domain::dialogue::button::Button;
use crate::domain::dialogue::rehearsal::{Rehearsal, Why, is_understood, rehearse};
use crate::domain::dialogue::view::When;
use crate::domain::id::RuleId;
use crate::domain::keyword::KeywordRule;
use crate::domain::pack::Pack;
use crate::domain::unknown::{Alike, alike};

/// So many days back hits and sentences are counted for the page.
pub const LATELY: i64 = 30;
/// Longest sentence that is tried, in characters.
pub const TRIED: usize = 100;
/// Most sentences that are grouped, and most groups that are shown.
const GROUPED: u64 = 600;
const SHOWN: usize = 60;

/// A rule and how often it answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleLine {
    /// As it is written.
    pub rule: KeywordRule,
    /// Where it leads, in the words of its choice; the beginning of what it says.
    pub leads_to: String,
    /// How often.
    pub hits: RuleHits,
}

/// All of them, and what nobody understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeywordOverview {
    /// Those that answer now.
    pub rules: Vec<RuleLine>,
    /// Those that were switched off.
    pub off: Vec<RuleLine>,
    /// What nobody understood lately and nobody would now, grouped by likeness, the most typed first.
    pub unknown: Vec<Alike>,
    /// What is being written and not published.
    pub draft: Option<Draft>,
}

/// What came of trying a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial {
    /// Why it is answered so.
    pub why: Why,
    /// The words of the answer.
    pub told: String,
}

/// Why nothing was shown or done.
#[derive(Debug, thiserror::Error)]
pub enum WordingError {
    /// It is not theirs.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such rule, draft or edition.
    #[error("no such thing")]
    NoSuch,
    /// What was typed cannot be a rule.
    #[error("{0}")]
    Unsound(String),
    /// What was typed into this field of a form cannot be so.
    #[error("{reason}")]
    Mistyped {
        /// As the form names it.
        field: &'static str,
        /// What is wrong, in Chinese.
        reason: String,
    },
    /// Somebody else changed or published it since it was looked at.
    #[error("刚才别人改过了，您的没有存上。请看看现在的样子，再改一次")]
    Changed,
    /// The records do not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The chat has no words for it.
    #[error(transparent)]
    Words(#[from] RenderError),
}

/// What was typed into this field cannot be so.
pub(super) fn mistyped(field: &'static str, reason: String) -> WordingError {
    WordingError::Mistyped { field, reason }
}

impl Centre {
    /// The rules that answer, with their hits, and what nobody understood.
    ///
    /// # Errors
    /// They are not theirs to see, or the records do not answer.
    pub async fn keywords(&self, permit: &Permit) -> Result<KeywordOverview, WordingError> {
        permit.is_for(Action::SeeWording)?;
        let since = since(When::day_of(self.clock.now()));
        let (hits, sentences) =
            (self.counts.rule_hits(since).await?, self.counts.unknown_sentences(since, GROUPED).await?);
        let (now, book, catalog) =
            (self.answering::<RuleEdits>().await?, self.keeper.rules(), self.catalog.load_full());
        let lines = |rules: Vec<KeywordRule>| rules.into_iter().map(|rule| self.line(rule, &hits, &catalog)).collect();
        let today = When::day_of(self.clock.now());
        let open =
            |group: &Alike| group.sentences.iter().any(|one| !is_understood(one.sentence.as_str(), &catalog, today));
        let unknown = alike(sentences).into_iter().filter(open).take(SHOWN).collect();
        Ok(KeywordOverview {
            rules: lines(book.edited(&now.edits)),
            off: lines(book.switched_off(&now.edits)),
            unknown,
            draft: self.editions.draft(Subject::Keywords).await?,
        })
    }

    /// What the chat answers to a sentence, and why: with the draft, if it is asked for and there is one.
    ///
    /// # Errors
    /// It is not theirs to see, or the records do not answer.
    pub async fn try_sentence(&self, permit: &Permit, sentence: &str, draft: bool) -> Result<Trial, WordingError> {
        permit.is_for(Action::SeeWording)?;
        let sentence: String = sentence.chars().take(TRIED).collect();
        let mut catalog = self.catalog.load_full();
        if draft && let Some(draft) = self.editions.draft(Subject::Keywords).await? {
            let (keywords, _) = self.keeper.rules().compiled(&RuleEdits::read(&draft.content)?);
            let pack = Pack { keywords, ..catalog.pack.clone() };
            catalog = Arc::new(Catalog { pack, ..Catalog::clone(&catalog) });
        }
        let Rehearsal { why, reply } = rehearse(&sentence, &catalog, self.clock.now());
        Ok(Trial { why, told: self.renderer.read(&reply)? })
    }

    fn line(&self, rule: KeywordRule, hits: &HashMap<RuleId, RuleHits>, catalog: &Catalog) -> RuleLine {
        let hits = hits.get(&rule.id).copied().unwrap_or_default();
        RuleLine { leads_to: self.leads_to(&rule, &catalog.pack), hits, rule }
    }

    /// Where a rule leads, in the words of its choice; what it says, if it says something.
    pub fn leads_to(&self, rule: &KeywordRule, pack: &Pack) -> String {
        let button = rule.button.as_deref().and_then(|id| Button::parse(id).ok());
        match (button, &rule.say) {
            (Some(button), _) => self.button_words(&button, pack),
            (None, Some(say)) => say.clone(),
            (None, None) => String::new(),
        }
    }

    /// What stands on a choice of this button.
    pub(super) fn button_words(&self, button: &Button, pack: &Pack) -> String {
        let named = match button {
            Button::Trade(id) => pack.trade(id).map(|trade| format!("岗位：{}", trade.name)),
            Button::Place(id) => pack.place(id).map(|place| format!("岗位：{}", place.name)),
            Button::Near(id) => pack.unit(*id).map(|unit| format!("岗位：{}附近", unit.name)),
            Button::Policy(id) => pack.policy(id).map(|policy| format!("补贴：{}", policy.short)),
            Button::Claim(id) => pack.claimant(id).map(|claimant| format!("能领多少：{}", claimant.label)),
            Button::ActivitiesOf(kind) => Some(format!("活动：{}", kind.name())),
            button => self.renderer.label(button),
        };
        named.unwrap_or_else(|| button.to_string())
    }
}

/// The first day that is counted on `today`.
fn since(today: Date) -> Date {
    today.checked_sub(Span::new().days(LATELY)).unwrap_or(today)
}
