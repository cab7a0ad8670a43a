//! What a page needs to call WeChat's own functions (platform sheet 7.13).

use async_trait::async_trait;
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use sha1::{Digest, Sha1};

use super::failure::PlatformError;

/// Signs pages.
#[derive(Debug, Clone)]
pub struct JsTicket(pub SecretString);

/// What `wx.config` takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsSignature {
    /// Seconds since 1970.
    pub timestamp: i64,
    /// As given.
    pub nonce: String,
    /// 40 lower-case hexadecimal digits.
    pub signature: String,
}

impl JsTicket {
    /// Signs a page's address as the phone sees it, query included; what follows `#` is left out, as the rule demands.
    pub fn sign(&self, nonce: &str, at: Timestamp, url: &str) -> JsSignature {
        let page = url.split('#').next().unwrap_or_default();
        let (ticket, timestamp) = (self.0.expose_secret(), at.as_second());
        let signed = format!("jsapi_ticket={ticket}&noncestr={nonce}&timestamp={timestamp}&url={page}");
        JsSignature { timestamp, nonce: nonce.to_owned(), signature: hex::encode(Sha1::digest(signed)) }
    }
}

/// The ticket.
#[async_trait]
pub trait JsSdkGateway: Send + Sync {
    /// A ticket that is good now. It is kept for its two hours and shared by replicas, because the platform counts how
    /// often it is fetched: ask for it anew with each page.
    async fn ticket(&self) -> Result<JsTicket, PlatformError>;
}
