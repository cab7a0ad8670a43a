//! Somebody rings: signed up at the console, and a place given up there, over HTTP and in a real browser.

use guiyan::domain::staff::{Post, Role};
use guiyan::startup::demo::{account, local_url};
use reqwest::StatusCode;

use super::phone::{console, now};
use super::walk::runs_our_script_alone;
use crate::support::browser::{Browser, Screen};
use crate::support::console::{Page, Person, TestConsole};
use crate::support::demo::TestDemo;

/// The sample fair, and its people.
const FAIR: &str = "/console/activities/1";
const PEOPLE: &str = "/console/activities/1/people";

const ZHONG: [(&str, &str); 4] =
    [("answer-name", "钟秀英"), ("answer-mobile", "138 0000 5671"), ("answer-unit", "长冈乡"), ("agreed", "yes")];

async fn rings(person: &Person, fields: &[(&str, &str)]) -> Page {
    person.get(&format!("{PEOPLE}/new")).await;
    person.post(&format!("{PEOPLE}/new"), fields).await
}

/// The fair has one seat from now on; a queue, if it says so.
async fn leave_one_seat(publisher: &Person, queues: &str) {
    let form = publisher.get(&format!("{FAIR}/change")).await.text;
    let basis = form.split("name=\"basis\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mut fields: Vec<(&str, &str)> = vec![("basis", &basis), ("then", "publish"), ("seats", "1")];
    fields.extend([
        ("title", "招聘会"),
        ("kind", "招聘会"),
        ("date", "2026-02-13"),
        ("from", "09:00"),
        ("to", "11:30"),
    ]);
    fields.extend([("place", "县就业之家"), ("queues", queues)]);
    assert_eq!(publisher.post(&format!("{FAIR}/change"), &fields).await.location(), FAIR);
}

#[tokio::test]
async fn whoever_rings_is_signed_up_once_and_what_is_wrong_stands_beside_its_field() {
    let house = TestConsole::open().await;
    let clerk = house.member("王芳", Role::InboxAgent).await;
    let activity = clerk.get(FAIR).await.text;
    assert!(activity.contains(&format!("{PEOPLE}/new")), "{activity}");
    let form = clerk.get(&format!("{PEOPLE}/new")).await.text;
    for words in ["要登记您的姓名、手机号、家在哪里", "给您报名", "保存一年", "本人听了，说同意"]
    {
        assert!(form.contains(words), "{words}: {form}");
    }
    let wrong = rings(&clerk, &[("answer-name", "钟秀英"), ("answer-mobile", "1380000567")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["value=\"1380000567\"", "value=\"钟秀英\"", "手机号应是11位，这里是10位", "不同意就不能登记"]
    {
        assert!(wrong.text.contains(words), "{words}: {}", wrong.text);
    }
    let untold = rings(&clerk, &ZHONG[..3]).await;
    assert!(untold.text.contains("不同意就不能登记") && untold.text.contains("<option selected>长冈乡"));
    assert!(clerk.get(PEOPLE).await.text.contains("还没有人报名"), "nobody was");

    let taken = rings(&clerk, &ZHONG).await;
    assert_eq!(taken.location(), format!("{PEOPLE}/1?rang=new"));
    let page = clerk.get(taken.location()).await.text;
    for words in ["报上了：编号 1-0001", "钟**", "138****5671", "长冈乡", "电话报名", "本人同意（2024-1 版说明）"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("钟秀英") && !page.contains("13800005671"), "{page}");
    let twice = rings(&clerk, &ZHONG).await;
    assert!(clerk.get(twice.location()).await.text.contains("没有再报一次：编号 1-0001"));
    assert!(clerk.get(FAIR).await.text.contains("<b id=\"seats\">1／300</b>"));
    let twice = rings(&clerk, &[&ZHONG[..], &[("answer-name", "刘小红")]].concat()).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "a field twice is no form of ours");
    assert_eq!(clerk.get(&format!("{PEOPLE}/99")).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn where_it_is_full_one_waits_and_is_told_how_many_are_before() {
    let house = TestConsole::open().await;
    let publisher = house.member("王芳", Role::Publisher).await;
    leave_one_seat(&publisher, "是").await;
    rings(&publisher, &ZHONG).await;
    let form = publisher.get(&format!("{PEOPLE}/new")).await.text;
    assert!(form.contains("现在报是排队") && form.contains(">排上队</button>"), "{form}");
    let second = [("answer-name", "刘小红"), ("answer-mobile", "13800005672"), ("agreed", "yes")];
    let waits = rings(&publisher, &second).await;
    let page = publisher.get(waits.location()).await.text;
    assert!(page.contains("名额满了，排上队了：编号 1-0002，排在第一个"), "{page}");
    for path in [FAIR, PEOPLE, "/console/activities"] {
        let page = publisher.get(path).await.text;
        assert!(page.contains("满了，可以排队") && !page.contains("现在：可以报名"), "{path}: {page}");
    }
    publisher.get(FAIR).await;
    let desk = publisher.post(&format!("{FAIR}/desk"), &[]).await;
    let link = desk.in_element("link").replace("&#x2f;", "/").split_once("/desk/").unwrap().1.to_owned();
    let offline = publisher.get(&format!("/desk/{link}/offline")).await.text;
    assert!(offline.contains("／应到 <b id=\"expected\">1</b>"), "who queues is not expected: {offline}");
    let waiting = publisher.get(&format!("{PEOPLE}?shelf=waiting")).await.text;
    assert!(waiting.contains("刘**") && !waiting.contains("钟**"), "{waiting}");

    // The first one does not come, the second is rung.
    let second = format!("{PEOPLE}/2");
    publisher.get(&second).await;
    let early = publisher.post(&format!("{second}/confirm"), &[]).await;
    assert!(early.text.contains("已经不给他留了"), "{}", early.text);
    publisher.get(&format!("{PEOPLE}/1")).await;
    publisher.post(&format!("{PEOPLE}/1/cancel"), &[("reason", "本人来电"), ("sure", "yes")]).await;
    house.house.house.worker.step().await.unwrap();
    let kept = publisher.get(&second).await.text;
    assert!(kept.contains("等确认，名额给他留到") && kept.contains("请打电话问他来不来"), "{kept}");
    assert!(publisher.get("/console").await.text.contains("个人发不到消息，要打电话"), "they are to be rung");
    let until = kept.split("名额给他留到").nth(1).unwrap().split('<').next().unwrap();
    let calls = publisher.get("/console/calls").await.text;
    for words in ["<th scope=\"col\">留到</th>", "有名额了，要不要", &format!("<td>{until}</td>")] {
        assert!(calls.contains(words), "{words}: {calls}");
    }
    assert_eq!(publisher.post(&format!("{second}/confirm"), &[]).await.location(), second);
    assert!(publisher.get(&second).await.text.contains("<td id=\"state\">报上了</td>"));
    let twice = publisher.post(&format!("{second}/confirm"), &[]).await;
    assert!(publisher.get(twice.location()).await.text.contains("名额已经是他的了"), "{}", twice.location());
}

#[tokio::test]
async fn a_number_to_ring_is_one_step_away_for_whoever_may_have_it() {
    let house = TestConsole::open().await;
    let clerk = house.member("王芳", Role::InboxAgent).await;
    rings(&clerk, &ZHONG).await;
    let page = clerk.get(&format!("{PEOPLE}/1")).await.text;
    let person = page.split("href=\"/console/people/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let person = clerk.get(&format!("/console/people/{person}")).await.text;
    assert!(person.contains("钟**") && person.contains("1-0001"), "{person}");
    let publisher = house.member("李华", Role::Publisher).await;
    let page = publisher.get(&format!("{PEOPLE}/1")).await.text;
    assert!(page.contains("的“导出名单”里") && !page.contains("/console/people/"), "{page}");
}

#[tokio::test]
async fn another_name_with_the_same_phone_is_asked_about_and_not_refused() {
    let house = TestConsole::open().await;
    let clerk = house.member("王芳", Role::InboxAgent).await;
    rings(&clerk, &ZHONG).await;
    let other = [("answer-name", "刘小红"), ("answer-mobile", "13800005671"), ("agreed", "yes")];
    let asked = rings(&clerk, &other).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in
        ["这个手机号已有编号 1-0001（钟**）。是另一个人的话", "是另一个人，和他用同一个手机号", "value=\"刘小红\""]
    {
        assert!(asked.text.contains(words), "{words}: {}", asked.text);
    }
    assert!(clerk.get(FAIR).await.text.contains("<b id=\"seats\">1／300</b>"), "nobody was put down");
    let taken = rings(&clerk, &[&other[..], &[("another", "yes")]].concat()).await;
    assert_eq!(taken.location(), format!("{PEOPLE}/2?rang=new"));
    for known in [&other[..], &ZHONG[..]] {
        assert!(rings(&clerk, known).await.location().ends_with("?rang=before"), "both are there");
    }
}

#[tokio::test]
async fn where_nobody_can_be_signed_up_that_is_said_and_nothing_is_asked() {
    let house = TestConsole::open().await;
    let publisher = house.member("王芳", Role::Publisher).await;
    leave_one_seat(&publisher, "否").await;
    rings(&publisher, &ZHONG).await;
    let other = [("answer-name", "刘小红"), ("answer-mobile", "13800005671"), ("agreed", "yes")];
    let asks = |page: &Page| page.text.contains("用同一个手机号") || page.text.contains("不同意就不能登记");
    for fields in [&other[..], &other[..2]] {
        let full = rings(&publisher, fields).await;
        assert_eq!(full.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(full.text.contains("名额满了，这场不排队") && !asks(&full), "{}", full.text);
        assert!(full.text.contains("value=\"刘小红\""), "what was typed is kept: {}", full.text);
    }
    assert!(rings(&publisher, &ZHONG).await.location().ends_with("/1?rang=before"), "the last seat is theirs");
    house.house.clock.wait("172h".parse().unwrap());
    let clerk = house.member("李华", Role::InboxAgent).await;
    let late = rings(&clerk, &other).await;
    assert!(late.text.contains("没有报上：这场结束了") && !asks(&late), "{}", late.text);
    assert!(rings(&clerk, &ZHONG).await.location().ends_with("/1?rang=before"));
}

#[tokio::test]
async fn what_is_over_takes_nobody_on_and_says_so_before_anything_is_typed() {
    let house = TestConsole::open().await;
    house.house.clock.wait("172h".parse().unwrap());
    let clerk = house.member("王芳", Role::InboxAgent).await;
    for path in [FAIR, PEOPLE] {
        assert!(!clerk.get(path).await.text.contains("有人打电话来报名"), "{path}");
    }
    let form = clerk.get(&format!("{PEOPLE}/new")).await.text;
    assert!(form.contains("现在不能报名：结束了") && !form.contains("answer-name"), "{form}");
}

#[tokio::test]
async fn a_seat_that_comes_free_at_night_says_when_the_next_is_asked() {
    let house = TestConsole::open().await;
    let publisher = house.member("王芳", Role::Publisher).await;
    leave_one_seat(&publisher, "是").await;
    rings(&publisher, &ZHONG).await;
    rings(&publisher, &[("answer-name", "刘小红"), ("answer-mobile", "13800005672"), ("agreed", "yes")]).await;
    let asleep = "2月8日 8:00 起问排队的下一个人";
    let until_five = "2026-02-08T05:00:00+08:00".parse::<jiff::Timestamp>().unwrap().duration_since(house.now());
    house.house.clock.wait(until_five);
    let clerk = house.member("李华", Role::InboxAgent).await;
    assert!(!clerk.get(FAIR).await.text.contains(asleep), "no seat is free yet");
    clerk.get(&format!("{PEOPLE}/1")).await;
    clerk.post(&format!("{PEOPLE}/1/cancel"), &[("reason", "本人来电"), ("sure", "yes")]).await;
    house.house.house.worker.step().await.unwrap();
    for path in [FAIR.to_owned(), PEOPLE.to_owned(), format!("{PEOPLE}?shelf=waiting")] {
        let page = clerk.get(&path).await.text;
        assert!(page.contains(asleep), "{path}: {page}");
    }
}

#[tokio::test]
async fn a_place_is_given_up_for_a_reason_that_the_audit_keeps() {
    let house = TestConsole::open().await;
    let clerk = house.member("王芳", Role::InboxAgent).await;
    rings(&clerk, &ZHONG).await;
    let place = format!("{PEOPLE}/1");
    let cancel = async |fields: &[(&str, &str)]| {
        clerk.get(&place).await;
        clerk.post(&format!("{place}/cancel"), fields).await
    };
    assert!(cancel(&[("reason", "本人来电")]).await.text.contains("请先勾上"));
    assert!(cancel(&[("reason", " "), ("sure", "yes")]).await.text.contains("请写原因"));
    assert_eq!(cancel(&[("reason", "本人来电说不来了"), ("sure", "yes")]).await.location(), place);
    assert!(cancel(&[("reason", "再来"), ("sure", "yes")]).await.text.contains("已经取消了"));
    let page = clerk.get(&place).await.text;
    assert!(page.contains("<td id=\"state\">退了</td>") && !page.contains("确定取消这个人的报名"), "{page}");
    assert!(clerk.get(FAIR).await.text.contains("<b id=\"seats\">0／300</b>"));
    let audit = house.member("审计员", Role::Auditor).await.get("/console/audit").await.text;
    for words in ["电话报名", "替人取消报名", "1-0001: 本人来电说不来了"] {
        assert!(audit.contains(words), "{words}: {audit}");
    }
    assert!(!audit.contains("钟秀英") && !audit.contains("5671"), "{audit}");
}

#[tokio::test]
async fn a_clerk_signs_up_and_sees_for_what_their_own_unit_holds() {
    let house = TestConsole::open().await;
    let clerk = house.member("李华", Role::UnitClerk).await;
    for path in [PEOPLE.to_owned(), format!("{PEOPLE}/new"), format!("{PEOPLE}/1")] {
        assert_eq!(clerk.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let list = clerk.get("/console/activities").await.text;
    let own = list.split("href=\"/console/activities/").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert_eq!(clerk.get(&format!("/console/activities/{own}/people")).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_rings_and_a_follower_is_told_that_their_place_was_given_up() {
    let demo = TestDemo::start(now()).await;
    let who = account(demo.house(), "王芳", Post::Publisher).await.unwrap();
    let (office, street) = (Browser::start().await, Browser::start().await);
    office.forgive("Failed to load resource");
    let phone = street.open(&demo.phone(), Screen::Phone).await;
    phone.click("关注").await;
    phone.wait_for("您好，这里是兴国就业").await;
    for words in ["招聘会", "1", "报名", "1", "张三丰 13800000001 长冈", "1"] {
        phone.fill("打字", words).await;
        phone.click("发送").await;
        phone.wait_until_gone("正在回复").await;
    }
    phone.wait_for("报名成功，编号 1-0001").await;

    let tab = console(&office, &demo, &who).await;
    tab.open(&format!("{}{FAIR}", local_url(demo.address))).await;
    tab.click("有人打电话来报名").await;
    tab.wait_for("先念给本人听").await;
    assert!(tab.fits_the_width().await);
    tab.fill("姓名", "钟秀英").await;
    tab.fill("手机号", "1380000567").await;
    tab.click("本人听了，说同意").await;
    tab.click("报上名").await;
    tab.wait_for("手机号应是11位，这里是10位").await;
    tab.fill("手机号", "13800005671").await;
    tab.choose("家在哪里（可以不填）", "长冈乡").await;
    tab.click("报上名").await;
    tab.wait_for("报上了：编号 1-0002").await;
    assert!(tab.fits_the_width().await);
    tab.click("这场报上名的人").await;
    tab.wait_for("名额：2／300").await;
    assert!(tab.fits_the_width().await);
    tab.click("1-0001").await;
    tab.click("取消这个人的报名").await;
    tab.fill("为什么取消（记在审计里，不要写姓名和号码）", "本人打电话来取消").await;
    tab.click("确定取消这个人的报名").await;
    tab.click("取消报名").await;
    tab.wait_for("退了").await;
    runs_our_script_alone(&tab).await;
    while demo.house().worker.step().await.unwrap() != Default::default() {}
    phone.wait_for("您的报名取消了").await;
}
