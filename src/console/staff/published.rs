//! What was published over the pack, as every part of the console lists it.

use serde::{Deserialize, Serialize};

use crate::app::editions::{Edition, Seen};
use crate::domain::dialogue::view::When;
use crate::domain::id::EditionId;

/// What was looked at when it was decided.
#[derive(Deserialize)]
pub struct Decided {
    /// The draft's version.
    #[serde(default)]
    seen: String,
    /// The edition that answered.
    #[serde(default)]
    after: String,
    /// The edition to go back to.
    #[serde(default)]
    to: String,
}

impl Decided {
    /// The draft's version; of none, one that no draft has.
    pub fn seen(&self) -> i64 {
        self.seen.parse().unwrap_or_default()
    }

    /// The edition that answered; `None` while the pack alone did.
    pub fn after(&self) -> Option<EditionId> {
        self.after.parse().ok().map(EditionId)
    }

    /// The edition to go back to.
    pub fn to(&self) -> Option<EditionId> {
        self.to.parse().ok().map(EditionId)
    }
}

/// What a form was filled in from: the draft's version and the edition, as its fields `seen` and `after` carry them.
pub fn seen(draft: &str, edition: &str) -> Seen {
    Seen { draft: draft.parse().ok(), edition: edition.parse().ok().map(EditionId) }
}

/// Two editions to be held side by side.
#[derive(Deserialize)]
pub struct Two {
    /// The first; 0 for the pack alone.
    #[serde(default)]
    pub from: i64,
    /// The second.
    #[serde(default)]
    pub to: i64,
}

impl Two {
    /// Both.
    pub fn ids(&self) -> [EditionId; 2] {
        [EditionId(self.from), EditionId(self.to)]
    }
}

/// An edition in the list.
#[derive(Serialize)]
pub struct Published {
    id: i64,
    number: u64,
    summary: String,
    by: String,
    at: When,
    answers: bool,
}

impl Published {
    /// Of these, of which `after` answers.
    pub fn list(editions: Vec<Edition>, after: Option<EditionId>) -> Vec<Self> {
        let one = |edition: Edition| Self {
            answers: Some(edition.id) == after,
            id: edition.id.0,
            number: edition.number,
            summary: edition.summary,
            by: edition.by,
            at: When::of(edition.at, None),
        };
        editions.into_iter().map(one).collect()
    }
}
