//! Values of templates, by the prefix of their keys (platform sheet 7.3, 7.4).

use guiyan::app::platform::template_data::{NoticeData, TemplateData};
use proptest::prelude::*;

fn template(key: &str, value: &str) -> bool {
    TemplateData::new([(key, value)]).is_ok()
}

fn notice(key: &str, value: &str) -> bool {
    NoticeData::new([(key, value)]).is_ok()
}

/// Taken by both tables, or refused by both.
fn assert_both(key: &str, value: &str, taken: bool) {
    assert_eq!((template(key, value), notice(key, value)), (taken, taken), "{key}: {value}");
}

#[test]
fn each_kind_takes_what_the_table_says() {
    let taken = [
        ("thing1", "春风行动就业援助月专场招聘会（东门进场）"),
        ("character_string2", "8F3K-2026/03 #1"),
        ("time3", "09:00"),
        ("time3", "2026年3月8日 09:00"),
        ("time3", "2026年3月8日 09:00~2026年3月8日 11:30"),
        ("date4", "2026年3月8日"),
        ("date4", "2026年12月31日 23:59:59"),
        ("amount5", "￥800.00"),
        ("amount5", "800元"),
        ("phone_number6", "0797-12333"),
        ("phone_number6", "+86-0797-12345678"),
        ("car_number7", "赣B12345"),
        ("const8", ""),
        ("phrase9", "审核通过"),
        ("enum10", "返乡"),
    ];
    for (key, value) in taken {
        assert_both(key, value, true);
    }
}

#[test]
fn each_kind_refuses_what_the_table_does_not_take() {
    let twenty_one = "二十一个汉字".repeat(4).chars().take(21).collect::<String>();
    let refused = [
        ("thing1", twenty_one.as_str()),
        ("thing1", ""),
        ("character_string2", "编号8F3K"),
        ("character_string2", "012345678901234567890123456789012"),
        ("time3", "上午九点"),
        ("time3", "25:00"),
        ("time3", "2026年2月30日 09:00"),
        ("time3", "2026年3月8日"),
        ("time3", "09:00~10:00~11:00"),
        ("date4", "2026-03-08"),
        ("date4", "2026年13月8日"),
        ("amount5", "八百元"),
        ("amount5", "￥￥800"),
        ("amount5", "￥"),
        ("amount5", "1.2.3"),
        ("phone_number6", "县就业中心"),
        ("phone_number6", "012345678901234567"),
        ("car_number7", "赣B12345678"),
        ("const8", twenty_one.as_str()),
        ("phrase9", "审核已经通过"),
        ("phrase9", "OK"),
        ("enum10", ""),
        ("first", "您好"),
        ("remark", "感谢"),
    ];
    for (key, value) in refused {
        assert_both(key, value, false);
    }
}

#[test]
fn notices_have_shorter_amounts_and_kinds_of_their_own() {
    assert!(template("amount1", "123456789012") && !template("amount1", "1234567890123"));
    assert!(notice("amount1", "1234567890") && !notice("amount1", "12345678901"));
    assert!(notice("number1", "12.5") && !notice("number1", "十二"));
    assert!(notice("letter1", "ABC") && !notice("letter1", "AB1"));
    assert!(notice("symbol1", "+-*/%") && !notice("symbol1", "+-*/%!") && !notice("symbol1", "a"));
    assert!(notice("name1", "阿卜杜拉·买买提江") && !notice("name1", "一二三四五六七八九十甲"));
    assert!(notice("name1", "Zhang San") && !notice("name1", "A name of more than twenty"));
    // The template table does not know these: what is not known is only bounded.
    assert!(template("number1", "十二") && template("name1", "一二三四五六七八九十甲"));
}

#[test]
fn a_refusal_names_the_field_and_the_rule_for_staff() {
    let error = TemplateData::new([("thing1", "好"), ("time2", "明天")]).unwrap_err();
    assert_eq!(error.key, "time2");
    assert_eq!(error.to_string(), "模板字段 time2 要写成时间，如 2026年3月8日 09:00，起止用 ~ 连接");
}

#[test]
fn emoji_and_line_breaks_are_taken_out_and_values_stay_out_of_the_log() {
    let data = TemplateData::new([("thing1", "  春风\n行动🎉👨‍👩‍👧招聘会❤️ ")]).unwrap();
    assert_eq!(data.iter().collect::<Vec<_>>(), [("thing1", "春风 行动招聘会")]);
    assert_eq!(format!("{data:?}"), "{\"thing1\"}");
    assert!(!template("thing1", "🎉"), "nothing is left");
    assert!(template("name1", "𠮷田"), "a rare hanzi is no emoji");
}

fn any_key() -> impl Strategy<Value = String> {
    const KINDS: &[&str] = &[
        "thing",
        "character_string",
        "time",
        "date",
        "amount",
        "phone_number",
        "car_number",
        "const",
        "phrase",
        "number",
        "letter",
        "symbol",
        "name",
        "short_thing",
        "keyword",
    ];
    (prop::sample::select(KINDS), 0..30_u8).prop_map(|(kind, number)| format!("{kind}{number}"))
}

/// Texts near the rules' edges, as well as any at all.
fn any_value() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[0-9.￥元]{0,16}",
        "[0-9]{1,2}:[0-9]{1,2}",
        "20[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日( [0-9]{1,2}:[0-9]{2})?(~[0-9]{2}:[0-9]{2})?",
        "[招聘会a-z0-9+\\-]{0,40}",
    ]
}

proptest! {
    #[test]
    fn what_is_taken_keeps_the_limits_and_is_taken_again(key in any_key(), value in any_value()) {
        let taken = [
            TemplateData::new([(&*key, &*value)]).map(|data| data.iter().next().map(|(_, value)| value.to_owned())),
            NoticeData::new([(&*key, &*value)]).map(|data| data.iter().next().map(|(_, value)| value.to_owned())),
        ];
        for kept in taken.into_iter().flatten().flatten() {
            let chars = kept.chars().count();
            let limit = match key.trim_end_matches(char::is_numeric) {
                "thing" | "const" => 20,
                "character_string" => 32,
                "phone_number" => 17,
                "car_number" => 8,
                "phrase" => 5,
                // A sign, 12 digits, a point, 元.
                "amount" => 15,
                _ => 200,
            };
            prop_assert!(chars <= limit, "{}: {}", key, kept);
            prop_assert!(!kept.contains(char::is_control), "{}", kept);
            prop_assert!(!kept.is_empty() || key.starts_with("const"));
            prop_assert!(template(&key, &kept) || notice(&key, &kept), "{}: {}", key, kept);
        }
    }

    #[test]
    fn every_moment_is_taken_as_a_time_and_every_day_as_a_date(
        (year, month, day) in (2000..2100_i16, 1..=12_i8, 1..=28_i8),
        (hour, minute) in (0..24_i8, 0..60_i8),
    ) {
        let day = format!("{year}年{month}月{day}日");
        let moment = format!("{day} {hour:02}:{minute:02}");
        prop_assert!(template("time1", &moment) && notice("time1", &moment));
        prop_assert!(template("date1", &day) && notice("date1", &day));
        let range = format!("{moment}~{moment}");
        prop_assert!(template("time1", &range) && notice("date1", &range));
    }

    #[test]
    fn up_to_twenty_characters_are_a_thing_and_more_are_not(text in "[招聘会岗位0-9A-Za-z（），]{1,40}") {
        prop_assert_eq!(template("thing1", &text), text.chars().count() <= 20);
    }
}
