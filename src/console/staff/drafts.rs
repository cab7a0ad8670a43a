//! `/console/activities/new` and `…/change`: an activity typed in a form, as phones will show it, then published.

use std::sync::Arc;

use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use minijinja::value::Serde;
use serde::{Deserialize, Serialize};

use super::Console;
use super::activities::PART;
use super::gate::Here;
use crate::app::console::{Basis, DraftError, DraftNumber, Look};
use crate::app::export::template;
use crate::app::import::activities::{Cell, Typed};
use crate::app::import::flaw::{RowFlaw, Severity};
use crate::console::answer::Instead;
use crate::domain::activity::ActivityKind;
use crate::domain::id::ActivityId;
use crate::domain::pack::Pack;

/// Which one it is to be like.
#[derive(Deserialize)]
pub struct Like {
    /// A number, or nothing.
    #[serde(default)]
    like: String,
}

/// What the form sends.
#[derive(Deserialize)]
pub struct Sent {
    /// `publish`, or only to be looked at.
    #[serde(default)]
    then: String,
    /// Of a new one.
    #[serde(default)]
    number: String,
    /// Of a change.
    #[serde(default)]
    basis: String,
    #[serde(flatten)]
    typed: Typed,
}

impl Sent {
    fn publishes(&self, look: &Look) -> bool {
        self.then == "publish" && look.told.is_some()
    }
}

/// A field as it is shown.
#[derive(Serialize)]
struct Field<'a> {
    name: &'static str,
    label: &'static str,
    required: bool,
    text: &'a str,
    hint: &'static str,
    /// `text`, `date`, `time`, `area` or `choice`.
    control: &'static str,
    /// Of a choice: what is sent, and what is read.
    choices: Vec<(String, String)>,
    said: Vec<Said>,
}

/// What is wrong with a field.
#[derive(Serialize)]
struct Said {
    words: String,
    /// It cannot be published so.
    bad: bool,
}

/// A form, and what is said of it.
struct Page<'a> {
    typed: &'a Typed,
    look: Option<&'a Look>,
    /// Why it was not published.
    error: Option<&'a DraftError>,
    number: &'a str,
    /// Of a change: which, how it was, and how many people have a place or queue.
    of: Option<(ActivityId, Basis, u32)>,
}

/// A form for a new one; with `like`, filled in as that is.
pub async fn new(
    State(console): State<Arc<Console>>,
    here: Here,
    Query(Like { like }): Query<Like>,
) -> Result<Response, Instead> {
    let permit = here.permit()?;
    let typed = match like.parse() {
        Ok(id) => console.centre.form_like(permit, ActivityId(id)).await,
        Err(_) => Ok(Typed::default()),
    };
    let typed = typed.map_err(|error| console.undrafted(&here, error))?;
    let number = DraftNumber::draw();
    Ok(console.draft(&here, Page { typed: &typed, look: None, error: None, number: number.as_str(), of: None }))
}

/// Shows how it would be, or publishes it.
pub async fn make(
    State(console): State<Arc<Console>>,
    here: Here,
    Form(sent): Form<Sent>,
) -> Result<Response, Instead> {
    let (permit, typed) = (here.permit()?, &sent.typed);
    let look = console.centre.look_at(permit, typed, None).await.map_err(|error| console.undrafted(&here, error))?;
    let known = DraftNumber::parse(&sent.number);
    let publishes = sent.publishes(&look) && known.is_some();
    let number = known.unwrap_or_else(DraftNumber::draw);
    let mut page = Page { typed, look: Some(&look), error: None, number: number.as_str(), of: None };
    if !publishes {
        return Ok(console.draft(&here, page));
    }
    match console.centre.make_activity(permit, typed, &number).await {
        Ok(Some(id)) => Ok(Redirect::to(&format!("{PART}/{id}")).into_response()),
        Ok(None) => Ok(Redirect::to(PART).into_response()),
        Err(error @ DraftError::Published(_)) => {
            page.error = Some(&error);
            Ok(console.draft(&here, page))
        }
        Err(error) => Err(console.undrafted(&here, error)),
    }
}

/// A form that is filled in as the activity is.
pub async fn form(State(console): State<Arc<Console>>, here: Here, Path(id): Path<i64>) -> Result<Response, Instead> {
    let found = console.centre.form_of(here.permit()?, ActivityId(id)).await;
    let (standing, typed) = found.map_err(|error| console.undrafted(&here, error))?;
    let of = (ActivityId(id), Basis::of(&standing.activity), standing.people());
    Ok(console.draft(&here, Page { typed: &typed, look: None, error: None, number: "", of: Some(of) }))
}

/// Shows how it would be, or publishes the change.
pub async fn change(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<i64>,
    Form(sent): Form<Sent>,
) -> Result<Response, Instead> {
    let (permit, id, typed) = (here.permit()?, ActivityId(id), &sent.typed);
    let undrafted = |error| console.undrafted(&here, error);
    let (standing, _) = console.centre.form_of(permit, id).await.map_err(undrafted)?;
    let look = console.centre.look_at(permit, typed, Some(id)).await.map_err(undrafted)?;
    let basis = Basis::sent(&sent.basis);
    let (now, people) = (Basis::of(&standing.activity), standing.people());
    if !sent.publishes(&look) {
        let of = Some((id, basis, people));
        return Ok(console.draft(&here, Page { typed, look: Some(&look), error: None, number: "", of }));
    }
    match console.centre.change_activity(permit, id, (typed, &basis)).await {
        Ok(()) => Ok(Redirect::to(&format!("{PART}/{id}")).into_response()),
        Err(error) if error.is_of_the_form() => {
            let of = Some((id, now, people));
            Ok(console.draft(&here, Page { typed, look: Some(&look), error: Some(&error), number: "", of }))
        }
        Err(error) => Err(undrafted(error)),
    }
}

impl Console {
    fn draft(&self, here: &Here, page: Page<'_>) -> Response {
        let Page { typed, look, error, number, of } = page;
        let catalog = self.catalog.load_full();
        let cells = typed.cells();
        let flaws = look.map(|look| look.flaws.as_slice()).unwrap_or_default();
        let fields = cells.iter().map(|cell| field(cell, &catalog.pack, said(cell, flaws, error)));
        let told = look.and_then(|look| look.told.as_deref());
        let published = match error {
            Some(DraftError::Published(id)) => Some(id.0),
            _ => None,
        };
        let context = context! {
            fields => Serde(fields.collect::<Vec<_>>()),
            looked => look.is_some(),
            told,
            error => error.map(ToString::to_string),
            published,
            doubts => flaws.iter().any(|flaw| flaw.severity != Severity::Error),
            moves => look.is_some_and(|look| look.moves),
            number,
            id => of.as_ref().map(|(id, _, _)| id.0),
            basis => of.as_ref().map(|(_, basis, _)| basis.as_str()),
            people => of.as_ref().map(|(_, _, people)| *people),
        };
        let is_taken = error.is_none() && (look.is_none() || told.is_some());
        let show = if is_taken { Self::show } else { Self::show_again };
        show(self, &here.session, PART, "staff/activity_form.html", context)
    }

    /// Why there is no form.
    fn undrafted(&self, here: &Here, error: DraftError) -> Instead {
        match error {
            DraftError::Forbidden(_) => self.refused(&here.session).into(),
            DraftError::NoSuch => self.missing(),
            DraftError::Store(error) => self.failed(&error),
            DraftError::Words(error) => {
                tracing::error!(%error, "the chat has no words for an activity");
                self.told(&here.session, "这一页现在做不出来，请告诉管服务器的人。")
            }
            error => self.told(&here.session, &format!("{error}。")),
        }
    }
}

fn field<'a>(cell: &Cell<'a>, pack: &Pack, said: Vec<Said>) -> Field<'a> {
    let Cell { name, label, required, text } = *cell;
    let with_first = |first: &str, names: Vec<&str>| {
        let all = [("", first)].into_iter().chain(names.into_iter().map(|name| (name, name)));
        all.map(|(value, words)| (value.to_owned(), words.to_owned())).collect::<Vec<_>>()
    };
    let (control, mut choices) = match name {
        "kind" => ("choice", with_first("请选", ActivityKind::ALL.map(ActivityKind::name).to_vec())),
        "unit" => ("choice", with_first("县里", pack.units.iter().map(|unit| unit.name.as_str()).collect())),
        "queues" => ("choice", ["是", "否"].map(|said| (said.to_owned(), said.to_owned())).to_vec()),
        "forms" => ("choice", with_first("按类别选", pack.forms.iter().map(|form| form.title.as_str()).collect())),
        "date" | "last_date" => ("date", Vec::new()),
        "from" | "to" => ("time", Vec::new()),
        "sessions" => ("area", Vec::new()),
        _ => ("text", Vec::new()),
    };
    // What stands there is kept: several forms at once, and what is no choice of ours.
    if control == "choice" && !text.is_empty() && !choices.iter().any(|(value, _)| value == text) {
        choices.push((text.to_owned(), text.to_owned()));
    }
    let hint = match (name, control) {
        ("last_date", _) => "不止一天才填",
        ("sessions", _) => "分场才填，一行一场，比如：上午场 9:00-10:30 150人",
        (_, "choice") => "",
        _ => template::how(label),
    };
    Field { name, label, required, text, hint, control, choices, said }
}

/// What is said beside one field.
fn said(cell: &Cell<'_>, flaws: &[RowFlaw], error: Option<&DraftError>) -> Vec<Said> {
    let flaws = flaws.iter().filter(|flaw| flaw.field == cell.label);
    let of_flaw =
        |flaw: &RowFlaw| Said { words: flaw.reason_alone().to_owned(), bad: flaw.severity == Severity::Error };
    let theirs = match error {
        Some(DraftError::TooFewSeats { session: None, .. }) => "seats",
        Some(DraftError::TooFewSeats { .. } | DraftError::SessionHeld { .. }) => "sessions",
        _ => "",
    };
    let of_error = error.filter(|_| cell.name == theirs).map(|error| Said { words: error.to_string(), bad: true });
    flaws.map(of_flaw).chain(of_error).collect()
}
