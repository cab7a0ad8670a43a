//! Everything that is read on the way of a message, in memory: the pack, the openings, the activities.
//!
//! A `Catalog` never changes; new data makes a new one, which replaces it.

use super::activity::{Activity, Full};
use super::id::ActivityId;
use super::opening::{Enterprise, Opening};
use super::pack::Pack;
use super::source::{Source, SourceCode};
use super::text::search::OpeningIndex;

/// The pack and what SQL adds to it, ready to be searched.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// Content revision this was built from.
    pub revision: i64,
    /// The pack.
    pub pack: Pack,
    /// Enterprises and openings.
    pub openings: OpeningIndex,
    /// Activities that are not long over, soonest first.
    pub activities: Vec<Activity>,
    /// Where people come from, by code.
    pub sources: Vec<Source>,
    /// Which activities had no seat left a few seconds ago: for lists and pages, which never ask the database. A seat
    /// is given by the records alone.
    pub full: Full,
}

impl Catalog {
    /// Builds the indexes; takes a few milliseconds.
    pub fn build(
        revision: i64,
        pack: Pack,
        enterprises: Vec<Enterprise>,
        openings: Vec<Opening>,
        mut activities: Vec<Activity>,
    ) -> Self {
        activities.sort_by_key(|activity| (activity.starts_at, activity.id));
        let openings = OpeningIndex::build(&pack, enterprises, openings);
        Self { revision, pack, openings, activities, sources: Vec::new(), full: Full::default() }
    }

    /// With these sources.
    #[must_use]
    pub fn with_sources(self, sources: Vec<Source>) -> Self {
        Self { sources, ..self }
    }

    /// With this knowledge of what is full.
    #[must_use]
    pub fn with_full(self, full: Full) -> Self {
        Self { full, ..self }
    }

    /// The source with this code.
    pub fn source(&self, code: &SourceCode) -> Option<&Source> {
        self.sources.iter().find(|source| source.code == *code)
    }

    /// The activity with this id.
    pub fn activity(&self, id: ActivityId) -> Option<&Activity> {
        self.activities.iter().find(|activity| activity.id == id)
    }
}
