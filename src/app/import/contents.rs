//! Whatever a table holds: its headings say.

use jiff::Timestamp;

use super::activities::ImportedActivities;
use super::flaw::{Imported, RowFlaw};
use super::table::{ImportError, Table};
use super::{activities, enterprises, openings};
use crate::app::records::{Changes, ContentRecords, StoreError};
use crate::domain::opening::Enterprise;
use crate::domain::pack::Pack;

/// What a table turned out to hold, with its flaws. Nothing of it is in the records yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contents {
    /// Enterprises, or openings of enterprises that were known.
    Enterprises(Imported),
    /// Activities.
    Activities(ImportedActivities),
}

impl Contents {
    /// Reads a table. `known` are the enterprises of the records; `source` names the paper where a row names none.
    ///
    /// Enterprises are what a table of openings builds on, so the fuller table is tried first.
    ///
    /// # Errors
    /// No kind of table has these headings: what is told is missing is what the closest kind lacks.
    pub fn read(
        table: &Table,
        pack: &Pack,
        known: &[Enterprise],
        (source, now): (&str, Timestamp),
    ) -> Result<Self, ImportError> {
        let lacking = match enterprises(table, &pack.trades, &pack.places, source) {
            Ok(read) => return Ok(Self::Enterprises(read)),
            Err(lacking) => lacking,
        };
        let lacking = match openings(table, known, source) {
            Ok(read) => return Ok(Self::Enterprises(read)),
            Err(other) => lacking.or_closer(other),
        };
        activities(table, pack, now).map(Self::Activities).map_err(|other| lacking.or_closer(other))
    }

    /// What is wrong, in the order of the rows.
    pub fn flaws(&self) -> &[RowFlaw] {
        match self {
            Self::Enterprises(read) => &read.flaws,
            Self::Activities(read) => &read.flaws,
        }
    }

    /// In numbers.
    pub fn summary(&self) -> String {
        match self {
            Self::Enterprises(read) => read.summary().to_string(),
            Self::Activities(read) => read.summary().to_string(),
        }
    }

    /// Whether there is nothing in it that could be put into the records.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Enterprises(read) => read.drafts.is_empty(),
            Self::Activities(read) => read.activities.is_empty(),
        }
    }

    /// Puts it into the records, as `actor`, with a note of which paper it was.
    ///
    /// # Errors
    /// The records do not take it: nothing of it is in them.
    pub async fn put(
        &self,
        records: &dyn ContentRecords,
        (actor, source): (&str, &str),
        now: Timestamp,
    ) -> Result<Changes, StoreError> {
        let summary = format!("{source}: {}", self.summary());
        match self {
            Self::Enterprises(read) => records.put_enterprises(&read.drafts, actor, &summary, now).await,
            Self::Activities(read) => records.put_activities(&read.activities, actor, &summary, now).await,
        }
    }

    /// What came of it, in words: `新增3家企业，更新1家，没有变化65家。`
    pub fn told(&self, Changes { added, updated, unchanged }: Changes) -> String {
        let (each, of) = match self {
            Self::Enterprises(_) => ("家", "企业"),
            Self::Activities(_) => ("场", "活动"),
        };
        format!("新增{added}{each}{of}，更新{updated}{each}，没有变化{unchanged}{each}。")
    }
}
