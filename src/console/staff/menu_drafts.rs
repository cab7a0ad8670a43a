//! `/console/menu/draft` and below: the menu that is being written held against the one that was published, publishing,
//! going back, comparing.

use std::sync::Arc;

use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use minijinja::value::Serde;

use super::Console;
use super::gate::Here;
use super::menus::{PART, phone};
use super::published::{Decided, Published, Two};
use crate::app::console::MenuDraft;
use crate::app::staff::Action;
use crate::console::answer::Instead;
use crate::domain::dialogue::view::{When, day_in_words};

/// The page of the draft.
pub(super) const DRAFT: &str = "/console/menu/draft";

/// What is being written, held against what was published.
pub async fn draft(State(console): State<Arc<Console>>, here: Here) -> Result<Response, Instead> {
    let permit = here.permit()?;
    let draft = console.centre.menu(permit).await.map_err(|error| console.unworded(&here, error))?;
    let today = When::day_of(console.clock.now());
    let until = draft.seasonal.hanging().map(|one| day_in_words(one.plan.menu.days.last(), today));
    let MenuDraft { one, published, changes, shown, astray, after, editions, .. } = draft;
    let context = context! {
        seen => one.draft.as_ref().map(|draft| draft.version),
        by => one.draft.as_ref().map(|draft| draft.by.clone()),
        at => one.draft.as_ref().map(|draft| Serde(When::of(draft.at, None))),
        differences => changes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        flaws => one.flaws.iter().map(|(_, flaw)| (flaw.fatal, flaw.reason.clone())).collect::<Vec<_>>(),
        sound => one.is_sound(),
        now => Serde(phone(&published)),
        then => Serde(phone(&one.menu)),
        unknown => shown.err(),
        astray => astray.iter().map(ToString::to_string).collect::<Vec<_>>(),
        after => after.map(|id| id.0),
        editions => Serde(Published::list(editions, after)),
        until,
        may => permit.may(Action::ChangeMenu),
    };
    Ok(console.show(&here.session, PART, "staff/menu_draft.html", context))
}

/// Two editions side by side.
pub async fn compare(
    State(console): State<Arc<Console>>,
    here: Here,
    Query(two): Query<Two>,
) -> Result<Response, Instead> {
    let compared = console.centre.compare_menus(here.permit()?, two.ids()).await;
    let (compared, [first, second]) = compared.map_err(|error| console.unworded(&here, error))?;
    let context = context! {
        names => compared.names,
        differences => compared.changes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        first => Serde(phone(&first)),
        second => Serde(phone(&second)),
    };
    Ok(console.show(&here.session, PART, "staff/menu_compare.html", context))
}

/// Throws the draft away.
pub async fn drop(
    State(console): State<Arc<Console>>,
    here: Here,
    Form(form): Form<Decided>,
) -> Result<Response, Instead> {
    let done = console.centre.drop_menu_draft(here.permit()?, form.seen()).await;
    done.map_err(|error| console.unworded(&here, error))?;
    Ok(Redirect::to(PART).into_response())
}

/// Publishes the draft.
pub async fn publish(
    State(console): State<Arc<Console>>,
    here: Here,
    Form(form): Form<Decided>,
) -> Result<Response, Instead> {
    let done = console.centre.publish_menu(here.permit()?, form.seen(), form.after()).await;
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
    let done = console.centre.roll_menu_back(here.permit()?, to, form.after()).await;
    done.map_err(|error| console.unworded(&here, error))?;
    Ok(Redirect::to(DRAFT).into_response())
}
