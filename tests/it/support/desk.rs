//! A house whose desk is served on a free port, at nine on the day of the sample fair.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::IntoResponse;
use axum::serve::Listener;
use guiyan::domain::id::ActivityId;
use jiff::Timestamp;
use reqwest::{Client, Response};
use tokio::net::{TcpListener, TcpStream};

use super::house::{PAGES, TestHouse};

/// The sample fair, of six days later.
pub const FAIR: ActivityId = ActivityId(1);
const SIX_DAYS_BEFORE: &str = "2026-02-07T08:00:00+08:00";

/// A desk, and the house behind it.
pub struct TestDesk {
    pub house: TestHouse,
    /// Where the desk is on this machine, with its link.
    pub url: String,
    client: Client,
    away: Arc<AtomicBool>,
}

/// Hangs up on whoever calls while it is away.
struct Network {
    listener: TcpListener,
    away: Arc<AtomicBool>,
}

impl Listener for Network {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        loop {
            let call = Listener::accept(&mut self.listener).await;
            if !self.away.load(Ordering::SeqCst) {
                return call;
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl TestDesk {
    /// With these people on the list: name and number each.
    pub async fn with(people: &[(&str, &str)]) -> Self {
        super::http::ready();
        let house = TestHouse::open(SIX_DAYS_BEFORE.parse::<Timestamp>().unwrap()).await;
        for (n, (name, mobile)) in people.iter().enumerate() {
            let mut session = house.session(&format!("oPerson{n}"));
            for line in ["[scan join_1]", "同意", &format!("{name} {mobile} 长冈乡"), "确认"] {
                session.say(line).await.unwrap();
            }
        }
        house.clock.wait("145h".parse().unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let away = Arc::new(AtomicBool::new(false));
        let link = house.house.desk_link(FAIR, 24);
        let url = link.replace(PAGES, &format!("http://127.0.0.1:{port}"));
        // Connections that are there when the network goes meet a gateway without it, new ones nobody at all. The port
        // stays taken all the while: it could not be had back for sure.
        let gone = Arc::clone(&away);
        let routes = house.house.console(&[]).unwrap().layer(from_fn(move |request: Request, next: Next| {
            let gone = gone.load(Ordering::SeqCst);
            async move { if gone { StatusCode::BAD_GATEWAY.into_response() } else { next.run(request).await } }
        }));
        let network = Network { listener, away: Arc::clone(&away) };
        tokio::spawn(async move { axum::serve(network, routes).await });
        Self { house, url, client: Client::new(), away }
    }

    /// The network is gone.
    pub fn go_away(&self) {
        self.away.store(true, Ordering::SeqCst);
    }

    /// The network is back.
    pub fn come_back(&self) {
        self.away.store(false, Ordering::SeqCst);
    }

    pub async fn get(&self, path: &str) -> Response {
        self.client.get(format!("{}{path}", self.url)).send().await.unwrap()
    }

    /// A page as text.
    pub async fn page(&self, path: &str) -> String {
        self.get(path).await.text().await.unwrap()
    }

    /// Sends a form of the desk, with its token.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let page = self.page("").await;
        let (_, token) = page.split_once("name=\"form\" value=\"").unwrap();
        let token = token.split('"').next().unwrap();
        self.send(path, &[&[("form", token)], fields].concat()).await.text().await.unwrap()
    }

    /// Sends a form as it is.
    pub async fn send(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let mut body = String::new();
        for (name, value) in fields {
            let value = percent_encoding::utf8_percent_encode(value, percent_encoding::NON_ALPHANUMERIC);
            body += &format!("{name}={value}&");
        }
        let form = "application/x-www-form-urlencoded";
        let ask = self.client.post(format!("{}{path}", self.url)).header("content-type", form).body(body);
        ask.send().await.unwrap()
    }
}
