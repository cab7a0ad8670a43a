//! What the simulated platform takes on one core, with 100,000 followers.
//!
//! ```sh
//! cargo bench --bench simulator                # half a minute
//! cargo bench --bench simulator -- --quick     # does it run? The numbers mean nothing
//! ```
//!
//! The platform runs in one thread, so it has one core and no more; the load (64 kept-alive connections, requests
//! made beforehand) runs in another. Callbacks are dropped: what a server does with them is measured elsewhere. Every
//! answer has to be `"errcode":0`, or the run fails. Time is never asserted; the aim is 5,000 sends a second.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a measurement that cannot go on should stop there, and the terminal is where it reports"
)]

#[path = "../callback/load.rs"]
mod load;

use std::sync::{Arc, mpsc};
use std::time::Instant;

use guiyan::simulator::account::{Account, Kind};
use guiyan::simulator::act::Act;
use guiyan::simulator::api::routes;
use guiyan::simulator::fault::CallbackFaults;
use guiyan::simulator::platform::Platform;
use guiyan::simulator::settings::{CallbackSettings, Mode, Rules, Settings};
use guiyan::startup::SystemClock;
use load::{LANES, Pile};
use serde_json::{Value, json};

const FOLLOWERS: usize = 100_000;
const APP_ID: &str = "wxb11529c136998cb6";
const SECRET: &str = "the-secret-of-the-simulated-account";
const CUSTOM: &str = "/cgi-bin/message/custom/send";
const TEMPLATE: &str = "/cgi-bin/message/template/send";

/// The platform, and where it listens.
type Listening = (Arc<Platform>, u16);

fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let sends = if quick { 2_000 } else { FOLLOWERS };
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || serve(&tell));
    let (platform, port) = told.recv().unwrap();
    let followers = platform.seed_followers(FOLLOWERS);
    let template = platform.add_template("活动开始提醒", &[("活动名称", "thing1"), ("时间", "time2")]).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let token = token(port).await;
        let to = || followers.iter().take(sends);
        for openid in to() {
            platform.act(openid, Act::Say { text: "你好".to_owned() }).unwrap();
        }
        let words = |openid: &str| json!({ "touser": openid, "msgtype": "text", "text": { "content": "周六九点，县体育馆" } });
        run("customer-service messages", port, to().map(|openid| post(CUSTOM, &token, &words(openid)))).await;
        let data = json!({ "thing1": { "value": "春风行动招聘会" }, "time2": { "value": "2026年3月8日 09:00" } });
        let card = |openid: &str| json!({ "touser": openid, "template_id": &*template, "client_msg_id": openid, "data": data });
        run("template messages", port, to().map(|openid| post(TEMPLATE, &token, &card(openid)))).await;
    });
}

/// The platform in a thread of its own.
fn serve(tell: &mpsc::Sender<Listening>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let platform = Platform::start(settings(port), Arc::new(SystemClock)).unwrap();
        platform.spoil_callbacks(CallbackFaults { drop: 1.0, ..CallbackFaults::default() });
        for path in [CUSTOM, TEMPLATE] {
            platform.set_daily_limit(path, u32::MAX);
        }
        tell.send((Arc::clone(&platform), port)).unwrap();
        axum::serve(listener, routes(platform)).await.unwrap();
    });
}

fn settings(port: u16) -> Settings {
    Settings {
        app_id: APP_ID.to_owned(),
        app_secret: SECRET.into(),
        original_id: "gh_0123456789ab".to_owned(),
        account: Account { kind: Kind::Service, verified: true, government: true },
        callback: CallbackSettings {
            // Never called: every push is dropped.
            url: "http://127.0.0.1:9/".to_owned(),
            token: "guiyanbench".into(),
            aes_key: None,
            mode: Mode::Plain,
        },
        base_url: format!("http://127.0.0.1:{port}"),
        rules: Rules::default(),
    }
}

async fn token(port: u16) -> String {
    let body = json!({ "grant_type": "client_credential", "appid": APP_ID, "secret": SECRET });
    let url = format!("http://127.0.0.1:{port}/cgi-bin/stable_token");
    let answer = reqwest::Client::new().post(url).body(body.to_string()).send().await.unwrap();
    let answer: Value = answer.json().await.unwrap();
    answer["access_token"].as_str().unwrap().to_owned()
}

/// A request, byte by byte.
fn post(path: &str, token: &str, body: &Value) -> Vec<u8> {
    let body = body.to_string();
    let head = format!(
        "POST {path}?access_token={token} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.into_bytes(), body.into_bytes()].concat()
}

/// Sends all of them, and reports.
async fn run(what: &str, port: u16, requests: impl Iterator<Item = Vec<u8>>) {
    let mut lanes: Vec<Pile> = (0..LANES).map(|_| Pile::default()).collect();
    for (n, request) in requests.enumerate() {
        lanes[n % LANES].push(&request);
    }
    let count: usize = lanes.iter().map(Pile::len).sum();
    let started = Instant::now();
    let round = load::run(port, &lanes, None).await.unwrap();
    for reply in round.replies.iter().flat_map(Pile::iter) {
        let reply = String::from_utf8_lossy(reply);
        assert!(reply.contains("\"errcode\":0"), "{reply}");
    }
    let seconds = round.elapsed.as_secs_f64();
    let mut latencies = round.latencies;
    latencies.sort_unstable();
    let p99 = latencies[latencies.len() * 99 / 100];
    let rate = u32::try_from(count).map_or(f64::INFINITY, f64::from) / seconds;
    println!("{what}: {count} in {seconds:.2} s, {rate:.0} a second, p99 {p99:?} (checked by {:?})", started.elapsed());
}
