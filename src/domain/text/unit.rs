//! Townships by name, by part of a name, with a slip, in pinyin, or by number.

use super::filler;
use super::fold::fold;
use super::lexicon::one_slip;
use super::number;
use super::pinyin::{self, Sound};
use crate::domain::county::Unit;
use crate::domain::id::UnitId;

/// Candidates that still fit into a question.
const SEVERAL: usize = 5;
/// Longer texts are an address or a story: nothing in them is a unit by its sound alone.
const SAID: usize = 30;
/// The kind of a unit at the end of its name, left out by most who type it.
const KINDS: [char; 3] = ['乡', '镇', '村'];

/// What a typed unit can mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnitMatch {
    /// This one.
    One(UnitId),
    /// One of these; at most five, best first.
    Several(Vec<UnitId>),
    /// None.
    None,
}

/// A way to find names, and how many characters must be typed for it to be sure of the only one it finds.
type Way = (fn(&Name, &str) -> bool, usize);

/// The surest first.
const WAYS: [Way; 6] = [
    (Name::is, 1),
    (Name::is_in, 1),
    (Name::holds, 3),
    (Name::has_initials, 3),
    (Name::sounds_like, 2),
    (Name::has_slip, 3),
];

/// Finds the unit: exact name or alias, name without 乡/镇, one slip, pinyin, or the row number.
///
/// The surest way that finds anything decides. A single candidate is `Several` where too little was typed
/// to be sure of it: 兴国 is hardly 兴国中专, 南康 may be 南坑.
pub fn find(text: &str, units: &[Unit]) -> UnitMatch {
    if let Some(number) = number::choice(text) {
        let unit = units.iter().find(|unit| u32::from(unit.id.0) == number);
        return unit.map_or(UnitMatch::None, |unit| UnitMatch::One(unit.id));
    }
    let folded = fold(text);
    let typed = filler::strip(&folded);
    if typed.is_empty() {
        return UnitMatch::None;
    }
    let names: Vec<Name> = units.iter().flat_map(Name::of).collect();
    for (way, sure_from) in WAYS {
        let mut found: Vec<UnitId> = names.iter().filter(|name| way(name, typed)).map(|name| name.unit).collect();
        found.dedup();
        match found.as_slice() {
            [] => {}
            [one] if typed.chars().count() >= sure_from => return UnitMatch::One(*one),
            [..] => {
                found.truncate(SEVERAL);
                return UnitMatch::Several(found);
            }
        }
    }
    UnitMatch::None
}

/// The one unit that a folded text certainly names: it is the name, or holds one of three characters or more.
pub fn named(folded: &str, units: &[Unit]) -> Option<UnitId> {
    let names: Vec<Name> = units.iter().flat_map(Name::of).collect();
    let says = |name: &&Name| name.is(folded) || (name.text.chars().count() > 2 && folded.contains(&name.text));
    let mut found: Vec<UnitId> = names.iter().filter(says).map(|name| name.unit).collect();
    found.dedup();
    match found.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// The name without its 乡, 镇 or 村: what people say. Two characters must be left.
pub fn spoken(name: &str) -> &str {
    name.strip_suffix(KINDS).filter(|bare| bare.chars().count() >= 2).unwrap_or(name)
}

struct Name {
    unit: UnitId,
    text: String,
}

impl Name {
    fn of(unit: &Unit) -> Vec<Self> {
        let texts = std::iter::once(&unit.name).chain(&unit.aliases);
        texts.map(|text| Self { unit: unit.id, text: fold(text) }).filter(|name| !name.text.is_empty()).collect()
    }

    /// Also with the wrong kind: 长冈镇 is 长冈乡.
    fn is(&self, typed: &str) -> bool {
        self.text == typed || spoken(&self.text) == spoken(typed)
    }

    /// `江西省兴国县长冈乡石燕村`, `长冈的`.
    fn is_in(&self, typed: &str) -> bool {
        typed.contains(&self.text) || typed.starts_with(spoken(&self.text))
    }

    fn holds(&self, typed: &str) -> bool {
        self.text.contains(typed)
    }

    fn has_initials(&self, typed: &str) -> bool {
        let initials = |name| pinyin::initials(name).iter().any(|initials| initials == typed);
        initials(&self.text) || initials(spoken(&self.text))
    }

    fn sounds_like(&self, typed: &str) -> bool {
        if typed.chars().count() > SAID {
            return false;
        }
        let sound = Sound::of(typed).text;
        // Letters may spell any reading. Of hanzi only the first is heard: 坑 is kang to dictionaries alone.
        let readings = if typed.is_ascii() { usize::MAX } else { 1 };
        let says = |name| pinyin::sounds(name).iter().take(readings).any(|reading| *reading == sound);
        says(&self.text) || says(spoken(&self.text))
    }

    fn has_slip(&self, typed: &str) -> bool {
        match typed.chars().count() {
            0 | 1 => false,
            2 => one_slip(spoken(&self.text), typed) && spoken(&self.text).chars().count() == 2,
            _ => one_slip(&self.text, typed) || pinyin::sounds(&self.text).iter().any(|sound| one_slip(sound, typed)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn units() -> Vec<Unit> {
        let rows = [
            (1, "兴江乡", ""),
            (2, "古龙岗镇", "古龙冈"),
            (3, "梅窖镇", "梅教"),
            (5, "东村乡", ""),
            (6, "兴莲乡", ""),
            (16, "高兴镇", ""),
            (20, "城岗镇", ""),
            (21, "良村镇", ""),
            (22, "南坑乡", ""),
            (24, "长冈乡", "长岗乡"),
            (25, "潋江镇", ""),
            (26, "城市社区", "县城"),
            (27, "兴国中专", "中专"),
        ];
        let unit = |(id, name, alias): (u16, &str, &str)| Unit {
            id: UnitId(id),
            name: name.to_owned(),
            county_target: 0,
            fulian_target: 0,
            total_target: 0,
            aliases: alias.split_whitespace().map(str::to_owned).collect(),
        };
        rows.map(unit).into()
    }

    fn several(ids: &[u16]) -> UnitMatch {
        UnitMatch::Several(ids.iter().copied().map(UnitId).collect())
    }

    #[test]
    fn a_unit_is_found_however_it_is_typed() {
        for (typed, id) in [
            ("长冈乡", 24),
            ("長岡鄉", 24),
            ("长冈", 24),
            ("长冈镇", 24),
            ("长岗", 24),
            ("长刚乡", 24),
            ("changgangxiang", 24),
            ("chang gang", 24),
            ("我家在长冈的", 24),
            ("江西省兴国县长冈乡石燕村", 24),
            ("24", 24),
            ("二十四", 24),
            ("第24个", 24),
            ("梅窑", 3),
            ("梅瑶镇", 3),
            ("城岗", 20),
            ("中专", 27),
            ("县城", 26),
            ("gulonggang", 2),
            ("glgz", 2),
            ("良村", 21),
        ] {
            assert_eq!(find(typed, &units()), UnitMatch::One(UnitId(id)), "{typed}");
        }
    }

    #[test]
    fn too_little_is_asked_again() {
        for (typed, expected) in [
            ("兴", several(&[1, 6, 16, 27])),
            ("兴国", several(&[27])),
            ("南康", several(&[22])),
            ("村", several(&[5, 21])),
            ("东江乡", several(&[1, 5])),
            ("cg", several(&[20, 24])),
        ] {
            assert_eq!(find(typed, &units()), expected, "{typed}");
        }
    }

    #[test]
    fn a_unit_is_certain_only_by_its_whole_name() {
        for (text, expected) in
            [("长冈乡", Some(24)), ("长冈", Some(24)), ("住长冈乡", Some(24)), ("高兴旺", None), ("兴江乡兴莲乡", None)]
        {
            assert_eq!(named(text, &units()), expected.map(UnitId), "{text}");
        }
    }

    #[test]
    fn what_is_no_unit_is_none() {
        for typed in ["", "？", "99", "0", "工资多少", "东莞市", "13800000001", "hello"] {
            assert_eq!(find(typed, &units()), UnitMatch::None, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn only_units_that_exist_are_found(text in "[兴江古龙岗梅窖东村长冈a-z0-9 ]{0,6}") {
            let ids: Vec<UnitId> = units().iter().map(|unit| unit.id).collect();
            match find(&text, &units()) {
                UnitMatch::One(id) => prop_assert!(ids.contains(&id)),
                UnitMatch::Several(several) => {
                    prop_assert!((1..=5).contains(&several.len()));
                    prop_assert!(several.iter().all(|id| ids.contains(id)));
                }
                UnitMatch::None => {}
            }
        }

        #[test]
        fn no_text_is_too_odd(text in any::<String>()) {
            find(&text, &units());
        }
    }
}
