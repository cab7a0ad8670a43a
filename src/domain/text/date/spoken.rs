//! Days counted from today: 明天, 下周六, 三天后.

use jiff::civil::Weekday;

use super::scan::Rest;
use super::{DateProblem, Said, Sense};

/// Days from today; longer words before their own beginnings.
const DAYS: [(&str, i64); 20] = [
    ("大后天", 3),
    ("大前天", -3),
    ("今天", 0),
    ("今日", 0),
    ("今晚", 0),
    ("今早", 0),
    ("今儿", 0),
    ("现在", 0),
    ("明天", 1),
    ("明日", 1),
    ("明早", 1),
    ("明晚", 1),
    ("明儿", 1),
    ("后天", 2),
    ("后日", 2),
    ("昨天", -1),
    ("昨日", -1),
    ("昨晚", -1),
    ("前天", -2),
    ("前日", -2),
];
/// How a week is called.
const WEEK: [&str; 4] = ["星期", "礼拜", "周", "週"];
/// Which week, in weeks from the running one.
const WHICH: [(&str, i64); 8] =
    [("下下", 2), ("下一", 1), ("下", 1), ("上上", -2), ("上一", -1), ("上", -1), ("这", 0), ("本", 0)];
/// Times that are no day.
const VAGUE: [&str; 16] = [
    "周末",
    "月底",
    "月中旬",
    "月初头",
    "年底",
    "年后",
    "年前",
    "过完年",
    "过几天",
    "过两天",
    "这几天",
    "这两天",
    "过一阵",
    "过段时间",
    "随时",
    "哪天都",
];

/// What a text says at its beginning.
pub fn said(rest: Rest<'_>, sense: Sense) -> Option<(Said, Rest<'_>)> {
    if rest.next().is_none_or(char::is_whitespace) {
        return None;
    }
    day(rest, sense).or_else(|| later(rest, sense)).or_else(|| week(rest, sense)).or_else(|| vague(rest))
}

fn day(rest: Rest<'_>, sense: Sense) -> Option<(Said, Rest<'_>)> {
    let (days, after) = rest.one_of(&DAYS)?;
    Some((sense.in_days(days).into(), after))
}

/// 三天后, 10天以后, 两天前.
fn later(rest: Rest<'_>, sense: Sense) -> Option<(Said, Rest<'_>)> {
    let (number, after) = rest.number()?;
    let after = after.word("天")?;
    let after_it = after.any(&["以后", "之后", "过后", "后"]);
    let sign = if after_it.is_some() { 1 } else { -1 };
    let after = after_it.or_else(|| after.any(&["以前", "之前", "前"]))?;
    Some((sense.in_days(sign * i64::from(number.value)).into(), after))
}

/// 周六, 下周六, 下个礼拜天; 下周 alone is no day.
fn week(rest: Rest<'_>, sense: Sense) -> Option<(Said, Rest<'_>)> {
    let which = rest.one_of(&WHICH);
    let after = which.map_or(rest, |(_, after)| after.maybe(&["个"]));
    let after = after.any(&WEEK)?;
    // 下周的周六.
    let again = || weekday(which.and(after.maybe(&["的"]).any(&WEEK))?);
    let Some((weekday, after)) = weekday(after).or_else(again) else {
        // 周 alone is a name.
        return which.map(|_| (Said::Nothing(DateProblem::Unclear), after.maybe(&["末"])));
    };
    let said = match which {
        None => Said::Weekday(weekday),
        Some((weeks, _)) => {
            let monday = i64::from(sense.today.weekday().to_monday_zero_offset());
            sense.in_days(weeks * 7 - monday + i64::from(weekday.to_monday_zero_offset())).into()
        }
    };
    Some((said, after))
}

fn weekday(rest: Rest<'_>) -> Option<(Weekday, Rest<'_>)> {
    if let Some(after) = rest.any(&["日", "天"]) {
        return Some((Weekday::Sunday, after));
    }
    let (number, after) = rest.one_numeral()?;
    Some((Weekday::from_monday_one_offset(i8::try_from(number).ok()?).ok()?, after))
}

fn vague(rest: Rest<'_>) -> Option<(Said, Rest<'_>)> {
    Some((Said::Nothing(DateProblem::Unclear), rest.any(&VAGUE)?))
}
