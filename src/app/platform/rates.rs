//! The port for how often we may call: what replicas have used up together, and how long they hold back.

use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;

use crate::app::dialogue_cache::CacheUnavailable;

/// How long counts are kept after the last call: the whole of the longest month, and the one after it.
pub const COUNTS_TTL: Duration = Duration::from_secs(62 * 24 * 3600);

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

/// A minute's limit as a bucket that drips: so many at once, then one by one. In no minute, wherever it begins, do
/// more get through than the limit says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    /// Microseconds until the next call drips in.
    pub every_us: i64,
    /// Calls that a full bucket holds.
    pub at_once: i64,
}

impl Limit {
    /// The bucket of the minute's limit: a tenth at once, nine tenths over the minute.
    pub fn bucket(&self) -> Option<Bucket> {
        let most = i64::from(self.per_minute?.max(1));
        let at_once = (most / 10).max(1);
        Some(Bucket { every_us: 60_000_000 / (most - at_once).max(1), at_once })
    }
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
    /// Held back until then, if that is still to come.
    pub paused_until: Option<Timestamp>,
}

/// What a call of the client has used, for staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Its name.
    pub call: &'static str,
    /// Most calls a day: what the platform told, or else its table.
    pub per_day: u64,
    /// What it has used.
    pub used: Used,
}

/// Counts calls and holds them back, for all replicas together. Days and months are those of Asia/Shanghai.
/// Every method is bounded in time by the adapter (about one second).
#[async_trait]
pub trait Rates: Send + Sync {
    /// Asks for one call. `Go` takes it from the minute's bucket and adds it to the day and the month. The day's limit
    /// is the one that the platform told ([`Rates::reconcile`]), or else the one given here.
    async fn take(&self, limit: &Limit, now: Timestamp) -> Result<Permit, CacheUnavailable>;

    /// Holds this call back until then, on all replicas. A later end replaces an earlier one, never the
    /// other way; one that has passed changes nothing.
    async fn pause(&self, call: &str, until: Timestamp, now: Timestamp) -> Result<(), CacheUnavailable>;

    /// Sets the day's count to what the platform says, and its limit to what the platform grants; 0 is no limit. Where
    /// calls are left, a pause ends: staff had the count cleared.
    async fn reconcile(&self, call: &str, used: u64, per_day: u64, now: Timestamp) -> Result<(), CacheUnavailable>;

    /// What a call has used.
    async fn used(&self, call: &str, now: Timestamp) -> Result<Used, CacheUnavailable>;
}
