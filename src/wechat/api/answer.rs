//! Reading answers: HTTP 200 says nothing, the errcode in it does (platform sheet 0.3, 6.4).

use std::net::IpAddr;

use jiff::Timestamp;
use serde::de::{DeserializeOwned, Error};
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

impl Loose {
    fn into_text(self) -> String {
        match self {
            Self::Number(number) => number.to_string(),
            Self::Large(number) => number.to_string(),
            Self::Text(text) => text,
        }
    }
}

/// An id as text, whether the platform wrote a number or a text.
///
/// For fields: `#[serde(deserialize_with = "answer::id")]`.
pub(super) fn id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Loose::deserialize(deserializer).map(Loose::into_text)
}

/// The same for an id that may be missing: add `default`.
pub(super) fn id_if_any<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Option::<Loose>::deserialize(deserializer).map(|loose| loose.map(Loose::into_text))
}

/// A count, whether the platform wrote a number or a text.
pub(super) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    id(deserializer)?.trim().parse().map_err(D::Error::custom)
}

/// What every answer may have beside its own fields.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Outcome {
    errcode: Option<Loose>,
    errmsg: Option<String>,
    fail_openid_list: Option<Vec<String>>,
    /// With a refusal: of the mass send that was made under the same key before (45065).
    msg_id: Option<Loose>,
}

/// Reads an answer that was [`check`]ed.
///
/// # Errors
/// `Garbled`, with the decision `Unknown`, if this is no answer to the call: who knows what the request did.
pub(super) fn read<A: DeserializeOwned>(call: &'static str, body: &[u8]) -> Result<A, PlatformError> {
    serde_json::from_slice(body).map_err(|_| garbled(call))
}

/// Whether an answer is one, and no refusal. What is neither JSON nor said to be is a file, and passes.
///
/// # Errors
/// The platform's refusal; `Garbled` if it should be JSON and is not.
pub(super) fn check(call: &'static str, content_type: &str, body: &[u8], now: Timestamp) -> Result<(), PlatformError> {
    if is_file(content_type, body) {
        return Ok(());
    }
    // A list would pass for a structure without fields.
    if !is_object(body) {
        return Err(garbled(call));
    }
    let outcome: Outcome = serde_json::from_slice(body).map_err(|_| garbled(call))?;
    let errcode = match outcome.errcode {
        None => 0,
        Some(errcode) => errcode.into_text().trim().parse().map_err(|_| garbled(call))?,
    };
    if errcode == 0 {
        return Ok(());
    }
    let failed = outcome.fail_openid_list.iter().flatten().filter_map(|openid| OpenId::parse(openid).ok()).collect();
    let errmsg = outcome.errmsg.unwrap_or_default();
    let error = PlatformError::refused(call, Errcode(errcode), now);
    let detail = match error.decision() {
        Decision::AlreadyDone => outcome.msg_id.map(Loose::into_text),
        _ => detail(&errmsg),
    };
    Err(error.with_rid(rid(&errmsg)).with_detail(detail).with_failed(failed))
}

/// Pictures, sound and films say what they are; JSON comes under several names, `text/plain` among them.
pub(super) fn is_file(content_type: &str, body: &[u8]) -> bool {
    let family = content_type.split('/').next().unwrap_or_default().trim().to_ascii_lowercase();
    let binary = matches!(family.as_str(), "image" | "audio" | "video" | "voice")
        || content_type.to_ascii_lowercase().contains("octet-stream");
    binary && !is_object(body)
}

fn is_object(body: &[u8]) -> bool {
    body.trim_ascii_start().starts_with(b"{")
}

fn garbled(call: &'static str) -> PlatformError {
    PlatformError::new(call, Cause::Garbled, Decision::Unknown)
}

/// The request id at the end of an errmsg: ` rid: 5f8d2f5a-1a2b3c4d-5e6f7a8b`.
fn rid(errmsg: &str) -> Option<String> {
    let (_, rest) = errmsg.split_once("rid: ")?;
    let rid: String = rest.chars().take_while(|c| c.is_ascii_hexdigit() || *c == '-').take(64).collect();
    (!rid.is_empty()).then_some(rid)
}

/// The two things that an errmsg names and that help: the field of a template (`data.thing1.value invalid`), and the
/// address that is not on the whitelist (`invalid ip 203.0.113.7`). The rest may hold anything, and is not kept.
fn detail(errmsg: &str) -> Option<String> {
    let field = || {
        let (_, rest) = errmsg.split_once("data.")?;
        let (field, _) = rest.split_once(".value")?;
        let sound = field.len() <= 40 && field.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        sound.then(|| field.to_owned())
    };
    let address = || {
        let (_, rest) = errmsg.split_once("invalid ip ")?;
        let address = rest.split([' ', ',']).next()?;
        address.parse::<IpAddr>().ok().map(|address| address.to_string())
    };
    field().or_else(address)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    fn checked(content_type: &str, body: &[u8]) -> Result<(), PlatformError> {
        check("call", content_type, body, Timestamp::UNIX_EPOCH)
    }

    /// JSON as it might come: anything at all, with an errcode of any kind in it.
    fn answers() -> impl Strategy<Value = Vec<u8>> {
        let errcode = prop_oneof![
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            Just(json!(0)),
            "[ 0-9-]{0,6}".prop_map(Value::from),
            Just(Value::Null),
            Just(json!({"code": 1})),
        ];
        let object = (errcode, ".{0,40}", prop::option::of(prop::collection::vec(".{0,20}", 0..3)));
        let object = object.prop_map(|(errcode, errmsg, list)| {
            json!({"errcode": errcode, "errmsg": errmsg, "fail_openid_list": list}).to_string().into_bytes()
        });
        prop_oneof![
            object.clone(),
            prop::collection::vec(any::<u8>(), 0..200),
            (object, 0..60usize).prop_map(|(body, cut)| body.into_iter().take(cut).collect()),
        ]
    }

    proptest! {
        #[test]
        fn only_an_object_without_errcode_or_with_0_is_a_success(body in answers()) {
            let value = serde_json::from_slice::<Value>(&body).ok().filter(Value::is_object);
            let errcode = value.as_ref().map(|value| value["errcode"].clone());
            let zero = |text: &str| text.trim().parse::<i64>() == Ok(0);
            let success = match errcode {
                Some(Value::Null) => true,
                Some(Value::Number(number)) => number.as_i64() == Some(0),
                Some(Value::String(text)) => zero(&text),
                _ => false,
            };
            prop_assert_eq!(checked("text/plain", &body).is_ok(), success);
        }

        #[test]
        fn any_errcode_is_refused_as_a_number_and_as_a_text(errcode in any::<i64>().prop_filter("an error", |code| *code != 0)) {
            for written in [json!(errcode), json!(errcode.to_string()), json!(format!(" {errcode} "))] {
                let error = checked("", json!({ "errcode": written }).to_string().as_bytes()).unwrap_err();
                prop_assert_eq!(error.errcode(), Some(Errcode(errcode)));
            }
        }

        #[test]
        fn nothing_but_ids_fields_and_addresses_is_kept_of_the_words(errmsg in "(data\\.|invalid ip |rid: |\\.value|[a-z0-9_.: <@-]){0,30}") {
            let body = json!({"errcode": 47003, "errmsg": errmsg}).to_string();
            let error = checked("", body.as_bytes()).unwrap_err();
            prop_assert!(error.rid().is_none_or(|rid| rid.chars().all(|c| c.is_ascii_hexdigit() || c == '-')));
            prop_assert!(error.detail().is_none_or(|detail| detail.chars().all(|c| c.is_ascii_alphanumeric() || "_.:".contains(c))));
        }

        #[test]
        fn pictures_are_files_unless_they_are_a_refusal(body in prop::collection::vec(any::<u8>(), 0..50)) {
            prop_assert_eq!(is_file("image/jpeg", &body), !is_object(&body));
            let refusal = json!({"errcode": 40007}).to_string();
            prop_assert!(checked("image/jpeg", refusal.as_bytes()).is_err());
        }
    }
}
