//! What people type, and the day they mean.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;

/// A Saturday, 腊月二十 of the year before.
const TODAY: Date = date(2026, 2, 7);

fn coming(text: &str) -> Result<Date, DateProblem> {
    read(text, TODAY, Direction::Coming)
}

fn birth(text: &str) -> Result<Date, DateProblem> {
    read(text, TODAY, Direction::Past)
}

#[test]
fn days_are_counted_from_today() {
    for (text, day) in [
        ("今天", TODAY),
        ("明天", date(2026, 2, 8)),
        ("明天上午", date(2026, 2, 8)),
        ("后天吧", date(2026, 2, 9)),
        ("大后天", date(2026, 2, 10)),
        ("三天后", date(2026, 2, 10)),
        ("过10天以后回来", date(2026, 2, 17)),
        ("周六", TODAY),
        ("周日", date(2026, 2, 8)),
        ("星期天", date(2026, 2, 8)),
        ("礼拜五", date(2026, 2, 13)),
        ("周5", date(2026, 2, 13)),
        ("这周六", TODAY),
        ("下周六", date(2026, 2, 14)),
        ("下个星期六", date(2026, 2, 14)),
        ("下周的周六", date(2026, 2, 14)),
        ("下一周周三", date(2026, 2, 11)),
        ("下下周日", date(2026, 2, 22)),
        ("下週六", date(2026, 2, 14)),
    ] {
        assert_eq!(coming(text), Ok(day), "{text}");
    }
}

#[test]
fn civil_days_are_read_in_every_writing() {
    let day = date(2026, 3, 8);
    for text in [
        "3月8号",
        "3月8日",
        "３月８号",
        "3月8",
        "3.8",
        "3-8",
        "3/8",
        "03-08",
        "三月八号",
        "三月八日",
        "2026年3月8日",
        "2026-03-08",
        "2026/3/8",
        "2026.3.8",
        "2026 3 8",
        "20260308",
        "26年3月8号",
        "二零二六年三月八日",
        "二〇二六年3月8号",
        "今年3月8号",
        "3 月 8 号",
        "阳历三月八",
        "下个月8号",
        "妇女节",
        "3月8号周日",
        "3月8日 周日（农历正月二十）",
        "大概3月8号左右",
        "3月8号以后都可以",
        "3月8日9点",
        "3.8 9:00",
    ] {
        assert_eq!(coming(text), Ok(day), "{text}");
    }
}

#[test]
fn what_names_no_year_or_month_is_the_next_one() {
    for (text, day) in [
        ("8号", date(2026, 2, 8)),
        ("7号", TODAY),
        ("6号", date(2026, 3, 6)),
        ("二十三号", date(2026, 2, 23)),
        ("31号", date(2026, 3, 31)),
        ("8", date(2026, 2, 8)),
        ("2月6号", date(2027, 2, 6)),
        ("1月1日", date(2027, 1, 1)),
        ("明年3月8号", date(2027, 3, 8)),
        ("五一", date(2026, 5, 1)),
        ("元旦", date(2027, 1, 1)),
        ("国庆", date(2026, 10, 1)),
    ] {
        assert_eq!(coming(text), Ok(day), "{text}");
    }
}

#[test]
fn days_of_the_moon_are_read_as_people_say_them() {
    for (text, day) in [
        ("初八", date(2026, 2, 24)),
        ("大概初八回来", date(2026, 2, 24)),
        ("初八以后", date(2026, 2, 24)),
        ("初8", date(2026, 2, 24)),
        ("正月初八", date(2026, 2, 24)),
        ("正月初八十点", date(2026, 2, 24)),
        ("大年初六", date(2026, 2, 22)),
        ("年初六", date(2026, 2, 22)),
        ("过完年初六", date(2026, 2, 22)),
        ("正月十五", date(2026, 3, 3)),
        ("元宵", date(2026, 3, 3)),
        ("元宵節", date(2026, 3, 3)),
        ("腊月二十三", date(2026, 2, 10)),
        ("腊月廿三", date(2026, 2, 10)),
        ("廿三", date(2026, 2, 10)),
        ("腊月三十", date(2026, 2, 16)),
        ("除夕", date(2026, 2, 16)),
        ("年三十", date(2026, 2, 16)),
        ("大年三十", date(2026, 2, 16)),
        ("过年", date(2026, 2, 17)),
        ("今年除夕", date(2026, 2, 16)),
        ("腊月十九", date(2027, 1, 26)),
        ("二月二", date(2026, 3, 20)),
        ("二月初二", date(2026, 3, 20)),
        ("三月初八", date(2026, 4, 24)),
        ("3月初八", date(2026, 4, 24)),
        ("农历3月8号", date(2026, 4, 24)),
        ("农历十五", date(2026, 3, 3)),
        ("八月十五", date(2026, 9, 25)),
        ("八月十五号", date(2026, 8, 15)),
        ("中秋", date(2026, 9, 25)),
        ("端午节", date(2026, 6, 19)),
        ("清明", date(2026, 4, 5)),
        ("明年正月初六", date(2027, 2, 11)),
        ("2027年正月初六", date(2027, 2, 11)),
        ("明年元宵", date(2027, 2, 20)),
    ] {
        assert_eq!(coming(text), Ok(day), "{text}");
    }
    // 闰六月 of 2025.
    assert_eq!(read("闰六月初一", date(2025, 7, 1), Direction::Coming), Ok(date(2025, 7, 25)));
    assert_eq!(coming("闰六月初一"), Err(DateProblem::Over));
}

#[test]
fn what_is_no_single_day_says_why() {
    use DateProblem::{NoSuchDay, NotADate, Over, Several, TooFar, Unclear};
    for (text, problem) in [
        ("", NotADate),
        ("好的", NotADate),
        ("张三", NotADate),
        ("周福生", NotADate),
        ("13800000001", NotADate),
        ("0797-5229710", NotADate),
        ("3.8万", NotADate),
        ("8号楼", NotADate),
        ("3个人", NotADate),
        ("我有两年经验", NotADate),
        ("十五", Unclear),
        ("下周", Unclear),
        ("下个月", Unclear),
        ("下个月初", Unclear),
        ("下个月初八", Unclear),
        ("3月份", Unclear),
        ("3月底", Unclear),
        ("周末", Unclear),
        ("过年后", Unclear),
        ("过完年", Unclear),
        ("年后", Unclear),
        ("元宵节以后", Unclear),
        ("3月8号之前", Unclear),
        ("3月二十几号", Unclear),
        ("3月二十多号", Unclear),
        ("2026年", Unclear),
        ("8号或者9号", Several),
        ("3月8号到10号", Several),
        ("周六周日都行", Several),
        ("3月8号周六", Several),
        ("2月30号", NoSuchDay),
        ("2026-02-29", NoSuchDay),
        ("13月1号", NoSuchDay),
        ("32号", NoSuchDay),
        ("3月0号", NoSuchDay),
        ("昨天", Over),
        ("上周六", Over),
        ("这周五", Over),
        ("2026年1月1日", Over),
        ("去年3月8号", Over),
        ("2101年1月1日", TooFar),
        ("3000年正月初一", TooFar),
        ("99999999天后", TooFar),
    ] {
        assert_eq!(coming(text), Err(problem), "{text}");
    }
}

#[test]
fn a_birth_date_lies_behind_and_has_its_year() {
    for (text, day) in [
        ("1990年3月8日", date(1990, 3, 8)),
        ("1990-3-8", date(1990, 3, 8)),
        ("1990.03.08", date(1990, 3, 8)),
        ("19900308", date(1990, 3, 8)),
        ("900308", date(1990, 3, 8)),
        ("90年3月8号", date(1990, 3, 8)),
        ("九零年三月八号", date(1990, 3, 8)),
        ("一九九〇年三月八日出生", date(1990, 3, 8)),
        ("05年6月1日", date(2005, 6, 1)),
        ("1990年腊月初八", date(1991, 1, 23)),
        ("农历1990年3月8日", date(1990, 4, 3)),
        ("1990年二月二", date(1990, 2, 26)),
        ("生日是1990年中秋", date(1990, 10, 3)),
        ("昨天", date(2026, 2, 6)),
    ] {
        assert_eq!(birth(text), Ok(day), "{text}");
    }
    for (text, problem) in [
        ("3月8号", DateProblem::NoYear),
        ("腊月初八", DateProblem::NoYear),
        ("8号", DateProblem::NoYear),
        ("周六", DateProblem::NoYear),
        ("8", DateProblem::NotADate),
        ("1990年", DateProblem::Unclear),
        ("2026年3月8日", DateProblem::ToCome),
        ("1899年3月8日", DateProblem::TooFar),
        ("1990年2月30日", DateProblem::NoSuchDay),
    ] {
        assert_eq!(birth(text), Err(problem), "{text}");
    }
}

#[test]
fn what_stands_among_other_words_is_found_where_it_is() {
    let found = |text: &str| {
        let (at, day) = find(text, TODAY, Direction::Coming)?;
        Some((at.into_iter().map(|at| text.get(at).unwrap().to_owned()).collect::<Vec<_>>(), day))
    };
    let day = date(2026, 3, 8);
    assert_eq!(found("张三 3月8号 长冈乡"), Some((vec!["3月8号".to_owned()], day)));
    assert_eq!(found("张三三月八号周日"), Some((vec!["三月八号".to_owned(), "周日".to_owned()], day)));
    assert_eq!(found("张三 3.8"), None, "a sum looks the same");
    assert_eq!(found("张三"), None);
}

proptest! {
    #[test]
    fn no_text_is_too_odd(text in any::<String>(), past in any::<bool>()) {
        let direction = if past { Direction::Past } else { Direction::Coming };
        let _ = read(&text, TODAY, direction);
        let _ = find(&text, TODAY, direction);
    }

    #[test]
    fn no_words_about_time_are_too_odd(
        text in "[0-9零〇一二三十廿正腊闰年月日号初周下这大后天农历除夕元宵春节前 ./-]{0,14}",
        days in 0i64..73_000,
    ) {
        let today = date(1900, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        for direction in [Direction::Coming, Direction::Past] {
            if let Ok(day) = read(&text, today, direction) {
                prop_assert!(YEARS.contains(&day.year()));
                prop_assert_eq!(day >= today, direction == Direction::Coming || day == today);
            }
            if let Some((at, _)) = find(&text, today, direction) {
                prop_assert!(at.into_iter().all(|at| text.get(at).is_some()));
            }
        }
    }
}
