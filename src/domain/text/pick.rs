//! Which of a few options an answer means.

use std::cell::LazyCell;

use super::filler;
use super::fold::fold;
use super::lexicon::one_slip;
use super::number;
use super::pinyin::{self, Sound};

/// Turns the word behind it around: 不去 does not hold 去.
const NOT: [char; 6] = ['不', '没', '无', '非', '未', '别'];

/// The option (from 0) that `text` means: each option has one word or several that mean it. By word, by
/// number (from 1), by a word within the text, by part of a word, by sound, with a slip in three hanzi or
/// more. The surest way that fits anything decides; if it fits two options, `None`.
pub fn pick(text: &str, options: &[Vec<&str>]) -> Option<usize> {
    let folded = fold(text);
    let core = filler::strip(&folded);
    let options: Vec<Vec<String>> = options.iter().map(|words| words.iter().map(|word| fold(word)).collect()).collect();
    if let Some(at) = options.iter().position(|words| words.contains(&folded)) {
        return Some(at);
    }
    if let Some(number) = number::choice(text) {
        let at = usize::try_from(number).ok()?.checked_sub(1)?;
        return (at < options.len()).then_some(at);
    }
    if core.is_empty() {
        return None;
    }
    // Only where the words themselves decide nothing; to hear them all takes longer than the rest together.
    let sound = LazyCell::new(|| Sound::of(core).text);
    let ways: [&dyn Fn(&str) -> usize; 5] = [
        &|word| measure(word, filler::strip(word) == core),
        &|word| measure(word, says(core, word)),
        &|word| measure(word, core.chars().count() >= 2 && says(word, core)).min(1),
        &|word| measure(word, pinyin::sounds(word).contains(&*sound)),
        &|word| measure(word, word.chars().count() >= 3 && one_slip(word, core)),
    ];
    ways.iter().find_map(|way| best(&options, way))?
}

/// The option whose word fits with the highest measure; `Some(None)` if two share it.
fn best(options: &[Vec<String>], way: &dyn Fn(&str) -> usize) -> Option<Option<usize>> {
    let measures: Vec<usize> =
        options.iter().map(|words| words.iter().map(|word| way(word)).max().unwrap_or(0)).collect();
    let highest = measures.iter().copied().max().filter(|highest| *highest > 0)?;
    let mut winners = measures.iter().enumerate().filter(|(_, measure)| **measure == highest).map(|(at, _)| at);
    let winner = winners.next();
    Some(winner.filter(|_| winners.next().is_none()))
}

/// A longer word that fits says more.
fn measure(word: &str, fits: bool) -> usize {
    if fits { word.chars().count() } else { 0 }
}

/// Whether `text` holds `word` without a negation before it.
fn says(text: &str, word: &str) -> bool {
    !word.is_empty() && text.match_indices(word).any(|(at, _)| !text.split_at(at).0.ends_with(NOT))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_option_is_picked_by_number_word_part_sound_or_slip() {
        let options = [vec!["电子信息"], vec!["纺织服装", "做衣服"], vec!["别的"]];
        for (text, expected) in [
            ("2", Some(1)),
            ("第二个", Some(1)),
            ("纺织服装", Some(1)),
            ("我想学做衣服的", Some(1)),
            ("服装", Some(1)),
            ("dianzixinxi", Some(0)),
            ("店子信息", Some(0)),
            ("电子信熄", Some(0)),
            ("纺织服庄", Some(1)),
            ("别的", Some(2)),
            ("4", None),
            ("0", None),
            ("做饭", None),
            ("", None),
        ] {
            assert_eq!(pick(text, &options), expected, "{text}");
        }
    }

    #[test]
    fn a_negation_is_never_taken_for_its_opposite() {
        let options = [vec!["签了", "有", "签过"], vec!["没签", "没有"]];
        for (text, expected) in
            [("没有签", Some(1)), ("签了啊", Some(0)), ("没签过", Some(1)), ("还没有", Some(1)), ("有的", Some(0))]
        {
            assert_eq!(pick(text, &options), expected, "{text}");
        }
        assert_eq!(pick("不去", &[vec!["去"], vec!["再看看"]]), None);
    }

    #[test]
    fn what_could_be_two_is_none() {
        let options = [vec!["初中毕业"], vec!["高中毕业"]];
        assert_eq!(pick("毕业", &options), None);
    }

    proptest! {
        #[test]
        fn only_options_that_exist_are_picked(text in any::<String>()) {
            let options = [vec!["去", "好"], vec!["不去"]];
            prop_assert!(pick(&text, &options).is_none_or(|at| at < 2));
        }
    }
}
