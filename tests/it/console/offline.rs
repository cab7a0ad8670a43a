//! The page that goes on without network, in a real browser.

use crate::support::browser::{Browser, Screen};
use crate::support::desk::TestDesk;

#[tokio::test(flavor = "multi_thread")]
async fn marks_made_without_network_are_told_later_and_count_once() {
    let desk = TestDesk::with(&[("张三丰", "13800005678"), ("李四光", "13900001234"), ("王小花", "13700000001")]).await;
    let browser = Browser::start().await;
    browser.forgive("Failed to load resource");
    browser.forgive("A bad HTTP response code (502) was received when fetching the script");
    let url = format!("{}/offline", desk.url);
    let tab = browser.open(&url, Screen::Phone).await;
    assert!(tab.fits_the_width().await);

    desk.go_away();
    tab.click("1 号签到").await;
    tab.click("2 号签到").await;
    tab.wait_for("有 2 个签到还在这部手机上").await;
    // A slip, taken back.
    tab.click("3 号签到").await;
    tab.wait_for("有 3 个签到还在这部手机上").await;
    tab.click("3 号签到").await;
    tab.wait_for("有 2 个签到还在这部手机上").await;

    // Meanwhile the second one scanned the code at the door.
    desk.house.session("oPerson1").say("[scan door_1]").await.unwrap();
    desk.come_back();
    tab.click("有网了，交上去").await;
    tab.wait_for("都交上去了").await;
    tab.wait_for("签到好了，编号 1-0001").await;
    tab.wait_for("编号 1-0002 9:00 已经签过到（扫码），不用再签").await;
    tab.wait_for("已到 2／应到 3").await;
    let buttons = "[...document.querySelectorAll('#rows button')].map(one => one.checkVisibility())";
    assert_eq!(tab.evaluate::<Vec<bool>>(buttons).await, [false, false, true], "who is in is not ticked again");
    let page = desk.page("").await;
    assert!(page.contains("<b id=\"came\">2</b>"), "{page}");
    tab.click("有网了，交上去").await;
    assert!(desk.page("").await.contains("<b id=\"came\">2</b>"), "nothing counts twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_works_on_a_phone_without_a_script() {
    let desk = TestDesk::with(&[("张三丰", "13800005678")]).await;
    let browser = Browser::start().await;
    let tab = browser.open(&desk.url, Screen::Phone).await;
    tab.fill("编号，或手机尾号四位", "5678").await;
    tab.click("查").await;
    tab.wait_for("张**").await;
    tab.click("签到").await;
    tab.wait_for("签到好了，编号 1-0001，请进").await;
    assert!(tab.fits_the_width().await);
    assert_eq!(tab.evaluate::<usize>("document.scripts.length").await, 0);
}
