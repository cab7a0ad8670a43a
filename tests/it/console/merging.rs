//! Two records of one person, over HTTP and in a real browser: side by side, and one.

use guiyan::domain::staff::{Post, Role};
use reqwest::StatusCode;

use super::on_paper::{FAIR, FILM_DAY, rings};
use super::people::{audit, page_of, two_people};
use super::walk::sign_in;
use crate::support::browser::{Browser, Screen};
use crate::support::console::{PASSWORD, Page, Person, TestConsole};

/// Somebody who follows, and rang under another spelling: both pages.
async fn rang_and_follows(console: &TestConsole, agent: &Person, at: u32) -> (String, String) {
    two_people(console).await;
    rings(agent, at, ("钟秀瑛", "13800005671")).await;
    (page_of(agent, "钟秀英").await, page_of(agent, "钟秀瑛").await)
}

fn number(page: &str) -> &str {
    page.rsplit('/').next().unwrap()
}

async fn merge(agent: &Person, address: &str, fields: &[(&str, &str)]) -> Page {
    agent.get(address).await;
    agent.post(address, fields).await
}

#[tokio::test]
async fn two_records_are_seen_side_by_side_and_become_one() {
    let console = TestConsole::open().await;
    let agent = console.member("王芳", Role::InboxAgent).await;
    let (follows, rang) = rang_and_follows(&console, &agent, FILM_DAY).await;
    let one = agent.get(&follows).await.text;
    let address = format!("{follows}/merge/{}", number(&rang));
    for words in ["可能是同一个人", "手机号一样", &address] {
        assert!(one.contains(words), "{words}: {one}");
    }
    // Whichever they come from, the one that follows stays.
    assert!(agent.get(&rang).await.text.contains(&format!("{rang}/merge/{}", number(&follows))));
    assert_eq!(agent.get(&format!("{rang}/merge/{}", number(&follows))).await.location(), address);

    let asked = agent.get(&address).await.text;
    for words in ["不一样", "长冈乡", "关注着", "没有关注", "的 1 个报名归到", "【样例】职工观影日", "合并了不能撤回"]
    {
        assert!(asked.contains(words), "{words}: {asked}");
    }
    assert!(!asked.contains("钟秀") && !asked.contains("13800005671") && !asked.contains("反过来"), "{asked}");
    assert!(merge(&agent, &address, &[("reason", "电话核对")]).await.text.contains("请先勾上"));
    assert!(merge(&agent, &address, &[("sure", "yes")]).await.text.contains("请写原因"));
    assert_eq!(agent.get(&rang).await.status, StatusCode::OK, "nothing was done");

    let sure = [("sure", "yes"), ("reason", "打登记的手机号核对过")];
    assert_eq!(merge(&agent, &address, &sure).await.location(), follows);
    let one = agent.get(&follows).await.text;
    assert!(one.contains("4-0001") && one.contains("1-0001") && !one.contains("可能是同一个人"), "{one}");
    for gone in [&rang, &address] {
        assert_eq!(agent.get(gone).await.status, StatusCode::NOT_FOUND, "{gone}");
    }
    // The form, sent twice.
    agent.get(&follows).await;
    assert_eq!(agent.post(&address, &sure).await.location(), follows);
    let audit = audit(&console).await;
    assert_eq!(audit.matches("两份信息合并成一份").count(), 1, "{audit}");
    assert!(audit.contains("打登记的手机号核对过") && !audit.contains("5671"), "{audit}");
}

#[tokio::test]
async fn who_has_two_places_or_two_accounts_stays_two() {
    let console = TestConsole::open().await;
    let agent = console.member("王芳", Role::InboxAgent).await;
    let (follows, rang) = rang_and_follows(&console, &agent, FAIR).await;
    let address = format!("{follows}/merge/{}", number(&rang));
    let sure = [("sure", "yes"), ("reason", "电话核对")];
    let asked = agent.get(&address).await.text;
    for words in ["各有一个名额", "1-0001", "1-0003", "不能合并", "/console/activities/1/people"] {
        assert!(asked.contains(words), "{words}: {asked}");
    }
    assert!(!asked.contains("<button class=\"stop\">"), "there is nothing to be sent: {asked}");
    assert!(merge(&agent, &address, &sure).await.text.contains("没有合并：两份在同一场活动里各有一个名额"));

    let other = page_of(&agent, "刘小红").await;
    let unlike = format!("{follows}/merge/{}", number(&other));
    let asked = agent.get(&unlike).await.text;
    assert!(asked.contains("是两个微信，不能合并") && !asked.contains("<button class=\"stop\">"), "{asked}");
    let unlike = format!("{rang}/merge/{}", number(&page_of(&agent, "钟秀瑛").await));
    assert_eq!(agent.get(&unlike).await.status, StatusCode::NOT_FOUND, "with themselves");
    rings(&agent, FILM_DAY, ("钟秀英", "13900000009")).await;
    let by_name = format!("{follows}/merge/{}", number(&page_of(&agent, "0009").await));
    let refused = merge(&agent, &by_name, &sure).await.text;
    assert!(refused.contains("只凭姓名不合并"), "{refused}");
    assert!(!audit(&console).await.contains("两份信息合并成一份"));
}

#[tokio::test]
async fn of_two_on_paper_staff_say_which_stays_and_a_clerk_does_not() {
    let console = TestConsole::open().await;
    let agent = console.member("王芳", Role::InboxAgent).await;
    rings(&agent, FAIR, ("钟秀英", "13800005671")).await;
    rings(&agent, FILM_DAY, ("钟秀瑛", "13800005671")).await;
    let (first, second) = (page_of(&agent, "钟秀英").await, page_of(&agent, "钟秀瑛").await);
    let there = format!("{first}/merge/{}", number(&second));
    let back = format!("{second}/merge/{}", number(&first));
    assert!(agent.get(&there).await.text.contains(&back), "the other way round");
    let clerk = console.member("李华", Role::UnitClerk).await;
    let page = clerk.get(&first).await;
    assert!(page.status == StatusCode::OK && !page.text.contains("可能是同一个人"), "{}", page.text);
    assert_eq!(merge(&agent, &back, &[("sure", "yes"), ("reason", "电话核对")]).await.location(), second);
    let one = agent.get(&second).await.text;
    assert!(one.contains("1-0001") && one.contains("4-0001") && one.contains("长冈乡"), "{one}");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_records_become_one_in_a_browser() {
    let console = TestConsole::open().await;
    let agent = console.member("李华", Role::InboxAgent).await;
    let (follows, _) = rang_and_follows(&console, &agent, FILM_DAY).await;
    let code = console.set_up("王芳", Post::InboxAgent).await;
    let browser = Browser::start().await;
    let tab = browser.open(&format!("{}/console/sign-in", console.url), Screen::Office).await;
    sign_in(&tab, "王芳", PASSWORD, &code.at(console.now())).await;
    tab.click("群众").await;
    tab.wait_for("没有关注公众号").await;
    assert!(tab.fits_the_width().await);
    tab.fill("姓名（打全）、手机号，或者后四位", "钟秀瑛").await;
    tab.click("找").await;
    tab.wait_for("看最新的").await;
    tab.click("钟**").await;
    tab.wait_for("可能是同一个人").await;
    assert!(tab.fits_the_width().await);
    tab.click(&format!("并排看 {} 号", number(&follows))).await;
    tab.wait_for("合并以后").await;
    assert!(tab.fits_the_width().await);
    tab.fill("怎么核对的（记在审计里，不要写姓名和号码）", "打登记的手机号核对").await;
    tab.click("核对过是同一个人，合并了不能撤回").await;
    tab.click("合并").await;
    tab.wait_for("同意过的说明").await;
    let page = tab.text().await;
    assert!(page.contains("4-0001") && page.contains("1-0001") && !page.contains("可能是同一个人"), "{page}");
}
