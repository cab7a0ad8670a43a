//! Keywords as they will be: edited in a draft that all staff share, held against what answers, published, gone back to.

use super::Centre;
use super::keywords::{WordingError, mistyped};
use super::typed_rule::{TypedRule, WORDS, words};
use crate::app::content::rule_book::{RuleEdits, RuleFlaw};
use crate::app::editions::{Draft, Edition, Revision, Seen, Subject};
use crate::app::import::flaw::Severity;
use crate::app::staff::{Action, Permit};
use crate::domain::activity::ActivityKind;
use crate::domain::dialogue::button::Button;
use crate::domain::id::{EditionId, RuleId};
use crate::domain::keyword::KeywordRule;
use crate::domain::rule_change::{RuleChange, rule_changes};

/// Most rules that staff change.
const RULES: usize = 300;
/// How the rules are called that staff make.
const MADE: &str = "staff_";

/// A rule, as the draft has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneRule {
    /// As it is written; `None` for one that is to be made.
    pub rule: Option<KeywordRule>,
    /// Whether it is switched off.
    pub off: bool,
    /// Whether it differs from what answers.
    pub drafted: bool,
    /// Where a rule or a button of the menu can lead: the button's id, and its words.
    pub targets: Vec<(String, String)>,
    /// What it is a part of, to be shown again by whoever saves.
    pub seen: Seen,
}

/// What is being written, held against what answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeywordDraft {
    /// Who wrote it last, and when; `None` if nothing is being written.
    pub draft: Option<Draft>,
    /// What publishing it changes.
    pub changes: Vec<RuleChange>,
    /// What is wrong with the rules as they would be.
    pub flaws: Vec<RuleFlaw>,
    /// The edition that answers.
    pub after: Option<EditionId>,
    /// What was published, the newest first.
    pub editions: Vec<Edition>,
}

impl KeywordDraft {
    /// Whether it can be published.
    pub fn is_sound(&self) -> bool {
        self.flaws.iter().all(|flaw| flaw.severity != Severity::Error)
    }
}

impl Centre {
    /// One rule as the draft has it, or a new one.
    ///
    /// # Errors
    /// There is none, it is not theirs to change, or the records do not answer.
    pub async fn rule(&self, permit: &Permit, id: Option<&RuleId>) -> Result<OneRule, WordingError> {
        permit.is_for(Action::ChangeWording)?;
        let (book, now) = (self.keeper.rules(), self.answering::<RuleEdits>().await?);
        let (draft, edits) = self.drafted(&now.edits).await?;
        let named = |rules: Vec<KeywordRule>| rules.into_iter().find(|rule| Some(&rule.id) == id);
        let (on, off) = (named(book.edited(&edits)), named(book.switched_off(&edits)));
        if id.is_some() && on.is_none() && off.is_none() {
            return Err(WordingError::NoSuch);
        }
        let drafted = on != named(book.edited(&now.edits));
        let (is_off, rule) = (off.is_some(), on.or(off));
        let seen = Seen { draft: draft.map(|draft| draft.version), edition: now.edition };
        Ok(OneRule { rule, off: is_off, drafted, targets: self.targets(), seen })
    }

    /// Puts a rule into the draft, in the place of the one of this name or as a new one; answers its name.
    ///
    /// # Errors
    /// It cannot be a rule, somebody else changed the draft or published another such rule since `seen`, or the records do
    /// not answer.
    pub async fn put_rule(
        &self,
        permit: &Permit,
        id: Option<&RuleId>,
        typed: &TypedRule,
        seen: Seen,
    ) -> Result<RuleId, WordingError> {
        permit.is_for(Action::ChangeWording)?;
        let now = self.answering::<RuleEdits>().await?;
        if let Some(id) = id {
            let book = self.keeper.rules();
            let named = |rules: Vec<KeywordRule>| rules.into_iter().find(|rule| rule.id == *id);
            self.unchanged(seen, &now, |edits| (named(book.edited(edits)), named(book.switched_off(edits)))).await?;
        }
        let (rule, mut edits) = self.typed_rule(&now.edits, id, typed).await?;
        let detail = format!("keywords: {} put", rule.id);
        edits.put(rule.clone());
        if edits.put.len() > RULES {
            return Err(WordingError::Unsound(format!("改动太多了，最多 {RULES} 条")));
        }
        let done = self.save(permit, &edits, Seen { edition: now.edition, ..seen }, &detail).await;
        // A new one has a name of its own each time.
        let is_it = |there: &KeywordRule| match id {
            Some(_) => *there == rule,
            None => KeywordRule { id: rule.id.clone(), ..there.clone() } == rule,
        };
        self.or_saved_before(permit, done, |edits: &RuleEdits| edits.put.iter().any(is_it)).await?;
        Ok(rule.id)
    }

    /// The rule that is meant, and the draft that it is for; without one, what answers.
    pub(super) async fn typed_rule(
        &self,
        now: &RuleEdits,
        id: Option<&RuleId>,
        typed: &TypedRule,
    ) -> Result<(KeywordRule, RuleEdits), WordingError> {
        let (_, edits) = self.drafted(now).await?;
        let all = [self.keeper.rules().edited(&edits), self.keeper.rules().switched_off(&edits)].concat();
        let there = id.map(|id| all.iter().find(|rule| rule.id == *id).ok_or(WordingError::NoSuch)).transpose()?;
        let rule = typed.read(there, || free_id(&all))?;
        Ok((rule, edits))
    }

    /// Adds a word to a rule in the draft.
    ///
    /// # Errors
    /// There is no such rule, it is no word, somebody else changed the draft since `seen`, or the records do not answer.
    pub async fn add_word(
        &self,
        permit: &Permit,
        (id, word): (&RuleId, &str),
        seen: Option<i64>,
    ) -> Result<(), WordingError> {
        permit.is_for(Action::ChangeWording)?;
        let now = self.answering::<RuleEdits>().await?;
        let (_, mut edits) = self.drafted(&now.edits).await?;
        let rule = self.keeper.rules().edited(&edits).into_iter().find(|rule| rule.id == *id);
        let mut rule = rule.ok_or(WordingError::NoSuch)?;
        let [word] = <[String; 1]>::try_from(words(word, "word")?)
            .map_err(|_| mistyped("word", "请写一个词，中间不要空格和标点".to_owned()))?;
        if rule.words.len() >= WORDS {
            return Err(mistyped("rule", format!("词太多了，一条规则最多 {WORDS} 个")));
        }
        let detail = format!("keywords: a word added to {id}");
        rule.words.push(word);
        edits.put(rule);
        self.save(permit, &edits, Seen { draft: seen, edition: now.edition }, &detail).await
    }

    /// Switches a rule off in the draft, or on again.
    ///
    /// # Errors
    /// There is none, somebody else changed the draft since `seen`, or the records do not answer.
    pub async fn switch_rule(
        &self,
        permit: &Permit,
        (id, off): (&RuleId, bool),
        seen: Option<i64>,
    ) -> Result<(), WordingError> {
        permit.is_for(Action::ChangeWording)?;
        let now = self.answering::<RuleEdits>().await?;
        let (_, mut edits) = self.drafted(&now.edits).await?;
        let all = [self.keeper.rules().edited(&edits), self.keeper.rules().switched_off(&edits)].concat();
        if !all.iter().any(|rule| rule.id == *id) {
            return Err(WordingError::NoSuch);
        }
        if off {
            edits.off.insert(id.clone())
        } else {
            edits.off.remove(id)
        };
        let detail = format!("keywords: {id} {}", if off { "off" } else { "on" });
        self.save(permit, &edits, Seen { draft: seen, edition: now.edition }, &detail).await
    }

    /// What is being written, held against what answers.
    ///
    /// # Errors
    /// It is not theirs to change, or the records do not answer.
    pub async fn keyword_draft(&self, permit: &Permit) -> Result<KeywordDraft, WordingError> {
        permit.is_for(Action::ChangeWording)?;
        let (book, now) = (self.keeper.rules(), self.answering::<RuleEdits>().await?);
        let (draft, edits) = self.drafted(&now.edits).await?;
        let changes = rule_changes(&book.edited(&now.edits), &book.edited(&edits));
        let flaws = if changes.is_empty() { Vec::new() } else { book.flaws(&edits) };
        let editions = self.published::<RuleEdits>().await?;
        Ok(KeywordDraft { draft, changes, flaws, after: now.edition, editions })
    }

    /// Throws the draft away.
    ///
    /// # Errors
    /// It is another by now, or the records do not answer.
    pub async fn drop_keyword_draft(&self, permit: &Permit, seen: i64) -> Result<(), WordingError> {
        permit.is_for(Action::ChangeWording)?;
        self.drop_draft::<RuleEdits>(permit, seen).await
    }

    /// Publishes the draft of version `seen`, which was held against the edition `after`: the chat answers by it at once.
    ///
    /// # Errors
    /// It is not sound, either is another by now, or the records do not answer.
    pub async fn publish_keywords(
        &self,
        permit: &Permit,
        seen: i64,
        after: Option<EditionId>,
    ) -> Result<(), WordingError> {
        permit.is_for(Action::ChangeWording)?;
        let done = self.put_rule_draft_out(permit, seen, after).await;
        self.or_published_before::<RuleEdits>(permit, done, (seen, after)).await
    }

    async fn put_rule_draft_out(
        &self,
        permit: &Permit,
        seen: i64,
        after: Option<EditionId>,
    ) -> Result<(), WordingError> {
        let draft = self.editions.draft(Subject::Keywords).await?.ok_or(WordingError::NoSuch)?;
        self.put_rules_out(permit, (&RuleEdits::read(&draft.content)?, "改动"), Some(seen), after).await
    }

    /// Goes back to what an edition said; with 0, to the pack alone. What is being written stays.
    ///
    /// # Errors
    /// There is none, it does not fit the pack any more, another was published since `after`, or the records do not
    /// answer.
    pub async fn roll_keywords_back(
        &self,
        permit: &Permit,
        to: EditionId,
        after: Option<EditionId>,
    ) -> Result<(), WordingError> {
        permit.is_for(Action::ChangeWording)?;
        let (content, what) = self.edition::<RuleEdits>(to).await?;
        let done = self.put_rules_out(permit, (&content, &format!("退回{what}")), None, after).await;
        self.or_gone_back_before(permit, done, (&content, after)).await
    }

    async fn put_rules_out(
        &self,
        permit: &Permit,
        (edits, what): (&RuleEdits, &str),
        draft: Option<i64>,
        after: Option<EditionId>,
    ) -> Result<(), WordingError> {
        let (book, now) = (self.keeper.rules(), self.answering::<RuleEdits>().await?);
        if let Some(flaw) = book.flaws(edits).into_iter().find(|flaw| flaw.severity == Severity::Error) {
            return Err(WordingError::Unsound(format!("还不能发布：{}", flaw.reason)));
        }
        let summary = summary(what, &rule_changes(&book.edited(&now.edits), &book.edited(edits)));
        self.put_out(permit, (edits, &summary), draft, after).await
    }

    /// Where a rule or a button of the menu can lead: the id, and its words.
    pub fn targets(&self) -> Vec<(String, String)> {
        let catalog = self.catalog.load();
        let pack = &catalog.pack;
        let plain = Button::anywhere();
        let buttons = plain
            .chain(ActivityKind::ALL.into_iter().map(Button::ActivitiesOf))
            .chain(pack.policies.iter().map(|policy| Button::Policy(policy.id.clone())))
            .chain(pack.claimants.iter().map(|claimant| Button::Claim(claimant.id.clone())))
            .chain(pack.trades.iter().map(|trade| Button::Trade(trade.id.clone())))
            .chain(pack.places.iter().map(|place| Button::Place(place.id.clone())));
        buttons.map(|button| (button.to_string(), self.button_words(&button, pack))).collect()
    }
}

/// The first name that no rule has.
fn free_id(rules: &[KeywordRule]) -> Result<RuleId, WordingError> {
    let free = (1..=rules.len() + 1).filter_map(|n| RuleId::parse(&format!("{MADE}{n}")).ok());
    free.into_iter().find(|id| rules.iter().all(|rule| rule.id != *id)).ok_or(WordingError::NoSuch)
}

/// What was published, in a few words.
fn summary(what: &str, changes: &[RuleChange]) -> String {
    let name = |rule: &KeywordRule| rule.words.iter().chain(&rule.exact).next().cloned().unwrap_or_default();
    let told = changes.iter().take(5).map(|change| match change {
        RuleChange::Added(rule) => format!("加“{}”", name(rule)),
        RuleChange::Removed(rule) => format!("停“{}”", name(rule)),
        RuleChange::Altered { to, .. } => format!("改“{}”", name(to)),
    });
    let more = if changes.len() > 5 { format!("等 {} 条", changes.len()) } else { String::new() };
    format!("{what}：{}{more}", told.collect::<Vec<_>>().join("，"))
}
