//! What is left of a text, read from the left.

use super::super::number::{self, is_numeral};

/// The rest of a text, with the place of each character.
#[derive(Debug, Clone, Copy)]
pub struct Rest<'t> {
    chars: &'t [(usize, char)],
    /// Bytes of the whole text.
    end: usize,
}

/// A number as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numeral {
    pub value: u32,
    /// Characters.
    pub len: usize,
    /// In Arabic digits.
    pub arabic: bool,
    /// With 廿 or 卅, which count lunar days alone.
    pub lunar: bool,
}

impl<'t> Rest<'t> {
    pub fn of(chars: &'t [(usize, char)], end: usize) -> Self {
        Self { chars, end }
    }

    pub fn is_empty(self) -> bool {
        self.chars.is_empty()
    }

    /// Where it begins, in bytes.
    pub fn at(self) -> usize {
        self.chars.first().map_or(self.end, |(at, _)| *at)
    }

    /// The next character.
    pub fn next(self) -> Option<char> {
        self.chars.first().map(|(_, c)| *c)
    }

    /// Past one character, or past all digits of a number: nothing begins within one.
    pub fn past_one(self) -> Self {
        let digits = self.chars.iter().take_while(|(_, c)| c.is_ascii_digit()).count();
        self.past(digits.max(1))
    }

    fn past(self, count: usize) -> Self {
        Self { chars: self.chars.get(count..).unwrap_or_default(), ..self }
    }

    /// Past the spaces.
    pub fn tight(self) -> Self {
        self.past(self.chars.iter().take_while(|(_, c)| c.is_whitespace()).count())
    }

    /// Past a word, spaces before it dropped.
    pub fn word(self, word: &str) -> Option<Self> {
        let tight = self.tight();
        let there = tight.chars.iter().map(|(_, c)| *c);
        let len = word.chars().count();
        there.take(len).eq(word.chars()).then(|| tight.past(len))
    }

    /// Past the first of these words that stands here, and what goes with it. Longer words stand before their own
    /// beginnings.
    pub fn one_of<T: Copy>(self, words: &[(&str, T)]) -> Option<(T, Self)> {
        words.iter().find_map(|(word, meaning)| Some((*meaning, self.word(word)?)))
    }

    /// Past any of these words.
    pub fn any(self, words: &[&str]) -> Option<Self> {
        words.iter().find_map(|word| self.word(word))
    }

    /// Past this word, if it is there.
    pub fn maybe(self, words: &[&str]) -> Self {
        self.any(words).unwrap_or(self)
    }

    /// The next few characters, without spaces.
    pub fn peek(self, count: usize) -> String {
        self.tight().chars.iter().map(|(_, c)| *c).filter(|c| !c.is_whitespace()).take(count).collect()
    }

    /// Past a number.
    pub fn number(self) -> Option<(Numeral, Self)> {
        let tight = self.tight();
        let (run, arabic) = tight.run();
        let plain: String = run.replace('廿', "二十").replace('卅', "三十");
        let len = run.chars().count();
        let value = number::numeral(&plain).filter(|_| len > 0)?;
        Some((Numeral { value, len, arabic, lunar: plain != run }, tight.past(len)))
    }

    /// Past one character that counts: 三 of 周三三月.
    pub fn one_numeral(self) -> Option<(u32, Self)> {
        let tight = self.tight();
        let c = tight.next().filter(|c| is_numeral(*c))?;
        Some((number::numeral(&c.to_string())?, tight.past(1)))
    }

    /// Past digits that are read out one by one: 二零二六, 90.
    pub fn digits(self) -> Option<(u32, usize, Self)> {
        let tight = self.tight();
        let (run, _) = tight.run();
        let len = run.chars().count();
        let mut value: u32 = 0;
        for c in run.chars() {
            let digit = c.to_digit(10).or_else(|| number::digit(c))?;
            value = value.checked_mul(10)?.checked_add(digit)?;
        }
        (len > 0).then(|| (value, len, tight.past(len)))
    }

    /// The digits of one script that stand here.
    fn run(self) -> (String, bool) {
        let arabic = self.next().is_some_and(|c| c.is_ascii_digit());
        let same = |c: &char| {
            if arabic {
                c.is_ascii_digit()
            } else {
                (is_numeral(*c) && !c.is_ascii_digit()) || matches!(c, '廿' | '卅')
            }
        };
        (self.chars.iter().map(|(_, c)| *c).take_while(same).collect(), arabic)
    }
}
