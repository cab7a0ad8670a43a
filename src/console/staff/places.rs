//! `/console/activities/{id}/people`: who has a place and who waits for one, masked; one of them, and giving it up.

use std::sync::Arc;

use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::{Deserialize, Serialize};

use super::Console;
use super::activities::PART;
use super::gate::Here;
use super::seats::{Line, asks_again};
use crate::app::console::{OnePlace, PlaceError, PlaceShelf, Taking, stays_as_it_is};
use crate::app::export::roster::{self, Filed};
use crate::app::reason::REASON;
use crate::app::staff::Action;
use crate::console::answer::Instead;
use crate::domain::activity::Activity;
use crate::domain::catalog::Catalog;
use crate::domain::dialogue::view::When;
use crate::domain::form::Answer;
use crate::domain::id::ActivityId;
use crate::domain::sign_up::{ReceiptNumber, SignUpState, agreed_aloud};

/// Which page of which list. Whatever is unknown in it is passed over.
#[derive(Deserialize)]
pub struct Which {
    /// `waiting`, or those with a seat.
    #[serde(default)]
    shelf: String,
    /// A number in the list.
    #[serde(default)]
    behind: String,
}

/// How somebody came to the page of a place.
#[derive(Deserialize)]
pub struct Came {
    /// `new`: they were just signed up; `before`: they had the place already; `taken`: they had the seat already; `right`:
    /// it was put right; `same`: there was nothing to be put right.
    #[serde(default)]
    rang: String,
}

/// Why a place is given up.
#[derive(Deserialize)]
pub struct GiveUp {
    #[serde(default)]
    reason: String,
    /// The box, where it is ticked.
    #[serde(default)]
    sure: String,
}

/// A place as it is shown, masked.
#[derive(Serialize)]
struct Place {
    number: String,
    sequence: u32,
    name: Option<String>,
    mobile: Option<String>,
    unit: Option<String>,
    session: Option<String>,
    state: &'static str,
    came: bool,
    /// Until when a seat is kept for them.
    until: Option<When>,
    maker: &'static str,
    made: When,
}

impl Place {
    fn of(filed: &Filed, activity: &Activity, catalog: &Catalog) -> Self {
        let answer = |of: fn(&Answer) -> Option<String>| filed.answers.iter().find_map(|(_, answer)| of(answer));
        let unit = filed.answers.iter().find_map(|(_, answer)| match answer {
            Answer::Unit(unit) => Some(*unit),
            Answer::Village(village) => Some(village.unit),
            _ => None,
        });
        Self {
            number: filed.number.to_string(),
            sequence: filed.number.sequence,
            name: answer(|answer| if let Answer::Name(name) = answer { Some(name.masked()) } else { None }),
            mobile: answer(|answer| if let Answer::Mobile(mobile) = answer { Some(mobile.masked()) } else { None }),
            unit: unit.and_then(|unit| catalog.pack.unit(unit)).map(|unit| unit.name.clone()),
            session: filed.session.and_then(|number| activity.session(number)).map(|session| session.name.clone()),
            state: roster::state(filed.state),
            came: filed.attended_at.is_some(),
            until: match filed.state {
                SignUpState::Offered { until } => Some(When::of(until, None)),
                _ => None,
            },
            maker: roster::maker(filed),
            made: When::of(filed.made_at, None),
        }
    }
}

/// The list.
pub async fn list(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<i64>,
    Query(which): Query<Which>,
) -> Result<Response, Instead> {
    let context = console.listed(&here, ActivityId(id), &which).await?;
    Ok(console.show(&here.session, PART, "staff/places.html", context))
}

/// The list alone, for its open page.
pub async fn part(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<i64>,
    Query(which): Query<Which>,
) -> Result<Response, Instead> {
    let context = console.listed(&here, ActivityId(id), &which).await?;
    Ok(console.render(StatusCode::OK, "staff/places_list.html", context))
}

/// One place.
pub async fn page(
    State(console): State<Arc<Console>>,
    here: Here,
    Path((id, sequence)): Path<(i64, u32)>,
    Query(Came { rang }): Query<Came>,
) -> Result<Response, Instead> {
    let number = ReceiptNumber { activity: ActivityId(id), sequence };
    let found = console.centre.place(here.permit()?, number).await;
    let (activity, place) = found.map_err(|error| console.unplaced(&here, error))?;
    let permit = here.permit()?;
    let (reveals, in_full) = (permit.may(Action::RevealPerson), permit.may(Action::ExportInFull));
    let context = context! { rang, reveals, in_full, ..console.one_place(&activity, &place) };
    Ok(console.show(&here.session, PART, "staff/place.html", context))
}

/// Takes the seat that is kept for somebody.
pub async fn confirm(
    State(console): State<Arc<Console>>,
    here: Here,
    Path((id, sequence)): Path<(i64, u32)>,
) -> Result<Response, Instead> {
    let number = ReceiptNumber { activity: ActivityId(id), sequence };
    let done = console.centre.take_offer_for(here.permit()?, number).await;
    let place = format!("{PART}/{id}/people/{sequence}");
    Ok(match done.map_err(|error| console.unplaced(&here, error))? {
        Taking::Done => Redirect::to(&place),
        Taking::Before => Redirect::to(&format!("{place}?rang=taken")),
    }
    .into_response())
}

/// Gives a place up for somebody.
pub async fn cancel(
    State(console): State<Arc<Console>>,
    here: Here,
    Path((id, sequence)): Path<(i64, u32)>,
    Form(form): Form<GiveUp>,
) -> Result<Response, Instead> {
    let permit = here.permit()?;
    if form.sure.is_empty() {
        return Err(console.ask_again(&here.session, "没有取消：请先勾上“确定取消这个人的报名”。"));
    }
    let number = ReceiptNumber { activity: ActivityId(id), sequence };
    let done = console.centre.cancel_place(permit, number, &form.reason).await;
    done.map_err(|error| console.unplaced(&here, error))?;
    Ok(Redirect::to(&format!("{PART}/{id}/people/{sequence}")).into_response())
}

impl Console {
    async fn listed(&self, here: &Here, id: ActivityId, which: &Which) -> Result<Value, Instead> {
        let shelf = if which.shelf == "waiting" { PlaceShelf::Waiting } else { PlaceShelf::Seated };
        let behind = which.behind.parse().unwrap_or_default();
        let page = self.centre.places(here.permit()?, id, (shelf, behind)).await;
        let page = page.map_err(|error| self.unplaced(here, error))?;
        let (catalog, now) = (self.catalog.load_full(), self.clock.now());
        let activity = &page.standing.activity;
        let rules = &catalog.pack.county.sign_up;
        let places = page.places.iter().map(|filed| Place::of(filed, activity, &catalog));
        Ok(context! {
            id => id.0,
            line => Serde(Line::of(&page.standing, now)),
            waiting => page.shelf == PlaceShelf::Waiting,
            called_off => page.shelf == PlaceShelf::CalledOff,
            rings => !self.centre.is_closed(&page.standing),
            asks_again => Serde(asks_again(&page.standing, rules, now)),
            behind,
            places => Serde(places.collect::<Vec<_>>()),
            sessions => !activity.sessions.is_empty(),
            next => page.next,
        })
    }

    fn one_place(&self, activity: &Activity, place: &OnePlace) -> Value {
        let (catalog, filed) = (self.catalog.load_full(), &place.filed);
        let shown = Place::of(filed, activity, &catalog);
        let agreed = place.consent.as_deref().and_then(agreed_aloud);
        let now = self.clock.now();
        let ends = filed.state.is_live() && filed.attended_at.is_none() && now < activity.ends_at;
        context! {
            id => activity.id.0,
            title => activity.title.clone(),
            when => Serde(When::of(activity.span(filed.session).0, None)),
            at => activity.place.clone(),
            bring => activity.bring.clone(),
            place => Serde(shown),
            person => place.person.map(|person| person.0),
            seated => filed.state == SignUpState::Confirmed,
            ahead => place.ahead,
            aloud => agreed,
            follows => place.follows,
            ends,
            corrects => stays_as_it_is(filed, place.follows, activity, now).is_none(),
            most => REASON,
        }
    }

    /// Why nothing is shown of a place, or nothing was done.
    pub fn unplaced(&self, here: &Here, error: PlaceError) -> Instead {
        match error {
            PlaceError::Forbidden(_) => self.refused(&here.session).into(),
            PlaceError::NoSuch => self.missing(),
            PlaceError::Store(error) => self.failed(&error),
            PlaceError::Unreasoned(_) => self.ask_again(&here.session, &format!("{error}。")),
            error => self.told(&here.session, &format!("{error}。")),
        }
    }
}
