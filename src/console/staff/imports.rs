//! `/console/import`: a table from Excel, what is wrong with it row by row, and publishing what is sound.

use std::sync::Arc;

use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;

use super::Console;
use super::gate::Here;
use crate::app::console::{DryRun, LeftOut, Upload, UploadError};
use crate::app::import::Kind;
use crate::app::import::flaw::{RowFlaw, Severity};
use crate::app::import::table::ImportError;
use crate::console::answer::{Instead, workbook};
use crate::domain::dialogue::view::When;
use crate::domain::id::UploadId;

const PART: &str = "/console/import";
/// Flaws of one page, which stays under 100 kB with them.
const FLAWS: usize = 150;
/// Longest cell that is shown, in characters.
const CELL: usize = 40;

/// An upload in a list.
#[derive(Serialize)]
struct Line {
    id: i64,
    name: String,
    made_by: String,
    made: When,
    published: Option<Published>,
}

/// What came of it.
#[derive(Serialize)]
struct Published {
    by: String,
    at: When,
    outcome: String,
}

/// What is wrong with a cell.
#[derive(Serialize)]
struct Flaw {
    row: u32,
    no: String,
    field: String,
    value: String,
    reason: String,
    severity: String,
    left_out: bool,
}

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
    let file = match form {
        Ok(form) => file_of(form).await,
        Err(_) => None,
    };
    let Some((name, bytes)) = file else {
        return console.import_page(&here, Some("没有收到文件。请选一个 .xlsx 或 .csv 文件再试。".to_owned())).await;
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
        Ok(contents) => contents.flaws().iter().map(flaw).collect(),
        Err(left_out) => left_out.iter().map(flaw_of).collect(),
    };
    let more = flaws.len().saturating_sub(FLAWS);
    let shown: Vec<Flaw> = flaws.into_iter().take(FLAWS).collect();
    let contents = contents.ok();
    let context = context! {
        line => Serde(line(upload)),
        summary => contents.as_ref().map(|contents| contents.summary()),
        empty => contents.as_ref().is_some_and(|contents| contents.is_empty()),
        flaws => Serde(shown),
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

/// Name and content of the file of a form; `None` if none was chosen.
async fn file_of(mut form: Multipart) -> Option<(String, Vec<u8>)> {
    while let Ok(Some(field)) = form.next_field().await {
        if field.name() == Some("file") {
            let name = field.file_name().filter(|name| !name.is_empty())?.to_owned();
            return Some((name, field.bytes().await.ok()?.to_vec()));
        }
    }
    None
}

fn line(upload: Upload) -> Line {
    let published = |(by, at, outcome): (String, _, String)| Published { by, at: When::of(at, None), outcome };
    Line {
        id: upload.id.0,
        name: upload.name,
        made_by: upload.made_by,
        made: When::of(upload.made_at, None),
        published: upload.published.map(published),
    }
}

fn flaw(flaw: &RowFlaw) -> Flaw {
    Flaw {
        row: flaw.row,
        no: flaw.no.clone().unwrap_or_default(),
        field: flaw.field.to_owned(),
        value: flaw.value.chars().take(CELL).collect(),
        reason: flaw.reason.clone(),
        severity: flaw.severity.to_string(),
        left_out: flaw.severity == Severity::Error,
    }
}

fn flaw_of(left_out: &LeftOut) -> Flaw {
    Flaw {
        row: left_out.row,
        no: left_out.no.clone().unwrap_or_default(),
        field: left_out.field.clone(),
        value: left_out.value.chars().take(CELL).collect(),
        reason: left_out.reason.clone(),
        severity: Severity::Error.to_string(),
        left_out: true,
    }
}

impl Console {
    async fn import_page(&self, here: &Here, told: Option<String>) -> Result<Response, Instead> {
        let all = self.centre.uploads(here.permit()?).await.map_err(|error| self.unseen(here, error))?;
        let lines: Vec<Line> = all.into_iter().map(line).collect();
        let page = if told.is_some() { Self::show_again } else { Self::show };
        Ok(page(self, &here.session, PART, "staff/import.html", context! { told, lines => Serde(lines) }))
    }

    /// Why nothing was taken, or published.
    fn unpublished(&self, here: &Here, error: UploadError) -> Instead {
        match error {
            UploadError::Forbidden(_) => self.refused(&here.session).into(),
            UploadError::NoSuch => self.missing(),
            UploadError::Nothing => self.told(&here.session, &format!("{error}。")),
            UploadError::Write(error) => {
                tracing::error!(%error, "an empty table cannot be written");
                self.told(&here.session, "表格现在做不出来，请过一分钟再试；一直这样，请告诉管服务器的人。")
            }
            UploadError::Import(error) => self.not_read(here, &error),
            UploadError::Store(error) => self.failed(&error),
        }
    }

    /// A table that was read before and is not any more: enterprises that it speaks of are gone.
    fn not_read(&self, here: &Here, error: &ImportError) -> Instead {
        self.told(&here.session, &format!("这个表格现在读不了：{error}。请重新上传。"))
    }
}
