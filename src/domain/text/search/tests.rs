use proptest::prelude::*;

use std::sync::LazyLock;

use jiff::Timestamp;

use super::{Extent, OpeningIndex, OpeningQuery, sample};
use crate::domain::id::{EnterpriseId, OpeningId, PlaceId, TradeId, UnitId};

fn index() -> &'static OpeningIndex {
    static INDEX: LazyLock<OpeningIndex> = LazyLock::new(sample::index);
    &INDEX
}

fn trades(ids: &[&str]) -> Vec<TradeId> {
    ids.iter().map(|id| TradeId::parse(id).unwrap()).collect()
}

fn places(ids: &[&str]) -> Vec<PlaceId> {
    ids.iter().map(|id| PlaceId::parse(id).unwrap()).collect()
}

fn find(text: &str) -> Vec<i64> {
    let index = index();
    index.find(&index.understand(text), Timestamp::UNIX_EPOCH).into_iter().map(|id| id.0).collect()
}

#[test]
fn trades_and_places_are_understood_however_they_are_typed() {
    let index = index();
    for (typed, in_trades, in_places) in [
        ("找服装厂的活", &["garment"][..], &[][..]),
        ("经开区电子厂还招人吗", &["electronics"], &["zone"]),
        ("fuzhuang", &["garment"], &[]),
        ("fuzhuangchang", &["garment"], &[]),
        ("浮装", &["garment"], &[]),
        ("電子廠", &["electronics"], &[]),
        ("开发区", &[], &["zone"]),
        ("kaifaqu", &[], &["zone"]),
        ("开发区有dianzichang吗", &["electronics"], &["zone"]),
        ("高兴镇有厂吗", &[], &["gaoxing"]),
        ("高兴有厂吗", &[], &["gaoxing"]),
        ("鞋厂", &["sports"], &[]),
        ("鞋", &["sports"], &[]),
        ("洪门那边的服装厂", &["garment"], &["hongmen"]),
        ("红门的服装厂", &["garment"], &["hongmen"]),
        ("服装或者电子", &["garment", "electronics"], &[]),
        ("潋江", &[], &["zone", "hongmen"]),
        ("电子科技园", &[], &["zone"]),
        ("服装厂，高兴", &["garment"], &["gaoxing"]),
        ("高兴 电子", &["electronics"], &["gaoxing"]),
        ("服 装 厂", &["garment"], &[]),
        ("有西服。装修要人吗", &[], &[]),
    ] {
        let expected = OpeningQuery { trades: trades(in_trades), places: places(in_places), ..Default::default() };
        assert_eq!(index.understand(typed), expected, "{typed}");
    }
}

#[test]
fn enterprises_are_known_by_what_people_call_them() {
    for (typed, openings) in [
        ("雨燕", &[50][..]),
        ("雨燕服装招人吗", &[50]),
        ("赣州雨燕服装有限公司", &[50]),
        ("yuyan", &[50]),
        ("富联", &[10, 11]),
        ("富联精密在哪", &[10, 11]),
        ("优奕", &[70]),
        ("优奕还招人吗", &[70]),
        ("潋江矿业", &[610]),
        ("宝华", &[380, 340]),
    ] {
        let index = index();
        let named = index.understand(typed).named.into_iter().map(|id| id.0).collect::<Vec<_>>();
        assert_eq!(named, openings, "{typed}");
        assert_eq!(find(typed), openings, "{typed}");
    }
}

#[test]
fn an_enterprise_that_offers_nothing_is_known_all_the_same() {
    let index = index();
    for typed in ["红云旺", "红云旺还招人吗"] {
        let query = OpeningQuery { nothing_at: Some(EnterpriseId(64)), ..OpeningQuery::default() };
        assert_eq!(index.understand(typed), query, "{typed}");
        assert!(find(typed).is_empty(), "{typed}");
    }
}

#[test]
fn numbers_and_nearness_are_understood() {
    let index = index();
    let query = OpeningQuery::default();
    for (typed, expected) in [
        ("家附近有活干吗", OpeningQuery { near_home: true, ..query.clone() }),
        ("长冈乡有厂吗", OpeningQuery { near_home: true, ..query.clone() }),
        ("招人最多的厂", OpeningQuery { most_first: true, ..query.clone() }),
        ("招100人以上的", OpeningQuery { at_least: Some(100), ..query.clone() }),
        ("开发区附近的厂", OpeningQuery { places: places(&["zone"]), ..query.clone() }),
    ] {
        assert_eq!(index.understand(typed), expected, "{typed}");
    }
    assert_eq!(index.unit_named("长冈乡有厂吗"), Some(UnitId(24)));
}

#[test]
fn what_asks_for_no_opening_is_understood_as_nothing() {
    let index = index();
    for typed in ["", "？", "你好", "工资多少", "今天很高兴", "视频", "谢谢", "13800000001", "张三", "感谢"]
    {
        assert!(index.understand(typed).is_empty(), "{typed}: {:?}", index.understand(typed));
    }
}

#[test]
fn trade_and_place_narrow_each_other_and_nothing_is_invented() {
    assert_eq!(find("服装"), [50, 440, 110]);
    assert_eq!(find("洪门的服装厂"), [440, 110]);
    assert!(find("高兴镇的服装厂").is_empty());
    assert_eq!(find("招70人以上的服装厂"), [50, 440, 110]);
    assert_eq!(find("招80人以上的服装厂"), [50, 110]);
    assert_eq!(find("招人最多的服装厂"), [110, 50, 440]);
}

#[test]
fn a_job_is_found_by_its_title_first_and_its_trade_follows() {
    let index = sample::titled_index();
    let find = |text: &str| -> Vec<i64> {
        index.find(&index.understand(text), Timestamp::UNIX_EPOCH).into_iter().map(|id| id.0).collect()
    };
    for (typed, found) in [
        // Whatever the factory's trade; 平车 is garment work, so the garment factories follow.
        ("平车工", &[52, 192, 50, 440, 110][..]),
        ("平车", &[52, 192, 50, 440, 110]),
        ("平车工还招人吗", &[52, 192, 50, 440, 110]),
        ("洪门的平车工", &[440, 110]),
        ("经开区的平车工", &[52, 192, 50]),
        ("普工", &[462, 582]),
        ("有普工吗", &[462, 582]),
        ("pugong", &[462, 582]),
        ("高兴镇的普工", &[462]),
        ("洪门的普工", &[]),
        // A trade that is named stays what it was; the job comes first.
        ("服装厂平车工", &[52, 50, 440, 110]),
        ("招人最多的服装厂，平车工", &[52, 110, 50, 440]),
        // So does an enterprise.
        ("雨燕平车工", &[52, 50]),
        // A part of a title, where it is all that was typed.
        ("专员", &[632]),
        ("保洁", &[342]),
        // A place, an enterprise and what a keyword speaks of stay what they are.
        ("雨燕", &[50, 52]),
        ("夜班保安", &[612]),
    ] {
        assert_eq!(find(typed), found, "{typed}: {:?}", index.understand(typed));
    }
    for typed in ["包吃住", "夜班", "10", "工", "张三", "我找招聘信息", "经开区", "经开区的厂"] {
        assert!(index.understand(typed).titles.is_empty(), "{typed}");
    }
}

#[test]
fn enterprises_are_counted_not_their_openings() {
    let index = sample::titled_index();
    let count =
        |trade: &str| index.trades_present(Timestamp::UNIX_EPOCH).into_iter().find(|(id, _)| id.as_str() == trade);
    assert_eq!(count("garment").map(|(_, count)| count), Some(3));
    let garment = index.find(&index.understand("服装"), Timestamp::UNIX_EPOCH);
    assert_eq!(index.extent(&garment), Extent { openings: 4, enterprises: 3, people: 283 });
    let late = Timestamp::from_second(2_000_000_000).unwrap();
    assert_eq!(index.find(&index.understand("富联"), late).len(), 1, "an opening that is over counts nowhere");
}

#[test]
fn an_expired_opening_is_not_found_but_can_still_be_read() {
    let index = index();
    let late = Timestamp::from_second(2_000_000_000).unwrap();
    let query = index.understand("富联");
    assert_eq!(index.find(&query, late), [OpeningId(10)]);
    assert!(index.get(OpeningId(11)).is_some());
    assert!(index.get(OpeningId(999)).is_none());
}

#[test]
fn trades_and_places_are_counted_most_first() {
    let index = index();
    let present = index.trades_present(Timestamp::UNIX_EPOCH);
    let present: Vec<_> = present.iter().map(|(trade, count)| (trade.as_str(), *count)).collect();
    assert_eq!(present, [("electronics", 5), ("garment", 3), ("sports", 1)]);
    assert_eq!(index.places_present(Timestamp::UNIX_EPOCH).first().map(|(place, _)| place.as_str()), Some("zone"));
    assert_eq!(index.places_near(UnitId(16)), places(&["gaoxing"]));
    assert_eq!(index.places_near(UnitId(99)), []);
}

proptest! {
    #[test]
    fn only_openings_that_exist_are_found(text in "[找服装厂经开区电子雨燕富联附近招人最多0-9以上a-z]{0,10}") {
        let index = index();
        for id in index.find(&index.understand(&text), Timestamp::UNIX_EPOCH) {
            prop_assert!(index.get(id).is_some());
        }
    }

    #[test]
    fn no_text_is_too_odd(text in any::<String>()) {
        index().understand(&text);
    }
}
