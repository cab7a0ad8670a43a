//! What makes two deliveries the same message (platform sheet 4, and 9 edges 3 and 4).

use std::collections::HashSet;

use guiyan::app::message_key::MessageKey;
use guiyan::wechat::config::Mode;

use super::platform::{Platform, WORKER, event, push, text};

async fn keys(pushes: &[String]) -> Vec<MessageKey> {
    let platform = Platform::new(Mode::Plain).await;
    for push in pushes {
        assert_eq!(platform.push(push.clone()).await.status(), 200);
    }
    platform.taken().into_iter().map(|inbound| inbound.key).collect()
}

async fn assert_all_different(pushes: &[String]) {
    let keys = keys(pushes).await;
    assert_eq!(keys.len(), pushes.len());
    assert_eq!(keys.iter().collect::<HashSet<_>>().len(), pushes.len(), "{pushes:#?}");
}

#[tokio::test]
async fn deliveries_of_one_message_have_one_key_in_whatever_order_its_fields_come() {
    let one = push("text", "<Content>报名</Content><MsgId>7</MsgId>");
    let other = push("text", "<MsgID> 7 </MsgID><New>1</New><Content><![CDATA[报名]]></Content>");
    let keys = keys(&[one.clone(), other, one]).await;
    assert!(keys.iter().all(|key| *key == keys[0]));
}

#[tokio::test]
async fn one_id_given_to_several_people_is_several_messages() {
    let voice = push("voice", "<MediaId>m</MediaId><MsgId>24334567890123456</MsgId>");
    let another = voice.replace(WORKER, "oTESTopenid0000000000000002");
    let later = voice.replace("1700000000", "1700000001");
    let elsewhere = voice.replace("gh_0123456789ab", "gh_ba9876543210");
    assert_all_different(&[voice, another, later, elsewhere, text("同号")]).await;
}

#[tokio::test]
async fn ids_beyond_32_and_53_bits_are_told_apart() {
    let message = |id: u64| push("text", &format!("<Content>a</Content><MsgId>{id}</MsgId>"));
    let ids = [90_261_533_849_829_378, 90_261_533_849_829_379, 3_147_483_649, u64::MAX, u64::MAX - 1];
    assert_all_different(&ids.map(message)).await;
}

#[tokio::test]
async fn words_tell_messages_apart_where_the_id_does_not_read() {
    let message = |words: &str| push("text", &format!("<Content>{words}</Content><MsgId>99999999999999999999</MsgId>"));
    assert_all_different(&[message("岗位"), message("政策")]).await;
}

#[tokio::test]
async fn events_of_one_second_are_told_apart_by_what_they_say() {
    let click = |key: &str| event("CLICK", &format!("<EventKey>{key}</EventKey>"));
    let scan = |ticket: &str| event("SCAN", &format!("<EventKey>s</EventKey><Ticket>{ticket}</Ticket>"));
    let wait = |result: &str| {
        let info = format!("<ScanCodeInfo><ScanType>qrcode</ScanType><ScanResult>{result}</ScanResult></ScanCodeInfo>");
        event("scancode_waitmsg", &format!("<EventKey>s</EventKey>{info}"))
    };
    let popup = |template: &str, choice: &str| {
        let fields =
            format!("<TemplateId>{template}</TemplateId><SubscribeStatusString>{choice}</SubscribeStatusString>");
        let list = format!("<SubscribeMsgPopupEvent><List>{fields}</List></SubscribeMsgPopupEvent>");
        event("subscribe_msg_popup_event", &list)
    };
    assert_all_different(&[
        click("jobs"),
        click("policies"),
        scan("one"),
        scan("other"),
        wait("1"),
        wait("2"),
        popup("one", "accept"),
        popup("one", "reject"),
        popup("other", "accept"),
        event("subscribe", ""),
        event("unsubscribe", ""),
    ])
    .await;
}

#[tokio::test]
async fn a_message_never_has_the_key_of_an_event() {
    let message = push("text", "<Content>CLICK</Content>");
    assert_all_different(&[message, event("CLICK", "")]).await;
}
