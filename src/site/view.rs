//! A handler a page: what is asked for, one call into `app`, its template.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::Serialize;

use super::fresh::{Asked, Keep};
use super::{Pages, code, query};
use crate::app::site::Moment;
use crate::app::site::card::{CardOf, List};
use crate::domain::id::{ActivityId, OpeningId, PolicyId};

const CALENDAR: &str = "text/calendar; charset=utf-8";
const HTML: &str = "text/html; charset=utf-8";

type OnPages = State<Arc<Pages>>;
/// The id in the address. One that is no text at all is one that nobody has.
type Named = Result<Path<String>, PathRejection>;

/// `/jobs`.
pub async fn openings(State(pages): OnPages, asked: Asked, uri: Uri) -> Response {
    let moment = pages.site.now();
    let view = moment.openings(&query::openings(&uri));
    let card = view.trade.clone().map_or(CardOf::List(List::Jobs), CardOf::Trade);
    pages.show(&asked, &moment, Sheet::new("openings.html", card, view))
}

/// `/jobs/{id}`.
pub async fn opening(State(pages): OnPages, asked: Asked, named: Named) -> Response {
    let moment = pages.site.now();
    let id = row(named).map(OpeningId);
    match id.and_then(|id| Some((id, moment.opening(id)?))) {
        Some((id, view)) => pages.show(&asked, &moment, Sheet::new("opening.html", CardOf::Opening(id), view)),
        None => pages.missing(&moment, List::Jobs),
    }
}

/// `/activities`.
pub async fn activities(State(pages): OnPages, asked: Asked) -> Response {
    let moment = pages.site.now();
    let sheet = Sheet::new("activities.html", CardOf::List(List::Activities), moment.activities());
    pages.show(&asked, &moment, sheet)
}

/// `/activities/{id}`, and `/activities/{id}.ics`.
pub async fn activity(State(pages): OnPages, asked: Asked, named: Named) -> Response {
    // The router takes a whole piece of a path, so the file comes this way too.
    let file = named.as_ref().ok().and_then(|Path(id)| calendar(&pages, &asked, id));
    if let Some(file) = file {
        return file;
    }
    let moment = pages.site.now();
    let id = row(named).map(ActivityId);
    match id.and_then(|id| Some((id, moment.activity(id)?))) {
        Some((id, view)) => pages.show(&asked, &moment, Sheet::new("activity.html", CardOf::Activity(id), view)),
        None => pages.missing(&moment, List::Activities),
    }
}

/// `/activities/{id}/poster`: a sheet to be printed, of one source where `?from=` names it.
pub async fn poster(State(pages): OnPages, asked: Asked, named: Named, uri: Uri) -> Response {
    let moment = pages.site.now();
    let (id, from) = (row(named).map(ActivityId), query::from(&uri));
    let view = id.and_then(|id| Some((id, moment.poster(id, from.as_ref(), pages.site.address())?)));
    let Some((id, view)) = view else { return pages.missing(&moment, List::Activities) };
    let code = view.code.as_deref().and_then(code::svg).map(Value::from_safe_string);
    let mut sheet = Sheet::new("poster.html", CardOf::Activity(id), view);
    sheet.context = context! { code, ..sheet.context };
    pages.show(&asked, &moment, sheet)
}

/// `/activities/{id}.ics`: the activity for the phone's own calendar.
fn calendar(pages: &Pages, asked: &Asked, id: &str) -> Option<Response> {
    let id = ActivityId(id.strip_suffix(".ics")?.parse().ok()?);
    let page = pages.site.address().page(&CardOf::Activity(id).page());
    let moment = pages.site.now();
    Some(match moment.calendar(id, &page) {
        Some(file) => asked.answer(CALENDAR, Keep::Minute, file),
        None => pages.missing(&moment, List::Activities),
    })
}

/// `/policies`.
pub async fn policies(State(pages): OnPages, asked: Asked) -> Response {
    let moment = pages.site.now();
    let sheet = Sheet::new("policies.html", CardOf::List(List::Policies), moment.policies());
    pages.show(&asked, &moment, sheet)
}

/// `/policies/{id}`.
pub async fn policy(State(pages): OnPages, asked: Asked, named: Named) -> Response {
    let moment = pages.site.now();
    let id = named.ok().and_then(|Path(id)| PolicyId::parse(&id).ok());
    match id.and_then(|id| Some((moment.policy(&id)?, id))) {
        Some((view, id)) => pages.show(&asked, &moment, Sheet::new("policy.html", CardOf::Policy(id), view)),
        None => pages.missing(&moment, List::Policies),
    }
}

/// `/policies/brochure`.
pub async fn brochure(State(pages): OnPages, asked: Asked) -> Response {
    let moment = pages.site.now();
    let view = moment.brochure(pages.site.address());
    let code = view.code.as_deref().and_then(code::svg).map(Value::from_safe_string);
    let mut sheet = Sheet::new("brochure.html", CardOf::List(List::Brochure), view);
    sheet.context = context! { code, ..sheet.context };
    pages.show(&asked, &moment, sheet)
}

/// Every other address.
pub async fn nothing_here(State(pages): OnPages) -> Response {
    pages.missing(&pages.site.now(), List::Jobs)
}

fn row(named: Named) -> Option<i64> {
    named.ok()?.0.parse().ok()
}

/// A page before it has words.
struct Sheet {
    template: &'static str,
    /// What it is of: its address and its picture, where it is shared.
    card: CardOf,
    context: Value,
}

impl Sheet {
    fn new(template: &'static str, card: CardOf, view: impl Serialize) -> Self {
        Self { template, card, context: context! { view => Serde(view) } }
    }
}

impl Pages {
    fn show(&self, asked: &Asked, moment: &Moment, sheet: Sheet) -> Response {
        match self.render(moment, sheet) {
            Some(html) => asked.answer(HTML, Keep::Minute, html),
            None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }

    /// 404, with the ways on from there.
    fn missing(&self, moment: &Moment, list: List) -> Response {
        let html = self.render(moment, Sheet::new("missing.html", CardOf::List(list), list.name()));
        (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, HTML)], html.unwrap_or_default()).into_response()
    }

    /// A page in its frame. A template that fails is a fault of ours, which its test should have seen.
    fn render(&self, moment: &Moment, sheet: Sheet) -> Option<String> {
        let Sheet { template, card, context } = sheet;
        let address = self.site.address();
        let frame = context! {
            county => Serde(moment.facts()),
            address => address.page(&card.page()),
            picture => address.page(&card.picture()),
            ..context
        };
        let rendered = self.templates.render(template, frame).inspect_err(|error| {
            tracing::error!(%error, "a page has no words");
            metrics::counter!("guiyan_site_failures_total", "what" => "page").increment(1);
        });
        rendered.ok()
    }
}
