//! What is done with what is known of somebody: shown in full once, put right, erased at their wish.

use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use minijinja::value::Serde;
use serde::Deserialize;

use super::Console;
use super::gate::Here;
use super::people::{Line, PART};
use crate::app::console::{Correction, OnePerson, PersonError, PersonField, Revealed};
use crate::app::reason::REASON;
use crate::console::answer::Instead;
use crate::domain::id::PersonId;

/// Longest value that is looked at, in characters.
const VALUE: usize = 40;

/// What is to be shown in full, and why.
#[derive(Deserialize)]
pub struct Reveal {
    #[serde(default)]
    field: String,
    #[serde(default)]
    reason: String,
}

/// What is right.
#[derive(Deserialize)]
pub struct Correct {
    #[serde(default)]
    field: String,
    #[serde(default)]
    value: String,
}

/// That they wish it, and how they said so.
#[derive(Deserialize)]
pub struct Erase {
    #[serde(default)]
    reason: String,
    /// The box, where it is ticked.
    #[serde(default)]
    sure: String,
}

/// Shows one field in full, on the answer to the form alone: no address leads back to it.
pub async fn reveal(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<i64>,
    Form(form): Form<Reveal>,
) -> Result<Response, Instead> {
    let field = console.field(&here, &form.field)?;
    let shown = console.centre.reveal_person(here.permit()?, PersonId(id), (field, &form.reason)).await;
    let Revealed { field, value } = shown.map_err(|error| console.unknown(&here, error))?;
    let context = context! { id, field => field.name(), value };
    Ok(console.show(&here.session, PART, "staff/person_shown.html", context))
}

/// Puts one field right.
pub async fn correct(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<i64>,
    Form(form): Form<Correct>,
) -> Result<Response, Instead> {
    let (permit, field) = (here.permit()?, console.field(&here, &form.field)?);
    let typed: String = form.value.chars().take(VALUE).collect();
    let right = console.centre.correct_person(permit, PersonId(id), (field, &typed)).await;
    let right = right.map_err(|error| console.unknown(&here, error))?;
    // Who moved to another unit is its clerk's from now on.
    let moved = matches!(right, Correction::Unit(unit) if permit.member().post.unit().is_some_and(|own| own != unit));
    let to = if moved { PART.to_owned() } else { format!("{PART}/{id}") };
    Ok(Redirect::to(&to).into_response())
}

/// What erasing would do, and the form for it.
pub async fn erase_page(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<i64>,
) -> Result<Response, Instead> {
    let one = console.centre.person_to_erase(here.permit()?, PersonId(id)).await;
    let one: OnePerson = one.map_err(|error| console.unknown(&here, error))?;
    let (catalog, now) = (console.catalog.load_full(), console.clock.now());
    let given_up = one.places.iter().filter(|place| place.goes_with_them(now)).count();
    let context = context! {
        line => Serde(Line::of(&one.line, &catalog)),
        on_wechat => one.on_wechat.is_some(),
        given_up,
        kept => catalog.pack.county.privacy.kept_after_erasure.clone(),
        most => REASON,
    };
    Ok(console.show(&here.session, PART, "staff/person_erase.html", context))
}

/// Erases it.
pub async fn erase(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<i64>,
    Form(form): Form<Erase>,
) -> Result<Response, Instead> {
    let permit = here.permit()?;
    if form.sure.is_empty() {
        return Err(console.ask_again(&here.session, "没有删除：请先勾上“本人要求删除，删了找不回来”。"));
    }
    let done = console.centre.erase_person(permit, PersonId(id), &form.reason).await;
    done.map_err(|error| console.unknown(&here, error))?;
    let kept = console.catalog.load().pack.county.privacy.kept_after_erasure.clone();
    Ok(console.show(&here.session, PART, "staff/person_erased.html", context! { id, kept }))
}

impl Console {
    fn field(&self, here: &Here, id: &str) -> Result<PersonField, Instead> {
        PersonField::of(id).ok_or_else(|| self.ask_again(&here.session, "请选是哪一项。"))
    }

    /// Why nothing is shown of somebody, or nothing was done.
    pub fn unknown(&self, here: &Here, error: PersonError) -> Instead {
        match error {
            PersonError::Forbidden(_) => self.refused(&here.session).into(),
            PersonError::NoSuch => self.missing(),
            PersonError::Unreasoned(_) | PersonError::Wrong(_) => self.ask_again(&here.session, &format!("{error}。")),
            PersonError::NotKnown | PersonError::Unmergeable(_) | PersonError::NotErased => {
                self.told(&here.session, &format!("{error}。"))
            }
            PersonError::Store(error) => self.failed(&error),
        }
    }
}
