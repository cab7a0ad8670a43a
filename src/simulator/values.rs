//! What a value in a template message or a notice may look like, by the kind in its key (platform sheet 7.3, 7.4).

use std::ops::RangeInclusive;

/// Which of the two messages: their limits differ a little.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// 模板消息.
    Template,
    /// 订阅通知.
    Notice,
}

/// Whether the value fits the kind of its key: `thing1` is a `thing`. What the sheet has no rule for is taken as long
/// as it says something.
pub fn fits(key: &str, value: &str, sort: Sort) -> bool {
    let kind = key.trim_end_matches(|c: char| c.is_ascii_digit());
    let length = value.chars().count();
    let ascii = value.chars().all(|c| c.is_ascii_graphic() || c == ' ');
    match kind {
        "thing" | "short_thing" => (1..=20).contains(&length),
        // Approved values only; or none.
        "const" => length <= 20,
        "character_string" => (1..=32).contains(&length) && ascii,
        "number" => (1..=32).contains(&length) && is_number(value),
        "letter" => (1..=32).contains(&length) && value.chars().all(|c| c.is_ascii_alphabetic()),
        "symbol" => (1..=5).contains(&length) && !value.chars().any(char::is_alphanumeric),
        "time" | "date" => is_time(value),
        "amount" => is_amount(value, if sort == Sort::Template { 12 } else { 10 }),
        "phone_number" => (1..=17).contains(&length) && value.chars().all(|c| c.is_ascii_digit() || is_mark(c)),
        "car_number" => (1..=8).contains(&length),
        "name" => is_name(value),
        "phrase" => (1..=5).contains(&length) && value.chars().all(is_hanzi),
        _ => length > 0,
    }
}

fn is_hanzi(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}')
}

fn is_mark(c: char) -> bool {
    matches!(c, '+' | '-' | ' ' | '(' | ')')
}

fn is_number(value: &str) -> bool {
    value.chars().all(|c| c.is_ascii_digit() || c == '.') && value.parse::<f64>().is_ok()
}

/// 10 hanzi, or 20 letters and marks.
fn is_name(value: &str) -> bool {
    let length = value.chars().count();
    match value.chars().any(is_hanzi) {
        true => (1..=10).contains(&length),
        false => (1..=20).contains(&length) && !value.chars().any(|c| c.is_ascii_digit()),
    }
}

/// One currency sign at most, digits with or without decimals, 元 or nothing.
fn is_amount(value: &str, digits: usize) -> bool {
    let value = value.strip_prefix(['￥', '¥', '$', '€', '£']).unwrap_or(value);
    let value = value.strip_suffix('元').unwrap_or(value);
    let whole = value.split('.').next().unwrap_or_default();
    (1..=digits).contains(&whole.len()) && is_number(value)
}

/// `09:00`, `2026年3月8日 09:00`, `2026-03-08`, and ranges of them joined by `~`.
fn is_time(value: &str) -> bool {
    let parts: Vec<&str> = value.split('~').collect();
    parts.len() <= 2 && parts.iter().all(|part| is_moment(part.trim()))
}

fn is_moment(text: &str) -> bool {
    match text.split_once(' ') {
        Some((date, clock)) => is_date(date) && is_clock(clock.trim()),
        None => is_date(text) || is_clock(text),
    }
}

fn is_date(text: &str) -> bool {
    let hanzi = text.strip_suffix('日').map(|text| text.replace(['年', '月'], "-"));
    let slashes = text.replace(['/', '.'], "-");
    let numbers: Vec<u32> = hanzi.as_deref().unwrap_or(&slashes).split('-').filter_map(|n| n.parse().ok()).collect();
    let parts = hanzi.as_deref().unwrap_or(&slashes).split('-').count();
    let within = |value: &u32, range: RangeInclusive<u32>| range.contains(value);
    match numbers.as_slice() {
        _ if numbers.len() != parts => false,
        [year, month, day] => within(year, 1900..=9999) && within(month, 1..=12) && within(day, 1..=31),
        [month, day] => hanzi.is_some() && within(month, 1..=12) && within(day, 1..=31),
        _ => false,
    }
}

fn is_clock(text: &str) -> bool {
    let numbers: Vec<Option<u32>> = text.split(':').map(|n| n.parse().ok()).collect();
    match numbers.as_slice() {
        [Some(hour), Some(minute)] => *hour < 24 && *minute < 60,
        [Some(hour), Some(minute), Some(second)] => *hour < 24 && *minute < 60 && *second < 60,
        _ => false,
    }
}
