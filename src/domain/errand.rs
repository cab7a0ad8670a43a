//! Something to be said to a follower later than the answer, and where that stands.

use jiff::Timestamp;

use super::purpose::Purpose;

/// What is to be said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrandKind {
    /// What they signed up for is near.
    Reminder,
    /// A seat came free for them.
    Offer,
    /// It takes place at another time, or elsewhere.
    Moved,
    /// It does not take place.
    CalledOff,
    /// Staff gave their place up for them.
    PlaceCancelled,
    /// How was it?
    Feedback,
}

impl ErrandKind {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Reminder, Self::Offer, Self::Moved, Self::CalledOff, Self::PlaceCancelled, Self::Feedback];

    /// Its name in records and metrics.
    pub fn id(self) -> &'static str {
        match self {
            Self::Reminder => "reminder",
            Self::Offer => "offer",
            Self::Moved => "moved",
            Self::CalledOff => "called_off",
            Self::PlaceCancelled => "place_cancelled",
            Self::Feedback => "feedback",
        }
    }

    /// What it is for.
    pub fn purpose(self) -> Purpose {
        match self {
            Self::Reminder => Purpose::Reminder,
            Self::Offer => Purpose::Offer,
            Self::Moved | Self::CalledOff | Self::PlaceCancelled => Purpose::Change,
            Self::Feedback => Purpose::Feedback,
        }
    }

    /// Whether somebody rings up whom no message reaches.
    pub fn worth_a_call(self) -> bool {
        self != Self::Feedback
    }

    /// Whether it is said in the quiet hours where the morning would be too late: they would come for nothing.
    pub fn wakes(self) -> bool {
        matches!(self, Self::Moved | Self::CalledOff | Self::PlaceCancelled)
    }
}

/// Why something waits, or was not said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// Nobody is to be disturbed now.
    Quiet,
    /// The platform or the network is busy.
    Busy,
    /// The platform takes nothing until staff have acted.
    Stopped,
    /// A limit of the platform is reached.
    Limit,
    /// No channel is open to them.
    NoWay,
    /// The platform says that nothing reaches them.
    Refused,
    /// They want no notices.
    Muted,
    /// This server has no AppSecret, and so cannot write to anybody.
    NoClient,
    /// It would come after what it is about.
    TooLate,
    /// It is not true any more: cancelled, taken, moved once more.
    Outdated,
    /// They left, or had everything erased.
    Gone,
    /// They had as many of this kind as one should get.
    Capped,
    /// Staff cancelled it.
    Cancelled,
    /// The platform does not take these words.
    Faulty,
    /// They had all the mass sends that a follower gets in a month.
    MonthUsedUp,
}

impl Why {
    const ALL: [Self; 15] = [
        Self::Quiet,
        Self::Busy,
        Self::Stopped,
        Self::Limit,
        Self::NoWay,
        Self::Refused,
        Self::Muted,
        Self::NoClient,
        Self::TooLate,
        Self::Outdated,
        Self::Gone,
        Self::Capped,
        Self::Cancelled,
        Self::Faulty,
        Self::MonthUsedUp,
    ];

    /// Its name in records.
    pub fn id(self) -> &'static str {
        match self {
            Self::Quiet => "quiet",
            Self::Busy => "busy",
            Self::Stopped => "stopped",
            Self::Limit => "limit",
            Self::NoWay => "no_way",
            Self::Refused => "refused",
            Self::Muted => "muted",
            Self::NoClient => "no_client",
            Self::TooLate => "too_late",
            Self::Outdated => "outdated",
            Self::Gone => "gone",
            Self::Capped => "capped",
            Self::Cancelled => "cancelled",
            Self::Faulty => "faulty",
            Self::MonthUsedUp => "month_used_up",
        }
    }

    /// The reason of that name.
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.id() == id)
    }

    /// As staff read it; nothing, where there was nothing to be said any more.
    pub fn name(self) -> &'static str {
        match self {
            Self::Quiet => "夜里不打扰",
            Self::Busy => "微信忙",
            Self::Stopped => "微信停了发送，要人处理",
            Self::Limit => "今天的发送次数用完了",
            Self::NoWay => "微信发不到",
            Self::Refused => "微信说发不到这个人",
            Self::Muted => "本人不收通知",
            Self::NoClient => "服务器没有填 AppSecret，发不了",
            Self::TooLate => "来不及发了",
            Self::Capped => "这几天已经发得够多了",
            Self::Cancelled => "发送取消了",
            Self::Faulty => "微信不收这些话",
            Self::MonthUsedUp => "这个月的群发已经收满了",
            Self::Outdated | Self::Gone => "",
        }
    }
}

/// Where an errand stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ErrandState {
    /// To be said then.
    Due {
        /// Not before.
        at: Timestamp,
    },
    /// Its time came; it waits for a better one.
    Held {
        /// When it is tried again.
        until: Timestamp,
        /// What it waits for.
        why: Why,
    },
    /// Somebody is about to say it. Nothing went out.
    Claimed {
        /// Then somebody else may.
        until: Timestamp,
    },
    /// It is on the way out: whoever dies now leaves nobody who knows whether it went.
    Sending {
        /// Then it counts as unknown.
        until: Timestamp,
    },
    /// The platform took it.
    Sent,
    /// It may have gone out, and is never sent again.
    Unknown,
    /// No message reaches them in time: somebody should ring.
    Unreachable(Why),
    /// Its time is over, and it was not said.
    Missed(Why),
    /// There was nothing to be said any more.
    Dropped(Why),
}

/// A move that the state does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an errand that is {from:?} cannot {to}")]
pub struct InvalidMove {
    /// Where it stands.
    pub from: ErrandState,
    /// What was wanted of it.
    pub to: &'static str,
}

impl ErrandState {
    /// Whether nothing went out, and something still may.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Due { .. } | Self::Held { .. } | Self::Claimed { .. })
    }

    /// Somebody takes it on until then.
    pub fn claim(self, until: Timestamp, now: Timestamp) -> Result<Self, InvalidMove> {
        match self {
            Self::Due { at } | Self::Held { until: at, .. } if at <= now => Ok(Self::Claimed { until }),
            from => Err(InvalidMove { from, to: "be claimed" }),
        }
    }

    /// It goes out now; noted before it does.
    pub fn begin(self, until: Timestamp, now: Timestamp) -> Result<Self, InvalidMove> {
        match self {
            Self::Claimed { until: held } if now < held => Ok(Self::Sending { until }),
            from => Err(InvalidMove { from, to: "be sent" }),
        }
    }

    /// Whoever had it is gone.
    pub fn expire(self, now: Timestamp) -> Result<Self, InvalidMove> {
        match self {
            Self::Claimed { until } if until <= now => Ok(Self::Due { at: now }),
            Self::Sending { until } if until <= now => Ok(Self::Unknown),
            from => Err(InvalidMove { from, to: "expire" }),
        }
    }

    /// What came of it, by the word of whoever had it: also where it counted as unknown by then.
    pub fn settle(self, outcome: Self) -> Result<Self, InvalidMove> {
        let begun = matches!(self, Self::Claimed { .. } | Self::Sending { .. } | Self::Unknown);
        let settles = !matches!(outcome, Self::Due { .. } | Self::Claimed { .. } | Self::Sending { .. });
        if begun && settles { Ok(outcome) } else { Err(InvalidMove { from: self, to: "be settled so" }) }
    }

    /// A way to them is open again.
    pub fn reopen(self, now: Timestamp) -> Result<Self, InvalidMove> {
        match self {
            Self::Unreachable(_) => Ok(Self::Due { at: now }),
            from => Err(InvalidMove { from, to: "be tried again" }),
        }
    }

    /// There is nothing to be said any more. What is on the way out goes on.
    pub fn dismiss(self, why: Why) -> Result<Self, InvalidMove> {
        if self.is_open() { Ok(Self::Dropped(why)) } else { Err(InvalidMove { from: self, to: "be dropped" }) }
    }

    /// Its name in records and metrics.
    pub fn id(self) -> &'static str {
        match self {
            Self::Due { .. } => "due",
            Self::Held { .. } => "held",
            Self::Claimed { .. } => "claimed",
            Self::Sending { .. } => "sending",
            Self::Sent => "sent",
            Self::Unknown => "unknown",
            Self::Unreachable(_) => "unreachable",
            Self::Missed(_) => "missed",
            Self::Dropped(_) => "dropped",
        }
    }

    /// Why it waits, or was not said.
    pub fn why(self) -> Option<Why> {
        match self {
            Self::Held { why, .. } | Self::Unreachable(why) | Self::Missed(why) | Self::Dropped(why) => Some(why),
            Self::Due { .. } | Self::Claimed { .. } | Self::Sending { .. } | Self::Sent | Self::Unknown => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes)
    }

    #[test]
    fn what_may_have_gone_out_is_never_due_again() {
        let claimed = ErrandState::Due { at: at(1) }.claim(at(3), at(1)).unwrap();
        assert_eq!(claimed.expire(at(3)), Ok(ErrandState::Due { at: at(3) }), "nothing went out");
        let sending = claimed.begin(at(5), at(2)).unwrap();
        assert!(sending.dismiss(Why::Outdated).is_err() && sending.expire(at(4)).is_err());
        let unknown = sending.expire(at(5)).unwrap();
        assert_eq!(unknown, ErrandState::Unknown);
        assert!(unknown.claim(at(9), at(8)).is_err() && unknown.begin(at(9), at(8)).is_err());
        assert_eq!(unknown.settle(ErrandState::Sent), Ok(ErrandState::Sent), "whoever sent it knows better");
    }

    #[test]
    fn only_whoever_has_it_settles_it_and_only_once() {
        let due = ErrandState::Due { at: at(1) };
        assert!(due.claim(at(3), at(0)).is_err(), "not before its time");
        assert!(due.settle(ErrandState::Sent).is_err() && due.begin(at(3), at(2)).is_err());
        let claimed = due.claim(at(3), at(1)).unwrap();
        assert!(claimed.begin(at(9), at(3)).is_err(), "somebody else may have it by now");
        let held = claimed.settle(ErrandState::Held { until: at(60), why: Why::Quiet }).unwrap();
        assert!(held.is_open() && held.claim(at(62), at(59)).is_err() && held.claim(at(62), at(60)).is_ok());
        let stranded = claimed.settle(ErrandState::Unreachable(Why::NoWay)).unwrap();
        assert_eq!(stranded.reopen(at(9)), Ok(ErrandState::Due { at: at(9) }));
        assert!(held.reopen(at(9)).is_err() && ErrandState::Unknown.reopen(at(9)).is_err());
        let missed = claimed.settle(ErrandState::Missed(Why::TooLate)).unwrap();
        assert!(missed.settle(ErrandState::Sent).is_err() && missed.dismiss(Why::Gone).is_err());
    }
}
