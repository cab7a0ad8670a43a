//! One row of the table.

use jiff::Timestamp;

use super::super::cells::{RowNotes, headcount, parts, too_long};
use super::super::columns::{Column, Columns};
use super::super::phone;
use super::super::table::Row;
use super::column;
use super::people::form_of;
use super::when::Past;
use crate::domain::activity::{Activity, ActivityKind};
use crate::domain::id::ActivityId;
use crate::domain::opening::PhoneKind;
use crate::domain::pack::Pack;

/// As long as a button and a receipt can show.
const MAX_TITLE: usize = 30;
const MAX_PLACE: usize = 60;
const MAX_MEET: usize = 60;
const MAX_NUMBER: usize = 40;
const MAX_BRING: usize = 8;
const MAX_BRING_CHARS: usize = 20;

/// A row that is being read.
pub(super) struct Reading<'a> {
    pub columns: &'a Columns<'a>,
    pub row: &'a Row,
    pub pack: &'a Pack,
    pub now: Timestamp,
    pub past: Past,
    pub notes: RowNotes<'a>,
}

impl Reading<'_> {
    /// The activity of the row, if it is sound. All of its flaws are noted, not the first alone.
    pub fn activity(&mut self) -> Option<Activity> {
        let title = self.needed(&column::TITLE, MAX_TITLE);
        let place = self.needed(&column::PLACE, MAX_PLACE);
        let kind = self.kind();
        let when = self.when();
        let capacity = self.seats(&column::SEATS);
        let sessions = when.as_ref().and_then(|when| self.sessions(when));
        let meet = self.words(&column::MEET, MAX_MEET);
        let unit = self.unit();
        let eligibility = self.eligibility();
        let forms = kind.and_then(|kind| form_of(self, kind, eligibility.as_ref()));
        let bring = self.bring();
        let phone = self.phone();
        let (queues, called_off) = (self.yes_or_no(&column::QUEUES), self.called_off());
        let (title, kind, when) = (title?, kind?, when?);
        Some(Activity {
            id: ActivityId(0),
            slug: self.slug(kind, &title)?,
            kind,
            title,
            place: place?,
            meet: meet?,
            unit: unit?,
            starts_at: when.starts_at,
            ends_at: when.ends_at,
            opens_at: when.opens_at,
            closes_at: when.closes_at,
            cancels_at: when.cancels_at,
            capacity: capacity?,
            sessions: sessions?,
            queues: queues?,
            eligibility: eligibility?,
            bring: bring?,
            phone,
            forms: forms?,
            sample: false,
            called_off: called_off?,
        })
    }

    /// What stands in this column, spaces around it apart.
    pub fn cell(&self, column: &Column) -> String {
        self.columns.cell(self.row, column).to_owned()
    }

    /// Notes why the row is left out.
    pub fn refuse<T>(&mut self, column: &Column, reason: &str) -> Option<T> {
        let cell = self.cell(column);
        self.notes.refuse(column, &cell, format!("{reason}，这一行没有导入"));
        None
    }

    fn slug(&mut self, kind: ActivityKind, title: &str) -> Option<String> {
        let number: String = self.cell(&column::NUMBER).split_whitespace().collect();
        if !number.is_empty() {
            if number.chars().nth(MAX_NUMBER).is_some() {
                return self.refuse(&column::NUMBER, "编号太长");
            }
            return Some(format!("no:{number}"));
        }
        let day = super::times::day(&self.cell(&column::DATE))?;
        let bare: String = title.split_whitespace().collect();
        Some(format!("row:{}:{day}:{bare}", kind.name()))
    }

    fn needed(&mut self, column: &Column, most: usize) -> Option<String> {
        let words = self.words(column, most)?;
        if words.is_none() { self.refuse(column, "没有写") } else { words }
    }

    /// Words as they stand, on one line; `Some(None)` if there are none, `None` if there are too many.
    fn words(&mut self, column: &Column, most: usize) -> Option<Option<String>> {
        let cell: String = self.cell(column).chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        if let Some(reason) = too_long(&cell, most) {
            self.notes.refuse(column, &cell, reason);
            return None;
        }
        Some((!cell.trim().is_empty()).then(|| cell.trim().to_owned()))
    }

    fn kind(&mut self) -> Option<ActivityKind> {
        let cell = self.cell(&column::KIND);
        match ActivityKind::named(&cell) {
            Some(kind) => Some(kind),
            None => {
                let names: Vec<&str> = ActivityKind::ALL.iter().map(|kind| kind.name()).collect();
                self.refuse(&column::KIND, &format!("类别要写成其中一个：{}", names.join("、")))
            }
        }
    }

    /// Seats in people; `Some(None)` is without limit.
    pub fn seats(&mut self, column: &Column) -> Option<Option<u32>> {
        let cell = self.cell(column);
        let bare = cell.trim_end_matches(['人', '名', '个']).trim();
        if bare.is_empty() || matches!(bare, "不限" | "无" | "不限人数") {
            return Some(None);
        }
        match headcount(bare) {
            Ok(seats) => Some(Some(seats)),
            Err(_) => self.refuse(column, "名额要写成数字，比如300；不限就空着"),
        }
    }

    fn bring(&mut self) -> Option<Vec<String>> {
        let cell = self.cell(&column::BRING);
        let bring: Vec<String> = parts(&cell).into_iter().map(str::to_owned).collect();
        if bring.len() > MAX_BRING || bring.iter().any(|thing| thing.chars().nth(MAX_BRING_CHARS).is_some()) {
            let reason = format!("最多{MAX_BRING}样，一样最多{MAX_BRING_CHARS}个字，用顿号隔开");
            return self.refuse(&column::BRING, &reason);
        }
        Some(bring)
    }

    /// The number to ring; the county's own where the row has none. A doubtful one is taken as it is printed.
    fn phone(&mut self) -> String {
        let cell = self.cell(&column::PHONE);
        if cell.is_empty() {
            return self.pack.county.hotline.clone();
        }
        let judged = phone::judge(&cell);
        // A number of five digits is a hotline: 12333, 12345.
        let short = cell.len() == 5 && cell.starts_with('1') && cell.bytes().all(|byte| byte.is_ascii_digit());
        if let (PhoneKind::Doubtful { reason }, false) = (&judged.kind, short) {
            self.notes.warn(&column::PHONE, &cell, reason.clone());
        }
        cell
    }

    fn yes_or_no(&mut self, column: &Column) -> Option<bool> {
        match self.cell(column).as_str() {
            "" | "是" | "能" | "可以" | "可" => Some(true),
            "否" | "不" | "不能" | "不可以" | "不排" => Some(false),
            _ => self.refuse(column, "要写“是”或“否”"),
        }
    }

    fn called_off(&mut self) -> Option<bool> {
        match self.cell(&column::STATE).as_str() {
            "" | "正常" | "照常" | "有效" => Some(false),
            "取消" | "已取消" | "不办了" | "停办" => Some(true),
            _ => self.refuse(&column::STATE, "要取消就写“取消”，照常就空着"),
        }
    }
}
