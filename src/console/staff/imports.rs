//! `/console/import`: a table from Excel, what is wrong with it row by row, and publishing what is sound.

use std::sync::Arc;

use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use minijinja::value::Serde;

use super::Console;
use super::gate::Here;
use super::uploaded::{self, Flaw, Line, NO_FILE};
use crate::app::console::{DryRun, UploadError};
use crate::app::import::Kind;
use crate::console::answer::{Instead, workbook};
use crate::domain::id::UploadId;

const PART: &str = "/console/import";

/// What was uploaded lately, and the form for another.
pub async fn list(State(console): State<Arc<Console>>, here: Here) -> Result<Response, Instead> {
    console.import_page(&here, None).await
}

/// Takes a table in.
pub async fn upload(
    State(console): State<Arc<Console>>,
    here: Here,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Instead> {
    let Some((name, bytes)) = uploaded::file(form).await else {
        return console.import_page(&here, Some(NO_FILE.to_owned())).await;
    };
    match console.centre.take_upload(here.permit()?, &name, bytes).await {
        Ok(id) => Ok(Redirect::to(&format!("{PART}/{id}")).into_response()),
        Err(UploadError::Import(error)) => console.import_page(&here, Some(format!("{name}：{error}。"))).await,
        Err(error) => Err(console.unpublished(&here, error)),
    }
}

/// One of them, looked through.
pub async fn page(State(console): State<Arc<Console>>, here: Here, Path(id): Path<i64>) -> Result<Response, Instead> {
    let DryRun { upload, contents } = console
        .centre
        .dry_run(here.permit()?, UploadId(id))
        .await
        .map_err(|error| console.unpublished(&here, error))?;
    let flaws: Vec<Flaw> = match &contents {
        Ok(contents) => contents.flaws().iter().map(Flaw::from).collect(),
        Err(left_out) => left_out.iter().map(Flaw::from).collect(),
    };
    let (flaws, more) = uploaded::page_of(flaws);
    let contents = contents.ok();
    let context = context! {
        line => Serde(Line::from(upload)),
        summary => contents.as_ref().map(|contents| contents.summary()),
        empty => contents.as_ref().is_some_and(|contents| contents.is_empty()),
        flaws => Serde(flaws),
        more,
    };
    Ok(console.show(&here.session, PART, "staff/import_run.html", context))
}

/// Publishes what is sound in it.
pub async fn publish(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<i64>,
) -> Result<Response, Instead> {
    let done = console.centre.publish(here.permit()?, UploadId(id)).await;
    done.map_err(|error| console.unpublished(&here, error))?;
    Ok(Redirect::to(&format!("{PART}/{id}")).into_response())
}

/// An empty table of a kind, to be filled in.
pub async fn empty(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<String>,
) -> Result<Response, Instead> {
    let kind = Kind::ALL.into_iter().find(|kind| kind.id() == id).ok_or_else(|| console.missing())?;
    let file = console.centre.empty_table(here.permit()?, kind);
    let file = file.map_err(|error| console.unpublished(&here, error))?;
    Ok(workbook(&format!("{}（空表）.xlsx", kind.name()), file))
}

impl Console {
    async fn import_page(&self, here: &Here, told: Option<String>) -> Result<Response, Instead> {
        let all = self.centre.uploads(here.permit()?).await.map_err(|error| self.unseen(here, error))?;
        let lines: Vec<Line> = all.into_iter().map(Line::from).collect();
        let page = if told.is_some() { Self::show_again } else { Self::show };
        Ok(page(self, &here.session, PART, "staff/import.html", context! { told, lines => Serde(lines) }))
    }

    /// Why nothing was taken, or published.
    fn unpublished(&self, here: &Here, error: UploadError) -> Instead {
        match error {
            UploadError::Forbidden(_) => self.refused(&here.session).into(),
            UploadError::NoSuch => self.missing(),
            UploadError::Nothing => self.told(&here.session, &format!("{error}。")),
            UploadError::Write(error) => self.unwritten(here, &error),
            UploadError::Import(error) => self.not_read(here, &error),
            UploadError::Store(error) => self.failed(&error),
        }
    }
}
