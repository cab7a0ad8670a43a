//! What the phone makes of everything that can stand in a conversation, and of what somebody does besides typing.

use serde_json::json;

use crate::support::browser::{Browser, Screen, Tab};
use crate::support::stage::Stage;

/// A stage with a phone on it.
async fn phone() -> (Stage, Browser, Tab) {
    let stage = Stage::start().await;
    let browser = Browser::start().await;
    let tab = browser.open(&stage.url("/simulator"), Screen::Office).await;
    tab.wait_for("乡亲1的手机").await;
    (stage, browser, tab)
}

async fn say(tab: &Tab, words: &str) {
    tab.fill("打字", words).await;
    tab.click("发送").await;
}

async fn use_tool(tab: &Tab, tool: &str) {
    tab.click("更多功能").await;
    tab.click(tool).await;
}

const HOSTILE: &str = "<img src=x onerror=alert(1)><script>alert(1)</script><a href=\"javascript:alert(1)\">点我</a>";

#[tokio::test]
async fn words_that_look_like_a_page_stay_words_wherever_they_come_from() {
    let (stage, _browser, tab) = phone().await;
    stage.answer_words(HOSTILE);
    say(&tab, HOSTILE).await;
    tab.until("document.querySelectorAll('.bubble').length === 2").await;
    let bubbles: Vec<String> =
        tab.evaluate("Array.from(document.querySelectorAll('.bubble'), it => it.innerText)").await;
    assert_eq!(bubbles, [HOSTILE, HOSTILE]);
    stage
        .call("/cgi-bin/menu/create", json!({"button": [{"type": "click", "name": "<b>1</b>", "key": HOSTILE}]}))
        .await;
    tab.click("<b>1...").await;
    tab.wait_for("点击菜单：<b>1</b>").await;
    let card = |n| json!({"title": format!("{n}{HOSTILE}"), "description": HOSTILE, "url": "javascript:alert(1)", "picurl": "x:"});
    let news = json!({"touser": *stage.follower, "msgtype": "news", "news": {"articles": [card(1)]}});
    stage.call("/cgi-bin/message/custom/send", news).await;
    tab.wait_for("1<img").await;
    tab.click_at("#traces li:last-child > button").await;
    tab.wait_for("推送（原文）").await;

    let made = "document.querySelectorAll('main img, main script, main b:not(button b), main [onerror]').length";
    assert_eq!(tab.evaluate::<u32>(made).await, 0);
    assert_eq!(tab.evaluate::<u32>("document.querySelectorAll('#log a').length").await, 0);
}

#[tokio::test]
async fn a_link_opens_a_page_of_its_own_and_a_menu_reply_is_said() {
    let (stage, _browser, tab) = phone().await;
    stage.answer_words(
        "<a href=\"https://example.gov.cn/jobs?a=1&amp;b=2\">岗位</a> \
         <a href=\"weixin://bizmsgmenu?msgmenucontent=%E6%9F%A5%E8%AF%A2&msgmenuid=jobs\">1 查询岗位</a>",
    );
    say(&tab, "你好").await;
    tab.wait_for("岗位").await;
    let link: Vec<String> = tab.evaluate("(a => [a.href, a.target, a.rel])(document.querySelector('#log a'))").await;
    assert_eq!(link, ["https://example.gov.cn/jobs?a=1&b=2", "_blank", "noopener noreferrer"]);
    stage.answer_words("好的");
    tab.click("1 查询岗位").await;
    tab.wait_for("好的").await;
    let trace = stage.platform.trace(0).pop().unwrap();
    assert!(trace.raw.contains("<![CDATA[查询]]>"), "{}", trace.raw);
    assert!(trace.raw.contains("<bizmsgmenuid><![CDATA[jobs]]></bizmsgmenuid>"), "{}", trace.raw);
}

#[tokio::test]
async fn messages_of_every_kind_have_a_look() {
    let (stage, _browser, tab) = phone().await;
    say(&tab, "你好").await;
    let send = async |message: serde_json::Value| {
        let mut message = message;
        message["touser"] = json!(*stage.follower);
        stage.call("/cgi-bin/message/custom/send", message).await;
    };
    stage.call("/cgi-bin/message/custom/typing", json!({"touser": *stage.follower, "command": "Typing"})).await;
    tab.wait_for("对方正在输入").await;
    send(json!({"msgtype": "msgmenu", "msgmenu": {"head_content": "请选择：", "tail_content": "回复序号亦可",
        "list": [{"id": "101", "content": "本周招聘会"}, {"id": "102", "content": "技能补贴"}]}}))
    .await;
    tab.wait_until_gone("对方正在输入").await;
    tab.wait_for("回复序号亦可").await;
    tab.click("技能补贴").await;
    tab.until("document.querySelectorAll('.follower .bubble').length === 2").await;

    let card = json!({"title": "春风行动", "description": "3月8日 县体育馆", "url": "https://example.gov.cn/fair", "picurl": ""});
    send(json!({"msgtype": "news", "news": {"articles": [card]}})).await;
    tab.wait_for("3月8日 县体育馆").await;
    assert_eq!(tab.evaluate::<String>("document.querySelector('.card').href").await, "https://example.gov.cn/fair");

    let template = json!({"template_id_short": "47123", "keyword_name_list": ["活动名称", "地点"]});
    let template = stage.call("/cgi-bin/template/api_add_template", template).await;
    let data = json!({"thing1": {"value": "春风行动招聘会"}, "thing2": {"value": "县体育馆东门"}});
    let notice = json!({"touser": *stage.follower, "template_id": template["template_id"],
        "url": "https://example.gov.cn/ticket", "data": data});
    stage.call("/cgi-bin/message/template/send", notice).await;
    tab.wait_for("服务通知").await;
    tab.wait_for("报名成功通知").await;
    tab.wait_for("县体育馆东门").await;
    assert_eq!(tab.evaluate::<String>("document.querySelector('.sheet').href").await, "https://example.gov.cn/ticket");
}

#[tokio::test]
async fn a_failure_shows_the_fault_notice_and_the_reason_beside_it() {
    let (stage, _browser, tab) = phone().await;
    stage.fail_once();
    say(&tab, "你好").await;
    tab.wait_for("该公众号提供的服务出现故障，请稍后再试").await;
    tab.wait_for("原因：服务器没有在规定时间内应答").await;
    stage.answer("<MsgType>transfer_customer_service</MsgType>");
    say(&tab, "人工").await;
    tab.wait_for("已转给人工客服").await;
}

#[tokio::test]
async fn voice_place_picture_and_code_reach_the_server() {
    let (stage, _browser, tab) = phone().await;
    use_tool(&tab, "语音").await;
    tab.fill("识别出的话（可以不填）", "有什么活").await;
    tab.click("发送语音").await;
    tab.wait_for("【语音】").await;
    use_tool(&tab, "位置").await;
    tab.fill("地址", "高兴镇老圩").await;
    tab.fill("纬度", "26.34").await;
    tab.fill("经度", "115.36").await;
    tab.click("发送位置").await;
    tab.wait_for("26.34, 115.36").await;
    use_tool(&tab, "拍照").await;
    tab.until("document.querySelector('.follower img') && document.querySelector('.follower img').naturalWidth > 0")
        .await;
    use_tool(&tab, "扫一扫").await;
    tab.fill("二维码内容", "join_1").await;
    tab.click("扫码").await;
    tab.wait_for("扫码：join_1").await;

    tab.until("document.querySelectorAll('#traces li').length === 4").await;
    let mut pushes: Vec<String> = stage.platform.trace(0).iter().map(|trace| trace.name.clone()).collect();
    pushes.sort();
    assert_eq!(pushes, ["SCAN", "image", "location", "voice"]);
}

#[tokio::test]
async fn a_notice_that_was_allowed_comes_as_a_card() {
    let (stage, _browser, tab) = phone().await;
    let template = json!({"tid": 101, "kidList": [1, 3], "sceneDesc": "活动提醒"});
    let template = stage.call("/wxaapi/newtmpl/addtemplate", template).await["priTmplId"].clone();
    use_tool(&tab, "订阅通知").await;
    tab.fill("通知的模板编号", template.as_str().unwrap()).await;
    tab.click("允许").await;
    tab.wait_for("允许订阅：活动开始提醒").await;
    let data = json!({"thing1": {"value": "春风行动招聘会"}, "thing3": {"value": "县体育馆东门"}});
    let notice = json!({"touser": *stage.follower, "template_id": template, "page": "", "data": data});
    stage.call("/cgi-bin/message/subscribe/bizsend", notice).await;
    tab.wait_for("春风行动招聘会").await;
    let card = "document.querySelector('.sheet').innerText";
    let card = tab.evaluate::<String>(card).await;
    assert!(card.contains("订阅通知") && card.contains("县体育馆东门"), "{card}");
}

#[tokio::test]
async fn each_kind_of_menu_button_asks_for_what_it_needs() {
    let (stage, _browser, tab) = phone().await;
    let menu = json!({"button": [
        {"type": "location_select", "name": "附近", "key": "near"},
        {"type": "view", "name": "看岗位", "url": stage.url("/healthz")},
        {"name": "更多", "sub_button": [
            {"type": "scancode_waitmsg", "name": "扫码签到", "key": "scan"},
            {"type": "pic_photo_or_album", "name": "拍照上传", "key": "photo"},
        ]},
    ]});
    stage.call("/cgi-bin/menu/create", menu).await;
    tab.click("附近").await;
    tab.fill("地址", "长冈乡").await;
    tab.click("发送位置").await;
    tab.wait_for("长冈乡").await;
    tab.click("更多").await;
    tab.click("扫码签到").await;
    stage.answer_words("签到成功");
    tab.fill("二维码内容", "fair-1").await;
    tab.click("扫码").await;
    tab.wait_for("签到成功").await;
    tab.click("更多").await;
    tab.click("拍照上传").await;
    tab.until("document.querySelector('.follower img') && document.querySelector('.follower img').naturalWidth > 0")
        .await;
    let target = "(a => [a.target, a.rel].join())(Array.from(document.querySelectorAll('#menu a')).pop())";
    assert_eq!(tab.evaluate::<String>(target).await, "_blank,noopener noreferrer");

    tab.until("document.querySelectorAll('#traces li').length === 7").await;
    let mut events: Vec<String> = stage.platform.trace(0).iter().map(|trace| trace.name.clone()).collect();
    events.retain(|name| name.starts_with(char::is_lowercase));
    events.sort();
    assert_eq!(events, ["image", "location", "location_select", "pic_photo_or_album", "scancode_waitmsg"]);
}

#[tokio::test]
async fn what_cannot_be_done_is_said_in_words() {
    let (_stage, browser, tab) = phone().await;
    browser.forgive("422");
    tab.click("发送").await;
    tab.wait_for("没有内容").await;
    say(&tab, "你好").await;
    tab.wait_until_gone("没有内容").await;
}
