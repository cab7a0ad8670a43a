//! Real activities: fairs, outings, classes, parties, film days, a row each.
//!
//! A row is found again by its 编号, or, where there is none, by its kind, day and title. To call an activity off or to
//! move it, staff change its row and import the table again.

mod columns;
mod people;
mod reading;
mod sessions;
pub mod times;
mod typed;
mod when;

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::fmt;

use jiff::Timestamp;

use self::columns as column;
pub(super) use self::columns::ALL as COLUMNS;
use self::reading::Reading;
pub use self::typed::{Cell, Read, Typed};
use self::when::Past;
use super::cells::RowNotes;
use super::columns::Columns;
use super::flaw::{RowFlaw, Severity};
use super::table::{ImportError, Table};
use crate::domain::activity::Activity;
use crate::domain::pack::Pack;

/// What the name in the example row of the template begins with.
pub const EXAMPLE: &str = "例：";

/// What came out of a table of activities.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportedActivities {
    /// What to put into the records; ids are not known yet.
    pub activities: Vec<Activity>,
    /// What is wrong, in the order of the rows.
    pub flaws: Vec<RowFlaw>,
    /// Rows read, the heading, the example and empty rows apart.
    pub rows: usize,
}

/// Reads a table of activities, by the units and forms of the pack.
///
/// # Errors
/// `NoHeading` where a required column is missing. Everything else is a flaw of its row.
pub fn activities(table: &Table, pack: &Pack, now: Timestamp) -> Result<ImportedActivities, ImportError> {
    let columns = Columns::find(table, column::ALL)?;
    let mut imported = ImportedActivities::default();
    let mut seen: HashMap<String, u32> = HashMap::new();
    for row in columns.rows().filter(|row| !columns.cell(row, &column::TITLE).starts_with(EXAMPLE)) {
        imported.rows += 1;
        let number = columns.cell(row, &column::NUMBER);
        let notes = RowNotes::new(row, number, &mut imported.flaws);
        let mut reading = Reading { columns: &columns, row, pack, now, past: Past::Kept, notes };
        let Some(activity) = reading.activity() else { continue };
        match seen.get(&activity.slug) {
            Some(first) => {
                let (which, cell) = if number.is_empty() {
                    (&column::TITLE, activity.title.as_str())
                } else {
                    (&column::NUMBER, number)
                };
                reading.notes.refuse(which, cell, format!("和第{first}行是同一场，这一行没有导入"));
            }
            None => {
                seen.insert(activity.slug.clone(), row.line);
                imported.activities.push(activity);
            }
        }
    }
    Ok(imported)
}

impl ImportedActivities {
    fn rows_with(&self, severity: Severity) -> BTreeSet<u32> {
        self.flaws.iter().filter(|flaw| flaw.severity == severity).map(|flaw| flaw.row).collect()
    }

    /// In numbers.
    pub fn summary(&self) -> impl fmt::Display {
        let left_out = self.rows_with(Severity::Error);
        let doubtful = self.rows_with(Severity::Warning).difference(&left_out).count();
        let off = self.activities.iter().filter(|activity| activity.called_off).count();
        format!(
            "读到{}行：导入{}场活动，其中{off}场取消，{doubtful}场有疑点；没有导入{}行。",
            self.rows,
            self.activities.len(),
            left_out.len()
        )
    }
}
