//! `/console/people`: looking for people by name, by number and by unit. What is looked for is in a form and stands in no
//! address: addresses are kept by browsers and proxies.

use std::sync::Arc;

use axum::extract::{Form, State};
use axum::response::Response;
use minijinja::context;
use minijinja::value::Serde;
use serde::{Deserialize, Serialize};

use super::Console;
use super::gate::Here;
use crate::app::console::{PeoplePage, PeopleSearch, PersonLine, Sought};
use crate::console::answer::Instead;
use crate::domain::catalog::Catalog;
use crate::domain::dialogue::view::When;
use crate::domain::id::{PersonId, UnitId};

/// The part of the console that these pages belong to.
pub const PART: &str = "/console/people";
/// Longest search that is looked for, in characters.
const SOUGHT: usize = 40;

/// Who is looked for. Whatever is unknown in it is passed over.
#[derive(Deserialize, Default)]
pub struct Search {
    /// A name, a number, or the end of one.
    #[serde(default)]
    q: String,
    /// A number.
    #[serde(default)]
    unit: String,
    /// A number.
    #[serde(default)]
    before: String,
}

/// Somebody in a list, masked.
#[derive(Serialize)]
pub struct Line {
    id: i64,
    name: Option<String>,
    mobile: Option<String>,
    unit: Option<String>,
    told: When,
    on_wechat: bool,
}

impl Line {
    /// As they are shown.
    pub fn of(line: &PersonLine, catalog: &Catalog) -> Self {
        Self {
            id: line.id.0,
            name: line.name.as_ref().map(|name| name.masked()),
            mobile: line.mobile.as_ref().map(|mobile| mobile.masked()),
            unit: line.unit.and_then(|unit| catalog.pack.unit(unit)).map(|unit| unit.name.clone()),
            told: When::of(line.told_at, None),
            on_wechat: line.on_wechat,
        }
    }
}

/// Those who came last.
pub async fn list(State(console): State<Arc<Console>>, here: Here) -> Result<Response, Instead> {
    console.people_page(&here, Search::default()).await
}

/// Those who are looked for, or the next page of them.
pub async fn search(
    State(console): State<Arc<Console>>,
    here: Here,
    Form(form): Form<Search>,
) -> Result<Response, Instead> {
    console.people_page(&here, form).await
}

impl Console {
    async fn people_page(&self, here: &Here, search: Search) -> Result<Response, Instead> {
        let (catalog, permit) = (self.catalog.load_full(), here.permit()?);
        let words: String = search.q.trim().chars().take(SOUGHT).collect();
        let unit = search.unit.parse().ok().map(UnitId).and_then(|unit| catalog.pack.unit(unit));
        let before = search.before.parse().ok().map(PersonId);
        let sought = if words.is_empty() { Ok(None) } else { Sought::parse(&words).map(Some) };
        let (page, told) = match sought {
            Ok(sought) => {
                let wanted = PeopleSearch { sought, unit: unit.map(|unit| unit.id), before };
                let page = self.centre.people(permit, wanted).await;
                (page.map_err(|error| self.unseen(here, error))?, None)
            }
            Err(unfindable) => (PeoplePage::default(), Some(unfindable.to_string())),
        };
        let units: Vec<(u16, &str)> = catalog.pack.units.iter().map(|unit| (unit.id.0, unit.name.as_str())).collect();
        let of_unit = permit.member().post.unit().and_then(|unit| catalog.pack.unit(unit));
        let show = if told.is_some() { Self::show_again } else { Self::show };
        let context = context! {
            q => words,
            unit => unit.map(|unit| unit.id.0),
            units => Serde(units),
            of_unit => of_unit.map(|unit| unit.name.clone()),
            before => before.map(|before| before.0),
            next => page.next.map(|next| next.0),
            lines => Serde(page.people.iter().map(|line| Line::of(line, &catalog)).collect::<Vec<_>>()),
            told,
        };
        Ok(show(self, &here.session, PART, "staff/people.html", context))
    }
}
