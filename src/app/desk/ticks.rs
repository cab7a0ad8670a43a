//! Counting in: one at the desk, or many that were ticked without network.

use jiff::{SignedDuration, Timestamp};

use super::{AtDesk, Desk, Ruling, Tick, Verdict};
use crate::app::records::StoreError;
use crate::domain::sign_up::{AttendedBy, Door, ReceiptNumber};

/// Most marks in one go; the page sends the rest in the next.
pub const MOST_MARKS: usize = 200;
/// A mark may be as old as a link can be made for.
const OLDEST: SignedDuration = SignedDuration::from_hours(72);

/// A tick that was made without network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The page's own name for it.
    pub id: String,
    /// Whose place in the list.
    pub number: u32,
    /// When, by the clock of the phone.
    pub at: Timestamp,
}

impl Desk {
    /// Counts somebody in now.
    pub async fn tick(&self, at: &AtDesk, number: u32) -> Result<Ruling, StoreError> {
        if !self.lets_in(at) {
            return Ok(Ruling { verdict: Verdict::NotOpen, place: None });
        }
        let number = ReceiptNumber { activity: at.activity.id, sequence: number };
        self.records.tick(&Tick { number, by: AttendedBy::Desk, mark: None, at: at.now }).await
    }

    /// Whether the desk counts anybody in: not before people come, and afterwards for as long as its link is good.
    fn lets_in(&self, at: &AtDesk) -> bool {
        matches!(self.door(at), Door::Open | Door::Over)
    }

    /// Takes a tick of today back.
    pub async fn untick(&self, at: &AtDesk, number: u32) -> Result<Ruling, StoreError> {
        self.records.untick(ReceiptNumber { activity: at.activity.id, sequence: number }, at.now).await
    }

    /// Counts in those who were ticked without network, in their order. A phone's clock may be wrong: nothing is from
    /// the future, nor from before the link could have been made.
    pub async fn take_marks(&self, at: &AtDesk, marks: &[Mark]) -> Result<Vec<Ruling>, StoreError> {
        if !self.lets_in(at) {
            let closed = Ruling { verdict: Verdict::NotOpen, place: None };
            return Ok(marks.iter().map(|_| closed.clone()).collect());
        }
        let mut rulings = Vec::with_capacity(marks.len());
        for mark in marks.iter().take(MOST_MARKS) {
            let tick = Tick {
                number: ReceiptNumber { activity: at.activity.id, sequence: mark.number },
                by: AttendedBy::Offline,
                mark: Some(mark.id.clone()),
                at: mark.at.clamp(at.now - OLDEST, at.now),
            };
            rulings.push(self.records.tick(&tick).await?);
        }
        Ok(rulings)
    }
}
