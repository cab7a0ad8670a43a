//! Mass sends (群发): how an account may, how often, in which batches, and what the platform says of one afterwards.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::domain::account::{Account, Feature};
use crate::domain::county::AccountKind;

/// Most followers of one list (platform sheet 7.5).
pub const LONGEST_LIST: u64 = 10_000;
/// Fewest: a list of one is refused (40130).
pub const SHORTEST_LIST: u64 = 2;
/// The platform knows a send by its key for 24 hours; an hour less, since its clock need not be ours.
pub const KEY_KNOWN: SignedDuration = SignedDuration::from_hours(23);

/// Whom one call reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MassHow {
    /// Those of a list.
    List,
    /// Those with a tag that was made for the campaign.
    Tag,
}

impl MassHow {
    /// By which way an account sends to many; `None` if it may not at all (platform sheet 8.1).
    pub fn of(account: &Account) -> Option<Self> {
        if account.may(Feature::MassSendToList) {
            return Some(Self::List);
        }
        // A tag is filled by the calls for followers.
        (account.may(Feature::MassSend) && account.may(Feature::Followers)).then_some(Self::Tag)
    }

    /// By which way so many are reached. A list has two at least: one alone gets a tag.
    #[must_use]
    pub fn for_so_many(self, people: usize) -> Self {
        if people < 2 { Self::Tag } else { self }
    }

    /// Followers of the next batch, of `left` that are not in one: never one alone, if there are more. A tag takes all.
    pub fn batch(self, left: u64) -> u64 {
        match self {
            Self::Tag => left,
            Self::List if left <= LONGEST_LIST => left,
            Self::List if left - LONGEST_LIST < SHORTEST_LIST => LONGEST_LIST - SHORTEST_LIST,
            Self::List => LONGEST_LIST,
        }
    }

    /// Its name in records.
    pub fn id(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Tag => "tag",
        }
    }

    /// The way of that name.
    pub fn named(id: &str) -> Option<Self> {
        [Self::List, Self::Tag].into_iter().find(|how| how.id() == id)
    }

    /// As staff call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "名单",
            Self::Tag => "标签",
        }
    }
}

/// How often the platform lets an account (platform sheet 7.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowance {
    /// 服务号: so many to each follower in a calendar month; whoever had them is passed over in silence.
    AMonthEach(u32),
    /// 订阅号: so many sends a day, of those that succeed.
    ADay(u32),
}

impl Allowance {
    /// Of an account of this kind.
    pub fn of(kind: AccountKind) -> Self {
        match kind {
            AccountKind::Service => Self::AMonthEach(4),
            AccountKind::Subscription => Self::ADay(1),
        }
    }

    /// Since when it is counted: the beginning of the month or of the day in China.
    pub fn since(self, now: Timestamp) -> Timestamp {
        let china = TimeZone::fixed(jiff::tz::offset(8));
        let today = now.to_zoned(china.clone()).date();
        let from = match self {
            Self::AMonthEach(_) => Date::first_of_month(today),
            Self::ADay(_) => today,
        };
        from.to_zoned(china).map_or(now, |begin| begin.timestamp())
    }
}

/// What the platform says of a send once it is over (`MASSSENDJOBFINISH`, platform sheet 3.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It went out; the counts say to how many.
    Sent,
    /// It did not.
    Failed,
    /// The platform's review stopped it: `err(10001)` and the like.
    Refused(u32),
}

impl Verdict {
    /// Reads the event's status; blanks vary.
    pub fn read(status: &str) -> Self {
        let status: String = status.chars().filter(|c| !c.is_whitespace()).collect();
        let number = status.strip_prefix("err(").and_then(|rest| rest.strip_suffix(')')?.parse().ok());
        match number {
            Some(number) => Self::Refused(number),
            None if status == "sendsuccess" => Self::Sent,
            None => Self::Failed,
        }
    }

    /// Its name in records: what [`Verdict::read`] reads.
    pub fn id(self) -> String {
        match self {
            Self::Sent => "send success".to_owned(),
            Self::Failed => "send fail".to_owned(),
            Self::Refused(number) => format!("err({number})"),
        }
    }

    /// What staff read.
    pub fn explained(self) -> String {
        let why = match self {
            Self::Sent => return "微信发完了".to_owned(),
            Self::Failed => return "微信没有发成，没有说原因，请在公众平台的“已群发消息”里查看".to_owned(),
            Self::Refused(10001) => "认为是广告",
            Self::Refused(20001) => "认为涉及政治",
            Self::Refused(20002) => "认为涉及色情",
            Self::Refused(20004) => "认为涉及社会事件",
            Self::Refused(20006) => "认为涉及违法犯罪",
            Self::Refused(20008) => "认为涉及欺诈",
            Self::Refused(20013) => "认为侵犯版权",
            Self::Refused(22000) => "认为是互相推广",
            Self::Refused(30001) => "没能查清图文是不是原创",
            Self::Refused(30002) => "查出图文不许群发",
            Self::Refused(30003) => "查出图文是转载",
            Self::Refused(40001) => "问过公众号管理员，管理员没有同意",
            Self::Refused(40002) => "问过公众号管理员，管理员30分钟没有回复",
            Self::Refused(_) => "没有细说原因",
        };
        format!("微信拦下了，没有发：{why}（{}）", self.id())
    }
}

/// The counts of a send. Approximate: the platform tells shortly before it is over (platform sheet 3.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MassCounts {
    /// Followers addressed.
    pub total: u32,
    /// Of those: left by the platform's filters.
    pub filtered: u32,
    /// Delivered.
    pub sent: u32,
    /// Failed.
    pub failed: u32,
}

impl MassCounts {
    /// Whom the platform's filters took out: they refuse messages, or had their four this month.
    pub fn taken_out(self) -> u32 {
        self.total.saturating_sub(self.filtered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_batch_of_a_list_is_longer_than_the_platform_takes_or_leaves_one_alone() {
        for left in [1, 2, 3, 9_999, 10_000, 10_001, 10_002, 19_999, 20_001, 25_000] {
            let (mut rest, mut batches) = (left, Vec::new());
            while rest > 0 {
                let batch = MassHow::List.batch(rest);
                batches.push(batch);
                rest -= batch;
            }
            assert!(batches.iter().all(|batch| *batch <= LONGEST_LIST), "{left}: {batches:?}");
            assert!(left == 1 || batches.iter().all(|batch| *batch >= SHORTEST_LIST), "{left}: {batches:?}");
        }
        assert_eq!(MassHow::Tag.batch(123_456), 123_456);
        assert_eq!((MassHow::List.for_so_many(1), MassHow::List.for_so_many(2)), (MassHow::Tag, MassHow::List));
    }

    #[test]
    fn a_verified_account_sends_by_what_its_kind_may_and_another_not_at_all() {
        let how = |kind, verified| MassHow::of(&Account::new(kind, verified));
        assert_eq!(how(AccountKind::Service, true), Some(MassHow::List));
        assert_eq!(how(AccountKind::Subscription, true), Some(MassHow::Tag));
        assert_eq!((how(AccountKind::Service, false), how(AccountKind::Subscription, false)), (None, None));
    }

    #[test]
    fn months_and_days_begin_at_midnight_in_china() {
        let now = "2026-02-28T16:30:00Z".parse().unwrap();
        let since = |kind| Allowance::of(kind).since(now).to_string();
        assert_eq!(since(AccountKind::Service), "2026-02-28T16:00:00Z");
        assert_eq!(since(AccountKind::Subscription), "2026-02-28T16:00:00Z");
        let now = "2026-02-28T15:30:00Z".parse().unwrap();
        assert_eq!(Allowance::AMonthEach(4).since(now).to_string(), "2026-01-31T16:00:00Z");
    }

    #[test]
    fn every_word_of_the_platform_is_read_and_told_in_chinese() {
        for (status, verdict) in [
            ("send success", Verdict::Sent),
            ("sendsuccess", Verdict::Sent),
            ("send fail", Verdict::Failed),
            ("err(10001)", Verdict::Refused(10001)),
            ("err (30003)", Verdict::Refused(30003)),
            ("err(x)", Verdict::Failed),
        ] {
            assert_eq!(Verdict::read(status), verdict, "{status}");
            assert_eq!(Verdict::read(&verdict.id()), verdict);
        }
        assert!(Verdict::Refused(10001).explained().contains("广告"));
        assert!(Verdict::Refused(99999).explained().contains("err(99999)"));
        let counts = MassCounts { total: 5_230, filtered: 5_100, sent: 5_090, failed: 10 };
        assert_eq!(counts.taken_out(), 130);
    }
}
