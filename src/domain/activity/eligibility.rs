//! Who may come.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::domain::form::Answer;
use crate::domain::form::village::Village;
use crate::domain::id::UnitId;
use crate::domain::person::age_on;

/// Who may come; whoever, where nothing is said. First come, first served among those who may.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Eligibility {
    /// Only people of these units; all where there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<UnitId>,
    /// Youngest, in full years on the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_age: Option<u8>,
    /// Oldest, in full years on the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_age: Option<u8>,
}

/// Why somebody may not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Ineligible {
    /// They live elsewhere.
    Unit,
    /// They are not old enough.
    TooYoung {
        /// Youngest, in years.
        min: u8,
    },
    /// They are too old.
    TooOld {
        /// Oldest, in years.
        max: u8,
    },
}

impl Eligibility {
    /// Everybody may.
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }

    /// Whether an age decides.
    pub fn asks_age(&self) -> bool {
        self.min_age.is_some() || self.max_age.is_some()
    }

    /// Why somebody with these answers may not come on `day`. What was not answered refuses nobody.
    pub fn refuses<'a>(&self, answers: impl IntoIterator<Item = &'a Answer>, day: Date) -> Option<Ineligible> {
        answers.into_iter().find_map(|answer| match answer {
            Answer::Unit(unit) | Answer::Village(Village { unit, .. }) => {
                (!self.units.is_empty() && !self.units.contains(unit)).then_some(Ineligible::Unit)
            }
            Answer::IdNumber(id) => self.refuses_age(id.age_on(day)),
            Answer::Born(born) => self.refuses_age(age_on(*born, day)),
            _ => None,
        })
    }

    fn refuses_age(&self, age: u8) -> Option<Ineligible> {
        let young = self.min_age.filter(|min| age < *min).map(|min| Ineligible::TooYoung { min });
        young.or_else(|| self.max_age.filter(|max| age > *max).map(|max| Ineligible::TooOld { max }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::person::IdNumber;

    #[test]
    fn units_and_ages_decide_on_the_day() {
        let born_1949 = Answer::IdNumber(IdNumber::parse("11010519491231002X").unwrap());
        let rule = Eligibility { units: vec![UnitId(24)], min_age: Some(18), max_age: Some(60) };
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(rule.refuses([&Answer::Unit(UnitId(24))], day("2026-03-08")), None);
        assert_eq!(rule.refuses([&Answer::Unit(UnitId(1))], day("2026-03-08")), Some(Ineligible::Unit));
        assert_eq!(rule.refuses([&born_1949], day("1967-12-30")), Some(Ineligible::TooYoung { min: 18 }));
        assert_eq!(rule.refuses([&born_1949], day("1967-12-31")), None);
        assert_eq!(rule.refuses([&born_1949], day("2010-12-30")), None);
        assert_eq!(rule.refuses([&born_1949], day("2010-12-31")), Some(Ineligible::TooOld { max: 60 }));
        let born = Answer::Born(day("1949-12-31"));
        assert_eq!(rule.refuses([&born], day("1967-12-30")), Some(Ineligible::TooYoung { min: 18 }));
        assert_eq!(rule.refuses([&born], day("1967-12-31")), None);
        assert_eq!(
            rule.refuses([&Answer::Date(day("2026-03-01"))], day("2026-03-08")),
            None,
            "a day to come is no birth"
        );
        assert_eq!(rule.refuses([&Answer::Skipped], day("2026-03-08")), None);
        assert_eq!(Eligibility::default().refuses([&born_1949], day("2026-03-08")), None);
    }
}
