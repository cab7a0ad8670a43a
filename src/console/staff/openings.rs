//! `/console/openings`: which there are, one as phones are told of it beside its facts, and taking it off.

use std::sync::Arc;

use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::{SignedDuration, Timestamp};
use minijinja::context;
use minijinja::value::Serde;
use serde::{Deserialize, Serialize};

use super::Console;
use super::gate::Here;
use crate::app::console::{Offer, OpeningError, OpeningRecord, OpeningSearch, Stood};
use crate::app::import::activities::times;
use crate::app::staff::Action;
use crate::console::answer::Instead;
use crate::domain::dialogue::view::{PhoneView, When};
use crate::domain::id::{EnterpriseId, OpeningId};
use crate::domain::opening::OpeningState;

const PART: &str = "/console/openings";
/// Longest search that is looked for, in characters.
const SOUGHT: usize = 40;
/// Most words of a search: each is looked for in every opening.
const WORDS: usize = 5;

/// Offers, as a search names them and as staff call them.
const OFFERS: [(&str, Offer, &str); 4] = [
    ("open", Offer::Open, "在招"),
    ("expired", Offer::Expired, "过期了"),
    ("filled", Offer::Filled, "招满了"),
    ("withdrawn", Offer::Withdrawn, "撤下了"),
];

/// What is looked for. Whatever is unknown in it is passed over.
#[derive(Deserialize)]
pub struct Search {
    #[serde(default)]
    q: String,
    /// One of [`OFFERS`].
    #[serde(default)]
    offer: String,
    /// `yes` or `no`.
    #[serde(default)]
    checked: String,
    /// A number.
    #[serde(default)]
    enterprise: String,
    /// A number.
    #[serde(default)]
    before: String,
}

/// On offer or not.
#[derive(Deserialize)]
pub struct NewState {
    #[serde(default)]
    state: String,
    /// How it stood on the page.
    #[serde(default)]
    stood: String,
}

/// Until when.
#[derive(Deserialize)]
pub struct LastDay {
    /// `2026-06-30`, or nothing.
    #[serde(default)]
    day: String,
    /// How it stood on the page.
    #[serde(default)]
    stood: String,
}

/// What was not taken: why, and the day that was typed, if it was one.
type NotTaken<'a> = (&'a OpeningError, Option<&'a str>);

/// Whether somebody checked the employer.
#[derive(Deserialize)]
pub struct Checked {
    /// `yes`, or nothing.
    #[serde(default)]
    checked: String,
}

/// An opening in a list.
#[derive(Serialize)]
struct Line {
    id: i64,
    title: Option<String>,
    headcount: Option<u32>,
    wage: Option<String>,
    enterprise: String,
    address: String,
    last_day: Option<When>,
    offer: &'static str,
    checked: bool,
}

impl Line {
    fn of(record: &OpeningRecord, now: Timestamp) -> Self {
        let (opening, offer) = (&record.opening, record.offer(now));
        Self {
            id: opening.id.0,
            title: opening.title.clone(),
            headcount: opening.headcount,
            wage: opening.wage.clone(),
            enterprise: record.enterprise.name.clone(),
            address: record.enterprise.address.clone(),
            last_day: opening.expires_at.map(last_day),
            offer: OFFERS.iter().find(|(_, other, _)| *other == offer).map_or("", |(_, _, name)| name),
            checked: record.checked_at.is_some(),
        }
    }
}

/// The day of its last moment: what ends with a day ends where the next begins.
fn last_day(end: Timestamp) -> When {
    When::of(end.saturating_sub(SignedDuration::from_millis(1)).unwrap_or(end), None)
}

/// The list.
pub async fn list(
    State(console): State<Arc<Console>>,
    here: Here,
    Query(search): Query<Search>,
) -> Result<Response, Instead> {
    let words: String = search.q.chars().take(SOUGHT).collect();
    let offer = OFFERS.iter().find(|(id, _, _)| *id == search.offer);
    let checked = match search.checked.as_str() {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let wanted = OpeningSearch {
        words: words.split_whitespace().take(WORDS).map(str::to_owned).collect(),
        enterprise: search.enterprise.parse().ok().map(EnterpriseId),
        offer: offer.map(|(_, offer, _)| *offer),
        checked,
        before: search.before.parse().ok().map(OpeningId),
    };
    let (enterprise, before) = (wanted.enterprise.map(|id| id.0), wanted.before.map(|id| id.0));
    let page = console.centre.openings(here.permit()?, wanted).await.map_err(|error| console.unseen(&here, error))?;
    let now = console.clock.now();
    let lines: Vec<Line> = page.openings.iter().map(|record| Line::of(record, now)).collect();
    let offers: Vec<(&str, &str)> = OFFERS.iter().map(|(id, _, name)| (*id, *name)).collect();
    let context = context! {
        q => words,
        offer => offer.map(|(id, _, _)| *id),
        offers => Serde(offers),
        checked => checked.map(|checked| if checked { "yes" } else { "no" }),
        enterprise,
        before,
        next => page.next.map(|id| id.0),
        lines => Serde(lines),
    };
    Ok(console.show(&here.session, PART, "staff/openings.html", context))
}

/// One of them.
pub async fn page(State(console): State<Arc<Console>>, here: Here, Path(id): Path<i64>) -> Result<Response, Instead> {
    console.opening(&here, id, None).await
}

/// Takes it off the phones, or puts it back.
pub async fn state(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<i64>,
    Form(form): Form<NewState>,
) -> Result<Response, Instead> {
    let Some(state) = OpeningState::of(&form.state) else {
        return Err(console.ask_again(&here.session, "请选招满了、撤下，还是放回去。"));
    };
    let which = (OpeningId(id), Stood::parse(&form.stood));
    let done = console.centre.set_opening(here.permit()?, which, state).await;
    console.changed(&here, id, (done, None)).await
}

/// Sets its last day.
pub async fn last_day_set(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<i64>,
    Form(form): Form<LastDay>,
) -> Result<Response, Instead> {
    let which = (OpeningId(id), Stood::parse(&form.stood));
    let done = console.centre.set_last_day(here.permit()?, which, &form.day).await;
    console.changed(&here, id, (done, Some(&form.day))).await
}

/// Notes that its enterprise was checked, or is to be checked anew.
pub async fn employer(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<i64>,
    Form(form): Form<Checked>,
) -> Result<Response, Instead> {
    let done = console.centre.check_employer(here.permit()?, OpeningId(id), form.checked == "yes").await;
    console.changed(&here, id, (done, None)).await
}

impl Console {
    /// Back to the opening; where it was not changed, with why.
    async fn changed(
        &self,
        here: &Here,
        id: i64,
        (done, day): (Result<(), OpeningError>, Option<&str>),
    ) -> Result<Response, Instead> {
        match done {
            Ok(()) => Ok(Redirect::to(&format!("{PART}/{id}")).into_response()),
            Err(error @ (OpeningError::NoDay | OpeningError::Past | OpeningError::Meanwhile)) => {
                self.opening(here, id, Some((&error, day))).await
            }
            Err(error) => Err(self.unchanged(here, error)),
        }
    }

    /// One as it is now, with what was not taken.
    async fn opening(&self, here: &Here, id: i64, not: Option<NotTaken<'_>>) -> Result<Response, Instead> {
        // What a form asked for is another permit.
        let permit = here.session.permit(Action::SeeOpenings);
        let permit = &permit.map_err(|error| self.unchanged(here, error.into()))?;
        let one = self.centre.opening(permit, OpeningId(id)).await.map_err(|error| self.unchanged(here, error))?;
        let (record, now) = (&one.record, self.clock.now());
        let enterprise = &record.enterprise;
        let phones: Vec<PhoneView> = enterprise.phones.iter().map(PhoneView::of).collect();
        let changes = permit.may(Action::ChangeOpenings);
        let of_enterprise = permit.member().post.enterprise().is_some();
        let set = record.opening.expires_at.filter(|_| record.end_is_set).map(|end| times::in_words(end, true));
        let context = context! {
            id,
            stood => Stood::of(record.state, &record.opening).to_string(),
            day => not.and_then(|(_, day)| day.map(str::to_owned)).or(set),
            meanwhile => not.filter(|(why, _)| matches!(why, OpeningError::Meanwhile)).map(|(why, _)| why.to_string()),
            said => not.filter(|(why, _)| !matches!(why, OpeningError::Meanwhile)).map(|(why, _)| why.to_string()),
            line => Serde(Line::of(record, now)),
            told => one.told,
            on_offer => record.offer(now) == Offer::Open,
            state => record.state.id(),
            source => record.opening.source.clone(),
            requirements => record.opening.requirements.clone(),
            end_is_set => record.end_is_set,
            enterprise_id => enterprise.id.0,
            contacts => enterprise.contacts.clone(),
            phones => Serde(phones),
            checked_at => record.checked_at.map(|at| Serde(When::of(at, None))),
            changes,
            puts_back => changes && !(of_enterprise && record.state == OpeningState::Withdrawn),
            of_enterprise,
            checks => permit.may(Action::CheckEmployers),
            campaigns => permit.may(Action::SubmitCampaign),
        };
        let show = if not.is_none() { Self::show } else { Self::show_again };
        Ok(show(self, &here.session, PART, "staff/opening.html", context))
    }

    /// Why an opening is as it was.
    fn unchanged(&self, here: &Here, error: OpeningError) -> Instead {
        match error {
            OpeningError::Forbidden(_) => self.refused(&here.session).into(),
            OpeningError::NoSuch => self.missing(),
            OpeningError::NoDay | OpeningError::Past | OpeningError::Meanwhile | OpeningError::TakenOff => {
                self.told(&here.session, &format!("{error}。"))
            }
            OpeningError::Store(error) => self.failed(&error),
            OpeningError::Words(error) => {
                tracing::error!(%error, "the chat has no words for an opening");
                self.told(&here.session, "这一页现在做不出来，请告诉管服务器的人。")
            }
        }
    }
}
