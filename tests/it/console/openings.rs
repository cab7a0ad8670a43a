//! Openings and enterprises over HTTP: looking for one, taking it off, and what the chat answers at once.

use guiyan::cli::chat::session::Session;
use guiyan::domain::staff::Role;
use reqwest::StatusCode;

use crate::support::console::{Page, Person, TestConsole, hidden};

/// The first opening of annex 2, which is that of the enterprise of whoever works for one here.
const FIRST: &str = "/console/openings/1";

async fn set(person: &Person, what: &str, fields: &[(&str, &str)]) -> Page {
    let stood = hidden(&person.get(FIRST).await, "stood");
    person.post(&format!("{FIRST}/{what}"), &[fields, &[("stood", &stood)]].concat()).await
}

/// Whether the chat tells of the first opening, asked by the name of its enterprise.
async fn is_told(worker: &mut Session, name: &str) -> bool {
    worker.say(name).await.unwrap().unwrap().contains("地址：")
}

fn name(console: &TestConsole) -> String {
    console.house.house.catalog.load().openings.enterprises()[0].name.clone()
}

#[tokio::test]
async fn openings_are_found_and_looked_at() {
    let console = TestConsole::open().await;
    let person = console.member("李华", Role::Reviewer).await;
    let name = name(&console);
    let list = person.get("/console/openings").await.text;
    assert!(list.contains("更早的") && list.matches("<tr><td>").count() == 50, "{list}");
    assert!(list.len() < 100_000, "{} bytes", list.len());
    let last = person.get(&format!("/console/openings?q={name}")).await.text;
    assert_eq!(last.matches("<tr><td>").count(), 1, "{last}");
    assert!(last.contains(&name) && last.contains(&format!("{FIRST}\"")), "{last}");
    for (nothing, words) in [
        ("/console/openings?q=火星", "没有找到"),
        ("/console/openings?offer=withdrawn", "没有找到"),
        ("/console/openings?checked=yes", "没有找到"),
        ("/console/openings?before=1", "后面没有了"),
    ] {
        assert!(person.get(nothing).await.text.contains(words), "{nothing}");
    }
    let one = person.get(FIRST).await.text;
    assert!(one.contains("手机上现在是这样") && one.contains("在招") && one.contains("没核实"), "{one}");
    assert!(!one.contains("撤下</button>"), "they may not: {one}");
    for nowhere in ["/console/openings/4711", "/console/openings/-1"] {
        assert_eq!(person.get(nowhere).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn what_is_taken_off_is_not_answered_from_then_on_and_is_put_back() {
    let console = TestConsole::open().await;
    let (name, mut worker) = (name(&console), console.house.session("oWorker"));
    let person = console.member("王芳", Role::Publisher).await;
    assert!(is_told(&mut worker, &name).await, "it is on offer");
    for (state, words) in [("filled", "招满了"), ("withdrawn", "撤下了")] {
        assert_eq!(set(&person, "state", &[("state", state)]).await.location(), FIRST);
        let page = person.get(FIRST).await;
        assert_eq!(page.in_element("offer"), words);
        assert!(page.text.contains("放回去以后是这样"), "{}", page.text);
        assert!(!is_told(&mut worker, &name).await, "{state}");
        assert_eq!(set(&person, "state", &[("state", "offered")]).await.location(), FIRST);
        assert!(is_told(&mut worker, &name).await, "it is on offer again");
    }
    let page = set(&person, "state", &[("state", "sold")]).await;
    assert!(page.text.contains("请选"), "{}", page.text);
}

#[tokio::test]
async fn an_opening_ends_with_its_last_day() {
    let console = TestConsole::open().await;
    let (name, mut worker) = (name(&console), console.house.session("oWorker"));
    let person = console.member("王芳", Role::Publisher).await;
    for (day, words) in [
        ("明天", "日期要写成"),
        ("2026-13-01", "日期要写成"),
        ("2026-02-30", "日期要写成"),
        ("2026-02-06", "这一天已经过了"),
    ] {
        let page = set(&person, "last-day", &[("day", day)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{day}");
        let field = page.text.split_once("id=\"day\"").unwrap().1;
        assert!(field.contains(&format!("value=\"{day}\"")) && field.contains(words), "{day}: {}", page.text);
    }
    for day in ["2026-02-07", "2026/2/7", "2026年2月7日"] {
        assert_eq!(set(&person, "last-day", &[("day", day)]).await.location(), FIRST, "{day}");
        let page = person.get(FIRST).await.text;
        assert!(page.contains("招到 2026年2月7日（在这里改的") && page.contains("在招"), "{page}");
        assert!(page.contains("value=\"2026-02-07\""), "{page}");
        set(&person, "last-day", &[("day", "")]).await;
    }
    set(&person, "last-day", &[("day", "2026-02-07")]).await;
    assert!(is_told(&mut worker, &name).await, "it is their last day");
    console.house.clock.wait("15h".parse().unwrap());
    let person = console.member("李华", Role::Publisher).await;
    assert!(person.get(FIRST).await.text.contains("过期了"));
    assert_eq!(set(&person, "last-day", &[("day", "2026-02-07")]).await.location(), FIRST, "it stood so");
    assert!(!is_told(&mut worker, &name).await);
    set(&person, "last-day", &[("day", "")]).await;
    assert!(is_told(&mut worker, &name).await);
}

#[tokio::test]
async fn whoever_works_for_an_enterprise_sees_and_changes_theirs_alone() {
    let console = TestConsole::open().await;
    let hr = console.member("刘工", Role::EnterpriseHr).await;
    let list = hr.get("/console/openings?enterprise=2").await.text;
    assert_eq!(list.matches("<tr><td>").count(), 1, "{list}");
    assert!(list.contains(&name(&console)), "{list}");
    for (path, fields) in [("", None), ("/state", Some([("state", "filled")])), ("/last-day", Some([("day", "")]))] {
        hr.get(FIRST).await;
        let path = format!("/console/openings/2{path}");
        let page = match fields {
            None => hr.get(&path).await,
            Some(fields) => hr.post(&path, &fields).await,
        };
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(set(&hr, "state", &[("state", "filled")]).await.location(), FIRST);
    assert_eq!(set(&hr, "state", &[("state", "offered")]).await.location(), FIRST);
    assert_eq!(set(&hr, "employer", &[("checked", "yes")]).await.status, StatusCode::FORBIDDEN);

    let centre = console.member("王芳", Role::Publisher).await;
    set(&centre, "state", &[("state", "withdrawn")]).await;
    for state in ["offered", "filled"] {
        let page = set(&hr, "state", &[("state", state)]).await;
        assert!(page.text.contains("要县就业中心放回去"), "{}", page.text);
    }
    assert!(!hr.get(FIRST).await.text.contains("还在招，放回手机上"));
}

#[tokio::test]
async fn an_employer_is_checked_and_the_audit_keeps_who_did_what() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Publisher).await;
    set(&person, "employer", &[("checked", "yes")]).await;
    assert_eq!(person.get(FIRST).await.in_element("checked"), "2026年2月7日核实过");
    let checked = person.get("/console/openings?checked=yes").await.text;
    assert_eq!(checked.matches("（核实过）").count(), 1, "{checked}");
    set(&person, "state", &[("state", "filled")]).await;
    set(&person, "employer", &[]).await;
    assert_eq!(person.get(FIRST).await.in_element("checked"), "没核实");
    let auditor = console.member("审计员", Role::Auditor).await;
    let audit = auditor.get("/console/audit").await.text;
    for words in ["核实企业", "要重新核实", "改岗位", "：招满了"] {
        assert!(audit.contains(words), "{words}: {audit}");
    }
}

#[tokio::test]
async fn whoever_asks_for_an_enterprise_that_offers_nothing_is_told_so() {
    let console = TestConsole::open().await;
    let name = console.house.house.catalog.load().openings.enterprises()[1].name.clone();
    let (mut worker, person) = (console.house.session("oWorker"), console.member("王芳", Role::Publisher).await);
    assert!(is_told(&mut worker, &name).await);
    let stood = hidden(&person.get("/console/openings/2").await, "stood");
    person.post("/console/openings/2/state", &[("state", "filled"), ("stood", &stood)]).await;
    let said = worker.say(&name).await.unwrap().unwrap();
    assert!(said.contains("现在没有登记的岗位"), "{said}");
}

#[tokio::test]
async fn what_somebody_else_said_meanwhile_is_not_taken_back_unseen() {
    let console = TestConsole::open().await;
    let (one, other) = (console.member("王芳", Role::Publisher).await, console.member("李华", Role::Publisher).await);
    let stale = hidden(&one.get(FIRST).await, "stood");
    set(&other, "state", &[("state", "withdrawn")]).await;
    for (what, field) in [("state", ("state", "filled")), ("last-day", ("day", "2026-03-01"))] {
        let page = one.post(&format!("{FIRST}/{what}"), &[field, ("stood", &stale)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
        assert!(page.text.contains("别人改过这个岗位。现在是“撤下了”"), "{what}: {}", page.text);
        assert_eq!(one.get(FIRST).await.in_element("offer"), "撤下了", "{what}");
    }
    let page = one.post(&format!("{FIRST}/state"), &[("state", "withdrawn"), ("stood", &stale)]).await;
    assert_eq!(page.location(), FIRST, "whoever asks for what is so already has it");
    assert_eq!(set(&one, "state", &[("state", "filled")]).await.location(), FIRST, "they have seen it now");
}
