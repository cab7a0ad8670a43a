//! What the cache is asked to do: bounded in time, and measured.

use std::time::Duration;

use ::redis::RedisResult;
use metrics::{Counter, Histogram, counter, histogram};
use tokio::time::{Instant, timeout};

use super::CALL_LIMIT;
use crate::app::dialogue_cache::CacheUnavailable;

/// An operation of a port, or a kind of them; the label `op` of the metrics.
#[derive(Clone, Copy)]
pub(super) enum Operation {
    Begin,
    Reload,
    Commit,
    Renew,
    Release,
    Settle,
    Ping,
    Loan,
    Rate,
    Capability,
    Console,
}

impl Operation {
    /// Waits for the result, no longer than [`CALL_LIMIT`]. Counts in `guiyan_cache_seconds{op}`, and a failure in
    /// `guiyan_cache_errors_total{op}`.
    pub(super) async fn bounded<T>(self, call: impl Future<Output = RedisResult<T>>) -> Result<T, CacheUnavailable> {
        let started = Instant::now();
        let result = match timeout(CALL_LIMIT, call).await {
            Ok(result) => result.map_err(|error| CacheUnavailable(error.to_string())),
            Err(_) => Err(CacheUnavailable(format!("no answer within {} ms", CALL_LIMIT.as_millis()))),
        };
        self.record(started.elapsed(), result.is_err());
        result
    }

    fn record(self, took: Duration, failed: bool) {
        let (seconds, errors) = self.meters();
        seconds.record(took);
        if failed {
            errors().increment(1);
        }
    }

    /// Spelt out an operation, so that names and labels are static and recording allocates nothing.
    fn meters(self) -> (Histogram, fn() -> Counter) {
        macro_rules! meters {
            ($op:literal) => {
                (histogram!("guiyan_cache_seconds", "op" => $op), || counter!("guiyan_cache_errors_total", "op" => $op))
            };
        }
        match self {
            Self::Begin => meters!("begin"),
            Self::Reload => meters!("reload"),
            Self::Commit => meters!("commit"),
            Self::Renew => meters!("renew"),
            Self::Release => meters!("release"),
            Self::Settle => meters!("settle"),
            Self::Ping => meters!("ping"),
            Self::Loan => meters!("loan"),
            Self::Rate => meters!("rate"),
            Self::Capability => meters!("capability"),
            Self::Console => meters!("console"),
        }
    }
}
