//! Whom to ring about a campaign: a sheet a unit, so that each unit gets its own.

use super::mask;
use super::roster::{ExportError, PAGE};
use super::workbook::{Cell, Column, Workbook};
use crate::app::campaigns::calls::{Call, CallRecords};
use crate::app::campaigns::records::Campaign;
use crate::domain::form::Answer;
use crate::domain::id::{DeliveryId, UnitId};
use crate::domain::pack::Pack;

/// How many stand in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Listed {
    /// With a number to ring.
    pub people: u32,
    /// Of whom no number is known: they are in no list.
    pub without_number: u32,
}

/// Writes the calls page by page, of one unit or of all. Whose unit is not known is the centre's to ring.
///
/// # Errors
/// The records do not answer, or the file cannot be made.
pub async fn write(
    records: &dyn CallRecords,
    (campaign, only): (&Campaign, Option<UnitId>),
    (pack, reveal): (&Pack, bool),
) -> Result<(Workbook, Listed), ExportError> {
    let (mut book, mut listed) = (Workbook::default(), Listed::default());
    let units = records.units_to_call(campaign.id).await?.into_iter();
    for unit in units.filter(|unit| only.is_none() || *unit == only) {
        let before = listed.people;
        let mut behind = DeliveryId(0);
        loop {
            let page = records.calls(campaign.id, unit, behind, PAGE).await?;
            let Some(last) = page.last() else { break };
            behind = last.delivery;
            for call in &page {
                let Some(mobile) = call.mobile.clone() else {
                    listed.without_number += 1;
                    continue;
                };
                if listed.people == before {
                    book.begin(unit.and_then(|id| pack.unit(id)).map_or("县就业中心", |unit| &unit.name), &columns())?;
                }
                listed.people += 1;
                book.row(&cells(call, (&campaign.draft.title, Answer::Mobile(mobile)), (pack, reveal)))?;
            }
        }
    }
    if listed.people == 0 {
        book.begin("打电话名单", &columns())?;
    }
    Ok((book, listed))
}

fn columns() -> Vec<Column> {
    [("姓名", 10), ("手机号", 14), ("说什么", 30), ("为什么要打", 28), ("打了没有", 10)]
        .map(|(heading, width)| Column::new(heading, width))
        .into()
}

fn cells(call: &Call, (title, mobile): (&str, Answer), (pack, reveal): (&Pack, bool)) -> Vec<Cell> {
    let shown = |answer: &Answer| mask::answer(answer, pack, reveal);
    let name = call.name.clone().map(Answer::Name);
    let name = name.as_ref().map_or(String::new(), shown);
    [name, shown(&mobile), title.to_owned(), call.why(), String::new()].map(Cell::Text).into()
}
