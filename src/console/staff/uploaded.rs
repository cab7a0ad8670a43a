//! Tables that came by a form, whatever they hold: the file, a table in a list, and what is wrong with its rows.

use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use serde::Serialize;

use super::Console;
use super::gate::Here;
use crate::app::console::{LeftOut, Upload};
use crate::app::export::CannotWrite;
use crate::app::import::flaw::{RowFlaw, Severity};
use crate::app::import::table::ImportError;
use crate::console::answer::Instead;
use crate::domain::dialogue::view::When;

/// Rows of one page, which stays under 100 kB with them.
pub const ROWS: usize = 150;
/// Longest cell that is shown, in characters.
const CELL: usize = 40;
/// What is said to whoever chose no file.
pub const NO_FILE: &str = "没有收到文件。请选一个 .xlsx 或 .csv 文件再试。";

/// An upload in a list.
#[derive(Serialize)]
pub struct Line {
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
pub struct Flaw {
    row: u32,
    no: String,
    field: String,
    value: String,
    reason: String,
    severity: String,
    left_out: bool,
}

/// Name and content of the file of a form; `None` if none was chosen.
pub async fn file(form: Result<Multipart, MultipartRejection>) -> Option<(String, Vec<u8>)> {
    let mut form = form.ok()?;
    while let Ok(Some(field)) = form.next_field().await {
        if field.name() == Some("file") {
            let name = field.file_name().filter(|name| !name.is_empty())?.to_owned();
            return Some((name, field.bytes().await.ok()?.to_vec()));
        }
    }
    None
}

impl From<Upload> for Line {
    fn from(upload: Upload) -> Self {
        let published = |(by, at, outcome): (String, _, String)| Published { by, at: When::of(at, None), outcome };
        Self {
            id: upload.id.0,
            name: upload.name,
            made_by: upload.made_by,
            made: When::of(upload.made_at, None),
            published: upload.published.map(published),
        }
    }
}

impl From<&RowFlaw> for Flaw {
    fn from(flaw: &RowFlaw) -> Self {
        Self {
            row: flaw.row,
            no: cell(flaw.no.as_deref().unwrap_or_default()),
            field: flaw.field.to_owned(),
            value: cell(&flaw.value),
            reason: flaw.reason.clone(),
            severity: flaw.severity.to_string(),
            left_out: flaw.severity == Severity::Error,
        }
    }
}

impl From<&LeftOut> for Flaw {
    fn from(left_out: &LeftOut) -> Self {
        Self {
            row: left_out.row,
            no: cell(left_out.no.as_deref().unwrap_or_default()),
            field: left_out.field.clone(),
            value: cell(&left_out.value),
            reason: left_out.reason.clone(),
            severity: Severity::Error.to_string(),
            left_out: true,
        }
    }
}

fn cell(text: &str) -> String {
    text.chars().take(CELL).collect()
}

/// As much of them as a page holds, and how many more there are.
pub fn page_of<T>(mut all: Vec<T>) -> (Vec<T>, usize) {
    let more = all.len().saturating_sub(ROWS);
    all.truncate(ROWS);
    (all, more)
}

impl Console {
    /// An empty table that cannot be made.
    pub fn unwritten(&self, here: &Here, error: &CannotWrite) -> Instead {
        tracing::error!(%error, "an empty table cannot be written");
        self.told(&here.session, "表格现在做不出来，请过一分钟再试；一直这样，请告诉管服务器的人。")
    }

    /// A table that was read before and is not any more: what it speaks of is gone.
    pub fn not_read(&self, here: &Here, error: &ImportError) -> Instead {
        self.told(&here.session, &format!("这个表格现在读不了：{error}。请重新上传。"))
    }
}
