//! `/console/policies/draft` and below: what is being written held against what answers, publishing, going back,
//! comparing.

use std::sync::Arc;

use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;

use super::Console;
use super::gate::Here;
use super::policies::PART;
use super::published::{Decided, Published, Two};
use crate::app::console::{Compared, PolicyDraft};
use crate::app::import::flaw::Severity;
use crate::console::answer::Instead;
use crate::domain::dialogue::view::When;
use crate::domain::policy_field::PolicyChange;

/// The page of the draft.
pub(super) const DRAFT: &str = "/console/policies/draft";

/// A policy that differs.
#[derive(Serialize)]
struct Difference {
    id: String,
    title: String,
    /// What the field is called, as it is, as it will be.
    fields: Vec<(&'static str, String, String)>,
}

impl Difference {
    fn list(changes: Vec<PolicyChange>) -> Vec<Self> {
        let fields = |change: &PolicyChange| {
            change.fields.iter().map(|field| (field.field.name(), field.from.clone(), field.to.clone())).collect()
        };
        let one = |change: PolicyChange| Self {
            fields: fields(&change),
            id: change.policy.id.to_string(),
            title: change.policy.title,
        };
        changes.into_iter().map(one).collect()
    }
}

/// What is being written, held against what answers.
pub async fn draft(State(console): State<Arc<Console>>, here: Here) -> Result<Response, Instead> {
    let draft = console.centre.policy_draft(here.permit()?).await.map_err(|error| console.unworded(&here, error))?;
    let sound = draft.is_sound();
    let PolicyDraft { draft, changes, flaws, after, editions } = draft;
    let flaws = flaws.into_iter().map(|flaw| {
        let what = if flaw.severity == Severity::Error { "错误" } else { "提醒" };
        (flaw.policy.to_string(), what, flaw.field.map_or("", |field| field.name()), flaw.reason)
    });
    let context = context! {
        seen => draft.as_ref().map(|draft| draft.version),
        by => draft.as_ref().map(|draft| draft.by.clone()),
        at => draft.as_ref().map(|draft| Serde(When::of(draft.at, None))),
        differences => Serde(Difference::list(changes)),
        flaws => flaws.collect::<Vec<_>>(),
        sound,
        after => after.map(|id| id.0),
        editions => Serde(Published::list(editions, after)),
    };
    Ok(console.show(&here.session, PART, "staff/policy_draft.html", context))
}

/// Two editions side by side.
pub async fn compare(
    State(console): State<Arc<Console>>,
    here: Here,
    Query(two): Query<Two>,
) -> Result<Response, Instead> {
    let compared = console.centre.compare_policies(here.permit()?, two.ids()).await;
    let Compared { names, changes } = compared.map_err(|error| console.unworded(&here, error))?;
    let context = context! { names, differences => Serde(Difference::list(changes)) };
    Ok(console.show(&here.session, PART, "staff/policy_compare.html", context))
}

/// Throws the draft away.
pub async fn drop(
    State(console): State<Arc<Console>>,
    here: Here,
    Form(form): Form<Decided>,
) -> Result<Response, Instead> {
    let done = console.centre.drop_policy_draft(here.permit()?, form.seen()).await;
    done.map_err(|error| console.unworded(&here, error))?;
    Ok(Redirect::to(PART).into_response())
}

/// Publishes the draft.
pub async fn publish(
    State(console): State<Arc<Console>>,
    here: Here,
    Form(form): Form<Decided>,
) -> Result<Response, Instead> {
    let done = console.centre.publish_policies(here.permit()?, form.seen(), form.after()).await;
    done.map_err(|error| console.unworded(&here, error))?;
    Ok(Redirect::to(DRAFT).into_response())
}

/// Goes back to an edition.
pub async fn roll_back(
    State(console): State<Arc<Console>>,
    here: Here,
    Form(form): Form<Decided>,
) -> Result<Response, Instead> {
    let Some(to) = form.to() else { return Err(console.missing()) };
    let done = console.centre.roll_policies_back(here.permit()?, to, form.after()).await;
    done.map_err(|error| console.unworded(&here, error))?;
    Ok(Redirect::to(DRAFT).into_response())
}
