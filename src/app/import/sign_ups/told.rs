//! What came of a paper list, row by row and in numbers: in the same words on the command line and in the console.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::OnPaper;
use crate::domain::dialogue::effect::Outcome;
use crate::domain::sign_up::ReceiptNumber;

/// What came of one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CameOf {
    /// The line in the file.
    pub row: u32,
    /// Who it is, masked: the list itself says it in full.
    pub shown: String,
    /// What they got.
    pub outcome: Outcome,
}

/// How it ended, what needs somebody first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// They have no place.
    Refused,
    /// They wait for a seat.
    Queued,
    /// They have a seat now.
    Seated,
    /// They had a place before.
    Before,
}

impl CameOf {
    /// Row by row; outcomes in the order of the people.
    pub fn of(people: &[OnPaper], outcomes: Vec<Outcome>) -> Vec<Self> {
        let rows = people.iter().zip(outcomes);
        rows.map(|(person, outcome)| Self { row: person.row, shown: person.shown.clone(), outcome }).collect()
    }

    /// How it ended.
    pub fn fate(&self) -> Fate {
        match self.outcome {
            Outcome::SignedUp(_) => Fate::Seated,
            Outcome::Queued { .. } => Fate::Queued,
            Outcome::AlreadySignedUp(_) => Fate::Before,
            _ => Fate::Refused,
        }
    }

    /// The number of their place, if they have one.
    pub fn number(&self) -> Option<ReceiptNumber> {
        match self.outcome {
            Outcome::SignedUp(number) | Outcome::AlreadySignedUp(number) | Outcome::Queued { number, .. } => {
                Some(number)
            }
            _ => None,
        }
    }

    /// What they got, in words.
    pub fn told(&self) -> String {
        match &self.outcome {
            Outcome::SignedUp(number) => format!("报上了，编号 {number}"),
            Outcome::Queued { number, ahead } => format!("名额满了，排队，编号 {number}，前面{ahead}人"),
            Outcome::AlreadySignedUp(number) => format!("早就报过了，编号 {number}"),
            Outcome::Full => "名额满了".to_owned(),
            _ => "现在不能报名（没开始、已截止或取消了）".to_owned(),
        }
    }
}

impl fmt::Display for CameOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "第{}行 {}：{}", self.row, self.shown, self.told())
    }
}

/// A list in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// They have a seat now.
    pub seated: usize,
    /// They wait for a seat.
    pub queued: usize,
    /// They had a place before.
    pub before: usize,
    /// They have no place.
    pub refused: usize,
}

impl Tally {
    /// Counts.
    pub fn of(rows: &[CameOf]) -> Self {
        let mut tally = Self::default();
        for row in rows {
            let count = match row.fate() {
                Fate::Seated => &mut tally.seated,
                Fate::Queued => &mut tally.queued,
                Fate::Before => &mut tally.before,
                Fate::Refused => &mut tally.refused,
            };
            *count += 1;
        }
        tally
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seated, queued, before, refused } = self;
        write!(f, "报上{seated}人，排队{queued}人，早就报过{before}人，没报上{refused}人。")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::ActivityId;

    #[test]
    fn every_row_is_told_and_counted_by_what_came_of_it() {
        let number = ReceiptNumber { activity: ActivityId(3), sequence: 7 };
        let outcomes = [
            (Outcome::SignedUp(number), Some(number), "报上了，编号 3-0007"),
            (Outcome::Queued { number, ahead: 2 }, Some(number), "名额满了，排队，编号 3-0007，前面2人"),
            (Outcome::AlreadySignedUp(number), Some(number), "早就报过了，编号 3-0007"),
            (Outcome::Full, None, "名额满了"),
            (Outcome::NotOpen, None, "现在不能报名（没开始、已截止或取消了）"),
        ];
        let rows = outcomes.map(|(outcome, number, told)| {
            let row = CameOf { row: 2, shown: "张*".to_owned(), outcome };
            assert_eq!((row.number(), row.to_string()), (number, format!("第2行 张*：{told}")));
            row
        });
        assert_eq!(Tally::of(&rows), Tally { seated: 1, queued: 1, before: 1, refused: 2 });
        assert_eq!(Tally::of(&rows).to_string(), "报上1人，排队1人，早就报过1人，没报上2人。");
    }
}
