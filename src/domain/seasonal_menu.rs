//! A menu that hangs on the days of a season, in the place of the one before: where it stands, and what is due.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::Date;

use super::id::{EditionId, SeasonalMenuId};

/// Most that are planned and not over: the festivals of a year, and few enough to be overlooked.
pub const MOST_AHEAD: usize = 5;
/// Most days from the first to the last; for longer, publish it.
const LONGEST: i64 = 366;

/// Days in China, both ends among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Days {
    first: Date,
    last: Date,
}

/// On these days no menu can hang. Worded for staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidDays {
    /// It would end before it begins.
    #[error("最后一天（{last}）比第一天（{first}）还早，请改")]
    Reversed {
        /// From then.
        first: Date,
        /// Until then.
        last: Date,
    },
    /// It would have begun already.
    #[error("{0} 已经过去了，请从今天或者以后开始")]
    Past(Date),
    /// It would hang for years.
    #[error("从 {first} 到 {last} 超过一年，请改近一点；要一直用，直接发布就行")]
    TooLong {
        /// From then.
        first: Date,
        /// Until then.
        last: Date,
    },
}

impl Days {
    /// From the first to the last.
    ///
    /// # Errors
    /// There is none among them.
    pub fn new(first: Date, last: Date) -> Result<Self, InvalidDays> {
        if last < first { Err(InvalidDays::Reversed { first, last }) } else { Ok(Self { first, last }) }
    }

    /// The same, none of which is over, and not more than a year of them.
    ///
    /// # Errors
    /// There is none among them, the first is over, or there are too many.
    pub fn ahead(first: Date, last: Date, today: Date) -> Result<Self, InvalidDays> {
        if first < today {
            Err(InvalidDays::Past(first))
        } else if first.saturating_add(LONGEST.days()) < last {
            Err(InvalidDays::TooLong { first, last })
        } else {
            Self::new(first, last)
        }
    }

    /// The first.
    pub fn first(self) -> Date {
        self.first
    }

    /// The last.
    pub fn last(self) -> Date {
        self.last
    }

    /// Whether a day is among them.
    pub fn hold(self, day: Date) -> bool {
        self.first <= day && day <= self.last
    }

    /// Whether a day is among both.
    pub fn overlap(self, other: Self) -> bool {
        self.first <= other.last && other.first <= self.last
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { first, last } = self;
        if first.year() != last.year() {
            let ends = [first, last].map(|day| (day.year(), day.month(), day.day()));
            let [(year, month, day), (last_year, last_month, last_day)] = ends;
            return write!(f, "{year}年{month}月{day}日到{last_year}年{last_month}月{last_day}日");
        }
        write!(f, "{}月{}日到{}月{}日", first.month(), first.day(), last.month(), last.day())
    }
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum End {
    /// Its last day was over, and the menu before it came back.
    Done,
    /// Somebody published another one while it hung, which stays.
    Replaced,
    /// Staff called it off; where it hung, the menu before it came back.
    CalledOff,
    /// Its last day was over before it could be hung.
    Missed,
}

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SeasonalState {
    /// It does not hang yet.
    Planned,
    /// It hangs.
    Hanging {
        /// As this edition.
        edition: EditionId,
        /// What comes back after it; `None` for the pack's menu.
        former: Option<EditionId>,
    },
    /// Nothing more comes of it.
    Over(End),
}

/// A move that the state does not allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a seasonal menu that is {from:?} cannot {to}")]
pub struct InvalidMove {
    /// Where it stands.
    pub from: SeasonalState,
    /// What was wanted of it.
    pub to: &'static str,
}

impl SeasonalState {
    /// It hangs as this edition, in the place of the former one.
    ///
    /// # Errors
    /// It hung before.
    pub fn hang(self, edition: EditionId, former: Option<EditionId>) -> Result<Self, InvalidMove> {
        match self {
            Self::Planned => Ok(Self::Hanging { edition, former }),
            from => Err(InvalidMove { from, to: "be hung" }),
        }
    }

    /// What was there before it came back.
    ///
    /// # Errors
    /// It does not hang, or does not end so.
    pub fn take_down(self, end: End) -> Result<Self, InvalidMove> {
        match (self, end) {
            (Self::Hanging { .. }, End::Done | End::CalledOff) => Ok(Self::Over(end)),
            (from, _) => Err(InvalidMove { from, to: "be taken down" }),
        }
    }

    /// Nothing more comes of it, and the account's menu stays as it is.
    ///
    /// # Errors
    /// It does not end so.
    pub fn end(self, end: End) -> Result<Self, InvalidMove> {
        match (self, end) {
            (Self::Planned, End::CalledOff | End::Missed) | (Self::Hanging { .. }, End::Replaced) => {
                Ok(Self::Over(end))
            }
            (from, _) => Err(InvalidMove { from, to: "end so" }),
        }
    }

    /// Whether something may still come of it.
    pub fn is_open(self) -> bool {
        !matches!(self, Self::Over(_))
    }
}

/// A seasonal menu, but for its buttons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SeasonalMenu {
    /// Which.
    pub id: SeasonalMenuId,
    /// When it hangs.
    pub days: Days,
    /// Where it stands.
    pub state: SeasonalState,
}

/// What is to be done with one; in this order, so that one is away before the next is hung.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// It is over, and the account's menu stays as it is.
    End(End),
    /// The menu before it comes back.
    TakeDown,
    /// It is hung.
    Hang,
}

impl SeasonalMenu {
    /// What is to be done with it today, while this edition is the newest; `None` if nothing is.
    pub fn step(&self, today: Date, newest: Option<EditionId>) -> Option<Step> {
        match self.state {
            SeasonalState::Planned if self.days.last < today => Some(Step::End(End::Missed)),
            SeasonalState::Planned => self.days.hold(today).then_some(Step::Hang),
            SeasonalState::Hanging { edition, .. } if newest != Some(edition) => Some(Step::End(End::Replaced)),
            SeasonalState::Hanging { .. } => (self.days.last < today).then_some(Step::TakeDown),
            SeasonalState::Over(_) => None,
        }
    }
}

/// What is to be done first of all that is due today, while this edition is the newest.
pub fn due(
    menus: impl IntoIterator<Item = SeasonalMenu>,
    today: Date,
    newest: Option<EditionId>,
) -> Option<(Step, SeasonalMenuId)> {
    menus.into_iter().filter_map(|menu| Some((menu.step(today, newest)?, menu.id))).min()
}

#[cfg(test)]
mod tests;
