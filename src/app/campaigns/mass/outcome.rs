//! What a failed call makes of a batch, and of its campaign.

use jiff::{SignedDuration, Timestamp};

use super::records::{Batch, Settled};
use super::{Tried, later};
use crate::app::platform::errcode;
use crate::app::platform::failure::{Cause, Decision, PlatformError, Scope};
use crate::app::platform::id::MessageId;
use crate::app::records::StoreError;
use crate::domain::campaign::Pause;
use crate::domain::errand::{ErrandState, Why};

/// How soon it is tried again. The platform takes the same key once a minute (45066).
const AGAIN: SignedDuration = SignedDuration::from_secs(61);

/// Why a batch did not get through.
pub(super) enum Hitch {
    /// The records.
    Store(StoreError),
    /// Somebody else has it by now, or the campaign was stopped.
    Lost,
    /// Nobody is left of it.
    Nobody,
    /// What was approved cannot be sent so; worded for staff.
    Unfit(String),
    /// A call that prepares it failed: nothing went out with this try.
    Before(PlatformError),
    /// The call that sends it failed.
    Leaving(PlatformError),
}

impl From<StoreError> for Hitch {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Settled {
    /// It is over, without a call.
    pub(super) fn over(state: ErrandState) -> Self {
        Self { state, message: None, nothing_left: true, media_gone: false, error: None }
    }

    /// The platform took it.
    pub(super) fn sent(message: MessageId) -> Self {
        Self { state: ErrandState::Sent, message: Some(message), nothing_left: false, media_gone: false, error: None }
    }

    /// It waits for staff.
    pub(super) fn unfit(why: String, now: Timestamp) -> Self {
        Self { error: Some(why), ..Self::over(ErrandState::Held { until: now, why: Why::Stopped }) }
    }
}

/// What becomes of it after a failed call; `leaving` is the call that sends. A batch is never given up for an error of
/// ours or of the platform's: the campaign stops, and whoever lets it go on tries the same batch again.
pub(super) fn after(error: &PlatformError, (batch, leaving): (&Batch, bool), now: Timestamp) -> Tried {
    let unsure = leaving && error.decision() == Decision::Unknown;
    let held = |until, why, pause| {
        let settled = Settled {
            nothing_left: !unsure,
            media_gone: error.decision() == Decision::UploadAgain,
            error: Some(in_words(error)),
            ..Settled::over(ErrandState::Held { until, why })
        };
        (settled, pause)
    };
    tracing::warn!(campaign = batch.campaign.0, number = batch.number, %error, "a mass send did not get through");
    let again = later(now, AGAIN);
    match error.decision() {
        Decision::AlreadyDone if leaving => {
            let settled = Settled { nothing_left: false, ..Settled::over(ErrandState::Sent) };
            (settled, None)
        }
        Decision::Pause { until } => held(until, Why::Limit, None),
        Decision::Retry { after } => {
            let wait = SignedDuration::try_from(after).unwrap_or(AGAIN).max(AGAIN);
            held(later(now, wait), Why::Busy, None)
        }
        Decision::Unknown | Decision::RefreshToken | Decision::RetryFailed | Decision::Harmless => {
            held(again, Why::Busy, None)
        }
        Decision::AlreadyDone | Decision::UploadAgain => held(again, Why::Busy, None),
        Decision::Stop(scope) => held(now, Why::Stopped, Some(stop(scope, error))),
        Decision::DropFollower(_) | Decision::LoginAgain | Decision::Bug => {
            held(now, Why::Stopped, Some(Pause::MassRefused))
        }
    }
}

fn stop(scope: Scope, error: &PlatformError) -> Pause {
    match scope {
        Scope::Account => Pause::Account,
        _ if error.errcode() == Some(errcode::Errcode::NO_MASS_LEFT) => Pause::NoQuota,
        _ if error.errcode() == Some(errcode::Errcode::NO_RIGHT) => Pause::NoRight,
        _ if matches!(error.cause(), Cause::Lacking(_)) => Pause::NoRight,
        Scope::Feature | Scope::Template | Scope::Work => Pause::MassRefused,
    }
}

/// For staff.
pub(super) fn in_words(error: &PlatformError) -> String {
    if let Some(code) = error.errcode() {
        let explained = errcode::explain(code);
        return format!("{}（{code}）。{}", explained.meaning, explained.what_to_do);
    }
    match error.cause() {
        Cause::Lacking(feature) => format!("公众号没有“{}”的权限", feature.name()),
        Cause::HeldBack => "按微信的频率限制，等一会儿自动再发".to_owned(),
        Cause::Lost | Cause::Garbled => "没有收到微信的回音，过一分钟自动再试。微信认得这一批，不会发两遍".to_owned(),
        Cause::Refused(_) | Cause::Status(_) | Cause::NotSent | Cause::Unwritable => {
            "连不上微信，过一分钟自动再试".to_owned()
        }
    }
}
