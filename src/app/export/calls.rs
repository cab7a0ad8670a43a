//! Whom to ring, because no message reaches them: a sheet a unit, so that each unit gets its own.

use jiff::Timestamp;

use super::mask;
use super::workbook::{CannotWrite, Cell, Column, Workbook};
use crate::app::errands::calls::Call;
use crate::domain::dialogue::view::When;
use crate::domain::errand::{ErrandKind, ErrandState, Why};
use crate::domain::form::Answer;
use crate::domain::id::UnitId;
use crate::domain::pack::Pack;

/// Writes the calls, which stand by unit. What is known of nobody's unit is the centre's.
///
/// # Errors
/// The file cannot be made.
pub fn write(calls: &[Call], pack: &Pack, reveal: bool) -> Result<Workbook, CannotWrite> {
    let mut book = Workbook::default();
    let mut units: Vec<Option<UnitId>> = calls.iter().map(|call| call.unit).collect();
    units.dedup();
    if units.is_empty() {
        book.begin("打电话名单", &columns())?;
    }
    for unit in units {
        let name = unit.and_then(|id| pack.unit(id)).map_or("县就业中心", |unit| unit.name.as_str());
        book.begin(name, &columns())?;
        for call in calls.iter().filter(|call| call.unit == unit) {
            book.row(&cells(call, pack, reveal))?;
        }
    }
    Ok(book)
}

fn columns() -> Vec<Column> {
    [
        ("要说什么", 14),
        ("活动", 30),
        ("时间", 20),
        ("留到", 20),
        ("编号", 11),
        ("姓名", 10),
        ("手机号", 14),
        ("为什么要打", 24),
        ("打了没有", 10),
    ]
    .map(|(heading, width)| Column::new(heading, width))
    .into()
}

fn cells(call: &Call, pack: &Pack, reveal: bool) -> Vec<Cell> {
    let name = call.name.clone().map(Answer::Name);
    let mobile = call.mobile.clone().map(Answer::Mobile);
    let shown = |answer: Option<Answer>| answer.map_or(String::new(), |answer| mask::answer(&answer, pack, reveal));
    [
        to_say(call.kind).to_owned(),
        call.title.clone(),
        moment(call.starts_at),
        call.until.map_or(String::new(), moment),
        call.number.to_string(),
        shown(name),
        shown(mobile),
        why(call.state),
        String::new(),
    ]
    .map(Cell::Text)
    .into()
}

/// `2月6日 周五 12:00`.
fn moment(at: Timestamp) -> String {
    let When { month, day, weekday, from, .. } = When::of(at, None);
    format!("{month}月{day}日 周{weekday} {from}")
}

/// What they are told.
pub fn to_say(kind: ErrandKind) -> &'static str {
    match kind {
        ErrandKind::Reminder => "提醒来参加",
        ErrandKind::Offer => "有名额了，要不要",
        ErrandKind::Moved => "时间地点变了",
        ErrandKind::CalledOff => "活动取消了",
        ErrandKind::PlaceCancelled => "报名替他取消了",
        ErrandKind::Feedback => "问觉得怎么样",
    }
}

/// Why no message said it.
pub fn why(state: ErrandState) -> String {
    let reason = state.why().map_or("", Why::name);
    match state {
        ErrandState::Held { .. } => format!("等着发：{reason}"),
        ErrandState::Missed(_) => format!("错过了：{reason}"),
        _ => reason.to_owned(),
    }
}
