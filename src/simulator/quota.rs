//! How often each API may be called, by the day and by the minute (platform sheet 6.5).

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::calendar;
use super::errcode::{DAILY_LIMIT, MINUTE_LIMIT, NO_CLEARANCES, Refusal};

/// Times a month that all counts may be set to nought.
const CLEARANCES: u32 = 10;
/// Times a month that the count of one path may be.
const PATH_CLEARANCES: u32 = 50;

/// What an API may be called.
#[derive(Debug, Clone, Copy, Default)]
pub struct Limits {
    /// A day; `None` is as often as anybody likes.
    pub daily: Option<u32>,
    /// A minute.
    pub per_minute: Option<u32>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Used {
    day: Date,
    today: u32,
    minute: i64,
    this_minute: u32,
}

/// The counts of all APIs.
#[derive(Debug, Default)]
pub struct Quotas {
    used: HashMap<&'static str, Used>,
    changed: HashMap<String, u32>,
    cleared: (Date, u32),
    cleared_paths: (Date, u32),
}

impl Quotas {
    /// Counts a call, or refuses it.
    pub fn spend(&mut self, path: &'static str, limits: Limits, now: Timestamp) -> Result<(), Refusal> {
        let daily = self.daily(path, limits);
        let used = self.used.entry(path).or_default();
        used.turn(now);
        if daily.is_some_and(|daily| used.today >= daily) {
            return Err(Refusal::of(DAILY_LIMIT));
        }
        if limits.per_minute.is_some_and(|limit| used.this_minute >= limit) {
            return Err(Refusal::of(MINUTE_LIMIT));
        }
        used.today = used.today.saturating_add(1);
        used.this_minute = used.this_minute.saturating_add(1);
        Ok(())
    }

    /// The daily limit that holds for a path.
    pub fn daily(&self, path: &str, limits: Limits) -> Option<u32> {
        self.changed.get(path).copied().or(limits.daily)
    }

    /// Calls of a path today.
    pub fn today(&self, path: &str, now: Timestamp) -> u32 {
        self.used.get(path).filter(|used| used.day == calendar::day(now)).map_or(0, |used| used.today)
    }

    /// Gives a path another daily limit.
    pub fn change(&mut self, path: &str, daily: u32) {
        self.changed.insert(path.to_owned(), daily);
    }

    /// Sets all counts to nought.
    pub fn clear(&mut self, now: Timestamp) -> Result<(), Refusal> {
        once_more(&mut self.cleared, CLEARANCES, now)?;
        self.used.clear();
        Ok(())
    }

    /// Sets the count of one path to nought.
    pub fn clear_path(&mut self, path: &str, now: Timestamp) -> Result<(), Refusal> {
        once_more(&mut self.cleared_paths, PATH_CLEARANCES, now)?;
        self.used.remove(path);
        Ok(())
    }
}

impl Used {
    /// A new day, a new minute.
    fn turn(&mut self, now: Timestamp) {
        let (day, minute) = (calendar::day(now), minute(now));
        if self.day != day {
            (self.day, self.today) = (day, 0);
        }
        if self.minute != minute {
            (self.minute, self.this_minute) = (minute, 0);
        }
    }
}

fn minute(now: Timestamp) -> i64 {
    now.as_second().div_euclid(60)
}

fn once_more((month, times): &mut (Date, u32), most: u32, now: Timestamp) -> Result<(), Refusal> {
    let this = calendar::month(now);
    if *month != this {
        (*month, *times) = (this, 0);
    }
    if *times >= most {
        return Err(Refusal::of(NO_CLEARANCES));
    }
    *times += 1;
    Ok(())
}
