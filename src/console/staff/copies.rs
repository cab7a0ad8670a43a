//! `/console/activities/{id}/copies`: the same activity on other days.

use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use minijinja::context;
use minijinja::value::Serde;
use serde::Deserialize;

use super::Console;
use super::activities::PART;
use super::gate::Here;
use crate::app::console::{CopyError, DraftNumber, MOST_COPIES};
use crate::console::answer::Instead;
use crate::domain::dialogue::view::When;
use crate::domain::id::ActivityId;

/// On which days.
#[derive(Deserialize)]
pub struct Days {
    #[serde(default)]
    days: String,
    #[serde(default)]
    number: String,
}

/// The form.
pub async fn page(State(console): State<Arc<Console>>, here: Here, Path(id): Path<i64>) -> Result<Response, Instead> {
    let sent = Days { days: String::new(), number: DraftNumber::draw().as_str().to_owned() };
    console.copies_page(&here, ActivityId(id), sent, None).await
}

/// Makes them.
pub async fn make(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<i64>,
    Form(sent): Form<Days>,
) -> Result<Response, Instead> {
    let number = DraftNumber::parse(&sent.number).unwrap_or_else(DraftNumber::draw);
    match console.centre.copy_activity(here.permit()?, ActivityId(id), (&sent.days, &number)).await {
        Ok(_) => Ok(Redirect::to(PART).into_response()),
        Err(error @ (CopyError::Forbidden(_) | CopyError::NoSuch | CopyError::Store(_))) => {
            Err(console.uncopied(&here, error))
        }
        Err(error) => console.copies_page(&here, ActivityId(id), sent, Some(error.to_string())).await,
    }
}

impl Console {
    async fn copies_page(
        &self,
        here: &Here,
        id: ActivityId,
        Days { days, number }: Days,
        error: Option<String>,
    ) -> Result<Response, Instead> {
        let found = self.centre.to_copy(here.permit()?, id).await;
        let (activity, [weekly, monthly]) = found.map_err(|error| self.uncopied(here, error))?;
        let in_words = |days: Vec<Date>| days.iter().map(Date::to_string).collect::<Vec<_>>().join("、");
        let show = if error.is_none() { Self::show } else { Self::show_again };
        let context = context! {
            id => id.0,
            title => activity.title,
            when => Serde(When::of(activity.starts_at, Some(activity.ends_at))),
            weekly => in_words(weekly),
            monthly => in_words(monthly),
            days,
            number,
            error,
            most => MOST_COPIES,
        };
        Ok(show(self, &here.session, PART, "staff/activity_copies.html", context))
    }

    /// Why there is nothing to copy.
    fn uncopied(&self, here: &Here, error: CopyError) -> Instead {
        match error {
            CopyError::Forbidden(_) => self.refused(&here.session).into(),
            CopyError::Store(error) => self.failed(&error),
            _ => self.missing(),
        }
    }
}
