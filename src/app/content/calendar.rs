//! `calendar/*.toml`: the State Council's days off, a file a year.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use serde::Deserialize;

use super::document::{Document, Node};
use super::files::PackFiles;
use super::flaw::Flaws;
use crate::domain::calendar::{Holiday, WorkingDays, WorkingYear, YEARS};

/// Longest holiday in days, with room: the longest so far had nine.
const MOST_DAYS: i32 = 15;
/// Days for which a day off is made up lie within so many days of it.
const NEAR: i32 = 15;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HolidaySheet {
    name: String,
    from: Date,
    to: Date,
    #[serde(default)]
    working: Vec<Date>,
}

pub(super) fn read(files: &PackFiles, flaws: &mut Flaws) -> WorkingDays {
    let mut years: BTreeMap<i16, WorkingYear> = BTreeMap::new();
    for path in files.tomls_in("calendar") {
        let Some(document) = Document::open(files, path, flaws) else { continue };
        let Some(year) = read_year(document.root(), path, flaws) else { continue };
        years.insert(year.year, year);
    }
    WorkingDays::of(years.into_values())
}

fn read_year(root: Node<'_>, path: &str, flaws: &mut Flaws) -> Option<WorkingYear> {
    root.only(&["year", "source", "holiday"], flaws);
    let year: Option<i16> = root.section("year", flaws);
    let source: Option<String> = root.section("source", flaws);
    if source.as_ref().is_some_and(|source| source.trim().is_empty()) {
        root.error(flaws, "source", "是空的，请写是哪一份通知");
    }
    let year = year?;
    if path != format!("calendar/{year}.toml") || !YEARS.contains(&year) {
        root.error(flaws, "year", "和文件名里的年份要一样");
    }
    let entries = root.list("holiday");
    if entries.is_empty() {
        root.error(flaws, "holiday", "一个假日也没有");
    }
    let mut holidays: Vec<Holiday> = Vec::new();
    for node in entries {
        let Some(sheet) = node.read::<HolidaySheet>(flaws) else { continue };
        let holiday = Holiday { name: sheet.name, from: sheet.from, to: sheet.to, working: sheet.working };
        check(&holiday, year, &holidays, node, flaws);
        holidays.push(holiday);
    }
    Some(WorkingYear { year, source: source?, holidays })
}

fn check(holiday: &Holiday, year: i16, earlier: &[Holiday], node: Node<'_>, flaws: &mut Flaws) {
    if holiday.name.trim().is_empty() {
        node.error(flaws, "name", "是空的，请填上");
    }
    let other_year = |day: &Date| day.year() != year;
    for (key, day) in [("from", &holiday.from), ("to", &holiday.to)] {
        if other_year(day) {
            node.error(flaws, key, format!("{day} 不在{year}年"));
        }
    }
    let days = days_between(holiday.from, holiday.to);
    if !(0..MOST_DAYS).contains(&days) {
        node.error(flaws, "to", format!("要在开始那天或者以后，最多{MOST_DAYS}天"));
    }
    if earlier.iter().any(|other| holiday.from <= other.to) {
        node.error(flaws, "from", "和前面的假日重叠了；按日子先后写");
    }
    for day in &holiday.working {
        // Within the holiday both are none or less.
        let off = days_between(*day, holiday.from).max(days_between(holiday.to, *day));
        let why = if other_year(day) {
            Some(format!("{day} 不在{year}年"))
        } else if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            Some(format!("{day} 不是周末，本来就上班"))
        } else if !(1..=NEAR).contains(&off) {
            Some(format!("{day} 不像是为这个假日调休的"))
        } else {
            None
        };
        if let Some(why) = why {
            node.error(flaws, "working", why);
        }
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    to.since(from).map_or(i32::MAX, |span| span.get_days())
}
