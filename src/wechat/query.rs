//! The query of a callback request (platform sheet 1.1, 1.2).

use std::borrow::Cow;
use std::time::Duration;

use jiff::Timestamp;
use percent_encoding::percent_decode_str;

use super::refusal::Refusal;
use super::signature::Signature;

/// Longest value taken, in bytes as sent; the platform's are under a hundred. A longer one counts as absent.
const MAX_VALUE: usize = 512;

/// What stands in the query; absent parameters are empty.
#[derive(Debug, Default)]
pub struct CallbackQuery<'q> {
    pub signature: Cow<'q, str>,
    pub msg_signature: Cow<'q, str>,
    pub timestamp: Cow<'q, str>,
    pub nonce: Cow<'q, str>,
    pub echostr: Cow<'q, str>,
    pub openid: Cow<'q, str>,
}

impl<'q> CallbackQuery<'q> {
    /// Values are percent-decoded once; a `+` stays one. Of a repeated parameter the last one counts.
    pub fn parse(query: &'q str) -> Self {
        let mut parsed = Self::default();
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            let slot = match name {
                "signature" => &mut parsed.signature,
                "msg_signature" => &mut parsed.msg_signature,
                "timestamp" => &mut parsed.timestamp,
                "nonce" => &mut parsed.nonce,
                "echostr" => &mut parsed.echostr,
                "openid" => &mut parsed.openid,
                _ => continue,
            };
            if value.len() <= MAX_VALUE {
                *slot = percent_decode_str(value).decode_utf8_lossy();
            }
        }
        parsed
    }

    /// Whether `signature` fits: the sender knows the token.
    pub fn check_signature(&self, token: &str) -> Result<(), Refusal> {
        let expected = Signature::of_query(token, &self.timestamp, &self.nonce);
        if expected.matches(&self.signature) { Ok(()) } else { Err(Refusal::Signature) }
    }

    /// Whether `msg_signature` fits this ciphertext.
    pub fn check_message_signature(&self, token: &str, encrypt: &str) -> Result<(), Refusal> {
        let expected = Signature::of_message(token, &self.timestamp, &self.nonce, encrypt);
        if expected.matches(&self.msg_signature) { Ok(()) } else { Err(Refusal::Signature) }
    }

    /// Whether the request was made within `window` of now, before or after: clocks differ, and the
    /// platform's own attempts may carry the first one's timestamp for some 15 s.
    pub fn check_freshness(&self, now: Timestamp, window: Duration) -> Result<(), Refusal> {
        let sent: i64 = self.timestamp.parse().map_err(|_| Refusal::Timestamp)?;
        if now.as_second().abs_diff(sent) <= window.as_secs() { Ok(()) } else { Err(Refusal::Timestamp) }
    }
}
