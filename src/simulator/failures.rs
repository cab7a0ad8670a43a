//! Failed calls by their request id, for `openapi/rid/get` (platform sheet 7.14).

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};

use super::trace::Trace;

/// Kept in all.
const KEPT: usize = 1_000;
/// How long one can be looked up.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(7 * 24);

/// One failed call.
#[derive(Debug)]
pub struct Failure {
    /// Its request id.
    pub rid: String,
    /// The path.
    pub path: String,
    /// What was asked, secrets masked.
    pub request: String,
    /// What was answered.
    pub response: String,
    /// When.
    pub at: Timestamp,
    /// Milliseconds.
    pub took: u128,
}

/// The last failed calls.
#[derive(Debug, Default)]
pub struct Failures(VecDeque<Failure>);

impl Failures {
    /// Keeps one.
    pub fn add(&mut self, rid: String, trace: &Trace, response: String, at: Timestamp) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        let (path, request, took) = (trace.name.clone(), trace.raw.clone(), trace.took.as_millis());
        self.0.push_back(Failure { rid, path, request, response, at, took });
    }

    /// The one with this id, for seven days.
    pub fn get(&self, rid: &str, now: Timestamp) -> Option<&Failure> {
        self.0.iter().find(|failure| failure.rid == rid && failure.at.duration_until(now) < REMEMBERED)
    }
}
