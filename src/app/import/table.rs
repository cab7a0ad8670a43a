//! A table as it was uploaded: rows of text, each with its line.

use serde::{Deserialize, Serialize};

/// Largest upload, in bytes. Annex 2 is 8 kB; ten thousand rows of Excel stay under 1 MB.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
/// Most rows: every enterprise of a prefecture would fit.
pub const MAX_ROWS: u32 = 20_000;
/// Most columns.
pub const MAX_COLUMNS: u32 = 64;
/// Longest cell, in characters.
pub const MAX_CELL: usize = 2_000;

/// Rows of cells; empty rows are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// Top to bottom.
    pub rows: Vec<Row>,
}

/// One row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its line in the file as a person sees it, from 1.
    pub line: u32,
    /// Left to right, trimmed.
    pub cells: Vec<String>,
}

/// The file cannot be read as a table at all. Said to the person who uploaded it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// Over [`MAX_BYTES`], packed or unpacked.
    #[error("文件太大，最大10MB。请分成几个文件")]
    TooLarge,
    /// Neither `.csv` nor `.xlsx`.
    #[error("只认识 .xlsx 和 .csv 文件。请另存为“Excel 工作簿（.xlsx）”再试")]
    UnknownKind,
    /// The old binary format, or a workbook with a password, which looks the same.
    #[error("旧的 .xls 文件和加了密码的文件读不了。请去掉密码，另存为“Excel 工作簿（.xlsx）”再试")]
    OldExcel,
    /// More rows or columns than any list of this county.
    #[error("第{line}行超出范围：最多{MAX_ROWS}行、{MAX_COLUMNS}列。请删掉表格外面的内容再试")]
    OutOfBounds {
        /// Where.
        line: u32,
    },
    /// A cell over [`MAX_CELL`].
    #[error("第{line}行有一格超过{MAX_CELL}个字，请改短")]
    CellTooLong {
        /// Where.
        line: u32,
    },
    /// Damaged, or something else under this name.
    #[error("文件读不了，可能坏了（{0}）。请用 Excel 打开，另存一份再试")]
    Unreadable(String),
    /// No row holds the headings.
    #[error("没有找到表头，缺少这些列：{}", .missing.join("、"))]
    NoHeading {
        /// Columns that no row near the top has.
        missing: Vec<&'static str>,
    },
}

impl ImportError {
    /// Of two kinds of table that a file is not, the one that it nearly is.
    #[must_use]
    pub fn or_closer(self, other: Self) -> Self {
        match (&self, &other) {
            (Self::NoHeading { missing }, Self::NoHeading { missing: fewer }) if fewer.len() < missing.len() => other,
            _ => self,
        }
    }
}

impl Table {
    /// Adds a cell, within the limits. Rows must come in order; columns count from 0.
    pub(super) fn put(&mut self, line: u32, column: u32, text: &str) -> Result<(), ImportError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(());
        }
        if line > MAX_ROWS || column >= MAX_COLUMNS {
            return Err(ImportError::OutOfBounds { line });
        }
        if text.chars().nth(MAX_CELL).is_some() {
            return Err(ImportError::CellTooLong { line });
        }
        let column = usize::try_from(column).map_err(|_| ImportError::OutOfBounds { line })?;
        match self.rows.last_mut() {
            Some(row) if row.line == line => row.put(column, text),
            _ => {
                let mut row = Row { line, cells: Vec::new() };
                row.put(column, text);
                self.rows.push(row);
            }
        }
        Ok(())
    }
}

impl Row {
    fn put(&mut self, column: usize, text: &str) {
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        if let Some(cell) = self.cells.get_mut(column) {
            text.clone_into(cell);
        }
    }
}
