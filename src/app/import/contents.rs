//! Whatever a table holds: its headings say.

use jiff::Timestamp;

use super::activities::ImportedActivities;
use super::flaw::{Imported, RowFlaw};
use super::openings::Known;
use super::table::{ImportError, Table};
use super::{activities, columns, enterprises, openings};
use crate::app::records::{Changes, ContentRecords, StoreError};
use crate::domain::pack::Pack;

/// A kind of table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Enterprises, each with an opening.
    Enterprises,
    /// Openings of enterprises that are known.
    Openings,
    /// Activities.
    Activities,
}

impl Kind {
    /// All of them, what is built on others behind those.
    pub const ALL: [Self; 3] = [Self::Enterprises, Self::Openings, Self::Activities];

    /// Its name in addresses.
    pub fn id(self) -> &'static str {
        match self {
            Self::Enterprises => "enterprises",
            Self::Openings => "openings",
            Self::Activities => "activities",
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Enterprises => "企业名单",
            Self::Openings => "岗位",
            Self::Activities => "活动",
        }
    }

    /// What stands above its columns, and whether there is no table without it.
    pub fn headings(self) -> impl Iterator<Item = (&'static str, bool)> {
        let columns: &[&columns::Column] = match self {
            Self::Enterprises => enterprises::COLUMNS,
            Self::Openings => openings::COLUMNS,
            Self::Activities => activities::COLUMNS,
        };
        columns.iter().map(|column| (column.label, column.required))
    }
}

/// What a table turned out to hold, with its flaws. Nothing of it is in the records yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contents {
    /// Enterprises.
    Enterprises(Imported),
    /// Openings of enterprises that were known.
    Openings(Imported),
    /// Activities.
    Activities(ImportedActivities),
}

impl Contents {
    /// Reads a table. `known` is what the records hold; `source` names the paper where a row names none.
    ///
    /// Enterprises are what a table of openings builds on, so the fuller table is tried first.
    ///
    /// # Errors
    /// No kind of table has these headings: what is told is missing is what the closest kind lacks.
    pub fn read(
        table: &Table,
        pack: &Pack,
        known: &Known<'_>,
        (source, now): (&str, Timestamp),
    ) -> Result<Self, ImportError> {
        let lacking = match enterprises(table, &pack.trades, &pack.places, source) {
            Ok(read) => return Ok(Self::Enterprises(read)),
            Err(lacking) => lacking,
        };
        let lacking = match openings(table, known, (source, now)) {
            Ok(read) => return Ok(Self::Openings(read)),
            Err(other) => lacking.or_closer(other),
        };
        activities(table, pack, now).map(Self::Activities).map_err(|other| lacking.or_closer(other))
    }

    /// What is wrong, in the order of the rows.
    pub fn flaws(&self) -> &[RowFlaw] {
        match self {
            Self::Enterprises(read) | Self::Openings(read) => &read.flaws,
            Self::Activities(read) => &read.flaws,
        }
    }

    /// In numbers.
    pub fn summary(&self) -> String {
        match self {
            Self::Enterprises(read) | Self::Openings(read) => read.summary().to_string(),
            Self::Activities(read) => read.summary().to_string(),
        }
    }

    /// Whether there is nothing in it that could be put into the records.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Enterprises(read) | Self::Openings(read) => read.drafts.is_empty(),
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
            Self::Enterprises(read) | Self::Openings(read) => {
                records.put_enterprises(&read.drafts, actor, &summary, now).await
            }
            Self::Activities(read) => records.put_activities(&read.activities, actor, &summary, now).await,
        }
    }

    /// What came of it, in words: `新增3家企业，更新1家，没有变化65家。` The records count openings by their enterprise.
    pub fn told(&self, Changes { added, updated, unchanged }: Changes) -> String {
        let (each, of) = match self {
            Self::Enterprises(_) => ("家", "企业"),
            Self::Activities(_) => ("场", "活动"),
            Self::Openings(read) => {
                let (openings, enterprises) = (read.summary().openings, read.drafts.len());
                let changed = added + updated;
                return format!("{enterprises}家企业的{openings}个岗位：{changed}家有变化，{unchanged}家没有变化。");
            }
        };
        format!("新增{added}{each}{of}，更新{updated}{each}，没有变化{unchanged}{each}。")
    }
}
