//! The phone in the browser, in a real one, with Guiyan behind it: what a worker sees, taps and types.

use guiyan::server::Ending;
use jiff::{SignedDuration, Timestamp};

use crate::support::browser::{Browser, Screen, Tab};
use crate::support::demo::TestDemo;

/// Ten days before Spring Festival.
fn now() -> Timestamp {
    "2026-02-07T09:30:00+08:00".parse().unwrap()
}

/// Says something by typing it.
async fn say(tab: &Tab, words: &str) {
    tab.fill("打字", words).await;
    tab.click("发送").await;
}

/// From the first tap to the receipt. On the way three things are typed: a name, a number and a township.
async fn sign_up(tab: &Tab) {
    tab.click("关注").await;
    tab.wait_for("您好，这里是兴国就业").await;
    tab.click("2 招聘会、活动").await;
    tab.click("2 2月13日 【样例】春风行动招聘会").await;
    tab.click("1 我要报名").await;
    tab.click("1 同意").await;
    tab.wait_for("您叫什么名字").await;
    say(tab, "张三丰").await;
    tab.wait_for("手机号是多少").await;
    say(tab, "13800000001").await;
    tab.wait_for("您家在哪个乡镇").await;
    say(tab, "长冈").await;
    tab.click("1 确认").await;
    tab.wait_for("报名成功，编号 1-0001").await;
}

#[tokio::test]
async fn a_worker_signs_up_from_the_first_tap_to_the_receipt() {
    let demo = TestDemo::start(now()).await;
    let browser = Browser::start().await;
    let tab = browser.open(&demo.phone(), Screen::Office).await;
    sign_up(&tab).await;

    tab.click("我的").await;
    tab.click("我的报名").await;
    tab.wait_for("改报名信息").await;
    assert!(tab.fits_the_width().await);
    tab.click_at("#traces li:first-child > button").await;
    tab.wait_for("推送（解密后）").await;
    tab.picture("docs/phone.png").await;
}

#[tokio::test]
async fn the_same_works_on_a_phone_where_the_inspector_is_a_tab() {
    let demo = TestDemo::start(now()).await;
    let browser = Browser::start().await;
    let tab = browser.open(&demo.phone(), Screen::Phone).await;
    tab.click("乡亲").await;
    tab.click_at("#followers li:last-child button").await;
    tab.wait_for("乡亲1的手机").await;
    sign_up(&tab).await;
    assert!(tab.fits_the_width().await);
    assert!(!tab.text().await.contains("subscribe"), "the inspector is not in the way");

    tab.click("通信").await;
    tab.wait_for("subscribe").await;
    assert!(tab.fits_the_width().await);
    assert!(!tab.text().await.contains("报名成功"));
}

#[tokio::test]
async fn a_keyword_is_answered_and_the_keyboard_is_enough() {
    let demo = TestDemo::start(now()).await;
    let browser = Browser::start().await;
    let tab = browser.open(&demo.phone(), Screen::Office).await;
    tab.click("关注").await;
    tab.click_at("#words").await;
    tab.type_words("服装厂").await;
    tab.press("Enter").await;
    tab.wait_for("服饰").await;

    // On to the menu: over 发送 to its first button, then into the list that it opens.
    for _ in 0..2 {
        tab.press("Tab").await;
    }
    tab.press("Enter").await;
    tab.wait_for("家附近的活").await;
    tab.press("Escape").await;
    tab.wait_until_gone("家附近的活").await;
    tab.press("Enter").await;
    tab.press("Tab").await;
    tab.press("Enter").await;
    tab.wait_for("点击菜单：看招工岗位").await;
}

#[tokio::test]
async fn phones_change_hands_and_whoever_is_spoken_to_meanwhile_has_something_new() {
    let demo = TestDemo::start(now()).await;
    let browser = Browser::start().await;
    let tab = browser.open(&demo.phone(), Screen::Office).await;
    tab.click("关注").await;
    tab.wait_for("您好，这里是兴国就业").await;
    tab.click("加一个人").await;
    tab.wait_for("乡亲4的手机").await;
    tab.wait_for("还没有关注").await;
    assert!(!tab.text().await.contains("您好"), "a phone shows its own conversation");

    demo.follow(1);
    tab.wait_for("新消息").await;
    tab.click_at("#followers li:nth-child(3) button").await;
    tab.wait_for("您好，这里是兴国就业").await;
    tab.wait_until_gone("新消息").await;
}

#[tokio::test]
async fn whoever_leaves_is_gone_and_can_come_back_by_a_poster() {
    let demo = TestDemo::start(now()).await;
    let browser = Browser::start().await;
    let tab = browser.open(&demo.phone(), Screen::Office).await;
    tab.click("关注").await;
    tab.click("更多功能").await;
    tab.click("取消关注").await;
    tab.wait_for("还没有关注").await;
    tab.wait_until_gone("办事").await;
    demo.clock.wait(SignedDuration::from_secs(1));
    tab.fill("二维码场景值", "join_1").await;
    tab.click("扫码关注").await;
    tab.wait_for("扫码关注：join_1").await;
    tab.wait_for("报名要登记您的姓名、手机号").await;
}

#[tokio::test]
async fn a_demo_that_stops_waits_for_no_page_and_one_that_is_started_anew_is_found_again() {
    let demo = TestDemo::start(now()).await;
    let address = demo.address;
    let browser = Browser::start().await;
    browser.forgive("net::ERR_");
    let tab = browser.open(&demo.phone(), Screen::Office).await;
    tab.click("关注").await;
    tab.wait_for("您好，这里是兴国就业").await;
    assert_eq!(demo.stop().await, Ending::Finished);
    tab.wait_for("正在重新连接").await;

    let listener = guiyan::server::bind(address).await.unwrap();
    let _demo = TestDemo::start_on(listener, now()).await;
    tab.wait_for("已连接").await;
    tab.wait_for("还没有关注").await;
    assert!(!tab.text().await.contains("您好"), "the new one knows nobody");
}
