//! A table of activities as staff write it. All data here is made up.

use guiyan::app::content;
use guiyan::app::export::template;
use guiyan::app::import::activities;
use guiyan::app::import::activities::ImportedActivities;
use guiyan::app::import::flaw::Severity;
use guiyan::app::import::read::read_table;
use guiyan::domain::activity::{Activity, ActivityKind};
use jiff::Timestamp;

const HEADING: &str = "编号,名称,类别,日期,开始,结束,地点,集合,主办单位,名额,场次,排队,报名表,带什么,电话,报名开始,报名截止,限乡镇,限年龄,状态\n";
/// A sound row; what each case changes of it stands in the case.
const ROW: &str = "CF01,春风行动招聘会,招聘会,2026-03-07,9:00,11:30,县就业之家,2路车,,300,,,,身份证、简历,0797-5000000,,2026-03-06,,,\n";

fn now() -> Timestamp {
    "2026-02-07T01:00:00Z".parse().unwrap()
}

fn import_table(name: &str, bytes: &[u8]) -> ImportedActivities {
    let pack = content::load(&content::built_in()).unwrap().pack;
    activities(&read_table(name, bytes).unwrap(), &pack, now()).unwrap()
}

fn import(rows: &str) -> ImportedActivities {
    import_table("a.csv", (HEADING.to_owned() + rows).as_bytes())
}

fn sound(rows: &str) -> Activity {
    let mut imported = import(rows);
    assert_eq!(imported.flaws, []);
    imported.activities.remove(0)
}

/// Field and reason of the one flaw of a row.
fn flaw(row: &str) -> (Severity, &'static str, String) {
    let imported = import(row);
    let [flaw] = imported.flaws.as_slice() else { panic!("{row}: {:#?}", imported.flaws) };
    assert_eq!(imported.activities.len(), usize::from(flaw.severity != Severity::Error), "{row}");
    (flaw.severity, flaw.field, flaw.reason.clone())
}

fn at(text: &str) -> Timestamp {
    format!("{text}+08:00").parse().unwrap()
}

#[test]
fn a_sound_row_is_an_activity() {
    let activity = sound(ROW);
    assert_eq!((activity.slug.as_str(), activity.kind), ("no:CF01", ActivityKind::JobFair));
    assert_eq!((activity.starts_at, activity.ends_at), (at("2026-03-07T09:00"), at("2026-03-07T11:30")));
    assert_eq!(activity.closes_at, at("2026-03-07T00:00"), "a day alone counts in full");
    assert_eq!((activity.capacity, activity.queues), (Some(300), true));
    assert_eq!(activity.bring, ["身份证", "简历"]);
    assert_eq!((activity.meet.as_deref(), activity.phone.as_str()), (Some("2路车"), "0797-5000000"));
    assert_eq!(activity.forms.iter().map(|form| form.as_str()).collect::<Vec<_>>(), ["job_fair"]);
    assert!(!activity.sample && !activity.called_off);
}

#[test]
fn what_is_not_said_is_as_usual() {
    let activity = sound(",看电影,观影,2026/3/8,下午7点,晚上9点半,文化馆,,,,,,,,,,,,,\n");
    assert_eq!(activity.slug, "row:职工观影日:2026-03-08:看电影");
    assert_eq!((activity.starts_at, activity.closes_at), (at("2026-03-08T19:00"), at("2026-03-08T19:00")));
    assert_eq!((activity.capacity, activity.opens_at, activity.unit), (None, None, None));
    assert_eq!(activity.phone, "12333", "the county's own number");
    assert_eq!(activity.forms.first().unwrap().as_str(), "activity");
}

#[test]
fn a_fair_of_two_sessions_has_seats_in_each() {
    let row = ROW.replace("300,,", "300,上午场 9:00-10:00 150人；下半场 10:00-11:30,否");
    let activity = sound(&row);
    let sessions: Vec<_> = activity.sessions.iter().map(|s| (s.number.0, s.name.as_str(), s.capacity)).collect();
    assert_eq!(sessions, [(1, "上午场", Some(150)), (2, "下半场", None)]);
    assert_eq!(activity.sessions[1].starts_at, at("2026-03-07T10:00"));
    assert!(!activity.queues);
}

#[test]
fn whom_it_is_for_is_checked_against_what_the_form_asks() {
    let (_, field, reason) = flaw(&ROW.replace("2026-03-06,,", "2026-03-06,长冈乡、埠头,"));
    assert_eq!((field, reason.contains("没有必答的乡镇")), ("报名表", true), "{reason}");
    let (_, field, reason) = flaw(&ROW.replace("2026-03-06,,,", "2026-03-06,,18-60,"));
    assert_eq!((field, reason.contains("没有必答的身份证号")), ("报名表", true), "{reason}");
}

#[test]
fn an_activity_is_called_off_by_its_own_row() {
    let before = sound(ROW);
    let after = sound(&ROW.replace(",,,\n", ",,,取消\n"));
    assert!(after.called_off);
    assert_eq!(Activity { called_off: false, ..after }, before);
    let moved = sound(&ROW.replace("2026-03-07", "2026-03-14"));
    assert_eq!(moved.slug, before.slug, "a number finds it again on another day");
}

#[test]
fn every_flaw_is_told_with_what_to_write_instead() {
    for (from, to, field, piece) in [
        ("春风行动招聘会", "", "名称", "没有写"),
        (",招聘会,", ",大会,", "类别", "送岗下乡"),
        ("2026-03-07", "3月7日", "日期", "2026-03-07"),
        ("2026-03-07", "2026-02-30", "日期", "2026-03-07"),
        ("9:00", "九点", "开始", "9:00"),
        ("11:30", "8:30", "结束", "比开始晚"),
        ("县就业之家", "", "地点", "没有写"),
        ("300", "三百多", "名额", "数字"),
        ("300,,", "300,上午 9点,", "场次", "看不懂"),
        ("300,,", "300,上午场 9:00-10:00 9人,", "场次", "只有一场"),
        ("300,,", "300,早 8:00-9:00；晚 9:00-10:00,", "场次", "起止时间"),
        ("300,,,", "300,,也许,", "排队", "“是”或“否”"),
        ("300,,,,", "300,,,没有的表,", "报名表", "招聘会报名"),
        ("2026-03-06", "2026-03-09", "报名截止", "还晚"),
        (",,2026-03-06", ",2026-03-07,2026-03-06", "报名开始", "早"),
        ("2026-03-06,,", "2026-03-06,火星乡,", "限乡镇", "火星乡"),
        ("2026-03-06,,,", "2026-03-06,,青年,", "限年龄", "18-60"),
        (",,,\n", ",,,也许\n", "状态", "取消"),
        ("2路车,,", "2路车,火星乡,", "主办单位", "火星乡"),
    ] {
        let row = ROW.replacen(from, to, 1);
        assert_ne!(row, ROW, "{from}");
        let (severity, told, reason) = flaw(&row);
        assert_eq!((severity, told), (Severity::Error, field), "{row}: {reason}");
        assert!(reason.contains(piece) && reason.ends_with("这一行没有导入"), "{row}: {reason}");
    }
}

#[test]
fn what_is_only_doubtful_is_taken() {
    let (severity, field, _) = flaw(&ROW.replace("0797-5000000", "1380000000"));
    assert_eq!((severity, field), (Severity::Warning, "电话"));
    let (severity, field, _) = flaw(&ROW.replace("2026-03-0", "2025-03-0"));
    assert_eq!((severity, field), (Severity::Warning, "日期"), "nobody is told twice that it is over");
    let (severity, field, reason) = flaw(&ROW.replace("2026-03-06", "2026-02-06"));
    assert_eq!((severity, field), (Severity::Warning, "报名截止"));
    assert_eq!(reason, "报名已经截止，没有人能报名");
    sound(&ROW.replace("2026-03-06", "2026-02-07"));
}

#[test]
fn the_second_row_of_one_activity_is_left_out() {
    let imported = import(&(ROW.to_owned() + &ROW.replace("春风", "秋风")));
    assert_eq!(imported.activities.len(), 1);
    assert_eq!(imported.flaws[0].reason, "和第2行是同一场，这一行没有导入");
    assert_eq!(imported.summary().to_string(), "读到2行：导入1场活动，其中0场取消，0场有疑点；没有导入1行。");
}

#[test]
fn the_template_imports_as_it_is_and_says_what_goes_where() {
    let mut file = std::io::Cursor::new(Vec::new());
    template::activities().unwrap().save(&mut file).unwrap();
    let imported = import_table("活动.xlsx", file.get_ref());
    assert_eq!((imported.rows, imported.flaws.len()), (0, 0), "the example is no activity");
}

#[test]
fn days_and_hours_that_excel_made_of_what_was_typed_are_read() {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
    let mut book = Workbook::new();
    let (sheet, shown) = (book.add_worksheet(), Format::new().set_num_format("yyyy-mm-dd hh:mm"));
    for (column, heading) in (0..).zip(["名称", "类别", "日期", "开始", "结束", "地点", "报名截止"]) {
        sheet.write_string(0, column, heading).unwrap();
    }
    for (column, text) in [(0, "技能培训"), (1, "培训班"), (5, "职业中专")] {
        sheet.write_string(1, column, text).unwrap();
    }
    let day = ExcelDateTime::from_ymd(2026, 3, 7).unwrap();
    sheet.write_datetime_with_format(1, 2, &day, &shown).unwrap();
    for (column, (hour, minute)) in [(3, (8, 30)), (4, (17, 0))] {
        sheet.write_datetime_with_format(1, column, ExcelDateTime::from_hms(hour, minute, 0).unwrap(), &shown).unwrap();
    }
    let closes = ExcelDateTime::from_ymd(2026, 3, 6).unwrap().and_hms(18, 0, 0).unwrap();
    sheet.write_datetime_with_format(1, 6, &closes, &shown).unwrap();
    let imported = import_table("a.xlsx", &book.save_to_buffer().unwrap());
    assert_eq!(imported.flaws, []);
    let activity = &imported.activities[0];
    assert_eq!((activity.starts_at, activity.ends_at), (at("2026-03-07T08:30"), at("2026-03-07T17:00")));
    assert_eq!(activity.closes_at, at("2026-03-06T18:00"));
}
