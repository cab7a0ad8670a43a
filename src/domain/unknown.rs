//! Sentences that nobody understood, as they are kept for staff: nobody's in particular, and grouped by likeness.

use std::cmp::Reverse;

use super::county::Unit;
use super::form::digits::{runs, with_plain_digits};
use super::form::name;
use super::text::filler;
use super::text::fold::fold;
use super::text::lexicon::one_slip;
use super::text::pinyin;

/// Longest sentence that is kept, in characters: what is longer tells somebody's story.
const LONGEST: usize = 30;
/// So many digits in a row are somebody's number, of whatever kind.
const NUMBER_FROM: usize = 5;
/// Of fewer characters, one other makes another word.
const SLIPS_FROM: usize = 4;

/// What somebody typed and nobody understood: letters, digits and hanzi alone, at most 30 of them, and none that
/// could tell who it was.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnknownSentence(String);

impl UnknownSentence {
    /// `None` for what is never kept: what says nothing, is long, holds a number such as those of phones, identity
    /// cards and bank cards, or could be a name.
    pub fn of(typed: &str, units: &[Unit]) -> Option<Self> {
        let folded = fold(typed);
        let fits = (1..=LONGEST).contains(&folded.chars().count());
        let numbered = runs(&with_plain_digits(typed), true).iter().any(|run| run.digits.len() >= NUMBER_FROM);
        let named = name::parse(typed, units).is_some_and(|name| name::has_known_surname(&name));
        (fits && !numbered && !named).then_some(Self(folded))
    }

    /// One that was kept before.
    pub fn kept(text: String) -> Self {
        Self(text)
    }

    /// The sentence, folded.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A sentence, and how often it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// What.
    pub sentence: UnknownSentence,
    /// How often.
    pub times: u64,
}

/// Sentences that are alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// Those typed most first, of those the shortest.
    pub sentences: Vec<Typed>,
    /// How often, all together.
    pub times: u64,
}

/// What of a sentence tells it from others.
struct Core {
    text: String,
    sound: String,
}

impl Core {
    fn of(sentence: &UnknownSentence) -> Self {
        let text = filler::strip(sentence.as_str()).to_owned();
        Self { sound: pinyin::spell(&text), text }
    }

    fn is_like(&self, other: &Self) -> bool {
        let long = |core: &Self| core.text.chars().count() >= SLIPS_FROM;
        self.sound == other.sound || (long(self) && long(other) && one_slip(&self.text, &other.text))
    }
}

/// Groups them: those are alike that sound the same without their filler, or of which one has a single slip against
/// the most typed of its group. The group that was typed most comes first.
pub fn alike(mut typed: Vec<Typed>) -> Vec<Alike> {
    typed.sort_by_cached_key(|one| {
        let text = one.sentence.as_str();
        (Reverse(one.times), text.chars().count(), text.to_owned())
    });
    let mut groups: Vec<(Core, Alike)> = Vec::new();
    for one in typed {
        let core = Core::of(&one.sentence);
        match groups.iter_mut().find(|(first, _)| first.is_like(&core)) {
            Some((_, group)) => {
                group.times = group.times.saturating_add(one.times);
                group.sentences.push(one);
            }
            None => groups.push((core, Alike { times: one.times, sentences: vec![one] })),
        }
    }
    let mut groups: Vec<Alike> = groups.into_iter().map(|(_, group)| group).collect();
    groups.sort_by_key(|group| Reverse(group.times));
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_tell_who_it_was_is_never_kept() {
        for typed in [
            "",
            "？！",
            "13800000001",
            "我的电话138 0000 0001",
            "一三八零零零零零零零一",
            "36073219900101001X",
            "qq 12345",
            "张三",
            "我叫欧阳小明",
            "我是从前在南边打工回来以后一直没有找到合适的事情做所以想问一下你们那里",
        ] {
            assert_eq!(UnknownSentence::of(typed, &[]), None, "{typed}");
        }
        for (typed, kept) in [("高温补贴", "高温补贴"), ("驾 照，怎么考？", "驾照怎么考"), ("2026年社保", "2026年社保")]
        {
            assert_eq!(UnknownSentence::of(typed, &[]).unwrap().as_str(), kept, "{typed}");
        }
    }

    #[test]
    fn sentences_that_are_alike_stand_together() {
        let typed = [
            ("驾照怎么考", 3),
            ("请问驾照怎么考啊", 2),
            ("加照怎么考", 1),
            ("驾照怎么学", 1),
            ("社保", 4),
            ("设备", 1),
        ];
        let typed = typed.map(|(text, times)| Typed { sentence: UnknownSentence::kept(text.to_owned()), times });
        let groups = alike(typed.to_vec());
        let told: Vec<(u64, Vec<&str>)> = groups
            .iter()
            .map(|group| (group.times, group.sentences.iter().map(|one| one.sentence.as_str()).collect()))
            .collect();
        let first = vec!["驾照怎么考", "请问驾照怎么考啊", "加照怎么考", "驾照怎么学"];
        assert_eq!(told, [(7, first), (4, vec!["社保"]), (1, vec!["设备"])]);
    }
}
