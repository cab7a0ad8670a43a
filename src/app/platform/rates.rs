//! The port for how often we may call: what replicas have used up together, and how long they hold back.

use async_trait::async_trait;
use jiff::Timestamp;

use crate::app::dialogue_cache::CacheUnavailable;

/// The limits of one call, as the platform's tables give them (platform sheet 6.5, 7.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Name of the call; its counts are kept under it.
    pub call: &'static str,
    /// Most calls a minute.
    pub per_minute: Option<u32>,
    /// Most calls a day, by the calendar of Asia/Shanghai.
    pub per_day: Option<u32>,
}

/// Whether a call may go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permit {
    /// It may, and is counted.
    Go,
    /// Not before then; nothing was counted.
    Wait(Timestamp),
}

/// What a call has used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Used {
    /// Calls today.
    pub today: u64,
    /// Calls this month.
    pub this_month: u64,
    /// Most calls a day as the platform told, if it did.
    pub per_day: Option<u64>,
    /// Held back until then, epoch milliseconds.
    pub paused_until_ms: Option<i64>,
}

/// Counts calls and holds them back, for all replicas together. Days and months are those of Asia/Shanghai.
/// Every method is bounded in time by the adapter (about one second).
#[async_trait]
pub trait Rates: Send + Sync {
    /// Asks for one call. `Go` takes it from the minute's bucket and adds it to the day and the month.
    async fn take(&self, limit: &Limit, now: Timestamp) -> Result<Permit, CacheUnavailable>;

    /// Holds this call back until then, on all replicas. A later end replaces an earlier one, never the other way.
    async fn pause(&self, call: &str, until: Timestamp, now: Timestamp) -> Result<(), CacheUnavailable>;

    /// Sets the day's count and limit to what the platform says. A limit of 0 is none.
    async fn reconcile(&self, call: &str, used: u64, per_day: u64, now: Timestamp) -> Result<(), CacheUnavailable>;

    /// What a call has used.
    async fn used(&self, call: &str, now: Timestamp) -> Result<Used, CacheUnavailable>;
}
