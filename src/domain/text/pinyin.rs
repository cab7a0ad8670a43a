//! Typed pinyin (`fuzhuang`, `zhaopin`) and what a text sounds like.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use pinyin::{Pinyin, ToPinyin, ToPinyinMulti};

/// Readings kept of one hanzi; the rest are of poems.
const READINGS: usize = 2;
/// Readings kept of one word.
const WORD_READINGS: usize = 8;
/// Letters of the longest syllable, `zuang`, its h dropped.
const SYLLABLE: usize = 5;

/// Pinyin of a hanzi text without tones, syllables joined; other characters are kept. First reading of each.
pub fn spell(text: &str) -> String {
    text.chars().map(|c| c.to_pinyin().map_or_else(|| c.to_string(), typed)).collect()
}

/// The syllable as it is typed: `ü` is the key `v`.
fn typed(reading: Pinyin) -> String {
    reading.plain().replace('ü', "v")
}

/// Here most say zh, ch and sh like z, c and s, and type so.
fn flat(spelled: &str) -> String {
    spelled.replace("zh", "z").replace("ch", "c").replace("sh", "s")
}

/// What a folded text sounds like, and where its syllables can begin and end.
#[derive(Debug, Clone)]
pub struct Sound {
    /// The sound, syllables joined, zh like z.
    pub text: String,
    /// Where the sound of each character begins.
    starts: Vec<(usize, char)>,
    cuts: Vec<bool>,
}

impl Sound {
    /// Hears hanzi by their first reading (a look-alike by that of the one it is taken for), letters as typed.
    pub fn of(folded: &str) -> Self {
        let mut sound = Self { text: String::new(), starts: Vec::new(), cuts: Vec::new() };
        for c in flat(folded).chars() {
            sound.starts.push((sound.text.len(), c));
            match meant(c).to_pinyin() {
                Some(reading) => sound.text.push_str(&flat(&typed(reading))),
                None => sound.text.push(c),
            }
        }
        sound.find_cuts();
        sound
    }

    /// The characters that make the sound of this range, if syllables can begin and end at its ends.
    pub fn characters(&self, range: &Range<usize>) -> Option<Vec<char>> {
        let cut = |at: usize| self.cuts.get(at) == Some(&true);
        (cut(range.start) && cut(range.end))
            .then(|| self.starts.iter().filter(|(at, _)| range.contains(at)).map(|(_, c)| *c).collect())
    }

    fn find_cuts(&mut self) {
        self.cuts = vec![false; self.text.len() + 1];
        let ends = self.starts.iter().map(|(at, _)| *at).skip(1).chain([self.text.len()]);
        let mut letters = 0..0;
        for ((start, c), end) in self.starts.iter().zip(ends) {
            if c.is_ascii_lowercase() {
                letters = if letters.end == *start { letters.start..end } else { *start..end };
                continue;
            }
            mark(&mut self.cuts, &self.text, &letters);
            letters = end..end;
            mark(&mut self.cuts, &self.text, &(*start..*start));
            mark(&mut self.cuts, &self.text, &(end..end));
        }
        mark(&mut self.cuts, &self.text, &letters);
    }
}

/// Marks where a run of letters can be cut into whole syllables; its two ends always.
fn mark(cuts: &mut [bool], text: &str, run: &Range<usize>) {
    let reached = reachable(text, run);
    let mut leads_on = HashSet::from([run.end]);
    for from in run.clone().rev() {
        if syllables_from(text, from, run.end).any(|to| leads_on.contains(&to)) {
            leads_on.insert(from);
        }
    }
    for at in run.start..=run.end {
        let inside = reached.contains(&at) && leads_on.contains(&at);
        if let Some(cut) = cuts.get_mut(at) {
            *cut |= inside || at == run.start || at == run.end;
        }
    }
}

/// Where whole syllables, one behind the other from the beginning of the run, can end.
fn reachable(text: &str, run: &Range<usize>) -> HashSet<usize> {
    let mut reached = HashSet::from([run.start]);
    for from in run.clone() {
        if reached.contains(&from) {
            reached.extend(syllables_from(text, from, run.end));
        }
    }
    reached
}

/// Where a syllable that begins at `from` can end.
fn syllables_from(text: &str, from: usize, end: usize) -> impl Iterator<Item = usize> {
    (from + 1..=end.min(from + SYLLABLE)).filter(move |to| text.get(from..*to).is_some_and(|s| SYLLABLES.contains(s)))
}

/// Whether letters are pinyin from end to end.
pub fn is_pinyin(letters: &str) -> bool {
    let letters = flat(letters);
    !letters.is_empty() && reachable(&letters, &(0..letters.len())).contains(&letters.len())
}

/// All ways to say a word of hanzi, at most eight, the usual one first; none if it holds anything else.
pub fn sounds(word: &str) -> Vec<String> {
    ways(word, |reading| flat(&typed(reading)))
}

/// First letters of a word of hanzi, `zph`, for all ways to say it as above.
pub fn initials(word: &str) -> Vec<String> {
    ways(word, |reading| reading.first_letter().to_owned())
}

fn ways(word: &str, part: impl Fn(Pinyin) -> String) -> Vec<String> {
    let mut ways = vec![String::new()];
    for c in word.chars() {
        let Some(readings) = c.to_pinyin_multi() else { return Vec::new() };
        let mut heard: Vec<String> = Vec::new();
        for part in readings.into_iter().map(&part) {
            if heard.len() < READINGS && !heard.contains(&part) {
                heard.push(part);
            }
        }
        ways = heard.iter().flat_map(|part| ways.iter().map(move |way| format!("{way}{part}"))).collect();
        ways.truncate(WORD_READINGS);
    }
    ways
}

static SYLLABLES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let readings = ('\u{4E00}'..='\u{9FFF}').filter_map(|c| c.to_pinyin());
    // 呒 and 嗯 are all consonant; nobody types them, and `m` alone would cut every run of letters.
    let vowels = |syllable: &String| syllable.contains(['a', 'e', 'i', 'o', 'u', 'v']);
    readings.map(|reading| flat(&typed(reading))).filter(vowels).collect()
});

fn meant(c: char) -> char {
    MEANT.get(&c).copied().unwrap_or(c)
}

/// Hanzi that are written for another which looks like them. First on each line stands the one that is meant.
static MEANT: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    let line = |line: &'static str| {
        let mut hanzi = line.chars();
        let meant = hanzi.next();
        hanzi.filter_map(move |c| Some((c, meant?)))
    };
    include_str!("data/lookalikes.txt").lines().flat_map(line).collect()
});

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hanzi_are_spelled_as_they_are_typed() {
        for (text, spelled) in
            [("服装", "fuzhuang"), ("招聘会", "zhaopinhui"), ("女工", "nvgong"), ("a厂1", "achang1"), ("", "")]
        {
            assert_eq!(spell(text), spelled);
        }
    }

    #[test]
    fn a_word_is_known_by_each_of_its_readings() {
        assert_eq!(sounds("长冈"), ["zanggang", "canggang"]);
        assert_eq!(initials("长冈"), ["zg", "cg"]);
        assert_eq!(sounds("hr"), Vec::<String>::new());
    }

    #[test]
    fn syllables_end_where_pinyin_can_be_cut() {
        let sound = Sound::of("zhaogongzuo");
        assert_eq!(sound.text, "zaogongzuo");
        assert!(sound.characters(&(3..7)).is_some(), "gong");
        assert!(sound.characters(&(1..7)).is_none(), "aogong");
        let mixed = Sound::of("找fuzhuang厂");
        assert_eq!(mixed.characters(&(0..3)), Some(vec!['找']));
        assert!(mixed.characters(&(3..10)).is_some(), "{mixed:?}");
    }

    #[test]
    fn english_is_not_pinyin() {
        for (letters, expected) in [("zhaopinhui", true), ("xian", true), ("hello", false), ("zph", false), ("", false)]
        {
            assert_eq!(is_pinyin(letters), expected, "{letters}");
        }
    }

    #[test]
    fn a_look_alike_sounds_like_what_was_meant() {
        assert_eq!(Sound::of("招骋").text, Sound::of("招聘").text);
    }

    proptest! {
        #[test]
        fn any_text_has_a_sound(text in any::<String>()) {
            let sound = Sound::of(&text);
            prop_assert!(sound.characters(&(0..sound.text.len())).is_some());
        }
    }
}
