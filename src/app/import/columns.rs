//! Which column is which, by its heading.

use super::table::{ImportError, Row, Table};

/// Headings are sought this far down: lists carry a title, and perhaps a date, above them.
const HEADING_WITHIN: usize = 10;

/// A column that an import knows.
#[derive(Debug)]
pub(super) struct Column {
    /// Its name in flaws.
    pub label: &'static str,
    /// Headings that mean it.
    pub headings: &'static [&'static str],
    /// A table without it is refused.
    pub required: bool,
}

/// The columns found, and the rows below their headings.
pub(super) struct Columns<'t> {
    heading: &'t Row,
    at: Vec<(&'static str, usize)>,
    below: &'t [Row],
}

impl<'t> Columns<'t> {
    /// Finds the headings: the first row near the top that has all required ones.
    pub fn find(table: &'t Table, wanted: &[&'static Column]) -> Result<Self, ImportError> {
        let mut fewest: Vec<&'static str> =
            wanted.iter().filter(|column| column.required).map(|column| column.label).collect();
        for (index, heading) in table.rows.iter().enumerate().take(HEADING_WITHIN) {
            let at = positions(heading, wanted);
            let found = |column: &Column| at.iter().any(|(label, _)| *label == column.label);
            let missing: Vec<_> =
                wanted.iter().filter(|column| column.required && !found(column)).map(|column| column.label).collect();
            if missing.is_empty() {
                return Ok(Self { heading, at, below: table.rows.get(index + 1..).unwrap_or_default() });
            }
            if missing.len() < fewest.len() {
                fewest = missing;
            }
        }
        Err(ImportError::NoHeading { missing: fewest })
    }

    /// The rows below. Lists copied out of a paper repeat their headings on every page: those are left out.
    pub fn rows(&self) -> impl Iterator<Item = &'t Row> {
        self.below.iter().filter(|row| row.cells != self.heading.cells)
    }

    /// A row's cell under this very heading; empty if there is none.
    pub fn under<'r>(&self, row: &'r Row, heading: &str) -> &'r str {
        let at = self.heading.cells.iter().position(|cell| plain(cell) == plain(heading));
        at.and_then(|at| row.cells.get(at)).map_or("", String::as_str)
    }

    /// A row's cell in this column; empty if it has none.
    pub fn cell<'r>(&self, row: &'r Row, column: &Column) -> &'r str {
        let at = self.at.iter().find(|(label, _)| *label == column.label);
        at.and_then(|(_, at)| row.cells.get(*at)).map_or("", String::as_str)
    }
}

fn plain(cell: &str) -> String {
    cell.split_whitespace().collect::<String>().to_lowercase()
}

fn positions(heading: &Row, wanted: &[&'static Column]) -> Vec<(&'static str, usize)> {
    let place = |column: &&'static Column| {
        let at = heading.cells.iter().position(|cell| column.headings.contains(&plain(cell).as_str()))?;
        Some((column.label, at))
    };
    wanted.iter().filter_map(place).collect()
}
