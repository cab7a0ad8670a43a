//! Texts, lists and ids with the platform's limits in their types.

use guiyan::app::platform::followers::{BlacklistBatch, InfoBatch, Remark};
use guiyan::app::platform::id::{ClientMessageId, MessageId, MiniProgramId};
use guiyan::app::platform::limit::{Bytes, Chars, OutOfBounds, Unit};
use guiyan::app::platform::mass::Receivers;
use guiyan::app::platform::tags::{TagBatch, TagName};
use guiyan::domain::id::OpenId;
use proptest::prelude::*;

fn openids(count: usize) -> Vec<OpenId> {
    (0..count).map(|number| OpenId::parse(&format!("oEMPcentre{number:018}")).unwrap()).collect()
}

#[test]
fn lists_are_as_long_as_the_platform_takes() {
    let two = |count| OutOfBounds { has: count, min: 2, max: 10_000, unit: Unit::Items };
    assert!(Receivers::new(openids(2)).is_ok() && Receivers::new(openids(10_000)).is_ok());
    assert_eq!(Receivers::new(openids(1)), Err(two(1)));
    assert_eq!(Receivers::new(openids(10_001)), Err(two(10_001)));
    assert!(TagBatch::new(openids(50)).is_ok() && TagBatch::new(openids(51)).is_err());
    assert!(InfoBatch::new(openids(100)).is_ok() && InfoBatch::new(openids(101)).is_err());
    assert!(BlacklistBatch::new(openids(20)).is_ok() && BlacklistBatch::new(openids(21)).is_err());
    assert!(TagBatch::new(Vec::new()).is_err() && BlacklistBatch::new(Vec::new()).is_err());
}

#[test]
fn names_and_remarks_are_counted_in_characters() {
    assert!(TagName::new("返".repeat(30)).is_ok() && TagName::new("返".repeat(31)).is_err());
    assert!(Remark::new("李".repeat(29)).is_ok() && Remark::new("李".repeat(30)).is_err());
    assert!(Remark::new("").is_ok(), "an empty remark takes the old one away");
}

#[test]
fn staff_read_in_chinese_what_is_too_long() {
    let error = Chars::<4>::new("找工作找工作").unwrap_err();
    assert_eq!(error.to_string(), "现在是6个字，平台只收1到4个字");
    let error = Bytes::<16>::new("六个汉字太长").unwrap_err();
    assert_eq!(error.to_string(), "现在是18字节，平台只收1到16字节");
}

#[test]
fn what_people_wrote_does_not_show_in_a_log() {
    assert_eq!(format!("{:?}", Chars::<30>::new("老李").unwrap()), "Chars<30>(6 bytes)");
    assert_eq!(format!("{:?}", Remark::new("老李").unwrap()), "Remark(6 bytes)");
}

#[test]
fn a_key_has_at_most_32_bytes() {
    assert!(ClientMessageId::parse(&"k".repeat(32)).is_ok());
    for wrong in ["", "a b", "键", &"k".repeat(33)] {
        assert!(ClientMessageId::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_mini_program_is_named_in_lower_case() {
    assert!(MiniProgramId::parse("wx0123456789abcdef").is_ok());
    for wrong in ["", "wx0123456789ABCDEF", "gh_0123456789ab", &format!("wx{}", "0".repeat(63))] {
        assert!(MiniProgramId::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn an_id_is_read_from_a_number_or_a_text_and_is_whole() {
    for json in ["3147483650000000001", "\"3147483650000000001\""] {
        let id: MessageId = serde_json::from_str(json).unwrap();
        assert_eq!(id.as_str(), "3147483650000000001");
    }
    let largest = u64::MAX.to_string();
    assert_eq!(serde_json::from_str::<MessageId>(&largest).unwrap().as_str(), largest);
    for wrong in ["\"\"", "\"a b\"", "-1", "1.5", "null", "[]", "\"消息\""] {
        assert!(serde_json::from_str::<MessageId>(wrong).is_err(), "{wrong}");
    }
}

proptest! {
    #[test]
    fn a_text_is_taken_exactly_within_its_bounds(text in any::<String>()) {
        let (chars, bytes) = (text.chars().count(), text.len());
        prop_assert_eq!(Chars::<8>::new(&*text).is_ok(), (1..=8).contains(&chars));
        prop_assert_eq!(Bytes::<16>::new(&*text).is_ok(), (1..=16).contains(&bytes));
    }

    #[test]
    fn a_taken_text_goes_out_as_it_is(text in "[招聘&<>\"a-z ]{1,8}") {
        let json = serde_json::to_string(&Chars::<8>::new(&*text).unwrap()).unwrap();
        prop_assert!(!json.contains("\\u"));
        prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
