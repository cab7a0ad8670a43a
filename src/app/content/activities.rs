//! `activities.toml`: samples for trials. A real date never stands in a pack.

use std::collections::HashSet;

use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};
use serde::Deserialize;

use super::document::{Document, Node};
use super::files::PackFiles;
use super::flaw::Flaws;
use crate::domain::activity::{Activity, ActivityKind};
use crate::domain::form::Form;
use crate::domain::id::{ActivityId, FormId};

/// What the title of every sample begins with, so that nobody mistakes it for the real thing.
const MARK: &str = "【样例】";
const MAX_IN_DAYS: u16 = 365;

/// A sample activity, its day counted from the day it is loaded on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleActivity {
    sheet: Sheet,
    phone: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet {
    slug: String,
    kind: ActivityKind,
    title: String,
    in_days: u16,
    from: Time,
    to: Time,
    place: String,
    #[serde(default)]
    capacity: Option<u32>,
    bring: Vec<String>,
    form: FormId,
}

/// The calendar does not reach so far.
#[derive(Debug, thiserror::Error)]
#[error("no such day: {0}")]
pub struct NoSuchDay(#[from] jiff::Error);

impl SampleActivity {
    /// The activity, if it is loaded on `today` in the county. Sign-up closes when it begins.
    pub fn dated(&self, today: Date) -> Result<Activity, NoSuchDay> {
        let sheet = &self.sheet;
        let day = today.checked_add(i64::from(sheet.in_days).days())?;
        let at = |time: Time| -> Result<Timestamp, jiff::Error> {
            Ok(day.to_datetime(time).in_tz("Asia/Shanghai")?.timestamp())
        };
        let starts_at = at(sheet.from)?;
        Ok(Activity {
            id: ActivityId(0),
            slug: sheet.slug.clone(),
            kind: sheet.kind,
            title: sheet.title.clone(),
            place: sheet.place.clone(),
            starts_at,
            ends_at: at(sheet.to)?,
            closes_at: starts_at,
            capacity: sheet.capacity,
            bring: sheet.bring.clone(),
            phone: self.phone.clone(),
            form: sheet.form.clone(),
            sample: true,
            called_off: false,
        })
    }
}

pub(super) fn read(files: &PackFiles, forms: &[Form], phone: &str, flaws: &mut Flaws) -> Vec<SampleActivity> {
    let Some(document) = Document::open(files, "activities.toml", flaws) else { return Vec::new() };
    let mut slugs = HashSet::new();
    let mut samples = Vec::new();
    for (sheet, node) in document.entries::<Sheet>("activity", flaws) {
        if !slugs.insert(sheet.slug.clone()) {
            node.error(flaws, "slug", format!("{} 前面已经有了", sheet.slug));
        }
        check(&sheet, forms, node, flaws);
        samples.push(SampleActivity { sheet, phone: phone.to_owned() });
    }
    samples
}

fn check(sheet: &Sheet, forms: &[Form], node: Node<'_>, flaws: &mut Flaws) {
    if !sheet.title.starts_with(MARK) {
        node.error(flaws, "title", format!("样例的标题要以“{MARK}”开头，免得有人当真"));
    }
    if sheet.slug.trim().is_empty() {
        node.error(flaws, "slug", "是空的，请填上");
    }
    if sheet.in_days > MAX_IN_DAYS {
        node.error(flaws, "in_days", format!("最多{MAX_IN_DAYS}天以后"));
    }
    if sheet.from >= sheet.to {
        node.error(flaws, "to", "结束要比开始晚");
    }
    if sheet.capacity == Some(0) {
        node.error(flaws, "capacity", "人数不能是0；不限人数就不要写这一项");
    }
    if forms.iter().all(|form| form.id != sheet.form) {
        node.error(flaws, "form", format!("forms/ 里没有 {}", sheet.form));
    }
}
