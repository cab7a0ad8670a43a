//! The desk over HTTP: what it finds, whom it counts, and what it says where it does not.

use reqwest::StatusCode;

use crate::support::database::{KEY, vault};
use crate::support::desk::{FAIR, TestDesk};
use guiyan::app::attendance::{AttendanceRecords, Turnout};
use guiyan::app::desk::Pass;

#[tokio::test]
async fn somebody_is_found_by_number_and_tail_and_counted_once() {
    let desk = TestDesk::with(&[("张三丰", "13800005678"), ("李四光", "13900005678")]).await;
    for (words, hits) in [("1", 1), ("1-0002", 1), ("5678", 2), ("13900005678", 1), ("9999", 0), ("77", 0)] {
        let page = desk.post("", &[("q", words)]).await;
        assert_eq!(page.matches("class=\"hit\"").count(), hits, "{words}: {page}");
        assert!(!page.contains("13900005678") && !page.contains("张三丰"), "the whole of nobody is shown");
    }
    let page = desk.post("/in", &[("number", "1")]).await;
    assert!(page.contains("签到好了，编号 1-0001，请进") && page.contains("<b id=\"came\">1</b>"), "{page}");
    desk.house.clock.wait("12m".parse().unwrap());
    let page = desk.post("/in", &[("number", "1")]).await;
    assert!(page.contains("编号 1-0001 9:00 已经签过到（签到台），不用再签"), "{page}");
    assert!(page.contains("<b id=\"came\">1</b>／应到 <b id=\"expected\">2</b>"), "{page}");
}

#[tokio::test]
async fn every_failure_explains_itself() {
    let desk = TestDesk::with(&[("张三丰", "13800005678")]).await;
    for (path, fields, words) in [
        ("", [("q", "2-0001")], "另一场的：【样例】送岗下乡·长冈乡"),
        ("", [("q", "张三丰")], "请输编号"),
        ("/in", [("number", "9")], "没有这个编号"),
        ("/undo", [("number", "1")], "今天没有签到"),
    ] {
        let page = desk.post(path, &fields).await;
        assert!(page.contains(words), "{fields:?}: {page}");
    }
    let person = desk.house.session("oPerson0");
    drop(person);
    let page = desk.post("/in", &[("number", "1")]).await;
    assert!(page.contains("请进"), "{page}");
    let page = desk.post("/undo", &[("number", "1")]).await;
    assert!(page.contains("撤销了") && page.contains("<b id=\"came\">0</b>"), "{page}");
}

#[tokio::test]
async fn whoever_comes_without_a_place_is_written_down_once() {
    let desk = TestDesk::with(&[("张三丰", "13800005678")]).await;
    let new = |name, mobile, agreed| [("name", name), ("mobile", mobile), ("unit", "3"), ("agreed", agreed)];
    for (fields, words) in [
        (new("王小花", "13700000001", ""), "请先念给本人听"),
        (new("王", "13700000001", "yes"), "姓名要写身份证上的"),
        (new("王小花", "1370000", "yes"), "手机号要 11 位"),
    ] {
        let page = desk.post("/new", &fields).await;
        assert!(page.contains(words), "{page}");
    }
    let page = desk.post("/new", &new("王小花", "13700000001", "yes")).await;
    assert!(page.contains("签到好了，编号 1-0002") && page.contains("现场登记 1"), "{page}");
    let again = desk.post("/new", &new("王小花", "13700000001", "yes")).await;
    assert!(again.contains("编号 1-0002 9:00 已经签过到"), "{again}");
    // Who signed up by chat is counted, not written down a second time.
    let known = desk.post("/new", &new("张三丰", "13800005678", "yes")).await;
    assert!(known.contains("签到好了，编号 1-0001"), "{known}");
    let turnout = desk.house.house.database.turnout(FAIR).await.unwrap();
    assert_eq!(turnout.all, Turnout { signed_up: 1, came: 1, walk_ins: 1, ratings: [0; 3] });
    assert_eq!((turnout.all.no_shows(), turnout.all.there(), turnout.by_unit.len()), (0, 2, 2));
    let undone = desk.post("/undo", &[("number", "2")]).await;
    assert!(undone.contains("撤销了") && undone.contains("应到 <b id=\"expected\">1</b>"), "{undone}");
    assert!(undone.contains("编号 1-0002 的现场登记撤销了") && !undone.contains("报名取消了"), "{undone}");
    assert!(desk.post("", &[("q", "2")]).await.contains("这个现场登记取消了"));
}

#[tokio::test]
async fn nobody_is_written_down_while_the_door_is_closed_and_what_was_typed_is_kept() {
    let desk = TestDesk::with(&[]).await;
    let new = [("name", "王小花"), ("mobile", "13700000001"), ("agreed", "yes")];
    assert!(desk.page("").await.contains("没报名的，现场登记"));
    for (wait, words) in [("-6h", "还没到时候，2月13日 6:00 起可以"), ("9h", "活动已经结束了")] {
        desk.house.clock.wait(wait.parse().unwrap());
        let page = desk.page("").await;
        assert!(!page.contains("现场登记</a>"), "{page}");
        assert!(desk.page("/new").await.contains(words), "{words}");
        let page = desk.post("/new", &new).await;
        for words in [words, "value=\"王小花\"", "value=\"13700000001\""] {
            assert!(page.contains(words), "{words}: {page}");
        }
    }
    assert_eq!(desk.house.house.database.turnout(FAIR).await.unwrap().all, Turnout::default());
}

#[tokio::test]
async fn a_link_opens_its_own_desk_for_its_own_time() {
    let desk = TestDesk::with(&[]).await;
    let (base, token) = desk.url.rsplit_once('/').unwrap();
    for forged in [format!("{base}/2{}", &token[1..]), format!("{base}/x"), format!("{base}/{token}0")] {
        assert_eq!(reqwest::get(&forged).await.unwrap().status(), StatusCode::NOT_FOUND, "{forged}");
    }
    // The house seals with another key than this one.
    let now = "2026-02-13T01:00:00Z".parse().unwrap();
    let theirs = Pass::lasting(FAIR, 24, now).token(&vault(KEY));
    assert_eq!(reqwest::get(format!("{base}/{theirs}")).await.unwrap().status(), StatusCode::NOT_FOUND);
    let page = desk.get("").await;
    let header = |name: &str| page.headers().get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!((header("cache-control"), header("referrer-policy")), ("no-store".to_owned(), "no-referrer".to_owned()));
    assert!(header("content-security-policy").contains("default-src 'none'"));
    desk.house.clock.wait("25h".parse().unwrap());
    assert_eq!(desk.get("").await.status(), StatusCode::GONE);
}

#[tokio::test]
async fn a_form_of_another_page_changes_nothing() {
    let desk = TestDesk::with(&[("张三丰", "13800005678")]).await;
    for (path, fields) in
        [("", vec![("q", "1")]), ("/in", vec![("number", "1")]), ("/in", vec![("form", "x"), ("number", "1")])]
    {
        assert_eq!(desk.send(path, &fields).await.status(), StatusCode::FORBIDDEN);
    }
    assert!(desk.page("").await.contains("<b id=\"came\">0</b>"));
}

#[tokio::test]
async fn tails_cannot_be_tried_through() {
    let desk = TestDesk::with(&[("张三丰", "13800005678")]).await;
    for _ in 0..60 {
        assert!(desk.post("", &[("q", "0000")]).await.contains("没找到"));
    }
    assert!(desk.post("", &[("q", "5678")]).await.contains("查得太快了"));
    desk.house.clock.wait("1m".parse().unwrap());
    assert!(desk.post("", &[("q", "5678")]).await.contains("class=\"hit\""), "a minute later it goes on");
}

#[tokio::test]
async fn the_sheet_lists_everybody_masked_with_room_to_sign() {
    let desk = TestDesk::with(&[("张三丰", "13800005678"), ("李四光", "13900001234")]).await;
    desk.post("/in", &[("number", "2")]).await;
    let sheet = desk.page("/sheet").await;
    for words in
        ["<td>1-0001</td><td>张**</td><td>5678</td>", "9:00 已到", "这里没有签到码", "手机号（报了名的只印尾号）"]
    {
        assert!(sheet.contains(words), "{words} is missing in {sheet}");
    }
    assert!(!sheet.contains("13800005678"));
    assert_eq!(sheet.matches("<tr><td></td>").count(), 12, "lines for those who come without a place");
}
