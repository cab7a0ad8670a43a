//! `activities.toml`: samples for trials. A real date never stands in a pack.

use std::collections::HashSet;

use jiff::civil::{Date, Time};
use jiff::{Timestamp, ToSpan};
use serde::Deserialize;

use super::document::{Document, Node};
use super::files::PackFiles;
use super::flaw::Flaws;
use crate::domain::activity::{Activity, ActivityKind, Eligibility, Session, SessionNumber};
use crate::domain::form::{AnswerKind, Form};
use crate::domain::id::{ActivityId, FormId, UnitId};
use crate::domain::source::{Source, SourceCode, SourceKind};

/// What the title of every sample begins with, so that nobody mistakes it for the real thing.
const MARK: &str = "【样例】";
const MAX_IN_DAYS: u16 = 365;
/// As many choices as a small screen shows at once.
pub(in crate::app) const MOST_SESSIONS: usize = 8;

/// A sample activity, its day counted from the day it is loaded on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleActivity {
    sheet: Sheet,
    phone: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sheet {
    pub slug: String,
    kind: ActivityKind,
    title: String,
    /// How long after it is loaded; of one that comes again, its rule says when.
    #[serde(default)]
    in_days: Option<u16>,
    from: Time,
    to: Time,
    place: String,
    #[serde(default)]
    meet: Option<String>,
    #[serde(default)]
    unit: Option<UnitId>,
    #[serde(default)]
    capacity: Option<u32>,
    /// Parts of it, in the order of the day.
    #[serde(default)]
    sessions: Vec<SessionSheet>,
    #[serde(default = "yes")]
    queues: bool,
    #[serde(default)]
    eligibility: Eligibility,
    bring: Vec<String>,
    forms: Vec<FormId>,
    /// Codes that lead to it.
    #[serde(default)]
    sources: Vec<SourceSheet>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceSheet {
    code: SourceCode,
    kind: SourceKind,
    name: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct SessionSheet {
    name: String,
    from: Time,
    to: Time,
    #[serde(default)]
    capacity: Option<u32>,
}

fn yes() -> bool {
    true
}

/// The calendar does not reach so far.
#[derive(Debug, thiserror::Error)]
#[error("no such day: {0}")]
pub struct NoSuchDay(#[from] jiff::Error);

impl SampleActivity {
    /// What a sheet says.
    pub(super) fn of(sheet: Sheet, phone: &str) -> Self {
        Self { sheet, phone: phone.to_owned() }
    }

    /// By which a load finds it again, or what the keys of those begin with that come again.
    pub fn slug(&self) -> &str {
        &self.sheet.slug
    }

    /// The codes that lead to it, once it has this id.
    pub fn sources(&self, id: ActivityId) -> impl Iterator<Item = Source> {
        self.sheet.sources.iter().map(move |sheet| Source {
            code: sheet.code.clone(),
            kind: sheet.kind,
            name: sheet.name.clone(),
            activity: Some(id),
            link: None,
        })
    }

    /// The activity, if it is loaded on `today` in the county.
    pub fn dated(&self, today: Date) -> Result<Activity, NoSuchDay> {
        let day = today.checked_add(i64::from(self.sheet.in_days.unwrap_or(0)).days())?;
        self.on(day, &self.sheet.slug)
    }

    /// The activity on that day. Sign-up closes when it begins.
    pub(super) fn on(&self, day: Date, slug: &str) -> Result<Activity, NoSuchDay> {
        let sheet = &self.sheet;
        let at = |time: Time| -> Result<Timestamp, jiff::Error> {
            Ok(day.to_datetime(time).in_tz("Asia/Shanghai")?.timestamp())
        };
        let starts_at = at(sheet.from)?;
        let session = |(number, session): (u8, &SessionSheet)| {
            Ok(Session {
                number: SessionNumber(number),
                name: session.name.clone(),
                starts_at: at(session.from)?,
                ends_at: at(session.to)?,
                capacity: session.capacity,
            })
        };
        Ok(Activity {
            id: ActivityId(0),
            slug: slug.to_owned(),
            kind: sheet.kind,
            title: sheet.title.clone(),
            place: sheet.place.clone(),
            meet: sheet.meet.clone(),
            unit: sheet.unit,
            starts_at,
            ends_at: at(sheet.to)?,
            opens_at: None,
            closes_at: starts_at,
            cancels_at: None,
            capacity: sheet.capacity,
            sessions: (1..=u8::MAX).zip(&sheet.sessions).map(session).collect::<Result<_, jiff::Error>>()?,
            queues: sheet.queues,
            eligibility: sheet.eligibility.clone(),
            bring: sheet.bring.clone(),
            phone: self.phone.clone(),
            forms: sheet.forms.clone(),
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
        match sheet.in_days {
            None => node.error(flaws, "in_days", "缺少 in_days"),
            Some(days) if days > MAX_IN_DAYS => node.error(flaws, "in_days", format!("最多{MAX_IN_DAYS}天以后")),
            Some(_) => {}
        }
        check(&sheet, forms, node, flaws);
        samples.push(SampleActivity::of(sheet, phone));
    }
    samples
}

/// What is said of one activity, whatever its day.
pub(super) fn check(sheet: &Sheet, forms: &[Form], node: Node<'_>, flaws: &mut Flaws) {
    if !sheet.title.starts_with(MARK) {
        node.error(flaws, "title", format!("样例的标题要以“{MARK}”开头，免得有人当真"));
    }
    if sheet.slug.trim().is_empty() {
        node.error(flaws, "slug", "是空的，请填上");
    }
    if sheet.from >= sheet.to {
        node.error(flaws, "to", "结束要比开始晚");
    }
    if sheet.capacity == Some(0) {
        node.error(flaws, "capacity", "人数不能是0；不限人数就不要写这一项");
    }
    if sheet.forms.is_empty() {
        node.error(flaws, "forms", "至少要有一张报名表");
    }
    for id in &sheet.forms {
        match forms.iter().find(|form| form.id == *id) {
            None => node.error(flaws, "forms", format!("forms/ 里没有 {id}")),
            Some(form) => check_eligibility(&sheet.eligibility, form, node, flaws),
        }
    }
    check_sessions(sheet, node, flaws);
    check_sources(sheet, node, flaws);
}

fn check_eligibility(rule: &Eligibility, form: &Form, node: Node<'_>, flaws: &mut Flaws) {
    for reason in unasked(rule, form) {
        node.error(flaws, "eligibility", reason);
    }
}

/// What decides who may come has to be asked; what a form lacks for that.
pub(in crate::app) fn unasked(rule: &Eligibility, form: &Form) -> Vec<String> {
    let asks = |kind: &AnswerKind| form.questions.iter().any(|question| question.kind == *kind && !question.optional);
    let mut lacks = Vec::new();
    if !rule.units.is_empty() && !asks(&AnswerKind::Unit) && !asks(&AnswerKind::Village) {
        lacks.push(format!("限了乡镇，报名表 {} 却没有必答的乡镇", form.id));
    }
    let age_asked = asks(&AnswerKind::IdNumber) || asks(&AnswerKind::Date { past: true });
    if rule.asks_age() && !age_asked {
        lacks.push(format!("限了年龄，报名表 {} 却没有必答的身份证号或者出生日期", form.id));
    }
    lacks
}

fn check_sources(sheet: &Sheet, node: Node<'_>, flaws: &mut Flaws) {
    for source in sheet.sources.iter().filter(|source| !source.name.starts_with(MARK)) {
        node.error(flaws, "sources", format!("“{}”要以“{MARK}”开头，免得有人当真", source.name));
    }
}

fn check_sessions(sheet: &Sheet, node: Node<'_>, flaws: &mut Flaws) {
    if sheet.sessions.len() == 1 {
        node.error(flaws, "sessions", "只有一场就不用分场次");
    }
    if sheet.sessions.len() > MOST_SESSIONS {
        node.error(flaws, "sessions", format!("最多{MOST_SESSIONS}场，再多手机上看不过来"));
    }
    for session in &sheet.sessions {
        if session.from >= session.to || session.from < sheet.from || session.to > sheet.to {
            node.error(flaws, "sessions", format!("“{}”要在活动的起止时间里面", session.name));
        }
        if session.capacity == Some(0) {
            node.error(flaws, "sessions", format!("“{}”的人数不能是0", session.name));
        }
    }
}
