//! What becomes of a delivery, and what that says of its campaign. Nothing here asks anybody.

use jiff::{SignedDuration, Timestamp};

use super::records::Claimed;
use crate::app::platform::failure::Scope;
use crate::app::reach::{Channel, Patience, Reached, Shut, Unreached};
use crate::domain::campaign::Pause;
use crate::domain::errand::{ErrandState, Why};

/// So long after it first went out, a template message goes out once more under its key. The platform knows a key for
/// ten minutes (platform sheet 7.3).
pub const KEY_KNOWN: SignedDuration = SignedDuration::from_mins(8);
/// How soon that is.
const ONCE_MORE: SignedDuration = SignedDuration::from_secs(30);
/// Failures of one batch at which a campaign stops, if they are half of it too.
const MANY: usize = 10;

/// What a delivery says of its campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// Nothing.
    Well,
    /// It failed; one alone means nothing.
    Failed,
    /// It must not go on.
    Stop(Pause),
}

/// What becomes of it instead of being sent: it may have gone out under a key that the platform knows no more, or it is
/// too late.
pub(super) fn untimely(claimed: &Claimed, patience: Patience<'_>, now: Timestamp) -> Option<ErrandState> {
    if claimed.left_at.is_some() && (!key_is_known(claimed, now) || now >= patience.not_after) {
        return Some(ErrandState::Unknown);
    }
    let late = now >= patience.not_after;
    late.then_some(match claimed.waited {
        Some(why @ (Why::NoWay | Why::Limit | Why::Busy | Why::Stopped)) => ErrandState::Unreachable(why),
        _ => ErrandState::Missed(Why::TooLate),
    })
}

/// Where it stands after what came of its send.
pub(super) fn outcome(
    claimed: &Claimed,
    reached: &Reached,
    patience: Patience<'_>,
    (now, waits_for_window): (Timestamp, bool),
) -> (ErrandState, Sign) {
    let unreached = match reached {
        Reached::By(_) => return (ErrandState::Sent, Sign::Well),
        Reached::Unknown(Channel::Template) if key_is_known(claimed, now) => {
            return (ErrandState::Held { until: later(now, ONCE_MORE), why: Why::Busy }, Sign::Well);
        }
        Reached::Unknown(_) => return (ErrandState::Unknown, Sign::Failed),
        Reached::Not(unreached) => unreached,
    };
    match unreached {
        Unreached::Unwanted => (ErrandState::Dropped(Why::Muted), Sign::Well),
        Unreached::Stopped => (patience.after(unreached, now), Sign::Stop(Pause::Account)),
        Unreached::NoWay(shut) => of_shut(shut, patience, (now, waits_for_window)),
        Unreached::Refused(_) | Unreached::Later(_) => (patience.after(unreached, now), Sign::Well),
    }
}

/// No channel was open; whether one may be later.
fn of_shut(
    shut: &[(Channel, Shut)],
    patience: Patience<'_>,
    (now, waits_for_window): (Timestamp, bool),
) -> (ErrandState, Sign) {
    let stopped = shut.iter().find_map(|(_, shut)| match shut {
        Shut::Stopped(Scope::Feature) => Some(Pause::NoRight),
        Shut::Stopped(_) => Some(Pause::Refused),
        _ => None,
    });
    let lacking = shut.iter().all(|(_, shut)| shut.is_for_good());
    if let Some(pause) = stopped.or_else(|| lacking.then_some(Pause::NoRight)) {
        // It is due again as soon as it goes on.
        return (ErrandState::Held { until: now, why: Why::Stopped }, Sign::Stop(pause));
    }
    if shut.iter().any(|(_, shut)| matches!(shut, Shut::Paused(_))) {
        return (patience.after(&Unreached::NoWay(shut.to_vec()), now), Sign::Well);
    }
    if shut.iter().any(|(_, shut)| *shut == Shut::Faulty) {
        return (ErrandState::Unreachable(Why::Faulty), Sign::Failed);
    }
    let window = shut.iter().any(|(channel, shut)| *channel == Channel::Message && *shut == Shut::WindowClosed);
    if window && waits_for_window {
        return (ErrandState::Held { until: patience.not_after, why: Why::NoWay }, Sign::Well);
    }
    (ErrandState::Unreachable(Why::NoWay), Sign::Well)
}

/// Whether the platform still knows a message by its key.
fn key_is_known(claimed: &Claimed, now: Timestamp) -> bool {
    claimed.left_at.is_none_or(|left| now.duration_since(left) < KEY_KNOWN)
}

/// Whether a campaign should stop after such a batch.
pub(super) fn trouble(signs: &[Sign]) -> Option<Pause> {
    let stop = signs.iter().find_map(|sign| match sign {
        Sign::Stop(pause) => Some(*pause),
        Sign::Well | Sign::Failed => None,
    });
    let failed = signs.iter().filter(|sign| **sign == Sign::Failed).count();
    stop.or_else(|| (failed >= MANY && failed.saturating_mul(2) >= signs.len()).then_some(Pause::Errors))
}

/// So much later.
pub(super) fn later(from: Timestamp, by: SignedDuration) -> Timestamp {
    from.checked_add(by).unwrap_or(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_campaign_stops_at_the_first_refusal_and_at_many_failures_but_not_at_a_few() {
        let mut signs = vec![Sign::Well; 100];
        assert_eq!(trouble(&signs), None);
        for sign in signs.iter_mut().take(20) {
            *sign = Sign::Failed;
        }
        assert_eq!(trouble(&signs), None, "a fifth of them fails");
        for sign in signs.iter_mut().take(50) {
            *sign = Sign::Failed;
        }
        assert_eq!(trouble(&signs), Some(Pause::Errors));
        signs.push(Sign::Stop(Pause::NoRight));
        assert_eq!(trouble(&signs), Some(Pause::NoRight));
        assert_eq!(trouble(&[Sign::Failed; 9]), None, "of few nothing is sure");
    }
}
