//! A village: its unit, and its name as people write it. Of the villages themselves there is no list.

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use crate::domain::county::Unit;
use crate::domain::id::UnitId;
use crate::domain::person::is_hanzi;
use crate::domain::text::filler;
use crate::domain::text::fold::fold;
use crate::domain::text::question::asks;
use crate::domain::text::unit::{self, UnitMatch, spoken};

/// Characters of a village's name.
const NAME: RangeInclusive<usize> = 2..=12;
/// Ends of a name that is one of a village for sure.
const ENDS: [&str; 3] = ["居委会", "社区", "村"];
/// Where a unit's name ends, when it is not written as we have it.
const KINDS: [char; 2] = ['乡', '镇'];
/// Said before an address.
const LEAD_INS: [&str; 14] = [
    "江西省",
    "江西",
    "赣州市",
    "赣州",
    "兴国县",
    "兴国",
    "我家住在",
    "我家在",
    "家住在",
    "家住",
    "家在",
    "住在",
    "我是",
    "我们",
];
/// Characters of speech, which stand in no village's name.
const SPEECH: [char; 12] = ['我', '你', '您', '他', '她', '它', '吗', '呢', '啥', '没', '哪', '不'];

/// A village.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Village {
    /// The unit it belongs to.
    pub unit: UnitId,
    /// As it was typed.
    pub name: VillageName,
}

/// The name of a village, of whose form alone we can judge: 2 to 12 hanzi.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VillageName(String);

/// Not 2 to 12 hanzi.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no name of a village")]
pub struct InvalidVillageName;

impl VillageName {
    /// Checks the form.
    pub fn parse(text: &str) -> Result<Self, InvalidVillageName> {
        let sound = NAME.contains(&text.chars().count()) && text.chars().all(is_hanzi);
        if sound { Ok(Self(text.to_owned())) } else { Err(InvalidVillageName) }
    }

    /// As it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for VillageName {
    type Error = InvalidVillageName;
    fn try_from(text: String) -> Result<Self, InvalidVillageName> {
        Self::parse(&text)
    }
}

impl From<VillageName> for String {
    fn from(name: VillageName) -> Self {
        name.0
    }
}

/// What a text says of a village.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VillageMatch {
    /// Unit and name.
    Whole(Village),
    /// The unit alone.
    Unit(UnitId),
    /// The name alone.
    Name(VillageName),
    /// Neither.
    None,
}

/// Finds unit and village: `长冈乡石燕村`, `江西省兴国县长冈乡石燕村三组`, `常冈乡石燕村`, `石燕村`, `长冈乡`.
pub fn find(text: &str, units: &[Unit]) -> VillageMatch {
    let folded = fold(text);
    let said = without_lead_in(filler::strip(&folded));
    if said.is_empty() || asks(text) || said.contains(SPEECH) {
        return VillageMatch::None;
    }
    let (unit, rest) = match whole_unit(said, units).or_else(|| spoken_unit(said, units)) {
        Some((unit, rest)) => (Some(unit), rest),
        None => misspelt_unit(said, units).map_or((None, said), |(unit, rest)| (Some(unit), rest)),
    };
    match (unit, rest.is_empty()) {
        (Some(unit), true) => VillageMatch::Unit(unit),
        (Some(unit), false) => {
            name_in(rest, true).map_or(VillageMatch::Unit(unit), |name| VillageMatch::Whole(Village { unit, name }))
        }
        (None, _) => name_in(rest, false).map_or(VillageMatch::None, VillageMatch::Name),
    }
}

/// The village that a text certainly names, unit and all: nothing in it is misspelt or left out.
pub fn certain(text: &str, units: &[Unit]) -> Option<Village> {
    let folded = fold(text);
    let (unit, rest) = whole_unit(without_lead_in(filler::strip(&folded)), units)?;
    let name = name_in(rest, false)?;
    (name.as_str().chars().count() <= 6).then_some(Village { unit, name })
}

/// The name alone, where the unit is known and nothing but the village was asked: also without its 村.
pub fn named(text: &str) -> Option<VillageName> {
    let folded = fold(text);
    let said = without_lead_in(filler::strip(&folded));
    if asks(text) || said.contains(SPEECH) { None } else { name_in(said, true) }
}

fn without_lead_in(mut said: &str) -> &str {
    while let Some(rest) = LEAD_INS.iter().find_map(|lead_in| said.strip_prefix(lead_in)) {
        said = rest;
    }
    said
}

/// A unit by its whole name, and what stands behind it. The first that is named holds the rest.
fn whole_unit<'s>(said: &'s str, units: &[Unit]) -> Option<(UnitId, &'s str)> {
    let names = units
        .iter()
        .flat_map(|unit| std::iter::once(&unit.name).chain(&unit.aliases).map(move |name| (unit.id, fold(name))));
    let found = names.filter(|(_, name)| name.chars().count() > 2).filter_map(|(unit, name)| {
        let (before, rest) = said.split_once(&name)?;
        Some((before.len(), unit, rest))
    });
    found.min_by_key(|(before, ..)| *before).map(|(_, unit, rest)| (unit, rest))
}

/// A unit without its kind, at the beginning: `长冈石燕村`. `长冈村` is a village of that name.
fn spoken_unit<'s>(said: &'s str, units: &[Unit]) -> Option<(UnitId, &'s str)> {
    units.iter().find_map(|unit| {
        let rest = said.strip_prefix(spoken(&fold(&unit.name)))?;
        let a_village_itself = rest.chars().count() == 1 || ENDS.iter().any(|end| rest.starts_with(end));
        (!a_village_itself).then_some((unit.id, rest))
    })
}

/// A unit with a slip in it, up to its kind: `常冈乡石燕村`.
fn misspelt_unit<'s>(said: &'s str, units: &[Unit]) -> Option<(UnitId, &'s str)> {
    let at = said.find(KINDS)?;
    let end = at + said.get(at..)?.chars().next()?.len_utf8();
    match unit::find(said.get(..end)?, units) {
        UnitMatch::One(unit) => Some((unit, said.get(end..)?)),
        UnitMatch::Several(_) | UnitMatch::None => None,
    }
}

/// Up to its 村; without one only where it can be nothing else.
fn name_in(said: &str, bare: bool) -> Option<VillageName> {
    let said = said.strip_prefix('的').unwrap_or(said);
    let ends = ENDS.iter().filter_map(|end| Some(said.find(end).filter(|at| *at > 0)? + end.len()));
    let ended = ends.min().and_then(|end| said.get(..end));
    let name = ended.or_else(|| Some(said).filter(|said| bare && said.chars().count() <= 6))?;
    VillageName::parse(name).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn units() -> Vec<Unit> {
        let unit = |(id, name, alias): (u16, &str, &str)| Unit {
            id: UnitId(id),
            name: name.to_owned(),
            county_target: 0,
            fulian_target: 0,
            total_target: 0,
            aliases: alias.split_whitespace().map(str::to_owned).collect(),
        };
        let rows = [
            (5, "东村乡", ""),
            (16, "高兴镇", ""),
            (21, "良村镇", ""),
            (24, "长冈乡", "长岗乡"),
            (26, "城市社区", "县城"),
        ];
        rows.map(unit).into()
    }

    fn read(text: &str) -> String {
        match find(text, &units()) {
            VillageMatch::Whole(village) => format!("{} {}", village.unit.0, village.name.as_str()),
            VillageMatch::Unit(unit) => format!("{}", unit.0),
            VillageMatch::Name(name) => name.as_str().to_owned(),
            VillageMatch::None => String::new(),
        }
    }

    #[test]
    fn a_village_is_found_with_its_unit_or_without() {
        for (text, expected) in [
            ("长冈乡长冈村", "24 长冈村"),
            ("长冈乡 石燕村", "24 石燕村"),
            ("長岡鄉石燕村", "24 石燕村"),
            ("江西省赣州市兴国县长冈乡石燕村三组12号", "24 石燕村"),
            ("我家在长冈乡的石燕村", "24 石燕村"),
            ("长冈石燕村", "24 石燕村"),
            ("长冈乡石燕", "24 石燕"),
            ("常冈乡石燕村", "24 石燕村"),
            ("长岗乡石燕村", "24 石燕村"),
            ("高兴镇老圩村", "16 老圩村"),
            ("城市社区红军社区", "26 红军社区"),
            ("长冈乡", "24"),
            ("长冈", "24"),
            ("东村", "5"),
            ("长冈村", "长冈村"),
            ("石燕村", "石燕村"),
            ("石燕村村委会旁边", "石燕村"),
            ("石燕村委会", "石燕村"),
            ("长冈村委会", "长冈村"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_village_is_none() {
        for text in ["", "村", "不知道", "石燕", "13800000001", "哪个村", "我不想说", "招聘会", "abc村", "3"]
        {
            assert_eq!(read(text), "", "{text}");
        }
    }

    #[test]
    fn only_what_is_written_out_is_certain() {
        let certain = |text| certain(text, &units()).map(|village| (village.unit.0, village.name.as_str().to_owned()));
        assert_eq!(certain("长冈乡石燕村"), Some((24, "石燕村".to_owned())));
        for text in ["长冈乡", "石燕村", "长冈石燕村", "长冈乡石燕"] {
            assert_eq!(certain(text), None, "{text}");
        }
    }

    #[test]
    fn asked_for_the_village_alone_its_name_may_be_bare() {
        assert_eq!(named("石燕").unwrap().as_str(), "石燕");
        assert_eq!(named("石燕村三组").unwrap().as_str(), "石燕村");
        for text in ["不知道", "哪个", "3", "工资多少"] {
            assert_eq!(named(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in any::<String>()) {
            find(&text, &units());
            certain(&text, &units());
            named(&text);
        }

        #[test]
        fn a_name_has_two_to_twelve_hanzi(text in "[长冈乡镇村石燕高兴委会社区的a3 ]{0,20}") {
            if let VillageMatch::Whole(Village { name, .. }) | VillageMatch::Name(name) = find(&text, &units()) {
                prop_assert!((2..=12).contains(&name.as_str().chars().count()) && name.as_str().chars().all(is_hanzi));
            }
        }
    }
}
