//! What a refused request gets, and what it leaves behind.

use std::io::Write;
use std::sync::{Arc, Mutex};

use guiyan::wechat::config::Mode;
use guiyan::wechat::envelope::sealed_push;
use guiyan::wechat::signature::Signature;
use metrics_exporter_prometheus::PrometheusBuilder;

use super::platform::{
    ACCOUNT, KEY, NOW, Platform, TOKEN, WORKER, assert_refused, assert_success, cipher, event, push, text,
};

async fn signed_at(platform: &Platform, seconds: i64) -> reqwest::Response {
    let timestamp = seconds.to_string();
    let signature = Signature::of_query(TOKEN, &timestamp, "n");
    let query = [("signature", signature.as_str()), ("timestamp", &timestamp), ("nonce", "n")];
    platform.post(&query, text("报名")).await
}

#[tokio::test]
async fn requests_are_taken_within_the_window_only() {
    let platform = Platform::new(Mode::Plain).await;
    for fresh in [NOW, NOW - 15, NOW - 600, NOW + 600] {
        assert_eq!(signed_at(&platform, fresh).await.status(), 200, "{fresh}");
    }
    for stale in [NOW - 601, NOW + 601, 0, i64::MAX, i64::MIN] {
        assert_refused(signed_at(&platform, stale).await, 403).await;
    }
    let signature = Signature::of_query(TOKEN, "soon", "n");
    let query = [("signature", signature.as_str()), ("timestamp", "soon"), ("nonce", "n")];
    assert_refused(platform.post(&query, text("报名")).await, 403).await;
}

#[tokio::test]
async fn a_wrong_or_missing_signature_is_refused() {
    let platform = Platform::new(Mode::Plain).await;
    let timestamp = NOW.to_string();
    let good = Signature::of_query(TOKEN, &timestamp, "n").as_str().to_owned();
    let theirs = Signature::of_query("other", &timestamp, "n");
    for signature in ["", "x", &good.to_uppercase(), &good[..39], theirs.as_str()] {
        let query = [("signature", signature), ("timestamp", &timestamp), ("nonce", "n")];
        assert_refused(platform.post(&query, text("报名")).await, 403).await;
    }
    assert_refused(platform.post(&[], text("报名")).await, 403).await;
    assert_eq!(platform.taken(), []);
}

#[tokio::test]
async fn a_body_beyond_the_cap_is_refused_whether_announced_or_not() {
    let platform = Platform::new(Mode::Plain).await;
    let large = text(&"字".repeat(30_000));
    assert_refused(platform.push(large.clone()).await, 413).await;
    let chunk = format!("{:x}\r\n{large}\r\n0\r\n\r\n", large.len());
    assert_eq!(raw(&platform, "transfer-encoding: chunked", &chunk).await, "HTTP/1.1 413 Payload Too Large");
    assert_eq!(platform.taken(), []);
}

#[tokio::test]
async fn a_body_that_never_ends_is_not_waited_for() {
    let platform = Platform::new(Mode::Plain).await;
    assert_eq!(raw(&platform, "content-length: 900", &text("报名")).await, "HTTP/1.1 408 Request Timeout");
    assert_eq!(platform.taken(), []);
}

/// The first line of the answer to a signed POST, written by hand.
async fn raw(platform: &Platform, header: &str, body: &str) -> String {
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
    let host = platform.address().trim_start_matches("http://").trim_end_matches("/wechat").to_owned();
    let signature = Signature::of_query(TOKEN, &NOW.to_string(), "n");
    let query = format!("signature={}&timestamp={NOW}&nonce=n", signature.as_str());
    let request = format!("POST /wechat?{query} HTTP/1.1\r\nhost: {host}\r\n{header}\r\n\r\n{body}");
    let mut stream = BufReader::new(tokio::net::TcpStream::connect(&host).await.unwrap());
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut line = String::new();
    stream.read_line(&mut line).await.unwrap();
    line.trim_end().to_owned()
}

#[tokio::test]
async fn what_is_no_push_is_refused_as_such() {
    let platform = Platform::new(Mode::Plain).await;
    for body in [
        "".to_owned(),
        "hello".to_owned(),
        "{\"ToUserName\":\"gh_1\"}".to_owned(),
        "<html></html>".to_owned(),
        "<xml><ToUserName>a</xml>".to_owned(),
        text("报名").replace("</xml>", ""),
        text("报名") + "<evil/>",
        format!("<!DOCTYPE xml>{}", text("报名")),
        text("报名").replace("CreateTime", "Created"),
        push("event", ""),
        push("text", &format!("<a>{}</a>", "x".repeat(17_000))),
    ] {
        assert_refused(platform.push(body).await, 400).await;
    }
    let sealed = Platform::new(Mode::Safe).await;
    assert_refused(sealed.push("hello").await, 400).await;
}

#[tokio::test]
async fn decryption_failures_cannot_be_told_apart() {
    let platform = Platform::new(Mode::Safe).await;
    let good = cipher(KEY).encrypt(b"0123456789abcdef", text("报名").as_bytes());
    let mut seen = Vec::new();
    for encrypt in [
        cipher(KEY).encrypt(b"0123456789abcdef", b"hello"),
        cipher(KEY).encrypt(b"0123456789abcdef", text("报名").replace("MsgType", "Type").as_bytes()),
        "!!!".to_owned(),
        "AAAA".to_owned(),
        good.replacen('A', "B", 1),
        good[..88].to_owned(),
        "Q3stYC6hdFzMh9T8HCvyDI3ZxxTiAhcCp6tWrYWnRMOUnbn5Zt1m615PKtd3lW47r8u0FuXyiKJbrJrGPs6zxA==".to_owned(),
        "Q3stYC6hdFzMh9T8HCvyDJ+ZKFJZGZuedUDqyXdc+mXwG9LNobkFnvb+9QfZexP6NsYrITuDSiCdXSRlC0NOxA==".to_owned(),
    ] {
        let response = platform.push_encrypted(&encrypt, &sealed_push(ACCOUNT, &encrypt)).await;
        let mut headers = response.headers().clone();
        headers.remove("date");
        seen.push((response.status(), headers, response.text().await.unwrap()));
    }
    assert_eq!(seen[0].0, 403);
    assert!(seen.iter().all(|one| *one == seen[0]), "{seen:?}");
}

#[tokio::test]
async fn every_refusal_is_counted_by_its_reason_and_unknown_kinds_without_their_names() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let handle = recorder.handle();
    let _guard = metrics::set_default_local_recorder(&recorder);
    let platform = Platform::new(Mode::Plain).await;
    assert_refused(platform.post(&[("timestamp", "1700000001")], "x").await, 403).await;
    assert_refused(signed_at(&platform, 1).await, 403).await;
    assert_refused(platform.push("x").await, 400).await;
    assert_success(platform.push(event("moon_landing", "")).await).await;
    assert_eq!(platform.push(text("报名")).await.status(), 200);
    let metrics = handle.render();
    for line in [
        "guiyan_callback_refused_total{reason=\"signature\"} 1",
        "guiyan_callback_refused_total{reason=\"timestamp\"} 1",
        "guiyan_callback_refused_total{reason=\"xml\"} 1",
        "guiyan_callback_total{outcome=\"refused\"} 3",
        "guiyan_callback_total{outcome=\"success\"} 1",
        "guiyan_callback_total{outcome=\"reply\"} 1",
        "guiyan_callback_unknown_total{kind=\"event\"} 1",
        "guiyan_callback_seconds_count 2",
        "guiyan_callback_deadline_margin_seconds_count 2",
    ] {
        assert!(metrics.contains(line), "{line} is not in\n{metrics}");
    }
    assert!(!metrics.contains("moon_landing"));
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_refusal_leaves_one_log_line_with_its_reason_and_nothing_personal() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let platform = Platform::new(Mode::Plain).await;
    let forged = text("我的手机13800000001").replace("</xml>", "<FromUserName>oEvil</FromUserName></xml>");
    assert_refused(platform.push_for(WORKER, forged).await, 400).await;
    assert_success(
        platform.push_for(WORKER, event("a\u{1b}[31m evil\nname", "<EventKey>13800000001</EventKey>")).await,
    )
    .await;
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert_eq!(log.lines().count(), 2, "{log}");
    assert!(log.contains("WARN") && log.contains("reason=\"duplicate_field\""), "{log}");
    for secret in [WORKER, "oEvil", "13800000001", TOKEN, KEY, "\u{1b}"] {
        assert!(!log.contains(secret), "{secret} is in\n{log}");
    }
}
