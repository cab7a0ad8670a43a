//! The county's calendar of working days is the State Council's, and a flaw in a year's file is told on its line.

use guiyan::app::content::{built_in, load};
use jiff::ToSpan;
use jiff::civil::date;
use tyme4rs::tyme::holiday::LegalHoliday;

use crate::support::broken_pack::{Elsewhere, has_one_error, replace};

#[test]
fn every_day_of_the_years_in_the_pack_is_what_another_source_says() {
    let days = load(&built_in()).unwrap().pack.working_days;
    let all = date(2024, 1, 1).series(1.day()).take_while(|day| *day <= date(2026, 12, 31));
    for day in all {
        let (year, month, number) = (day.year(), day.month(), day.day());
        let said = LegalHoliday::from_ymd(year.into(), month.try_into().unwrap(), number.try_into().unwrap());
        let weekend = day.weekday().to_monday_one_offset() > 5;
        let works = said.map_or(!weekend, |said| said.is_work());
        assert_eq!(days.is_working_day(day), Ok(works), "{day}");
        assert!(days.holiday(day).unwrap().is_none() || said.is_some_and(|said| !said.is_work()), "{day}");
    }
    assert!(days.is_working_day(date(2023, 12, 31)).is_err());
    assert!(days.is_working_day(date(2027, 1, 1)).is_err());
}

#[test]
fn a_flaw_is_told_on_its_line() {
    let file = "calendar/2026.toml";
    for (sound, broken, field, reason, below) in [
        ("year = 2026", "year = 2025", "year", "文件名", 0),
        ("name = \"春节\"", "name = \"\"", "name", "是空的", 0),
        ("from = \"2026-04-04\"", "from = \"2026-02-20\"", "to", "最多15天", 1),
        ("to = \"2026-02-23\"", "to = \"2026-02-13\"", "to", "开始那天", 0),
        ("working = [\"2026-01-04\"]", "working = [\"2026-01-05\"]", "working", "不是周末", 0),
        ("working = [\"2026-01-04\"]", "working = [\"2026-03-01\"]", "working", "不像是", 0),
        ("working = [\"2026-01-04\"]", "working = [\"2027-01-03\"]", "working", "不在2026年", 0),
        ("name = \"元旦\"", "name = \"元旦\"\ncolour = 1", "colour", "能写的有", 1),
    ] {
        let (files, line) = replace(file, sound, broken).shifted(below);
        if field == "year" || reason == "最多15天" {
            let Err(flaws) = load(&files) else { panic!("{broken} loads") };
            let there = |flaw: &guiyan::app::content::flaw::Flaw| {
                flaw.line == Some(line) && flaw.field.as_deref() == Some(field) && flaw.reason.contains(reason)
            };
            assert!(flaws.iter().any(there), "{broken}: {flaws:#?}");
        } else {
            has_one_error((files, line), file, field, reason);
        }
    }
}
