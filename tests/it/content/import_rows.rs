//! Rows of a list: what is taken, what is doubtful, what is left out. All data here is made up.

use guiyan::app::import::flaw::{Imported, Severity};
use guiyan::app::import::read::read_table;
use guiyan::app::import::{Known, enterprises, openings};
use guiyan::domain::county::{Place, Trade};
use guiyan::domain::id::{PlaceId, TradeId};
use guiyan::domain::opening::{Opening, PhoneKind};

const HEADING: &str = "序号,企业名称,企业地址,招工人数,联系人,联系电话\n";

fn import(rows: &str) -> Imported {
    let table = read_table("a.csv", (HEADING.to_owned() + rows).as_bytes()).unwrap();
    enterprises(&table, &trades(), &places(), "测试").unwrap()
}

fn trades() -> Vec<Trade> {
    let trade = |id: &str, piece: &str| Trade {
        id: TradeId::parse(id).unwrap(),
        name: piece.to_owned(),
        in_name: vec![piece.to_owned()],
        spoken: Vec::new(),
    };
    vec![trade("garment", "服装"), trade("electronics", "电子")]
}

fn places() -> Vec<Place> {
    let place = |id: &str, pieces: &[&str]| Place {
        id: PlaceId::parse(id).unwrap(),
        name: pieces[0].to_owned(),
        in_address: pieces.iter().map(|piece| (*piece).to_owned()).collect(),
        spoken: Vec::new(),
        near_units: Vec::new(),
    };
    vec![place("zone", &["经济开发区", "开发区"]), place("city", &["赣州经济开发区"])]
}

/// Severity and reason of the flaws.
fn told(imported: &Imported) -> Vec<(Severity, &str)> {
    imported.flaws.iter().map(|flaw| (flaw.severity, flaw.reason.as_str())).collect()
}

#[test]
fn a_sound_row_is_taken_without_a_word() {
    let imported = import("1,兴国某某服装有限公司,兴国县经济开发区1号,85,张 先生,13800000001\n");
    assert_eq!(told(&imported), []);
    let enterprise = &imported.drafts[0].enterprise;
    assert_eq!(enterprise.contacts, ["张先生"]);
    assert_eq!(enterprise.trade.as_ref().unwrap().as_str(), "garment");
    assert_eq!(enterprise.place.as_ref().unwrap().as_str(), "zone");
    assert_eq!(imported.drafts[0].openings[0].headcount, Some(85));
}

#[test]
fn the_first_trade_of_the_file_and_the_longest_place_win() {
    let imported = import("1,某某电子服装厂,赣州经济开发区1号,85,张先生,13800000001\n");
    let enterprise = &imported.drafts[0].enterprise;
    assert_eq!(enterprise.trade.as_ref().unwrap().as_str(), "garment");
    assert_eq!(enterprise.place.as_ref().unwrap().as_str(), "city");
}

#[test]
fn a_row_without_a_name_or_a_headcount_is_left_out() {
    let imported = import(
        "1,,经济开发区1号,5,张先生,13800000001\n\
         2,甲厂,经济开发区1号,,张先生,13800000001\n\
         3,乙厂,经济开发区1号,很多,张先生,13800000001\n\
         4,丙厂,经济开发区1号,0,张先生,13800000001\n\
         5,丁厂,经济开发区1号,4294967296,张先生,13800000001\n",
    );
    assert!(imported.drafts.is_empty());
    assert!(imported.flaws.iter().all(|flaw| flaw.severity == Severity::Error));
    let at: Vec<_> = imported.flaws.iter().map(|flaw| (flaw.row, flaw.no.as_deref().unwrap(), flaw.field)).collect();
    let expected =
        [(2, "1", "企业名称"), (3, "2", "招工人数"), (4, "3", "招工人数"), (5, "4", "招工人数"), (6, "5", "招工人数")];
    assert_eq!(at, expected);
    assert_eq!(imported.summary().to_string(), "读到5行：导入0行，其中0行有疑点；没有导入5行。岗位0个，共招0人。");
}

#[test]
fn the_second_row_of_one_name_is_left_out() {
    let imported = import(
        "1,甲厂,经济开发区1号,5,张先生,13800000001\n2,甲 厂,经济开发区2号,6,李先生,13800000002\n3,甲厂,经济开发区3号,7,王先生,13800000003\n",
    );
    assert_eq!(imported.drafts.len(), 1);
    let again = "与第2行重名，这一行没有导入";
    assert_eq!(told(&imported), [(Severity::Error, again), (Severity::Error, again)]);
}

#[test]
fn phones_are_kept_as_printed_whatever_they_are() {
    let kinds = |printed: &str| {
        let imported = import(&format!("1,甲厂,经济开发区1号,5,张先生,{printed}\n"));
        let phone = imported.drafts[0].enterprise.phones[0].clone();
        assert_eq!(phone.printed, printed);
        assert_eq!(imported.flaws.len(), usize::from(matches!(phone.kind, PhoneKind::Doubtful { .. })));
        phone.kind
    };
    assert_eq!(kinds("13800000001"), PhoneKind::Mobile);
    for landline in ["0797-5000000", "07975000000", "010-50000000", "（0797）5000000"] {
        assert_eq!(kinds(landline), PhoneKind::Landline, "{landline}");
    }
    for (doubtful, reason) in [
        ("1380000000", "少一位"),
        ("138000000012", "12位"),
        ("5000000", "没有区号"),
        ("12800000001", "没有这样开头的"),
        ("微信", "不是电话号码"),
        ("0797-50", "6位"),
    ] {
        let PhoneKind::Doubtful { reason: told } = kinds(doubtful) else { panic!("{doubtful} is not doubted") };
        assert!(told.contains(reason), "{doubtful}: {told}");
    }
}

#[test]
fn contacts_that_do_not_fit_the_phones_are_told() {
    let imported = import(
        "1,甲厂,经济开发区1号,5,张先生|李女士,13800000001\n\
         2,乙厂,经济开发区1号,5,王 生陈先生钟女士,13800000002\n\
         3,丙厂,经济开发区1号,5,,13800000003\n\
         4,丁厂,经济开发区1号,5,张先生,\n",
    );
    let expected = [
        (Severity::Warning, "联系人2位，电话1个，对不上，请核对"),
        (Severity::Warning, "几位联系人连写在一起，分不清谁是谁，照原样显示"),
        (Severity::Warning, "没有联系人"),
        (Severity::Warning, "没有电话，看到的人没法联系"),
    ];
    assert_eq!(told(&imported), expected);
    assert_eq!(imported.drafts[1].enterprise.contacts, ["王生陈先生钟女士"]);
}

#[test]
fn a_number_of_two_enterprises_is_told_at_both() {
    let imported = import(
        "1,甲厂,经济开发区1号,5,张先生,13800000001\n2,乙厂,经济开发区1号,5,李先生,13800000002\n3,丙厂,经济开发区1号,5,王先生,13800000001\n",
    );
    let expected =
        [(Severity::Warning, "与第4行丙厂的号码相同，请核对"), (Severity::Warning, "与第2行甲厂的号码相同，请核对")];
    assert_eq!(told(&imported), expected);
}

#[test]
fn an_unusual_or_unknown_place_is_told() {
    let imported = import(
        "1,甲厂,开发区1号,5,张先生,13800000001\n2,乙厂,天边,5,李先生,13800000002\n3,丙厂,,5,王先生,13800000003\n",
    );
    let severities: Vec<_> = imported.flaws.iter().map(|flaw| (flaw.row, flaw.severity)).collect();
    assert_eq!(severities, [(2, Severity::Note), (3, Severity::Warning), (4, Severity::Warning)]);
    assert_eq!(imported.drafts[1].enterprise.place, None);
}

#[test]
fn a_cell_that_looks_like_a_formula_is_only_text() {
    let imported = import("1,=HYPERLINK(0)厂,@经济开发区,5,+张先生,13800000001\n");
    assert_eq!(imported.drafts[0].enterprise.name, "=HYPERLINK(0)厂");
    assert_eq!(imported.drafts[0].enterprise.contacts, ["+张先生"]);
}

#[test]
fn names_and_addresses_are_bounded() {
    let imported = import(&format!("1,{},经济开发区,5,,13800000001\n", "厂".repeat(61)));
    assert_eq!(imported.summary().left_out, 1);
    let imported = import(&format!("1,甲厂,{},5,,13800000001\n", "路".repeat(201)));
    assert_eq!(imported.summary().left_out, 1);
}

#[test]
fn a_flaw_reads_in_one_line() {
    let imported = import("47,甲厂,经济开发区1号,5,\"张先生\n李先生\",1380000000\n");
    let lines: Vec<_> = imported.flaws.iter().map(ToString::to_string).collect();
    let expected = [
        "警告 第2行（序号47） 联系电话“1380000000”：手机号只有10位，少一位，请核对",
        "警告 第2行（序号47） 联系人“张先生|李先生”：联系人2位，电话1个，对不上，请核对",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn later_openings_say_what_the_enterprise_says() {
    let known = import("1,甲厂,经济开发区1号,5,张先生,13800000001\n").drafts.remove(0).enterprise;
    let rows = "企业名称,岗位,招工人数,工资,要求,截止日期,来源\n\
                甲 厂,车位,10,计件,熟手,2030/6/5,来电\n\
                甲厂,杂工,,,,,\n\
                乙厂,车位,1,,,,\n\
                甲厂,,1,,,,\n\
                甲厂,尾部,1,,,下个月,\n\
                丙厂,,很多,,,明天,\n\
                甲厂,门卫,1,,,2026年2月6日,\n";
    let table = read_table("a.csv", rows.as_bytes()).unwrap();
    let now = "2026-02-07T09:30:00+08:00".parse().unwrap();
    let imported =
        openings(&table, &Known { enterprises: std::slice::from_ref(&known), openings: Vec::new() }, ("表格", now))
            .unwrap();
    let [draft] = imported.drafts.as_slice() else { panic!("{:#?}", imported.drafts) };
    assert_eq!(draft.enterprise, known);
    let [first, second, over] = draft.openings.as_slice() else { panic!("{:#?}", draft.openings) };
    assert_eq!(
        (first.title.as_deref(), first.headcount, first.wage.as_deref()),
        (Some("车位"), Some(10), Some("计件"))
    );
    assert_eq!((first.source.as_str(), second.source.as_str()), ("来电", "表格"));
    assert_eq!(first.expires_at, Some("2030-06-06T00:00:00+08:00".parse().unwrap()));
    assert_eq!((second.headcount, &second.wage, second.expires_at), (None, &None, None));
    assert_eq!(over.expires_at, Some("2026-02-07T00:00:00+08:00".parse().unwrap()));
    let (refused, warned): (Vec<_>, Vec<_>) = imported.flaws.iter().partition(|flaw| flaw.severity == Severity::Error);
    assert_eq!(warned.iter().map(|flaw| (flaw.row, flaw.field)).collect::<Vec<_>>(), [(8, "截止日期")], "it is over");
    let refused: Vec<_> = refused.iter().map(|flaw| (flaw.row, flaw.field)).collect();
    assert_eq!(
        refused,
        [(4, "企业名称"), (5, "岗位"), (6, "截止日期"), (7, "企业名称"), (7, "岗位"), (7, "招工人数"), (7, "截止日期")]
    );
}

#[test]
fn what_would_stand_there_twice_is_told() {
    let known = import("1,甲厂,经济开发区1号,5,张先生,13800000001\n").drafts.remove(0).enterprise;
    let read = |there: Vec<&Opening>, rows: &str| {
        let table = read_table("a.csv", format!("企业名称,岗位,招工人数,来源\n{rows}").as_bytes()).unwrap();
        let known = Known { enterprises: std::slice::from_ref(&known), openings: there };
        openings(&table, &known, ("11月岗位（改）", jiff::Timestamp::UNIX_EPOCH)).unwrap()
    };
    let told = |imported: &Imported| {
        imported.flaws.iter().map(|flaw| (flaw.row, flaw.severity, flaw.reason.clone())).collect::<Vec<_>>()
    };
    let imported = read(Vec::new(), "甲厂,车位,10,\n甲厂,车位,10,\n甲厂,车位,12,\n");
    assert_eq!(told(&imported), [(3, Severity::Error, "和上面的一行一样，这一行没有导入".to_owned())]);
    assert_eq!(imported.drafts[0].openings.len(), 2, "they want others too");

    let mut there = imported.drafts[0].openings[0].clone();
    there.source = "11月岗位".to_owned();
    let flaws = told(&read(vec![&there], "甲厂,车位,10,\n甲厂,车位,10,11月岗位\n甲厂,杂工,10,\n"));
    let [(2, Severity::Warning, reason)] = flaws.as_slice() else { panic!("{flaws:?}") };
    assert!(reason.contains("已经有这个岗位，来自“11月岗位”"), "{reason}");
}
