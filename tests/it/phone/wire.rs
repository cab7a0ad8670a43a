//! The inspector beside the phone, and how the page comes back after a break.

use serde_json::json;

use crate::support::browser::{Browser, Screen, Tab};
use crate::support::demo::TestDemo;
use crate::support::stage::Stage;

/// The names of the lines that can be seen, from above.
async fn lines(tab: &Tab) -> Vec<String> {
    let names = "Array.from(document.querySelectorAll('#traces li:not([hidden]) code'), it => it.innerText)";
    tab.evaluate(names).await
}

async fn wait_for_lines(tab: &Tab, count: usize) {
    tab.until(&format!("document.querySelectorAll('#traces li:not([hidden])').length === {count}")).await;
}

#[tokio::test]
async fn what_went_over_the_wire_stands_there_newest_first_and_can_be_sifted() {
    let stage = Stage::start().await;
    let browser = Browser::start().await;
    let tab = browser.open(&stage.url("/simulator"), Screen::Office).await;
    tab.wait_for("还没有通信").await;
    stage.call("/cgi-bin/menu/create", json!({"button": [{"type": "click", "name": "找活", "key": "jobs"}]})).await;
    tab.click("找活").await;
    tab.wait_for("CLICK").await;
    stage.fail_once();
    tab.fill("打字", "你好").await;
    tab.click("发送").await;
    wait_for_lines(&tab, 6).await;
    let all = ["text 第3次", "text 第2次", "text", "CLICK", "/cgi-bin/menu/create", "/cgi-bin/stable_token"];
    assert_eq!(lines(&tab).await, all);

    tab.click("只看出错").await;
    wait_for_lines(&tab, 3).await;
    tab.click("只看出错").await;
    tab.click("只看此人").await;
    wait_for_lines(&tab, 4).await;
    tab.click("只看此人").await;
    tab.fill("名称包含", "MENU").await;
    wait_for_lines(&tab, 1).await;
    assert_eq!(lines(&tab).await, ["/cgi-bin/menu/create"]);
    tab.fill("名称包含", "nothing like it").await;
    tab.wait_for("没有符合这些条件的").await;
}

#[tokio::test]
async fn a_sealed_push_can_be_read_raw_and_opened_and_no_secret_is_among_it() {
    let demo = TestDemo::start("2026-02-07T09:30:00+08:00".parse().unwrap()).await;
    let browser = Browser::start().await;
    let tab = browser.open(&demo.phone(), Screen::Office).await;
    tab.click("关注").await;
    tab.wait_for("您好，这里是兴国就业").await;
    tab.click_at("#traces li:first-child > button").await;
    for part in ["推送（解密后）", "推送（原文）", "我们的回应（解密后）", "我们的回应（原文）"]
    {
        tab.wait_for(part).await;
    }
    let bodies: Vec<String> =
        tab.evaluate("Array.from(document.querySelectorAll('.bodies pre'), it => it.innerText)").await;
    assert!(bodies[0].contains("<Event><![CDATA[subscribe]]></Event>"), "{}", bodies[0]);
    assert!(bodies[1].contains("<Encrypt>") && !bodies[1].contains("subscribe"), "{}", bodies[1]);
    assert!(bodies[2].contains("您好，这里是兴国就业"), "{}", bodies[2]);
    assert!(bodies[3].contains("<MsgSignature>"), "{}", bodies[3]);
    tab.click_at("#traces li:first-child > button").await;
    tab.wait_until_gone("推送（原文）").await;
}

#[tokio::test]
async fn after_a_break_the_page_has_what_it_missed_once_and_in_order() {
    let mut stage = Stage::start().await;
    let browser = Browser::start().await;
    browser.forgive("net::ERR_");
    let tab = browser.open(&stage.url("/simulator"), Screen::Office).await;
    tab.fill("打字", "第一句").await;
    tab.click("发送").await;
    tab.wait_for("第一句").await;
    stage.go_dark();
    tab.wait_for("正在重新连接").await;
    let say = |words: &str| guiyan::simulator::act::Act::Say { text: words.to_owned() };
    stage.platform.act(&stage.follower, say("第二句")).unwrap();
    stage.platform.act(&stage.follower, say("第三句")).unwrap();
    stage.serve();
    tab.wait_for("已连接").await;
    tab.wait_for("第三句").await;
    let said: Vec<String> =
        tab.evaluate("Array.from(document.querySelectorAll('.follower .bubble'), it => it.innerText)").await;
    assert_eq!(said, ["第一句", "第二句", "第三句"]);
}
