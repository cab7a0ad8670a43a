//! What is written on choices.

use serde::Serialize;

use super::view::{Receipt, SeatState, When};

/// Longest title of a place on a choice, in characters. Each takes twelve bytes: it stands there twice, once as what the
/// tap sends.
const TITLE: usize = 12;

/// What is written on a choice whose button has no usual label, before it has words.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// Words of the content: an option, a policy, a unit.
    Words(String),
    /// A trade and how many enterprises have it.
    Trade { name: String, count: usize },
    /// An opening in a list.
    Opening { name: String, headcount: Option<u32> },
    /// An activity in a list: whether it is full, and whether one can queue for it.
    Activity { title: String, when: When, full: bool, queues: bool },
    /// The next time that an activity comes again.
    NextTime { when: When },
    /// A place of theirs in a list: its number, whose it is where it is somebody else's, and how it stands.
    Place { number: String, title: String, name: Option<String>, state: SeatState },
    /// Somebody of theirs at the door: the number, and who.
    Guest { number: String, name: Option<String> },
    /// A part of an activity, with the seats left.
    Session { name: String, from: String, to: Option<String>, left: Option<u32> },
    /// Which part of an activity, as something to change.
    WhichSession,
    /// Their own number, for somebody who has none.
    OwnNumber { mobile: String },
}

impl Label {
    /// Of a place; its title without what stands before it in 【】, and cut where it is long.
    pub fn place(receipt: Receipt) -> Self {
        let Receipt { number, title, name, state, .. } = receipt;
        let own = title.rsplit('】').next().unwrap_or(&title);
        let title = match own.chars().count() > TITLE {
            true => own.chars().take(TITLE - 1).chain(['…']).collect(),
            false => own.to_owned(),
        };
        Self::Place { number, title, name, state }
    }
}
