//! When it is, and when one signs up for it.

use jiff::Timestamp;
use jiff::civil::{Date, Time};

use super::super::columns::Column;
use super::column;
use super::reading::Reading;
use super::times;

/// Longest activity, in days: a class of three months.
const MOST_DAYS: i32 = 100;

/// What becomes of an activity that would be over already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Past {
    /// It is new, and taken as a record.
    Kept,
    /// It is still to come, and not moved there: whoever signed up would be told of a day that nobody can mend.
    Refused,
}

/// When it is, and when one signs up for it.
pub(super) struct When {
    pub day: Date,
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    pub opens_at: Option<Timestamp>,
    pub closes_at: Timestamp,
    pub cancels_at: Option<Timestamp>,
}

impl Reading<'_> {
    pub fn when(&mut self) -> Option<When> {
        let (first, hours) = (self.day(&column::DATE), self.hours());
        let last = if self.cell(&column::LAST_DATE).is_empty() { first } else { self.day(&column::LAST_DATE) };
        let (day, last, (from, to)) = (first?, last?, hours?);
        let (Some(starts_at), Some(ends_at)) =
            (times::in_county(day.to_datetime(from)), times::in_county(last.to_datetime(to)))
        else {
            return self.refuse(&column::DATE, "没有这样的日子");
        };
        if ends_at <= starts_at {
            return self.refuse(&column::TO, "结束要比开始晚");
        }
        if day.until(last).map_or(i32::MAX, |span| span.get_days()) > MOST_DAYS {
            return self.refuse(&column::LAST_DATE, &format!("最多办{MOST_DAYS}天"));
        }
        if ends_at <= self.now {
            self.over(last)?;
        }
        let opens_at = self.moment(&column::OPENS, false)?;
        let closes_at = self.moment(&column::CLOSES, true)?.unwrap_or(starts_at);
        let cancels_at = self.moment(&column::CANCELS, true)?;
        if closes_at > ends_at {
            return self.refuse(&column::CLOSES, "报名截止比活动结束还晚");
        }
        if opens_at.is_some_and(|opens_at| opens_at >= closes_at) {
            return self.refuse(&column::OPENS, "报名开始要比报名截止早");
        }
        if closes_at <= self.now && self.now < starts_at {
            let cell = self.cell(&column::CLOSES);
            self.notes.warn(&column::CLOSES, &cell, "报名已经截止，没有人能报名");
        }
        Some(When { day, starts_at, ends_at, opens_at, closes_at, cancels_at })
    }

    /// Its last day, or the last hour of it, is in the past.
    fn over(&mut self, last: Date) -> Option<()> {
        if self.past == Past::Kept {
            let cell = self.cell(&column::DATE);
            self.notes.warn(&column::DATE, &cell, "已经过去了，只作记录");
            return Some(());
        }
        let said = if self.cell(&column::LAST_DATE).is_empty() { &column::DATE } else { &column::LAST_DATE };
        let today = last == times::clock_in_county(self.now).date();
        let what = if today { "今天的这个时间" } else { "这一天" };
        self.refuse(said, &format!("{what}已经过去了。请看看年、月、日和时间有没有写错；不办了，就取消这场活动"))
    }

    fn day(&mut self, column: &Column) -> Option<Date> {
        let cell = self.cell(column);
        // Excel may have made a day with an hour of it.
        let date = times::day(&cell).or_else(|| times::day(cell.split_whitespace().next()?));
        if date.is_none() { self.refuse(column, "日期要写全年月日，比如2026-03-07") } else { date }
    }

    /// From two cells, or from one that holds both.
    fn hours(&mut self) -> Option<(Time, Time)> {
        let (from, to) = (self.cell(&column::FROM), self.cell(&column::TO));
        if to.is_empty()
            && let Some(span) = times::span(&from)
        {
            return Some(span);
        }
        let from = self.hour(&column::FROM, &from);
        let to = self.hour(&column::TO, &to);
        Some((from?, to?))
    }

    fn hour(&mut self, column: &Column, cell: &str) -> Option<Time> {
        let hour = times::hour(cell).or_else(|| times::hour(cell.split_whitespace().last()?));
        if hour.is_none() { self.refuse(column, "时间要写成9:00或14:30") } else { hour }
    }

    fn moment(&mut self, column: &Column, ends: bool) -> Option<Option<Timestamp>> {
        let cell = self.cell(column);
        if cell.is_empty() {
            return Some(None);
        }
        match times::moment(&cell, ends).and_then(times::in_county) {
            Some(moment) => Some(Some(moment)),
            None => self.refuse(column, "要写成2026-03-06 18:00"),
        }
    }
}
