//! Today, activities, their lists and the audit, over HTTP.

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use guiyan::app::errands::calls::{CallRecords, CallsOf};
use guiyan::domain::errand::ErrandKind;
use guiyan::domain::id::{ActivityId, UnitId};
use guiyan::domain::staff::{Post, Role};
use reqwest::StatusCode;

use crate::support::console::{Person, TestConsole};

/// The sample fair; another one is its own unit's.
pub const FAIR: &str = "/console/activities/1";
const FAIR_ID: ActivityId = ActivityId(1);

/// So many people, each with their own phone, sign up for the sample fair.
pub async fn sign_up(console: &TestConsole, people: usize) {
    for n in 0..people {
        let mut session = console.house.session(&format!("oPerson{n}"));
        for line in ["[scan join_1]", "同意", &format!("张三丰 1380000567{n} 长冈乡"), "确认"] {
            session.say(line).await.unwrap();
        }
    }
}

async fn audit_says(console: &TestConsole, words: &[&str]) {
    let auditor = console.member("审计员", Role::Auditor).await;
    let page = auditor.get("/console/audit").await.text;
    for words in words {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("张三丰") && !page.contains("13800005670"), "{page}");
}

async fn export(person: &Person, how: &str, fields: &[(&str, &str)]) -> (String, Vec<Vec<String>>) {
    person.get(FAIR).await;
    let file = person.file(&format!("{FAIR}/{how}"), fields).await;
    (file.name, rows_of(file.bytes))
}

/// The first sheet of a workbook.
fn rows_of(bytes: Vec<u8>) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheet = book.sheet_names().first().unwrap().clone();
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut cells = book.worksheet_cells_reader(&sheet).unwrap();
    while let Some(cell) = cells.next_cell().unwrap() {
        let (row, column) = cell.get_position();
        let (row, column) = (usize::try_from(row).unwrap(), usize::try_from(column).unwrap());
        rows.resize_with(rows.len().max(row + 1), Vec::new);
        let wide = rows[row].len().max(column + 1);
        rows[row].resize(wide, String::new());
        rows[row][column] = calamine::Data::from(cell.get_value().clone()).to_string();
    }
    rows
}

#[tokio::test]
async fn an_activity_is_seen_filling_up() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Publisher).await;
    let list = person.get("/console/activities").await.text;
    assert!(list.contains("【样例】春风行动招聘会") && list.contains("0／300"), "{list}");
    sign_up(&console, 2).await;
    let page = person.get(FAIR).await.text;
    assert!(page.contains("<b id=\"seats\">2／300</b>") && page.contains("<td>长冈乡</td>"), "{page}");
    for (q, found) in [("招聘会", true), ("春风", true), ("火星", false)] {
        let list = person.get(&format!("/console/activities?q={q}")).await.text;
        assert_eq!(list.contains("春风行动"), found, "{q}");
    }
    assert!(person.get("/console/activities?shelf=over").await.text.contains("没有结束的活动"));
    for nowhere in ["/console/activities/4711", "/console/activities/-1"] {
        assert_eq!(person.get(nowhere).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(person.get("/console/activities/x").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn today_shows_what_is_on_and_how_the_year_stands() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Publisher).await;
    let page = person.get("/console").await.text;
    assert!(page.contains("今天没有活动") && page.contains("招聘会（各类）"), "{page}");
    assert!(page.contains("家企业的电话印得不对"), "{page}");
    assert!(page.contains("这是 2024 年的，现在是 2026 年"), "the pack has no aims of this year: {page}");
    assert!(page.contains("到每个月底") && page.contains("role=\"img\"") && page.contains("按月平均要到"), "{page}");
    assert!(page.len() < 100_000, "{}", page.len());
    console.house.clock.wait("144h".parse().unwrap());
    let person = console.member("李华", Role::Reviewer).await;
    let page = person.get("/console").await.text;
    assert!(page.contains("今天，2月13日") && page.contains("春风行动招聘会"), "{page}");
    let hr = console.member("刘工", Role::EnterpriseHr).await;
    let page = hr.get("/console").await.text;
    assert!(page.contains("招几个人") && !page.contains("春风行动") && !page.contains("要有人管的"), "{page}");
}

#[tokio::test]
async fn a_clerk_sees_what_their_own_unit_holds_and_nothing_else() {
    let console = TestConsole::open().await;
    let clerk = console.member("李华", Role::UnitClerk).await;
    let list = clerk.get("/console/activities").await.text;
    assert!(list.contains("乡贤座谈会") && !list.contains("春风行动"), "{list}");
    for (path, fields) in [
        (FAIR.to_owned(), None),
        (format!("{FAIR}/desk"), Some(vec![])),
        (format!("{FAIR}/in-full"), Some(vec![("reason", "想看看")])),
    ] {
        clerk.get("/console/account").await;
        let page = match fields {
            None => clerk.get(&path).await,
            Some(fields) => clerk.post(&path, &fields).await,
        };
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_list_is_taken_out_for_a_reason_that_the_audit_keeps() {
    let console = TestConsole::open().await;
    sign_up(&console, 1).await;
    let person = console.member("王芳", Role::Publisher).await;
    person.get(FAIR).await;
    for reason in ["", "  ", &"因".repeat(201)] {
        let page = person.post(&format!("{FAIR}/masked"), &[("reason", reason)]).await;
        assert!(page.text.contains("请写原因"), "{}", page.text);
    }
    let (name, rows) = export(&person, "masked", &[("reason", "报人社局")]).await;
    assert!(name.contains("报名名单-1-样例春风行动招聘会.xlsx"), "{name}");
    assert!(rows[1].contains(&"张**".to_owned()) && rows[1].contains(&"138****5670".to_owned()), "{rows:?}");
    let (_, rows) = export(&person, "in-full", &[("reason", "打电话核对")]).await;
    assert!(rows[1].contains(&"张三丰".to_owned()) && rows[1].contains(&"13800005670".to_owned()), "{rows:?}");
    let page = person.post(&format!("{FAIR}/desk"), &[]).await;
    let link = page.in_element("link").replace("&#x2f;", "/").split_once("/desk/").unwrap().1.to_owned();
    assert!(person.get(&format!("/desk/{link}")).await.text.contains("应到 <b id=\"expected\">1</b>"));
    audit_says(
        &console,
        &[
            "活动 1 号的报名名单，打码：报人社局",
            "活动 1 号的报名名单，完整：打电话核对",
            "要了签到台链接",
            "<td>王芳</td>",
        ],
    )
    .await;
}

#[tokio::test]
async fn a_link_to_the_desk_that_ends_before_the_activity_says_so() {
    let console = TestConsole::open().await;
    // The fair is on the 13th, from 9:00 to 11:30; a link is good for a day. Whoever waits that long signs in anew.
    for (name, wait, said) in [
        ("王芳", "0s", Some(["这个链接到2月8日 9:3", "活动那天用不了；请到活动当天再来要。"])),
        ("李华", "120h 30m", Some(["这个链接到2月13日 10:0", "那时活动还没结束；到时候请再来要一个。"])),
        ("赵敏", "2h", None),
    ] {
        console.house.clock.wait(wait.parse().unwrap());
        let person = console.member(name, Role::Publisher).await;
        person.get(FAIR).await;
        let page = person.post(&format!("{FAIR}/desk"), &[]).await;
        assert!(page.in_element("link").contains("desk"), "{name}: {}", page.text);
        match said {
            Some(words) => {
                let told = page.in_element("short");
                assert!(words.iter().all(|words| told.contains(words)), "{name}: {told}");
            }
            None => assert!(!page.text.contains("id=\"short\"") && !page.text.contains("这个链接到"), "{}", page.text),
        }
    }
}

#[tokio::test]
async fn an_activity_is_called_off_once_and_whoever_signed_up_is_told() {
    let console = TestConsole::open().await;
    sign_up(&console, 2).await;
    let person = console.member("王芳", Role::Publisher).await;
    person.get(FAIR).await;
    let call_off = async |fields: &[(&str, &str)]| person.post(&format!("{FAIR}/call-off"), fields).await;
    let page = call_off(&[("reason", "下大雪")]).await;
    assert!(page.text.contains("请先勾上"), "{}", page.text);
    for time in ["first", "second"] {
        person.get(FAIR).await;
        assert_eq!(call_off(&[("reason", "下大雪"), ("sure", "yes")]).await.location(), FAIR, "{time}");
    }
    let page = person.get(FAIR).await.text;
    assert!(page.contains("现在：取消了") && !page.contains("确定取消"), "{page}");
    // They are to be rung, and stay where they are looked for.
    let people = person.get(&format!("{FAIR}/people")).await.text;
    assert_eq!(people.matches("<td>活动取消了</td>").count(), 2, "{people}");
    assert!(people.contains("138****5670") && !people.contains("有人打电话来报名"), "{people}");
    assert!(person.get(FAIR).await.text.contains("<td>长冈乡</td><td class=\"number\">2</td>"));
    let (_, rows) = export(&person, "in-full", &[("reason", "打电话通知")]).await;
    assert!(rows.len() == 3 && rows[2].contains(&"13800005671".to_owned()), "{rows:?}");
    // Without a platform nobody can be written to: everybody is for the call list.
    console.house.house.worker.step().await.unwrap();
    let called_off = CallsOf { activity: Some(FAIR_ID), unit: None };
    let calls = console.house.house.database.calls(called_off, console.now()).await.unwrap();
    assert_eq!(calls.iter().filter(|call| call.kind == ErrandKind::CalledOff).count(), 2, "{calls:?}");
    assert!(person.get("/console").await.text.contains("<a href=\"/console/calls\">看名单</a>"));
    let list = person.get("/console/calls").await.text;
    for words in ["<b id=\"all\">2</b>", "活动取消了", "138****5670", "/console/activities/1/people/2"] {
        assert!(list.contains(words), "{words}: {list}");
    }
    assert!(!list.contains("13800005670"), "{list}");
    let refused = person.post("/console/calls/in-full", &[("reason", " ")]).await;
    assert!(refused.text.contains("请写原因"), "{}", refused.text);
    for (how, mobile) in [("masked", "138****5670"), ("in-full", "13800005670")] {
        person.get("/console/calls").await;
        let file = person.file(&format!("/console/calls/{how}"), &[("reason", "通知取消")]).await;
        assert_eq!(file.name, "打电话名单.xlsx");
        assert!(rows_of(file.bytes).concat().contains(&mobile.to_owned()), "{how}");
    }
    let noted = ["取消活动 1 号：下大雪", "要打的电话，打码：通知取消", "要打的电话，完整：通知取消"];
    audit_says(&console, &noted).await;
    for (name, unit, listed) in [("李华", 24, 2), ("赵敏", 16, 0)] {
        let clerk = console.member_at(name, Post::new(Role::UnitClerk, Some(UnitId(unit)), None).unwrap()).await;
        let list = clerk.get("/console/calls").await.text;
        assert_eq!(list.matches("138****567").count(), listed, "{name}: {list}");
    }
}

#[tokio::test]
async fn where_nobody_is_to_be_rung_there_is_no_list_to_take_out() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Publisher).await;
    let list = person.get("/console/calls").await.text;
    assert!(list.contains("现在没有人要打电话") && !list.contains("导出"), "{list}");
    let page = person.post("/console/calls/masked", &[("reason", "通知")]).await;
    assert!(page.text.contains("现在没有人要打电话"), "{}", page.text);
}

#[tokio::test]
async fn the_audit_is_read_page_by_page_and_by_person() {
    let console = TestConsole::open().await;
    for n in 0..30 {
        console.set_up(&format!("员工{n}"), guiyan::domain::staff::Post::Publisher).await;
    }
    let auditor = console.member("审计员", Role::Auditor).await;
    let first = auditor.get("/console/audit").await.text;
    assert_eq!(first.matches("<tr><td>").count(), 100);
    let next = first.split("/console/audit?before=").nth(1).unwrap().split('&').next().unwrap();
    let second = auditor.get(&format!("/console/audit?before={next}")).await.text;
    assert!(second.contains("员工0：发布员") && !second.contains("更早的"), "{second}");
    for (days, some) in [("from=2026-02-07&to=2026-02-07", true), ("from=2026-02-08", false), ("to=2026-02-06", false)]
    {
        let page = auditor.get(&format!("/console/audit?{days}")).await.text;
        assert_eq!(!page.contains("没有记录"), some, "{days}: {page}");
    }
    let theirs = auditor.get("/console/audit?actor=员工3").await.text;
    assert!(theirs.contains("设好验证码") && !theirs.contains("员工4"), "{theirs}");
}
