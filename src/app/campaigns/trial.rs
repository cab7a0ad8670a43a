//! A trial: the words of a campaign on one phone, before anybody else reads them.
//!
//! What is sent is what a recipient would get, by the way that would take it to them; only the link is the page's own
//! address, since nobody's clicks are counted. It keeps no hours, and counts for nothing.

use std::sync::Arc;

use super::mass::MassSender;
use super::wording::{Said, errand};
use crate::app::platform::failure::Unreachable;
use crate::app::reach::{Channel, Reach, Reached, Shut, Unreached};
use crate::app::records::StoreError;
use crate::app::site::address::SiteAddress;
use crate::domain::campaign::{Draft, Variant, Way};
use crate::domain::errand::{ErrandState, Why};
use crate::domain::id::OpenId;
use crate::domain::window::LastActs;

/// Sends trials; one a process.
pub struct Trials {
    /// Says things to one; `None` where there is no AppSecret.
    pub reach: Option<Arc<Reach>>,
    /// Has the platform preview what goes to many in one call.
    pub mass: Arc<MassSender>,
    /// Where the pages are, if phones can open them.
    pub pages: Option<SiteAddress>,
}

/// Whose phone it goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trier {
    /// By which it is written to.
    pub openid: OpenId,
    /// What they did that the records may not have heard of yet.
    pub acts: LastActs,
}

/// What came of a trial.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrialEnd {
    /// The platform took it.
    Sent(Channel),
    /// The platform took it, as a preview of a mass send.
    Previewed,
    /// Sent, and the answer lost.
    Unknown,
    /// Without an AppSecret nothing can be sent.
    NoClient,
    /// They want no notices.
    Muted,
    /// Nothing reaches them.
    Refused(Unreachable),
    /// They did not speak for 48 hours, or their five messages are used up.
    WindowClosed,
    /// They did not subscribe to the notice.
    NotSubscribed,
    /// A limit of the platform is reached.
    Limit,
    /// The platform or the network is busy.
    Busy,
    /// The platform takes nothing of this from the account.
    Stopped,
    /// There are no words for any way that the account has.
    NoWay,
    /// These words cannot be sent; why, for staff.
    Unfit(String),
    /// The platform did not take it; why, for staff.
    Failed(String),
}

impl Trials {
    /// Sends one, once.
    ///
    /// # Errors
    /// The records cannot be asked; nothing was sent.
    pub async fn send(&self, draft: &Draft, variant: Variant, to: &Trier) -> Result<TrialEnd, StoreError> {
        if draft.way == Way::Mass {
            return Ok(self.mass.preview(draft, &to.openid).await);
        }
        let Some(reach) = &self.reach else { return Ok(TrialEnd::NoClient) };
        let key = format!("p{:016x}", rand::random::<u64>());
        let link = self.pages.as_ref().zip(draft.page(variant)).map(|(pages, page)| pages.page(&page));
        let mut errand = errand(draft, Said { variant, key: &key, link }, &to.openid);
        errand.acts = to.acts;
        Ok(TrialEnd::of(&reach.send(&errand).await?))
    }
}

impl TrialEnd {
    fn of(reached: &Reached) -> Self {
        match reached {
            Reached::By(channel) => Self::Sent(*channel),
            Reached::Unknown(_) => Self::Unknown,
            Reached::Not(Unreached::Unwanted) => Self::Muted,
            Reached::Not(Unreached::Refused(why)) => Self::Refused(*why),
            Reached::Not(Unreached::Later(_)) => Self::Busy,
            Reached::Not(Unreached::Stopped) => Self::Stopped,
            Reached::Not(Unreached::NoWay(shut)) => Self::of_shut(shut),
        }
    }

    /// Of several reasons the one about which most can be done.
    fn of_shut(shut: &[(Channel, Shut)]) -> Self {
        let has = |wanted: fn(&Shut) -> bool| shut.iter().any(|(_, why)| wanted(why));
        if has(|why| *why == Shut::Faulty) {
            Self::Unfit("微信不收这些话".to_owned())
        } else if has(|why| *why == Shut::WindowClosed) {
            Self::WindowClosed
        } else if has(|why| *why == Shut::NotSubscribed) {
            Self::NotSubscribed
        } else if has(|why| matches!(why, Shut::Paused(_))) {
            Self::Limit
        } else if has(|why| matches!(why, Shut::Stopped(_))) {
            Self::Stopped
        } else {
            Self::NoWay
        }
    }

    /// Whether it is on their phone, or may be.
    pub fn went_out(&self) -> bool {
        matches!(self, Self::Sent(_) | Self::Previewed | Self::Unknown)
    }

    /// Where a trial of the ledger stands after it. No trial waits: staff try again.
    pub fn state(&self) -> ErrandState {
        let why = match self {
            Self::Sent(_) | Self::Previewed => return ErrandState::Sent,
            Self::Unknown => return ErrandState::Unknown,
            Self::Muted => return ErrandState::Dropped(Why::Muted),
            Self::NoClient => Why::NoClient,
            Self::Refused(_) => Why::Refused,
            Self::Limit => Why::Limit,
            Self::Busy => Why::Busy,
            Self::Stopped => Why::Stopped,
            Self::Unfit(_) => Why::Faulty,
            Self::WindowClosed | Self::NotSubscribed | Self::NoWay | Self::Failed(_) => Why::NoWay,
        };
        ErrandState::Unreachable(why)
    }

    /// By which channel it went, if it was one of those to one follower.
    pub fn channel(&self) -> Option<Channel> {
        if let Self::Sent(channel) = self { Some(*channel) } else { None }
    }

    /// What happened, and what to do about it, for whoever holds the phone.
    pub fn in_words(&self) -> String {
        let words = match self {
            Self::Sent(Channel::Message) => "发到您的微信了，走的是客服消息。",
            Self::Sent(Channel::Notice) => "发到您的微信了，走的是订阅通知，您订阅的这一次用掉了。",
            Self::Sent(Channel::Template) => "发到您的微信了，走的是模板消息。",
            Self::Previewed => "发到您的微信了，走的是群发预览，不占群发次数。",
            Self::Unknown => "可能发出去了，微信没有回音。看看手机，没有的话再试。",
            Self::NoClient => "发不出去：服务器没有设置 wechat.app_secret。请找管服务器的人。",
            Self::Muted => "发不到：您的微信关了通知。用它给公众号发“恢复”，再试。",
            Self::Refused(Unreachable::Gone) => "发不到：您的微信不再关注公众号了。重新关注，再到“我的账号”里绑定。",
            Self::Refused(Unreachable::Muted) => "发不到：您在微信里关了这个公众号的“接收消息”。打开以后再试。",
            Self::Refused(_) => "发不到：微信说这个公众号的消息到不了您的微信。",
            Self::WindowClosed => {
                "发不到：您的微信 48 小时没有跟公众号说过话，或者能收的 5 条用完了。先给公众号发一句话再试。"
            }
            Self::NotSubscribed => "发不到：您的微信没有订阅这个通知。先在手机上订阅，再试。",
            Self::Limit => "发不出去：微信给的次数到了上限。过几分钟再试；还不行，就是今天的用完了，明天再试。",
            Self::Busy => "没有发出去：微信现在忙，过一分钟再试。",
            Self::Stopped => "发不出去：微信现在不收这个公众号的这种消息。请县管理员看“公众号”那一页。",
            Self::NoWay => "发不出去：这些话没有一条路能走，公众号没有权限，或者话还没有写。",
            Self::Unfit(why) => return format!("发不出去：{why}。"),
            Self::Failed(why) => return format!("没有发出去：{why}。"),
        };
        words.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_reasons_the_one_is_told_about_which_most_can_be_done() {
        use Channel::{Message, Notice, Template};
        let told = |shut: &[(Channel, Shut)]| TrialEnd::of_shut(shut);
        assert_eq!(told(&[(Message, Shut::WindowClosed), (Template, Shut::Advertisement)]), TrialEnd::WindowClosed);
        assert_eq!(told(&[(Message, Shut::Wordless), (Notice, Shut::NotSubscribed)]), TrialEnd::NotSubscribed);
        assert_eq!(told(&[(Message, Shut::Lacking), (Template, Shut::Wordless)]), TrialEnd::NoWay);
        assert!(matches!(told(&[(Message, Shut::Faulty), (Notice, Shut::NotSubscribed)]), TrialEnd::Unfit(_)));
    }
}
