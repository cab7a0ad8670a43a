//! `/console/keywords`: which rules answer and how often, what nobody understood, and trying a sentence.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use minijinja::context;
use minijinja::value::Serde;
use serde::{Deserialize, Serialize};

use super::Console;
use super::gate::Here;
use crate::app::console::{LATELY, RuleLine, TRIED, Trial, WORD, WordingError};
use crate::app::staff::Action;
use crate::console::answer::Instead;
use crate::domain::dialogue::rehearsal::Why;
use crate::domain::dialogue::view::When;
use crate::domain::keyword::Strength;
use crate::domain::text::fold::fold;
use crate::domain::unknown::Alike;

/// The part of the console.
pub(super) const PART: &str = "/console/keywords";
/// Words of a rule that are shown at once; the others behind a click.
const FIRST_WORDS: usize = 8;
/// Characters of what a rule says that are shown in the list.
const SAID: usize = 40;
/// Other ways to type a sentence that are shown with it.
const VARIANTS: usize = 5;

/// What is looked for, and what is tried.
#[derive(Deserialize)]
pub struct Search {
    #[serde(default)]
    q: String,
    /// A sentence.
    #[serde(default, rename = "try")]
    tried: String,
    /// `yes`: with the draft.
    #[serde(default)]
    draft: String,
}

/// A rule in the list.
#[derive(Serialize)]
struct Line {
    id: String,
    first: String,
    more: String,
    leads_to: String,
    says: bool,
    lately: u64,
    ever: u64,
}

impl Line {
    fn of(line: RuleLine) -> Self {
        let RuleLine { rule, leads_to, hits } = line;
        let words: Vec<&str> = rule.words.iter().chain(&rule.exact).map(String::as_str).collect();
        let (first, more) = words.split_at_checked(FIRST_WORDS).unwrap_or((words.as_slice(), &[]));
        Self {
            id: rule.id.to_string(),
            first: first.join("、"),
            more: more.join("、"),
            leads_to: shortened(&leads_to, SAID),
            says: rule.button.is_none(),
            lately: hits.lately,
            ever: hits.ever,
        }
    }
}

/// Sentences that are alike, in the list.
#[derive(Serialize)]
struct Unknown {
    first: String,
    others: String,
    times: u64,
    /// Short enough to be a word of a rule.
    word: bool,
}

impl Unknown {
    fn of(group: Alike) -> Option<Self> {
        let mut sentences = group.sentences.iter().map(|one| one.sentence.as_str());
        let first = sentences.next()?;
        Some(Self {
            word: first.chars().count() <= WORD,
            first: first.to_owned(),
            others: sentences.take(VARIANTS).collect::<Vec<_>>().join("、"),
            times: group.times,
        })
    }
}

/// The page.
pub async fn page(
    State(console): State<Arc<Console>>,
    here: Here,
    Query(search): Query<Search>,
) -> Result<Response, Instead> {
    let permit = here.permit()?;
    let (tried, draft): (String, bool) = (search.tried.trim().chars().take(TRIED).collect(), search.draft == "yes");
    let trial = match tried.as_str() {
        "" => None,
        sentence => {
            let trial = console.centre.try_sentence(permit, sentence, draft).await;
            Some(trial.map_err(|error| console.unworded(&here, error))?)
        }
    };
    let all = console.centre.keywords(permit).await.map_err(|error| console.unworded(&here, error))?;
    let (q, sought) = (search.q.chars().take(WORD).collect::<String>(), fold(&search.q));
    let fits = |line: &RuleLine| {
        let words = || line.rule.words.iter().chain(&line.rule.exact).map(|word| fold(word));
        sought.is_empty() || words().any(|word| word.contains(&sought)) || fold(&line.leads_to).contains(&sought)
    };
    let lines = |rules: Vec<RuleLine>| rules.into_iter().filter(&fits).map(Line::of).collect::<Vec<_>>();
    let context = context! {
        q,
        tried,
        draft,
        trial => trial.as_ref().map(why),
        told => trial.as_ref().map(|trial| trial.told.clone()),
        by_rule => trial.as_ref().and_then(rule_of),
        drafted => all.draft.as_ref().map(|draft| Serde(When::of(draft.at, None))),
        drafted_by => all.draft.as_ref().map(|draft| draft.by.clone()),
        unknown => Serde(all.unknown.into_iter().filter_map(Unknown::of).collect::<Vec<_>>()),
        off => Serde(lines(all.off)),
        rules => Serde(lines(all.rules)),
        changes => permit.may(Action::ChangeWording),
        days => LATELY,
        longest => TRIED,
    };
    Ok(console.show(&here.session, PART, "staff/keywords.html", context))
}

/// The rule that answered, to be looked at.
fn rule_of(trial: &Trial) -> Option<String> {
    match &trial.why {
        Why::Rule { rule, .. } => Some(rule.to_string()),
        _ => None,
    }
}

/// Why a sentence is answered as it is, as staff read it.
fn why(trial: &Trial) -> String {
    match &trial.why {
        Why::Rule { word, strength: Strength::Whole, .. } => format!("关键词：整句话就是“{word}”。"),
        Why::Rule { word, strength: Strength::Holds, .. } => {
            format!("关键词：话里有“{word}”。有几个词的，长的赢；一样长的，优先级大的赢。")
        }
        Why::Rule { word, strength: Strength::Likely, .. } => {
            format!("关键词：听起来像“{word}”，或者只错了一个字、是它的拼音。")
        }
        Why::Command => "这是一句到哪里都管用的命令，不归关键词管。".to_owned(),
        Why::Number => "这是一个编号，选的是上一条消息里的那一项。".to_owned(),
        Why::Search => "话里有行业、地方或者企业的名字，按岗位名单去找。".to_owned(),
        Why::Activity => "话里有一场活动的名字。".to_owned(),
        Why::Source => "这是一个来源码。".to_owned(),
        Why::Mobile => "话里有手机号，当作想报名。".to_owned(),
        Why::NobodyOffers => "像是一种厂的名字，名单里没有。".to_owned(),
        Why::Unknown => "没看懂：没有一个词对得上。".to_owned(),
    }
}

/// At most so many characters of a text, in one line; where there is more, it ends with a sign of it, and between two
/// parts of a sentence if it can.
pub(super) fn shortened(text: &str, most: usize) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().nth(most).is_none() {
        return line;
    }
    let cut: String = line.chars().take(most).collect();
    let ends = cut.rfind(['；', '，', '。', '、', '：', ' ']).filter(|at| at.saturating_mul(2) >= cut.len());
    format!("{}…", ends.and_then(|at| cut.get(..at)).unwrap_or(&cut))
}

impl Console {
    /// Why nothing of the wording is shown or changed.
    pub(super) fn unworded(&self, here: &Here, error: WordingError) -> Instead {
        match error {
            WordingError::Forbidden(_) => self.refused(&here.session).into(),
            WordingError::NoSuch => self.missing(),
            WordingError::Mistyped { .. } => self.ask_again(&here.session, &format!("{error}。")),
            WordingError::Unsound(_) | WordingError::Changed => self.told(&here.session, &format!("{error}。")),
            WordingError::Store(error) => self.failed(&error),
            WordingError::Words(error) => {
                tracing::error!(%error, "the chat has no words for a sentence");
                self.told(&here.session, "这一句现在试不出来，请告诉管服务器的人。")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn a_long_text_ends_between_two_of_its_parts_and_says_that_there_is_more() {
        assert_eq!(shortened("改动：加“驾照”", 24), "改动：加“驾照”");
        assert_eq!(shortened("改动：加“驾照”，停“工资面议”，改“招聘会”", 18), "改动：加“驾照”，停“工资面议”…");
        assert_eq!(shortened("没有一处可以断开的一长串字", 6), "没有一处可以…");
    }
}
