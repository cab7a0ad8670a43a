//! From row to row by keys, and being asked before something cannot be taken back.

use guiyan::domain::staff::Post;
use serde_json::Value;

use super::walk::sign_in;
use crate::support::browser::{Browser, Screen, Tab};
use crate::support::console::{PASSWORD, TestConsole};

async fn publisher(browser: &Browser, console: &TestConsole, path: &str) -> Tab {
    let code = console.set_up("王芳", Post::Administrator).await;
    let tab = browser.open(&format!("{}/console/sign-in", console.url), Screen::Office).await;
    sign_in(&tab, "王芳", PASSWORD, &code.at(console.now())).await;
    tab.open(&format!("{}{path}", console.url)).await;
    tab
}

/// Which row of the table one stands on; -1 on none.
async fn row(tab: &Tab) -> i32 {
    let rows = "Array.from(document.querySelectorAll('[data-keys] tbody tr'))";
    tab.evaluate(&format!("{rows}.findIndex(row => row.contains(document.activeElement))")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_go_from_row_to_row_to_the_search_and_open_an_activity() {
    let console = TestConsole::open().await;
    let browser = Browser::start().await;
    let tab = publisher(&browser, &console, "/console/activities").await;
    tab.wait_for("J 下一行").await;
    // The arrows are the page's as long as one is not in the table.
    for (key, on) in
        [("ArrowDown", -1), ("k", -1), ("j", 0), ("j", 1), ("k", 0), ("ArrowDown", 1), ("ArrowUp", 0), ("k", 0)]
    {
        tab.press(key).await;
        assert_eq!(row(&tab).await, on, "after {key}");
    }
    let outline: String = tab.evaluate("getComputedStyle(document.activeElement).outlineStyle").await;
    assert_eq!(outline, "solid", "one sees where one is");

    tab.press("/").await;
    assert_eq!(tab.evaluate::<String>("document.activeElement.id").await, "q");
    for key in ["j", "/"] {
        tab.press(key).await;
    }
    assert_eq!(tab.evaluate::<String>("document.activeElement.value").await, "j/", "a field takes what is typed");

    tab.click("不用按键").await;
    tab.press("j").await;
    assert_eq!(row(&tab).await, -1, "they are off");
    tab.open(&format!("{}/console/activities", console.url)).await;
    tab.press("j").await;
    assert_eq!(row(&tab).await, -1, "and stay off");
    tab.click("用按键").await;
    tab.press("j").await;
    let title: String = tab.evaluate("document.activeElement.innerText").await;
    tab.press("Enter").await;
    tab.until("location.pathname.startsWith('/console/activities/') && document.readyState === 'complete'").await;
    assert_eq!(tab.evaluate::<String>("document.querySelector('h1').innerText").await, title);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_taken_back_is_asked_first() {
    let console = TestConsole::open().await;
    console.set_up("李华", Post::Reviewer).await;
    let browser = Browser::start().await;
    let tab = publisher(&browser, &console, "/console/staff").await;
    let answer = async |answer: bool| {
        let confirm = format!("window.confirm = words => {{ window.asked = words; return {answer}; }}, null");
        tab.evaluate::<Value>(&confirm).await;
    };
    answer(false).await;
    tab.click("重设、离开").await;
    tab.click("李华 离开，停用账号").await;
    tab.until("!!window.asked").await;
    assert!(tab.evaluate::<String>("window.asked").await.contains("李华 不能再登录"));
    assert!(!tab.text().await.contains("停用了"), "nothing was sent");
    answer(true).await;
    tab.click("李华 离开，停用账号").await;
    tab.wait_until_gone("重设、离开").await;
}
