//! `/console/activities`: which there are, one with its seats and its queue, its desk, its lists, and calling it off.

use std::sync::Arc;

use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use minijinja::context;
use minijinja::value::Serde;
use serde::{Deserialize, Serialize};

use super::Console;
use super::gate::Here;
use super::seats::{Line, filling};
use crate::app::attendance::Turnout;
use crate::app::console::{ActivityError, DeskLink, OneActivity, Sheet, Shelf};
use crate::app::export::roster::List;
use crate::app::reason::REASON;
use crate::app::staff::Action;
use crate::console::answer::{Instead, workbook};
use crate::console::chart::Chart;
use crate::domain::activity::Activity;
use crate::domain::dialogue::view::When;
use crate::domain::id::ActivityId;
use crate::domain::sign_up::Door;

/// Where all of them are.
pub(super) const PART: &str = "/console/activities";

/// What is looked for.
#[derive(Deserialize)]
pub struct Search {
    #[serde(default)]
    q: String,
    /// `over`, or those to come.
    #[serde(default)]
    shelf: String,
}

/// Which list is taken out, and what for.
#[derive(Deserialize)]
pub struct TakeOut {
    /// `attendance`, or whoever signed up.
    #[serde(default)]
    list: String,
    #[serde(default)]
    reason: String,
}

/// Why it is called off.
#[derive(Deserialize)]
pub struct CallOff {
    #[serde(default)]
    reason: String,
    /// The box, where it is ticked.
    #[serde(default)]
    sure: String,
}

/// Who came from one unit.
#[derive(Serialize)]
struct Came {
    unit: String,
    signed_up: u32,
    came: u32,
    walk_ins: u32,
    no_shows: u32,
}

/// Who signed up on one day.
#[derive(Serialize)]
struct Day {
    /// `2月7日`.
    day: String,
    people: u32,
}

impl Day {
    fn of(day: Date, people: u32) -> Self {
        Self { day: format!("{}月{}日", day.month(), day.day()), people }
    }
}

/// The list.
pub async fn list(
    State(console): State<Arc<Console>>,
    here: Here,
    Query(search): Query<Search>,
) -> Result<Response, Instead> {
    let shelf = if search.shelf == "over" { Shelf::Over } else { Shelf::Coming };
    let words: String = search.q.chars().take(40).collect();
    let found = console.centre.activities(here.permit()?, shelf, &words).await;
    let found = found.map_err(|error| console.unseen(&here, error))?;
    let now = console.clock.now();
    let lines: Vec<Line> = found.iter().map(|standing| Line::of(standing, now)).collect();
    let makes = here.permit()?.may(Action::MakeActivities);
    let context = context! { q => words, over => shelf == Shelf::Over, lines => Serde(lines), makes };
    Ok(console.show(&here.session, PART, "staff/activities.html", context))
}

/// One of them.
pub async fn page(State(console): State<Arc<Console>>, here: Here, Path(id): Path<i64>) -> Result<Response, Instead> {
    let one = console.centre.activity(here.permit()?, ActivityId(id)).await;
    let one = one.map_err(|error| console.undone(&here, error))?;
    let (now, activity) = (console.clock.now(), &one.standing.activity);
    let permit = here.permit()?;
    let came = console.came(&one);
    let days: Vec<Day> = one.turnout.by_day.iter().map(|(day, people)| Day::of(*day, *people)).collect();
    let context = context! {
        days_chart => console.pen.columns(&days_chart(&days)),
        days => Serde(days),
        units_chart => console.pen.rows(&units_chart(&came)),
        came => Serde(came),
        all => Serde(row("合计".to_owned(), &one.turnout.all)),
        begun => activity.starts_at <= now && !activity.called_off,
        changes => permit.may(Action::MakeActivities),
        changes_this => !activity.called_off && now < activity.ends_at,
        people => permit.may(Action::SignPeopleUp),
        rings => !console.centre.is_closed(&one.standing),
        desk => permit.may(Action::OpenDesk),
        masked => permit.may(Action::ExportMasked),
        in_full => permit.may(Action::ExportInFull),
        call_off => permit.may(Action::CallOff) && !activity.called_off && now < activity.ends_at,
        most => REASON,
        ..filling(&one, &console.catalog.load().pack.county.sign_up, now)
    };
    Ok(console.show(&here.session, PART, "staff/activity.html", context))
}

/// A link to its desk, for a day.
pub async fn desk(State(console): State<Arc<Console>>, here: Here, Path(id): Path<i64>) -> Result<Response, Instead> {
    let link = console.centre.desk_link(here.permit()?, ActivityId(id)).await;
    let DeskLink { token, until, door } = link.map_err(|error| console.undone(&here, error))?;
    let path = format!("/desk/{token}");
    let context = context! {
        id,
        link => console.pages.page(&path),
        path,
        until => Serde(When::of(until, None)),
        ends_before => matches!(door, Door::Early { .. }),
        ends_during => door == Door::Open,
    };
    Ok(console.show(&here.session, PART, "staff/desk_link.html", context))
}

/// A list with names and numbers masked.
pub async fn masked(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<i64>,
    Form(form): Form<TakeOut>,
) -> Result<Response, Instead> {
    console.take_out(&here, ActivityId(id), &form, false).await
}

/// A list with names and numbers in full.
pub async fn in_full(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<i64>,
    Form(form): Form<TakeOut>,
) -> Result<Response, Instead> {
    console.take_out(&here, ActivityId(id), &form, true).await
}

/// Calls it off.
pub async fn call_off(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<i64>,
    Form(form): Form<CallOff>,
) -> Result<Response, Instead> {
    let permit = here.permit()?;
    if form.sure.is_empty() {
        return Err(console.ask_again(&here.session, "没有取消：请先勾上“确定取消”。"));
    }
    let done = console.centre.call_off(permit, ActivityId(id), &form.reason).await;
    done.map_err(|error| console.undone(&here, error))?;
    Ok(Redirect::to(&format!("{PART}/{id}")).into_response())
}

impl Console {
    async fn take_out(&self, here: &Here, id: ActivityId, form: &TakeOut, in_full: bool) -> Result<Response, Instead> {
        let list = if form.list == "attendance" { List::Attendance } else { List::SignUps { all: false } };
        let sheet = Sheet { list, in_full, reason: &form.reason };
        let made = self.centre.sheet(here.permit()?, id, sheet).await;
        let (activity, file) = made.map_err(|error| self.undone(here, error))?;
        Ok(workbook(&file_name(&activity, list), file))
    }

    fn came(&self, one: &OneActivity) -> Vec<Came> {
        let catalog = self.catalog.load();
        let unit = |id| catalog.pack.unit(id).map_or("?", |unit| unit.name.as_str()).to_owned();
        let units = one.turnout.by_unit.iter();
        units.map(|(id, turnout)| row(id.map_or("单位不知道".to_owned(), unit), turnout)).collect()
    }

    /// Why nothing was done with an activity.
    pub(super) fn undone(&self, here: &Here, error: ActivityError) -> Instead {
        match error {
            ActivityError::Forbidden(_) => self.refused(&here.session).into(),
            ActivityError::NoSuch => self.missing(),
            ActivityError::Unreasoned(_) => self.ask_again(&here.session, &format!("{error}。")),
            ActivityError::TooLate | ActivityError::NobodyToRing => self.told(&here.session, &format!("{error}。")),
            ActivityError::Store(error) => self.failed(&error),
            ActivityError::Write(error) => {
                tracing::error!(%error, "a list cannot be written");
                self.told(&here.session, "表格现在做不出来，请过一分钟再试；一直这样，请告诉管服务器的人。")
            }
        }
    }
}

fn days_chart(days: &[Day]) -> Chart {
    Chart {
        title: "每天报名的人".to_owned(),
        labels: days.iter().map(|one| one.day.clone()).collect(),
        bars: vec![("报名", days.iter().map(|one| one.people).collect())],
        line: None,
    }
}

fn units_chart(units: &[Came]) -> Chart {
    let counts = |of: fn(&Came) -> u32| units.iter().map(of).collect();
    Chart {
        title: "各单位报名、到场的人".to_owned(),
        labels: units.iter().map(|one| one.unit.clone()).collect(),
        bars: vec![("报名", counts(|one| one.signed_up)), ("到了", counts(|one| one.came))],
        line: None,
    }
}

fn row(unit: String, turnout: &Turnout) -> Came {
    let Turnout { signed_up, came, walk_ins, .. } = *turnout;
    Came { unit, signed_up, came, walk_ins, no_shows: turnout.no_shows() }
}

/// `报名名单-1-春风行动招聘会.xlsx`.
fn file_name(activity: &Activity, list: List) -> String {
    let what = match list {
        List::SignUps { .. } => "报名名单",
        List::Attendance => "签到名单",
    };
    let title: String = activity.title.chars().filter(|c| c.is_alphanumeric()).take(30).collect();
    format!("{what}-{}-{title}.xlsx", activity.id)
}
