//! Seats of an activity as its pages show them: in a list, and filling up on its own page, which asks for that anew.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::Serialize;

use super::Console;
use super::gate::Here;
use crate::app::console::{OneActivity, Standing};
use crate::console::answer::Instead;
use crate::domain::activity::{Admission, Seats};
use crate::domain::dialogue::view::When;
use crate::domain::id::ActivityId;
use crate::domain::sign_up::SignUpRules;

/// An activity in a list.
#[derive(Serialize)]
pub struct Line {
    id: i64,
    title: String,
    place: String,
    when: When,
    state: &'static str,
    seats: Taken,
}

/// Seats in numbers; of an activity or of a part of it.
#[derive(Serialize)]
struct Taken {
    name: String,
    when: Option<When>,
    taken: u32,
    capacity: Option<u32>,
    waiting: u32,
}

impl Line {
    /// As it stands at `now`.
    pub fn of(standing: &Standing, now: Timestamp) -> Self {
        let Standing { activity, seats } = standing;
        let taken = taken(String::new(), None, &seats.all);
        Self {
            id: activity.id.0,
            title: activity.title.clone(),
            place: activity.place.clone(),
            when: When::of(activity.starts_at, Some(activity.ends_at)),
            state: state(standing, now),
            seats: Taken { waiting: seats.waiting(), ..taken },
        }
    }
}

fn taken(name: String, when: Option<When>, seats: &Seats) -> Taken {
    Taken { name, when, taken: seats.taken, capacity: seats.capacity, waiting: seats.waiting }
}

fn state(Standing { activity, seats }: &Standing, now: Timestamp) -> &'static str {
    match activity.admission(now) {
        Admission::Open if seats.full() && activity.queues => "满了，可以排队",
        Admission::Open if seats.full() => "满了",
        Admission::Open => "可以报名",
        Admission::Early => "还没开始报名",
        Admission::Closed => "报名截止了",
        Admission::Over => "结束了",
        Admission::CalledOff => "取消了",
    }
}

/// When the next who queues is asked, for `staff/seats.html`.
pub fn asks_again(standing: &Standing, rules: &SignUpRules, now: Timestamp) -> Option<When> {
    standing.asks_again(rules, now).map(|morning| When::of(morning, None))
}

/// How it fills up, in the whole and session by session, for `staff/activity_seats.html`.
pub fn filling(one: &OneActivity, rules: &SignUpRules, now: Timestamp) -> Value {
    let Standing { activity, seats } = &one.standing;
    let sessions = activity.sessions.iter().filter_map(|session| {
        let (_, seats) = seats.sessions.iter().find(|(number, _)| *number == session.number)?;
        let when = When::of(session.starts_at, Some(session.ends_at));
        Some(taken(session.name.clone(), Some(when), seats))
    });
    context! {
        id => activity.id.0,
        line => Serde(Line::of(&one.standing, now)),
        sessions => Serde(sessions.collect::<Vec<_>>()),
        asks_again => Serde(asks_again(&one.standing, rules, now)),
        live => !matches!(one.admission, Admission::Over | Admission::CalledOff),
    }
}

/// How one fills up, for its open page.
pub async fn part(State(console): State<Arc<Console>>, here: Here, Path(id): Path<i64>) -> Result<Response, Instead> {
    let one = console.centre.activity(here.permit()?, ActivityId(id)).await;
    let one = one.map_err(|error| console.undone(&here, error))?;
    let rules = &console.catalog.load().pack.county.sign_up;
    Ok(console.render(StatusCode::OK, "staff/activity_seats.html", filling(&one, rules, console.clock.now())))
}
