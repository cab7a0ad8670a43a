//! Keyword rules: words and phrases that lead somewhere.

use serde::{Deserialize, Serialize};

use super::id::RuleId;
use super::text::lexicon::{Hit, Lexicon, Word, key};

/// Of words with fewer hanzi, one wrong leaves too little to know them by.
const SLIPS_FROM: usize = 3;

/// Longer messages are more than one word with a slip in it.
const LONGEST_WORD: usize = 8;

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
    /// Asks about one of these: said after one was shown, it is about that one.
    #[serde(default)]
    pub about: Vec<Subject>,
    /// Its words are titles of jobs: an opening that has one goes before what it says.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub titles: bool,
    /// What it asks of an enterprise and no list says, in a few words: 包不包吃住.
    #[serde(default)]
    pub unlisted: Option<String>,
    /// Leads to this button of the conversation …
    #[serde(default)]
    pub button: Option<String>,
    /// … or says this.
    #[serde(default)]
    pub say: Option<String>,
}

/// What a follower looks at and then asks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// An enterprise and its opening.
    Opening,
    /// An activity.
    Activity,
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

/// The rule that a message leads to, and why.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// Which rule.
    pub rule: &'a KeywordRule,
    /// How surely.
    pub strength: Strength,
    /// By which of its words, folded.
    pub word: &'a str,
}

/// All rules, compiled.
#[derive(Debug, Clone)]
pub struct Keywords {
    rules: Vec<KeywordRule>,
    lexicon: Lexicon<Meaning>,
}

/// Which rule a word leads to.
#[derive(Debug, Clone, Copy)]
struct Meaning {
    rule: usize,
    /// Only where it is the whole message.
    whole_only: bool,
}

impl Default for Keywords {
    fn default() -> Self {
        Self::compile(Vec::new())
    }
}

impl Keywords {
    /// Compiles the rules; their checks are the pack loader's.
    pub fn compile(rules: Vec<KeywordRule>) -> Self {
        let words = rules.iter().enumerate().flat_map(|(rule, of)| {
            let word = move |word: &String, whole_only| (word.clone(), Meaning { rule, whole_only });
            let held = of.words.iter().map(move |text| word(text, false));
            held.chain(of.exact.iter().map(move |text| word(text, true)))
        });
        Self { lexicon: Lexicon::build(words, SLIPS_FROM), rules }
    }

    /// The best rule for a typed message, if any: the surest match, then the longest word, then the highest
    /// priority, then the first in the file.
    pub fn find(&self, text: &str) -> Option<(&KeywordRule, Strength)> {
        self.found(text).map(|found| (found.rule, found.strength))
    }

    /// As `find`, with the word by which it was found.
    pub fn found(&self, text: &str) -> Option<Found<'_>> {
        let typed = key(text);
        if let Some(word) = self.lexicon.whole(&typed) {
            return Some(Found { rule: self.first_of(word, true)?, strength: Strength::Whole, word: &word.text });
        }
        let held = self.lexicon.held(&typed);
        let Some(best) = self.best(&held) else {
            return Some(Found { strength: Strength::Likely, ..self.best(&self.lexicon.likely(&typed))? });
        };
        Some(self.meant_longer(&typed, &held).unwrap_or(best))
    }

    /// 招聘汇 holds 招聘, but all of it sounds like 招聘会: then that is meant.
    fn meant_longer(&self, typed: &str, held: &[Hit<'_, Meaning>]) -> Option<Found<'_>> {
        if typed.chars().count() > LONGEST_WORD {
            return None;
        }
        let longest = held.iter().map(|hit| hit.word.chars).max()?;
        let word = self.lexicon.sounded(typed).filter(|hit| hit.word.chars > longest)?.word;
        Some(Found { rule: self.first_of(word, true)?, strength: Strength::Likely, word: &word.text })
    }

    /// The rule of this name.
    pub fn rule(&self, id: &RuleId) -> Option<&KeywordRule> {
        self.rules.iter().find(|rule| rule.id == *id)
    }

    /// The rules, in the order of the file.
    pub fn rules(&self) -> &[KeywordRule] {
        &self.rules
    }

    /// The best of the words that a message holds.
    fn best<'a>(&'a self, hits: &[Hit<'a, Meaning>]) -> Option<Found<'a>> {
        let candidates = hits.iter().filter_map(|hit| Some((hit.word, self.first_of(hit.word, hit.whole)?)));
        // `max_by_key` would take the last of equals.
        let (word, rule) = candidates.rev().max_by_key(|(word, rule)| (word.chars, rule.priority))?;
        Some(Found { rule, strength: Strength::Holds, word: &word.text })
    }

    fn first_of(&self, word: &Word<Meaning>, whole: bool) -> Option<&KeywordRule> {
        let meanings = word.means.iter().filter(|meaning| whole || !meaning.whole_only);
        meanings.rev().filter_map(|meaning| self.rules.get(meaning.rule)).max_by_key(|rule| rule.priority)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(id: &str, words: &[&str], exact: &[&str], priority: u8) -> KeywordRule {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        KeywordRule {
            id: RuleId::parse(id).unwrap(),
            words: owned(words),
            exact: owned(exact),
            priority,
            about: Vec::new(),
            titles: false,
            unlisted: None,
            button: None,
            say: None,
        }
    }

    fn keywords() -> Keywords {
        Keywords::compile(vec![
            rule("openings", &["招聘", "找工作", "招工", "上班"], &["工作", "活", "job"], 0),
            rule("wages", &["工资", "多少钱一个月"], &[], 20),
            rule("policies", &["补贴", "政策"], &[], 0),
            rule("graduate", &["大学生补贴", "大学生"], &[], 30),
            rule("activities", &["招聘会", "报名"], &["我要报名"], 10),
            rule("my_sign_ups", &["我的报名", "取消报名"], &[], 30),
            rule("mute", &["退订"], &["停", "td"], 30),
            rule("help", &["帮助", "怎么用"], &["?"], 10),
            rule("low", &["食堂"], &[], 0),
            rule("high", &["宿舍"], &[], 9),
            rule("late", &["车间"], &[], 0),
        ])
    }

    #[test]
    fn a_message_leads_to_the_surest_longest_and_most_urgent_rule() {
        use Strength::{Holds, Likely, Whole};
        let keywords = keywords();
        for (typed, id, strength) in [
            ("招聘会", "activities", Whole),
            ("请问一下有没有招聘会啊", "activities", Whole),
            ("招聘會[微笑]", "activities", Whole),
            ("我要报名", "activities", Whole),
            ("停", "mute", Whole),
            ("TD", "mute", Whole),
            ("？", "help", Whole),
            ("周六的招聘会几点开始", "activities", Holds),
            ("我是大学生能领补贴不", "graduate", Holds),
            ("帮我取消报名可以不", "my_sign_ups", Holds),
            ("食堂宿舍好不好", "high", Holds),
            ("食堂车间好不好", "low", Holds),
            ("招骋会", "activities", Likely),
            ("zhaopinhui", "activities", Likely),
            ("zph", "activities", Likely),
            ("不贴", "policies", Likely),
            ("butie", "policies", Likely),
            ("gongzuo", "openings", Likely),
            ("招聘汇", "activities", Likely),
            ("大学声补贴", "graduate", Likely),
            ("工子和补贴", "policies", Holds),
        ] {
            let found = keywords.find(typed).map(|(rule, strength)| (rule.id.as_str(), strength));
            assert_eq!(found, Some((id, strength)), "{typed}");
        }
    }

    #[test]
    fn what_says_none_of_it_finds_none() {
        let keywords = keywords();
        for typed in ["", "😀", "停车", "xie", "今天天气好", "张三", "13800000001", "工作服"] {
            assert!(keywords.find(typed).is_none(), "{typed}");
        }
        assert!(Keywords::default().find("招聘会").is_none());
    }
}
