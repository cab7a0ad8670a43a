//! An import in numbers.

use std::fmt;

use super::flaw::{Imported, Severity};

/// What an import read, took and left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Rows read.
    pub rows: usize,
    /// Rows taken, doubtful ones among them.
    pub imported: usize,
    /// Rows taken with something doubtful in them.
    pub with_warnings: usize,
    /// Rows left out.
    pub left_out: usize,
    /// Openings in the rows taken.
    pub openings: usize,
    /// People wanted in them, where they say how many.
    pub people: u64,
}

impl Imported {
    /// Counts.
    pub fn summary(&self) -> Summary {
        let left_out = self.rows_with(Severity::Error);
        let openings = || self.drafts.iter().flat_map(|draft| &draft.openings);
        Summary {
            rows: self.rows,
            imported: self.rows.saturating_sub(left_out.len()),
            with_warnings: self.rows_with(Severity::Warning).difference(&left_out).count(),
            left_out: left_out.len(),
            openings: openings().count(),
            people: openings().filter_map(|opening| opening.headcount).map(u64::from).sum(),
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "读到{}行：导入{}行，其中{}行有疑点；没有导入{}行。岗位{}个，共招{}人。",
            self.rows, self.imported, self.with_warnings, self.left_out, self.openings, self.people
        )
    }
}
