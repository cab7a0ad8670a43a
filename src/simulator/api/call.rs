//! One call of an API: what was asked, and what is answered.

use std::collections::HashMap;

use axum::body::Bytes;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::diagnosis::Check;
use crate::simulator::account::Right;
use crate::simulator::errcode::{EMPTY_BODY, ESCAPED, Refusal, UNREADABLE};
use crate::simulator::quota::Limits;
use crate::simulator::settings::Settings;
use crate::simulator::world::World;

/// An API of the platform, as its table has it.
pub struct Api {
    /// Where it is.
    pub path: &'static str,
    /// How it is called.
    pub method: Method,
    /// Whether the account's token has to be in the query.
    pub needs_token: bool,
    /// What the account needs for it.
    pub right: Right,
    /// How often.
    pub limits: Limits,
    /// Whether its bodies hold secrets, so that no trace may keep them.
    pub confidential: bool,
    /// What it does.
    pub run: fn(&mut Call<'_>) -> Outcome,
}

/// How an API is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Everything is in the query.
    Get,
    /// JSON or a file is in the body.
    Post,
}

impl Api {
    /// One that is asked by its query.
    pub const fn get(path: &'static str, right: Right, run: fn(&mut Call<'_>) -> Outcome) -> Self {
        let limits = Limits { daily: None, per_minute: None };
        Self { path, method: Method::Get, needs_token: true, right, limits, confidential: false, run }
    }

    /// One that takes a body.
    pub const fn post(path: &'static str, right: Right, run: fn(&mut Call<'_>) -> Outcome) -> Self {
        Self { method: Method::Post, ..Self::get(path, right, run) }
    }

    /// So often a day.
    pub const fn daily(mut self, times: u32) -> Self {
        self.limits.daily = Some(times);
        self
    }

    /// So often a minute.
    pub const fn per_minute(mut self, times: u32) -> Self {
        self.limits.per_minute = Some(times);
        self
    }

    /// Asked without the account's token, with secrets in its bodies.
    pub const fn without_token(mut self) -> Self {
        (self.needs_token, self.confidential) = (false, true);
        self
    }

    /// Its answer is a secret.
    pub const fn confidential(mut self) -> Self {
        self.confidential = true;
        self
    }
}

/// What was asked, with the state to answer it from.
pub struct Call<'a> {
    /// The platform's state.
    pub world: &'a mut World,
    /// What never changes.
    pub settings: &'a Settings,
    /// Now.
    pub now: Timestamp,
    /// Behind the `?`.
    pub query: &'a HashMap<String, String>,
    /// The body, if it was no form.
    pub body: &'a [u8],
    /// The file, if it was one.
    pub upload: Option<&'a Upload>,
    /// What the result event has to say, if somebody asked for it.
    pub result: Option<String>,
}

/// A file with what came beside it.
#[derive(Debug, Default)]
pub struct Upload {
    /// The field `media`.
    pub bytes: Bytes,
    /// As the sender calls it.
    pub file_name: String,
    /// The field `description`: JSON.
    pub description: Option<String>,
}

/// What an API comes to.
#[derive(Debug)]
pub enum Reply {
    /// The answer, as nearly always.
    Ready(Answer),
    /// One that takes a while.
    Check(Check),
}

/// What is answered.
#[derive(Debug)]
pub enum Answer {
    /// As nearly always.
    Json(Value),
    /// A file.
    File {
        /// MIME.
        content_type: &'static str,
        /// All of it.
        bytes: Bytes,
    },
}

/// The answer, or why there is none.
pub type Outcome = Result<Reply, Refusal>;

impl Call<'_> {
    /// A parameter of the query; empty if absent.
    pub fn param(&self, name: &str) -> &str {
        self.query.get(name).map_or("", String::as_str)
    }

    /// The body as JSON. `\uXXXX` for hanzi is refused, and so is what does not read.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        if self.body.trim_ascii().is_empty() {
            return Err(Refusal::of(EMPTY_BODY));
        }
        if self.body.windows(2).any(|pair| pair == b"\\u") && escapes(self.body) {
            return Err(Refusal::of(ESCAPED));
        }
        serde_json::from_slice(self.body).map_err(|_| Refusal::of(UNREADABLE))
    }
}

/// Whether there is a `\u` whose backslash is not itself escaped.
fn escapes(body: &[u8]) -> bool {
    let mut bytes = body.iter();
    while let Some(byte) = bytes.next() {
        if *byte == b'\\' && bytes.next() == Some(&b'u') {
            return true;
        }
    }
    false
}

/// `{"errcode":0,"errmsg":"ok"}`.
pub fn done() -> Outcome {
    done_with(json!({}))
}

/// The same with more fields.
pub fn done_with(mut more: Value) -> Outcome {
    put(&mut more, "errcode", 0.into());
    put(&mut more, "errmsg", "ok".into());
    data(more)
}

/// Fields alone: questions are answered without `errcode`.
pub fn data(fields: Value) -> Outcome {
    Ok(Reply::Ready(Answer::Json(fields)))
}

/// One more field.
pub fn put(fields: &mut Value, name: &str, value: Value) {
    if let Some(fields) = fields.as_object_mut() {
        fields.insert(name.to_owned(), value);
    }
}
