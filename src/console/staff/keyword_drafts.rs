//! `/console/keywords/…`: changing a rule, what is being written held against what answers, publishing, going back.

use std::sync::Arc;

use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::{Deserialize, Serialize};

use super::Console;
use super::gate::Here;
use super::keywords::PART;
use super::published::{self, Decided, Published};
use crate::app::console::{KeywordDraft, OneRule, TypedRule, WORD, WordingError};
use crate::app::editions::Seen;
use crate::app::import::flaw::Severity;
use crate::console::answer::Instead;
use crate::domain::dialogue::view::When;
use crate::domain::id::RuleId;
use crate::domain::keyword::KeywordRule;
use crate::domain::pack::Pack;
use crate::domain::rule_change::{RuleChange, only_in};

const DRAFT: &str = "/console/keywords/draft";

/// The word that a new rule begins with.
#[derive(Deserialize)]
pub struct Begun {
    #[serde(default)]
    word: String,
}

/// A rule as it is typed.
#[derive(Clone, Deserialize)]
pub struct RuleForm {
    #[serde(default)]
    words: String,
    #[serde(default)]
    exact: String,
    #[serde(default)]
    priority: String,
    #[serde(default)]
    button: String,
    #[serde(default)]
    say: String,
    #[serde(default)]
    seen: String,
    #[serde(default)]
    after: String,
}

impl RuleForm {
    /// The rule, and what whoever types began from.
    pub(super) fn typed(self) -> (TypedRule, Seen) {
        let Self { words, exact, priority, button, say, seen, after } = self;
        (TypedRule { words, exact, priority, button, say }, published::seen(&seen, &after))
    }
}

/// A word for a rule that is there.
#[derive(Deserialize)]
pub struct WordForm {
    #[serde(default)]
    rule: String,
    #[serde(default)]
    word: String,
    #[serde(default)]
    seen: String,
}

/// On or off.
#[derive(Deserialize)]
pub struct Switch {
    #[serde(default)]
    off: String,
    #[serde(default)]
    seen: String,
}

/// A difference, in lines.
#[derive(Serialize)]
struct Difference {
    what: &'static str,
    name: String,
    id: String,
    lines: Vec<String>,
}

/// A new rule.
pub async fn new(
    State(console): State<Arc<Console>>,
    here: Here,
    Query(begun): Query<Begun>,
) -> Result<Response, Instead> {
    let word: String = begun.word.chars().take(WORD).collect();
    let fields = console.rule_fields(&here, None).await?;
    Ok(console.show(&here.session, PART, "staff/keyword.html", context! { word, ..fields }))
}

/// A rule.
pub async fn page(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<String>,
) -> Result<Response, Instead> {
    let id = RuleId::parse(&id).map_err(|_| console.missing())?;
    let fields = console.rule_fields(&here, Some(&id)).await?;
    Ok(console.show(&here.session, PART, "staff/keyword.html", fields))
}

/// Puts a new rule into the draft.
pub async fn make(
    State(console): State<Arc<Console>>,
    here: Here,
    Form(form): Form<RuleForm>,
) -> Result<Response, Instead> {
    console.put(&here, None, form).await
}

/// Changes a rule in the draft.
pub async fn change(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<String>,
    Form(form): Form<RuleForm>,
) -> Result<Response, Instead> {
    let id = RuleId::parse(&id).map_err(|_| console.missing())?;
    console.put(&here, Some(&id), form).await
}

/// Adds a word to a rule in the draft.
pub async fn add_word(
    State(console): State<Arc<Console>>,
    here: Here,
    Form(form): Form<WordForm>,
) -> Result<Response, Instead> {
    let WordForm { rule, word, seen } = form;
    let done = match RuleId::parse(&rule) {
        Ok(id) => console.centre.add_word(here.permit()?, (&id, &word), seen.parse().ok()).await,
        Err(_) => Err(WordingError::Mistyped { field: "rule", reason: "请选一条规则".to_owned() }),
    };
    match done {
        Ok(()) => Ok(Redirect::to(DRAFT).into_response()),
        Err(WordingError::Mistyped { field, reason }) => {
            let fields = console.rule_fields(&here, None).await?;
            let typed = context! { word, rule, seen, wrong => (field, reason), ..fields };
            Ok(console.show_again(&here.session, PART, "staff/keyword.html", typed))
        }
        Err(error) => Err(console.unworded(&here, error)),
    }
}

/// Switches a rule off in the draft, or on again.
pub async fn switch(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<String>,
    Form(form): Form<Switch>,
) -> Result<Response, Instead> {
    let id = RuleId::parse(&id).map_err(|_| console.missing())?;
    let done = console.centre.switch_rule(here.permit()?, (&id, form.off == "yes"), form.seen.parse().ok()).await;
    done.map_err(|error| console.unworded(&here, error))?;
    Ok(Redirect::to(DRAFT).into_response())
}

/// What is being written, held against what answers.
pub async fn draft(State(console): State<Arc<Console>>, here: Here) -> Result<Response, Instead> {
    let draft = console.centre.keyword_draft(here.permit()?).await.map_err(|error| console.unworded(&here, error))?;
    let catalog = console.catalog.load();
    let sound = draft.is_sound();
    let KeywordDraft { draft, changes, flaws, after, editions } = draft;
    let differences: Vec<Difference> = changes.iter().map(|change| console.difference(change, &catalog.pack)).collect();
    let flaws: Vec<(String, &str, String)> = flaws
        .into_iter()
        .map(|flaw| {
            let rule = flaw.rule.map(|id| id.to_string()).unwrap_or_default();
            (rule, if flaw.severity == Severity::Error { "错误" } else { "提醒" }, flaw.reason)
        })
        .collect();
    let context = context! {
        seen => draft.as_ref().map(|draft| draft.version),
        by => draft.as_ref().map(|draft| draft.by.clone()),
        at => draft.as_ref().map(|draft| Serde(When::of(draft.at, None))),
        differences => Serde(differences),
        flaws,
        sound,
        after => after.map(|id| id.0),
        editions => Serde(Published::list(editions, after)),
    };
    Ok(console.show(&here.session, PART, "staff/keyword_draft.html", context))
}

/// Throws the draft away.
pub async fn drop(
    State(console): State<Arc<Console>>,
    here: Here,
    Form(form): Form<Decided>,
) -> Result<Response, Instead> {
    let done = console.centre.drop_keyword_draft(here.permit()?, form.seen()).await;
    done.map_err(|error| console.unworded(&here, error))?;
    Ok(Redirect::to(PART).into_response())
}

/// Publishes the draft.
pub async fn publish(
    State(console): State<Arc<Console>>,
    here: Here,
    Form(form): Form<Decided>,
) -> Result<Response, Instead> {
    let done = console.centre.publish_keywords(here.permit()?, form.seen(), form.after()).await;
    done.map_err(|error| console.unworded(&here, error))?;
    Ok(Redirect::to(DRAFT).into_response())
}

/// Goes back to an edition.
pub async fn roll_back(
    State(console): State<Arc<Console>>,
    here: Here,
    Form(form): Form<Decided>,
) -> Result<Response, Instead> {
    let Some(to) = form.to() else { return Err(console.missing()) };
    let done = console.centre.roll_keywords_back(here.permit()?, to, form.after()).await;
    done.map_err(|error| console.unworded(&here, error))?;
    Ok(Redirect::to(DRAFT).into_response())
}

/// What the form of a rule shows.
fn fields(one: &OneRule) -> Value {
    let rule = one.rule.as_ref();
    context! {
        id => rule.map(|rule| rule.id.to_string()),
        title => rule.map(name),
        words => rule.map(|rule| rule.words.join("、")),
        exact => rule.map(|rule| rule.exact.join("、")),
        priority => rule.map(|rule| rule.priority),
        button => rule.and_then(|rule| rule.button.clone()),
        say => rule.and_then(|rule| rule.say.clone()),
        off => one.off,
        drafted => one.drafted,
        targets => one.targets.clone(),
        seen => one.seen.draft,
        after => one.seen.edition.map(|id| id.0),
        word_length => WORD,
        word => (),
        rule => (),
        wrong => (),
        changed => false,
    }
}

/// A rule is known by its first words.
fn name(rule: &KeywordRule) -> String {
    let words: Vec<&str> = rule.words.iter().chain(&rule.exact).take(3).map(String::as_str).collect();
    words.join("、")
}

impl Console {
    async fn put(&self, here: &Here, id: Option<&RuleId>, form: RuleForm) -> Result<Response, Instead> {
        let (typed, from) = form.clone().typed();
        match self.centre.put_rule(here.permit()?, id, &typed, from).await {
            Ok(_) => Ok(Redirect::to(DRAFT).into_response()),
            Err(error) => {
                let RuleForm { words, exact, priority, button, say, seen, after } = form;
                let wrong = match error {
                    WordingError::Mistyped { field, reason } => context! { seen, after, wrong => (field, reason) },
                    // What it stands on now: whoever sends it once more has been told.
                    WordingError::Changed => context! { changed => true },
                    error => return Err(self.unworded(here, error)),
                };
                let fields = self.rule_fields(here, id).await?;
                let typed = context! { words, exact, priority, button, say, ..context! { ..wrong, ..fields } };
                Ok(self.show_again(&here.session, PART, "staff/keyword.html", typed))
            }
        }
    }

    /// What the form shows of a rule that is there, or of a new one beside those that a word can be added to.
    async fn rule_fields(&self, here: &Here, id: Option<&RuleId>) -> Result<Value, Instead> {
        let one = self.centre.rule(here.permit()?, id).await.map_err(|error| self.unworded(here, error))?;
        let catalog = self.catalog.load();
        let rules = catalog.pack.keywords.rules().iter().filter(|_| id.is_none());
        let rules: Vec<(String, String)> = rules.map(|rule| (rule.id.to_string(), name(rule))).collect();
        Ok(context! { rules, ..fields(&one) })
    }

    fn difference(&self, change: &RuleChange, pack: &Pack) -> Difference {
        let leads = |rule: &KeywordRule| self.centre.leads_to(rule, pack);
        let listed = |sign: &str, words: &[&str], how: &str| {
            (!words.is_empty()).then(|| format!("{sign}{how}：{}", words.join("、")))
        };
        let all = |sign: &str, rule: &KeywordRule| {
            let words = |words: &[String]| words.iter().map(String::as_str).collect::<Vec<_>>().join("、");
            let mut lines = vec![format!("{sign}词：{}", words(&rule.words))];
            if !rule.exact.is_empty() {
                lines.push(format!("{sign}整句才算的词：{}", words(&rule.exact)));
            }
            lines.push(format!("{sign}回：{}", leads(rule)));
            lines
        };
        let (what, rule, lines) = match change {
            RuleChange::Added(rule) => ("新的", rule, all("＋ ", rule)),
            RuleChange::Removed(rule) => ("停用", rule, all("－ ", rule)),
            RuleChange::Altered { from, to } => {
                let words = [
                    listed("＋ ", &only_in(&to.words, &from.words), "词"),
                    listed("－ ", &only_in(&from.words, &to.words), "词"),
                    listed("＋ ", &only_in(&to.exact, &from.exact), "整句才算的词"),
                    listed("－ ", &only_in(&from.exact, &to.exact), "整句才算的词"),
                ];
                let mut lines: Vec<String> = words.into_iter().flatten().collect();
                if from.priority != to.priority {
                    lines.push(format!("优先级：{} 改成 {}", from.priority, to.priority));
                }
                if (&from.button, &from.say) != (&to.button, &to.say) {
                    lines.push(format!("－ 回：{}", leads(from)));
                    lines.push(format!("＋ 回：{}", leads(to)));
                }
                ("改动", to, lines)
            }
        };
        Difference { what, name: name(rule), id: rule.id.to_string(), lines }
    }
}
