//! The way through: verification, a message in, an answer out.

use std::time::{Duration, Instant};

use guiyan::app::inbox::Answer;
use guiyan::domain::dialogue::input::Input;
use guiyan::domain::passive_reply::{PassiveReply, Trigger};
use guiyan::wechat::config::Mode;
use guiyan::wechat::signature::Signature;

use super::platform::{Platform, TOKEN, WORKER, assert_refused, assert_success, config, event, text};

#[tokio::test]
async fn the_console_gets_its_echostr_back_byte_for_byte_in_every_mode() {
    for mode in [Mode::Plain, Mode::Compatible, Mode::Safe] {
        let platform = Platform::new(mode).await;
        for echostr in ["4375120948345356249", "a+b/c=&<>招聘\""] {
            // Verification has no window: nothing that an old request could do again.
            let signature = Signature::of_query(TOKEN, "1714036504", "1514711492");
            let query = [
                ("signature", signature.as_str()),
                ("timestamp", "1714036504"),
                ("nonce", "1514711492"),
                ("echostr", echostr),
            ];
            let response = platform.get(&query).await;
            assert_eq!(response.status(), 200);
            assert_eq!(response.headers()["content-type"], "text/plain");
            assert_eq!(response.bytes().await.unwrap(), echostr);
        }
    }
}

#[tokio::test]
async fn a_verification_with_another_token_or_without_a_sound_echostr_is_refused() {
    let platform = Platform::new(Mode::Safe).await;
    let ours = Signature::of_query(TOKEN, "1", "2");
    let theirs = Signature::of_query("other", "1", "2");
    let long = "9".repeat(513);
    for (signature, echostr) in [(&theirs, "42"), (&ours, ""), (&ours, long.as_str())] {
        let query = [("signature", signature.as_str()), ("timestamp", "1"), ("nonce", "2"), ("echostr", echostr)];
        assert_refused(platform.get(&query).await, 403).await;
    }
    assert_refused(platform.get(&[]).await, 403).await;
}

#[tokio::test]
async fn a_text_reaches_the_inbox_and_its_answer_the_follower() {
    let platform = Platform::new(Mode::Plain).await;
    let response = platform.push_for(WORKER, text("招聘会😀")).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/xml; charset=utf-8");
    assert_eq!(
        response.text().await.unwrap(),
        "<xml><ToUserName>oTESTopenid0000000000000001</ToUserName><FromUserName>gh_0123456789ab</FromUserName>\
         <CreateTime>1700000001</CreateTime><MsgType>text</MsgType><Content>收到</Content></xml>"
    );
    let taken = platform.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].openid.as_str(), WORKER);
    assert_eq!(taken[0].created_at.as_second(), 1_700_000_000);
    assert_eq!(taken[0].input, Input::Text("招聘会😀".into()));
    assert_eq!(taken[0].trigger, Trigger::Message);
}

#[tokio::test]
async fn nothing_to_say_is_seven_bytes_of_plain_text() {
    let platform = Platform::answering(config(Mode::Plain), |_| Answer::Nothing).await;
    assert_success(platform.push(text("在吗")).await).await;
    for nothing in ["", " \n", "\u{1}\u{2}"] {
        let reply = PassiveReply::Text(nothing.into());
        let platform = Platform::answering(config(Mode::Plain), move |_| Answer::Reply(reply.clone())).await;
        assert_success(platform.push(text("在吗")).await).await;
    }
}

#[tokio::test]
async fn an_inbox_that_panics_still_ends_in_success() {
    let platform = Platform::answering(config(Mode::Plain), |inbound| match &inbound.input {
        Input::Text(words) if words == "坏" => panic!("a bug"),
        _ => Answer::Reply(PassiveReply::Text("好".into())),
    })
    .await;
    assert_success(platform.push(text("坏")).await).await;
    assert!(platform.push(text("好")).await.text().await.unwrap().contains("<Content>好</Content>"));
}

#[tokio::test]
async fn an_inbox_that_never_answers_is_not_waited_for_beyond_the_platforms_patience() {
    struct Stuck;
    #[async_trait::async_trait]
    impl guiyan::app::inbox::TakesMessages for Stuck {
        async fn take(&self, _: guiyan::app::inbox::Inbound, _: Instant) -> Answer {
            std::future::pending().await
        }
    }
    let platform = Platform::around(config(Mode::Plain), std::sync::Arc::new(Stuck)).await;
    let answered = tokio::time::timeout(Duration::from_secs(30), platform.push(text("在吗"))).await;
    assert_success(answered.expect("an answer")).await;
}

#[tokio::test]
async fn a_repeated_nonce_is_no_error_and_has_the_same_key() {
    let platform = Platform::new(Mode::Safe).await;
    for _ in 0..3 {
        let response = platform.push_sealed(super::platform::KEY, &text("报名")).await;
        assert_eq!(response.status(), 200);
    }
    let taken = platform.taken();
    assert_eq!(taken.len(), 3);
    assert!(taken.iter().all(|inbound| inbound.key == taken[0].key));
}

#[tokio::test]
async fn other_methods_and_paths_are_not_there() {
    let platform = Platform::new(Mode::Plain).await;
    let address = platform.address();
    let client = reqwest::Client::new();
    assert_eq!(client.put(address).send().await.unwrap().status(), 405);
    assert_eq!(client.delete(address).send().await.unwrap().status(), 405);
    assert_eq!(client.get(format!("{address}/x")).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn an_unknown_kind_is_answered_success_and_not_handed_on() {
    let platform = Platform::new(Mode::Plain).await;
    let unknown = super::platform::push("hologram", "<MsgId>1</MsgId><Wave><a><b>1</b></a></Wave>");
    assert_success(platform.push(unknown).await).await;
    assert_success(platform.push(super::platform::push("miniprogrampage", "<AppId>wx</AppId>")).await).await;
    assert_success(platform.push(event("moon_landing", "<EventKey>k</EventKey>")).await).await;
    assert_success(platform.push(event("user_get_card", "<CardId>k</CardId>")).await).await;
    assert_eq!(platform.taken(), []);
}
