//! What the platform posts, made as the platform makes it: the XML, its signature, its seal. Pure, so that the
//! benchmark can prepare its load with it before the clock starts.

use std::time::UNIX_EPOCH;

use guiyan::wechat::cipher::Cipher;
use guiyan::wechat::envelope::{SealedReply, sealed_push};
use guiyan::wechat::signature::Signature;

pub const TOKEN: &str = "guiyantest";
pub const APP_ID: &str = "wxb11529c136998cb6";
pub const AES_KEY: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
const ACCOUNT: &str = "gh_0123456789ab";
const NONCE: &str = "486452656";

/// A request: what stands behind `/wechat?`, and the body.
#[derive(Clone)]
pub struct Push {
    pub query: String,
    pub body: String,
}

/// Signs and seals in the platform's name, with one timestamp for all.
pub struct Signer {
    timestamp: String,
    signature: String,
    /// In safe mode alone.
    cipher: Option<Cipher>,
}

impl Signer {
    /// As in plain mode.
    pub fn plain() -> Self {
        let timestamp = now().to_string();
        let signature = Signature::of_query(TOKEN, &timestamp, NONCE).as_str().to_owned();
        Self { timestamp, signature, cipher: None }
    }

    /// As in safe mode.
    pub fn safe() -> Self {
        Self { cipher: Some(Cipher::new(AES_KEY, APP_ID).unwrap()), ..Self::plain() }
    }

    pub fn push(&self, openid: &str, xml: &str) -> Push {
        let Self { timestamp, signature, cipher } = self;
        let query = format!("signature={signature}&timestamp={timestamp}&nonce={NONCE}&openid={openid}");
        let Some(cipher) = cipher else { return Push { query, body: xml.to_owned() } };
        let encrypt = cipher.encrypt(b"0123456789abcdef", xml.as_bytes());
        let sealed = Signature::of_message(TOKEN, timestamp, NONCE, &encrypt);
        let query = format!("{query}&encrypt_type=aes&msg_signature={}", sealed.as_str());
        Push { query, body: sealed_push(ACCOUNT, &encrypt) }
    }

    /// The words or cards that the follower sees; `None` if the platform was told `success`, or if a sealed reply
    /// is signed wrongly or does not open.
    pub fn read(&self, body: &str) -> Option<String> {
        let shown = match &self.cipher {
            None => body.to_owned(),
            Some(cipher) => {
                let reply = SealedReply::parse(body).ok()?;
                let expected = Signature::of_message(TOKEN, &reply.timestamp, &reply.nonce, &reply.encrypt);
                let opened = cipher.decrypt(&reply.encrypt).ok().filter(|_| expected.matches(&reply.msg_signature))?;
                String::from_utf8(opened).ok()?
            }
        };
        shown.starts_with("<xml>").then_some(shown)
    }
}

/// A follower's words, with an id of their own. A further attempt of the platform is the same push again.
pub fn text(openid: &str, id: u64, words: &str) -> String {
    push(openid, "text", &format!("<Content><![CDATA[{words}]]></Content><MsgId>{id}</MsgId>"))
}

/// A follower's tap on a button of the menu. It has no id: twice the same button in one second is one tap.
pub fn click(openid: &str, key: &str) -> String {
    event(openid, "CLICK", &format!("<EventKey><![CDATA[{key}]]></EventKey>"))
}

/// An event with these elements after the common ones.
pub fn event(openid: &str, name: &str, fields: &str) -> String {
    push(openid, "event", &format!("<Event><![CDATA[{name}]]></Event>{fields}"))
}

fn push(openid: &str, kind: &str, fields: &str) -> String {
    format!(
        "<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName><FromUserName><![CDATA[{openid}]]></FromUserName>\
         <CreateTime>{}</CreateTime><MsgType><![CDATA[{kind}]]></MsgType>{fields}</xml>",
        now()
    )
}

/// Epoch seconds.
fn now() -> u64 {
    UNIX_EPOCH.elapsed().unwrap().as_secs()
}
