//! How the account stands with the platform: on a house without one, and in the demo with all of it.

use guiyan::app::clock::Clock;
use guiyan::domain::staff::{Post, Role};
use guiyan::simulator::act::Act;
use guiyan::startup::demo::account;

use super::walk::{runs_our_script_alone, sign_in};
use crate::support::browser::{Browser, Screen};
use crate::support::console::TestConsole;
use crate::support::demo::TestDemo;

const PAGE: &str = "/console/platform";

#[tokio::test]
async fn without_an_appsecret_the_page_tells_what_works_and_what_does_not() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Administrator).await;
    let page = person.get(PAGE).await.text;
    for words in ["服务号，认证过", "没有填 wechat.app_secret", "模板消息", "发来的都收了", "还没有（所有服务器"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    for (code, words) in [
        ("48001", "48001："),
        ("45009", "45009："),
        ("99999", "还不认识的错误码"),
        ("四八", "错误码是数字"),
        ("%3Cb%3E", "错误码是数字"),
    ] {
        let page = person.get(&format!("{PAGE}?code={code}")).await.text;
        assert!(page.contains(words) && !page.contains("value=\"<b>"), "{code}: {page}");
        assert!(page.len() < 100_000);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_what_is_refused_and_what_is_used_up_is_on_the_page() {
    let demo = TestDemo::start("2026-02-07T09:30:00+08:00".parse().unwrap()).await;
    let admin = account(demo.house(), "王芳", Post::Administrator).await.unwrap();
    let stranger = format!("http://{}/wechat?signature=0&timestamp=0&nonce=1", demo.address);
    reqwest::Client::new().post(stranger).body("<xml/>").send().await.unwrap();
    let person = demo.platform.followers(0, 1).remove(0);
    demo.platform.act(&person.openid, Act::Follow { scene: None }).unwrap();

    let browser = Browser::start().await;
    let tab = browser.open(&format!("http://{}/console/sign-in", demo.address), Screen::Office).await;
    let code = admin.secret.code(demo.clock.now()).unwrap();
    sign_in(&tab, "王芳", &admin.password, &code).await;
    tab.click("公众号").await;
    tab.wait_for("接得通吗").await;
    assert!(tab.fits_the_width().await);
    let text = tab.text().await;
    for words in ["能用到", "到期前自动换", "时间对不上", "请核对服务器时间", "发布菜单"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("还没有（这台服务器"), "the follow came: {text}");
    tab.fill("错误码（数字）", "48001").await;
    tab.click("查").await;
    tab.wait_for("48001：").await;
    runs_our_script_alone(&tab).await;
}
