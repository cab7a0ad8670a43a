//! Values of template messages and subscription notices: the platform refuses a whole message (47003) for one value
//! out of form, so each is checked by the prefix of its key (platform sheet 7.3, 7.4).

use std::fmt;

use jiff::civil::{Date, Time};

use crate::domain::person::is_hanzi;

/// Which of the two tables holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Table {
    Template,
    Notice,
}

/// Why a value is refused. Worded for staff.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("模板字段 {key} {rule}")]
pub struct InvalidField {
    /// The template's own name for it.
    pub key: String,
    /// What the platform wants.
    pub rule: &'static str,
}

/// A key and its value, in form.
#[derive(Clone, PartialEq, Eq)]
struct Field {
    key: String,
    value: String,
}

macro_rules! data {
    ($($(#[$doc:meta])* $name:ident by $table:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(Vec<Field>);

        impl $name {
            /// Tidies and checks `(key, value)` pairs. Emoji and line breaks are taken out first (the platform cuts at
            /// a break), outer spaces too; whatever then is out of form is refused, and nothing is shortened.
            pub fn new<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, InvalidField> {
                pairs.into_iter().map(|(key, value)| field(Table::$table, key, value)).collect::<Result<_, _>>().map(Self)
            }

            /// Keys and values, in order.
            pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
                self.0.iter().map(|field| (&*field.key, &*field.value))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_set().entries(self.0.iter().map(|field| &field.key)).finish()
            }
        }
    )+};
}

data! {
    /// The values of a template message.
    TemplateData by Template,
    /// The values of a subscription notice.
    NoticeData by Notice,
}

fn field(table: Table, key: &str, value: &str) -> Result<Field, InvalidField> {
    let value = tidy(value);
    match broken_rule(table, kind_of(key), &value) {
        None => Ok(Field { key: key.to_owned(), value }),
        Some(rule) => Err(InvalidField { key: key.to_owned(), rule }),
    }
}

/// `character_string2` is a `character_string`.
fn kind_of(key: &str) -> &str {
    key.trim_end_matches(|c: char| c.is_ascii_digit())
}

fn tidy(value: &str) -> String {
    let one_line: String =
        value.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !is_emoji(*c)).collect();
    one_line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Pictographs, and the marks that join and colour them. How the platform counts them is not known.
fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1F000}'..='\u{1FAFF}' | '\u{2600}'..='\u{27BF}' | '\u{FE0F}' | '\u{200D}' | '\u{20E3}')
}

/// The rule that the value breaks. Kinds that no table names are opaque: what they take is only bounded.
fn broken_rule(table: Table, kind: &str, value: &str) -> Option<&'static str> {
    let chars = value.chars().count();
    let (sound, rule) = match kind {
        "first" | "remark" => (false, "已被平台停用，填了也不显示"),
        // Reviewed beforehand, or empty.
        "const" => (chars <= 20, "要在20个字以内，并且是审核过的内容"),
        _ if value.is_empty() => (false, "不能为空，没有内容时请填“无”"),
        "thing" => (chars <= 20, "要在20个字以内"),
        "character_string" => (chars <= 32 && is_printable_ascii(value), "要在32个数字、字母或符号以内，不能有汉字"),
        "time" => (is_time_range(value), "要写成时间，如 2026年3月8日 09:00，起止用 ~ 连接"),
        "date" => (is_date_range(value), "要写成日期，如 2026年3月8日，起止用 ~ 连接"),
        "amount" => return broken_amount(table, value),
        "phone_number" => (chars <= 17 && is_phone(value), "要在17个数字或符号以内"),
        "car_number" => (chars <= 8, "要在8个字以内"),
        "phrase" => (chars <= 5 && value.chars().all(is_hanzi), "要在5个汉字以内"),
        "number" if table == Table::Notice => (chars <= 32 && is_decimal(value), "要在32位数字以内"),
        "letter" if table == Table::Notice => {
            (chars <= 32 && value.bytes().all(|b| b.is_ascii_alphabetic()), "要在32个字母以内")
        }
        "symbol" if table == Table::Notice => (chars <= 5 && !value.contains(char::is_alphanumeric), "要在5个符号以内"),
        "name" if table == Table::Notice => {
            (chars <= if value.is_ascii() { 20 } else { 10 }, "要在10个汉字或20个字母以内")
        }
        _ => (chars <= 200, "太长，要在200个字以内"),
    };
    (!sound).then_some(rule)
}

fn broken_amount(table: Table, value: &str) -> Option<&'static str> {
    let (digits, rule) = match table {
        Table::Template => (12, "要写成金额：至多一个币种符号加12位数字，末尾可写“元”"),
        Table::Notice => (10, "要写成金额：至多一个币种符号加10位数字，末尾可写“元”"),
    };
    let number = value.strip_prefix(['¥', '￥', '$', '€', '£']).unwrap_or(value);
    let number = number.strip_suffix('元').unwrap_or(number);
    let sound = is_decimal(number) && number.bytes().filter(u8::is_ascii_digit).count() <= digits;
    (!sound).then_some(rule)
}

/// Digits, and perhaps decimals.
fn is_decimal(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    match text.split_once('.') {
        Some((whole, decimals)) => digits(whole) && digits(decimals),
        None => digits(text),
    }
}

fn is_printable_ascii(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_graphic() || b == b' ')
}

fn is_phone(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_punctuation() || b == b' ')
}

/// At most one `~`, with a date or a moment on each side.
fn is_range(text: &str, sound: fn(&str) -> bool) -> bool {
    match text.split_once('~') {
        Some((start, end)) => sound(start.trim()) && sound(end.trim()),
        None => sound(text),
    }
}

/// `09:00`, or `2026年3月8日 09:00`.
fn is_time_range(text: &str) -> bool {
    is_range(text, |moment| match moment.rsplit_once(' ') {
        Some((day, time)) => is_day(day) && is_time(time),
        None => is_time(moment),
    })
}

/// `2026年3月8日`, perhaps with the time.
fn is_date_range(text: &str) -> bool {
    is_range(text, |moment| match moment.rsplit_once(' ') {
        Some((day, time)) => is_day(day) && is_time(time),
        None => is_day(moment),
    })
}

fn is_day(text: &str) -> bool {
    Date::strptime("%Y年%m月%d日", text).is_ok()
}

fn is_time(text: &str) -> bool {
    ["%H:%M", "%H:%M:%S"].iter().any(|format| Time::strptime(format, text).is_ok())
}
