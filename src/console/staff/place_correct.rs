//! `/console/activities/{id}/people/{number}/correct`: what staff mistyped of somebody is put right. What is there stands
//! beside its field, masked; the fields are empty, and an empty one changes nothing.

use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use minijinja::value::Serde;

use super::Console;
use super::activities::PART;
use super::fields::Fields;
use super::gate::Here;
use super::questions::{Field, another, asks_another, flaws, told, typed};
use crate::app::console::{OnePlace, PlaceError};
use crate::app::import::sign_ups::{Typed, questions};
use crate::console::answer::Instead;
use crate::domain::activity::Activity;
use crate::domain::dialogue::view::When;
use crate::domain::form::AnswerKind;
use crate::domain::id::ActivityId;
use crate::domain::sign_up::ReceiptNumber;

/// An empty form.
pub async fn form(
    State(console): State<Arc<Console>>,
    here: Here,
    Path((id, sequence)): Path<(i64, u32)>,
) -> Result<Response, Instead> {
    let number = ReceiptNumber { activity: ActivityId(id), sequence };
    let found = console.centre.place_to_correct(here.permit()?, number).await;
    let (activity, place) = found.map_err(|error| console.unplaced(&here, error))?;
    Ok(console.correction(&here, (&activity, &place), (&Typed::default(), false), None))
}

/// Puts it right. The page of the place says what came of it.
pub async fn take(
    State(console): State<Arc<Console>>,
    here: Here,
    Path((id, sequence)): Path<(i64, u32)>,
    Form(sent): Form<Fields>,
) -> Result<Response, Instead> {
    let (permit, number) = (here.permit()?, ReceiptNumber { activity: ActivityId(id), sequence });
    let (typed, another) = (typed(&sent), another(&sent));
    let came_of_it = match console.centre.correct_place(permit, number, (&typed, another)).await {
        Ok(true) => "right",
        Ok(false) => "same",
        Err(error @ (PlaceError::Flawed(_) | PlaceError::SameMobile { .. } | PlaceError::NotCorrected(_))) => {
            // As it is now; where it cannot be put right any more, that is said instead.
            let found = console.centre.place_to_correct(permit, number).await;
            let (activity, place) = found.map_err(|error| console.unplaced(&here, error))?;
            return Ok(console.correction(&here, (&activity, &place), (&typed, another), Some(&error)));
        }
        Err(error) => return Err(console.unplaced(&here, error)),
    };
    Ok(Redirect::to(&format!("{PART}/{id}/people/{sequence}?rang={came_of_it}")).into_response())
}

impl Console {
    fn correction(
        &self,
        here: &Here,
        (activity, place): (&Activity, &OnePlace),
        (typed, another): (&Typed, bool),
        error: Option<&PlaceError>,
    ) -> Response {
        let (catalog, flaws) = (self.catalog.load_full(), flaws(error));
        let (pack, there) = (&catalog.pack, &place.filed.answers);
        let asked = questions(activity, pack, When::day_of(self.clock.now()));
        let fields = asked
            .into_iter()
            .filter(|question| question.kind != AnswerKind::Photo)
            .map(|question| Field::of(question, pack, typed, flaws).over(question, there, pack));
        let number = place.filed.number;
        let context = context! {
            id => activity.id.0,
            sequence => number.sequence,
            number => number.to_string(),
            title => activity.title.clone(),
            when => Serde(When::of(activity.span(place.filed.session).0, None)),
            at => activity.place.clone(),
            fields => Serde(fields.collect::<Vec<_>>()),
            error => told(error),
            asks_another => asks_another(another, error),
            another,
        };
        let show = if error.is_some() { Self::show_again } else { Self::show };
        show(self, &here.session, PART, "staff/place_correct.html", context)
    }
}
