//! What came of a campaign: by unit, by channel with a picture, and by words, a sheet each.

use super::workbook::{CannotWrite, Cell, Column, Workbook};
use crate::app::campaigns::mass::CHANNEL;
use crate::app::campaigns::mass::records::BatchLine;
use crate::app::campaigns::report::{Report, Tally};
use crate::app::campaigns::told;
use crate::domain::campaign::Variant;
use crate::domain::pack::Pack;

/// Writes the report; of a mass send with what the platform said of each batch.
///
/// # Errors
/// The file cannot be made.
pub fn write(report: &Report, batches: &[BatchLine], pack: &Pack) -> Result<Workbook, CannotWrite> {
    let mut book = Workbook::default();
    book.begin("按单位", &columns("单位"))?;
    for (unit, tally) in &report.units {
        let name = unit.map_or("单位不知道", |id| pack.unit(id).map_or("?", |unit| unit.name.as_str()));
        book.row(&cells(name, tally))?;
    }
    book.row(&cells("合计", &report.whole()))?;
    book.begin("按渠道", &columns("渠道"))?;
    for (name, tally) in &report.channels {
        book.row(&cells(channel(name), tally))?;
    }
    book.bars("各渠道的人", &in_picture())?;
    if report.variants.len() > 1 {
        book.begin("按内容", &columns("内容"))?;
        for (variant, tally) in &report.variants {
            book.row(&cells(if *variant == Variant::A { "第一种" } else { "第二种" }, tally))?;
        }
    }
    if !batches.is_empty() {
        mass(&mut book, batches)?;
    }
    Ok(book)
}

/// A row a batch, and below them what all of it comes to.
fn mass(book: &mut Workbook, batches: &[BatchLine]) -> Result<(), CannotWrite> {
    let columns = [("批次", 8), ("我们交出的人", 14), ("微信怎么说", 60)];
    book.begin("群发结果", &columns.map(|(heading, width)| Column::new(heading, width)))?;
    for batch in batches {
        let recipients = u32::try_from(batch.recipients).unwrap_or(u32::MAX);
        book.row(&[Cell::Number(batch.number), Cell::Number(recipients), told::batch(batch).into()])?;
    }
    for line in told::results(batches) {
        book.row(&["".into(), "".into(), line.into()])?;
    }
    Ok(())
}

/// A channel as staff call it.
pub fn channel(id: &str) -> &str {
    match id {
        "message" => "消息",
        "notice" => "订阅通知",
        "template" => "模板消息",
        CHANNEL => "群发",
        "" => "还没有发",
        other => other,
    }
}

const HEADINGS: [&str; 13] = [
    "名单",
    "等着",
    "正在发",
    "发出",
    "送到",
    "没送到",
    "可能发出",
    "发不到",
    "错过",
    "不用发",
    "点开",
    "报名",
    "到场",
];

/// Of those, what the picture shows.
const IN_PICTURE: [&str; 5] = ["名单", "发出", "点开", "报名", "到场"];

/// Its columns; the first names the row.
fn in_picture() -> Vec<u16> {
    let shown = (1u16..).zip(HEADINGS).filter(|(_, heading)| IN_PICTURE.contains(heading));
    shown.map(|(column, _)| column).collect()
}

fn columns(first: &str) -> Vec<Column> {
    let rest = HEADINGS.map(|heading| Column::new(heading, 10));
    [Column::new(first, 16)].into_iter().chain(rest).collect()
}

fn cells(name: &str, tally: &Tally) -> Vec<Cell> {
    let counts = [
        tally.planned,
        tally.waiting,
        tally.in_hand,
        tally.sent,
        tally.delivered,
        tally.rejected,
        tally.unknown,
        tally.unreachable,
        tally.missed,
        tally.dropped,
        tally.clicked,
        tally.signed_up,
        tally.came,
    ];
    [Cell::Text(name.to_owned())].into_iter().chain(counts.map(Cell::Number)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_shows_the_columns_that_it_names() {
        let columns = columns("渠道");
        let shown = in_picture().into_iter().map(|column| columns[usize::from(column)].heading.as_str());
        assert_eq!(shown.collect::<Vec<_>>(), IN_PICTURE);
    }
}
