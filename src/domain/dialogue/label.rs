//! What is written on choices.

use serde::Serialize;

use super::view::When;

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
    /// An activity in a list.
    Activity { title: String, when: When },
    /// The way out of an activity.
    Leave { title: String },
}
