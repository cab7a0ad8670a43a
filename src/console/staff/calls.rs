//! `/console/calls`: whom to ring, because no message reaches them, masked; and the list as a file.

use std::sync::Arc;

use axum::extract::{Form, Query, State};
use axum::response::Response;
use minijinja::context;
use minijinja::value::Serde;
use serde::{Deserialize, Serialize};

use super::Console;
use super::gate::Here;
use super::today::PART;
use crate::app::console::{CallsPage, ToRing};
use crate::app::export::calls::{to_say, why};
use crate::app::reason::REASON;
use crate::app::staff::Action;
use crate::console::answer::{Instead, workbook};
use crate::domain::catalog::Catalog;
use crate::domain::dialogue::view::When;
use crate::domain::person::{MobileNumber, PersonName};

/// Which page. Whatever is unknown in it is passed over.
#[derive(Deserialize)]
pub struct Which {
    /// So many are before it.
    #[serde(default)]
    behind: String,
}

/// What the list is for.
#[derive(Deserialize)]
pub struct TakeOut {
    #[serde(default)]
    reason: String,
}

/// Somebody to ring as they are shown, masked.
#[derive(Serialize)]
struct Line {
    to_say: &'static str,
    activity: i64,
    title: String,
    when: When,
    /// Of an offer.
    until: Option<When>,
    number: String,
    sequence: u32,
    name: Option<String>,
    mobile: Option<String>,
    unit: Option<String>,
    why: String,
    opens: bool,
}

impl Line {
    fn of(ToRing { call, opens }: &ToRing, catalog: &Catalog) -> Self {
        Self {
            to_say: to_say(call.kind),
            activity: call.activity.0,
            title: call.title.clone(),
            when: When::of(call.starts_at, None),
            until: call.until.map(|until| When::of(until, None)),
            number: call.number.to_string(),
            sequence: call.number.sequence,
            name: call.name.as_ref().map(PersonName::masked),
            mobile: call.mobile.as_ref().map(MobileNumber::masked),
            unit: call.unit.and_then(|unit| catalog.pack.unit(unit)).map(|unit| unit.name.clone()),
            why: why(call.state),
            opens: *opens,
        }
    }
}

/// The list.
pub async fn list(
    State(console): State<Arc<Console>>,
    here: Here,
    Query(which): Query<Which>,
) -> Result<Response, Instead> {
    let (permit, behind) = (here.permit()?, which.behind.parse().unwrap_or_default());
    let page = console.centre.calls(permit, behind).await;
    let CallsPage { calls, all, next } = page.map_err(|error| console.unseen(&here, error))?;
    let catalog = console.catalog.load_full();
    let context = context! {
        calls => Serde(calls.iter().map(|call| Line::of(call, &catalog)).collect::<Vec<_>>()),
        all,
        next,
        masked => permit.may(Action::ExportMasked),
        in_full => permit.may(Action::ExportInFull),
        most => REASON,
    };
    Ok(console.show(&here.session, PART, "staff/calls.html", context))
}

/// All of them with names and numbers masked.
pub async fn masked(
    State(console): State<Arc<Console>>,
    here: Here,
    Form(form): Form<TakeOut>,
) -> Result<Response, Instead> {
    console.take_calls_out(&here, &form, false).await
}

/// All of them with names and numbers in full.
pub async fn in_full(
    State(console): State<Arc<Console>>,
    here: Here,
    Form(form): Form<TakeOut>,
) -> Result<Response, Instead> {
    console.take_calls_out(&here, &form, true).await
}

impl Console {
    async fn take_calls_out(&self, here: &Here, form: &TakeOut, in_full: bool) -> Result<Response, Instead> {
        let file = self.centre.calls_list(here.permit()?, in_full, &form.reason).await;
        Ok(workbook("打电话名单.xlsx", file.map_err(|error| self.undone(here, error))?))
    }
}
