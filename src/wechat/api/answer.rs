//! Reading answers: HTTP 200 says nothing, the errcode in it does (platform sheet 0.3, 6.4).

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

use crate::app::platform::errcode::Errcode;
use crate::app::platform::failure::{Cause, Decision, PlatformError};
use crate::domain::id::OpenId;

/// An answer that says no more than that it was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) struct Done {}

/// A number, or the digits of one in a text: the platform writes both.
#[derive(Deserialize)]
#[serde(untagged)]
enum Loose {
    Number(i64),
    /// An id may be larger than any signed one.
    Large(u64),
    Text(String),
}

/// An id as text, whether the platform wrote a number or a text.
///
/// For fields: `#[serde(deserialize_with = "answer::id")]`.
pub(super) fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(match Loose::deserialize(deserializer)? {
        Loose::Number(number) => number.to_string(),
        Loose::Large(number) => number.to_string(),
        Loose::Text(text) => text,
    })
}

/// The same for an id that may be missing: add `default`.
pub(super) fn id_if_any<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(Option::<Loose>::deserialize(deserializer)?.map(|loose| match loose {
        Loose::Number(number) => number.to_string(),
        Loose::Large(number) => number.to_string(),
        Loose::Text(text) => text,
    }))
}

/// What every answer may have beside its own fields.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Outcome {
    errcode: Option<Loose>,
    errmsg: Option<String>,
    fail_openid_list: Vec<String>,
}

/// Reads the answer of a call.
///
/// # Errors
/// The platform's own refusal, or `Garbled` with the decision `Unknown` if this is no answer of the platform:
/// who knows what the request did.
pub(super) fn read<A: DeserializeOwned>(call: &'static str, body: &[u8], now: Timestamp) -> Result<A, PlatformError> {
    let garbled = || PlatformError::new(call, Cause::Garbled, Decision::Unknown);
    check(call, body, now)?;
    serde_json::from_slice(body).map_err(|_| garbled())
}

/// The refusal in an answer, if it is one.
pub(super) fn check(call: &'static str, body: &[u8], now: Timestamp) -> Result<(), PlatformError> {
    let garbled = || PlatformError::new(call, Cause::Garbled, Decision::Unknown);
    let outcome: Outcome = serde_json::from_slice(body).map_err(|_| garbled())?;
    let errcode = match outcome.errcode {
        None => 0,
        Some(Loose::Number(errcode)) => errcode,
        Some(Loose::Text(errcode)) => errcode.trim().parse().map_err(|_| garbled())?,
        Some(Loose::Large(_)) => return Err(garbled()),
    };
    if errcode == 0 {
        return Ok(());
    }
    let failed = outcome.fail_openid_list.iter().filter_map(|openid| OpenId::parse(openid).ok()).collect();
    let errmsg = outcome.errmsg.unwrap_or_default();
    Err(PlatformError::refused(call, Errcode(errcode), now).with_rid(rid(&errmsg)).with_failed(failed))
}

/// The request id at the end of an errmsg: ` rid: 5f8d2f5a-1a2b3c4d-5e6f7a8b`.
fn rid(errmsg: &str) -> Option<String> {
    let (_, rest) = errmsg.split_once("rid: ")?;
    let rid: String = rest.chars().take_while(|c| c.is_ascii_hexdigit() || *c == '-').take(64).collect();
    (!rid.is_empty()).then_some(rid)
}
