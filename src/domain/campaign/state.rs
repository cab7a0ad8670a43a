//! How far a campaign is. Writing and sending are separate: whoever drew it up does not release it.

use jiff::Timestamp;

/// Why a campaign stands still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pause {
    /// Staff said so.
    Staff,
    /// The account has no right to it (48001).
    NoRight,
    /// The platform took it for an advertisement, or does not take the template (40249).
    Refused,
    /// Too many sends in a row failed.
    Errors,
    /// The account as a whole is refused: secret, IP address.
    Account,
    /// What is to be sent is not what was released.
    Altered,
    /// What it speaks of is over or withdrawn.
    Outdated,
    /// The platform says that no mass send is left (45028).
    NoQuota,
    /// The platform does not take a mass send, or stopped it afterwards; the batch says why.
    MassRefused,
}

impl Pause {
    const ALL: [Self; 9] = [
        Self::Staff,
        Self::NoRight,
        Self::Refused,
        Self::Errors,
        Self::Account,
        Self::Altered,
        Self::Outdated,
        Self::NoQuota,
        Self::MassRefused,
    ];

    /// Its name in records.
    pub fn id(self) -> &'static str {
        match self {
            Self::Staff => "staff",
            Self::NoRight => "no_right",
            Self::Refused => "refused",
            Self::Errors => "errors",
            Self::Account => "account",
            Self::Altered => "altered",
            Self::Outdated => "outdated",
            Self::NoQuota => "no_quota",
            Self::MassRefused => "mass_refused",
        }
    }

    /// The pause of that name.
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pause| pause.id() == id)
    }

    /// What staff read: what happened, and what to do.
    pub fn explained(self) -> &'static str {
        match self {
            Self::Staff => "人工暂停",
            Self::NoRight => "公众号没有这种发送的权限（48001），请在公众平台上核对接口权限",
            Self::Refused => "平台不收这个模板或者认为是营销内容（40249），请改成别的方式再发",
            Self::Errors => "连着发不出去的太多，请看日志里的原因，改好以后继续",
            Self::Account => "平台不认这个公众号的密钥或者服务器地址，请核对 AppSecret 和 IP 白名单",
            Self::Altered => "内容和批准的不一样，没有发。这一条不能再批准，请另外起草一条送审",
            Self::Outdated => "说的岗位、活动或政策已经结束或撤下，没有再发",
            Self::NoQuota => "微信说群发的次数用完了（45028），请等次数恢复（订阅号是第二天）再继续",
            Self::MassRefused => "这次群发微信不收，或者收了又拦下，原因看这次群发的结果，处理好再继续",
        }
    }
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CampaignState {
    /// Being written.
    Draft,
    /// Waits for a second person.
    InReview,
    /// Goes out from then on.
    Released {
        /// Not before.
        starts_at: Timestamp,
    },
    /// Stands still; what was on its way goes on.
    Paused {
        /// When it was to go out.
        starts_at: Timestamp,
        /// Why.
        why: Pause,
    },
    /// Everybody has a final state.
    Done,
    /// Nothing more goes out.
    Cancelled,
}

/// A change that the state does not allow. Worded for staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidChange {
    /// Of its state.
    #[error("现在是“{from}”，不能{to}")]
    State {
        /// Where it stands, in words.
        from: &'static str,
        /// What was wanted.
        to: &'static str,
    },
    /// It was done before.
    #[error("已经{0}了，不用再来一次")]
    Already(&'static str),
    /// The same person.
    #[error("起草和批准要两个人：批准的人不能是起草的人")]
    SamePerson,
    /// What was altered is never what was approved: it can only be drawn up anew.
    #[error("内容和批准的不一样，这一条不能再批准，也不能继续：请另外起草一条送审，把这一条取消")]
    Altered,
}

impl CampaignState {
    /// Its name in records.
    pub fn id(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::InReview => "in_review",
            Self::Released { .. } => "released",
            Self::Paused { .. } => "paused",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }

    /// As staff call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "草稿",
            Self::InReview => "等批准",
            Self::Released { .. } => "已批准，在发",
            Self::Paused { .. } => "暂停",
            Self::Done => "发完",
            Self::Cancelled => "已取消",
        }
    }

    fn cannot(self, to: &'static str) -> InvalidChange {
        InvalidChange::State { from: self.name(), to }
    }

    /// It is written.
    pub fn submit(self) -> Result<Self, InvalidChange> {
        match self {
            Self::Draft => Ok(Self::InReview),
            Self::InReview => Err(InvalidChange::Already("送审")),
            _ => Err(self.cannot("送审")),
        }
    }

    /// A second person lets it go out.
    pub fn release(self, by: &str, author: &str, starts_at: Timestamp) -> Result<Self, InvalidChange> {
        match self {
            Self::InReview if by.trim() == author.trim() => Err(InvalidChange::SamePerson),
            Self::InReview => Ok(Self::Released { starts_at }),
            Self::Paused { why: Pause::Altered, .. } => Err(InvalidChange::Altered),
            Self::Released { .. } | Self::Paused { .. } | Self::Done => Err(InvalidChange::Already("批准")),
            Self::Draft | Self::Cancelled => Err(self.cannot("批准")),
        }
    }

    /// Nothing more of it is taken on.
    pub fn pause(self, why: Pause) -> Result<Self, InvalidChange> {
        match self {
            Self::Released { starts_at } => Ok(Self::Paused { starts_at, why }),
            Self::Paused { .. } => Err(InvalidChange::Already("停下")),
            _ => Err(self.cannot("暂停")),
        }
    }

    /// It goes on from where it was, unless it was altered.
    pub fn resume(self) -> Result<Self, InvalidChange> {
        match self {
            Self::Paused { why: Pause::Altered, .. } => Err(InvalidChange::Altered),
            Self::Paused { starts_at, .. } => Ok(Self::Released { starts_at }),
            Self::Released { .. } => Err(InvalidChange::Already("接着发")),
            _ => Err(self.cannot("继续")),
        }
    }

    /// Nothing more of it goes out, ever.
    pub fn cancel(self) -> Result<Self, InvalidChange> {
        match self {
            Self::Done => Err(self.cannot("取消")),
            Self::Cancelled => Err(InvalidChange::Already("取消")),
            _ => Ok(Self::Cancelled),
        }
    }

    /// Everybody was dealt with.
    pub fn finish(self) -> Result<Self, InvalidChange> {
        if matches!(self, Self::Released { .. }) { Ok(Self::Done) } else { Err(self.cannot("算发完")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_releases_what_they_wrote_and_nothing_goes_out_unreviewed() {
        let at = Timestamp::UNIX_EPOCH;
        assert!(CampaignState::Draft.release("李", "王", at).is_err());
        let review = CampaignState::Draft.submit().unwrap();
        assert_eq!(review.release("王", " 王", at), Err(InvalidChange::SamePerson));
        let released = review.release("李", "王", at).unwrap();
        assert!(released.submit().is_err() && released.release("赵", "王", at).is_err());
    }

    #[test]
    fn a_pause_ends_where_it_began_and_a_cancelled_one_never_goes_on() {
        let released = CampaignState::Released { starts_at: Timestamp::UNIX_EPOCH };
        let paused = released.pause(Pause::Errors).unwrap();
        assert!(paused.finish().is_err() && paused.pause(Pause::Staff).is_err());
        assert_eq!(paused.resume(), Ok(released));
        let cancelled = paused.cancel().unwrap();
        assert!(cancelled.resume().is_err() && cancelled.cancel().is_err() && cancelled.finish().is_err());
        assert!(released.finish().unwrap().cancel().is_err());
    }

    #[test]
    fn what_a_colleague_did_a_moment_ago_is_done_already() {
        let at = Timestamp::UNIX_EPOCH;
        let released = CampaignState::Released { starts_at: at };
        let paused = released.pause(Pause::Staff).unwrap();
        let cancelled = paused.cancel().unwrap();
        for (again, what) in [
            (CampaignState::InReview.submit(), "送审"),
            (released.release("李", "王", at), "批准"),
            (paused.pause(Pause::Staff), "停下"),
            (released.resume(), "接着发"),
            (cancelled.cancel(), "取消"),
        ] {
            assert_eq!(again, Err(InvalidChange::Already(what)));
        }
        assert!(matches!(cancelled.pause(Pause::Staff), Err(InvalidChange::State { .. })));
    }

    #[test]
    fn what_was_altered_is_neither_released_again_nor_resumed_but_can_be_cancelled() {
        let at = Timestamp::UNIX_EPOCH;
        let altered = CampaignState::Released { starts_at: at }.pause(Pause::Altered).unwrap();
        assert_eq!(altered.release("李", "王", at), Err(InvalidChange::Altered));
        assert_eq!(altered.resume(), Err(InvalidChange::Altered));
        assert_eq!(altered.cancel(), Ok(CampaignState::Cancelled));
    }

    #[test]
    fn every_pause_has_a_name_of_its_own_and_says_what_to_do() {
        for pause in Pause::ALL {
            assert_eq!(Pause::of(pause.id()), Some(pause));
            assert!(pause.explained().chars().count() >= 4);
        }
    }
}
