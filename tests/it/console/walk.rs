//! The staff console in a real browser, on an office PC.

use guiyan::domain::staff::Post;

use crate::support::browser::{Browser, Screen, Tab};
use crate::support::console::{Code, PASSWORD, TestConsole};

/// Fills in the form to sign in.
pub async fn sign_in(tab: &Tab, name: &str, password: &str, code: &str) {
    tab.fill("姓名", name).await;
    tab.fill("密码", password).await;
    if !code.is_empty() {
        tab.fill("手机上的 6 位验证码", code).await;
    }
    // The page that comes may say what this one says.
    tab.evaluate::<serde_json::Value>("window.before = true, null").await;
    tab.click("登录").await;
    tab.until("!window.before && document.readyState === 'complete'").await;
}

/// The page has the script of the console, and no other.
pub async fn runs_our_script_alone(tab: &Tab) {
    let scripts: Vec<String> = tab.evaluate("Array.from(document.scripts, one => one.outerHTML)").await;
    assert_eq!(scripts, [r#"<script src="/console/console.js" defer=""></script>"#]);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_signs_in_for_the_first_time_then_with_a_wrong_code_and_is_locked_out() {
    let console = TestConsole::open().await;
    let first = console.add("王芳", Post::Administrator).await;
    let browser = Browser::start().await;
    browser.forgive("Failed to load resource");
    let tab = browser.open(&format!("{}/console/sign-in", console.url), Screen::Office).await;
    sign_in(&tab, "王芳", &first, "").await;
    tab.wait_for("第 1 步，共 2 步").await;
    tab.fill("新密码", PASSWORD).await;
    tab.fill("再输一遍", PASSWORD).await;
    tab.click("换密码").await;
    tab.wait_for("第 2 步，共 2 步").await;
    assert!(tab.fits_the_width().await);
    let words: String = tab.evaluate("document.querySelector('.secret').innerText").await;
    let code = Code::of(&words);
    tab.fill("手机上的 6 位验证码", &code.at(console.now())).await;
    tab.click("设好了").await;
    tab.wait_for("今天，2月7日").await;
    assert!(tab.fits_the_width().await);
    runs_our_script_alone(&tab).await;

    tab.click("退出").await;
    tab.wait_for("找县管理员重设").await;
    for _ in 0..5 {
        sign_in(&tab, "王芳", PASSWORD, "000000").await;
        tab.wait_for("姓名、密码或验证码不对").await;
    }
    console.house.clock.wait("30s".parse().unwrap());
    sign_in(&tab, "王芳", PASSWORD, &code.at(console.now())).await;
    tab.wait_for("请过 15 分钟再试").await;
    console.house.clock.wait("15m".parse().unwrap());
    sign_in(&tab, "王芳", PASSWORD, &code.at(console.now())).await;
    tab.wait_for("今天，2月7日").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_alone_signs_in_and_out() {
    let console = TestConsole::open().await;
    let code = console.set_up("王芳", Post::Publisher).await;
    let browser = Browser::start().await;
    let tab = browser.open(&format!("{}/console/sign-in", console.url), Screen::Office).await;
    for words in ["王芳", PASSWORD, &code.at(console.now())] {
        tab.press("Tab").await;
        tab.type_words(words).await;
    }
    tab.press("Enter").await;
    tab.wait_for("今天，2月7日").await;
    // Past the link to the text, to the button.
    for _ in 0..2 {
        tab.press("Tab").await;
    }
    tab.press("Enter").await;
    tab.wait_for("找县管理员重设").await;
}
