//! `/console/audit`: who did what, newest first.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::response::Response;
use minijinja::context;
use minijinja::value::Serde;
use serde::{Deserialize, Serialize};

use super::Console;
use super::gate::Here;
use crate::app::console::{AuditLine, AuditSearch, LINES};
use crate::console::answer::Instead;
use crate::domain::dialogue::view::When;

const PART: &str = "/console/audit";

/// Which lines.
#[derive(Deserialize)]
pub struct Which {
    /// Those before this number.
    #[serde(default)]
    before: String,
    /// Of this actor.
    #[serde(default)]
    actor: String,
    /// From this day on.
    #[serde(default)]
    from: String,
    /// Up to this day.
    #[serde(default)]
    to: String,
}

/// A line as it is shown.
#[derive(Serialize)]
struct Line {
    when: When,
    what: String,
    actor: String,
    detail: String,
    subject: String,
}

/// A page of it.
pub async fn page(
    State(console): State<Arc<Console>>,
    here: Here,
    Query(which): Query<Which>,
) -> Result<Response, Instead> {
    let actor: String = which.actor.chars().take(40).collect();
    let day = |typed: &str| typed.chars().take(10).collect::<String>();
    let (from, to) = (day(&which.from), day(&which.to));
    let search = AuditSearch::read(&which.before, &actor, (&from, &to));
    let found = console.centre.audit(here.permit()?, &search).await;
    let found = found.map_err(|error| console.unseen(&here, error))?;
    let full = u64::try_from(found.len()).is_ok_and(|lines| lines >= LINES);
    let next = found.last().filter(|_| full).map(|last| last.id);
    let lines: Vec<Line> = found.into_iter().map(line).collect();
    let context = context! { lines => Serde(lines), next, actor, from, to };
    Ok(console.show(&here.session, PART, "staff/audit.html", context))
}

fn line(line: AuditLine) -> Line {
    Line {
        when: When::of(line.at, None),
        what: line.in_words().to_owned(),
        actor: line.actor_in_words().to_owned(),
        detail: line.detail_in_words(),
        // Enough to see that two lines are about one person.
        subject: line.subject.unwrap_or_default().chars().take(8).collect(),
    }
}
