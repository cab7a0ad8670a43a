//! A small county for the tests, shaped like the real one.

use jiff::Timestamp;

use super::OpeningIndex;
use crate::domain::calendar::WorkingDays;
use crate::domain::county::{AccountKind, Aims, County, Place, PrivacyNotice, Trade, Unit};
use crate::domain::id::{EnterpriseId, OpeningId, PlaceId, RuleId, TradeId, UnitId};
use crate::domain::keyword::{KeywordRule, Keywords};
use crate::domain::menu::Menu;
use crate::domain::opening::{Enterprise, Opening};
use crate::domain::pack::Pack;
use crate::domain::sign_up::SignUpRules;

/// No, name, place, trade, headcount.
const ENTERPRISES: [(i64, &str, &str, &str, u32); 17] = [
    (1, "富联精密", "ganzhou", "", 1000),
    (2, "赣州雄鼎电子有限公司", "zone", "electronics", 85),
    (5, "赣州雨燕服装有限公司", "zone", "garment", 80),
    (7, "江西优奕视界光电有限公司", "zone", "electronics", 35),
    (8, "江西晶华微电子有限公司", "zone", "electronics", 77),
    (9, "江西感谢科技有限公司", "zone", "", 9),
    (38, "兴国县宝华印务有限公司", "zone", "", 5),
    (34, "兴国县宝华山混凝土有限公司", "zone", "", 5),
    (44, "兴国尼克宝丹服饰有限责任公司", "hongmen", "garment", 70),
    (46, "兴国伟梦电子工业有限公司", "gaoxing", "electronics", 75),
    (11, "兴国信融服饰有限公司", "hongmen", "garment", 130),
    (19, "赣州市华锦体育用品有限公司", "zone", "sports", 88),
    (57, "兴国电子有限公司", "zone", "electronics", 7),
    (58, "兴国县小而大食品有限公司", "", "", 43),
    (61, "兴国潋江矿业有限公司", "", "", 42),
    (63, "江西新能原智能装备有限公司", "zone", "", 71),
    (64, "兴国红云旺食品有限公司", "", "food", 0),
];

/// Every enterprise that wants somebody has opening `no * 10`; 富联精密 has 11 as well, which ends.
pub fn index() -> OpeningIndex {
    OpeningIndex::build(&pack(), ENTERPRISES.map(enterprise).into(), openings())
}

/// The same, with some `no * 10 + 2` that say what the job is.
pub fn titled_index() -> OpeningIndex {
    let titled = [
        (5, "平车工（包吃住）"),
        (19, "平车工"),
        (46, "电子厂 普工"),
        (58, "普工"),
        (63, "招聘专员/招聘"),
        (34, "经开区 保洁"),
        (61, "雨燕 夜班保安"),
    ];
    let titled = titled.map(|(no, title)| Opening {
        id: OpeningId(no * 10 + 2),
        title: Some(title.to_owned()),
        ..opening(no, 3)
    });
    let openings = openings().into_iter().chain(titled).collect();
    OpeningIndex::build(&pack(), ENTERPRISES.map(enterprise).into(), openings)
}

fn openings() -> Vec<Opening> {
    let wanting = ENTERPRISES.into_iter().filter(|(.., headcount)| *headcount > 0);
    let mut openings: Vec<Opening> = wanting.map(|(no, .., headcount)| opening(no, headcount)).collect();
    let ends = Some(Timestamp::from_second(1_000_000_000).unwrap());
    openings.push(Opening { id: OpeningId(11), expires_at: ends, ..opening(1, 20) });
    openings.push(Opening { id: OpeningId(990), ..opening(99, 1) });
    openings
}

fn opening(no: i64, headcount: u32) -> Opening {
    Opening {
        id: OpeningId(no * 10),
        enterprise: EnterpriseId(no),
        title: None,
        headcount: Some(headcount),
        wage: None,
        requirements: None,
        source: "附件2".to_owned(),
        expires_at: None,
    }
}

fn enterprise((no, name, place, trade, _): (i64, &str, &str, &str, u32)) -> Enterprise {
    Enterprise {
        id: EnterpriseId(no),
        name: name.to_owned(),
        address: String::new(),
        place: PlaceId::parse(place).ok(),
        trade: TradeId::parse(trade).ok(),
        contacts: Vec::new(),
        phones: Vec::new(),
        wechat_same_number: false,
    }
}

fn pack() -> Pack {
    Pack {
        county: county(),
        units: vec![unit(16, "高兴镇"), unit(24, "长冈乡"), unit(25, "潋江镇")],
        places: vec![
            place("zone", "县经开区", "经开区 开发区 经济开发区 电子科技园", "潋江镇"),
            place("hongmen", "洪门工业园", "洪门 红门 洪门工业园", "潋江镇"),
            place("gaoxing", "高兴镇", "高兴镇 高兴圩", "高兴镇"),
            place("ganzhou", "赣州经开区（不在兴国）", "赣州 赣州经开区", ""),
        ],
        trades: vec![
            trade("garment", "服装", "服装 服饰 制衣", "服装厂 衣服 做衣服 平车"),
            trade("electronics", "电子", "电子 光电", "电子厂 手机厂"),
            trade("food", "食品", "食品", "食品厂"),
            trade("sports", "体育用品", "体育用品", "鞋厂 做鞋 鞋"),
            trade("new_energy", "新能源", "新能源", "新能源厂"),
        ],
        policies: Vec::new(),
        claimants: Vec::new(),
        forms: Vec::new(),
        keywords: Keywords::compile(vec![thanks(), jobs(), shifts()]),
        menu: Menu { buttons: Vec::new() },
        working_days: WorkingDays::default(),
        reminders: Vec::new(),
    }
}

fn thanks() -> KeywordRule {
    KeywordRule {
        id: RuleId::parse("thanks").unwrap(),
        words: words("谢谢 感谢"),
        exact: Vec::new(),
        priority: 0,
        about: Vec::new(),
        titles: false,
        unlisted: None,
        button: None,
        say: Some("不客气".to_owned()),
    }
}

/// Leads to a button.
fn jobs() -> KeywordRule {
    KeywordRule {
        id: RuleId::parse("jobs").unwrap(),
        words: words("招聘"),
        button: Some("openings".to_owned()),
        say: None,
        ..thanks()
    }
}

/// Says what no list says.
fn shifts() -> KeywordRule {
    let say = Some("问企业".to_owned());
    KeywordRule { id: RuleId::parse("shifts").unwrap(), words: words("夜班"), say, ..thanks() }
}

fn unit(id: u16, name: &str) -> Unit {
    let name = name.to_owned();
    Unit { id: UnitId(id), name, county_target: 1, fulian_target: 1, total_target: 2, aliases: Vec::new() }
}

fn place(id: &str, name: &str, spoken: &str, near_units: &str) -> Place {
    let (id, name) = (PlaceId::parse(id).unwrap(), name.to_owned());
    Place { id, name, in_address: Vec::new(), spoken: words(spoken), near_units: words(near_units) }
}

fn trade(id: &str, name: &str, in_name: &str, spoken: &str) -> Trade {
    Trade { id: TradeId::parse(id).unwrap(), name: name.to_owned(), in_name: words(in_name), spoken: words(spoken) }
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn county() -> County {
    County {
        name: "兴国县".to_owned(),
        account_name: "兴国就业".to_owned(),
        centre: "兴国县就业中心".to_owned(),
        hotline: "12333".to_owned(),
        hotline_hours: "工作时间".to_owned(),
        address: None,
        account: AccountKind::Service,
        verified: true,
        aims: Aims { year: 2024, fairs: 50, outings: 60, retention: 30 },
        privacy: PrivacyNotice {
            version: "1".to_owned(),
            purpose: "报名".to_owned(),
            retention: "一年".to_owned(),
            retention_days: 365,
            kept_after_erasure: "无".to_owned(),
        },
        campaigns: crate::domain::campaign::Rules::default(),
        source: "样例".to_owned(),
        source_date: None,
        follow_link: None,
        map_link: None,
        sign_up: SignUpRules {
            most_people: 20,
            offer_hours: 12,
            door_opens_minutes_before: 180,
            offer_ends_minutes_before: 60,
            quiet_from: jiff::civil::time(21, 0, 0, 0),
            quiet_to: jiff::civil::time(8, 0, 0, 0),
        },
        cards: false,
        inbox: None,
    }
}
