//! Days, hours and ages as staff write them.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{TimeZone, offset};
use jiff::{Timestamp, ToSpan};

use crate::domain::text::fold::normalise;

const DAYS: [&str; 5] = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y年%m月%d号"];
const HOURS: [&str; 3] = ["%H:%M", "%H:%M:%S", "%H:"];
/// What stands between two ends.
const BETWEEN: [char; 7] = ['-', '–', '—', '~', '～', '至', '到'];
const MORNING: [&str; 3] = ["上午", "早上", "凌晨"];
const AFTERNOON: [&str; 4] = ["下午", "晚上", "傍晚", "中午"];

/// `2026-03-07`, `2026/3/7`, `2026年3月7日（周六）`.
pub fn day(cell: &str) -> Option<Date> {
    let cell = normalise(cell);
    let bare = cell.split(['(', '（']).next().unwrap_or_default().trim();
    let bare = bare.split("星期").next().unwrap_or_default();
    let bare: String = bare.split('周').next().unwrap_or_default().split_whitespace().collect();
    let read = DAYS.iter().find_map(|format| Date::strptime(format, &bare).ok());
    read.filter(|date| (2000..2200).contains(&date.year()))
}

/// `9:00`, `09：00`, `9点半`, `下午2点`, `14:30:00`.
pub fn hour(cell: &str) -> Option<Time> {
    let cell: String = normalise(cell).split_whitespace().collect();
    let after = |words: &[&str]| words.iter().find_map(|word| cell.strip_prefix(word)).map(str::to_owned);
    let (rest, late) = match (after(&AFTERNOON), after(&MORNING)) {
        (Some(rest), _) => (rest, true),
        (None, Some(rest)) => (rest, false),
        (None, None) => (cell.clone(), false),
    };
    let rest = rest.replace("点半", ":30").replace(['点', '时'], ":").replace(['分', '整'], "");
    let read = HOURS.iter().find_map(|format| Time::strptime(format, &rest).ok())?;
    // 下午2点 is 14:00, 中午12点 is 12:00.
    Some(if late && read.hour() < 12 { read.wrapping_add(12.hours()) } else { read })
}

/// `9:00-11:30`, `上午9点到11点半`.
pub fn span(cell: &str) -> Option<(Time, Time)> {
    let (from, to) = cell.split_once(BETWEEN)?;
    Some((hour(from)?, hour(to)?))
}

/// A day with an hour: `2026-03-06 18:00`. A day alone is its end where it `ends` something, else its beginning.
pub fn moment(cell: &str, ends: bool) -> Option<DateTime> {
    if let Some(date) = day(cell) {
        return if ends { date.tomorrow().ok().map(Date::into) } else { Some(date.into()) };
    }
    let (date, time) = cell.trim().split_once(char::is_whitespace)?;
    let time = hour(time)?;
    Some(day(date)?.to_datetime(time))
}

/// What the clocks of the county show, as a point in time.
pub fn in_county(at: DateTime) -> Option<Timestamp> {
    at.in_tz("Asia/Shanghai").ok().map(|at| at.timestamp())
}

/// What the clocks of the county show at a point in time.
pub fn clock_in_county(at: Timestamp) -> DateTime {
    at.to_zoned(TimeZone::fixed(offset(8))).datetime()
}

/// A moment as [`moment`] reads it: with its hour, or the day alone that it `ends`.
pub fn in_words(at: Timestamp, ends: bool) -> String {
    let clock = clock_in_county(at);
    match clock.date().yesterday() {
        Ok(day) if ends && clock.time() == Time::midnight() => day.to_string(),
        _ => clock.strftime("%Y-%m-%d %H:%M").to_string(),
    }
}

/// Ages as [`ages`] reads them; nothing where none is said.
pub fn ages_in_words(ages: (Option<u8>, Option<u8>)) -> String {
    match ages {
        (Some(min), Some(max)) => format!("{min}-{max}"),
        (Some(min), None) => format!("{min}以上"),
        (None, Some(max)) => format!("{max}以下"),
        (None, None) => String::new(),
    }
}

/// `18-60`, `18岁以上`, `60以下`: youngest and oldest.
pub fn ages(cell: &str) -> Option<(Option<u8>, Option<u8>)> {
    let cell: String = normalise(cell).chars().filter(|c| !c.is_whitespace() && !matches!(c, '周' | '岁')).collect();
    let age = |text: &str| text.parse::<u8>().ok().filter(|age| (1..=120).contains(age));
    if let Some(min) = cell.strip_suffix("以上") {
        return Some((Some(age(min)?), None));
    }
    if let Some(max) = cell.strip_suffix("以下") {
        return Some((None, Some(age(max)?)));
    }
    let (min, max) = cell.split_once(BETWEEN)?;
    let (min, max) = (age(min)?, age(max)?);
    (min <= max).then_some((Some(min), Some(max)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_they_are_written() {
        let expected = Some(Date::constant(2026, 3, 7));
        let written = [
            "2026-03-07",
            "2026/3/7",
            "2026.3.7",
            "2026年3月7日",
            "２０２６年3月7日（周六）",
            "2026-3-7 星期六",
            "2026年3月7号 周六",
        ];
        for written in written {
            assert_eq!(day(written), expected, "{written}");
        }
        for odd in ["", "3月7日", "2026-02-30", "下周六", "2026", "46088", "9999-01-01"] {
            assert_eq!(day(odd), None, "{odd}");
        }
    }

    #[test]
    fn hours_are_read_as_they_are_written() {
        for (written, (hours, minutes)) in [
            ("9:00", (9, 0)),
            ("09：30", (9, 30)),
            ("9点", (9, 0)),
            ("9点半", (9, 30)),
            ("上午 9点15分", (9, 15)),
            ("下午2:30", (14, 30)),
            ("晚上7点半", (19, 30)),
            ("中午12点", (12, 0)),
            ("14:30:00", (14, 30)),
        ] {
            assert_eq!(hour(written), Some(Time::constant(hours, minutes, 0, 0)), "{written}");
        }
        for odd in ["", "九点", "25:00", "9:60", "上午", "9"] {
            assert_eq!(hour(odd), None, "{odd}");
        }
        assert_eq!(span("上午9点到11点半"), Some((Time::constant(9, 0, 0, 0), Time::constant(11, 30, 0, 0))));
    }

    #[test]
    fn a_day_that_ends_something_counts_in_full() {
        let at = |text: &str| Some(text.parse::<DateTime>().unwrap());
        assert_eq!(moment("2026-03-06", true), at("2026-03-07T00:00"));
        assert_eq!(moment("2026-03-06", false), at("2026-03-06T00:00"));
        assert_eq!(moment("2026年3月6日 下午6点", true), at("2026-03-06T18:00"));
        assert_eq!(moment("明天", true), None);
    }

    #[test]
    fn what_is_put_in_words_is_read_as_it_was() {
        for (clock, ends, words) in [
            ("2026-03-06T18:00", true, "2026-03-06 18:00"),
            ("2026-03-07T00:00", true, "2026-03-06"),
            ("2026-03-07T00:00", false, "2026-03-07 00:00"),
        ] {
            let at = in_county(clock.parse().unwrap()).unwrap();
            assert_eq!(in_words(at, ends), words);
            assert_eq!(moment(words, ends).and_then(in_county), Some(at), "{words}");
        }
        for said in [(Some(18), Some(60)), (Some(18), None), (None, Some(60))] {
            assert_eq!(ages(&ages_in_words(said)), Some(said));
        }
        assert_eq!(ages_in_words((None, None)), "");
    }

    #[test]
    fn ages_have_one_end_or_two() {
        assert_eq!(ages("18-60岁"), Some((Some(18), Some(60))));
        assert_eq!(ages("18周岁以上"), Some((Some(18), None)));
        assert_eq!(ages("60以下"), Some((None, Some(60))));
        for odd in ["青年", "60-18", "0以上", "300以下", ""] {
            assert_eq!(ages(odd), None, "{odd}");
        }
    }
}
