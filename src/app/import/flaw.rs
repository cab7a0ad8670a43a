//! What an import found wrong, row by row.

use std::collections::BTreeSet;
use std::fmt;

use crate::app::records::EnterpriseDraft;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth a look, changes nothing.
    Note,
    /// Doubtful: taken as printed.
    Warning,
    /// Unusable: left out.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Note => "提示",
            Self::Warning => "警告",
            Self::Error => "错误",
        })
    }
}

/// One thing wrong with one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFlaw {
    /// The line as the person sees it in the file, counted from 1 with the heading.
    pub row: u32,
    /// The number printed in the row itself (序号), if it has one.
    pub no: Option<String>,
    /// The column, in Chinese.
    pub field: &'static str,
    /// What stands there.
    pub value: String,
    /// What is wrong with it, in Chinese.
    pub reason: String,
    /// How bad it is.
    pub severity: Severity,
}

/// What the reason of an error ends with: what becomes of the row.
const LEFT_OUT: &str = "，这一行没有导入";

impl RowFlaw {
    /// What is wrong, without what becomes of the row: where there is none, because a form holds it all.
    pub fn reason_alone(&self) -> &str {
        self.reason.strip_suffix(LEFT_OUT).unwrap_or(&self.reason)
    }
}

impl fmt::Display for RowFlaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} 第{}行", self.severity, self.row)?;
        if let Some(no) = &self.no {
            write!(f, "（序号{no}）")?;
        }
        write!(f, " {}", self.field)?;
        if !self.value.is_empty() {
            // One flaw is one line, whatever the cell holds.
            write!(f, "“{}”", self.value.replace(['\n', '\r'], "|"))?;
        }
        write!(f, "：{}", self.reason)
    }
}

/// What came out of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// What to put into the records.
    pub drafts: Vec<EnterpriseDraft>,
    /// What is wrong, in the order of the rows.
    pub flaws: Vec<RowFlaw>,
    /// Rows read, the heading and empty rows apart.
    pub rows: usize,
}

impl Imported {
    /// Rows that have a flaw of this severity.
    pub fn rows_with(&self, severity: Severity) -> BTreeSet<u32> {
        self.flaws.iter().filter(|flaw| flaw.severity == severity).map(|flaw| flaw.row).collect()
    }

    /// Sorts the flaws by row; those of one row stay in the order they were found.
    pub(super) fn in_order(mut self) -> Self {
        self.flaws.sort_by_key(|flaw| flaw.row);
        self
    }
}
