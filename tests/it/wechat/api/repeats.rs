//! What is sent again after an answer was lost, and what never is.

use std::collections::HashMap;
use std::time::Duration;

use bytes::Bytes;
use guiyan::app::platform::customer_service::{CustomerServiceGateway, CustomerServiceMessage, Typing};
use guiyan::app::platform::diagnostics::DiagnosticsGateway;
use guiyan::app::platform::errcode::Errcode;
use guiyan::app::platform::failure::{Cause, Decision, PlatformError};
use guiyan::app::platform::id::{ClientMessageId, TemplateId};
use guiyan::app::platform::limit;
use guiyan::app::platform::media::MediaGateway;
use guiyan::app::platform::media_file::{MediaFile, MediaKind};
use guiyan::app::platform::template::{TemplateGateway, TemplateMessage};
use guiyan::app::platform::template_data::TemplateData;
use guiyan::domain::county::AccountKind;
use guiyan::domain::id::OpenId;
use guiyan::wechat::api::Api;
use metrics_exporter_prometheus::PrometheusBuilder;
use serde_json::json;

use super::bench::Bench;
use crate::support::scripted::{Reply, Scripted};

/// Nobody can tell a second one from the first.
const MESSAGE: &str = "/cgi-bin/message/custom/send";
/// The platform knows a second one by its `client_msg_id`.
const TEMPLATE: &str = "/cgi-bin/message/template/send";
/// A second one changes nothing.
const TYPING: &str = "/cgi-bin/message/custom/typing";
const MEDIA: &str = "/cgi-bin/media/upload";

fn who() -> OpenId {
    OpenId::parse("oTESTopenid0000000000000001").unwrap()
}

async fn message(api: &Api) -> Result<(), PlatformError> {
    let text = CustomerServiceMessage::Text(limit::Bytes::new("您报名的招聘会改到下午").unwrap());
    CustomerServiceGateway::send(api, &who(), &text, None).await
}

async fn template(api: &Api) -> Result<(), PlatformError> {
    let message = TemplateMessage {
        to: who(),
        template: TemplateId::parse("ngqIpbwh8bUfcSsECmogfXcV14J0tQlEpBO27izEYtY").unwrap(),
        key: ClientMessageId::parse("fair-2026-03-08-A1-confirm").unwrap(),
        url: None,
        mini_program: None,
        data: TemplateData::new([("thing1", "春风行动招聘会")]).unwrap(),
    };
    TemplateGateway::send(api, &message).await.map(drop)
}

async fn typing(api: &Api) -> Result<(), PlatformError> {
    api.typing(&who(), Typing::Start).await
}

/// Lost answers of each kind: what a proxy says, half an answer, and what is no answer of the platform.
fn lost() -> Vec<(Reply, Cause)> {
    vec![
        (Reply::Status(502), Cause::Status(502)),
        (Reply::Status(504), Cause::Status(504)),
        (Reply::Broken, Cause::Lost),
        (Reply::Raw("text/html", Bytes::from_static(b"<html>login</html>")), Cause::Garbled),
        (Reply::Raw("application/json", Bytes::from_static(b"[]")), Cause::Garbled),
        (Reply::Raw("application/json", Bytes::new()), Cause::Garbled),
    ]
}

fn sent(platform: &Scripted, path: &str) -> usize {
    platform.asked(path).len()
}

#[tokio::test]
async fn a_message_whose_answer_was_lost_is_unknown_and_sent_once() {
    for (reply, cause) in lost() {
        let bench = Bench::new().await;
        bench.platform.next(MESSAGE, reply);
        let error = message(&bench.api()).await.unwrap_err();
        assert_eq!((error.decision(), error.cause()), (Decision::Unknown, &cause));
        assert_eq!(sent(&bench.platform, MESSAGE), 1, "{cause:?}");
    }
}

#[tokio::test]
async fn what_the_platform_knows_by_its_key_is_sent_again_just_as_it_was() {
    for (reply, cause) in lost() {
        let bench = Bench::new().await;
        bench.platform.next(TEMPLATE, reply);
        bench.platform.next(TEMPLATE, Reply::Json(json!({"errcode": 0, "errmsg": "ok", "msgid": 1})));
        template(&bench.api()).await.unwrap();
        let [first, second] = &bench.platform.asked(TEMPLATE)[..] else { panic!("{cause:?}: not sent twice") };
        assert_eq!(first, second);
    }
}

#[tokio::test]
async fn what_changes_nothing_is_sent_three_times_and_then_unknown() {
    let bench = Bench::new().await;
    bench.platform.always(TYPING, Reply::Broken);
    let error = typing(&bench.api()).await.unwrap_err();
    assert_eq!((error.decision(), error.cause()), (Decision::Unknown, &Cause::Lost));
    assert_eq!(sent(&bench.platform, TYPING), 3);
}

#[tokio::test]
async fn a_refusal_after_a_lost_answer_does_not_say_what_the_first_attempt_did() {
    for refusal in [43004, 45009, 45066, 40001] {
        let bench = Bench::new().await;
        bench.platform.next(TEMPLATE, Reply::Status(502));
        bench.platform.always(TEMPLATE, Reply::refusal(refusal));
        let error = template(&bench.api()).await.unwrap_err();
        assert_eq!((error.decision(), error.errcode()), (Decision::Unknown, Some(Errcode(refusal))));
    }
    // Where nothing depends on it, the refusal stands.
    let bench = Bench::new().await;
    bench.platform.next(TYPING, Reply::Status(502));
    bench.platform.next(TYPING, Reply::refusal(45080));
    assert_eq!(typing(&bench.api()).await.unwrap_err().decision(), Decision::Harmless);
}

#[tokio::test]
async fn what_the_platform_did_not_do_is_sent_again_whatever_it_is() {
    let bench = Bench::new().await;
    for _ in 0..2 {
        bench.platform.next(MESSAGE, Reply::refusal(-1));
    }
    message(&bench.api()).await.unwrap();
    assert_eq!(sent(&bench.platform, MESSAGE), 3);
}

/// Takes the five seconds that a call may take.
#[tokio::test]
async fn a_platform_that_took_the_request_and_says_nothing_is_given_up() {
    let (first, second) = (Bench::new().await, Bench::new().await);
    first.platform.next(MESSAGE, Reply::Silence);
    second.platform.next(TYPING, Reply::Silence);
    let (api, other) = (first.api(), second.api());
    let (message, typing) = tokio::join!(message(&api), typing(&other));
    let error = message.unwrap_err();
    assert_eq!((error.decision(), error.cause()), (Decision::Unknown, &Cause::Lost));
    assert_eq!(sent(&first.platform, MESSAGE), 1);
    typing.unwrap();
    assert_eq!(sent(&second.platform, TYPING), 2);
}

#[tokio::test]
async fn without_a_connection_nothing_was_sent_and_three_tries_are_made() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let handle = recorder.handle();
    let _guard = metrics::set_default_local_recorder(&recorder);
    let bench = Bench::new().await;
    // A port that was free a moment ago, and that nobody listens on.
    let base = format!("http://{}", std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap());
    let api = bench.api_at(&base, AccountKind::Service, bench.cache.clone());
    let error = message(&api).await.unwrap_err();
    // The token is what could not be had; until it is asked for again, nobody tries.
    let Decision::Retry { after } = error.decision() else { panic!("{error}") };
    assert!(after >= Duration::from_secs(1));
    assert_eq!((error.call(), error.cause()), ("stable_token", &Cause::NotSent));
    let metrics = handle.render();
    assert!(metrics.contains(r#"guiyan_api_total{api="stable_token",outcome="not_sent"} 3"#), "{metrics}");
    assert!(metrics.contains(r#"guiyan_api_retries_total{api="stable_token"} 2"#), "{metrics}");
}

#[tokio::test]
async fn other_statuses_are_bugs_and_no_redirect_is_followed() {
    let bench = Bench::new().await;
    for status in [302, 400, 404, 413] {
        bench.platform.next(TYPING, Reply::Status(status));
        let error = typing(&bench.api()).await.unwrap_err();
        assert_eq!((error.decision(), error.cause()), (Decision::Bug, &Cause::Status(status)));
    }
    assert_eq!(sent(&bench.platform, TYPING), 4);
}

#[tokio::test]
async fn a_file_goes_up_once_more_with_the_same_bytes_after_a_busy_answer() {
    let bench = Bench::new().await;
    bench.platform.next(MEDIA, Reply::refusal(-1));
    bench.platform.next(MEDIA, Reply::Json(json!({"type": "image", "media_id": "MEDIA", "created_at": 1})));
    let picture = Bytes::from_static(b"\x89PNG\r\n\x1a\n and some pixels");
    let file = MediaFile::new(MediaKind::Image, "card.png", picture.clone()).unwrap();
    MediaGateway::upload(&*bench.api(), &file).await.unwrap();
    let asked = bench.platform.asked(MEDIA);
    assert_eq!(asked.len(), 2);
    for asked in asked {
        assert_eq!(asked.query, HashMap::from([("type".to_owned(), "image".to_owned())]));
        assert!(asked.body.windows(picture.len()).any(|bytes| *bytes == picture));
    }
}

#[tokio::test]
async fn attempts_are_counted_by_call_and_outcome() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let handle = recorder.handle();
    let _guard = metrics::set_default_local_recorder(&recorder);
    let bench = Bench::new().await;
    let api = bench.api();
    bench.platform.next(MESSAGE, Reply::refusal(45015));
    bench.platform.next(MESSAGE, Reply::refusal(123_456));
    bench.platform.next(MESSAGE, Reply::Broken);
    for _ in 0..3 {
        message(&api).await.unwrap_err();
    }
    message(&api).await.unwrap();
    bench.platform.next("/cgi-bin/get_api_domain_ip", Reply::refusal(-1));
    bench.platform.next("/cgi-bin/get_api_domain_ip", Reply::Json(json!({"ip_list": ["203.0.113.7"]})));
    assert_eq!(api.api_addresses().await.unwrap(), ["203.0.113.7"]);
    let metrics = handle.render();
    for line in [
        r#"guiyan_api_total{api="customer_service_send",outcome="45015"} 1"#,
        r#"guiyan_api_total{api="customer_service_send",outcome="other"} 1"#,
        r#"guiyan_api_total{api="customer_service_send",outcome="lost"} 1"#,
        r#"guiyan_api_total{api="customer_service_send",outcome="ok"} 1"#,
        r#"guiyan_api_total{api="get_api_domain_ip",outcome="-1"} 1"#,
        r#"guiyan_api_retries_total{api="get_api_domain_ip"} 1"#,
        r#"guiyan_loans_total{loan="access_token",outcome="ok"} 1"#,
        r#"guiyan_api_seconds_count{api="customer_service_send"} 4"#,
    ] {
        assert!(metrics.contains(line), "{line} is not in\n{metrics}");
    }
}
