//! `/console/staff`: the accounts of those who work here.

use std::sync::Arc;

use axum::extract::{Form, State};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use minijinja::context;
use minijinja::value::Serde;
use serde::{Deserialize, Serialize};

use super::Console;
use super::gate::Here;
use crate::app::staff::{Added, Keeper, Listed, ManageError};
use crate::console::answer::Instead;
use crate::domain::catalog::Catalog;
use crate::domain::dialogue::view::When;
use crate::domain::id::{EnterpriseId, UnitId};
use crate::domain::staff::{Post, Role, StaffName};

const PART: &str = "/console/staff";

/// What the form for a new account sends.
#[derive(Deserialize, Default)]
pub struct New {
    #[serde(default)]
    name: String,
    #[serde(default)]
    role: String,
    /// A number, or nothing.
    #[serde(default)]
    unit: String,
    /// A number, or nothing.
    #[serde(default)]
    enterprise: String,
}

/// Whose account.
#[derive(Deserialize)]
pub struct Whose {
    #[serde(default)]
    name: String,
}

/// An account as it is shown.
#[derive(Serialize)]
struct Row {
    name: String,
    role: &'static str,
    bound_to: String,
    state: &'static str,
    seen: Option<When>,
    works: bool,
}

/// What a page shows besides the list.
#[derive(Default)]
struct Shown {
    told: Option<String>,
    added: Option<Added>,
    new: New,
}

/// All accounts.
pub async fn page(State(console): State<Arc<Console>>, here: Here) -> Result<Response, Instead> {
    console.members_page(&here, Shown::default()).await
}

/// Makes one.
pub async fn add(State(console): State<Arc<Console>>, here: Here, Form(form): Form<New>) -> Result<Response, Instead> {
    let told = match asked_for(&form, &console.catalog.load()) {
        Ok((name, post)) => {
            let added = console.accounts.add(name, post, Keeper::Member(here.permit()?)).await;
            return console.members_done(&here, added.map(Some), form).await;
        }
        Err(told) => told,
    };
    console.members_page(&here, Shown { told: Some(told), new: form, ..Shown::default() }).await
}

/// Gives somebody another role.
pub async fn post(State(console): State<Arc<Console>>, here: Here, Form(form): Form<New>) -> Result<Response, Instead> {
    let told = match asked_for(&form, &console.catalog.load()) {
        Ok((name, post)) => {
            let changed = console.accounts.change_post(&name, post, Keeper::Member(here.permit()?)).await;
            return console.members_done(&here, changed.map(|()| None), New::default()).await;
        }
        Err(told) => told,
    };
    console.members_page(&here, Shown { told: Some(told), ..Shown::default() }).await
}

/// Lets somebody begin anew.
pub async fn reset(
    State(console): State<Arc<Console>>,
    here: Here,
    Form(form): Form<Whose>,
) -> Result<Response, Instead> {
    let Ok(name) = StaffName::parse(&form.name) else { return Err(console.missing()) };
    let added = console.accounts.reset(name, Keeper::Member(here.permit()?)).await;
    console.members_done(&here, added.map(Some), New::default()).await
}

/// Somebody leaves.
pub async fn end(
    State(console): State<Arc<Console>>,
    here: Here,
    Form(form): Form<Whose>,
) -> Result<Response, Instead> {
    let Ok(name) = StaffName::parse(&form.name) else { return Err(console.missing()) };
    let ended = console.accounts.end(&name, Keeper::Member(here.permit()?)).await;
    console.members_done(&here, ended.map(|()| None), New::default()).await
}

/// Name and post that a form asks for, or what is wrong with it.
fn asked_for(form: &New, catalog: &Catalog) -> Result<(StaffName, Post), String> {
    let name = StaffName::parse(&form.name).map_err(|error| error.to_string())?;
    let role = Role::of(&form.role).ok_or("请选一个角色")?;
    let unit = (role == Role::UnitClerk).then(|| form.unit.parse().ok().map(UnitId)).flatten();
    let unit = unit.filter(|unit| catalog.pack.unit(*unit).is_some());
    let enterprise = (role == Role::EnterpriseHr).then(|| form.enterprise.parse().ok().map(EnterpriseId)).flatten();
    let enterprise = enterprise.filter(|enterprise| catalog.openings.enterprise(*enterprise).is_some());
    Ok((name, Post::new(role, unit, enterprise).map_err(|error| error.to_string())?))
}

impl Console {
    /// What came of a change: the list again, or what is wrong, or the password that opens the account once.
    async fn members_done(
        &self,
        here: &Here,
        done: Result<Option<Added>, ManageError>,
        new: New,
    ) -> Result<Response, Instead> {
        let shown = match done {
            Ok(None) => return Ok(Redirect::to(PART).into_response()),
            Ok(added) => Shown { added, ..Shown::default() },
            Err(error) => Shown { told: Some(self.unmanaged(here, error)?), new, ..Shown::default() },
        };
        self.members_page(here, shown).await
    }

    fn unmanaged(&self, here: &Here, error: ManageError) -> Result<String, Instead> {
        match error {
            ManageError::Taken(_) | ManageError::NoSuch(_) | ManageError::Oneself | ManageError::LastAdministrator => {
                Ok(error.to_string())
            }
            ManageError::Forbidden(_) => Err(self.refused(&here.session).into()),
            ManageError::Store(error) => Err(self.failed(&error)),
            ManageError::Hashing(error) => {
                tracing::error!(%error, "no password can be made");
                Ok("现在做不了，请过一分钟再试。".to_owned())
            }
        }
    }

    async fn members_page(&self, here: &Here, shown: Shown) -> Result<Response, Instead> {
        let all = self.accounts.list(Keeper::Member(here.permit()?)).await;
        let all = match all {
            Ok(all) => all,
            Err(ManageError::Store(error)) => return Err(self.failed(&error)),
            Err(_) => return Err(self.refused(&here.session).into()),
        };
        let catalog = self.catalog.load();
        let now = self.clock.now();
        // The form that made an account comes once more when its page is loaded anew.
        let fresh = StaffName::parse(&shown.new.name).ok().filter(|_| shown.told.is_some()).and_then(|name| {
            let of_name = all.iter().find(|listed| listed.member.name == name);
            of_name.filter(|listed| listed.seen_at.is_none() && listed.ended_at.is_none()).map(|_| name)
        });
        let rows: Vec<Row> = all.iter().map(|listed| row(listed, &catalog, now)).collect();
        let roles: Vec<(&str, &str)> = Role::ALL.into_iter().map(|role| (role.id(), role.name())).collect();
        let units: Vec<(u16, &str)> = catalog.pack.units.iter().map(|unit| (unit.id.0, unit.name.as_str())).collect();
        let enterprises: Vec<(i64, &str)> =
            catalog.openings.enterprises().iter().map(|one| (one.id.0, one.name.as_str())).collect();
        let bad = shown.told.is_some();
        let context = context! {
            told => shown.told,
            added => shown.added.map(|added| context! { name => added.name.as_str(), password => added.first_password }),
            fresh => fresh.as_ref().map(StaffName::as_str),
            rows => Serde(rows),
            roles => Serde(roles),
            units => Serde(units),
            enterprises => Serde(enterprises),
            unit_id => shown.new.unit.parse::<u16>().ok(),
            enterprise_id => shown.new.enterprise.parse::<i64>().ok(),
            name => shown.new.name.chars().take(StaffName::MAX).collect::<String>(),
            role_id => Role::of(&shown.new.role).map(Role::id),
        };
        let page = if bad { Self::show_again } else { Self::show };
        Ok(page(self, &here.session, PART, "staff/members.html", context))
    }
}

fn row(listed: &Listed, catalog: &Catalog, now: Timestamp) -> Row {
    let post = listed.member.post;
    let unit = post.unit().and_then(|unit| catalog.pack.unit(unit)).map(|unit| unit.name.clone());
    let enterprise = post.enterprise().and_then(|id| catalog.openings.enterprise(id)).map(|one| one.name.clone());
    Row {
        name: listed.member.name.to_string(),
        role: post.role().name(),
        bound_to: unit.or(enterprise).unwrap_or_default(),
        state: listed.state(now),
        seen: listed.seen_at.map(|at| When::of(at, None)),
        works: listed.ended_at.is_none(),
    }
}
