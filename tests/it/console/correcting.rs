//! A place that a clerk mistyped is put right, over HTTP and in a real browser.

use guiyan::app::desk::{DeskRecords, Tick};
use guiyan::domain::id::ActivityId;
use guiyan::domain::sign_up::{AttendedBy, ReceiptNumber};
use guiyan::domain::staff::{Post, Role};
use guiyan::startup::demo::{account, local_url};
use reqwest::StatusCode;

use super::on_paper::{FAIR, rings};
use super::people::{audit, page_of, search, two_people};
use super::phone::{console, now};
use super::walk::runs_our_script_alone;
use crate::support::browser::Browser;
use crate::support::console::{Page, Person, TestConsole};
use crate::support::demo::TestDemo;

const PEOPLE: &str = "/console/activities/1/people";

/// Sends the form of the place of this number.
async fn correct(staff: &Person, number: u32, fields: &[(&str, &str)]) -> Page {
    let form = format!("{PEOPLE}/{number}/correct");
    staff.get(&form).await;
    staff.post(&form, fields).await
}

fn right(number: u32) -> String {
    format!("{PEOPLE}/{number}?rang=right")
}

#[tokio::test]
async fn what_was_mistyped_is_put_right_and_found_by_what_is_right() {
    let console = TestConsole::open().await;
    let agent = console.member("王芳", Role::InboxAgent).await;
    rings(&agent, FAIR, ("钟秀瑛", "13800005671")).await;
    let place = agent.get(&format!("{PEOPLE}/1")).await.text;
    assert!(place.contains(&format!("href=\"{PEOPLE}/1/correct\"")), "{place}");
    let form = agent.get(&format!("{PEOPLE}/1/correct")).await.text;
    for words in ["姓名（现在：钟**）", "手机号（现在：138****5671）", "家在哪里（现在：长冈乡）", "空着的不改"]
    {
        assert!(form.contains(words), "{words}: {form}");
    }
    for words in ["钟秀瑛", "13800005671", "<option selected>", "agreed", "name=\"another\""] {
        assert!(!form.contains(words), "{words}: {form}");
    }

    let fields = [("answer-name", "钟秀英"), ("answer-mobile", "138 0000 5672"), ("answer-unit", "")];
    let done = correct(&agent, 1, &fields).await;
    assert_eq!(done.location(), right(1), "{}", done.text);
    let place = agent.get(done.location()).await.text;
    for words in ["改过来了", "编号 1-0001", "138****5672", "长冈乡", "电话报名", "<td id=\"state\">报上了</td>"]
    {
        assert!(place.contains(words), "{words}: {place}");
    }
    assert!(agent.get("/console/activities/1").await.text.contains("<b id=\"seats\">1／300</b>"), "the seat is kept");
    let one = agent.get(&page_of(&agent, "钟秀英").await).await.text;
    assert!(one.contains("138****5672") && one.contains("1-0001"), "{one}");
    for gone in ["钟秀瑛", "5671", "13800005671"] {
        let found = search(&agent, &[("q", gone)]).await.text;
        assert!(found.contains("没有找到"), "{gone}: {found}");
    }
    assert_eq!(agent.get("/console/people").await.text.matches("没有关注公众号").count(), 1, "no record is left over");

    // The same form again, and an empty one.
    for fields in [&fields[..], &[]] {
        let same = correct(&agent, 1, fields).await;
        assert_eq!(same.location(), format!("{PEOPLE}/1?rang=same"), "{}", same.text);
        assert!(agent.get(same.location()).await.text.contains("没有改"));
    }
    let audit = audit(&console).await;
    assert_eq!(audit.matches("改报名信息").count(), 1, "{audit}");
    assert!(audit.contains("1-0001: 姓名、手机号") && !audit.contains("秀"), "{audit}");
    assert!(!audit.contains("5671") && !audit.contains("5672"), "{audit}");
}

#[tokio::test]
async fn what_is_no_answer_stands_beside_its_field_as_it_was_typed() {
    let console = TestConsole::open().await;
    let agent = console.member("王芳", Role::InboxAgent).await;
    rings(&agent, FAIR, ("钟秀英", "13800005671")).await;
    let wrong = correct(&agent, 1, &[("answer-mobile", "1380000567"), ("answer-unit", "潋江镇")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["手机号应是11位，这里是10位", "value=\"1380000567\"", "<option selected>潋江镇", "现在：138****5671"]
    {
        assert!(wrong.text.contains(words), "{words}: {}", wrong.text);
    }
    assert!(agent.get(&format!("{PEOPLE}/1")).await.text.contains("长冈乡"), "nothing was changed");
    // Where they are at home is put right in their record too, which had it from this place alone.
    assert_eq!(correct(&agent, 1, &[("answer-unit", "潋江镇")]).await.location(), right(1));
    assert!(agent.get(&page_of(&agent, "钟秀英").await).await.text.contains("潋江镇"));
    assert!(search(&agent, &[("unit", "24")]).await.text.contains("没有找到"));
}

#[tokio::test]
async fn nobody_gets_two_places_and_whose_phone_it_is_is_asked() {
    let console = TestConsole::open().await;
    let agent = console.member("王芳", Role::InboxAgent).await;
    rings(&agent, FAIR, ("钟秀英", "13800005671")).await;
    rings(&agent, FAIR, ("刘小红", "13800005672")).await;
    let shared = [("answer-mobile", "13800005671")];
    let asked = correct(&agent, 2, &shared).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in
        ["这个手机号已有编号 1-0001（钟**）。是另一个人的话", "是另一个人，和他用同一个手机号", "value=\"13800005671\""]
    {
        assert!(asked.text.contains(words), "{words}: {}", asked.text);
    }
    assert!(agent.get(&format!("{PEOPLE}/2")).await.text.contains("138****5672"), "nothing was changed");
    let held = correct(&agent, 2, &[("answer-name", "钟秀英"), ("answer-mobile", "13800005671")]).await;
    assert_eq!(held.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(held.text.contains("没有改：这个人已经有编号 1-0001"), "{}", held.text);
    let done = correct(&agent, 2, &[&shared[..], &[("another", "yes")]].concat()).await;
    assert_eq!(done.location(), right(2), "{}", done.text);
    // It is their phone by now: what else was mistyped is no question any more.
    assert_eq!(correct(&agent, 2, &[("answer-name", "刘小虹")]).await.location(), right(2));
    let held = correct(&agent, 2, &[("answer-name", "钟秀英")]).await;
    assert!(held.text.contains("没有改：这个人已经有编号 1-0001"), "{}", held.text);
    assert_eq!(correct(&agent, 1, &[("answer-name", "钟秀瑛")]).await.location(), right(1), "one's own place is none");
}

#[tokio::test]
async fn a_followers_place_and_one_that_is_settled_are_left_as_they_are() {
    let console = TestConsole::open().await;
    let agent = console.member("王芳", Role::InboxAgent).await;
    two_people(&console).await;
    for (n, name) in ["张三丰", "李四光"].into_iter().enumerate() {
        rings(&agent, FAIR, (name, &format!("1390000567{n}"))).await;
    }
    let number = ReceiptNumber { activity: ActivityId(1), sequence: 3 };
    let tick = Tick { number, by: AttendedBy::Desk, mark: None, at: console.now() };
    console.house.house.database.tick(&tick).await.unwrap();
    agent.get(&format!("{PEOPLE}/4")).await;
    agent.post(&format!("{PEOPLE}/4/cancel"), &[("reason", "本人来电"), ("sure", "yes")]).await;
    for (sequence, why) in [(1, "请报名的人自己在公众号里改"), (3, "已经签到了"), (4, "已经取消了")]
    {
        let place = agent.get(&format!("{PEOPLE}/{sequence}")).await.text;
        assert!(!place.contains("/correct\""), "{why}: {place}");
        let form = agent.get(&format!("{PEOPLE}/{sequence}/correct")).await;
        let sent = agent.post(&format!("{PEOPLE}/{sequence}/correct"), &[("answer-name", "王小明")]).await;
        for page in [form, sent] {
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text);
            assert!(page.text.contains("没有改：") && page.text.contains(why), "{why}: {}", page.text);
        }
    }
    let form = agent.get(&format!("{PEOPLE}/99/correct")).await;
    assert_eq!(form.status, StatusCode::NOT_FOUND);
    assert!(search(&agent, &[("q", "王小明")]).await.text.contains("没有找到"));
    let clerk = console.member("李华", Role::UnitClerk).await;
    let form = clerk.get(&format!("{PEOPLE}/3/correct")).await;
    clerk.get("/console/account").await;
    let sent = clerk.post(&format!("{PEOPLE}/3/correct"), &[("answer-name", "王小明")]).await;
    assert_eq!((form.status, sent.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND), "it is not their unit's");
    assert_eq!(audit(&console).await.matches("改报名信息").count(), 0);
}

#[tokio::test]
async fn when_it_is_over_nothing_is_put_right_any_more() {
    let console = TestConsole::open().await;
    rings(&console.member("王芳", Role::InboxAgent).await, FAIR, ("钟秀英", "13800005671")).await;
    console.house.clock.wait("172h".parse().unwrap());
    let agent = console.member("李华", Role::InboxAgent).await;
    assert!(!agent.get(&format!("{PEOPLE}/1")).await.text.contains("/correct\""));
    let late = correct(&agent, 1, &[("answer-name", "钟秀瑛")]).await;
    assert!(late.text.contains("没有改：这场已经结束了"), "{}", late.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_is_put_right_in_a_browser() {
    let demo = TestDemo::start(now()).await;
    let who = account(demo.house(), "王芳", Post::Publisher).await.unwrap();
    let office = Browser::start().await;
    office.forgive("Failed to load resource");
    let tab = console(&office, &demo, &who).await;
    tab.open(&format!("{}{PEOPLE}/new", local_url(demo.address))).await;
    tab.fill("姓名", "钟秀瑛").await;
    tab.fill("手机号", "13800005671").await;
    tab.click("本人听了，说同意").await;
    tab.click("报上名").await;
    tab.wait_for("报上了：编号 1-0001").await;
    tab.click("改错").await;
    tab.wait_for("编号和名额不变").await;
    assert!(tab.fits_the_width().await);
    tab.fill("姓名（现在：钟**）", "钟秀英").await;
    tab.click("改过来").await;
    tab.wait_for("改过来了，编号没有变").await;
    assert!(tab.fits_the_width().await);
    runs_our_script_alone(&tab).await;
}
