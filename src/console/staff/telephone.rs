//! `/console/activities/{id}/people/new`: somebody rings and wants to come.

use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;

use super::Console;
use super::activities::PART;
use super::fields::Fields;
use super::gate::Here;
use super::questions::{Field, another, asks_another, flaws, said, told, typed};
use super::seats::Line;
use crate::app::console::{PlaceError, Rang, Standing};
use crate::app::import::sign_ups::{Slot, Typed, questions};
use crate::console::answer::Instead;
use crate::domain::activity::Seats;
use crate::domain::dialogue::view::When;
use crate::domain::id::ActivityId;

/// A session that can be chosen.
#[derive(Serialize)]
struct Choice<'a> {
    name: &'a str,
    when: When,
    full: bool,
}

/// A form, and what is said of it.
struct Page<'a> {
    typed: &'a Typed,
    /// They said that it is somebody else with the same phone.
    another: bool,
    error: Option<&'a PlaceError>,
}

/// An empty form.
pub async fn form(State(console): State<Arc<Console>>, here: Here, Path(id): Path<i64>) -> Result<Response, Instead> {
    let sheet = console.centre.sign_up_sheet(here.permit()?, ActivityId(id)).await;
    let sheet = sheet.map_err(|error| console.unplaced(&here, error))?;
    Ok(console.sign_up_sheet(&here, &sheet, Page { typed: &Typed::default(), another: false, error: None }))
}

/// Signs somebody up. The page of their place says what came of it, as often as it is looked at.
pub async fn take(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<i64>,
    Form(sent): Form<Fields>,
) -> Result<Response, Instead> {
    let (permit, id, typed, another) = (here.permit()?, ActivityId(id), typed(&sent), another(&sent));
    let (number, rang) = match console.centre.sign_up_by_telephone(permit, id, (&typed, another)).await {
        Ok(Rang::New(number)) => (number, "new"),
        Ok(Rang::Before(number)) => (number, "before"),
        Err(
            error @ (PlaceError::Flawed(_) | PlaceError::SameMobile { .. } | PlaceError::Full | PlaceError::NotOpen(_)),
        ) => {
            let sheet = console.centre.sign_up_sheet(permit, id).await;
            let sheet = sheet.map_err(|error| console.unplaced(&here, error))?;
            return Ok(console.sign_up_sheet(&here, &sheet, Page { typed: &typed, another, error: Some(&error) }));
        }
        Err(error) => return Err(console.unplaced(&here, error)),
    };
    Ok(Redirect::to(&format!("{PART}/{id}/people/{}?rang={rang}", number.sequence)).into_response())
}

impl Console {
    fn sign_up_sheet(&self, here: &Here, sheet: &Standing, page: Page<'_>) -> Response {
        let Page { typed, another, error } = page;
        let (catalog, now) = (self.catalog.load_full(), self.clock.now());
        let Standing { activity, seats } = sheet;
        let flaws = flaws(error);
        let fields = questions(activity, &catalog.pack, When::day_of(now));
        let fields = fields.into_iter().map(|question| Field::of(question, &catalog.pack, typed, flaws));
        let full = |seats: &Seats| seats.full() || seats.waiting > 0;
        let sessions = activity.sessions.iter().map(|session| {
            let there = seats.sessions.iter().find(|(number, _)| *number == session.number);
            let when = When::of(session.starts_at, Some(session.ends_at));
            Choice { name: &session.name, when, full: full(&seats.all) || there.is_some_and(|(_, seats)| full(seats)) }
        });
        // Nothing is to be filled in where nobody can be signed up; what was typed is kept.
        let closed = error.is_none() && self.centre.is_closed(sheet);
        let privacy = &catalog.pack.county.privacy;
        let context = context! {
            id => activity.id.0,
            line => Serde(Line::of(sheet, now)),
            fields => Serde(fields.collect::<Vec<_>>()),
            sessions => Serde(sessions.collect::<Vec<_>>()),
            session => typed.session.clone(),
            session_said => said(flaws, &Slot::Session),
            agreed => typed.agreed,
            consent_said => said(flaws, &Slot::Consent),
            error => told(error),
            closed,
            asks_another => asks_another(another, error),
            another,
            queueing => activity.queues && activity.sessions.is_empty() && full(&seats.all),
            purpose => privacy.purpose.clone(),
            retention => privacy.retention.clone(),
        };
        let show = if error.is_some() { Self::show_again } else { Self::show };
        show(self, &here.session, PART, "staff/telephone.html", context)
    }
}
