//! Somebody gets another role.

use guiyan::domain::staff::{Post, Role};

use super::walk::sign_in;
use crate::support::browser::{Browser, Screen};
use crate::support::console::{PASSWORD, TestConsole};

#[tokio::test(flavor = "multi_thread")]
async fn somebody_gets_another_role_in_the_browser_and_is_signed_out_at_once() {
    let console = TestConsole::open().await;
    let theirs = console.member("李华", Role::Publisher).await;
    assert_eq!(theirs.get("/console").await.location(), "");
    let code = console.set_up("王芳", Post::Administrator).await;
    let browser = Browser::start().await;
    let tab = browser.open(&format!("{}/console/sign-in", console.url), Screen::Office).await;
    sign_in(&tab, "王芳", PASSWORD, &code.at(console.now())).await;
    tab.click("员工").await;
    tab.choose("谁", &format!("李华（{}）", Role::Publisher.name())).await;
    tab.choose("角色", Role::Reviewer.name()).await;
    assert!(tab.fits_the_width().await);
    tab.click("改角色").await;
    let listed = format!(
        "Array.from(document.querySelectorAll('td')).some(cell => cell.innerText === '{}')",
        Role::Reviewer.name()
    );
    tab.until(&listed).await;
    assert_eq!(theirs.get("/console").await.location(), "/console/sign-in");
}

#[tokio::test]
async fn a_role_that_does_not_fit_changes_nothing_and_nobody_changes_their_own() {
    let console = TestConsole::open().await;
    let keeper = console.member("王芳", Role::Administrator).await;
    let theirs = console.member("李华", Role::Publisher).await;
    for (fields, words) in [
        (&[("name", "李华"), ("role", "unit_clerk")][..], "单位"),
        (&[("name", "李华"), ("role", "")], "请选一个角色"),
        (&[("name", "没有的人"), ("role", "reviewer")], "没有叫“没有的人”的人"),
        (&[("name", "王芳"), ("role", "reviewer")], "请另一位管理员来做"),
    ] {
        keeper.get("/console/staff").await;
        let page = keeper.post("/console/staff/post", fields).await.text;
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(theirs.get("/console").await.location(), "", "they go on");
}
