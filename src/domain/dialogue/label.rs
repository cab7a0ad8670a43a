//! What is written on choices.

use serde::Serialize;

use super::view::{Receipt, SeatState, When};
use crate::domain::opening::{Enterprise, Opening};

/// Longest title on a choice, in characters. Each takes twelve bytes: it stands there twice, once as what the tap sends.
const TITLE: usize = 12;
/// Longest name of an enterprise on a choice, in characters, where it stands alone and where a job stands beside it.
const ENTERPRISE: (usize, usize) = (16, 10);
/// Longest job beside it.
const JOB: usize = 6;

/// What is written on a choice whose button has no usual label, before it has words.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Label {
    /// Words of the content: an option, a policy, a unit.
    Words(String),
    /// A trade and how many enterprises have it.
    Trade { name: String, count: usize },
    /// An opening in a list: the enterprise, and the job's title where one is known.
    Opening { name: String, title: Option<String>, headcount: Option<u32> },
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
        Self::Place { number, title: cut(own, TITLE), name, state }
    }

    /// Of an opening of this enterprise; both names cut where they are long.
    pub fn opening(opening: &Opening, enterprise: &Enterprise) -> Self {
        let title = opening.job().map(|job| cut(job, JOB));
        let most = if title.is_some() { ENTERPRISE.1 } else { ENTERPRISE.0 };
        Self::Opening { name: cut(enterprise.short_name(), most), title, headcount: opening.headcount }
    }
}

/// The text, or its beginning and … where it has more than `most` characters.
fn cut(text: &str, most: usize) -> String {
    match text.chars().nth(most) {
        Some(_) => text.chars().take(most - 1).chain(['…']).collect(),
        None => text.to_owned(),
    }
}
