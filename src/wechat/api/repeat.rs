//! Sending once more, where that is allowed.

use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use metrics::counter;

use super::call::{Call, Repeat};
use crate::app::platform::failure::{Decision, PlatformError};

/// Three tries in all (platform sheet 6.4, -1), within a second or so.
const FURTHER_TRIES: usize = 2;
const FIRST_WAIT: Duration = Duration::from_millis(200);
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// Makes an attempt, and further ones after what may pass: with growing, jittered waits. Where an answer was lost before,
/// a refusal says nothing of the attempt that it belonged to: what the two together did is unknown.
pub(super) async fn repeated<T, F>(call: &'static Call, attempt: impl FnMut() -> F) -> Result<T, PlatformError>
where
    F: Future<Output = Result<T, PlatformError>>,
{
    let mut lost = false;
    let waits = ExponentialBuilder::new().with_min_delay(FIRST_WAIT).with_max_delay(LONGEST_WAIT);
    let answered = attempt
        .retry(waits.with_max_times(FURTHER_TRIES).with_jitter())
        .when(|error| may_pass(call, error))
        .notify(|error, _| {
            lost |= error.decision() == Decision::Unknown;
            counter!("guiyan_api_retries_total", "api" => call.name).increment(1);
        })
        .await;
    match answered {
        Err(error) if lost && call.repeat == Repeat::Keyed && error.decision() != Decision::AlreadyDone => {
            Err(error.deciding(Decision::Unknown))
        }
        answered => answered,
    }
}

/// What was not done may be tried again; what was perhaps done, only if twice is as good as once. An error of another
/// call is that of the token, which has its own patience.
fn may_pass(call: &Call, error: &PlatformError) -> bool {
    error.call() == call.name
        && match error.decision() {
            Decision::Retry { after } => after.is_zero(),
            Decision::Unknown => call.repeat != Repeat::Never,
            _ => false,
        }
}
