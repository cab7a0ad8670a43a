//! `/console/sign-in`: name, password and code. A refusal does not tell which of them was wrong.

use std::sync::Arc;

use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use serde::Deserialize;

use super::back::Back;
use super::cookie::Cookie;
use super::gate::{Here, Visitor};
use super::{Console, SET_UP, SIGN_IN};
use crate::app::staff::{Attempt, CannotSignIn, SessionToken, Stage};
use crate::console::answer::Instead;

/// Longest name that is shown again, in characters.
const SHOWN: usize = 40;

/// What the form sends.
#[derive(Deserialize)]
pub struct SignIn {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: String,
    /// The page to go on to.
    #[serde(default)]
    back: String,
}

/// What led to the form.
#[derive(Deserialize)]
pub struct Way {
    /// The page to go on to.
    #[serde(default)]
    back: String,
    /// A form was sent by somebody who was signed out, and not taken.
    #[serde(default)]
    lost: String,
}

/// The form.
pub async fn page(State(console): State<Arc<Console>>, visitor: Visitor, Query(way): Query<Way>) -> Response {
    let back = Back::parse(&way.back);
    let told = match (way.lost.is_empty(), &back) {
        (true, _) => None,
        (false, Some(_)) => Some("已经退出，刚才的没有发出去，也没有保存。登录以后回到那一页。"),
        (false, None) => Some("已经退出，刚才的没有发出去，也没有保存。请登录以后再做一次。"),
    };
    console.sign_in_page(StatusCode::OK, &visitor, ("", back.as_ref()), told)
}

/// Signs somebody in.
pub async fn sign_in(
    State(console): State<Arc<Console>>,
    visitor: Visitor,
    headers: HeaderMap,
    Form(form): Form<SignIn>,
) -> Result<Response, Instead> {
    let SignIn { name, password, code, back } = form;
    let back = Back::parse(&back);
    let browser = console.accounts.browser_tag(&name).and_then(|tag| console.cookies.read_known(&headers, &tag));
    let attempt = Attempt { name, password, code, browser };
    let (status, told) = match console.accounts.sign_in(&attempt, &visitor.origin).await {
        Ok(token) => {
            let response = console.signed_in(&token, back.as_ref()).await;
            return Ok(console.known_from_now_on(response, &attempt));
        }
        Err(CannotSignIn::Wrong) => (StatusCode::FORBIDDEN, "姓名、密码或验证码不对。请看清楚再试一次。"),
        Err(CannotSignIn::TooMany) => {
            (StatusCode::TOO_MANY_REQUESTS, "试得太多了，请过 15 分钟再试。忘了密码、换了手机，请找县管理员重设。")
        }
        Err(CannotSignIn::FirstIsOver) => {
            (StatusCode::FORBIDDEN, "第一次用的密码只管 7 天，已经过期了。请找县管理员重设。")
        }
        Err(CannotSignIn::Store(error)) => return Err(console.failed(&error)),
        Err(CannotSignIn::Hashing(error)) => {
            tracing::error!(%error, "nobody can sign in");
            (StatusCode::SERVICE_UNAVAILABLE, "现在登录不了，请过一分钟再试；一直这样，请告诉管服务器的人。")
        }
    };
    Ok(console.sign_in_page(status, &visitor, (&attempt.name, back.as_ref()), Some(told)))
}

/// Signs somebody out.
pub async fn sign_out(State(console): State<Arc<Console>>, here: Here) -> Result<Response, Instead> {
    console.accounts.sign_out(&here.session).await.map_err(|error| console.failed(&error))?;
    let mut response = Redirect::to(SIGN_IN).into_response();
    if let Ok(clear) = console.cookies.clear(Cookie::Session) {
        response.headers_mut().insert(header::SET_COOKIE, clear);
    }
    Ok(response)
}

impl Console {
    fn sign_in_page(
        &self,
        status: StatusCode,
        visitor: &Visitor,
        (name, back): (&str, Option<&Back>),
        told: Option<&str>,
    ) -> Response {
        let form_token = self.accounts.visitors_form_token(&visitor.visit);
        let context = context! {
            form_token => form_token.as_str(),
            name => name.chars().take(SHOWN).collect::<String>(),
            back => back.map(Back::as_str),
            told,
        };
        let mut response = self.render(status, "staff/sign_in.html", context);
        if let Ok(set) = self.cookies.set(Cookie::Visit, &visitor.visit) {
            response.headers_mut().insert(header::SET_COOKIE, set);
        }
        response
    }

    /// The browser is one of theirs: whoever tries their name elsewhere does not keep them out here.
    fn known_from_now_on(&self, mut response: Response, attempt: &Attempt) -> Response {
        let (tag, token) = (self.accounts.browser_tag(&attempt.name), self.accounts.browser_token(&attempt.name));
        if let (Some(tag), Some(token)) = (tag, token)
            && let Ok(set) = self.cookies.set_known(&tag, &token)
        {
            response.headers_mut().append(header::SET_COOKIE, set);
        }
        response
    }

    /// Back to where they were or on to where they begin, with the cookie of their session.
    pub async fn signed_in(&self, token: &SessionToken, back: Option<&Back>) -> Response {
        let to = match self.accounts.admit(token).await {
            Ok(session) if session.live.stage == Stage::Done => back.map_or(self.home(&session), Back::as_str),
            Ok(_) => SET_UP,
            Err(_) => SIGN_IN,
        };
        let mut response = Redirect::to(to).into_response();
        if let Ok(set) = self.cookies.set(Cookie::Session, token) {
            response.headers_mut().insert(header::SET_COOKIE, set);
        }
        response
    }
}
