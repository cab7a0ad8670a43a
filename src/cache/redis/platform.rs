//! What replicas share about the platform: its loans, our calls, what the account lacks.

use std::time::Duration;

use ::redis::{Cmd, FromRedisValue, Value, cmd};
use async_trait::async_trait;
use jiff::Timestamp;

use super::operation::Operation;
use super::script::Script;
use super::{RedisCache, millis, not_ours, token};
use crate::app::dialogue_cache::CacheUnavailable;
use crate::app::platform::capabilities::{CapabilityStore, REFUSAL_TTL};
use crate::app::platform::china_day::ChinaDay;
use crate::app::platform::rates::{COUNTS_TTL, Limit, Permit, Rates, Used};
use crate::app::platform::token::{FetchHold, Loan, TokenStore};
use crate::domain::account::Feature;

/// The scripts of these ports.
pub(super) struct Scripts {
    hold: Script,
    replace: Script,
    take: Script,
    pause: Script,
    reconcile: Script,
}

impl Scripts {
    pub(super) fn new() -> Self {
        Self {
            hold: Script::new(include_str!("hold.lua")),
            replace: Script::new(include_str!("replace.lua")),
            take: Script::new(include_str!("take.lua")),
            pause: Script::new(include_str!("pause.lua")),
            reconcile: Script::new(include_str!("reconcile.lua")),
        }
    }
}

#[async_trait]
impl TokenStore for RedisCache {
    async fn load(&self, loan: Loan) -> Result<Option<Vec<u8>>, CacheUnavailable> {
        let get = with(cmd("GET"), &[self.keys.loan(loan)]);
        match Operation::Loan.bounded(self.link.send(&get)).await? {
            Value::BulkString(sealed) => Ok(Some(sealed)),
            Value::Nil => Ok(None),
            _ => Err(not_ours()),
        }
    }

    async fn hold(&self, loan: Loan, life: Duration) -> Result<Option<FetchHold>, CacheUnavailable> {
        let hold = FetchHold { loan, token: token() };
        let (key, arguments) = (self.keys.hold(loan), (hold.token.as_str(), millis(life)));
        let taken = Operation::Loan.bounded(self.platform.hold.run(&self.link, &[&key], arguments)).await?;
        Ok((taken == Value::Int(1)).then_some(hold))
    }

    async fn replace(
        &self,
        loan: Loan,
        expected: Option<&[u8]>,
        new: &[u8],
        life: Duration,
    ) -> Result<bool, CacheUnavailable> {
        let (key, arguments) = (self.keys.loan(loan), (new, millis(life), expected.unwrap_or_default()));
        let done = Operation::Loan.bounded(self.platform.replace.run(&self.link, &[&key], arguments)).await?;
        Ok(done == Value::Int(1))
    }

    async fn let_go(&self, hold: &FetchHold) -> Result<(), CacheUnavailable> {
        let (key, arguments) = (self.keys.hold(hold.loan), (hold.token.as_str(),));
        Operation::Loan.bounded(self.release.run(&self.link, &[&key], arguments)).await.map(drop)
    }
}

#[async_trait]
impl Rates for RedisCache {
    async fn take(&self, limit: &Limit, now: Timestamp) -> Result<Permit, CacheUnavailable> {
        let today = ChinaDay::of(now);
        let bucket = limit.bucket();
        let arguments = (
            (now.as_microsecond(), millis(COUNTS_TTL)),
            (today.day, today.month, limit.per_day.unwrap_or(0), today.renewed_at.as_microsecond()),
            (bucket.map_or(0, |bucket| bucket.every_us), bucket.map_or(0, |bucket| bucket.at_once)),
        );
        let key = self.keys.rate(limit.call);
        match Operation::Rate.bounded(self.platform.take.run(&self.link, &[&key], arguments)).await? {
            Value::Int(0) => Ok(Permit::Go),
            Value::Int(until_us) => Timestamp::from_microsecond(until_us).map(Permit::Wait).map_err(|_| not_ours()),
            _ => Err(not_ours()),
        }
    }

    async fn pause(&self, call: &str, until: Timestamp, now: Timestamp) -> Result<(), CacheUnavailable> {
        if until <= now {
            return Ok(());
        }
        let (key, arguments) = (self.keys.rate(call), (until.as_microsecond(), millis(COUNTS_TTL)));
        Operation::Rate.bounded(self.platform.pause.run(&self.link, &[&key], arguments)).await.map(drop)
    }

    async fn reconcile(&self, call: &str, used: u64, per_day: u64, now: Timestamp) -> Result<(), CacheUnavailable> {
        let today = ChinaDay::of(now);
        let arguments = (today.day, today.month, used, per_day, millis(COUNTS_TTL));
        let key = self.keys.rate(call);
        Operation::Rate.bounded(self.platform.reconcile.run(&self.link, &[&key], arguments)).await.map(drop)
    }

    async fn used(&self, call: &str, now: Timestamp) -> Result<Used, CacheUnavailable> {
        let fields = ["day", "today", "month", "this_month", "most", "paused"].map(str::to_owned);
        let get = with(with(cmd("HMGET"), &[self.keys.rate(call)]), &fields);
        let counts = async { Counts::from_redis_value(self.link.send(&get).await?).map_err(Into::into) };
        let (day, used_today, month, used_in_month, most, paused) = Operation::Rate.bounded(counts).await?;
        let today = ChinaDay::of(now);
        let paused = paused.and_then(|until_us| Timestamp::from_microsecond(until_us).ok());
        Ok(Used {
            today: if day == Some(today.day) { used_today.unwrap_or(0) } else { 0 },
            this_month: if month == Some(today.month) { used_in_month.unwrap_or(0) } else { 0 },
            per_day: most.filter(|most| *most > 0),
            paused_until: paused.filter(|until| *until > now),
        })
    }
}

/// Day, count, month, count, the platform's limit, the pause's end in microseconds.
type Counts = (Option<i64>, Option<u64>, Option<i64>, Option<u64>, Option<u64>, Option<i64>);

#[async_trait]
impl CapabilityStore for RedisCache {
    async fn refused(&self) -> Result<Vec<Feature>, CacheUnavailable> {
        let keys = Feature::ALL.map(|feature| self.keys.refused(feature));
        let get = with(cmd("MGET"), &keys);
        let known = async { Vec::<Option<String>>::from_redis_value(self.link.send(&get).await?).map_err(Into::into) };
        let known = Operation::Capability.bounded(known).await?;
        Ok(Feature::ALL.into_iter().zip(known).filter_map(|(feature, known)| known.map(|_| feature)).collect())
    }

    async fn refuse(&self, feature: Feature) -> Result<bool, CacheUnavailable> {
        let mut set = with(cmd("SET"), &[self.keys.refused(feature)]);
        set.arg("1").arg("NX").arg("PX").arg(millis(REFUSAL_TTL));
        Ok(Operation::Capability.bounded(self.link.send(&set)).await? != Value::Nil)
    }
}

fn with(mut command: Cmd, words: &[String]) -> Cmd {
    command.arg(words);
    command
}
