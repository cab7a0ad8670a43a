//! The bare handler that Guiyan is measured against: what nobody can leave out, and nothing else.
//!
//! Signature (SHA-1 over the sorted token, timestamp and nonce), XML, three Redis commands one after the other
//! (is the message known? `GET`; keep its reply `SET PX`; the follower's dialogue `GET`), a constant reply. In safe
//! mode also the seal, both ways. No cap, no freshness, no typed message, no dialogue, no metrics.

use std::io::Read;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::post;
use axum::serve::ListenerExt;
use guiyan::wechat::cipher::Cipher;
use guiyan::wechat::envelope::SealedReply;
use quick_xml::Reader;
use quick_xml::events::Event;
use redis::AsyncCommands;
use redis::aio::MultiplexedConnection;
use serde::Deserialize;
use sha1::{Digest, Sha1};

use super::push::{AES_KEY, APP_ID, TOKEN};

/// What the reply always says.
pub const WORDS: &str = "收到，稍后回复你。";
/// As long as Guiyan keeps replies.
const KEPT_MS: u64 = 600_000;

struct Bare {
    redis: MultiplexedConnection,
    /// In safe mode.
    cipher: Option<Cipher>,
}

#[derive(Deserialize)]
struct CallbackQuery {
    signature: String,
    timestamp: String,
    nonce: String,
    #[serde(default)]
    msg_signature: String,
}

/// Serves on a free port, which it writes to standard output, until its standard input ends.
pub fn serve(redis_url: &str, safe: bool) {
    std::thread::spawn(|| {
        let _ended = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let bare = Bare { redis: connect(redis_url).await, cipher: safe.then(cipher) };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        println!("{}", listener.local_addr().unwrap().port());
        let listener = listener.tap_io(|stream| stream.set_nodelay(true).unwrap());
        axum::serve(listener, Router::new().route("/wechat", post(receive)).with_state(Arc::new(bare))).await.unwrap();
    });
}

/// One connection for all, as fast as it gets: nothing on top of it that would bring it back after an outage.
async fn connect(url: &str) -> MultiplexedConnection {
    redis::Client::open(url).unwrap().get_multiplexed_async_connection().await.unwrap()
}

fn cipher() -> Cipher {
    Cipher::new(AES_KEY, APP_ID).unwrap()
}

async fn receive(State(bare): State<Arc<Bare>>, Query(query): Query<CallbackQuery>, body: String) -> impl IntoResponse {
    match bare.answer(&query, &body).await {
        Some(reply) => Ok(([(CONTENT_TYPE, "text/xml; charset=utf-8")], reply)),
        None => Err(StatusCode::FORBIDDEN),
    }
}

impl Bare {
    async fn answer(&self, query: &CallbackQuery, body: &str) -> Option<String> {
        if signature([TOKEN, &query.timestamp, &query.nonce]) != query.signature {
            return None;
        }
        let Some(cipher) = &self.cipher else { return self.reply(body).await };
        let encrypt = fields(body, ["Encrypt"])?;
        if signature([TOKEN, &query.timestamp, &query.nonce, &encrypt[0]]) != query.msg_signature {
            return None;
        }
        let xml = String::from_utf8(cipher.decrypt(&encrypt[0]).ok()?).ok()?;
        Some(seal(cipher, &self.reply(&xml).await?, query))
    }

    async fn reply(&self, xml: &str) -> Option<String> {
        let [to, from, created, id] = fields(xml, ["ToUserName", "FromUserName", "CreateTime", "MsgId"])?;
        let reply = format!(
            "<xml><ToUserName>{from}</ToUserName><FromUserName>{to}</FromUserName><CreateTime>{created}</CreateTime>\
             <MsgType>text</MsgType><Content>{WORDS}</Content></xml>"
        );
        let mut redis = self.redis.clone();
        let message = format!("bare:{{{from}}}:{id}");
        if let Some(known) = redis.get(&message).await.ok()? {
            return Some(known);
        }
        let () = redis.pset_ex(&message, &reply, KEPT_MS).await.ok()?;
        let _dialogue: Option<Vec<u8>> = redis.get(format!("bare:{{{from}}}:dialogue")).await.ok()?;
        Some(reply)
    }
}

fn signature<const N: usize>(mut parts: [&str; N]) -> String {
    parts.sort_unstable();
    hex::encode(Sha1::digest(parts.concat()))
}

/// The texts of these elements; `None` if the document is broken.
fn fields<const N: usize>(xml: &str, names: [&str; N]) -> Option<[String; N]> {
    let mut found = [const { String::new() }; N];
    let mut reader = Reader::from_str(xml);
    let mut at = None;
    loop {
        let text = match reader.read_event().ok()? {
            Event::Text(text) => text.xml10_content(),
            Event::CData(text) => text.xml10_content(),
            Event::Eof => return Some(found),
            event => {
                at = match event {
                    Event::Start(start) => names.iter().position(|name| *name == start.name().as_ref()),
                    _ => None,
                };
                continue;
            }
        };
        if let Some(at) = at {
            found[at].push_str(&text);
        }
    }
}

fn seal(cipher: &Cipher, xml: &str, query: &CallbackQuery) -> String {
    let encrypt = cipher.encrypt(&rand::random(), xml.as_bytes());
    let msg_signature = signature([TOKEN, &query.timestamp, &query.nonce, &encrypt]);
    let (timestamp, nonce) = (query.timestamp.clone(), query.nonce.clone());
    SealedReply { encrypt, msg_signature, timestamp, nonce }.to_xml()
}
