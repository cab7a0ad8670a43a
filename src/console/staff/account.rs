//! `/console/account`: one's own account. Another password, one's phone, and where one is signed in.

use std::sync::Arc;

use axum::extract::{Form, State};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use minijinja::value::Serde;
use serde::{Deserialize, Serialize};

use super::Console;
use super::gate::Here;
use super::set_up::Passwords;
use crate::app::staff::{BINDING, SessionKey, SessionLine};
use crate::console::answer::Instead;
use crate::domain::binding::BindingCode;
use crate::domain::dialogue::view::When;

const PART: &str = "/console/account";

/// Which session to end.
#[derive(Deserialize)]
pub struct Which {
    #[serde(default)]
    key: String,
}

/// A session as it is shown.
#[derive(Serialize)]
struct Row {
    key: String,
    began: When,
    used: When,
    address: String,
    agent: String,
    this: bool,
}

/// What the page shows besides.
#[derive(Default)]
struct Shown {
    /// What was wrong with a new password.
    told: Option<String>,
    /// A code that was just drawn.
    code: Option<BindingCode>,
}

/// The account.
pub async fn page(State(console): State<Arc<Console>>, here: Here) -> Result<Response, Instead> {
    console.account_page(&here, Shown::default()).await
}

/// Another password.
pub async fn password(
    State(console): State<Arc<Console>>,
    here: Here,
    Form(form): Form<Passwords>,
) -> Result<Response, Instead> {
    match console.accounts.change_password(&here.session, &form.into(), &here.origin).await {
        Ok(token) => Ok(console.signed_in(&token, None).await),
        Err(error) => {
            let told = console.said(error)?;
            console.account_page(&here, Shown { told: Some(told), ..Shown::default() }).await
        }
    }
}

/// Ends one of their sessions.
pub async fn end_session(
    State(console): State<Arc<Console>>,
    here: Here,
    Form(form): Form<Which>,
) -> Result<Response, Instead> {
    let ended = console.accounts.end_session(&here.session, &SessionKey::of(&form.key)).await;
    ended.map_err(|error| console.failed(&error))?;
    Ok(Redirect::to(PART).into_response())
}

/// A code that binds the phone which sends it.
pub async fn binding_code(State(console): State<Arc<Console>>, here: Here) -> Result<Response, Instead> {
    let code = console.accounts.draw_binding_code(&here.session).await.map_err(|error| console.failed(&error))?;
    console.account_page(&here, Shown { code: Some(code), ..Shown::default() }).await
}

/// Their phone is theirs no more.
pub async fn unbind_phone(State(console): State<Arc<Console>>, here: Here) -> Result<Response, Instead> {
    console.accounts.unbind_phone(&here.session).await.map_err(|error| console.failed(&error))?;
    Ok(Redirect::to(PART).into_response())
}

impl Console {
    async fn account_page(&self, here: &Here, Shown { told, code }: Shown) -> Result<Response, Instead> {
        let sessions = self.accounts.sessions(&here.session).await.map_err(|error| self.failed(&error))?;
        let phone = self.accounts.phone(&here.session).await.map_err(|error| self.failed(&error))?;
        let rows: Vec<Row> = sessions.into_iter().map(|line| row(line, &here.session.key)).collect();
        let context = context! {
            told => told.clone(),
            sessions => Serde(rows),
            bound => phone.map(|phone| Serde(When::of(phone.since, None))),
            binding => code.map(|code| code.in_words()),
            minutes => BINDING.as_mins(),
        };
        Ok(match told {
            None => self.show(&here.session, PART, "staff/account.html", context),
            Some(_) => self.show_again(&here.session, PART, "staff/account.html", context),
        })
    }
}

fn row(line: SessionLine, ours: &SessionKey) -> Row {
    Row {
        this: line.key == *ours,
        key: line.key.as_str().to_owned(),
        began: When::of(line.began_at, None),
        used: When::of(line.used_at, None),
        address: line.address,
        agent: line.agent,
    }
}
