//! Numbers as people write them: `3`, `３`, `三`, `③`, `第3个`, `三十`.

use super::filler;
use super::fold::normalise;

/// What may stand before the number of a choice, in any order.
const CHOOSING: [&str; 10] = ["我选", "选择", "回复", "答案是", "第", "选", "要", "按", "点", "就"];
/// What may stand behind it.
const CHOSEN: [&str; 7] = ["个", "号", "项", "条", "种", "家", "位"];
/// What may stand before a quantity, in any order.
const ABOUT: [&str; 9] = ["我", "今年", "差不多", "大概", "大约", "一共", "总共", "共", "约"];
/// What quantities are counted in, longest first.
const COUNTED: [&str; 18] = [
    "个人", "个月", "周岁", "块钱", "左右", "人", "个", "位", "名", "岁", "年", "月", "天", "元", "块", "次", "来",
    "多",
];

/// The choice a short answer means, or `None` if it is no bare number. Nothing above 999.
pub fn choice(text: &str) -> Option<u32> {
    let typed = bare(text);
    let mut core = filler::strip(trim_signs(&typed));
    while let Some(rest) = CHOOSING.iter().find_map(|word| core.strip_prefix(word)) {
        core = rest;
    }
    let core = CHOSEN.iter().find_map(|word| core.strip_suffix(word)).unwrap_or(core);
    numeral(trim_signs(core)).filter(|number| *number <= 999)
}

/// How many a short answer says: `choice`, and also `3个人`, `大概三十岁`. Nothing above 99,999,999.
pub fn quantity(text: &str) -> Option<u32> {
    let typed = bare(text);
    let mut core = filler::strip(trim_signs(&typed));
    while let Some(rest) = ABOUT.iter().find_map(|word| core.strip_prefix(word)) {
        core = rest;
    }
    while let Some(rest) = COUNTED.iter().find_map(|word| core.strip_suffix(word)) {
        core = rest;
    }
    numeral(trim_signs(core)).or_else(|| choice(text))
}

/// Every number inside a folded text, with what stands before and behind it.
pub fn inside(folded: &str) -> Vec<(u32, &str, &str)> {
    let mut found = Vec::new();
    let mut rest_at = 0;
    while let Some((before_len, run)) = folded.get(rest_at..).and_then(first_run) {
        let start = rest_at + before_len;
        rest_at = start + run.len();
        if let (Some(number), Some(before), Some(after)) = (numeral(run), folded.get(..start), folded.get(rest_at..)) {
            found.push((number, before, after));
        }
    }
    found
}

fn first_run(text: &str) -> Option<(usize, &str)> {
    let start = text.find(is_numeral)?;
    let tail = text.get(start..)?;
    let end = tail.find(|c| !is_numeral(c)).unwrap_or(tail.len());
    Some((start, tail.get(..end)?))
}

/// Folded as far as a number can be: `1.5` must not become 15, so signs stay.
fn bare(text: &str) -> String {
    // U+FE0F and U+20E3 make a key of the digit before them.
    normalise(text).chars().filter(|c| !c.is_whitespace() && !matches!(c, '\u{FE0F}' | '\u{20E3}')).collect()
}

fn trim_signs(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '+' | '-' | '−'))
}

/// A digit or a scale, Arabic or hanzi.
pub(super) fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || digit(c).is_some() || scale(c).is_some()
}

/// What a single hanzi digit is worth.
pub(super) fn digit(c: char) -> Option<u32> {
    Some(match c {
        '零' | '〇' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

fn scale(c: char) -> Option<u32> {
    Some(match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' => 1000,
        _ => return None,
    })
}

/// Arabic digits (eight at most), or hanzi below ten thousand.
pub(super) fn numeral(text: &str) -> Option<u32> {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return if text.len() <= 8 { text.parse().ok() } else { None };
    }
    hanzi(text)
}

fn hanzi(text: &str) -> Option<u32> {
    let (mut total, mut pending, mut below, mut zero) = (0, None, 10_000, false);
    for c in text.chars() {
        match (digit(c), scale(c)) {
            (Some(0), _) if pending.is_none() => zero = true,
            (Some(units), _) if pending.is_none() => pending = Some(units),
            (_, Some(scale)) if scale < below => {
                // 十二 is said without its 一, 百 is not.
                total += pending.take().or((scale == 10 && total == 0).then_some(1))? * scale;
                (below, zero) = (scale, false);
            }
            _ => return None,
        }
    }
    // 一百二 is 120, 一百零二 is 102.
    let last = if below == 10_000 || zero { 1 } else { below / 10 };
    (total > 0 || pending.is_some() || zero).then(|| total + pending.unwrap_or(0) * last)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_choice_is_a_bare_number_in_any_writing() {
        for (typed, expected) in [
            ("1", 1),
            ("１", 1),
            ("一", 1),
            ("壹", 1),
            ("①", 1),
            ("1\u{FE0F}\u{20E3}", 1),
            ("第3个", 3),
            ("3号", 3),
            ("选2", 2),
            ("我选第二个", 2),
            ("要第二个", 2),
            ("三十", 30),
            ("十二", 12),
            ("二十三", 23),
            ("一百二", 120),
            ("一百零二", 102),
            ("九百九十九", 999),
            ("1.", 1),
            ("1、", 1),
            ("2。", 2),
            ("(2)", 2),
            ("2吧", 2),
            ("0", 0),
            ("01", 1),
        ] {
            assert_eq!(choice(typed), Some(expected), "{typed}");
        }
    }

    #[test]
    fn anything_else_is_no_choice() {
        for typed in [
            "",
            "。",
            "招聘",
            "1.5",
            "-1",
            "1和2",
            "1-2",
            "3个人",
            "一二",
            "百",
            "一十百",
            "1000",
            "13800000001",
            "一下",
            "一点",
            "第",
            "十十",
        ] {
            assert_eq!(choice(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_quantity_may_name_what_it_counts() {
        for (typed, expected) in
            [("3个人", Some(3)), ("三十岁", Some(30)), ("大概50人左右", Some(50)), ("两个", Some(2)), ("很多", None)]
        {
            assert_eq!(quantity(typed), expected, "{typed}");
        }
    }

    #[test]
    fn numbers_are_found_inside_a_sentence() {
        assert_eq!(inside("招100人以上或三十个"), [(100, "招", "人以上或三十个"), (30, "招100人以上或", "个")]);
        assert_eq!(inside("没有数"), []);
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in any::<String>()) {
            prop_assert!(choice(&text).is_none_or(|number| number <= 999));
            quantity(&text);
            inside(&text);
        }

        #[test]
        fn digits_mean_themselves(number in 0u32..=999) {
            prop_assert_eq!(choice(&number.to_string()), Some(number));
        }

        #[test]
        fn numerals_never_overflow(text in "[零一二两三四五六七八九十百千0-9]{0,12}") {
            choice(&text);
            inside(&text);
        }
    }
}
