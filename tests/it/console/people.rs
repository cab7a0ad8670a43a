//! People over HTTP and in a real browser: looking for somebody, and all that is known of them, masked.

use guiyan::app::records::FollowerRecords;
use guiyan::domain::dialogue::effect::Known;
use guiyan::domain::staff::{Post, Role};
use reqwest::StatusCode;

use super::walk::{runs_our_script_alone, sign_in};
use crate::support::browser::{Browser, Screen};
use crate::support::console::{PASSWORD, Page, Person, TestConsole};
use crate::support::database::openid;

const PEOPLE: &str = "/console/people";

/// Two people, one of the unit of clerks here and one of another, sign up for the sample fair.
pub async fn two_people(console: &TestConsole) {
    for (n, line) in ["钟秀英 13800005671 长冈乡", "刘小红 13800005672 潋江镇"].into_iter().enumerate() {
        let mut session = console.house.session(&format!("oPerson{n}"));
        for line in ["[scan join_1]", "同意", line, "确认"] {
            session.say(line).await.unwrap();
        }
    }
}

/// The list of whoever is looked for.
pub async fn search(person: &Person, fields: &[(&str, &str)]) -> Page {
    person.get(PEOPLE).await;
    person.post(PEOPLE, fields).await
}

/// The page of whoever is found by this.
pub async fn page_of(person: &Person, sought: &str) -> String {
    let list = search(person, &[("q", sought)]).await.text;
    let (_, rest) = list.split_once(&format!("href=\"{PEOPLE}/")).unwrap_or_else(|| panic!("{list}"));
    format!("{PEOPLE}/{}", rest.split('"').next().unwrap())
}

#[tokio::test]
async fn people_are_found_and_shown_masked() {
    let console = TestConsole::open().await;
    let agent = console.member("王芳", Role::InboxAgent).await;
    assert!(agent.get(PEOPLE).await.text.contains("还没有人留过姓名"));
    two_people(&console).await;
    let list = agent.get(PEOPLE).await.text;
    assert!(list.contains("钟**") && list.contains("138****5672") && list.contains("潋江镇"), "{list}");
    for (q, unit, found) in [
        ("钟秀英", "", ["138****5671"].as_slice()),
        ("5672", "", &["138****5672"]),
        ("13800005671", "", &["138****5671"]),
        ("", "24", &["138****5671"]),
        ("钟秀英", "1", &[]),
        ("火星人", "", &[]),
    ] {
        let page = search(&agent, &[("q", q), ("unit", unit)]).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(page.text.matches("138****").count(), found.len(), "{q} {unit}: {}", page.text);
        assert!(found.iter().all(|tail| page.text.contains(tail)), "{q}");
        assert_eq!(page.text.contains("没有找到"), found.is_empty(), "{q}");
    }
    let part = search(&agent, &[("q", "钟")]).await;
    assert_eq!(part.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(part.text.contains("请打全姓名"), "{}", part.text);

    let one = agent.get(&page_of(&agent, "钟秀英").await).await.text;
    for words in ["钟**", "138****5671", "长冈乡", "2024-1", "给您报名", "1-0001", "报上了", "本人", "没有发过"]
    {
        assert!(one.contains(words), "{words}: {one}");
    }
    assert!(!one.contains("钟秀英") && !one.contains("13800005671") && !one.contains("oPerson0"), "{one}");
    for nowhere in ["/console/people/4711", "/console/people/-1"] {
        assert_eq!(agent.get(nowhere).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_clerk_has_the_people_of_their_unit_and_no_others() {
    let console = TestConsole::open().await;
    two_people(&console).await;
    let (agent, clerk) =
        (console.member("王芳", Role::InboxAgent).await, console.member("李华", Role::UnitClerk).await);
    let list = search(&clerk, &[("unit", "1")]).await.text;
    assert!(list.contains("138****5671") && !list.contains("138****5672"), "{list}");
    assert!(search(&clerk, &[("q", "刘小红")]).await.text.contains("只找得到家在长冈乡的人"));
    assert_eq!(clerk.get(&page_of(&agent, "钟秀英").await).await.status, StatusCode::OK);
    assert_eq!(clerk.get(&page_of(&agent, "刘小红").await).await.status, StatusCode::NOT_FOUND);
}

/// The audit, as whoever reads it sees it.
pub async fn audit(console: &TestConsole) -> String {
    console.member("审计员", Role::Auditor).await.get("/console/audit").await.text
}

#[tokio::test]
async fn one_field_is_shown_in_full_for_a_reason_that_is_in_the_audit() {
    let console = TestConsole::open().await;
    two_people(&console).await;
    let agent = console.member("王芳", Role::InboxAgent).await;
    let page = page_of(&agent, "5671").await;
    let reveal = async |field, reason| {
        agent.get(&page).await;
        agent.post(&format!("{page}/reveal"), &[("field", field), ("reason", reason)]).await
    };
    for (field, reason, words) in [
        ("mobile", " ", "请写原因"),
        ("", "约时间", "请选是哪一项"),
        ("identity", "办补贴", "没有登记"),
        ("unit", "看看", "没有登记"),
    ] {
        let refused = reveal(field, reason).await;
        assert!(refused.text.contains(words) && !refused.text.contains("13800005671"), "{field}: {}", refused.text);
    }
    let refused = reveal("mobile", "打13800001234核对张三").await.text;
    assert!(refused.contains("审计里不记号码") && !refused.contains("13800005671"), "{refused}");
    let shown = reveal("mobile", "约他来办补贴").await;
    assert_eq!(shown.in_element("value"), "13800005671");
    assert!(shown.headers["cache-control"].to_str().unwrap().contains("no-store"));
    assert!(!agent.get(&page).await.text.contains("13800005671"), "once");
    let audit = audit(&console).await;
    assert_eq!(audit.matches("看完整的姓名、号码").count(), 1, "{audit}");
    assert!(audit.contains("号的手机：约他来办补贴") && !audit.contains("1380000"), "{audit}");
}

#[tokio::test]
async fn a_field_is_put_right_as_an_answer_in_the_chat_would_be() {
    let console = TestConsole::open().await;
    two_people(&console).await;
    let clerk = console.member("李华", Role::UnitClerk).await;
    let page = page_of(&clerk, "5671").await;
    let correct = async |field, value| {
        clerk.get(&page).await;
        clerk.post(&format!("{page}/correct"), &[("field", field), ("value", value)]).await
    };
    for (field, value, words) in [
        ("mobile", "1380000567", "手机号要 11 位"),
        ("name", "高兴", "姓名要写全"),
        ("unit", "火星乡", "请选家在哪个单位"),
        ("identity", "110101199001010015", "由本人填"),
    ] {
        let refused = correct(field, value).await;
        assert!(refused.text.contains(words), "{field} {value}: {}", refused.text);
    }
    assert_eq!(correct("mobile", "139 0000 8888").await.location(), page);
    assert!(clerk.get(&page).await.text.contains("139****8888"));
    let mut chat = console.house.session("oPerson0");
    assert!(chat.say("我的信息").await.unwrap().unwrap().contains("139****8888"), "the chat knows at once");
    assert_eq!(correct("unit", "潋江镇").await.location(), PEOPLE, "they are another clerk's now");
    assert_eq!(clerk.get(&page).await.status, StatusCode::NOT_FOUND);
    let audit = audit(&console).await;
    assert_eq!(audit.matches("改个人信息").count(), 2, "{audit}");
    assert!(!audit.contains("8888"), "{audit}");
}

#[tokio::test]
async fn who_wishes_it_is_erased_as_if_they_had_said_so_in_the_chat() {
    let console = TestConsole::open().await;
    two_people(&console).await;
    let agent = console.member("王芳", Role::InboxAgent).await;
    let mut chat = console.house.session("oPerson0");
    // They are half-way through another form.
    chat.say("[scan join_3]").await.unwrap();
    let page = page_of(&agent, "5671").await;
    let asked = agent.get(&format!("{page}/erase")).await.text;
    assert!(asked.contains("1 个还没结束的报名取消") && asked.contains("只留一条不含姓名和电话的记录"), "{asked}");
    let erase = async |fields: &[(&str, &str)]| {
        agent.get(&format!("{page}/erase")).await;
        agent.post(&format!("{page}/erase"), fields).await
    };
    assert!(erase(&[("reason", "本人当面要求")]).await.text.contains("请先勾上"));
    assert!(erase(&[("sure", "yes")]).await.text.contains("请写原因"));
    assert_eq!(agent.get(&page).await.status, StatusCode::OK, "nothing was done");
    let done = erase(&[("sure", "yes"), ("reason", "本人当面要求，看过身份证")]).await;
    assert!(done.text.contains("已经删除") && done.text.contains("只留一条不含姓名和电话的记录"), "{}", done.text);
    assert_eq!(agent.get(&page).await.status, StatusCode::NOT_FOUND);
    let known = console.house.house.database.known(&openid("oPerson0"), None).await.unwrap();
    assert_eq!(known, Known::default());
    let said = chat.say("继续").await.unwrap().unwrap();
    assert!(!said.contains("钟") && !said.contains("5671"), "nothing of the form is left: {said}");
    let activity = agent.get("/console/activities/1").await.text;
    assert!(activity.contains("<b id=\"seats\">1／300</b>"), "their seat is free: {activity}");
    let audit = audit(&console).await;
    assert!(
        audit.contains("替本人删除信息") && audit.contains("看过身份证") && audit.contains("本人要求删除"),
        "{audit}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_is_looked_for_seen_and_put_right_in_a_browser() {
    let console = TestConsole::open().await;
    two_people(&console).await;
    let code = console.set_up("王芳", Post::InboxAgent).await;
    let browser = Browser::start().await;
    let tab = browser.open(&format!("{}/console/sign-in", console.url), Screen::Office).await;
    sign_in(&tab, "王芳", PASSWORD, &code.at(console.now())).await;
    tab.click("群众").await;
    tab.fill("姓名（打全）、手机号，或者后四位", "5671").await;
    tab.click("找").await;
    tab.wait_for("看最新的").await;
    assert!(!tab.text().await.contains("刘**"));
    assert!(tab.fits_the_width().await);
    assert!(!tab.evaluate::<String>("location.href").await.contains("5671"), "no address says who was looked for");
    tab.click("钟**").await;
    tab.wait_for("同意过的说明").await;
    assert!(tab.fits_the_width().await);
    tab.click("看完整的姓名、号码").await;
    tab.fill("为什么要看（记在审计里，不要写姓名和号码）", "电话核对").await;
    tab.click("看一次").await;
    tab.wait_for("只显示这一次").await;
    assert_eq!(tab.evaluate::<String>("document.getElementById('value').innerText").await, "钟秀英");
    tab.click("回到这个人").await;
    tab.wait_for("同意过的说明").await;
    tab.click("改姓名、手机、家在哪里").await;
    tab.fill("对的手机号", "13900008888").await;
    tab.click("改手机号").await;
    tab.wait_for("139****8888").await;
    tab.click("本人要求删除他的信息").await;
    tab.fill("本人怎么要求的，怎么核对的（记在审计里，不要写姓名和号码）", "本人当面要求").await;
    tab.click("本人要求删除，删了找不回来").await;
    tab.click("删除").await;
    tab.wait_for("已经删除").await;
    runs_our_script_alone(&tab).await;
}
