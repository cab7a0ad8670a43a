//! What differs between two sets of keyword rules, rule by rule.

use super::keyword::KeywordRule;

/// One rule that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleChange {
    /// It is new.
    Added(KeywordRule),
    /// It answers no more.
    Removed(KeywordRule),
    /// It stays, and is another.
    Altered {
        /// As it was.
        from: KeywordRule,
        /// As it is.
        to: KeywordRule,
    },
}

/// What differs, in the order of the rules: those that are gone or altered first, then the new ones.
pub fn rule_changes(from: &[KeywordRule], to: &[KeywordRule]) -> Vec<RuleChange> {
    let named = |rules: &[KeywordRule], of: &KeywordRule| rules.iter().find(|rule| rule.id == of.id).cloned();
    let old = from.iter().filter_map(|old| match named(to, old) {
        None => Some(RuleChange::Removed(old.clone())),
        Some(new) if new != *old => Some(RuleChange::Altered { from: old.clone(), to: new }),
        Some(_) => None,
    });
    let new = to.iter().filter(|new| named(from, new).is_none()).cloned().map(RuleChange::Added);
    old.chain(new).collect()
}

/// The words that only the second list has.
pub fn only_in<'a>(second: &'a [String], first: &[String]) -> Vec<&'a str> {
    second.iter().filter(|word| !first.contains(word)).map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::RuleId;

    fn rule(id: &str, words: &[&str]) -> KeywordRule {
        KeywordRule {
            id: RuleId::parse(id).unwrap(),
            words: words.iter().map(|word| (*word).to_owned()).collect(),
            exact: Vec::new(),
            priority: 0,
            about: Vec::new(),
            titles: false,
            unlisted: None,
            button: Some("home".to_owned()),
            say: None,
        }
    }

    #[test]
    fn each_rule_that_differs_is_told_once() {
        let from = [rule("fairs", &["招聘会"]), rule("wages", &["工资"]), rule("old", &["旧"])];
        let to = [rule("fairs", &["招聘会"]), rule("wages", &["工资", "薪水"]), rule("new", &["驾照"])];
        let altered = RuleChange::Altered { from: from[1].clone(), to: to[1].clone() };
        let expected = [altered, RuleChange::Removed(from[2].clone()), RuleChange::Added(to[2].clone())];
        assert_eq!(rule_changes(&from, &to), expected);
        assert_eq!(rule_changes(&to, &to), []);
        assert_eq!(only_in(&to[1].words, &from[1].words), ["薪水"]);
    }
}
