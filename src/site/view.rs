//! A handler a page: what is asked for, one call into `app`, its template.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use minijinja::context;
use minijinja::value::{Serde, Value};

use super::fresh::{Asked, Keep};
use super::{Pages, code, query};
use crate::app::site::Moment;
use crate::app::site::card::{CardOf, List};
use crate::domain::id::{ActivityId, OpeningId, PolicyId};

const HTML: &str = "text/html; charset=utf-8";

type OnPages = State<Arc<Pages>>;
/// The id in the address. One that is no text at all is one that nobody has.
type Named = Result<Path<String>, PathRejection>;

/// `/jobs`.
pub async fn openings(State(pages): OnPages, asked: Asked, uri: Uri) -> Response {
    let moment = pages.site.now();
    let view = moment.openings(&query::openings(&uri));
    pages.page("openings.html", &asked, &moment, &CardOf::List(List::Jobs), context! { view => Serde(view) })
}

/// `/jobs/{id}`.
pub async fn opening(State(pages): OnPages, asked: Asked, named: Named) -> Response {
    let moment = pages.site.now();
    let id = row(named).map(OpeningId);
    match id.and_then(|id| Some((id, moment.opening(id)?))) {
        Some((id, view)) => {
            pages.page("opening.html", &asked, &moment, &CardOf::Opening(id), context! { view => Serde(view) })
        }
        None => pages.missing(&moment, List::Jobs),
    }
}

/// `/activities`.
pub async fn activities(State(pages): OnPages, asked: Asked) -> Response {
    let moment = pages.site.now();
    let view = moment.activities();
    pages.page("activities.html", &asked, &moment, &CardOf::List(List::Activities), context! { view => Serde(view) })
}

/// `/activities/{id}`.
pub async fn activity(State(pages): OnPages, asked: Asked, named: Named) -> Response {
    let moment = pages.site.now();
    let id = row(named).map(ActivityId);
    match id.and_then(|id| Some((id, moment.activity(id)?))) {
        Some((id, view)) => {
            pages.page("activity.html", &asked, &moment, &CardOf::Activity(id), context! { view => Serde(view) })
        }
        None => pages.missing(&moment, List::Activities),
    }
}

/// `/policies`.
pub async fn policies(State(pages): OnPages, asked: Asked) -> Response {
    let moment = pages.site.now();
    let view = context! { view => Serde(moment.policies()) };
    pages.page("policies.html", &asked, &moment, &CardOf::List(List::Policies), view)
}

/// `/policies/{id}`.
pub async fn policy(State(pages): OnPages, asked: Asked, named: Named) -> Response {
    let moment = pages.site.now();
    let id = named.ok().and_then(|Path(id)| PolicyId::parse(&id).ok());
    match id.and_then(|id| Some((moment.policy(&id)?, id))) {
        Some((view, id)) => {
            pages.page("policy.html", &asked, &moment, &CardOf::Policy(id), context! { view => Serde(view) })
        }
        None => pages.missing(&moment, List::Policies),
    }
}

/// `/policies/brochure`.
pub async fn brochure(State(pages): OnPages, asked: Asked) -> Response {
    let moment = pages.site.now();
    let view = moment.brochure(pages.site.address());
    let code = view.code.as_deref().and_then(code::svg).map(Value::from_safe_string);
    let context = context! { view => Serde(view), code };
    pages.page("brochure.html", &asked, &moment, &CardOf::List(List::Policies), context)
}

/// Every other address.
pub async fn nothing_here(State(pages): OnPages) -> Response {
    pages.missing(&pages.site.now(), List::Jobs)
}

fn row(named: Named) -> Option<i64> {
    named.ok()?.0.parse().ok()
}

impl Pages {
    fn page(&self, template: &str, asked: &Asked, moment: &Moment, card: &CardOf, view: Value) -> Response {
        match self.render(template, moment, card, view) {
            Ok(html) => asked.answer(HTML, Keep::Minute, html),
            Err(broken) => broken,
        }
    }

    /// 404, with the ways on from there.
    fn missing(&self, moment: &Moment, list: List) -> Response {
        match self.render("missing.html", moment, &CardOf::List(list), context! { list => list.name() }) {
            Ok(html) => (StatusCode::NOT_FOUND, [("content-type", HTML)], html).into_response(),
            Err(broken) => broken,
        }
    }

    /// A page in its frame. A template that fails is a fault of ours, which its test should have seen.
    fn render(&self, template: &str, moment: &Moment, card: &CardOf, view: Value) -> Result<String, Response> {
        let address = self.site.address();
        let frame = context! {
            county => Serde(moment.facts()),
            address => address.page(&card.page()),
            picture => address.page(&card.picture()),
            ..view
        };
        self.templates.render(template, frame).map_err(|error| {
            tracing::error!(%error, "a page has no words");
            metrics::counter!("guiyan_site_failures_total", "what" => "page").increment(1);
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        })
    }
}
