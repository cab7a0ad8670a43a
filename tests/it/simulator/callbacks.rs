//! How callbacks are delivered (platform sheet 1.2, 2, 4).

use std::time::{Duration, Instant};

use guiyan::simulator::act::Act;
use guiyan::simulator::chat::{Author, Content};
use guiyan::simulator::errand::Change;
use guiyan::simulator::settings::Mode;
use guiyan::wechat::cipher::Cipher;
use guiyan::wechat::envelope::SealedReply;
use guiyan::wechat::signature::Signature;
use guiyan::wechat::xml::Document;

use crate::support::push::{AES_KEY, APP_ID, TOKEN};
use crate::support::simulated::{ACCOUNT, Answer, Heard, Simulated, reply};

fn is_fault(content: &Content) -> bool {
    matches!(content, Content::FaultNotice { .. })
}

/// Short enough to wait for three times.
const CUT_OFF: Duration = Duration::from_millis(150);

#[tokio::test]
async fn a_push_is_signed_and_names_its_follower() {
    let simulated = Simulated::new().await;
    let openid = simulated.follower();
    let heard = simulated.hears("subscribe").await;
    let expected = Signature::of_query(TOKEN, &heard.query["timestamp"], &heard.query["nonce"]);
    assert!(expected.matches(&heard.query["signature"]));
    assert_eq!(heard.query["openid"], *openid);
    assert_eq!(heard.query["timestamp"], simulated.platform.now().as_second().to_string());
    assert_eq!((heard.field("ToUserName"), heard.field("FromUserName")), (ACCOUNT.to_owned(), openid.to_string()));
}

fn cipher() -> Cipher {
    Cipher::new(AES_KEY, APP_ID).unwrap()
}

/// The plain XML of a sealed push, if its signature holds.
fn opened(heard: &Heard) -> Heard {
    let document = Document::parse(&heard.body, heard.body.len()).unwrap();
    let encrypt = document.root().child("Encrypt").unwrap().text();
    let query = &heard.query;
    assert_eq!(query["encrypt_type"], "aes");
    let expected = Signature::of_message(TOKEN, &query["timestamp"], &query["nonce"], encrypt);
    assert!(expected.matches(&query["msg_signature"]));
    let body = String::from_utf8(cipher().decrypt(encrypt).unwrap()).unwrap();
    Heard { query: query.clone(), body }
}

/// A reply in an envelope of its own.
fn sealed(words: &str, to: &str) -> String {
    let xml = reply(to, ACCOUNT, &format!("<MsgType>text</MsgType><Content>{words}</Content>"));
    let encrypt = cipher().encrypt(b"0123456789abcdef", xml.as_bytes());
    let (timestamp, nonce) = ("1700000001".to_owned(), "nonceA".to_owned());
    let msg_signature = Signature::of_message(TOKEN, &timestamp, &nonce, &encrypt).as_str().to_owned();
    SealedReply { encrypt, msg_signature, timestamp, nonce }.to_xml()
}

#[tokio::test]
async fn in_safe_mode_only_the_ciphertext_travels_and_a_sealed_reply_is_read() {
    let answer = |heard: &Heard| Answer::body(sealed("收到", &opened(heard).field("FromUserName")));
    let simulated = Simulated::with(|settings| settings.callback.mode = Mode::Safe, answer).await;
    let openid = simulated.follower();
    simulated.sees(&openid, "the sealed reply", |shown| *shown == Content::Text { text: "收到".into() }).await;
    let heard = &simulated.heard()[0];
    assert!(!heard.body.contains("FromUserName"), "{}", heard.body);
    assert_eq!(opened(heard).field("Event"), "subscribe");
}

#[tokio::test]
async fn in_safe_mode_a_plain_reply_is_a_fault_and_a_plain_success_is_none() {
    let answer = |heard: &Heard| match opened(heard).name().as_str() {
        "subscribe" => Answer::body("success"),
        _ => Answer::words(&opened(heard), "没有加密"),
    };
    let simulated = Simulated::with(|settings| settings.callback.mode = Mode::Safe, answer).await;
    let openid = simulated.follower();
    simulated.say(&openid, "你好");
    simulated.sees(&openid, "the fault", is_fault).await;
    assert_eq!(simulated.chat(&openid).iter().filter(|entry| is_fault(&entry.content)).count(), 1);
}

#[tokio::test]
async fn in_compatible_mode_the_ciphertext_stands_beside_the_plain_fields_and_both_answers_are_read() {
    let answer = |heard: &Heard| {
        let follower = heard.field("FromUserName");
        match heard.name().as_str() {
            "subscribe" => Answer::body(sealed("密文", &follower)),
            _ => Answer::words(heard, "明文"),
        }
    };
    let simulated = Simulated::with(|settings| settings.callback.mode = Mode::Compatible, answer).await;
    let openid = simulated.follower();
    simulated.say(&openid, "你好");
    for words in ["密文", "明文"] {
        simulated.sees(&openid, words, |shown| *shown == Content::Text { text: words.into() }).await;
    }
    let heard = simulated.hears("text").await;
    assert_eq!(opened(&heard).field("Content"), heard.field("Content"));
}

#[tokio::test]
async fn a_server_that_is_too_slow_is_asked_three_times_with_the_same_message_and_then_the_follower_reads_the_notice() {
    let slow = |heard: &Heard| Answer { after: CUT_OFF * 4, ..Answer::words(heard, "太晚了") };
    let simulated = Simulated::with(|settings| settings.rules.cut_off = CUT_OFF, slow).await;
    let openid = simulated.follower();
    let fault = simulated.sees(&openid, "the notice", is_fault).await;
    assert_eq!(fault.from, Author::Notice);
    let heard = simulated.heard();
    assert_eq!(heard.len(), 3);
    assert!(heard.iter().all(|again| again.body == heard[0].body));
    assert!(heard.iter().any(|again| again.query["nonce"] != heard[0].query["nonce"]));
    let traces = simulated.platform.trace(0);
    let attempts: Vec<u32> =
        traces.iter().filter(|trace| trace.name == "subscribe").map(|trace| trace.attempt).collect();
    assert_eq!(attempts, [1, 2, 3]);
    assert!(!simulated.chat(&openid).iter().any(|entry| entry.from == Author::Account), "a late answer was shown");
}

#[tokio::test]
async fn a_server_that_says_500_twice_and_then_answers_is_heard() {
    let answers = std::sync::atomic::AtomicU32::new(0);
    let third_time = move |heard: &Heard| match answers.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
        0 | 1 => Answer { status: 500, ..Answer::body("") },
        _ => Answer::words(heard, "好了"),
    };
    let simulated = Simulated::answering(third_time).await;
    let openid = simulated.follower();
    simulated.sees(&openid, "the third answer", |shown| *shown == Content::Text { text: "好了".into() }).await;
    assert!(!simulated.chat(&openid).iter().any(|entry| is_fault(&entry.content)));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = |heard: &Heard| match heard.name().as_str() {
        "subscribe" => Answer { status: 302, location: Some("/elsewhere".into()), ..Answer::body("") },
        _ => Answer::body("success"),
    };
    let simulated = Simulated::answering(elsewhere).await;
    let openid = simulated.follower();
    simulated.sees(&openid, "the notice", is_fault).await;
    assert_eq!(simulated.heard().len(), 3);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_a_fault_too() {
    let simulated = Simulated::new().await;
    // Port 9 is reserved for throwing things away; nobody listens.
    simulated.platform.set_callback_url("http://127.0.0.1:9/wechat");
    let openid = simulated.follower();
    simulated.sees(&openid, "the notice", is_fault).await;
}

#[tokio::test]
async fn an_event_for_which_nobody_waits_fails_in_silence_yet_three_times() {
    let simulated = Simulated::answering(|_| Answer { status: 500, ..Answer::body("") }).await;
    let openid = simulated.follower();
    simulated.sees(&openid, "the notice of the follow", is_fault).await;
    simulated.act(&openid, Act::Unfollow);
    simulated.until("three deliveries", |simulated| (simulated.heard_of("unsubscribe").len() == 3).then_some(())).await;
    let faults = simulated.chat(&openid).into_iter().filter(|entry| is_fault(&entry.content));
    assert_eq!(faults.count(), 1);
}

#[tokio::test]
async fn pushes_do_not_wait_for_one_another() {
    let slow_follow = |heard: &Heard| match heard.name().as_str() {
        "subscribe" => Answer { after: Duration::from_secs(3600), ..Answer::body("success") },
        _ => Answer::words(heard, "我先到"),
    };
    let simulated = Simulated::with(|settings| settings.rules.cut_off = Duration::from_secs(3600), slow_follow).await;
    let openid = simulated.follower();
    simulated.hears("subscribe").await;
    simulated.say(&openid, "你好");
    simulated.sees(&openid, "the second answer", |shown| *shown == Content::Text { text: "我先到".into() }).await;
}

#[tokio::test]
async fn a_watcher_hears_of_entries_traces_and_followers() {
    let simulated = Simulated::answering(|heard| Answer::words(heard, "欢迎")).await;
    let mut changes = simulated.platform.watch();
    let openid = simulated.follower();
    let (mut followers, mut entry, mut trace) = (false, false, false);
    let started = Instant::now();
    while !(followers && entry && trace) {
        assert!(started.elapsed() < Duration::from_secs(60), "{followers} {entry} {trace}");
        match changes.recv().await.unwrap() {
            Change::Followers => followers = true,
            Change::Chat { openid: whose } => entry |= whose == openid,
            Change::Trace { .. } => trace = true,
            _ => {}
        }
    }
}

#[tokio::test]
async fn the_console_takes_an_address_whose_server_echoes_and_no_other() {
    let echoing = Simulated::answering(|heard| Answer::body(heard.query["echostr"].clone())).await;
    assert!(echoing.platform.verify_callback().await);
    let heard = &echoing.heard()[0];
    let expected = Signature::of_query(TOKEN, &heard.query["timestamp"], &heard.query["nonce"]);
    assert!(expected.matches(&heard.query["signature"]));
    let silent = Simulated::new().await;
    assert!(!silent.platform.verify_callback().await);
    silent.platform.set_callback_url("http://127.0.0.1:9/wechat");
    assert!(!silent.platform.verify_callback().await);
}
