//! A campaign is read on one's own phone before anybody else gets it.

use guiyan::domain::staff::{Post, Role};
use guiyan::startup::demo::account;

use super::phone::{console, now};
use crate::support::browser::{Browser, Screen};
use crate::support::console::{Page, Person, TestConsole};
use crate::support::demo::TestDemo;

const ACCOUNT: &str = "/console/account";
const NEW: &str = "/console/campaigns/new";

#[tokio::test(flavor = "multi_thread")]
async fn a_phone_is_bound_and_shows_a_campaign_before_it_is_handed_in_and_before_its_release() {
    let demo = TestDemo::start(now()).await;
    let who = account(demo.house(), "王芳", Post::Publisher).await.unwrap();
    let (office, street) = (Browser::start().await, Browser::start().await);
    let phone = street.open(&demo.phone(), Screen::Phone).await;
    phone.click("关注").await;
    phone.wait_for("您好，这里是兴国就业").await;
    let tab = console(&office, &demo, &who).await;
    tab.click("我的账号").await;
    tab.click("绑定我的微信").await;
    tab.wait_for("请在 10 分钟内").await;
    let code: String = tab.evaluate("document.querySelector('#binding').innerText").await;
    phone.fill("打字", &code).await;
    phone.click("发送").await;
    phone.wait_for("这个微信就是工作台里 王芳 的手机").await;
    tab.click("刷新这一页").await;
    tab.wait_for("2026年2月7日 9:30 绑定了").await;
    assert!(tab.fits_the_width().await);

    tab.click("群发").await;
    tab.click("写一条群发").await;
    tab.fill("标题（只给自己人看，最多 40 个字）", "元宵前招工").await;
    tab.fill("要说的话（{link} 是每个人自己的短链接）", "元宵前还有三家厂要人，点开看：{link}").await;
    tab.click("发到我的微信看看").await;
    tab.wait_for("发到您的微信了，走的是客服消息").await;
    assert!(tab.fits_the_width().await);
    let came = |times: usize| format!("document.body.innerText.split('三家厂要人').length === {}", times + 1);
    phone.until(&came(1)).await;
    phone.wait_for("/jobs").await;
    tab.click("写好了，送审").await;
    tab.wait_for("元宵前招工（1 号）").await;
    tab.click("发到我的微信看看").await;
    tab.wait_for("发到您的微信了，走的是客服消息").await;
    phone.until(&came(2)).await;
    tab.wait_until_gone("名单").await;

    tab.click("群发").await;
    tab.click("写一条群发").await;
    tab.fill("标题（只给自己人看，最多 40 个字）", "拜年").await;
    tab.fill("要说的话（{link} 是每个人自己的短链接）", "县就业中心给您拜年了").await;
    tab.choose("怎么发", "群发：没说过话的也能收到，要占群发次数").await;
    tab.click("发到我的微信看看").await;
    tab.wait_for("走的是群发预览，不占群发次数").await;
    phone.wait_for("县就业中心给您拜年了").await;
}

/// Draws a code on the page of somebody's account, and sends it from this phone.
async fn bind(console: &TestConsole, person: &Person, phone: &str) -> String {
    person.get(ACCOUNT).await;
    let page = person.post("/console/account/phone", &[]).await;
    let code = page.in_element("binding").to_owned();
    console.house.session(phone).say(&code).await.unwrap();
    code
}

async fn tries(person: &Person) -> Page {
    person.get(NEW).await;
    let fields = [("title", "元宵前招工"), ("topic", "jobs"), ("message", "在招人"), ("other_message", "要人")];
    person.post(NEW, &[&fields[..], &[("about", "page:/jobs"), ("act", "try")]].concat()).await
}

#[tokio::test]
async fn whoever_has_no_phone_is_told_where_to_bind_one_and_nobody_tries_for_ever() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Publisher).await;
    let page = tries(&person).await;
    assert!(page.text.contains("还没有绑定您的微信"), "{}", page.text);
    let code = bind(&console, &person, "oWang").await;
    let account = person.get(ACCOUNT).await.text;
    assert!(account.contains("绑定了") && !account.contains(&code), "{account}");
    for _ in 0..10 {
        let page = tries(&person).await.text;
        assert_eq!(page.matches("没有设置 wechat.app_secret").count(), 2, "both ways to say it: {page}");
    }
    let page = tries(&person).await.text;
    assert!(page.contains("一个小时里最多试 10 次"), "{page}");
    let auditor = console.member("审计员", Role::Auditor).await;
    let audit = auditor.get("/console/audit").await.text;
    assert!(audit.contains("绑定自己的微信"), "{audit}");
}

#[tokio::test]
async fn a_phone_is_unbound_by_hand_and_a_code_is_shown_once() {
    let console = TestConsole::open().await;
    let person = console.member("李华", Role::Reviewer).await;
    bind(&console, &person, "oLi").await;
    person.get(ACCOUNT).await;
    assert_eq!(person.post("/console/account/phone/unbind", &[]).await.location(), ACCOUNT);
    let page = person.get(ACCOUNT).await.text;
    assert!(page.contains("还没有绑定") && !page.contains("绑定 "), "{page}");
}
