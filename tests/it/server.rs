//! The HTTP server: its own pages, its limits, and how it ends.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::routing::{get, post};
use guiyan::server::{CannotListen, Check, Ending, Lifecycle, app, bind, serve};
use reqwest::{Client, StatusCode};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::support::http;

/// A server on a free port.
struct Running {
    address: SocketAddr,
    late_work: TaskTracker,
    stop: CancellationToken,
    ending: JoinHandle<Ending>,
}

impl Running {
    async fn start(routes: Router, checks: Vec<Check>, grace: Duration) -> Self {
        http::ready();
        let listener = bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (late_work, stop) = (TaskTracker::new(), CancellationToken::new());
        let app = app(routes, checks, || "guiyan_made_up_total 1\n".to_owned());
        let lifecycle = Lifecycle { late_work: late_work.clone(), grace };
        let stopped = stop.clone().cancelled_owned();
        Self { address, late_work, stop, ending: tokio::spawn(serve(listener, app, stopped, lifecycle)) }
    }

    async fn with_checks(checks: Vec<Check>) -> Self {
        Self::start(Router::new(), checks, Duration::from_secs(30)).await
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    async fn get(&self, path: &str) -> (StatusCode, String) {
        let response = reqwest::get(self.url(path)).await.unwrap();
        (response.status(), response.text().await.unwrap())
    }

    async fn stop(self) -> Ending {
        self.stop.cancel();
        self.ending.await.unwrap()
    }
}

fn sound(name: &'static str) -> Check {
    Check::new(name, async || Ok(()))
}

/// A route that says when it was reached and answers when it may.
fn gate() -> (Router, Arc<Notify>, Arc<Notify>) {
    let (reached, open) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (at, wait) = (reached.clone(), open.clone());
    let handler = async move || {
        at.notify_one();
        wait.notified().await;
        "done"
    };
    (Router::new().route("/gate", get(handler)), reached, open)
}

#[tokio::test]
async fn a_server_is_alive_and_shows_its_metrics() {
    let server = Running::with_checks(vec![]).await;
    assert_eq!(server.get("/healthz").await, (StatusCode::OK, "ok\n".to_owned()));
    assert_eq!(server.get("/metrics").await, (StatusCode::OK, "guiyan_made_up_total 1\n".to_owned()));
    assert_eq!(server.get("/nowhere").await.0, StatusCode::NOT_FOUND);
    assert_eq!(server.stop().await, Ending::Finished);
}

#[tokio::test]
async fn a_server_is_ready_when_all_it_stands_on_answers() {
    let server = Running::with_checks(vec![sound("cache"), sound("database")]).await;
    let (status, page) = server.get("/readyz").await;
    assert_eq!((status, page.as_str()), (StatusCode::OK, r#"{"missing":[],"ready":true}"#));
}

#[tokio::test]
async fn readiness_names_what_is_missing_and_keeps_the_reason_to_itself() {
    let broken = Check::new("cache", async || Err("redis://:hush@10.0.0.7 refused".to_owned()));
    let silent = Check::new("database", std::future::pending);
    let server = Running::with_checks(vec![sound("content"), broken, silent]).await;
    let (status, page) = server.get("/readyz").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(page, r#"{"missing":["cache","database"],"ready":false}"#);
}

#[tokio::test]
async fn a_panic_costs_its_own_request_alone() {
    let routes = Router::new().route("/bug", get(async || -> &'static str { panic!("planted") }));
    let server = Running::start(routes, vec![], Duration::from_secs(30)).await;
    assert_eq!(server.get("/bug").await, (StatusCode::INTERNAL_SERVER_ERROR, String::new()));
    assert_eq!(server.get("/healthz").await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_body_over_a_mebibyte_is_refused() {
    let routes = Router::new().route("/echo", post(async |body: Bytes| body.len().to_string()));
    let server = Running::start(routes, vec![], Duration::from_secs(30)).await;
    let send = async |length: usize| {
        Client::new().post(server.url("/echo")).body(vec![b'x'; length]).send().await.unwrap().status()
    };
    assert_eq!(send(1024 * 1024).await, StatusCode::OK);
    assert_eq!(send(1024 * 1024 + 1).await, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_stopping_server_finishes_the_request_in_hand_and_takes_no_other() {
    let (routes, reached, open) = gate();
    let server = Running::start(routes, vec![], Duration::from_secs(30)).await;
    let in_hand = tokio::spawn(reqwest::get(server.url("/gate")));
    reached.notified().await;

    server.stop.cancel();
    // The listener is dropped some time after the signal; from then on its address is free.
    while TcpListener::bind(server.address).await.is_err() {
        tokio::task::yield_now().await;
    }
    open.notify_one();
    assert_eq!(in_hand.await.unwrap().unwrap().text().await.unwrap(), "done");
    assert_eq!(server.stop().await, Ending::Finished);
}

#[tokio::test]
async fn a_stopping_server_waits_for_late_work() {
    let server = Running::with_checks(vec![]).await;
    let open = Arc::new(Notify::new());
    let wait = open.clone();
    let late = server.late_work.spawn(async move { wait.notified().await });

    server.stop.cancel();
    while TcpListener::bind(server.address).await.is_err() {
        tokio::task::yield_now().await;
    }
    assert!(!late.is_finished() && !server.ending.is_finished());
    open.notify_one();
    assert_eq!(server.stop().await, Ending::Finished);
    assert!(late.is_finished());
}

#[tokio::test]
async fn what_does_not_end_within_the_grace_is_cut_off_and_counted() {
    let (routes, reached, _never_opened) = gate();
    let server = Running::start(routes, vec![], Duration::from_millis(50)).await;
    let in_hand = tokio::spawn(reqwest::get(server.url("/gate")));
    reached.notified().await;
    server.late_work.spawn(std::future::pending::<()>());
    assert_eq!(server.stop().await, Ending::CutOff(2));
    in_hand.abort();
}

#[tokio::test]
async fn an_idle_connection_does_not_hold_a_stopping_server() {
    let server = Running::with_checks(vec![]).await;
    let client = Client::new();
    assert_eq!(client.get(server.url("/healthz")).send().await.unwrap().text().await.unwrap(), "ok\n");
    assert_eq!(server.stop().await, Ending::Finished);
}

#[tokio::test]
async fn an_address_that_is_taken_is_refused_in_plain_words() {
    let holder = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let error = bind(holder.local_addr().unwrap()).await.unwrap_err();
    assert!(matches!(error, CannotListen::Taken(_)));
    assert!(error.to_string().contains("is taken by another program"), "{error}");
    assert!(error.fix().contains("server.listen"));
}

#[tokio::test]
async fn an_address_of_another_machine_is_refused_in_plain_words() {
    let error = bind(SocketAddr::from(([192, 0, 2, 1], 8080))).await.unwrap_err();
    assert!(error.fix().contains("an address of this machine"), "{error}");
}
