//! `keywords.toml`: words that lead somewhere.

use std::collections::HashMap;

use super::button;
use super::document::{Document, Node};
use super::files::PackFiles;
use super::flaw::Flaws;
use super::names::Names;
use super::said::said;
use crate::domain::id::RuleId;
use crate::domain::keyword::{KeywordRule, Subject};
use crate::domain::text::fold::fold;

/// The file.
pub(super) const FILE: &str = "keywords.toml";
/// Its list of rules.
pub(super) const LIST: &str = "rule";
const MAX_PRIORITY: u8 = 100;

/// Which rule has a folded word at a priority.
type Owners = HashMap<(String, u8), RuleId>;

pub(super) fn read(files: &PackFiles, names: &Names, hotline: &str, flaws: &mut Flaws) -> Vec<KeywordRule> {
    let Some(document) = Document::open(files, FILE, flaws) else { return Vec::new() };
    let mut ids = HashMap::new();
    let mut owners = Owners::new();
    let mut rules = Vec::new();
    for (mut rule, node) in document.entries::<KeywordRule>(LIST, flaws) {
        if ids.insert(rule.id.clone(), ()).is_some() {
            node.error(flaws, "id", format!("{} 前面已经有了", rule.id));
        }
        if rule.priority > MAX_PRIORITY {
            node.error(flaws, "priority", format!("最大是{MAX_PRIORITY}"));
        }
        check_target(&rule, names, node, flaws);
        if let Some(text) = &mut rule.say {
            *text = said(text, hotline, node, "say", flaws);
        }
        if rule.words.is_empty() && rule.exact.is_empty() {
            node.error(flaws, "words", "一个词也没有，这条规则永远用不上");
        }
        if rule.unlisted.is_some() && !rule.about.contains(&Subject::Opening) {
            node.error(flaws, "unlisted", "只有问企业的规则才用得上，请在 about 里写上 \"opening\"");
        }
        check_words(&rule, node, &mut owners, flaws);
        rules.push(rule);
    }
    rules
}

fn check_target(rule: &KeywordRule, names: &Names, node: Node<'_>, flaws: &mut Flaws) {
    match (&rule.button, &rule.say) {
        (Some(_), Some(_)) => node.error(flaws, "say", "button 和 say 只能写一样"),
        (None, None) => node.error(flaws, "id", "没有写 button 也没有写 say，不知道怎么回"),
        (Some(id), None) => {
            if let Some(reason) = button::problem(id, names) {
                node.error(flaws, "button", reason);
            }
        }
        (None, Some(_)) => {}
    }
}

/// A word must be left after folding, and must not lead to two places with equal right.
fn check_words(rule: &KeywordRule, node: Node<'_>, owners: &mut Owners, flaws: &mut Flaws) {
    let words = rule.words.iter().map(|word| ("words", word));
    for (key, word) in words.chain(rule.exact.iter().map(|word| ("exact", word))) {
        let folded = fold(word);
        if folded.is_empty() {
            node.error(flaws, key, format!("“{word}”去掉标点空格就没有了，对不上任何消息"));
            continue;
        }
        match owners.insert((folded, rule.priority), rule.id.clone()) {
            Some(owner) if owner == rule.id => node.warn(flaws, key, format!("“{word}”写了两次")),
            Some(owner) => node.error(
                flaws,
                key,
                format!("“{word}”在规则 {owner} 里也有，priority 又一样，不知道听谁的；请改一个的 priority"),
            ),
            None => {}
        }
    }
}
