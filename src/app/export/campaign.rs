//! What came of a campaign: by unit, by channel with a picture, and by words, a sheet each.

use super::workbook::{CannotWrite, Cell, Column, Workbook};
use crate::app::campaigns::mass::CHANNEL;
use crate::app::campaigns::report::{Report, Tally};
use crate::domain::campaign::Variant;
use crate::domain::pack::Pack;

/// Writes the report.
///
/// # Errors
/// The file cannot be made.
pub fn write(report: &Report, pack: &Pack) -> Result<Workbook, CannotWrite> {
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
    book.bars("各渠道的人", &IN_PICTURE)?;
    if report.variants.len() > 1 {
        book.begin("按内容", &columns("内容"))?;
        for (variant, tally) in &report.variants {
            book.row(&cells(if *variant == Variant::A { "第一种" } else { "第二种" }, tally))?;
        }
    }
    Ok(book)
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

/// Columns in the picture, the one that names the row being 0: 名单, 发出, 点开, 报名, 到场.
const IN_PICTURE: [u16; 5] = [1, 4, 11, 12, 13];

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
