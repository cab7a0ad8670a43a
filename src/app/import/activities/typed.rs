//! One activity in a form instead of in a table: the same cells, read by the same rules.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::super::cells::RowNotes;
use super::super::columns::{Column, Columns};
use super::super::flaw::RowFlaw;
use super::super::table::{Row, Table};
use super::column;
use super::reading::Reading;
use super::times;
use super::when::Past;
use crate::domain::activity::{Activity, Session};
use crate::domain::pack::Pack;

/// An activity as staff type it. What each field may hold says the column of a table that it stands for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the column that each field is stands in `cells`")]
pub struct Typed {
    pub title: String,
    pub kind: String,
    pub date: String,
    pub last_date: String,
    pub from: String,
    pub to: String,
    pub place: String,
    pub meet: String,
    pub unit: String,
    pub seats: String,
    pub sessions: String,
    pub queues: String,
    pub forms: String,
    pub bring: String,
    pub phone: String,
    pub opens: String,
    pub closes: String,
    pub cancels: String,
    pub units: String,
    pub ages: String,
}

/// One field of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell<'a> {
    /// Its name in the form.
    pub name: &'static str,
    /// The heading of its column, which flaws name it by.
    pub label: &'static str,
    /// An activity has to say it.
    pub required: bool,
    /// What was typed.
    pub text: &'a str,
}

/// What was made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The activity, if it is sound; its id is not known.
    pub activity: Option<Activity>,
    /// What is wrong or doubtful.
    pub flaws: Vec<RowFlaw>,
}

impl Typed {
    /// Field by field, in the order in which staff think of them.
    pub fn cells(&self) -> [Cell<'_>; 20] {
        let cell = |name, column: &Column, text| Cell { name, label: column.label, required: column.required, text };
        [
            cell("title", &column::TITLE, &self.title),
            cell("kind", &column::KIND, &self.kind),
            cell("date", &column::DATE, &self.date),
            cell("from", &column::FROM, &self.from),
            // A table may have both hours in one cell.
            Cell { required: true, ..cell("to", &column::TO, &self.to) },
            cell("last_date", &column::LAST_DATE, &self.last_date),
            cell("place", &column::PLACE, &self.place),
            cell("meet", &column::MEET, &self.meet),
            cell("seats", &column::SEATS, &self.seats),
            cell("sessions", &column::SESSIONS, &self.sessions),
            cell("queues", &column::QUEUES, &self.queues),
            cell("bring", &column::BRING, &self.bring),
            cell("phone", &column::PHONE, &self.phone),
            cell("unit", &column::UNIT, &self.unit),
            cell("forms", &column::FORMS, &self.forms),
            cell("opens", &column::OPENS, &self.opens),
            cell("closes", &column::CLOSES, &self.closes),
            cell("cancels", &column::CANCELS, &self.cancels),
            cell("units", &column::UNITS, &self.units),
            cell("ages", &column::AGES, &self.ages),
        ]
    }

    /// Reads it as a row of a table.
    pub fn read(&self, pack: &Pack, now: Timestamp) -> Read {
        self.read_with(pack, now, Past::Kept)
    }

    /// Reads it as a change of an activity that is not over, and would not be over by it.
    pub fn read_change(&self, pack: &Pack, now: Timestamp) -> Read {
        self.read_with(pack, now, Past::Refused)
    }

    fn read_with(&self, pack: &Pack, now: Timestamp, past: Past) -> Read {
        let cells = self.cells();
        let heading = Row { line: 1, cells: cells.iter().map(|cell| cell.label.to_owned()).collect() };
        let row = Row { line: 2, cells: cells.iter().map(|cell| cell.text.trim().to_owned()).collect() };
        let table = Table { rows: vec![heading, row.clone()] };
        let mut flaws = Vec::new();
        let notes = RowNotes::new(&row, "", &mut flaws);
        // The heading has every column.
        let columns = Columns::find(&table, column::ALL).ok();
        let activity =
            columns.and_then(|columns| Reading { columns: &columns, row: &row, pack, now, past, notes }.activity());
        Read { activity, flaws }
    }

    /// As it would be typed. Not every activity can be: see [`Self::says`].
    pub fn of(activity: &Activity, pack: &Pack) -> Self {
        let (from, to) = (times::clock_in_county(activity.starts_at), times::clock_in_county(activity.ends_at));
        let titles = activity.forms.iter().filter_map(|id| pack.form(id)).map(|form| form.title.as_str());
        let units = activity.eligibility.units.iter().filter_map(|id| pack.unit(*id)).map(|unit| unit.name.as_str());
        let unit = activity.unit.and_then(|id| pack.unit(id)).map(|unit| unit.name.clone());
        let sessions = activity.sessions.iter().map(session).collect::<Vec<_>>();
        let usual = |said: String, usual: bool| if usual { String::new() } else { said };
        Self {
            title: activity.title.clone(),
            kind: activity.kind.name().to_owned(),
            date: from.date().to_string(),
            last_date: usual(to.date().to_string(), from.date() == to.date()),
            from: hour(activity.starts_at),
            to: hour(activity.ends_at),
            place: activity.place.clone(),
            meet: activity.meet.clone().unwrap_or_default(),
            unit: unit.unwrap_or_default(),
            seats: activity.capacity.map(|seats| seats.to_string()).unwrap_or_default(),
            sessions: sessions.join("\n"),
            queues: if activity.queues { "是" } else { "否" }.to_owned(),
            forms: titles.collect::<Vec<_>>().join("、"),
            bring: activity.bring.join("、"),
            phone: usual(activity.phone.clone(), activity.phone == pack.county.hotline),
            opens: activity.opens_at.map(|at| times::in_words(at, false)).unwrap_or_default(),
            closes: usual(times::in_words(activity.closes_at, true), activity.closes_at == activity.starts_at),
            cancels: activity.cancels_at.map(|at| times::in_words(at, true)).unwrap_or_default(),
            units: units.collect::<Vec<_>>().join("、"),
            ages: times::ages_in_words((activity.eligibility.min_age, activity.eligibility.max_age)),
        }
    }

    /// Whether it says all of an activity: what a table cannot say (a session on a second day), a form cannot either.
    pub fn says(&self, activity: &Activity, pack: &Pack, now: Timestamp) -> bool {
        self.read(pack, now).activity.is_some_and(|read| {
            // Numbers of sessions are not typed.
            let sessions = read.sessions.iter().zip(&activity.sessions);
            let sessions = sessions.map(|(read, there)| Session { number: there.number, ..read.clone() }).collect();
            let all = read.sessions.len() == activity.sessions.len();
            let Activity { id, slug, sample, called_off, .. } = activity.clone();
            all && Activity { id, slug, sample, called_off, sessions, ..read } == *activity
        })
    }
}

fn hour(at: Timestamp) -> String {
    times::clock_in_county(at).strftime("%H:%M").to_string()
}

fn session(session: &Session) -> String {
    let people = session.capacity.map(|people| format!(" {people}人")).unwrap_or_default();
    format!("{} {}-{}{people}", session.name, hour(session.starts_at), hour(session.ends_at))
}
