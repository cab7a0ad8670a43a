//! Words that mean something, and how they are found in what people type: as they are, by sound, by
//! initials, with one slip.

mod patterns;

use std::collections::HashMap;
use std::ops::Range;

use self::patterns::{Patterns, stands_apart};
use super::filler;
use super::fold::{fold, normalise};
use super::pinyin::{self, Sound};

/// Longer messages tell a story; a likeness in them is chance.
const LIKELY_CHARS: usize = 40;
/// Fewer letters are initials of too many words.
const INITIALS: usize = 3;
/// Typed pinyin shorter than this is one letter away from too much.
const SLIP_LETTERS: usize = 6;

/// A word, folded.
#[derive(Debug, Clone)]
pub struct Word<M> {
    /// The word.
    pub text: String,
    /// Its length in characters.
    pub chars: usize,
    /// What it means, in the order given.
    pub means: Vec<M>,
    /// How it can be said, zh like z; empty for single hanzi and for words that hold other characters.
    sounds: Vec<String>,
}

/// A word found in a message.
#[derive(Debug)]
pub struct Hit<'a, M> {
    /// The word.
    pub word: &'a Word<M>,
    /// Where; comparable with hits of the same search alone.
    pub at: Range<usize>,
    /// The word is all that the message says.
    pub whole: bool,
}

/// All words of one kind.
#[derive(Debug, Clone)]
pub struct Lexicon<M> {
    words: Vec<Word<M>>,
    /// Words and, behind them, words without their filler.
    whole: HashMap<String, usize>,
    held: Patterns,
    heard: Patterns,
    /// `None` where two words share them.
    initials: HashMap<String, Option<usize>>,
    slips_from: usize,
}

/// The folded text; of a text that is signs alone, the first sign, so that `？？` can be a word.
pub fn key(text: &str) -> String {
    let folded = fold(text);
    if folded.is_empty() { normalise(text).trim().chars().take(1).collect() } else { folded }
}

impl<M> Lexicon<M> {
    /// Compiles the words, as written; equal ones become one that means both. Words with fewer than
    /// `slips_from` hanzi are never found with a wrong one in them.
    pub fn build(words: impl IntoIterator<Item = (String, M)>, slips_from: usize) -> Self {
        let mut merged: Vec<Word<M>> = Vec::new();
        let mut whole: HashMap<String, usize> = HashMap::new();
        for (word, meaning) in words {
            let text = key(&word);
            let at = *whole.entry(text.clone()).or_insert(merged.len());
            match merged.get_mut(at) {
                Some(known) => known.means.push(meaning),
                None => merged.push(Word::new(text, meaning)),
            }
        }
        for (at, word) in merged.iter().enumerate() {
            whole.entry(filler::strip(&word.text).to_owned()).or_insert(at);
        }
        let numbered = || merged.iter().enumerate().filter(|(_, word)| word.chars > 1);
        Self {
            held: Patterns::build(numbered().map(|(at, word)| (at, word.text.as_str()))),
            heard: Patterns::build(numbered().flat_map(|(at, word)| word.sounds.iter().map(move |s| (at, s.as_str())))),
            initials: initials(&merged),
            words: merged,
            whole,
            slips_from,
        }
    }

    /// The word that a folded text is, filler apart.
    pub fn whole(&self, folded: &str) -> Option<&Word<M>> {
        let at = self.whole.get(folded).or_else(|| self.whole.get(filler::strip(folded)))?;
        self.words.get(*at)
    }

    /// Every word of two characters or more that a folded text holds, overlaps included. Letters and digits
    /// must not go on beyond the word.
    pub fn held(&self, folded: &str) -> Vec<Hit<'_, M>> {
        let found = self.held.find(folded).filter(|(_, at)| stands_apart(folded, at));
        found.filter_map(|(word, at)| self.hit(word, at.clone(), at == (0..folded.len()))).collect()
    }

    /// Words that a short folded text probably means: by sound, else by initials, else with one slip.
    pub fn likely(&self, folded: &str) -> Vec<Hit<'_, M>> {
        if folded.is_empty() || folded.chars().count() > LIKELY_CHARS {
            return Vec::new();
        }
        let core = filler::strip(folded);
        let mut hits = self.by_sound(core);
        if hits.is_empty() && core.bytes().all(|b| b.is_ascii_lowercase()) {
            hits = self.by_letters(core);
        } else if hits.is_empty() {
            hits = self.by_slip(core);
        }
        hits
    }

    /// The longest word that the whole of a folded text sounds like, filler apart.
    pub fn sounded(&self, folded: &str) -> Option<Hit<'_, M>> {
        let whole = self.by_sound(filler::strip(folded)).into_iter().filter(|hit| hit.whole);
        whole.max_by_key(|hit| hit.word.chars)
    }

    fn by_sound(&self, core: &str) -> Vec<Hit<'_, M>> {
        let sound = Sound::of(core);
        let all = 0..sound.text.len();
        let heard = self.heard.find(&sound.text).filter_map(|(word, at)| {
            let characters = sound.characters(&at)?;
            let said = sound.text.get(at.clone())?;
            let hit = self.hit(word, at.clone(), at == all)?;
            hit.word.can_be(&characters, said).then_some(hit)
        });
        heard.collect()
    }

    fn by_letters(&self, letters: &str) -> Vec<Hit<'_, M>> {
        let initials = self.initials.get(letters).copied().flatten().filter(|_| !pinyin::is_pinyin(letters));
        if let Some(word) = initials {
            return self.hit(word, 0..letters.len(), true).into_iter().collect();
        }
        if letters.len() < SLIP_LETTERS {
            return Vec::new();
        }
        let typed = Sound::of(letters).text;
        self.alone(|word| word.sounds.iter().any(|sound| one_slip(sound, &typed)), typed.len())
    }

    fn by_slip(&self, core: &str) -> Vec<Hit<'_, M>> {
        let chars = core.chars().count();
        let slipped = |word: &Word<M>| {
            // Of three hanzi, a missing one leaves too little: 厂子 is no 电子厂.
            let enough = word.chars >= self.slips_from && (word.chars > 3 || chars == 3);
            enough && !word.sounds.is_empty() && one_slip(&word.text, core)
        };
        self.alone(slipped, core.len())
    }

    /// The words that fit, as the whole message.
    fn alone(&self, fits: impl Fn(&Word<M>) -> bool, len: usize) -> Vec<Hit<'_, M>> {
        self.words.iter().filter(|word| fits(word)).map(|word| Hit { word, at: 0..len, whole: true }).collect()
    }

    fn hit(&self, word: usize, at: Range<usize>, whole: bool) -> Option<Hit<'_, M>> {
        Some(Hit { word: self.words.get(word)?, at, whole })
    }
}

impl<M> Word<M> {
    fn new(text: String, meaning: M) -> Self {
        let chars = text.chars().count();
        let sounds = if chars > 1 { pinyin::sounds(&text) } else { Vec::new() };
        Self { text, chars, means: vec![meaning], sounds }
    }

    /// Whether characters that sound like one of its readings can mean it. Hanzi must be as many and said
    /// the usual way; of two, one must be right (不贴 is 补贴, 视频 is no 食品). Letters must be more than
    /// those of one syllable.
    fn can_be(&self, characters: &[char], said: &str) -> bool {
        let letters = characters.iter().filter(|c| c.is_ascii()).count();
        if letters > 0 {
            return letters < characters.len() || letters >= self.chars * 2;
        }
        let right = self.text.chars().zip(characters).filter(|(c, typed)| c == *typed).count();
        let usual = self.sounds.first().is_some_and(|usual| usual == said);
        usual && characters.len() == self.chars && (self.chars > 2 || right > 0)
    }
}

/// Leaves out every hit that stands inside a wider one.
pub fn widest<M>(mut hits: Vec<Hit<'_, M>>) -> Vec<Hit<'_, M>> {
    let spans: Vec<Range<usize>> = hits.iter().map(|hit| hit.at.clone()).collect();
    hits.retain(|hit| {
        !spans.iter().any(|wide| wide.len() > hit.at.len() && wide.start <= hit.at.start && hit.at.end <= wide.end)
    });
    hits
}

/// One character too many, too few, wrong, or two of them swapped.
pub fn one_slip(meant: &str, typed: &str) -> bool {
    // Most words are out by their length, and that is far cheaper to see.
    meant.chars().count().abs_diff(typed.chars().count()) <= 1 && strsim::osa_distance(meant, typed) == 1
}

fn initials<M>(words: &[Word<M>]) -> HashMap<String, Option<usize>> {
    let mut initials: HashMap<String, Option<usize>> = HashMap::new();
    for (at, word) in words.iter().enumerate().filter(|(_, word)| word.chars >= INITIALS) {
        for letters in pinyin::initials(&word.text) {
            initials.entry(letters).and_modify(|shared| *shared = None).or_insert(Some(at));
        }
    }
    initials
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexicon() -> Lexicon<u8> {
        let words = ["招聘会", "招聘", "补贴", "食品", "我的报名", "长冈", "鞋", "hr", "?", "取消报名"];
        Lexicon::build(words.iter().zip(0..).map(|(word, at)| ((*word).to_owned(), at)), 3)
    }

    fn found(hits: Vec<Hit<'_, u8>>) -> Vec<String> {
        widest(hits).into_iter().map(|hit| hit.word.text.clone()).collect()
    }

    #[test]
    fn the_whole_message_may_have_filler_around_it() {
        let lexicon = lexicon();
        for (typed, word) in [
            ("招聘会", Some("招聘会")),
            ("请问有没有招聘会啊", Some("招聘会")),
            ("？？", Some("?")),
            ("鞋", Some("鞋")),
            ("招聘会几点", None),
        ] {
            assert_eq!(lexicon.whole(&key(typed)).map(|word| word.text.as_str()), word, "{typed}");
        }
    }

    #[test]
    fn words_are_held_but_single_hanzi_and_parts_of_letters_are_not() {
        let lexicon = lexicon();
        assert_eq!(found(lexicon.held("周六招聘会在哪有补贴")), ["招聘会", "补贴"]);
        assert!(lexicon.held("买鞋").is_empty());
        assert!(lexicon.held("chrome").is_empty());
        assert_eq!(found(lexicon.held("找hr谈")), ["hr"]);
    }

    #[test]
    fn a_likeness_is_found_by_sound_by_initials_and_with_one_slip() {
        let lexicon = lexicon();
        for (typed, words) in [
            ("zhaopinhui", vec!["招聘会"]),
            ("zaopinhui", vec!["招聘会"]),
            ("woyaozhaopinhui", vec!["招聘会"]),
            ("zhaopinghui", vec!["招聘会"]),
            ("butie", vec!["补贴"]),
            ("不贴", vec!["补贴"]),
            ("有不贴吗", vec!["补贴"]),
            ("招骋会", vec!["招聘会"]),
            ("招聘汇", vec!["招聘会"]),
            ("招骋", vec!["招聘"]),
            ("找pin会", vec!["招聘会"]),
            ("zph", vec!["招聘会"]),
            ("changgang", vec!["长冈"]),
            ("取消报各", vec!["取消报名"]),
            ("取消名", vec!["取消报名"]),
            ("视频", vec![]),
            ("谢谢", vec![]),
            ("xie", vec![]),
            ("hello", vec![]),
            ("聘会", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(found(lexicon.likely(&fold(typed))), words, "{typed}");
        }
    }
}
