//! Where people came from, as a table: follows, sign-ups, and who came.

use super::workbook::{CannotWrite, Cell, Column, Workbook};
use crate::app::sources::Tally;
use crate::domain::source::Source;

/// The table, with a last row that adds it up.
pub fn table(tallies: &[(Source, Tally)]) -> Result<Workbook, CannotWrite> {
    let mut book = Workbook::default();
    let columns = [("编号", 8), ("种类", 8), ("名称", 28), ("活动编号", 10), ("关注", 8), ("报名", 8), ("到场", 8)];
    book.begin("来源统计", &columns.map(|(name, width)| Column::new(name, width)))?;
    let mut sum = Tally::default();
    for (source, tally) in tallies {
        let activity = source.activity.map_or(String::new(), |id| id.to_string());
        book.row(&[
            Cell::from(source.code.as_str()),
            Cell::from(source.kind.name()),
            Cell::from(source.name.as_str()),
            Cell::from(activity),
            Cell::Number(tally.follows),
            Cell::Number(tally.sign_ups),
            Cell::Number(tally.came),
        ])?;
        sum = sum.with(*tally);
    }
    let blank = || Cell::from("");
    let sums = [sum.follows, sum.sign_ups, sum.came].map(Cell::Number);
    let row: Vec<Cell> = [Cell::from("合计"), blank(), blank(), blank()].into_iter().chain(sums).collect();
    book.row(&row)?;
    Ok(book)
}
