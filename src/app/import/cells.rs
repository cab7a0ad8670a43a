//! Reading cells, and noting what is wrong with them.

use super::columns::Column;
use super::flaw::{RowFlaw, Severity};
use super::table::Row;

/// Most people one row can want; more is a slip.
const MAX_HEADCOUNT: u32 = 100_000;

/// Notes the flaws of one row.
pub(super) struct RowNotes<'a> {
    row: u32,
    no: Option<String>,
    flaws: &'a mut Vec<RowFlaw>,
}

impl<'a> RowNotes<'a> {
    /// For this row, which may have a printed number.
    pub fn new(row: &Row, no: &str, flaws: &'a mut Vec<RowFlaw>) -> Self {
        Self { row: row.line, no: (!no.is_empty()).then(|| no.to_owned()), flaws }
    }

    /// Notes one flaw.
    pub fn add(&mut self, severity: Severity, column: &Column, value: &str, reason: impl Into<String>) {
        self.flaws.push(RowFlaw {
            row: self.row,
            no: self.no.clone(),
            field: column.label,
            value: value.to_owned(),
            reason: reason.into(),
            severity,
        });
    }

    /// Notes that something is doubtful.
    pub fn warn(&mut self, column: &Column, value: &str, reason: impl Into<String>) {
        self.add(Severity::Warning, column, value, reason);
    }

    /// Notes why the row is left out.
    pub fn refuse(&mut self, column: &Column, value: &str, reason: impl Into<String>) {
        self.add(Severity::Error, column, value, reason);
    }
}

/// A cell of several lines or parts, each trimmed. Plain spaces do not divide: `蔡 斌` is one person.
pub(super) fn parts(cell: &str) -> Vec<&str> {
    cell.split(['|', '\n', '\r', '/', '／', '、', '，', ',', ';', '；'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect()
}

/// A number of people, from 1.
pub(super) fn headcount(cell: &str) -> Result<u32, &'static str> {
    match cell.parse::<u32>() {
        Ok(0) => Err("人数是0，这一行没有导入"),
        Ok(people) if people <= MAX_HEADCOUNT => Ok(people),
        Ok(_) => Err("人数太大，像是写错了，这一行没有导入"),
        Err(_) if cell.is_empty() => Err("没有写人数，这一行没有导入"),
        Err(_) => Err("人数要写成数字，比如85，这一行没有导入"),
    }
}

/// Whether a name or address fits its bounds; the reason if not.
pub(super) fn too_long(cell: &str, max_chars: usize) -> Option<String> {
    (cell.chars().nth(max_chars).is_some()).then(|| format!("超过{max_chars}个字，这一行没有导入"))
}
