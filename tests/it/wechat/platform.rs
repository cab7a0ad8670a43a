//! The platform's side of the callback, and an inbox that remembers what it was given.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use guiyan::app::clock::Clock;
use guiyan::app::inbox::{Answer, Inbound, TakesMessages};
use guiyan::domain::passive_reply::PassiveReply;
use guiyan::wechat::callback::{Callback, routes};
use guiyan::wechat::cipher::Cipher;
use guiyan::wechat::config::{CallbackConfig, Mode};
use guiyan::wechat::envelope::{SealedReply, sealed_push};
use guiyan::wechat::signature::Signature;
use jiff::Timestamp;
use reqwest::Response;

use crate::support::http;

pub const TOKEN: &str = "pamtest";
pub const APP_ID: &str = "wxb11529c136998cb6";
/// Its last character has spare bits set: the trap of platform sheet 2.7.
pub const KEY: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
pub const OTHER_KEY: &str = "AdiqDDDvUNCeE1ZW5XJmjf9fqNBJpGBs4vL4cHKmHBS";
pub const ACCOUNT: &str = "gh_0123456789ab";
pub const WORKER: &str = "oTESTopenid0000000000000001";
pub const NOW: i64 = 1_700_000_001;

/// Always the same moment.
pub struct StoppedClock;

impl Clock for StoppedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(NOW).unwrap()
    }
}

type Answering = Box<dyn Fn(&Inbound) -> Answer + Send + Sync>;

/// Keeps what it was given and answers as it was told.
struct FakeInbox {
    taken: Arc<Mutex<Vec<Inbound>>>,
    answering: Answering,
}

#[async_trait]
impl TakesMessages for FakeInbox {
    async fn take(&self, inbound: Inbound, _received: Instant) -> Answer {
        let answer = (self.answering)(&inbound);
        self.taken.lock().unwrap().push(inbound);
        answer
    }
}

pub fn config(mode: Mode) -> CallbackConfig {
    CallbackConfig {
        app_id: APP_ID.into(),
        token: TOKEN.into(),
        mode,
        aes_key: Some(KEY.into()),
        aes_key_previous: None,
        freshness: Duration::from_secs(600),
        max_body: 64 * 1024,
        text_limit: 2000,
    }
}

/// A callback on a free port, with the platform and its followers in front of it.
pub struct Platform {
    address: String,
    client: reqwest::Client,
    taken: Arc<Mutex<Vec<Inbound>>>,
    _server: Server,
}

/// Ends with the test.
struct Server(tokio::task::JoinHandle<()>);

impl Drop for Server {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Platform {
    /// The inbox answers everything with `收到`.
    pub async fn new(mode: Mode) -> Self {
        Self::answering(config(mode), |_| Answer::Reply(PassiveReply::Text("收到".into()))).await
    }

    pub async fn answering(
        config: CallbackConfig,
        answering: impl Fn(&Inbound) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let taken = Arc::default();
        let inbox = FakeInbox { taken: Arc::clone(&taken), answering: Box::new(answering) };
        Self { taken, ..Self::around(config, Arc::new(inbox)).await }
    }

    /// Around an inbox of the test's own.
    pub async fn around(config: CallbackConfig, inbox: Arc<dyn TakesMessages>) -> Self {
        http::ready();
        let callback = Callback::new(config, inbox, Arc::new(StoppedClock)).unwrap();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/wechat", listener.local_addr().unwrap());
        let router = routes(Arc::new(callback));
        let server = Server(tokio::spawn(async move { axum::serve(listener, router).await.unwrap() }));
        Self { address, client: reqwest::Client::new(), taken: Arc::default(), _server: server }
    }

    /// Where it listens.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What the inbox was given, in order.
    pub fn taken(&self) -> Vec<Inbound> {
        self.taken.lock().unwrap().clone()
    }

    pub async fn get(&self, query: &[(&str, &str)]) -> Response {
        self.client.get(&self.address).query(query).send().await.unwrap()
    }

    pub async fn post(&self, query: &[(&str, &str)], body: impl Into<reqwest::Body>) -> Response {
        self.client.post(&self.address).query(query).body(body).send().await.unwrap()
    }

    /// Pushes XML as in plain mode.
    pub async fn push(&self, xml: impl Into<reqwest::Body>) -> Response {
        self.push_for("", xml).await
    }

    /// The same, with `openid` in the query.
    pub async fn push_for(&self, openid: &str, xml: impl Into<reqwest::Body>) -> Response {
        let timestamp = NOW.to_string();
        let signature = Signature::of_query(TOKEN, &timestamp, "nonceA");
        let query =
            [("signature", signature.as_str()), ("timestamp", &timestamp), ("nonce", "nonceA"), ("openid", openid)];
        self.post(&query, xml).await
    }

    /// Pushes XML as in safe mode, under this key.
    pub async fn push_sealed(&self, key: &str, xml: &str) -> Response {
        let encrypt = cipher(key).encrypt(b"0123456789abcdef", xml.as_bytes());
        self.push_encrypted(&encrypt, &sealed_push(ACCOUNT, &encrypt)).await
    }

    /// Pushes a body whose ciphertext is signed properly, whatever it is.
    pub async fn push_encrypted(&self, encrypt: &str, body: &str) -> Response {
        let timestamp = NOW.to_string();
        let signature = Signature::of_query(TOKEN, &timestamp, "nonceA");
        let msg_signature = Signature::of_message(TOKEN, &timestamp, "nonceA", encrypt);
        let query = [
            ("signature", signature.as_str()),
            ("timestamp", &timestamp),
            ("nonce", "nonceA"),
            ("encrypt_type", "aes"),
            ("msg_signature", msg_signature.as_str()),
        ];
        self.post(&query, body.to_owned()).await
    }
}

pub fn cipher(key: &str) -> Cipher {
    Cipher::new(key, APP_ID).unwrap()
}

/// A push with these elements after the common ones.
pub fn push(kind: &str, fields: &str) -> String {
    format!(
        "<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName><FromUserName><![CDATA[{WORKER}]]></FromUserName>\
         <CreateTime>1700000000</CreateTime><MsgType><![CDATA[{kind}]]></MsgType>{fields}</xml>"
    )
}

pub fn text(words: &str) -> String {
    push("text", &format!("<Content><![CDATA[{words}]]></Content><MsgId>24334567890123456</MsgId>"))
}

pub fn event(name: &str, fields: &str) -> String {
    push("event", &format!("<Event><![CDATA[{name}]]></Event>{fields}"))
}

/// Checks a sealed reply's signature and opens it with this key, as the platform does.
pub fn open_reply(key: &str, body: &str) -> String {
    let sealed = SealedReply::parse(body).unwrap();
    let expected = Signature::of_message(TOKEN, &sealed.timestamp, &sealed.nonce, &sealed.encrypt);
    assert!(expected.matches(&sealed.msg_signature), "the reply is signed wrongly");
    String::from_utf8(cipher(key).decrypt(&sealed.encrypt).unwrap()).unwrap()
}

/// 200, and the seven bytes.
pub async fn assert_success(response: Response) {
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/plain");
    assert_eq!(&response.bytes().await.unwrap()[..], b"success");
}

/// This status, and not a byte more.
pub async fn assert_refused(response: Response, status: u16) {
    assert_eq!(response.status(), status);
    assert_eq!(response.bytes().await.unwrap().len(), 0);
}
