//! The mode comes from the config, never from the request (platform sheet 2.1), and keys rotate (2.7).

use std::sync::Arc;

use guiyan::app::inbox::Answer;
use guiyan::domain::dialogue::input::Input;
use guiyan::domain::passive_reply::PassiveReply;
use guiyan::wechat::callback::Callback;
use guiyan::wechat::config::{CallbackConfig, CallbackConfigError, Mode};
use guiyan::wechat::envelope::sealed_push;
use guiyan::wechat::signature::Signature;

use super::platform::{
    ACCOUNT, APP_ID, KEY, NOW, OTHER_KEY, Platform, StoppedClock, TOKEN, assert_refused, assert_success, cipher,
    config, open_reply, text,
};

#[test]
fn a_mode_reads_from_its_lower_case_word_alone() {
    assert_eq!("plain".parse(), Ok(Mode::Plain));
    assert_eq!("compatible".parse(), Ok(Mode::Compatible));
    assert_eq!("safe".parse(), Ok(Mode::Safe));
    assert!("Safe".parse::<Mode>().is_err() && "".parse::<Mode>().is_err());
    assert_eq!(serde_json::from_str::<Mode>("\"compatible\"").unwrap(), Mode::Compatible);
}

#[tokio::test]
async fn what_came_encrypted_is_answered_encrypted() {
    for mode in [Mode::Safe, Mode::Compatible] {
        let platform = Platform::new(mode).await;
        let response = platform.push_sealed(KEY, &text("报名")).await;
        assert_eq!(response.headers()["content-type"], "text/xml; charset=utf-8");
        let body = response.text().await.unwrap();
        assert!(!body.contains("Content"), "{body}");
        assert!(open_reply(KEY, &body).contains("<Content>收到</Content>"));
        assert_eq!(platform.taken()[0].input, Input::Text("报名".into()));
    }
}

#[tokio::test]
async fn two_replies_to_the_same_message_have_different_ciphertexts() {
    let platform = Platform::new(Mode::Safe).await;
    let one = platform.push_sealed(KEY, &text("报名")).await.text().await.unwrap();
    let other = platform.push_sealed(KEY, &text("报名")).await.text().await.unwrap();
    assert_ne!(one, other);
    assert_eq!(open_reply(KEY, &one), open_reply(KEY, &other));
}

#[tokio::test]
async fn success_is_never_encrypted() {
    let platform = Platform::answering(config(Mode::Safe), |_| Answer::Nothing).await;
    assert_success(platform.push_sealed(KEY, &text("在吗")).await).await;
}

#[tokio::test]
async fn a_plain_body_is_refused_where_encryption_is_set_whatever_the_query_says() {
    for mode in [Mode::Safe, Mode::Compatible] {
        let platform = Platform::new(mode).await;
        assert_refused(platform.push(text("报名")).await, 403).await;
        assert_refused(platform.push_encrypted("", &text("报名")).await, 403).await;
        let timestamp = NOW.to_string();
        let signature = Signature::of_query(TOKEN, &timestamp, "n");
        for encrypt_type in ["raw", "aes", ""] {
            let query = [
                ("signature", signature.as_str()),
                ("timestamp", &timestamp),
                ("nonce", "n"),
                ("encrypt_type", encrypt_type),
            ];
            assert_refused(platform.post(&query, text("报名")).await, 403).await;
        }
        assert_eq!(platform.taken(), []);
    }
}

#[tokio::test]
async fn only_the_encrypted_half_of_a_compatible_push_is_believed() {
    let platform = Platform::new(Mode::Compatible).await;
    let encrypt = cipher(KEY).encrypt(b"0123456789abcdef", text("真").as_bytes());
    let both = text("假").replace("</xml>", &format!("<Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>"));
    let body = platform.push_encrypted(&encrypt, &both).await.text().await.unwrap();
    assert!(open_reply(KEY, &body).contains("收到"));
    assert_eq!(platform.taken()[0].input, Input::Text("真".into()));
}

#[tokio::test]
async fn the_plain_signature_does_not_open_the_encrypted_door() {
    let platform = Platform::new(Mode::Safe).await;
    let timestamp = NOW.to_string();
    let encrypt = cipher(KEY).encrypt(b"0123456789abcdef", text("报名").as_bytes());
    let of_query = Signature::of_query(TOKEN, &timestamp, "n");
    for msg_signature in [of_query.as_str(), "", &"0".repeat(40)] {
        let query = [
            ("signature", of_query.as_str()),
            ("timestamp", &timestamp),
            ("nonce", "n"),
            ("msg_signature", msg_signature),
        ];
        assert_refused(platform.post(&query, sealed_push(ACCOUNT, &encrypt)).await, 403).await;
    }
    assert_eq!(platform.taken(), []);
}

#[tokio::test]
async fn the_signature_covers_the_ciphertext_as_it_stands() {
    let platform = Platform::new(Mode::Safe).await;
    let encrypt = cipher(KEY).encrypt(b"0123456789abcdef", text("报名").as_bytes());
    let padded = sealed_push(ACCOUNT, &format!("{encrypt} "));
    assert_refused(platform.push_encrypted(&encrypt, &padded).await, 403).await;
}

#[tokio::test]
async fn an_encrypted_body_is_refused_in_plain_mode() {
    let platform = Platform::new(Mode::Plain).await;
    assert_refused(platform.push_sealed(KEY, &text("报名")).await, 403).await;
}

#[tokio::test]
async fn both_keys_open_during_a_rotation_and_the_reply_takes_the_one_that_did() {
    let rotating = CallbackConfig { aes_key_previous: Some(OTHER_KEY.into()), ..config(Mode::Safe) };
    let answer = |_: &_| Answer::Reply(PassiveReply::Text("收到".into()));
    let platform = Platform::answering(rotating, answer).await;
    for key in [KEY, OTHER_KEY] {
        let body = platform.push_sealed(key, &text("报名")).await.text().await.unwrap();
        assert!(open_reply(key, &body).contains("收到"), "{key}");
    }
    let third = "kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR";
    assert_refused(platform.push_sealed(third, &text("报名")).await, 403).await;
    let after = Platform::new(Mode::Safe).await;
    assert_refused(after.push_sealed(OTHER_KEY, &text("报名")).await, 403).await;
}

#[tokio::test]
async fn a_message_for_another_account_under_our_key_is_refused() {
    let platform = Platform::new(Mode::Safe).await;
    let other = guiyan::wechat::cipher::Cipher::new(KEY, "wx0000000000000000").unwrap();
    let encrypt = other.encrypt(b"0123456789abcdef", text("报名").as_bytes());
    assert_refused(platform.push_encrypted(&encrypt, &sealed_push(ACCOUNT, &encrypt)).await, 403).await;
    assert_eq!(platform.taken(), []);
}

#[tokio::test]
async fn settings_that_cannot_work_are_refused_in_plain_words() {
    let refused = |config: CallbackConfig| {
        let platform = Arc::new(NoInbox);
        Callback::new(config, platform, Arc::new(StoppedClock)).err()
    };
    let safe = || config(Mode::Safe);
    assert_eq!(refused(safe()), None);
    assert_eq!(refused(CallbackConfig { token: "".into(), ..safe() }), Some(CallbackConfigError::Token));
    assert_eq!(refused(CallbackConfig { token: "pam test".into(), ..safe() }), Some(CallbackConfigError::Token));
    assert_eq!(refused(CallbackConfig { app_id: String::new(), ..safe() }), Some(CallbackConfigError::AppId));
    assert_eq!(refused(CallbackConfig { aes_key: None, ..safe() }), Some(CallbackConfigError::NoAesKey));
    assert_eq!(refused(CallbackConfig { aes_key: None, ..config(Mode::Plain) }), None);
    assert_eq!(refused(CallbackConfig { text_limit: 0, ..safe() }), Some(CallbackConfigError::Zero("text_limit")));
    let previous = CallbackConfig { aes_key_previous: Some("short".into()), ..safe() };
    let error = refused(previous).unwrap();
    assert_eq!(error, CallbackConfigError::AesKey("encoding_aes_key_previous"));
    assert!(error.to_string().contains("43 characters"), "{error}");
}

#[test]
fn the_settings_do_not_show_their_secrets() {
    let shown = format!("{:?}", config(Mode::Safe));
    assert!(shown.contains(APP_ID) && !shown.contains(TOKEN) && !shown.contains(KEY), "{shown}");
}

struct NoInbox;

#[async_trait::async_trait]
impl guiyan::app::inbox::TakesMessages for NoInbox {
    async fn take(&self, _: guiyan::app::inbox::Inbound, _: std::time::Instant) -> Answer {
        Answer::Nothing
    }
}
