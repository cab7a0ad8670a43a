//! What becomes of something that did not reach its follower: another try, or the call list.

use jiff::{SignedDuration, Timestamp};

use super::{Shut, Unreached};
use crate::domain::errand::{ErrandState, Why};
use crate::domain::sign_up::SignUpRules;

/// How often something is tried that the platform is too busy for. Then somebody rings.
const MOST_TRIES: u32 = 10;
/// How soon something is tried again for which staff have to act first.
const STOPPED: SignedDuration = SignedDuration::from_mins(30);

/// How long one goes on trying.
#[derive(Debug, Clone, Copy)]
pub struct Patience<'a> {
    /// When it is too late.
    pub not_after: Timestamp,
    /// How often it was tried before.
    pub tries: u32,
    /// When nobody is to be disturbed; `None` disturbs.
    pub quiet: Option<&'a SignUpRules>,
}

impl Patience<'_> {
    /// Where it stands then.
    pub fn after(self, unreached: &Unreached, now: Timestamp) -> ErrandState {
        match unreached {
            Unreached::Unwanted => ErrandState::Unreachable(Why::Muted),
            Unreached::Refused(_) => ErrandState::Unreachable(Why::Refused),
            Unreached::NoWay(shut) => match shut.iter().filter_map(|(_, shut)| paused(*shut)).min() {
                Some(until) => self.again(until, Why::Limit),
                None => ErrandState::Unreachable(Why::NoWay),
            },
            Unreached::Later(_) if self.tries >= MOST_TRIES => ErrandState::Unreachable(Why::Busy),
            Unreached::Later(until) => self.again(*until, Why::Busy),
            Unreached::Stopped => self.again(now.checked_add(STOPPED).unwrap_or(now), Why::Stopped),
        }
    }

    /// It is tried once more then, if that is not too late.
    pub fn again(self, at: Timestamp, why: Why) -> ErrandState {
        let until = self.quiet.map_or(at, |rules| rules.after_quiet(at));
        if until < self.not_after { ErrandState::Held { until, why } } else { ErrandState::Unreachable(why) }
    }
}

fn paused(shut: Shut) -> Option<Timestamp> {
    if let Shut::Paused(until) = shut { Some(until) } else { None }
}
