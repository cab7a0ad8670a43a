//! One spelling for everything that means the same.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use unicode_normalization::UnicodeNormalization;

/// The common block of hanzi. Rarer characters have no simplified form that anybody here types.
const FIRST_HANZI: char = '\u{4E00}';
const LAST_HANZI: char = '\u{9FFF}';

/// NFKC, lower case, traditional to simplified; control characters, white space, punctuation, emoji and
/// WeChat's emoticon codes (`[微笑]`, `/::)`) dropped.
/// `·` is dropped too: names are parsed from the raw text, never from the folded one.
///
/// What is left are letters and digits alone. Folding again changes nothing.
pub fn fold(text: &str) -> String {
    if is_plain(text) {
        return text.to_owned();
    }
    let mut folded = pass(&without_emoticons(text));
    // What stood between two characters may have kept them from composing: almost always plain at once.
    for _ in 0..4 {
        if is_plain(&folded) {
            break;
        }
        folded = pass(&folded);
    }
    folded
}

/// NFKC with traditional characters simplified, nothing dropped: for what is parsed character by character.
pub fn normalise(text: &str) -> String {
    text.nfkc().map(simplified).collect()
}

fn pass(text: &str) -> String {
    let lower = text.nfkc().collect::<String>().to_lowercase();
    lower.nfkc().filter(|c| c.is_alphanumeric()).map(simplified).collect()
}

fn is_plain(text: &str) -> bool {
    text.chars().all(|c| match c {
        'a'..='z' | '0'..='9' => true,
        FIRST_HANZI..=LAST_HANZI => simplified(c) == c,
        _ => false,
    })
}

fn simplified(c: char) -> char {
    let Some(at) = u32::from(c).checked_sub(u32::from(FIRST_HANZI)) else { return c };
    usize::try_from(at).ok().and_then(|at| SIMPLIFIED.get(at).copied()).unwrap_or(c)
}

/// The simplified form of each hanzi of the block, converted once (a few milliseconds), one by one: a
/// message of five characters has no phrases that would need more, and a table is its own fast path.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let block = || FIRST_HANZI..=LAST_HANZI;
    let lines: String = block().flat_map(|c| [c, '\n']).collect();
    let Ok(opencc) = OpenCC::from_config(BuiltinConfig::T2s) else { return block().collect() };
    // Twice, because a few characters become one that is itself simplified further.
    let converted = opencc.convert(&opencc.convert(&lines));
    block().zip(converted.lines()).map(|(c, line)| line.chars().next().unwrap_or(c)).collect()
});

fn without_emoticons(text: &str) -> String {
    match &*EMOTICONS {
        Some(codes) if text.contains('[') || text.contains("/:") => {
            codes.replace_all(text, &vec![""; codes.patterns_len()])
        }
        _ => text.to_owned(),
    }
}

/// WeChat sends its own emoticons as these words. Anything else in brackets was typed by hand.
static EMOTICONS: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let codes = include_str!("data/emoticons.txt").split_whitespace();
    AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(codes).ok()
});

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_way_to_write_it_folds_to_one() {
        for (typed, folded) in [
            ("招聘会", "招聘会"),
            (" 招 聘　会\u{200B}。", "招聘会"),
            ("招聘會", "招聘会"),
            ("補貼！！！", "补贴"),
            ("電子廠", "电子厂"),
            ("ＺＰＨ", "zph"),
            ("①", "1"),
            ("１２３", "123"),
            ("招聘会😀👍🏻", "招聘会"),
            ("招聘会[微笑][OK]", "招聘会"),
            ("招聘会/:rose/::B", "招聘会"),
            ("[招聘会]", "招聘会"),
            ("Ⅲ期", "iii期"),
            ("买买提·艾力", "买买提艾力"),
            ("？", ""),
            ("", ""),
        ] {
            assert_eq!(fold(typed), folded, "{typed}");
        }
    }

    #[test]
    fn simplifying_twice_changes_nothing() {
        for c in FIRST_HANZI..=LAST_HANZI {
            assert_eq!(simplified(simplified(c)), simplified(c), "{c}");
        }
    }

    #[test]
    fn normalising_keeps_signs_and_spaces() {
        assert_eq!(normalise("歐陽 １２，①"), "欧阳 12,1");
    }

    proptest! {
        #[test]
        fn folding_is_idempotent(text in any::<String>()) {
            let folded = fold(&text);
            prop_assert_eq!(fold(&folded), folded);
        }

        #[test]
        fn folding_hanzi_is_idempotent(text in "[\u{3400}-\u{9fff}a-zA-Z/:\\[\\]微笑rose ]{0,12}") {
            let folded = fold(&text);
            prop_assert_eq!(fold(&folded), folded);
        }
    }
}
