//! What every page passes: who is there, whether the page is theirs, and whether a form was shown to them.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{Form, FromRequest, FromRequestParts, Multipart, Request, State};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::cookie::Cookie;
use super::frame::Told;
use super::table::Need;
use super::{Console, SET_UP, SIGN_IN, back, caller};
use crate::app::form_token::FormToken;
use crate::app::staff::{NotAdmitted, Origin, Permit, Session, SessionToken, Stage};
use crate::console::answer::Instead;

/// What stands before one page.
#[derive(Clone)]
pub struct Guard {
    /// The console.
    pub console: Arc<Console>,
    /// Whom the page is for.
    pub need: Need,
    /// Whether an open page asks for it by itself, which is no sign of anybody in front of it.
    pub unattended: bool,
    /// Most bytes of its form.
    pub most_bytes: usize,
}

/// Somebody on a page that is theirs.
#[derive(Clone)]
pub struct Here {
    /// Who.
    pub session: Session,
    /// Where they call from.
    pub origin: Origin,
    /// What the page is for; none on pages for everybody who is signed in.
    permit: Option<Permit>,
}

impl Here {
    /// What the page is for, to be shown to the use case behind it.
    ///
    /// # Errors
    /// The page is for everybody who is signed in, and nothing behind it needs one.
    pub fn permit(&self) -> Result<&Permit, Instead> {
        self.permit.as_ref().ok_or_else(|| StatusCode::FORBIDDEN.into_response().into())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Here {
    type Rejection = StatusCode;

    /// There on every page that is not for whoever comes.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        parts.extensions.get::<Self>().cloned().ok_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// Somebody who is not signed in yet.
#[derive(Clone)]
pub struct Visitor {
    /// Where they call from.
    pub origin: Origin,
    /// What their browser is known by; drawn now if it came without.
    pub visit: SessionToken,
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = StatusCode;

    /// There on every page that is for whoever comes.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        parts.extensions.get::<Self>().cloned().ok_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// Lets somebody through to a page, or says why not.
pub async fn pass(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let Guard { ref console, need, most_bytes, .. } = guard;
    let (mut parts, body) = request.into_parts();
    let origin = caller::origin(&parts, &console.proxies);
    let (form_token, session) = if need == Need::Nothing {
        let known = console.cookies.read(&parts.headers, Cookie::Visit);
        let visit = known.unwrap_or_else(SessionToken::draw);
        let form_token = console.accounts.visitors_form_token(&visit);
        parts.extensions.insert(Visitor { origin, visit });
        (form_token, None)
    } else {
        let here = match enter(&guard, &parts, origin).await {
            Ok(here) => here,
            Err(instead) => return console.drawn(instead.into_response(), None),
        };
        let session = here.session.clone();
        parts.extensions.insert(here);
        (session.form_token.clone(), Some(session))
    };
    if parts.method == Method::GET || parts.method == Method::HEAD {
        return console.drawn(next.run(Request::from_parts(parts, body)).await, session.as_ref());
    }
    let path = parts.uri.path().to_owned();
    match with_token((parts, body), most_bytes, &form_token).await {
        Ok(request) => console.drawn(next.run(request).await, session.as_ref()),
        Err(status) => {
            tracing::warn!(path, status = status.as_u16(), "a form of the console was refused");
            metrics::counter!("guiyan_console_refused_total", "why" => "form").increment(1);
            let too_large = status == StatusCode::PAYLOAD_TOO_LARGE;
            console.instead(status, if too_large { Told::TooLarge } else { Told::StaleForm }, session.as_ref())
        }
    }
}

/// Whoever is signed in and may.
async fn enter(guard: &Guard, parts: &Parts, origin: Origin) -> Result<Here, Instead> {
    let console = &guard.console;
    // Nobody is in front of what an open page asks for by itself.
    let to = if guard.unattended { SIGN_IN.to_owned() } else { back::to_sign_in(parts) };
    let to_sign_in = || Redirect::to(&to).into_response();
    let token = console.cookies.read(&parts.headers, Cookie::Session).ok_or_else(|| Instead::from(to_sign_in()))?;
    let admitted = match guard.unattended {
        true => console.accounts.admit_unattended(&token).await,
        false => console.accounts.admit(&token).await,
    };
    let session = match admitted {
        Ok(session) => session,
        Err(NotAdmitted::SignedOut) => {
            let mut response = to_sign_in();
            if let Ok(clear) = console.cookies.clear(Cookie::Session) {
                response.headers_mut().insert(header::SET_COOKIE, clear);
            }
            return Err(response.into());
        }
        Err(NotAdmitted::Store(error)) => return Err(console.failed(&error)),
    };
    let permit = match guard.need {
        Need::Nothing | Need::SignedIn => None,
        Need::May(_) if session.live.stage != Stage::Done => {
            return Err(Redirect::to(SET_UP).into_response().into());
        }
        Need::May(action) => Some(session.permit(action).map_err(|_| {
            metrics::counter!("guiyan_console_refused_total", "why" => "right").increment(1);
            let (staff, path) = (session.live.member.id.0, parts.uri.path());
            tracing::warn!(staff, path, "a page of the console is not theirs");
            Instead::from(console.refused(&session))
        })?),
    };
    Ok(Here { session, origin, permit })
}

#[derive(Deserialize)]
struct Carried {
    #[serde(default)]
    form: String,
}

/// The token of a form, whichever way its fields are written; empty if it carries none.
async fn carried(request: Request) -> Option<String> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("multipart/form-data") {
        return Form::<Carried>::from_request(request, &()).await.ok().map(|Form(Carried { form })| form);
    }
    let mut fields = Multipart::from_request(request, &()).await.ok()?;
    while let Some(field) = fields.next_field().await.ok()? {
        if field.name() == Some("form") {
            return field.text().await.ok();
        }
    }
    Some(String::new())
}

/// The request again, if its form carries the token.
async fn with_token((parts, body): (Parts, Body), most_bytes: usize, token: &FormToken) -> Result<Request, StatusCode> {
    let bytes = to_bytes(body, most_bytes).await.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE)?;
    let copy = Request::from_parts(parts.clone(), Body::from(bytes.clone()));
    let form = carried(copy).await.ok_or(StatusCode::BAD_REQUEST)?;
    if token.is(&form) { Ok(Request::from_parts(parts, Body::from(bytes))) } else { Err(StatusCode::FORBIDDEN) }
}
