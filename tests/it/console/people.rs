//! People over HTTP and in a real browser: looking for somebody, and all that is known of them, masked.

use guiyan::domain::staff::Role;
use reqwest::StatusCode;

use crate::support::console::{Page, Person, TestConsole};

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

async fn search(person: &Person, fields: &[(&str, &str)]) -> Page {
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
