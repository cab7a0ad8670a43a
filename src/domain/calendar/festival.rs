//! Days that people call by a name: 除夕, 元宵, 清明, 五一.

use jiff::civil::Date;
use tyme4rs::tyme::solar::SolarTerm;

use super::{LunarDate, YEARS};

/// Where a festival stands in its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Festival {
    /// On a day of the lunar year.
    Lunar {
        /// 1 to 12.
        month: u8,
        /// 1 to 30.
        day: u8,
    },
    /// On the last day of the lunar year.
    Eve,
    /// On the day of a solar term, counted from 冬至 of the year before.
    Term(u8),
    /// On a day of the civil year.
    Civil {
        /// 1 to 12.
        month: i8,
        /// 1 to 31.
        day: i8,
    },
}

/// Its names, of which the longer stand before their own beginnings.
///
/// 小年 is the 24th, as in Jiangxi; the north keeps it on the 23rd. A name alone is not taken where it counts days as
/// well: 十一 may be the National Day or the eleventh, so only 国庆 is.
const NAMES: [(&str, Festival); 34] = [
    ("大年三十", Festival::Eve),
    ("年三十晚", Festival::Eve),
    ("年三十", Festival::Eve),
    ("三十晚上", Festival::Eve),
    ("年三十夜", Festival::Eve),
    ("除夕", Festival::Eve),
    ("元宵节", Festival::Lunar { month: 1, day: 15 }),
    ("元宵", Festival::Lunar { month: 1, day: 15 }),
    ("春节", Festival::Lunar { month: 1, day: 1 }),
    ("过年", Festival::Lunar { month: 1, day: 1 }),
    ("端午节", Festival::Lunar { month: 5, day: 5 }),
    ("端午", Festival::Lunar { month: 5, day: 5 }),
    ("端阳", Festival::Lunar { month: 5, day: 5 }),
    ("七夕", Festival::Lunar { month: 7, day: 7 }),
    ("中元节", Festival::Lunar { month: 7, day: 15 }),
    ("中秋节", Festival::Lunar { month: 8, day: 15 }),
    ("中秋", Festival::Lunar { month: 8, day: 15 }),
    ("重阳节", Festival::Lunar { month: 9, day: 9 }),
    ("重阳", Festival::Lunar { month: 9, day: 9 }),
    ("腊八", Festival::Lunar { month: 12, day: 8 }),
    ("小年", Festival::Lunar { month: 12, day: 24 }),
    ("清明节", Festival::Term(7)),
    ("清明", Festival::Term(7)),
    ("冬至", Festival::Term(24)),
    ("元旦", Festival::Civil { month: 1, day: 1 }),
    ("妇女节", Festival::Civil { month: 3, day: 8 }),
    ("三八节", Festival::Civil { month: 3, day: 8 }),
    ("劳动节", Festival::Civil { month: 5, day: 1 }),
    ("五一", Festival::Civil { month: 5, day: 1 }),
    ("儿童节", Festival::Civil { month: 6, day: 1 }),
    ("建军节", Festival::Civil { month: 8, day: 1 }),
    ("教师节", Festival::Civil { month: 9, day: 10 }),
    ("国庆节", Festival::Civil { month: 10, day: 1 }),
    ("国庆", Festival::Civil { month: 10, day: 1 }),
];

/// The festival with which a text begins, and its name there.
pub fn festival_named(text: &str) -> Option<(&'static str, Festival)> {
    NAMES.into_iter().filter(|(name, _)| text.starts_with(name)).max_by_key(|(name, _)| name.len())
}

impl Festival {
    /// Its day in that year: the lunar year for what is counted by the moon, otherwise the civil one. `None` outside
    /// of [`YEARS`].
    pub fn in_year(self, year: i16) -> Option<Date> {
        match self {
            Self::Lunar { month, day } => LunarDate::new(year, month, false, day)?.date(),
            Self::Eve => LunarDate::last_of(year)?.date(),
            Self::Term(index) => term(year, index),
            Self::Civil { month, day } => Date::new(year, month, day).ok().filter(|_| YEARS.contains(&year)),
        }
    }
}

fn term(year: i16, index: u8) -> Option<Date> {
    if !YEARS.contains(&year) {
        return None;
    }
    let day = SolarTerm::from_index(year.into(), index.into()).get_solar_day();
    let month = i8::try_from(day.get_month()).ok()?;
    Date::new(i16::try_from(day.get_year()).ok()?, month, i8::try_from(day.get_day()).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn festivals_stand_where_the_almanac_has_them() {
        for (name, year, day) in [
            ("春节", 2026, date(2026, 2, 17)),
            ("除夕", 2025, date(2026, 2, 16)),
            ("元宵", 2026, date(2026, 3, 3)),
            ("清明", 2024, date(2024, 4, 4)),
            ("清明", 2026, date(2026, 4, 5)),
            ("端午", 2026, date(2026, 6, 19)),
            ("中秋", 2026, date(2026, 9, 25)),
            ("重阳", 2026, date(2026, 10, 18)),
            ("冬至", 2026, date(2026, 12, 22)),
            ("小年", 2025, date(2026, 2, 11)),
            ("国庆", 2026, date(2026, 10, 1)),
        ] {
            let (_, festival) = festival_named(name).unwrap();
            assert_eq!(festival.in_year(year), Some(day), "{name} {year}");
        }
        assert_eq!(festival_named("元宵节后").unwrap().0, "元宵节");
        assert_eq!(festival_named("招聘会"), None);
    }

    #[test]
    fn no_year_is_too_odd() {
        for (_, festival) in NAMES {
            for year in [i16::MIN, 0, 1899, 1900, 2100, 2101, i16::MAX] {
                assert!(festival.in_year(year).is_none_or(|day| YEARS.contains(&day.year())));
            }
        }
    }
}
