//! What went over the wire, for the inspector: the last of it, without a token or a secret.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

/// Kept in all; an inspector that falls further behind has missed something.
const KEPT: usize = 2_000;
/// Longest text kept of a request or an answer, in bytes.
const MAX_TEXT: usize = 16 * 1024;

/// One request with its answer.
#[derive(Debug, Clone, Serialize)]
pub struct Trace {
    /// Counts up.
    pub id: u64,
    /// When the request began, by the platform's clock.
    pub at: Timestamp,
    /// Which way.
    pub direction: Direction,
    /// `text`, `CLICK`, …, or the path of the API.
    pub name: String,
    /// Whom it concerns, where it is one.
    pub openid: Option<String>,
    /// Which delivery of the push, from 1; 1 for a call.
    pub attempt: u32,
    /// The request's body, as sent.
    pub raw: String,
    /// The same opened, where it was sealed.
    pub decrypted: Option<String>,
    /// The answer's body, as sent.
    pub answer: String,
    /// The same opened, where it was sealed.
    pub answer_decrypted: Option<String>,
    /// HTTP status; `None` if no answer came, or none was given.
    pub status: Option<u16>,
    /// Of a call.
    pub errcode: Option<i64>,
    /// What was wrong with it, in Chinese, if anything was.
    pub fault: Option<String>,
    /// From the request's first byte to the answer's last.
    #[serde(serialize_with = "as_millis")]
    pub took: Duration,
}

/// Which way a request went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// The platform pushed to our server.
    Callback,
    /// Our server called the platform.
    Call,
}

impl Trace {
    /// An empty one; it gets its number when it is kept.
    pub(super) fn new(direction: Direction, name: &str, at: Timestamp) -> Self {
        Self {
            id: 0,
            at,
            direction,
            name: name.to_owned(),
            openid: None,
            attempt: 1,
            raw: String::new(),
            decrypted: None,
            answer: String::new(),
            answer_decrypted: None,
            status: None,
            errcode: None,
            fault: None,
            took: Duration::ZERO,
        }
    }
}

fn as_millis<S: serde::Serializer>(took: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(took.as_secs_f64() * 1000.0)
}

/// As much of a body as is kept.
pub(super) fn excerpt(bytes: &[u8]) -> String {
    let kept = bytes.get(..MAX_TEXT).unwrap_or(bytes);
    String::from_utf8_lossy(kept).into_owned()
}

/// The last traces.
#[derive(Debug, Default)]
pub struct Traces {
    kept: VecDeque<Arc<Trace>>,
    last: u64,
}

impl Traces {
    pub fn add(&mut self, mut trace: Trace) -> u64 {
        self.last += 1;
        trace.id = self.last;
        if self.kept.len() == KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back(Arc::new(trace));
        self.last
    }

    pub fn after(&self, id: u64) -> Vec<Arc<Trace>> {
        let known = self.kept.partition_point(|trace| trace.id <= id);
        self.kept.iter().skip(known).cloned().collect()
    }
}
