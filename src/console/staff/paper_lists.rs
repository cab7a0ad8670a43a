//! `/console/activities/{id}/people/import`: a list that was filled in on paper, what is wrong with it row by row, and
//! filing who stands in it.

use std::sync::Arc;

use axum::extract::multipart::MultipartRejection;
use axum::extract::{Form, Multipart, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use minijinja::value::Serde;
use serde::{Deserialize, Serialize};

use super::Console;
use super::activities::PART;
use super::gate::Here;
use super::seats;
use super::uploaded::{self, Flaw, Line, NO_FILE, ROWS};
use crate::app::console::{ListRun, MOST_PEOPLE, PaperListError, PaperSheet};
use crate::app::import::sign_ups::{CameOf, OnPaper};
use crate::console::answer::{Instead, workbook};
use crate::domain::id::{ActivityId, UploadId};

/// Which rows of a list.
#[derive(Deserialize, Default)]
pub struct Which {
    /// How many are passed over; what is no number is none.
    #[serde(default)]
    behind: String,
}

/// That everybody agreed.
#[derive(Deserialize)]
pub struct Agreed {
    /// The box, where it is ticked.
    #[serde(default)]
    agreed: String,
}

/// Somebody of a list, masked.
#[derive(Serialize)]
struct Row {
    row: u32,
    name: String,
    /// What they got; nothing before that.
    told: String,
    /// Of their place, if they have one.
    sequence: Option<u32>,
}

/// What a list for the activity needs, and the form for one.
pub async fn form(State(console): State<Arc<Console>>, here: Here, Path(id): Path<i64>) -> Result<Response, Instead> {
    console.paper_sheet(&here, ActivityId(id), None).await
}

/// Takes a list in.
pub async fn upload(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<i64>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Instead> {
    let id = ActivityId(id);
    let Some((name, bytes)) = uploaded::file(form).await else {
        return console.paper_sheet(&here, id, Some(NO_FILE.to_owned())).await;
    };
    match console.centre.take_paper_list(here.permit()?, id, (&name, bytes)).await {
        Ok(list) => Ok(Redirect::to(&format!("{PART}/{id}/people/import/{list}")).into_response()),
        Err(error @ (PaperListError::Import(_) | PaperListError::TooMany | PaperListError::Closed)) => {
            console.paper_sheet(&here, id, Some(format!("{name}：{error}。"))).await
        }
        Err(error) => Err(console.unfiled(&here, error)),
    }
}

/// An empty list for the activity.
pub async fn empty(State(console): State<Arc<Console>>, here: Here, Path(id): Path<i64>) -> Result<Response, Instead> {
    let made = console.centre.empty_paper_list(here.permit()?, ActivityId(id)).await;
    let (activity, file) = made.map_err(|error| console.unfiled(&here, error))?;
    Ok(workbook(&format!("{}报名名单（空表）.xlsx", activity.title), file))
}

/// One of them, looked through; or what came of it.
pub async fn page(
    State(console): State<Arc<Console>>,
    here: Here,
    Path((id, list)): Path<(i64, i64)>,
    Query(which): Query<Which>,
) -> Result<Response, Instead> {
    console.paper_list(&here, (ActivityId(id), UploadId(list)), &which, None).await
}

/// Files who stands in it. Its page says what came of it, as often as it is looked at.
pub async fn file(
    State(console): State<Arc<Console>>,
    here: Here,
    Path((id, list)): Path<(i64, i64)>,
    Form(Agreed { agreed }): Form<Agreed>,
) -> Result<Response, Instead> {
    let of = (ActivityId(id), UploadId(list));
    match console.centre.file_paper_list(here.permit()?, of, !agreed.is_empty()).await {
        Ok(()) => Ok(Redirect::to(&format!("{PART}/{id}/people/import/{list}")).into_response()),
        Err(error @ (PaperListError::NotAgreed | PaperListError::Closed)) => {
            console.paper_list(&here, of, &Which::default(), Some(&error)).await
        }
        Err(error) => Err(console.unfiled(&here, error)),
    }
}

/// Throws one away that was not filed.
pub async fn drop(
    State(console): State<Arc<Console>>,
    here: Here,
    Path((id, list)): Path<(i64, i64)>,
) -> Result<Response, Instead> {
    let done = console.centre.drop_paper_list(here.permit()?, (ActivityId(id), UploadId(list))).await;
    done.map_err(|error| console.unfiled(&here, error))?;
    Ok(Redirect::to(&format!("{PART}/{id}/people/import")).into_response())
}

impl Console {
    async fn paper_sheet(&self, here: &Here, id: ActivityId, told: Option<String>) -> Result<Response, Instead> {
        let sheet = self.centre.paper_sheet(here.permit()?, id).await;
        let PaperSheet { standing, headings, lists } = sheet.map_err(|error| self.unfiled(here, error))?;
        let lists: Vec<Line> = lists.into_iter().map(Line::from).collect();
        let show = if told.is_some() { Self::show_again } else { Self::show };
        let context = context! {
            id => id.0,
            line => Serde(seats::Line::of(&standing, self.clock.now())),
            closed => self.centre.is_closed(&standing),
            told,
            headings => Serde(headings),
            most => MOST_PEOPLE,
            lists => Serde(lists),
        };
        Ok(show(self, &here.session, PART, "staff/paper_list_new.html", context))
    }

    async fn paper_list(
        &self,
        here: &Here,
        of: (ActivityId, UploadId),
        which: &Which,
        refused: Option<&PaperListError>,
    ) -> Result<Response, Instead> {
        let run = self.centre.paper_list(here.permit()?, of).await;
        let ListRun { standing, headings, upload, contents } = run.map_err(|error| self.unfiled(here, error))?;
        let (rows, flaws): (Vec<Row>, Vec<Flaw>) = match &contents {
            Ok(read) => (read.people.iter().map(Row::from).collect(), read.flaws.iter().map(Flaw::from).collect()),
            Err(filing) => {
                let mut rows: Vec<&CameOf> = filing.rows.iter().collect();
                rows.sort_by_key(|row| (row.fate(), row.row));
                (rows.into_iter().map(Row::from).collect(), filing.left_out.iter().map(Flaw::from).collect())
            }
        };
        let behind: usize = which.behind.parse().unwrap_or_default();
        let (people, next) = (rows.len(), behind.saturating_add(ROWS));
        let rows: Vec<Row> = rows.into_iter().skip(behind).take(ROWS).collect();
        let (flaws, more) = uploaded::page_of(flaws);
        let privacy = &self.catalog.load().pack.county.privacy;
        let context = context! {
            id => of.0.0,
            line => Serde(seats::Line::of(&standing, self.clock.now())),
            closed => self.centre.is_closed(&standing),
            left => standing.seats.left(),
            queues => standing.activity.queues,
            list => Serde(Line::from(upload)),
            headings => Serde(headings),
            summary => contents.as_ref().map(|read| read.summary().to_string()).unwrap_or_default(),
            people,
            rows => Serde(rows),
            next => (next < people).then_some(next),
            flaws => Serde(flaws),
            more,
            purpose => privacy.purpose.clone(),
            retention => privacy.retention.clone(),
            agreed_said => refused.map(|error| format!("{error}。")),
        };
        let show = if refused.is_some() { Self::show_again } else { Self::show };
        Ok(show(self, &here.session, PART, "staff/paper_list.html", context))
    }

    /// Why nothing was taken, or filed.
    fn unfiled(&self, here: &Here, error: PaperListError) -> Instead {
        match error {
            PaperListError::Place(error) => self.unplaced(here, error),
            PaperListError::Import(error) => self.not_read(here, &error),
            PaperListError::Write(error) => self.unwritten(here, &error),
            error => self.told(&here.session, &format!("{error}。")),
        }
    }
}

impl From<&OnPaper> for Row {
    fn from(person: &OnPaper) -> Self {
        Self { row: person.row, name: person.shown.clone(), told: String::new(), sequence: None }
    }
}

impl From<&CameOf> for Row {
    fn from(row: &CameOf) -> Self {
        let sequence = row.number().map(|number| number.sequence);
        Self { row: row.row, name: row.shown.clone(), told: row.told(), sequence }
    }
}
