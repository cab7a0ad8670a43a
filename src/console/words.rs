//! Places and verdicts as the desk reads them.

use serde::Serialize;

use crate::app::desk::{AtDesk, DeskPlace, Ruling, Verdict};
use crate::domain::dialogue::view::When;
use crate::domain::sign_up::SignUpState;

/// One place as it is shown.
#[derive(Serialize)]
pub struct Row {
    /// `12-0045`.
    pub number: String,
    /// The place in the list.
    pub sequence: u32,
    /// `张*`.
    pub name: Option<String>,
    /// The last four digits.
    pub tail: Option<String>,
    /// 上午场.
    pub session: Option<String>,
    /// 长冈乡.
    pub unit: Option<String>,
    /// `seated`, `waiting`, `ended`.
    pub state: &'static str,
    /// Has a seat for good: who queues, or has not taken the seat that is kept for them, is not expected.
    pub expected: bool,
    /// Came without a place.
    pub walk_in: bool,
    /// `9:12`.
    pub came: Option<String>,
    /// 扫码, 签到台.
    pub by: Option<&'static str>,
}

/// The row of a place.
pub fn row(at: &AtDesk, place: &DeskPlace) -> Row {
    let session = place.session.and_then(|number| at.activity.session(number));
    Row {
        number: place.number.to_string(),
        sequence: place.number.sequence,
        name: place.name.clone(),
        tail: place.tail.clone(),
        session: session.map(|session| session.name.clone()),
        unit: place.unit.and_then(|unit| at.catalog.pack.unit(unit)).map(|unit| unit.name.clone()),
        state: match place.state {
            SignUpState::Confirmed | SignUpState::Offered { .. } => "seated",
            SignUpState::Waiting => "waiting",
            SignUpState::Cancelled | SignUpState::Lapsed | SignUpState::CalledOff => "ended",
        },
        expected: place.state == SignUpState::Confirmed,
        walk_in: place.walk_in,
        came: place.attended.map(|(time, _)| When::of(time, None).from),
        by: place.attended.map(|(_, by)| by.in_words()),
    }
}

/// A verdict in words, and whether it is good news.
pub fn verdict(at: &AtDesk, ruling: &Ruling) -> (bool, String) {
    let who = ruling.place.as_ref().map(|place| row(at, place));
    let number = who.as_ref().map_or(String::new(), |row| row.number.clone());
    let came = who.as_ref().and_then(|row| Some(format!("{} 已经签过到（{}）", row.came.as_ref()?, row.by?)));
    match ruling.verdict {
        Verdict::In => (true, format!("签到好了，编号 {number}，请进")),
        Verdict::InBefore => (false, format!("编号 {number} {}，不用再签", came.unwrap_or_default())),
        Verdict::NoSeat => (false, format!("编号 {number} 还在排队，现在没有空位")),
        Verdict::Ended => (false, format!("编号 {number} 的报名取消了，名额让给了别人。还有位子的话，按没报名的登记")),
        Verdict::Unknown => (false, "没有这个编号".to_owned()),
        Verdict::Full => (false, "位子满了，登记不进去".to_owned()),
        Verdict::NotOpen => (false, "现在不能签到：还没到时候，或者这场取消了、结束了".to_owned()),
        Verdict::Undone if who.is_some_and(|row| row.walk_in) => (true, format!("编号 {number} 的现场登记撤销了")),
        Verdict::Undone => (true, format!("撤销了，编号 {number} 现在算没到")),
        Verdict::NothingToUndo => (false, format!("编号 {number} 今天没有签到，没什么可撤的")),
    }
}
