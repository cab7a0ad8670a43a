//! Words around a request that never carry its meaning.

use std::sync::LazyLock;

static BEFORE: LazyLock<Vec<&str>> = LazyLock::new(|| longest_first(include_str!("data/fillers_before.txt")));
static AFTER: LazyLock<Vec<&str>> = LazyLock::new(|| longest_first(include_str!("data/fillers_after.txt")));

/// The folded text without filler at its two ends: `请问一下有没有招聘会啊` is `招聘会`. Nothing is taken
/// out of the middle, where it may belong to a word, and never everything: `还有吗` is `还有`.
pub fn strip(folded: &str) -> &str {
    let mut core = folded;
    while let Some(shorter) = without_one(core) {
        core = shorter;
    }
    core
}

fn without_one(text: &str) -> Option<&str> {
    let after = AFTER.iter().find_map(|filler| text.strip_suffix(filler).filter(|rest| !rest.is_empty()));
    after.or_else(|| BEFORE.iter().find_map(|filler| text.strip_prefix(filler).filter(|rest| !rest.is_empty())))
}

fn longest_first(words: &'static str) -> Vec<&'static str> {
    let mut words: Vec<_> = words.split_whitespace().collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
}

#[cfg(test)]
mod tests {
    use super::strip;

    #[test]
    fn what_is_asked_for_is_left() {
        for (typed, core) in [
            ("请问一下有没有招聘会啊", "招聘会"),
            ("我想问一下还有招聘会吗谢谢", "招聘会"),
            ("帮我看看我的报名", "我的报名"),
            ("好的", "好"),
            ("还有吗", "还有"),
            ("吗", "吗"),
            ("招聘会", "招聘会"),
            ("", ""),
        ] {
            assert_eq!(strip(typed), core, "{typed}");
        }
    }
}
